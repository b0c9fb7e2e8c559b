//! A window with nothing in it: the floor beside which the start of the desk is measured.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("xtask/empty_window/tauri.conf.json"))
}
