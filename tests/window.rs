//! The desk through its real window.

use crate::support::{Home, Window};

#[test]
fn the_window_opens_and_shows_the_first_start() {
    let home = Home::new();
    let window = Window::open(home.path());
    window.size(1366, 768);
    window.wait_for("[data-act]");
    window.picture("first-start");
    assert_eq!(window.problems(), Vec::<String>::new());
}
