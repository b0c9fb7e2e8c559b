//! domain <- store <- desk <- window; domain <- print <- desk; domain <- sync; store, sync -> server or desk.

use super::{none, root, tree};
use std::collections::BTreeSet;

/// What each crate may name. Everything else is a wrong arrow.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("print", &["domain"]),
    ("sync", &["domain"]),
    ("desk", &["domain", "store", "print", "sync"]),
    ("server", &["domain", "store", "sync"]),
];
const WINDOW: &[&str] = &["domain", "desk"];

/// Packages that belong to one place only, and the crates that may name them.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("typst", &["print"]),
    ("typst-pdf", &["print"]),
    ("printpdf", &["print"]),
    ("sqlx", &["store", "server"]),
    ("libsqlite3-sys", &["store", "server"]),
    ("keyring", &["store"]),
    ("axum", &["server"]),
];

/// What a pure crate cannot need.
const IMPURE: &[&str] =
    &["tokio", "sqlx", "rand", "getrandom", "reqwest", "axum", "tempfile", "tracing", "uuid", "async-trait"];

fn named_by(manifest: &str, section: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(manifest)).expect(manifest);
    let manifest: toml::Table = text.parse().expect(manifest);
    let names = manifest.get(section).and_then(toml::Value::as_table);
    names.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

fn manifest_of(name: &str) -> String {
    format!("crates/{name}/Cargo.toml")
}

#[test]
fn every_arrow_between_crates_points_the_right_way() {
    let mut broken = Vec::new();
    let mut look = |manifest: &str, may: &[&str]| {
        for name in named_by(manifest, "dependencies") {
            if let Some(other) = name.strip_prefix("greenlane-")
                && !may.contains(&other)
            {
                broken.push(format!("{manifest} names {name}"));
            }
        }
    };
    for (name, may) in ARROWS {
        look(&manifest_of(name), may);
    }
    look("Cargo.toml", WINDOW);
    none("a wrong arrow", &broken);
}

#[test]
fn every_crate_has_its_arrows_written_here() {
    let folders = std::fs::read_dir(root().join("crates")).expect("crates/").flatten();
    let found: BTreeSet<String> =
        folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into()).collect();
    let known: BTreeSet<String> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, known);
}

#[test]
fn nothing_under_crates_names_the_window() {
    let mut broken = Vec::new();
    for (name, _) in ARROWS {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let named = named_by(&manifest_of(name), section);
            broken.extend(named.iter().filter(|package| package.starts_with("tauri")).map(|p| format!("{name}: {p}")));
        }
    }
    for file in tree().iter().filter(|file| file.is_below(&["crates/"]) && file.is_code()) {
        broken.extend(file.place_of("tauri::"));
    }
    none("a crate names the window", &broken);
}

#[test]
fn what_belongs_to_one_crate_is_named_by_no_other() {
    let mut broken = Vec::new();
    for (name, _) in ARROWS {
        let named = named_by(&manifest_of(name), "dependencies");
        for (package, may) in KEPT_TO {
            if named.contains(*package) && !may.contains(name) {
                broken.push(format!("{name} names {package}"));
            }
        }
    }
    for (package, _) in KEPT_TO {
        if named_by("Cargo.toml", "dependencies").contains(*package) {
            broken.push(format!("the window names {package}"));
        }
    }
    none("a package outside its crate", &broken);
}

#[test]
fn the_domain_sees_no_clock_and_touches_nothing() {
    const SIGHTS: &[&str] = &[
        "Utc::now",
        "Local::now",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "std::io::stdin",
        "tokio::",
        "sqlx::",
        "rand::",
        "getrandom::",
        "async fn",
        "println!",
    ];
    let mut broken: Vec<String> = named_by(&manifest_of("domain"), "dependencies")
        .iter()
        .filter(|package| IMPURE.contains(&package.as_str()))
        .map(|package| format!("the domain names {package}"))
        .collect();
    for file in tree().iter().filter(|file| file.is_below(&["crates/domain/src/"])) {
        broken.extend(SIGHTS.iter().filter_map(|sight| file.place_of(sight)));
    }
    none("the domain is pure", &broken);
}
