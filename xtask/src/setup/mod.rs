//! Set-up: what has to be on the machine and in the tree before anything is built.

mod archival;
mod fonts;
pub mod packages;
mod pages;
pub mod python;
mod s3;
mod versions;
mod webdriver;

use crate::Outcome;

/// What will be done after the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Building and opening the window.
    Running,
    /// Building and running every test: also the real printer, database and window driver.
    Testing,
    /// Building and measuring the desk without a window.
    Measuring,
    /// Building and starting the centre, which has neither pages nor paper.
    Centre,
}

/// Prepares the machine and the tree. Says what it does; does nothing twice.
pub fn prepare(purpose: For) -> Outcome {
    versions::rust()?;
    packages::install(purpose)?;
    if purpose == For::Centre {
        return Ok(());
    }
    // Node builds the pages and brings the fonts.
    versions::node()?;
    fonts::install()?;
    if purpose != For::Measuring {
        pages::build()?;
    }
    if purpose == For::Testing {
        webdriver::install()?;
        s3::install()?;
        archival::install()?;
    }
    Ok(())
}

pub use packages::postgres_program;
pub use pages::{folder as pages_folder, npm};
