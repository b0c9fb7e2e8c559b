//! Policy packs: what a city has decided, as data. See `policies/`.

mod spec;
pub use spec::*;
