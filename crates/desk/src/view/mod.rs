//! What the desk answers: ready to show. Words are already words; numbers are masked.

mod batch;
mod case;
mod intake;
mod office;
mod paper;
mod people;
mod proof;
mod road;
mod start;
mod template;
mod work;

pub use batch::*;
pub use case::*;
pub use intake::*;
pub use office::*;
pub use paper::*;
pub use people::*;
pub use proof::*;
pub use road::*;
pub use start::*;
pub use template::*;
pub use work::*;
