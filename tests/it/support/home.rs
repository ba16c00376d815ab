//! A directory for one private cluster of a test, guarded so that nothing stays.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::watchdog::Watchdog;

/// A temporary directory that the server's user may enter.
#[derive(Debug)]
pub struct Home {
    dir: PathBuf,
    watchdog: Option<Watchdog>,
}

impl Home {
    /// Makes one.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("balcao-it-")
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir_in(std::env::temp_dir().canonicalize().expect("a directory for temporary files"))
            .expect("a temporary directory")
            .keep();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).expect("its rights");
        let watchdog = Some(Watchdog::over(&dir));
        Self { dir, watchdog }
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// Where the cluster goes.
    pub fn base(&self) -> PathBuf {
        self.dir.join("balcao")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(self.watchdog.take());
    }
}
