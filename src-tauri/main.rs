//! Opens the window.
fn main() {
    greenlane_window::run();
}
