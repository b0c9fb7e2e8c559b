//! Whether a name can be written and found again.

use crate::desk::Open;
use crate::view::NameRemark;
use greenlane_domain::name;

pub(crate) fn check(desk: &Open, text: &str) -> Vec<NameRemark> {
    name::check(&name::normalize(text))
        .iter()
        .map(|warning| {
            let place = warning.position.and_then(|position| usize::try_from(position).ok());
            let character = place.and_then(|place| text.chars().nth(place.saturating_sub(1)));
            NameRemark {
                character: character.map(String::from).unwrap_or_default(),
                code_point: warning.code.clone().unwrap_or_default(),
                words: warning.say(desk.language),
                unprintable: false,
            }
        })
        .collect()
}
