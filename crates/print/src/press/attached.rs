//! The bytes of a scan or file that belongs to a volume.

use std::sync::Arc;
use typst::foundations::Bytes;

/// Gives the bytes, or says why it cannot.
type Fetch = dyn Fn() -> Result<Vec<u8>, String> + Send + Sync;

/// A scan or file: held, or fetched each time that it is needed. A thick volume fetches, and is not in memory twice.
#[derive(Clone)]
pub struct Attached(Origin);

#[derive(Clone)]
enum Origin {
    Held(Bytes),
    Fetched(Arc<Fetch>),
}

impl Attached {
    /// One that is fetched by `fetch`, which gives the same bytes every time.
    pub fn fetched(fetch: impl Fn() -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Self {
        Self(Origin::Fetched(Arc::new(fetch)))
    }

    /// The bytes.
    ///
    /// # Errors
    /// With what kept them from being fetched.
    pub fn bytes(&self) -> Result<Bytes, String> {
        match &self.0 {
            Origin::Held(bytes) => Ok(bytes.clone()),
            Origin::Fetched(fetch) => fetch().map(Bytes::new),
        }
    }
}

impl From<Vec<u8>> for Attached {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Origin::Held(Bytes::new(bytes)))
    }
}

impl From<&'static [u8]> for Attached {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Origin::Held(Bytes::new(bytes)))
    }
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Origin::Held(bytes) => write!(f, "Attached({} bytes)", bytes.len()),
            Origin::Fetched(_) => write!(f, "Attached(fetched)"),
        }
    }
}
