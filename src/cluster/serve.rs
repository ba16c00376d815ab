//! Starts, recovers and stops the server of one place. The caller holds the start lock.
//! The server is started directly (not through `pg_ctl`, whose shell would read the paths) and outlives us.

use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::find::Binaries;
use super::place::{Place, ServerUser};
use super::process::{self, Answer, PidFile};
use super::settings::{self, Options, SOCKET_ONLY_PORT};
use super::trouble::Trouble;

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A start may have a long recovery to do.
const START_LIMIT: Duration = Duration::from_secs(120);
/// A fast stop writes everything back; then it is made an immediate one.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// A live server that does not answer this long has lost its socket.
const SILENCE_LIMIT: Duration = Duration::from_secs(5);
/// Servants of a dead postmaster end by themselves; after this they are told to, after twice this forced.
const ORPHAN_LIMIT: Duration = Duration::from_secs(2);
/// A log longer than this begins anew at a start.
const LOG_LIMIT_BYTES: u64 = 4 * 1024 * 1024;
/// How often another free port is tried when someone takes it first.
const PORT_TRIES: u32 = 5;

/// Where a running server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Directory of the socket.
    pub socket: std::path::PathBuf,
    /// Port: it names the socket, and is open on 127.0.0.1 when `loopback` is true.
    pub port: u16,
    /// Whether the TCP port is open.
    pub loopback: bool,
}

/// How a running server came to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It was running.
    Attached,
    /// The cluster was created.
    Created,
    /// It was started.
    Started,
    /// What a crash had left was cleared first.
    Recovered,
}

/// The address of a server that answers now.
#[must_use]
pub(super) fn answering(place: &Place, user: &ServerUser) -> Option<Address> {
    let address = address(place, user);
    (process::greet(&address.socket, address.port) == Answer::Accepting).then_some(address)
}

/// Where the server of this place is, or will be, by its pid file.
fn address(place: &Place, user: &ServerUser) -> Address {
    let known = PidFile::read(&place.data());
    let remembered = remembered_port(place);
    match known {
        Some(file) if !file.socket.as_os_str().is_empty() => {
            Address { loopback: remembered == Some(file.port), socket: file.socket, port: file.port }
        }
        _ => Address {
            socket: place.socket_dir(user),
            port: remembered.unwrap_or(SOCKET_ONLY_PORT),
            loopback: remembered.is_some(),
        },
    }
}

fn remembered_port(place: &Place) -> Option<u16> {
    fs::read_to_string(place.port_file()).ok()?.trim().parse().ok()
}

/// Waits for a server that is starting, clears what a dead one left; tells whether anything had to be cleared,
/// or the address when one answers in the end.
pub(super) fn settle(place: &Place, user: &ServerUser) -> Result<Result<Address, bool>, Trouble> {
    let begun = Instant::now();
    let mut last_word = begun;
    while let Some(pid) = process::postmaster(&place.data()) {
        let address = address(place, user);
        match process::greet(&address.socket, address.port) {
            Answer::Accepting => return Ok(Ok(address)),
            Answer::NotYet => last_word = Instant::now(),
            Answer::Silent => {}
        }
        if last_word.elapsed() > SILENCE_LIMIT {
            end(place, pid)?;
        }
        if begun.elapsed() > START_LIMIT {
            return Err(stuck(place, &[pid]));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(Err(clear(place, user)?))
}

/// Waits for the servants of a dead postmaster and removes its files, which PostgreSQL would believe.
fn clear(place: &Place, user: &ServerUser) -> Result<bool, Trouble> {
    let begun = Instant::now();
    let mut cleared = false;
    let mut told = 0_u32;
    loop {
        let orphans = process::servants(&place.data());
        if orphans.is_empty() {
            break;
        }
        cleared = true;
        let signal = match told {
            0 if begun.elapsed() > ORPHAN_LIMIT => Some(Signal::SIGQUIT),
            1 if begun.elapsed() > ORPHAN_LIMIT * 2 => Some(Signal::SIGKILL),
            _ => None,
        };
        if let Some(signal) = signal {
            told += 1;
            for pid in &orphans {
                let _ = kill(Pid::from_raw(*pid), signal);
            }
        }
        if begun.elapsed() > ORPHAN_LIMIT * 5 {
            return Err(stuck(place, &orphans));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let mut remains = vec![place.data().join("postmaster.pid")];
    for entry in fs::read_dir(place.socket_dir(user)).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(".s.PGSQL.") {
            remains.push(entry.path());
        }
    }
    for file in remains.iter().filter(|file| fs::symlink_metadata(file).is_ok()) {
        fs::remove_file(file).map_err(|e| Trouble::from_io(file, &user.name, &e))?;
        cleared = true;
    }
    Ok(cleared)
}

fn stuck(place: &Place, pids: &[i32]) -> Trouble {
    let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
    Trouble::Stuck { path: place.data(), pids: pids.join(" ") }
}

/// Starts the server and waits until it takes connections.
pub(super) fn start(place: &Place, user: &ServerUser, server: &Binaries, options: Options) -> Result<Address, Trouble> {
    let socket = place.prepare_socket_dir(user)?;
    for attempt in 1.. {
        let port = choose_port(place, user, options)?;
        let files = [
            ("postgresql.conf", settings::server(options, &socket, port)),
            ("pg_hba.conf", settings::access()),
            ("pg_ident.conf", settings::owners(&["root", &user.name, &super::place::whoami()])),
        ];
        for (name, text) in files {
            user.write(&place.data().join(name), &text)?;
        }
        let before = begin_log(place, user)?;
        let child = launch(place, user, server)?;
        let address = Address { socket: socket.clone(), port, loopback: options.loopback };
        match wait_for(child, &address) {
            Waited::Up => return Ok(address),
            Waited::TooLong(pid) => return Err(stuck(place, &[pid])),
            Waited::Ended => {}
        }
        let words = log_since(place, before);
        if attempt < PORT_TRIES && options.loopback && words.contains("could not create any TCP/IP sockets") {
            let _ = fs::remove_file(place.port_file());
            continue;
        }
        return Err(judge(place, user, &words));
    }
    Err(judge(place, user, ""))
}

/// The remembered port when it is free, else a free one, which is remembered.
fn choose_port(place: &Place, user: &ServerUser, options: Options) -> Result<u16, Trouble> {
    if !options.loopback {
        let _ = fs::remove_file(place.port_file());
        return Ok(SOCKET_ONLY_PORT);
    }
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).and_then(|l| l.local_addr()).map(|a| a.port());
    if let Some(port) = remembered_port(place).filter(|port| free(*port).is_ok()) {
        return Ok(port);
    }
    let port = free(0).map_err(|e| Trouble::StartFailed {
        path: place.data(),
        reason: format!("no port of 127.0.0.1 can be opened: {e}"),
        log: place.log(),
    })?;
    user.write(&place.port_file(), &format!("{port}\n"))?;
    Ok(port)
}

/// Opens or begins the log; gives its length.
fn begin_log(place: &Place, user: &ServerUser) -> Result<u64, Trouble> {
    let log = place.log();
    let failed = |e: std::io::Error| Trouble::from_io(&log, &user.name, &e);
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&log).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length < LOG_LIMIT_BYTES {
        return Ok(length);
    }
    file.set_len(0).map_err(failed)?;
    Ok(0)
}

fn log_since(place: &Place, before: u64) -> String {
    let bytes = fs::read(place.log()).unwrap_or_default();
    let from = usize::try_from(before).unwrap_or(0).min(bytes.len());
    String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned()
}

/// Runs `postgres` in a process group of its own, so that a Ctrl-C here does not reach it.
fn launch(place: &Place, user: &ServerUser, server: &Binaries) -> Result<Child, Trouble> {
    let log = place.log();
    let out = OpenOptions::new().append(true).open(&log).map_err(|e| Trouble::from_io(&log, &user.name, &e))?;
    let both = out.try_clone().map_err(|e| Trouble::from_io(&log, &user.name, &e))?;
    let program = server.dir.join("postgres");
    let mut command = user.command(&program);
    command.arg("-D").arg(place.data()).stdout(Stdio::from(out)).stderr(Stdio::from(both)).process_group(0);
    command.spawn().map_err(|e| Trouble::from_io(&program, &user.name, &e))
}

enum Waited {
    Up,
    Ended,
    TooLong(i32),
}

/// Waits until the new server answers or ends; a thread then waits for its end, so that it leaves no zombie.
fn wait_for(mut child: Child, address: &Address) -> Waited {
    let begun = Instant::now();
    loop {
        if process::greet(&address.socket, address.port) == Answer::Accepting {
            let reaper = std::thread::Builder::new().name("postgres-reaper".into());
            let _ = reaper.spawn(move || child.wait());
            return Waited::Up;
        }
        if !matches!(child.try_wait(), Ok(None)) {
            return Waited::Ended;
        }
        if begun.elapsed() > START_LIMIT {
            return Waited::TooLong(i32::try_from(child.id()).unwrap_or_default());
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Reads what the server said before it ended.
fn judge(place: &Place, user: &ServerUser, words: &str) -> Trouble {
    let path = place.data();
    if words.contains("No space left on device") || words.contains("Disk quota exceeded") {
        return Trouble::DiskFull { path };
    }
    let severe = |line: &&str| line.contains("FATAL") || line.contains("PANIC");
    let line = words.lines().find(severe).or_else(|| words.lines().last()).unwrap_or("the server said nothing");
    let reason = line.split_once("FATAL:").map_or(line, |(_, rest)| rest).trim().to_owned();
    if words.contains("Permission denied") || words.contains("Read-only file system") {
        return Trouble::CannotWrite { path, user: user.name.clone(), reason };
    }
    Trouble::StartFailed { path, reason, log: place.log() }
}

/// Stops the server of a place if one lives; tells whether one did.
pub(super) fn stop(place: &Place) -> Result<bool, Trouble> {
    match process::postmaster(&place.data()) {
        Some(pid) => end(place, pid).map(|()| true),
        None => Ok(false),
    }
}

/// Ends a live postmaster: fast, then immediate (which loses nothing: the next start recovers).
fn end(place: &Place, pid: i32) -> Result<(), Trouble> {
    for signal in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGKILL] {
        let _ = kill(Pid::from_raw(pid), signal);
        if wait_until_gone(place, pid) {
            return Ok(());
        }
    }
    Err(stuck(place, &[pid]))
}

fn wait_until_gone(place: &Place, pid: i32) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < STOP_LIMIT {
        if process::postmaster(&place.data()) != Some(pid) && !lives(&place.data(), pid) {
            return true;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    false
}

/// The pid file goes a moment before the process does.
fn lives(data: &Path, pid: i32) -> bool {
    process::servants(data).contains(&pid)
}
