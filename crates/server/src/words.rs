//! Words of the centre for people: `words/<language>/centre.json`.

use clap::Command;
use greenlane_domain::words::{Language, Sentences};
use std::sync::LazyLock;

static CENTRE: LazyLock<Sentences> = LazyLock::new(|| {
    Sentences::read(
        &[include_str!("../../../words/zh-CN/centre.json")],
        &[include_str!("../../../words/en/centre.json")],
    )
});

/// The sentence for a key in Chinese, with its places filled in: what desks are told.
#[must_use]
pub fn told(key: &str, fill: &[(&str, &str)]) -> String {
    CENTRE.say(Language::Chinese, key, fill)
}

/// The sentence for a key in the language of whoever stands at the centre's machine: `GREENLANE_LANGUAGE=en`, else Chinese.
#[must_use]
pub fn say(key: &str, fill: &[(&str, &str)]) -> String {
    CENTRE.say(language(), key, fill)
}

fn language() -> Language {
    match std::env::var("GREENLANE_LANGUAGE").as_deref() {
        Ok("en") => Language::English,
        _ => Language::Chinese,
    }
}

/// Gives every command and argument its sentence: `about.COMMAND`, `arg.COMMAND.NAME` or `arg.NAME`.
#[must_use]
pub fn worded(command: Command, path: &str) -> Command {
    let sentence = |key: String| CENTRE.find(language(), &key).map(|_| say(&key, &[]));
    let mut command = command;
    if let Some(about) = sentence(format!("about.{path}")) {
        command = command.about(about);
    }
    let arguments: Vec<String> = command.get_arguments().map(|one| one.get_id().to_string()).collect();
    for name in arguments {
        if let Some(help) = sentence(format!("arg.{path}.{name}")).or_else(|| sentence(format!("arg.{name}"))) {
            command = command.mut_arg(name, |one| one.help(help));
        }
    }
    let below: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in below {
        command = command.mut_subcommand(&name, |one| worded(one, &name));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |language| CENTRE.of(language).keys().collect::<Vec<_>>();
        assert!(keys(Language::Chinese).len() > 40);
        assert_eq!(keys(Language::Chinese), keys(Language::English));
    }
}
