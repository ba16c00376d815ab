//! Wiring only: the arguments go to the command line's front, which opens the desk when it is asked to; its exit
//! status goes to the shell.

use std::process::ExitCode;

use balcao::store::{Db, Failure};
use balcao::{cli, tui};

fn main() -> ExitCode {
    cli::run(|seat| {
        Box::pin(async move {
            let options = tui::Options::from_environment(seat.words.lang());
            let desk = tui::run(Db::from(seat.opened.pool), options).await;
            desk.map_err(|fault| Failure::Broken(format!("the terminal cannot be used: {fault}")))
        })
    })
}
