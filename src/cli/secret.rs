//! Passwords: asked for at a prompt or read from standard input, never an argument. What leaves this
//! program is a SCRAM verifier, so that no password reaches a server's log.

use std::io::{BufRead, IsTerminal};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::context::Context;
use super::outcome::Trouble;

/// A password shorter than this is not accepted, characters.
const SHORTEST_PASSWORD_CHARS: usize = 10;
/// A one-time password of an invitation lasts so long, hours (amendment 30).
pub const INVITE_HOURS: i64 = 24;
/// Random bytes of a one-time password: 80 bits, sixteen letters.
const INVITE_BYTES: usize = 10;
/// Letters that are not mistaken for one another when read aloud at a counter.
const INVITE_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password in memory; it prints itself as dots.
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(…)")
    }
}

impl Password {
    /// The SCRAM-SHA-256 verifier that the server stores.
    #[must_use]
    pub fn verifier(&self) -> String {
        postgres_protocol::password::scram_sha_256(self.0.as_bytes())
    }

    /// The text itself, to be shown once to whom it was made for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Reads a new password: the first line of standard input, or twice at the prompt.
///
/// # Errors
/// No terminal to ask on, two that differ, one that is too short.
pub fn new_password(context: &Context, is_from_stdin: bool) -> Result<Password, Trouble> {
    let text = if is_from_stdin { from_stdin()? } else { at_prompt(context)? };
    if text.chars().count() < SHORTEST_PASSWORD_CHARS {
        return Err(Trouble::usage(context.with("cli-password-short", &[("least", SHORTEST_PASSWORD_CHARS.into())])));
    }
    Ok(Password(text))
}

/// Makes a one-time password for an invitation.
#[must_use]
pub fn invitation() -> Password {
    // Version 4 UUIDs carry 122 bits of the system's randomness; the fixed bits stand in bytes 6 and 8.
    let random = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    let free = random.iter().enumerate().filter(|(at, _)| !matches!(at % 16, 6 | 8)).map(|(_, byte)| byte);
    let letters: Vec<char> = free
        .take(INVITE_BYTES * 8 / 5)
        .filter_map(|byte| INVITE_LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Password(groups.join("-"))
}

/// When an invitation that is made now ends. Roles expire by the server's real clock, which a training clock does
/// not move.
#[must_use]
pub fn invitation_end() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()) + chrono::Duration::hours(INVITE_HOURS)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_prints_itself() {
        assert_eq!(format!("{:?}", Password("segredo-da-ana".into())), "Password(…)");
    }

    #[test]
    fn an_invitation_is_long_and_never_the_same() {
        let made: std::collections::BTreeSet<String> = (0..100).map(|_| invitation().reveal().to_owned()).collect();
        assert_eq!(made.len(), 100);
        assert!(made.iter().all(|text| text.len() == 19), "{made:?}");
    }

    #[test]
    fn the_verifier_is_scram_and_does_not_contain_the_password() {
        let verifier = Password("segredo-da-ana".into()).verifier();
        assert!(verifier.starts_with("SCRAM-SHA-256$4096:"), "{verifier}");
        assert!(!verifier.contains("segredo"));
    }
}
