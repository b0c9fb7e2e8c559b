//! Where the window stood and how large it was, kept beside the pages' own settings.

use serde::{Deserialize, Serialize};
use tauri::{LogicalSize, WebviewWindow, Window};
use tauri_plugin_store::StoreExt;

/// The file in which the pages keep their settings too.
const SETTINGS: &str = "window.json";
const KEY: &str = "place";

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    width: f64,
    height: f64,
    maximized: bool,
}

/// Gives the window its last size. A setting that cannot be read is not worth an error.
pub fn restore(window: &WebviewWindow) {
    let Ok(settings) = window.store(SETTINGS) else { return };
    let Some(place) = settings.get(KEY).and_then(|value| serde_json::from_value::<Place>(value).ok()) else { return };
    if place.maximized {
        let _ = window.maximize();
    } else {
        let _ = window.set_size(LogicalSize::new(place.width, place.height));
    }
}

/// Keeps the window's size for the next time.
pub fn keep(window: &Window) {
    let (Ok(size), Ok(scale), Ok(settings)) = (window.inner_size(), window.scale_factor(), window.store(SETTINGS))
    else {
        return;
    };
    let size = size.to_logical::<f64>(scale);
    let place = Place { width: size.width, height: size.height, maximized: window.is_maximized().unwrap_or(false) };
    if let Ok(value) = serde_json::to_value(place) {
        settings.set(KEY, value);
        let _ = settings.save();
    }
}
