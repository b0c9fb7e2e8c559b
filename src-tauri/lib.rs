//! The window: it shows the pages and hands what they ask to the desk. No rule, no SQL.

#[cfg(feature = "desktop")]
mod commands;
#[cfg(feature = "desktop")]
mod place;

#[cfg(feature = "desktop")]
use {
    greenlane_desk::{Ask, Desk, Options},
    tauri::{Manager, RunEvent, WindowEvent},
};

/// Without a webview there is no window to open.
#[cfg(not(feature = "desktop"))]
pub fn run() {}

/// Opens the window and stays until it is closed. `--demo` opens the practice office (演示) at once.
#[cfg(feature = "desktop")]
pub fn run() {
    let desk = Desk::at(Desk::usual_home(), Options::default());
    if std::env::args().any(|argument| argument == "--demo") {
        // Before the first page asks where things stand. What went wrong, the page asks again and shows.
        if let Err(problem) = tauri::async_runtime::block_on(desk.ask(Ask::OpenPractice {})) {
            eprintln!("{}\n{}", problem.what, problem.remedy);
        }
    }
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        // Opens only what the page asks for by name: links in the page stay links.
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_store::Builder::default().build())
        .manage(desk)
        .invoke_handler(tauri::generate_handler![commands::ask])
        .setup(|app| {
            if let Some(window) = app.get_webview_window("main") {
                place::restore(&window);
            }
            Ok(())
        })
        .on_window_event(|window, event| {
            if matches!(event, WindowEvent::CloseRequested { .. }) {
                place::keep(window);
            }
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => app.run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                // The key leaves memory and the database is closed properly.
                let _ = tauri::async_runtime::block_on(app.state::<Desk>().ask(Ask::SignOut {}));
            }
        }),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
