//! Judges whether a server is alive: by what the system says of the process and by a real greeting on
//! the socket, never by the pid file alone. A zombie or a reused pid is not a server.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::settings::OWNER_ROLE;

/// How long one greeting may take.
const GREETING_LIMIT: Duration = Duration::from_secs(1);

/// What `postmaster.pid` says; believed only after the process was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PidFile {
    /// Process id of the postmaster.
    pub pid: i32,
    /// Its port, which also names the socket.
    pub port: u16,
    /// Directory of its socket.
    pub socket: PathBuf,
}

impl PidFile {
    /// Reads the file of a data directory; `None` when it is absent or half written.
    #[must_use]
    pub fn read(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let port = lines.nth(2)?.trim().parse().ok()?;
        let socket = PathBuf::from(lines.next()?.trim());
        Some(Self { pid, port, socket })
    }
}

/// The process id of the live postmaster of a data directory.
#[must_use]
pub fn postmaster(data: &Path) -> Option<i32> {
    let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: i32 = text.lines().next()?.trim().parse().ok()?;
    serves(pid, data).then_some(pid)
}

/// Whether a process is a living PostgreSQL that works in this data directory.
#[cfg(target_os = "linux")]
fn serves(pid: i32, data: &Path) -> bool {
    let judged = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let state = stat.rsplit(')').next()?.trim_start().chars().next()?;
        let program = std::fs::read_link(format!("/proc/{pid}/exe")).ok()?;
        let works_in = std::fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
        let named = program.file_name()?.to_string_lossy().starts_with("postgres");
        Some(!matches!(state, 'Z' | 'X') && named && works_in == data.canonicalize().ok()?)
    };
    judged().unwrap_or(false)
}

/// Whether a process is a living PostgreSQL; its directory cannot be asked on this system.
#[cfg(not(target_os = "linux"))]
fn serves(pid: i32, _data: &Path) -> bool {
    let asked = std::process::Command::new("ps").args(["-o", "stat=", "-o", "comm=", "-p", &pid.to_string()]).output();
    asked.is_ok_and(|answer| {
        let text = String::from_utf8_lossy(&answer.stdout);
        let line = text.trim();
        !line.is_empty() && !line.starts_with('Z') && line.contains("postgres")
    })
}

/// Processes of PostgreSQL that still work in a data directory, whoever started them.
#[must_use]
pub fn servants(data: &Path) -> Vec<i32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| serves(*pid, data))
        .collect()
}

/// What a server answered to a greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It takes connections.
    Accepting,
    /// It is there, but starting, recovering or stopping.
    NotYet,
    /// Nobody answers.
    Silent,
}

/// Greets the server on its socket as the owner's role and leaves at once.
#[must_use]
pub fn greet(socket: &Path, port: u16) -> Answer {
    exchange(&socket.join(format!(".s.PGSQL.{port}"))).unwrap_or(Answer::Silent)
}

/// Sends a start-up message and a farewell in one go, so that the server's log stays clean.
fn exchange(socket: &Path) -> std::io::Result<Answer> {
    const PROTOCOL_3_0: i32 = 196_608;
    let mut parameters = vec![];
    for (name, value) in [("user", OWNER_ROLE), ("database", "postgres"), ("application_name", "balcao")] {
        for word in [name, value] {
            parameters.extend_from_slice(word.as_bytes());
            parameters.push(0);
        }
    }
    parameters.push(0);
    let length = i32::try_from(parameters.len() + 8).map_err(std::io::Error::other)?;
    let mut message = length.to_be_bytes().to_vec();
    message.extend_from_slice(&PROTOCOL_3_0.to_be_bytes());
    message.extend_from_slice(&parameters);
    message.extend_from_slice(&[b'X', 0, 0, 0, 4]);

    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(GREETING_LIMIT))?;
    stream.set_write_timeout(Some(GREETING_LIMIT))?;
    stream.write_all(&message)?;
    let mut answer = vec![];
    let mut piece = [0_u8; 1024];
    while answer.len() < 4096 {
        let read = match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(_) if !answer.is_empty() => break,
            Err(error) => return Err(error),
        };
        answer.extend_from_slice(piece.get(..read).unwrap_or_default());
    }
    Ok(judge(&answer))
}

/// Judges the first message: an authentication request, or an error with its SQLSTATE.
fn judge(answer: &[u8]) -> Answer {
    match answer.first() {
        None => Answer::Silent,
        Some(b'E') if contains(answer, b"C57P") => Answer::NotYet,
        Some(_) => Answer::Accepting,
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_written_pid_file_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| std::fs::write(dir.path().join("postmaster.pid"), text).unwrap();
        assert_eq!(PidFile::read(dir.path()), None);
        write("77\n/d\n");
        assert_eq!(PidFile::read(dir.path()), None);
        write("77\n/d\n1700000000\n5433\n/run/x\n127.0.0.1\n  1 2\nready\n");
        let expected = PidFile { pid: 77, port: 5433, socket: PathBuf::from("/run/x") };
        assert_eq!(PidFile::read(dir.path()), Some(expected));
    }

    #[test]
    fn a_living_process_that_is_no_server_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
        assert_eq!(postmaster(dir.path()), None);
    }

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(judge(b""), Answer::Silent);
        assert_eq!(judge(b"R\0\0\0\x08\0\0\0\0"), Answer::Accepting);
        assert_eq!(judge(b"E\0\0\0\x20SFATAL\0C57P03\0Mthe database system is starting up\0\0"), Answer::NotYet);
        assert_eq!(judge(b"E\0\0\0\x20SFATAL\0C53300\0Mtoo many clients\0\0"), Answer::Accepting);
    }

    #[test]
    fn an_absent_socket_is_silent() {
        assert_eq!(greet(Path::new("/nonexistent"), 5432), Answer::Silent);
    }
}
