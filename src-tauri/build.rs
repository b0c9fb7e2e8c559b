//! Makes sure the window's pages exist before Tauri embeds them.
fn main() {
    println!("cargo:rerun-if-changed=ui/dist");
    let page = std::path::Path::new("ui/dist/index.html");
    if !page.exists() {
        let _ = std::fs::create_dir_all("ui/dist");
        let _ = std::fs::write(
            page,
            "<!doctype html><meta charset=utf-8><title>人才绿通</title><p>界面尚未构建：请运行 cargo xtask run",
        );
    }
    if std::env::var_os("CARGO_FEATURE_DESKTOP").is_some() {
        tauri_build::build();
    }
}
