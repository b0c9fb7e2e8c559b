//! What bytes are, by their first ones; never by a file's name.

/// The kinds that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    Jpeg,
    Png,
}

impl Kind {
    /// The kind of some bytes; none for what is not taken.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        /// Scanners put a few bytes before the head of a PDF; readers look for it so far in.
        const NEAR: usize = 1024;
        if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            let start = bytes.get(..NEAR.min(bytes.len())).unwrap_or_default();
            start.windows(5).any(|five| five == b"%PDF-").then_some(Self::Pdf)
        }
    }

    pub fn of_media(media: &str) -> Option<Self> {
        [Self::Pdf, Self::Jpeg, Self::Png].into_iter().find(|kind| kind.media() == media)
    }

    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }
}

/// How many pages a PDF says it has, where it says so openly; none for one whose page tree is packed.
pub(crate) fn pages(kind: Kind, bytes: &[u8]) -> Option<u32> {
    if kind != Kind::Pdf {
        return None;
    }
    let pages = bytes.split(|byte| *byte == b'/').filter(|name| {
        let name = name.strip_prefix(b"Page").filter(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric));
        name.is_some()
    });
    // Each page says `/Type /Page`; nothing else in a PDF bears that very name.
    u32::try_from(pages.count()).ok().filter(|pages| *pages > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_the_first_bytes_and_never_by_the_name() {
        assert_eq!(Kind::of(b"\xff\xd8\xff\xe0 jfif"), Some(Kind::Jpeg));
        assert_eq!(Kind::of(b"\x89PNG\r\n\x1a\n"), Some(Kind::Png));
        assert_eq!(Kind::of(b"\n\n%PDF-1.7"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"MZ this is a program.pdf"), None);
        assert_eq!(Kind::of(b""), None);
    }

    #[test]
    fn pages_are_counted_where_the_file_says_them_openly() {
        let pdf = b"%PDF-1.4 << /Type /Pages /Count 2 >> << /Type /Page /Parent 1 0 R >> <</Type/Page>>";
        assert_eq!(pages(Kind::Pdf, pdf), Some(2));
        assert_eq!(pages(Kind::Pdf, b"%PDF-1.7 packed"), None);
        assert_eq!(pages(Kind::Png, pdf), None);
    }
}
