//! Finds the PostgreSQL server binaries of this machine and their versions. It never downloads any.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::trouble::{OLDEST_MAJOR, Trouble};

/// Names the directory of the binaries to use, before every other place.
pub const OVERRIDE_VARIABLE: &str = "BALCAO_PG_BIN";

/// A directory that holds `initdb` and `postgres`, with the version they say they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The directory.
    pub dir: PathBuf,
    /// Major version, such as 15.
    pub major: u32,
    /// Minor version, 0 for a pre-release.
    pub minor: u32,
}

/// Where to look.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Value of [`OVERRIDE_VARIABLE`]: when set, nothing else is looked at.
    pub forced: Option<PathBuf>,
    /// Directories of the search path. Debian's wrappers there have no `initdb` beside them.
    pub path: Vec<PathBuf>,
    /// Directories whose children (optionally only those of a prefix) hold a `bin` each.
    pub parents: Vec<(PathBuf, &'static str)>,
    /// Further directories of binaries.
    pub fixed: Vec<PathBuf>,
}

impl Places {
    /// The places of this machine and of this environment.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self {
            forced: std::env::var_os(OVERRIDE_VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from),
            path: std::env::split_paths(&path).collect(),
            parents: [
                ("/usr/lib/postgresql", ""),
                ("/usr", "pgsql-"),
                ("/opt/homebrew/opt", "postgresql"),
                ("/usr/local/opt", "postgresql"),
                ("/home/linuxbrew/.linuxbrew/opt", "postgresql"),
                ("/Library/PostgreSQL", ""),
                ("/usr/lib64", "pgsql"),
            ]
            .into_iter()
            .map(|(dir, prefix)| (PathBuf::from(dir), prefix))
            .collect(),
            fixed: vec![PathBuf::from("/usr/local/pgsql/bin")],
        }
    }

    /// Every directory that holds both programs, without repetition, in the order of the places.
    fn directories(&self) -> Vec<PathBuf> {
        let mut all = self.path.clone();
        for (parent, prefix) in &self.parents {
            let children = std::fs::read_dir(parent).into_iter().flatten().flatten();
            all.extend(
                children
                    .filter(|child| child.file_name().to_string_lossy().starts_with(prefix))
                    .map(|child| child.path().join("bin")),
            );
        }
        all.extend(self.fixed.iter().cloned());
        let mut found: Vec<PathBuf> = vec![];
        for dir in all.into_iter().filter(|dir| holds_a_server(dir)) {
            let dir = dir.canonicalize().unwrap_or(dir);
            if !found.contains(&dir) {
                found.push(dir);
            }
        }
        found
    }

    /// Finds the newest server, or the newest of the major version that wrote `data`.
    ///
    /// # Errors
    /// [`Trouble::NoBinaries`], [`Trouble::EmptyOverride`], [`Trouble::TooOld`], [`Trouble::OtherVersion`].
    pub fn newest(&self, data: Option<(&Path, u32)>) -> Result<Binaries, Trouble> {
        let directories = match &self.forced {
            Some(dir) if holds_a_server(dir) => vec![dir.clone()],
            Some(dir) => return Err(Trouble::EmptyOverride { dir: dir.clone() }),
            None => self.directories(),
        };
        let mut servers: Vec<Binaries> = directories.iter().filter_map(|dir| identify(dir)).collect();
        servers.sort_by_key(|server| std::cmp::Reverse((server.major, server.minor)));
        if let Some((path, wanted)) = data {
            let installed: Vec<String> = servers.iter().map(|server| server.major.to_string()).collect();
            return match servers.into_iter().find(|server| server.major == wanted) {
                Some(server) => Ok(server),
                None if installed.is_empty() => Err(Trouble::NoBinaries),
                None => {
                    Err(Trouble::OtherVersion { path: path.to_owned(), data: wanted, installed: installed.join(", ") })
                }
            };
        }
        let newest = servers.into_iter().next().ok_or(Trouble::NoBinaries)?;
        if newest.major < OLDEST_MAJOR {
            return Err(Trouble::TooOld { dir: newest.dir, found: newest.major });
        }
        Ok(newest)
    }
}

fn holds_a_server(dir: &Path) -> bool {
    dir.join("initdb").is_file() && dir.join("postgres").is_file()
}

/// Asks the server for its version; a binary that does not answer is none.
fn identify(dir: &Path) -> Option<Binaries> {
    let answer = Command::new(dir.join("postgres"))
        .arg("--version")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let (major, minor) = version_of(&String::from_utf8_lossy(&answer.stdout))?;
    Some(Binaries { dir: dir.to_owned(), major, minor })
}

/// Reads `postgres (PostgreSQL) 15.14 (Debian …)`; also `16beta1` and `18devel`.
fn version_of(answer: &str) -> Option<(u32, u32)> {
    let version = answer.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut numbers = version.split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    });
    let major = numbers.next()??;
    Some((major, numbers.next().flatten().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn pretend(root: &Path, name: &str, version: &str) -> PathBuf {
        let dir = root.join(name).join("bin");
        std::fs::create_dir_all(&dir).unwrap();
        for program in ["initdb", "postgres"] {
            let file = dir.join(program);
            std::fs::write(&file, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        dir
    }

    #[test]
    fn versions_are_read_as_the_server_writes_them() {
        for (text, expected) in [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", Some((15, 14))),
            ("postgres (PostgreSQL) 18devel", Some((18, 0))),
            ("postgres (PostgreSQL) 9.6.24", Some((9, 6))),
            ("postgres", None),
        ] {
            assert_eq!(version_of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_newest_is_chosen_by_number_and_not_by_spelling() {
        let root = tempfile::tempdir().unwrap();
        pretend(root.path(), "9.6", "9.6.24");
        pretend(root.path(), "15", "15.2");
        let newest = pretend(root.path(), "16", "16.10");
        let places = Places { parents: vec![(root.path().to_owned(), "")], ..Places::default() };
        assert_eq!(places.newest(None).unwrap().dir, newest.canonicalize().unwrap());
        let of_the_data = places.newest(Some((Path::new("/data"), 15))).unwrap();
        assert_eq!((of_the_data.major, of_the_data.minor), (15, 2));
        let missing = places.newest(Some((Path::new("/data"), 14))).unwrap_err();
        assert_eq!(missing.code(), "other-version");
        assert!(missing.to_string().contains("install PostgreSQL 14"), "{missing}");
    }

    #[test]
    fn an_override_is_used_alone_and_never_silently_ignored() {
        let root = tempfile::tempdir().unwrap();
        let old = pretend(root.path(), "14", "14.9");
        pretend(root.path(), "17", "17.1");
        let parents = vec![(root.path().to_owned(), "")];
        let forced =
            |dir: &Path| Places { forced: Some(dir.to_owned()), parents: parents.clone(), ..Places::default() };
        assert_eq!(forced(&old).newest(None).unwrap_err().code(), "too-old");
        assert_eq!(forced(root.path()).newest(None).unwrap_err().code(), "empty-override");
    }

    #[test]
    fn without_a_server_one_line_says_how_to_install_it() {
        let trouble = Places::default().newest(None).unwrap_err();
        let text = trouble.to_string();
        assert_eq!(trouble.code(), "no-binaries");
        assert_eq!(text.lines().count(), 1);
        for system in ["Debian/Ubuntu: sudo apt-get", "Fedora: sudo dnf", "macOS: brew"] {
            assert!(text.contains(system), "{text}");
        }
    }

    #[test]
    fn this_machine_has_a_server() {
        let found = Places::of_this_machine().newest(None).unwrap();
        assert!(found.major >= OLDEST_MAJOR, "{found:?}");
    }
}
