use super::random;
use crate::error::{Result, StoreError};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// Letters and digits that cannot be taken for one another on paper.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 25;
const GROUP: usize = 5;

/// The code that opens a database when every password is lost: shown once, printed, locked away. 120 random bits and a
/// check letter, in five groups of five.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    pub(crate) fn random() -> Result<Self> {
        let bytes = Zeroizing::new(random::<{ LENGTH - 1 }>()?);
        let mut text: String = bytes.iter().map(|byte| letter(*byte)).collect();
        text.push(check(&text));
        Ok(Self(Zeroizing::new(text)))
    }

    /// Reads a code as people type it: any case, with or without strokes and spaces, full-width, O for 0, I or L for 1.
    ///
    /// # Errors
    /// [`StoreError::MistypedRecovery`] when a character is wrong or missing.
    pub fn parse(typed: &str) -> Result<Self> {
        let mut text = String::with_capacity(LENGTH);
        for typed in typed.chars() {
            let narrow = match typed {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
                other => other,
            };
            match narrow.to_ascii_uppercase() {
                '-' | '—' | '–' | '_' | '.' | '\u{3000}' => {}
                space if space.is_whitespace() => {}
                'O' => text.push('0'),
                'I' | 'L' => text.push('1'),
                other if other.is_ascii() && LETTERS.contains(&(other as u8)) => text.push(other),
                _ => return Err(StoreError::MistypedRecovery),
            }
        }
        let body = text.get(..LENGTH - 1).unwrap_or_default();
        if text.len() != LENGTH || !text.ends_with(check(body)) {
            return Err(StoreError::MistypedRecovery);
        }
        Ok(Self(Zeroizing::new(text)))
    }

    pub(crate) fn secret(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn letter(byte: u8) -> char {
    char::from(LETTERS[usize::from(byte) % LETTERS.len()])
}

fn check(body: &str) -> char {
    letter(Sha256::digest(body.as_bytes())[0])
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::random().unwrap();
        let shown = code.to_string();
        assert_eq!(shown.len(), LENGTH + 4);
        let loose = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(RecoveryCode::parse(&loose).unwrap(), code);
        let wide: String = shown.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect();
        assert_eq!(RecoveryCode::parse(&wide).unwrap(), code);
    }

    #[test]
    fn most_slips_of_the_pen_are_noticed() {
        let shown = RecoveryCode::random().unwrap().to_string().replace('-', "");
        let mut noticed = 0;
        for place in 0..LENGTH {
            let mut typed: Vec<char> = shown.chars().collect();
            typed[place] = if typed[place] == '7' { '8' } else { '7' };
            noticed += usize::from(RecoveryCode::parse(&typed.iter().collect::<String>()).is_err());
        }
        assert!(noticed >= LENGTH - 5, "only {noticed} of {LENGTH}");
        assert!(RecoveryCode::parse(&shown[1..]).is_err());
        assert!(RecoveryCode::parse("").is_err());
        assert!(RecoveryCode::parse("恢复码").is_err());
    }
}
