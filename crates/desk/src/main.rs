//! `greenlane-desk`: the desk without a window, for administrators and scripts.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
