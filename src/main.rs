//! Wiring only: the arguments go to the command line's front, which opens the desk or sends the carrier of mail when it
//! is asked to; its exit status goes to the shell.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use balcao::cli::{self, Fronts};
use balcao::store::Db;
use balcao::{tui, worker};

fn main() -> ExitCode {
    cli::run(Fronts {
        desk: |seat| {
            let options = tui::Options {
                lang: seat.words.lang(),
                // https://no-color.org: present and not empty.
                colour: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
                home: env::var_os("HOME").map(PathBuf::from),
                documents: seat.documents,
                unsent_dir: seat.unsent_dir,
            };
            Box::pin(tui::run(Db::from(seat.opened.pool), options))
        },
        mail: |post| {
            let options = worker::Options {
                way: post.way,
                sender: post.sender,
                is_once: post.is_once,
                tell: post.tell,
                waits: post.waits,
            };
            Box::pin(worker::run(post.db, options))
        },
    })
}
