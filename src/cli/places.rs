//! Where the program keeps things of this person: the XDG directories, each made only when written to.

use std::path::PathBuf;

use directories::{ProjectDirs, UserDirs};

/// The files and directories of this person.
#[derive(Debug, Clone)]
pub struct Places {
    /// The configuration file.
    pub config_file: PathBuf,
    /// What belongs to the program: the private cluster.
    pub data_dir: PathBuf,
    /// What the program keeps of its own runs: the log, unsent work.
    pub state_dir: PathBuf,
    /// The log of this program.
    pub log_file: PathBuf,
    /// What was changed at a desk and the engine does not have yet.
    pub unsent_dir: PathBuf,
}

/// Where this person keeps documents, when there is such a folder (XDG user directories).
#[must_use]
pub fn documents() -> Option<PathBuf> {
    let folder = UserDirs::new()?.document_dir()?.to_path_buf();
    folder.is_dir().then_some(folder)
}

/// Finds them by the environment; `None` when the person has no home at all.
#[must_use]
pub fn find() -> Option<Places> {
    let dirs = ProjectDirs::from("", "", "balcao")?;
    let state_dir = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_path_buf();
    Some(Places {
        config_file: dirs.config_dir().join("config.toml"),
        data_dir: dirs.data_dir().to_path_buf(),
        log_file: state_dir.join("balcao.log"),
        unsent_dir: state_dir.join("unsent"),
        state_dir,
    })
}
