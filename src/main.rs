//! Wiring only: the arguments go to the command line's front, which opens the desk when it is asked to; its exit
//! status goes to the shell.

use std::process::ExitCode;

use balcao::cli;
use balcao::store::Db;
use balcao::tui::{self, Options};

fn main() -> ExitCode {
    cli::run(|seat| Box::pin(tui::run(Db::from(seat.opened.pool), Options::from_environment(seat.words.lang()))))
}
