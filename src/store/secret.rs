//! Passwords on their way: made here or typed by a person, given to the server only as a SCRAM verifier, so that none
//! reaches a log. The one-time password of an invitation is shown by whoever asked for it and kept by nobody.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::admin;
use super::db::Db;
use super::failure::Failure;

/// A one-time password of an invitation lasts so long, hours (amendment 30).
pub const INVITE_HOURS: i64 = 24;
/// Random bytes of a one-time password: 80 bits, sixteen letters.
const INVITE_BYTES: usize = 10;
/// Letters that are not mistaken for one another when read aloud at a counter.
const INVITE_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password in memory; it prints itself as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(…)")
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
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

/// Who was invited, and the password that opens once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Login of the person.
    pub login: String,
    /// The password; it prints itself as dots.
    pub password: Password,
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

/// Gives a person a password that ends by itself; the one that was there no longer opens.
///
/// # Errors
/// [`Failure`]: not an administrator, nobody of that login, no answer.
pub async fn invite(db: &Db, login: &str) -> Result<Invited, Failure> {
    let password = invitation();
    admin::set_password(db, login, &password.verifier(), Some(invitation_end())).await?;
    Ok(Invited { login: login.to_owned(), password })
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
