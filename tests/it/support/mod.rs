//! What every database test stands on: one private cluster per test process, one database per test,
//! people who log in as themselves, and a guard that leaves nothing behind.

pub mod asking;
pub mod base;
pub mod checksum;
pub mod disciplines;
pub mod enrolment;
pub mod fixture;
pub mod home;
pub mod scratch;
pub mod statements;
pub mod watchdog;

use std::future::Future;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

pub use asking::ask;
pub use checksum::checksum;
pub use scratch::Scratch;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime"));

/// The one runtime of the process.
pub fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// Runs async code of a test on the one runtime of the process, so that pools outlive a test.
pub fn run<F: Future>(work: F) -> F::Output {
    RUNTIME.block_on(work)
}

/// Waits for a condition; fails the test when it does not come true in time.
pub fn until(what: &str, limit: Duration, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < limit, "waited {limit:?} in vain for: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
