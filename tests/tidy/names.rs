//! Names: no city in code, no machine in the tree, no name that says nothing.

use super::{none, tree};

const CODE: &[&str] = &["crates/", "src-tauri/", "ui/src/", "xtask/src/"];

/// Tests of the cities' own packs name cities; nothing else does.
fn may_name_a_city(path: &str) -> bool {
    path.starts_with("crates/domain/tests/") || path == "crates/domain/src/pack/tests.rs"
}

#[test]
fn no_city_is_named_in_code() {
    const CITIES: &[&str] =
        &["武汉", "苏州", "临沂", "海南", "平顶山", "wuhan", "suzhou", "linyi", "hainan", "pingdingshan"];
    let mut broken = Vec::new();
    for mut file in tree() {
        if !file.is_below(CODE) || may_name_a_city(&file.path) {
            continue;
        }
        file.text = file.text.to_lowercase();
        broken.extend(CITIES.iter().filter_map(|city| file.place_of(city)));
    }
    none("a city is data, in policies/", &broken);
}

#[test]
fn no_name_says_nothing() {
    const EMPTY: &[&str] = &["manager", "helper", "helpers", "util", "utils", "common", "misc", "stuff"];
    let mut broken = Vec::new();
    for file in tree().iter().filter(|file| file.is_code()) {
        // The name that Cargo's own book gives to what several test programs of one crate share.
        let path = file.path.replace("/tests/common/", "/tests/");
        for part in path.split(['/', '.', '-', '_']) {
            if EMPTY.contains(&part.to_lowercase().as_str()) {
                broken.push(file.path.clone());
            }
        }
        if file.path.ends_with(".rs") {
            for end in ["Manager", "Helper", "Util"] {
                for line in file.text.lines().filter(|line| line.contains("struct ") || line.contains("trait ")) {
                    if line.split(|c: char| !c.is_alphanumeric()).any(|word| word.ends_with(end)) {
                        broken.push(format!("{}: {}", file.path, line.trim()));
                    }
                }
            }
        }
    }
    none("a thing is named after what it is in the field", &broken);
}

#[test]
fn nothing_in_the_tree_knows_the_machine_it_was_written_on() {
    let here = env!("CARGO_MANIFEST_DIR");
    let forbidden = [here, "/root/.", "https://registry.", "https://index.", "https://static.crates"];
    let mut broken = Vec::new();
    for file in tree().iter().filter(|file| !file.path.starts_with("tests/tidy")) {
        broken.extend(forbidden.iter().filter_map(|word| file.place_of(word)));
    }
    none("a place on one machine", &broken);
}

#[test]
fn lock_files_name_no_host() {
    let mut broken = Vec::new();
    for file in tree() {
        if file.path.ends_with("package-lock.json") {
            broken.extend(file.place_of("\"resolved\": \"http"));
        }
    }
    none("leave the registry to the person who installs (npm config omit-lockfile-registry-resolved)", &broken);
}
