//! Sharing one server: a lock serialises starts and stops, a shared lock counts those who use it.
//! The system frees both when a program dies, however it dies.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::find::Places;
use super::init;
use super::place::{Place, ServerUser, whoami};
use super::serve::{self, Address, Arrival};
use super::settings::Options;
use super::trouble::Trouble;

/// Longer than any start or stop of another program may take.
const LOCK_LIMIT: Duration = Duration::from_secs(150);
/// How often the start lock is asked for.
const LOCK_EVERY: Duration = Duration::from_millis(5);

/// The right to use a running private server. When the last one is dropped the server is stopped,
/// unless it was told to stay ([`Lease::keep_running`]).
#[derive(Debug)]
pub struct Lease {
    place: Place,
    address: Address,
    arrival: Arrival,
    users: Option<File>,
}

impl Lease {
    pub(super) fn enter(base: &Path, options: Options) -> Result<Self, Trouble> {
        let place = Place { base: base.to_owned() };
        let user = ServerUser::choose(&place.data())?;
        place.prepare_base(&user)?;
        let _starting = start_lock(&place)?;
        let (address, arrival) = up(&place, &user, options)?;
        let users = open_lock(&place, "users.lock")?;
        users.lock_shared().map_err(|e| Trouble::from_io(&place.base, &whoami(), &e))?;
        Ok(Self { place, address, arrival, users: Some(users) })
    }

    /// Where the server is reached.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// How the server came to run.
    #[must_use]
    pub fn arrival(&self) -> Arrival {
        self.arrival
    }

    /// The paths of this cluster.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Lets the server run on after the last one left, until [`super::stop`].
    ///
    /// # Errors
    /// [`Trouble::CannotWrite`] or [`Trouble::DiskFull`].
    pub fn keep_running(&self) -> Result<(), Trouble> {
        let marker = self.place.keep_marker();
        fs::write(&marker, "stays until `balcao demo stop`\n").map_err(|e| Trouble::from_io(&marker, &whoami(), &e))
    }

    /// Leaves; tells whether the server was stopped because nobody else uses it.
    ///
    /// # Errors
    /// [`Trouble::Busy`] or [`Trouble::Stuck`]: the server may still run.
    pub fn leave(mut self) -> Result<bool, Trouble> {
        self.release()
    }

    fn release(&mut self) -> Result<bool, Trouble> {
        let Some(users) = self.users.take() else {
            return Ok(false);
        };
        drop(users);
        if self.place.keep_marker().exists() {
            return Ok(false);
        }
        let _stopping = start_lock(&self.place)?;
        let users = open_lock(&self.place, "users.lock")?;
        match users.try_lock() {
            Ok(()) if !self.place.keep_marker().exists() => serve::stop(&self.place),
            _ => Ok(false),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Err(trouble) = self.release() {
            tracing::warn!(code = trouble.code(), "the private database was not stopped");
        }
    }
}

/// Brings the server up, whatever was left behind.
fn up(place: &Place, user: &ServerUser, options: Options) -> Result<(Address, Arrival), Trouble> {
    if let Some(address) = serve::answering(place, user) {
        return Ok((address, Arrival::Attached));
    }
    place.check_reach(user)?;
    let data = place.data();
    let version = init::version_of_data(&data);
    let binaries = Places::of_this_machine().newest(version.map(|major| (data.as_path(), major)))?;
    let mut arrival = Arrival::Started;
    if version.is_none() {
        init::create(place, user, &binaries, options)?;
        arrival = Arrival::Created;
    }
    match serve::settle(place, user)? {
        Ok(address) => return Ok((address, Arrival::Attached)),
        Err(true) if arrival == Arrival::Started => arrival = Arrival::Recovered,
        Err(_) => {}
    }
    Ok((serve::start(place, user, &binaries, options)?, arrival))
}

/// Stops whatever runs in a directory.
pub(super) fn stop(base: &Path) -> Result<bool, Trouble> {
    let place = Place { base: base.to_owned() };
    if !base.is_dir() {
        return Ok(false);
    }
    let _stopping = start_lock(&place)?;
    match fs::remove_file(place.keep_marker()) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Trouble::from_io(&place.keep_marker(), &whoami(), &e))
        }
        _ => serve::stop(&place),
    }
}

fn open_lock(place: &Place, name: &str) -> Result<File, Trouble> {
    let path = place.base.join(name);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
    opened.map_err(|e| Trouble::from_io(&path, &whoami(), &e))
}

/// Waits, within a limit, for the lock that serialises starts and stops.
fn start_lock(place: &Place) -> Result<File, Trouble> {
    let file = open_lock(place, "start.lock")?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < LOCK_LIMIT => std::thread::sleep(LOCK_EVERY),
            Err(TryLockError::WouldBlock) => {
                return Err(Trouble::Busy { path: place.base.clone(), seconds: LOCK_LIMIT.as_secs() });
            }
            Err(TryLockError::Error(e)) => {
                return Err(Trouble::from_io(&place.base, &whoami(), &e));
            }
        }
    }
}
