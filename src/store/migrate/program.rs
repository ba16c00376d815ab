//! The SQL that this program carries: roles, numbered migrations, engine; and its fingerprint.

use std::borrow::Cow;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// All files of `assets/` that are SQL, as `build.rs` bundles them.
static BUNDLE: &str = include_str!(concat!(env!("OUT_DIR"), "/assets.sql"));

/// One SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Path from the project's root, for messages.
    pub path: Cow<'static, str>,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl Script {
    /// Makes one of a path and a text.
    pub fn new(path: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Whether the administrator runs it rather than the owner: its first line is `-- role: admin`.
    pub(super) fn is_for_admin(&self) -> bool {
        self.text.lines().next().is_some_and(|line| line.trim() == "-- role: admin")
    }

    /// Number and name of a migration, from `NNNN_name.sql`.
    pub(super) fn number(&self) -> Option<(i32, &str)> {
        let file = self.path.rsplit('/').next()?.strip_suffix(".sql")?;
        let (number, name) = file.split_once('_')?;
        Some((number.parse().ok()?, name))
    }

    /// SHA-256 of the text, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        hexadecimal(&Sha256::digest(self.text.as_bytes()))
    }
}

/// Everything that makes a database ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Group roles and extensions, run by the administrator.
    pub roles: Script,
    /// Tables, run once each, by number.
    pub migrations: Vec<Script>,
    /// Rules, made anew each time, in this order.
    pub engine: Vec<Script>,
}

static EMBEDDED: LazyLock<Program> = LazyLock::new(|| {
    let mut program = Program { roles: Script::new("", ""), migrations: vec![], engine: vec![] };
    for script in unbundle(BUNDLE) {
        match script.path.split('/').nth(1) {
            Some("migrations") => program.migrations.push(script),
            Some("engine") => program.engine.push(script),
            _ => program.roles = script,
        }
    }
    program
});
static EMBEDDED_FINGERPRINT: LazyLock<String> = LazyLock::new(|| EMBEDDED.compute_fingerprint());

impl Program {
    /// The one embedded in this build.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Number of the newest migration; 0 when there is none.
    #[must_use]
    pub fn newest(&self) -> i32 {
        self.migrations.iter().filter_map(Script::number).map(|(number, _)| number).max().unwrap_or(0)
    }

    /// SHA-256 over all files and their names, in hexadecimal: two builds with the same SQL agree.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        if std::ptr::eq(self, Self::embedded()) {
            return EMBEDDED_FINGERPRINT.clone();
        }
        self.compute_fingerprint()
    }

    fn compute_fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for script in std::iter::once(&self.roles).chain(&self.migrations).chain(&self.engine) {
            for part in [&script.path, &script.text] {
                hash.update(part.len().to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hexadecimal(&hash.finalize())
    }
}

/// Takes the files out again: path, tab, length, line's end, text.
fn unbundle(mut bundle: &'static str) -> Vec<Script> {
    let mut scripts = vec![];
    while let Some((head, rest)) = bundle.split_once('\n') {
        let Some((path, length)) = head.split_once('\t') else {
            break;
        };
        let Some((text, rest)) = length.parse().ok().and_then(|n| rest.split_at_checked(n)) else {
            break;
        };
        scripts.push(Script::new(path, text));
        bundle = rest;
    }
    scripts
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_migrations_are_1_2_3() {
        let program = Program::embedded();
        let numbers: Vec<i32> = program.migrations.iter().map(|m| m.number().expect(&m.path).0).collect();
        let expected: Vec<i32> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected, "files are named NNNN_name.sql without a gap");
        assert_eq!(program.newest(), *numbers.last().unwrap_or(&0));
    }

    #[test]
    fn every_sql_file_of_the_project_is_embedded_as_it_is() {
        let program = Program::embedded();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let all = std::iter::once(&program.roles).chain(&program.migrations).chain(&program.engine);
        let mut embedded: Vec<&str> = vec![];
        for script in all {
            let there = std::fs::read_to_string(root.join(&*script.path)).expect(&script.path);
            assert_eq!(script.text, there, "{}", script.path);
            embedded.push(&script.path);
        }
        let on_disk: usize = ["migrations", "engine"]
            .iter()
            .map(|folder| walkdir::WalkDir::new(root.join("assets").join(folder)))
            .flat_map(|walk| walk.into_iter().flatten())
            .filter(|entry| entry.path().extension().is_some_and(|e| e == "sql"))
            .count();
        assert_eq!(embedded.len(), on_disk + 1, "and the roles");
        assert!(program.engine.is_sorted_by_key(|script| script.path.to_string()));
    }

    #[test]
    fn a_changed_letter_changes_the_fingerprint() {
        let mut program = Program::embedded().clone();
        let before = program.fingerprint();
        assert_eq!(before, Program::embedded().fingerprint());
        program.roles.text.to_mut().push(' ');
        assert_ne!(program.fingerprint(), before);
    }
}
