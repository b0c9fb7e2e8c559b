//! The folders of `policies/`: what is built in is what lies there, schemas are fresh, scenarios hold.

use greenlane_domain::calendar::Calendar;
use greenlane_domain::pack::{self, Scenario, StepOutcome};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

fn toml_files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".toml"))
        .collect()
}

#[test]
fn every_text_in_a_policy_folder_is_built_in() {
    let known: BTreeSet<&str> = pack::builtin_ids().into_iter().chain(["national"]).collect();
    for entry in std::fs::read_dir(policies()).into_iter().flatten().flatten() {
        let id = entry.file_name().to_string_lossy().into_owned();
        if toml_files(&entry.path()).is_empty() || id == "calendar" {
            continue;
        }
        assert!(
            known.contains(id.as_str()),
            "policies/{id} was not there at the last build; touch crates/domain/build.rs"
        );
        let source = if id == "national" { Some(pack::national()) } else { pack::builtin_source(&id) };
        let files: BTreeSet<String> = source.map(|source| source.files.into_keys().collect()).unwrap_or_default();
        assert_eq!(toml_files(&entry.path()), files, "policies/{id}");
        let scenarios = pack::builtin_scenarios(&id).iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(toml_files(&entry.path().join("scenarios")), scenarios, "policies/{id}/scenarios");
    }
}

#[test]
fn the_schemas_for_editors_are_fresh() -> Outcome {
    for (name, schema) in [("pack", pack::pack_schema()), ("scenario", pack::scenario_schema())] {
        let fresh = serde_json::to_string_pretty(&schema)? + "\n";
        let path = policies().join(format!("schema/{name}.json"));
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::create_dir_all(policies().join("schema"))?;
            std::fs::write(&path, &fresh)?;
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == fresh, "{} is stale; run the tests once with UPDATE_SCHEMA=1", path.display());
    }
    Ok(())
}

#[test]
fn every_golden_scenario_holds() {
    let calendar = Calendar::builtin();
    let (mut ran, mut broken) = (0, Vec::new());
    for id in pack::builtin_ids() {
        let pack = pack::builtin(id).unwrap_or_else(|faults| panic!("{id}: {faults:?}"));
        for (file, text) in pack::builtin_scenarios(id) {
            let scenario = Scenario::read(file, text).unwrap_or_else(|faults| panic!("{id}/{file}: {}", faults[0]));
            for (nth, outcome) in scenario.run(&pack, &calendar).into_iter().enumerate() {
                match outcome {
                    StepOutcome::Held => ran += 1,
                    StepOutcome::Failed(why) => broken.push(format!("{id}/{file} step {}: {why}", nth + 1)),
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(ran >= 150, "only {ran} steps were run");
}

#[test]
fn every_act_a_person_can_do_is_told_in_a_scenario() {
    use greenlane_domain::case::ActKind as A;
    // They name a fact or a printed paper, or are written by the desk itself.
    let untold = [A::Correct, A::Settle, A::RecordPaper, A::RecordPrint, A::MoveDues];
    let scenarios = pack::builtin_scenarios("fixture");
    let told: BTreeSet<&str> = A::ALL
        .iter()
        .map(|act| act.word())
        .filter(|word| {
            let act = format!("act = \"{word}\"");
            scenarios.iter().any(|(_, text)| text.contains(&act))
        })
        .collect();
    let missing: Vec<&str> = A::ALL.iter().filter(|act| !untold.contains(act)).map(|act| act.word()).collect();
    assert_eq!(missing.into_iter().filter(|act| !told.contains(act)).collect::<Vec<_>>(), [""; 0]);
}
