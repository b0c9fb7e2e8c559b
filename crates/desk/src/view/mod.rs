//! What the desk answers: ready to show. Words are already words; numbers are masked.

mod case;
mod intake;
mod office;
mod paper;
mod people;
mod road;
mod start;
mod work;

pub use case::*;
pub use intake::*;
pub use office::*;
pub use paper::*;
pub use people::*;
pub use road::*;
pub use start::*;
pub use work::*;
