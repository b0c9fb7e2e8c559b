//! What the stories stand on: the real window on a virtual display, driven as a person would drive it.

mod asking;
mod home;
mod stage;
mod webdriver;
mod window;

pub use home::Home;
pub use window::Window;
