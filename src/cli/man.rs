//! `balcao man`: the manual, made of the same tree as the help texts.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::outcome::Trouble;

/// Arguments of `balcao man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao man | man -l -
  balcao man --dir ~/.local/share/man/man1")]
pub struct ManArgs {
    /// Write a page for every command into this directory
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs `balcao man`.
///
/// # Errors
/// A directory that cannot be written, a closed pipe.
pub fn run(context: &Context, args: &ManArgs) -> Result<(), Trouble> {
    match &args.dir {
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(|error| Trouble::file(dir, &error))?;
            clap_mangen::generate_to(super::command(), dir).map_err(|error| Trouble::file(dir, &error))
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(super::command())
                .render(&mut page)
                .map_err(|error| Trouble::Broken(error.to_string()))?;
            context.print_bytes(&page)
        }
    }
}
