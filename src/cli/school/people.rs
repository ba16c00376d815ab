//! How the sample school's people get in: random passwords, one set per cluster, in a file that only its owner reads.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::Trouble;
use crate::store::Failure;
use crate::store::school::Known;

/// Name of the file, beside the data directory.
const FILE: &str = "people.json";

/// Passwords by login.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Passwords(BTreeMap<String, String>);

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Passwords").field(&self.0.keys()).finish()
    }
}

impl Passwords {
    /// Reads the file of a cluster; none is the same as an empty one, and one that cannot be understood is made anew.
    pub(super) fn read(base: &Path) -> Result<Self, Trouble> {
        let path = base.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self(serde_json::from_str(&text).unwrap_or_default())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(unusable(&path, &error)),
        }
    }

    /// Whether there is nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One person's password.
    pub(super) fn of(&self, login: &str) -> Option<&str> {
        self.0.get(login).map(String::as_str)
    }

    /// Everyone's login, by name.
    pub(super) fn logins(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Whether everyone has one.
    pub(super) fn have(&self, people: &[Known]) -> bool {
        people.iter().all(|person| self.0.contains_key(&person.login))
    }

    /// Invents the missing ones and writes the file, before the database learns of them.
    pub(super) fn complete(base: &Path, people: &[Known]) -> Result<BTreeMap<String, String>, Trouble> {
        let mut passwords = Self::read(base)?.0;
        for person in people {
            // A version 4 UUID holds 122 bits from the system's source of chance.
            let invent = || uuid::Uuid::new_v4().simple().to_string();
            passwords.entry(person.login.clone()).or_insert_with(invent);
        }
        let path = base.join(FILE);
        write(&path, &passwords).map_err(|error| unusable(&path, &error))?;
        Ok(passwords)
    }
}

fn write(path: &Path, passwords: &BTreeMap<String, String>) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(serde_json::to_string_pretty(passwords)?.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

fn unusable(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Store(Failure::Unreachable(format!("{} cannot be used: {error}", path.display())))
}
