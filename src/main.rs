//! Wiring only: the arguments go to the command line's front, which opens the desk when it is asked to; its exit
//! status goes to the shell.

use std::process::ExitCode;

use balcao::cli;
use balcao::store::Failure;

fn main() -> ExitCode {
    cli::run(|seat| {
        Box::pin(async move { Err(Failure::Broken(seat.words.text("cli-desk-absent"))) })
    })
}
