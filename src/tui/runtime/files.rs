//! Files of this machine that go with an act or come from a request. What cannot be read or written is told at the
//! field that names it.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Ground;
use crate::store::requests::NewFile;
use crate::tui::msg::Trouble;

/// Largest file that the engine takes (amendment 34).
const MIB_PER_FILE: u64 = 10;

pub(super) async fn attached(paths: &[String], ground: &Ground) -> Result<Vec<NewFile>, Trouble> {
    let mut files = Vec::new();
    for path in paths {
        let (name, content) = load(path, "files", ground).await?;
        files.push(NewFile { name, content: BASE64.encode(content), restricted: false });
    }
    Ok(files)
}

/// Reads a file of this machine; a fault is shown at the field that names it.
pub(super) async fn load(path: &str, field: &str, ground: &Ground) -> Result<(String, Vec<u8>), Trouble> {
    let place = ground.at_home(path);
    let shown = || path.to_owned();
    let local = |text| Trouble::Local { field: Some(field.to_owned()), text };
    let unreadable = |why: io::Error| {
        local(ground.words.with("file-unreadable", &[("path", shown().into()), ("why", ground.why(&why).into())]))
    };
    let size = tokio::fs::metadata(&place).await.map_err(unreadable)?.len();
    if size > MIB_PER_FILE * 1024 * 1024 {
        return Err(local(ground.words.with("file-large", &[("path", shown().into()), ("mib", MIB_PER_FILE.into())])));
    }
    let content = tokio::fs::read(&place).await.map_err(unreadable)?;
    let name = place.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, content))
}

/// Writes a file; never over another one.
pub(super) async fn save(path: &str, content: &[u8], ground: &Ground) -> Result<String, Trouble> {
    use tokio::io::AsyncWriteExt as _;
    let place = ground.at_home(path);
    let shown = place.display().to_string();
    let fault = |why: &io::Error| {
        let text = if why.kind() == io::ErrorKind::AlreadyExists {
            ground.words.with("file-exists", &[("path", shown.clone().into())])
        } else {
            ground.words.with("file-unwritable", &[("path", shown.clone().into()), ("why", ground.why(why).into())])
        };
        Trouble::Local { field: Some("path".to_owned()), text }
    };
    let mut file =
        tokio::fs::OpenOptions::new().write(true).create_new(true).open(&place).await.map_err(|e| fault(&e))?;
    file.write_all(content).await.map_err(|e| fault(&e))?;
    file.flush().await.map_err(|e| fault(&e))?;
    Ok(shown)
}
