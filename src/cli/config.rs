//! The configuration file `config.toml`: strict, so that a misspelt key is told with file and line
//! instead of being ignored.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Map;

use super::outcome::{Complaint, Trouble};
use crate::domain::refusal::Lang;

/// What the file may say; everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Language of the answers.
    pub lang: Option<LangName>,
    /// How to reach the database.
    #[serde(default)]
    pub database: Database,
    /// How mail leaves.
    #[serde(default)]
    pub mail: Mail,
}

/// The table `[database]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `postgres://login@host:port/database`; a password does not belong into a file.
    pub url: Option<String>,
}

/// The table `[mail]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server: `smtps://host[:port]` or `smtp://host[:port]`.
    pub server: Option<String>,
    /// Who signs in there.
    pub user: Option<String>,
    /// A file with the password in its first line; a password does not belong into this one.
    pub password_file: Option<PathBuf>,
    /// The address that mail comes from.
    pub from: Option<String>,
    /// The name beside it; the institution's when absent.
    pub name: Option<String>,
}

/// A language by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum LangName {
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl From<LangName> for Lang {
    fn from(name: LangName) -> Self {
        match name {
            LangName::PtBr => Self::PtBr,
            LangName::En => Self::En,
        }
    }
}

/// Reads the file; an absent one says nothing.
///
/// # Errors
/// An unreadable file, a syntax error or an unknown key is a usage error that names file, line and column.
pub fn read(path: &Path) -> Result<Config, Trouble> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(error) => Err(Trouble::file(path, &error)),
    }
}

fn parse(path: &Path, text: &str) -> Result<Config, Trouble> {
    toml::from_str(text).map_err(|error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        let mut place = Map::new();
        place.insert("file".into(), path.display().to_string().into());
        place.insert("line".into(), line.into());
        place.insert("column".into(), column.into());
        Trouble::Usage(Complaint {
            code: "E_CONFIG",
            message: format!("{}:{line}:{column}: {}", path.display(), error.message()),
            place,
        })
    })
}

/// Line and column, both from one, of a byte position.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_told_with_file_and_line() {
        let error = parse(Path::new("/etc/c.toml"), "lang = \"en\"\n\n[database]\nurk = \"x\"\n").unwrap_err();
        let Trouble::Usage(complaint) = error else { panic!("not a usage error: {error:?}") };
        assert!(complaint.message.starts_with("/etc/c.toml:4:1: "), "{}", complaint.message);
        assert!(complaint.message.contains("urk"), "{}", complaint.message);
    }

    #[test]
    fn a_language_that_does_not_exist_is_told_with_its_line() {
        let error = parse(Path::new("c.toml"), "lang = \"de\"\n").unwrap_err();
        let Trouble::Usage(complaint) = error else { panic!("not a usage error: {error:?}") };
        assert!(complaint.message.starts_with("c.toml:1:8: "), "{}", complaint.message);
    }

    #[test]
    fn an_absent_file_says_nothing() {
        assert_eq!(read(Path::new("/nowhere/at/all.toml")).unwrap(), Config::default());
    }

    #[test]
    fn everything_it_may_say_is_read() {
        let config =
            parse(Path::new("c.toml"), "lang = \"en\"\n[database]\nurl = \"postgres://ana@db/school\"\n").unwrap();
        assert_eq!(config.lang, Some(LangName::En));
        assert_eq!(config.database.url.as_deref(), Some("postgres://ana@db/school"));
    }
}
