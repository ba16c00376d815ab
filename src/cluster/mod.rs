//! The private PostgreSQL of the demo and of the tests: found, made, started, shared, stopped, mended.
//! It serves one place on disk to any number of programs of one machine and knows nothing of what is stored.
//! It never touches a server that it did not start, and never downloads one.
//!
//! | file | holds |
//! |---|---|
//! | `find` | the server binaries of this machine |
//! | `place` | directories, owners, the user that serves |
//! | `init` | a new data directory, whole or not at all |
//! | `settings` | the three configuration files |
//! | `process` | who is alive |
//! | `serve` | start, recover, stop |
//! | `lease` | sharing: the last one to leave stops the server |
//! | `trouble` | what can be wrong and how to mend it |

mod find;
mod init;
mod lease;
mod place;
mod process;
mod serve;
mod settings;
mod trouble;

pub use find::{Binaries, OVERRIDE_VARIABLE, Places};
pub use lease::Lease;
pub use place::{Place, ServerUser, default_base};
pub use serve::{Address, Arrival};
pub use settings::{OWNER_ROLE, Options};
pub use trouble::{INSTALL_HINT, OLDEST_MAJOR, Trouble};

use std::path::Path;

/// Makes sure that the private server of a directory runs, and shares it. Blocks; from async code use
/// `spawn_blocking`. Attaching to a running server takes a few milliseconds.
///
/// # Errors
/// Any [`Trouble`]; nothing is left running by a failure.
pub fn enter(base: &Path, options: Options) -> Result<Lease, Trouble> {
    Lease::enter(base, options)
}

/// Stops the private server of a directory, whoever uses it, and lets it stop by itself again from now on.
/// Tells whether one was running.
///
/// # Errors
/// [`Trouble::Busy`] or [`Trouble::Stuck`].
pub fn stop(base: &Path) -> Result<bool, Trouble> {
    lease::stop(base)
}

/// Tells where the server of a directory answers, starting nothing.
#[must_use]
pub fn running(base: &Path) -> Option<Address> {
    let place = Place { base: base.to_owned() };
    let user = ServerUser::choose(&place.data()).ok()?;
    serve::answering(&place, &user)
}
