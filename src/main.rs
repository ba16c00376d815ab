//! Wiring only: the arguments go to the command line's front, which opens the desk when it is asked to; its exit
//! status goes to the shell.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use balcao::cli;
use balcao::store::Db;
use balcao::tui::{self, Options};

fn main() -> ExitCode {
    cli::run(|seat| {
        let options = Options {
            lang: seat.words.lang(),
            // https://no-color.org: present and not empty.
            colour: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            home: env::var_os("HOME").map(PathBuf::from),
            documents: seat.documents,
            unsent_dir: seat.unsent_dir,
        };
        Box::pin(tui::run(Db::from(seat.opened.pool), options))
    })
}
