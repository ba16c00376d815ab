//! `balcao completions`: what a shell needs to complete our arguments.

use clap::Args;
use clap_complete::Shell;

use super::outcome::Trouble;

/// Arguments of `balcao completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao completions bash > ~/.local/share/bash-completion/completions/balcao
  balcao completions fish > ~/.config/fish/completions/balcao.fish")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Runs `balcao completions`.
///
/// # Errors
/// A closed pipe.
pub fn run(context: &super::context::Context, args: &CompletionsArgs) -> Result<(), Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "balcao", &mut text);
    context.print_bytes(&text)
}
