//! Passwords: asked for at a prompt or read from standard input, never an argument. What becomes of them is the store's.

use std::io::{BufRead, IsTerminal};

use super::context::Context;
use super::outcome::Trouble;
pub use crate::store::secret::{INVITE_HOURS, Password, invitation, invitation_end, invite};

/// A password shorter than this is not accepted, characters.
const SHORTEST_PASSWORD_CHARS: usize = 10;

/// Reads a new password: the first line of standard input, or twice at the prompt.
///
/// # Errors
/// No terminal to ask on, two that differ, one that is too short.
pub fn new_password(context: &Context, is_from_stdin: bool) -> Result<Password, Trouble> {
    let text = if is_from_stdin { from_stdin()? } else { at_prompt(context)? };
    if text.chars().count() < SHORTEST_PASSWORD_CHARS {
        return Err(Trouble::usage(context.with("cli-password-short", &[("least", SHORTEST_PASSWORD_CHARS.into())])));
    }
    Ok(Password::from(text))
}

/// Prints a one-time password, with what to do with it on standard error.
///
/// # Errors
/// A closed pipe.
pub fn hand_over(context: &Context, password: &Password) -> Result<(), Trouble> {
    context.note(&context.with("cli-user-invited", &[("hours", INVITE_HOURS.into())]));
    context.print(&format!("{}\n", password.reveal()))
}

fn from_stdin() -> Result<String, Trouble> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| Trouble::usage(error.to_string()))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn at_prompt(context: &Context) -> Result<String, Trouble> {
    if !std::io::stdin().is_terminal() {
        return Err(Trouble::usage(context.word("cli-password-no-terminal")));
    }
    let ask = |prompt: String| rpassword::prompt_password(prompt).map_err(|error| Trouble::usage(error.to_string()));
    let first = ask(context.word("cli-password-new") + " ")?;
    if ask(context.word("cli-password-again") + " ")? != first {
        return Err(Trouble::usage(context.word("cli-password-differs")));
    }
    Ok(first)
}
