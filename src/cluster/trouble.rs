//! Everything that can be wrong with the private PostgreSQL, one variant each, saying what to mend.
//! The texts are English; [`Trouble::code`] and [`Trouble::args`] let a front word them in another language.

use std::path::{Path, PathBuf};

/// How to install the server, one command per system.
pub const INSTALL_HINT: &str = "Debian/Ubuntu: sudo apt-get install postgresql | Fedora: sudo dnf install postgresql-server postgresql-contrib | macOS: brew install postgresql@17";

/// Oldest PostgreSQL whose features the schema needs.
pub const OLDEST_MAJOR: u32 = 15;

/// Why the private PostgreSQL cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No directory with `initdb` and `postgres` side by side.
    #[error("no PostgreSQL server was found on this machine; install it (one line): {INSTALL_HINT}")]
    NoBinaries,
    /// `BALCAO_PG_BIN` is set, but holds no server.
    #[error("BALCAO_PG_BIN names {}, which does not hold initdb and postgres side by side; correct it or unset it", .dir.display())]
    EmptyOverride {
        /// What the variable names.
        dir: PathBuf,
    },
    /// The newest server found is too old.
    #[error("the newest PostgreSQL found ({}) is version {found}; version {OLDEST_MAJOR} or newer is needed: {INSTALL_HINT}", .dir.display())]
    TooOld {
        /// Where it was found.
        dir: PathBuf,
        /// Its major version.
        found: u32,
    },
    /// The data were made by a major version that is not installed.
    #[error("the data in {} belong to PostgreSQL {data}, but only version(s) {installed} can be found here; install PostgreSQL {data}, name it in BALCAO_PG_BIN, or move the directory away to begin anew", .path.display())]
    OtherVersion {
        /// The data directory.
        path: PathBuf,
        /// Major version that wrote the data.
        data: u32,
        /// Major versions found, comma separated.
        installed: String,
    },
    /// Run by root, and no user to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and neither the user \"postgres\" nor \"nobody\" exists here; create one: useradd --system postgres"
    )]
    NoServerUser,
    /// The user running the program has no name.
    #[error(
        "user id {uid} has no name on this system, which PostgreSQL needs; add it to /etc/passwd or run as another user"
    )]
    NamelessUser {
        /// The numeric user id.
        uid: u32,
    },
    /// Neither a home nor `XDG_DATA_HOME`.
    #[error("no home directory is known for the data; set XDG_DATA_HOME to a directory of yours")]
    NoHome,
    /// A directory on the way is closed to the server's user.
    #[error("the server runs as user \"{user}\", who cannot enter {0}; set XDG_DATA_HOME to a directory that this user can enter, or open it (chmod o+x {0})", .path.display())]
    CannotEnter {
        /// The first directory on the way that is closed.
        path: PathBuf,
        /// The server's user.
        user: String,
    },
    /// A file or directory cannot be made, read or written.
    #[error("{} cannot be written ({reason}); give user \"{user}\" the right to write there or set XDG_DATA_HOME to another directory", .path.display())]
    CannotWrite {
        /// The file or directory.
        path: PathBuf,
        /// The user who tried.
        user: String,
        /// The system's words.
        reason: String,
    },
    /// The directory belongs to someone else.
    #[error("{0} belongs to user \"{owner}\", but the server runs as \"{expected}\"; give it back (chown -R {expected} {0}) or set XDG_DATA_HOME to another directory", .path.display())]
    WrongOwner {
        /// The directory.
        path: PathBuf,
        /// Who owns it.
        owner: String,
        /// Who should.
        expected: String,
    },
    /// The short socket directory is not ours.
    #[error("{} is not a private directory of user \"{user}\", so no socket is put there; remove it, or use a data directory with a shorter path", .path.display())]
    UnsafeSocketDirectory {
        /// The directory.
        path: PathBuf,
        /// Who should own it.
        user: String,
    },
    /// No space left on the device.
    #[error("the disk that holds {} is full; free some space and try again (nothing was lost)", .path.display())]
    DiskFull {
        /// The data directory.
        path: PathBuf,
    },
    /// Another program holds the start lock for too long.
    #[error("another program has been starting or stopping the database in {} for {seconds} s; wait for it, or end it", .path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// Processes that neither answer nor end.
    #[error("process(es) {pids} hold the data in {} and neither answer nor end; end them: kill -9 {pids}", .path.display())]
    Stuck {
        /// The data directory.
        path: PathBuf,
        /// Their ids, separated by spaces.
        pids: String,
    },
    /// `initdb` failed for a reason not known here.
    #[error("the database could not be created in {}: {reason}", .path.display())]
    InitFailed {
        /// The data directory.
        path: PathBuf,
        /// The program's own words.
        reason: String,
    },
    /// The server did not come up for a reason not known here.
    #[error("the database in {} could not be started: {reason} (more in {})", .path.display(), .log.display())]
    StartFailed {
        /// The data directory.
        path: PathBuf,
        /// The last line of its log.
        reason: String,
        /// The log file.
        log: PathBuf,
    },
}

impl Trouble {
    /// Stable code, in kebab case, one per variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBinaries => "no-binaries",
            Self::EmptyOverride { .. } => "empty-override",
            Self::TooOld { .. } => "too-old",
            Self::OtherVersion { .. } => "other-version",
            Self::NoServerUser => "no-server-user",
            Self::NamelessUser { .. } => "nameless-user",
            Self::NoHome => "no-home",
            Self::CannotEnter { .. } => "cannot-enter",
            Self::CannotWrite { .. } => "cannot-write",
            Self::WrongOwner { .. } => "wrong-owner",
            Self::UnsafeSocketDirectory { .. } => "unsafe-socket-directory",
            Self::DiskFull { .. } => "disk-full",
            Self::Busy { .. } => "busy",
            Self::Stuck { .. } => "stuck",
            Self::InitFailed { .. } => "init-failed",
            Self::StartFailed { .. } => "start-failed",
        }
    }

    /// The values that the text speaks of, by name, for a translated text.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::NoBinaries => vec![("hint", INSTALL_HINT.to_owned())],
            Self::NoServerUser | Self::NoHome => vec![],
            Self::EmptyOverride { dir } => vec![("path", shown(dir))],
            Self::TooOld { dir, found } => vec![
                ("path", shown(dir)),
                ("found", found.to_string()),
                ("needed", OLDEST_MAJOR.to_string()),
                ("hint", INSTALL_HINT.to_owned()),
            ],
            Self::OtherVersion { path, data, installed } => {
                vec![("path", shown(path)), ("data", data.to_string()), ("installed", installed.clone())]
            }
            Self::NamelessUser { uid } => vec![("uid", uid.to_string())],
            Self::CannotEnter { path, user } | Self::UnsafeSocketDirectory { path, user } => {
                vec![("path", shown(path)), ("user", user.clone())]
            }
            Self::CannotWrite { path, user, reason } => {
                vec![("path", shown(path)), ("user", user.clone()), ("reason", reason.clone())]
            }
            Self::WrongOwner { path, owner, expected } => {
                vec![("path", shown(path)), ("owner", owner.clone()), ("expected", expected.clone())]
            }
            Self::DiskFull { path } => vec![("path", shown(path))],
            Self::Busy { path, seconds } => {
                vec![("path", shown(path)), ("seconds", seconds.to_string())]
            }
            Self::Stuck { path, pids } => vec![("path", shown(path)), ("pids", pids.clone())],
            Self::InitFailed { path, reason } => {
                vec![("path", shown(path)), ("reason", reason.clone())]
            }
            Self::StartFailed { path, reason, log } => {
                vec![("path", shown(path)), ("reason", reason.clone()), ("log", shown(log))]
            }
        }
    }

    /// Words a file error: a full disk is told apart from a missing right.
    pub(super) fn from_io(path: &Path, user: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull { path: path.to_owned() },
            _ => Self::CannotWrite { path: path.to_owned(), user: user.to_owned(), reason: error.to_string() },
        }
    }
}
