//! Whether a name can be written, printed and found again: said when it is typed, not when it is printed.

use crate::desk::Open;
use crate::papers;
use crate::view::NameRemark;
use greenlane_domain::name;

pub(crate) async fn check(desk: &Open, text: &str) -> Vec<NameRemark> {
    let text = name::normalize(text);
    let mut remarks: Vec<NameRemark> = name::check(&text)
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
        .collect();
    // Without fonts nothing can be said of them here; printing says so by itself.
    let Ok(press) = papers::press_of(desk).await else { return remarks };
    for missing in press.fonts().check(&text) {
        match remarks.iter_mut().find(|remark| remark.code_point == missing.code_point) {
            Some(remark) => remark.unprintable = true,
            None => {
                let character = missing.character.to_string();
                let fill = [("character", character.as_str()), ("code", missing.code_point.as_str())];
                let words = desk.say("name.no_glyph", &fill);
                remarks.push(NameRemark { character, code_point: missing.code_point, words, unprintable: true });
            }
        }
    }
    remarks
}
