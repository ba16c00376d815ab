//! Where the private cluster lives and as whom its server runs: directories, owners, rights.
//! It makes and checks directories; it starts nothing.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

use super::trouble::Trouble;

/// Longest path of a Unix socket, in bytes (`sun_path` less its end).
const SOCKET_PATH_LIMIT: usize = 107;
/// Longest name of the socket itself, with its separator.
const SOCKET_NAME_LENGTH: usize = "/.s.PGSQL.65535".len();
/// Who runs the server when the program runs as root, best first.
const SERVER_USERS: [&str; 2] = ["postgres", "nobody"];

/// The directory of the private cluster: `$XDG_DATA_HOME/balcao` when that is set; for root
/// `/var/lib/balcao`, since the server's user cannot enter root's home; else the user's data home.
///
/// # Errors
/// [`Trouble::NoHome`].
pub fn default_base() -> Result<PathBuf, Trouble> {
    let chosen = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    if let Some(dir) = chosen {
        return Ok(dir.join("balcao"));
    }
    if Uid::effective().is_root() {
        return Ok(PathBuf::from("/var/lib/balcao"));
    }
    let home = directories::BaseDirs::new().ok_or(Trouble::NoHome)?;
    Ok(home.data_dir().join("balcao"))
}

/// The system user as whom the server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUser {
    /// Name.
    pub name: String,
    uid: u32,
    gid: u32,
    /// Whether it is another user than the one running this program.
    pub dropped: bool,
}

impl ServerUser {
    /// Chooses: oneself, or as root the user that already owns the data, `postgres`, `nobody`.
    pub(super) fn choose(data: &Path) -> Result<Self, Trouble> {
        let me = Uid::effective();
        if !me.is_root() {
            return match User::from_uid(me) {
                Ok(Some(user)) => Ok(Self::of(&user, false)),
                _ => Err(Trouble::NamelessUser { uid: me.as_raw() }),
            };
        }
        let known: Vec<User> = SERVER_USERS.iter().filter_map(|name| User::from_name(name).ok().flatten()).collect();
        let owner = fs::metadata(data).ok().map(|meta| meta.uid());
        let keeper = known.iter().find(|user| Some(user.uid.as_raw()) == owner);
        keeper.or(known.first()).map(|user| Self::of(user, true)).ok_or(Trouble::NoServerUser)
    }

    fn of(user: &User, dropped: bool) -> Self {
        Self { name: user.name.clone(), uid: user.uid.as_raw(), gid: user.gid.as_raw(), dropped }
    }

    /// A command that runs as this user, in a clean environment, in a directory everyone may enter.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::null());
        if self.dropped {
            command.gid(self.gid).uid(self.uid);
        }
        command
    }

    /// Gives a directory that was just made to this user; a link is not followed.
    pub(super) fn own(&self, path: &Path) -> Result<(), Trouble> {
        if self.dropped {
            lchown(path, Some(self.uid), Some(self.gid)).map_err(|e| Trouble::from_io(path, &self.name, &e))?;
        }
        Ok(())
    }

    /// Writes a file that this user may read, whole or not at all. He owns the data directory, so nothing that he
    /// may have put there is followed or opened.
    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), Trouble> {
        let fresh = path.with_extension("new");
        let written = || {
            let _ = fs::remove_file(&fresh);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
            file.write_all(text.as_bytes())?;
            if self.dropped {
                fchown(&file, Some(self.uid), Some(self.gid))?;
            }
            fs::rename(&fresh, path)
        };
        written().map_err(|e| Trouble::from_io(path, &self.name, &e))
    }

    /// Refuses data of someone else.
    fn check_owner(&self, path: &Path, owner: u32) -> Result<(), Trouble> {
        if owner == self.uid {
            return Ok(());
        }
        Err(Trouble::WrongOwner { path: path.to_owned(), owner: name_of(owner), expected: self.name.clone() })
    }

    /// Really tries to enter a directory as this user.
    fn may_enter(&self, dir: &Path) -> bool {
        let mut shell = self.command(Path::new("/bin/sh"));
        shell.args(["-c", "cd -- \"$1\"", "sh"]).arg(dir).stdout(Stdio::null()).stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }
}

/// The paths of one private cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The directory that holds everything.
    pub base: PathBuf,
}

impl Place {
    /// The data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    /// The server's log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.base.join("postgres.log")
    }

    /// Remembers the loopback port from one start to the next.
    pub(super) fn port_file(&self) -> PathBuf {
        self.base.join("port")
    }

    /// While it exists, the server stays when the last program leaves.
    pub(super) fn keep_marker(&self) -> PathBuf {
        self.base.join("keep")
    }

    /// The socket's directory: `run` beside the data, or a short one under `/tmp` when the path
    /// would be too long for a socket. It depends on the base and the user only, so that every program finds it.
    pub(super) fn socket_dir(&self, user: &ServerUser) -> PathBuf {
        let near = self.base.join("run");
        if near.as_os_str().len() + SOCKET_NAME_LENGTH <= SOCKET_PATH_LIMIT {
            return near;
        }
        PathBuf::from(format!("/tmp/balcao-{}-{:016x}", user.uid, fingerprint(&self.base)))
    }

    /// Makes the base directory, or checks it. It belongs to whoever runs this program; as root the server's user may
    /// pass through it, but owns only the data and the socket's directory in it.
    pub(super) fn prepare_base(&self, user: &ServerUser) -> Result<(), Trouble> {
        let base = &self.base;
        let failed = |e: std::io::Error| Trouble::from_io(base, &whoami(), &e);
        if fs::metadata(base).is_err() {
            fs::create_dir_all(base).map_err(failed)?;
        }
        let meta = fs::metadata(base).map_err(failed)?;
        if !meta.is_dir() {
            return Err(failed(ErrorKind::NotADirectory.into()));
        }
        if meta.uid() != Uid::effective().as_raw() {
            return Err(Trouble::WrongOwner { path: base.clone(), owner: name_of(meta.uid()), expected: whoami() });
        }
        let mode = if user.dropped { 0o711 } else { 0o700 };
        if meta.permissions().mode() & 0o777 != mode {
            fs::set_permissions(base, Permissions::from_mode(mode)).map_err(failed)?;
        }
        Ok(())
    }

    /// Checks, before a start, that the server's user can reach and owns what it needs.
    pub(super) fn check_reach(&self, user: &ServerUser) -> Result<(), Trouble> {
        if user.dropped && !user.may_enter(&self.base) {
            let ancestors: Vec<&Path> = self.base.ancestors().collect();
            let closed = ancestors.into_iter().rev().find(|dir| !user.may_enter(dir));
            return Err(Trouble::CannotEnter {
                path: closed.unwrap_or(&self.base).to_owned(),
                user: user.name.clone(),
            });
        }
        match fs::metadata(self.data()) {
            Ok(meta) => user.check_owner(&self.data(), meta.uid()),
            Err(_) => Ok(()),
        }
    }

    /// Makes the socket's directory, private to the server's user.
    pub(super) fn prepare_socket_dir(&self, user: &ServerUser) -> Result<PathBuf, Trouble> {
        let dir = self.socket_dir(user);
        match fs::DirBuilder::new().mode(0o700).create(&dir) {
            Ok(()) => user.own(&dir)?,
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => return Err(Trouble::from_io(&dir, &whoami(), &e)),
        }
        let private = fs::symlink_metadata(&dir)
            .is_ok_and(|meta| meta.is_dir() && meta.uid() == user.uid && meta.permissions().mode() & 0o077 == 0);
        if private {
            return Ok(dir);
        }
        Err(Trouble::UnsafeSocketDirectory { path: dir, user: user.name.clone() })
    }
}

/// Name of the user running this program, or his number.
pub(super) fn whoami() -> String {
    name_of(Uid::effective().as_raw())
}

fn name_of(uid: u32) -> String {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

/// A short name for a path that stays the same from program to program (FNV-1a, 64 bits).
fn fingerprint(path: &Path) -> u64 {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_moves_the_socket_to_a_short_directory_of_its_own() {
        let user = ServerUser { name: "x".into(), uid: 1000, gid: 1000, dropped: false };
        let short = Place { base: PathBuf::from("/home/ana/.local/share/balcao") };
        assert_eq!(short.socket_dir(&user), short.base.join("run"));
        let long = |last: &str| Place { base: PathBuf::from(format!("/home/{}/{last}", "a".repeat(100))) };
        let moved = long("one").socket_dir(&user);
        assert!(moved.starts_with("/tmp") && moved.as_os_str().len() < 60, "{moved:?}");
        assert_ne!(moved, long("two").socket_dir(&user));
    }
}
