//! What a person at a desk can do, without a window: run, ask, print, exchange.
//!
//! [`Desk::ask`] is the one door: the window, the command line and the stories all come through it. Each subject answers
//! in its own small file.

mod acts;
mod aftercare;
mod along;
mod answer;
mod ask;
mod attachments;
mod calendar_desk;
mod case_list;
mod case_page;
mod desk;
mod drafts;
mod employers;
mod history;
mod intake;
pub mod measure;
mod names;
mod numbers;
mod offers;
mod office_desk;
mod pack_desk;
pub mod paper_speed;
mod papers;
mod papers_list;
mod people;
pub mod practice;
mod problem;
mod road;
mod search;
mod start;
mod timeline;
mod turn;
pub mod view;
mod words;
mod workbench;

pub use ask::{Answers, Ask};
pub use case_page::{paper_line, refusal_view};
pub use desk::{Desk, Open};
pub use greenlane_store::Options;
pub use numbers::is_sound;
pub use papers::{
    batch_state, cancel_batch, check_package, font_places, go_on_with_batch, open_batches, press, print_all,
};
pub use problem::{DeskError, Problem};
pub use turn::{Done, Turn};
pub use words::{has, say};
