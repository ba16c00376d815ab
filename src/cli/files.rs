//! Reading and writing the files that people give as arguments; `-` is the standard stream.

use std::io::Read;
use std::path::Path;

use serde_json::Map;

use super::context::Context;
use super::outcome::{Complaint, Trouble};
use crate::domain::file::FileError;
use crate::domain::refusal::Lang;

/// A file of a type or a catalogue is at most this large, bytes: the largest known is a hundredth of it.
const LARGEST_FILE_BYTES: u64 = 4 << 20;

/// Reads a whole text file.
///
/// # Errors
/// Not there, not readable, too large, not UTF-8.
pub fn read(path: &Path) -> Result<String, Trouble> {
    let mut text = String::new();
    let told = |error: std::io::Error| Trouble::file(path, &error);
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(LARGEST_FILE_BYTES).read_to_string(&mut text).map_err(told)?;
    } else {
        let file = std::fs::File::open(path).map_err(told)?;
        let read = file.take(LARGEST_FILE_BYTES + 1).read_to_string(&mut text).map_err(told)?;
        if read as u64 > LARGEST_FILE_BYTES {
            return Err(Trouble::file(path, &std::io::ErrorKind::FileTooLarge.into()));
        }
    }
    Ok(text)
}

/// Writes a text file whole, or prints it.
///
/// # Errors
/// A place that cannot be written, a closed pipe.
pub fn write(context: &Context, path: Option<&Path>, text: &str) -> Result<(), Trouble> {
    match path.filter(|path| path.as_os_str() != "-") {
        None => context.print(text),
        Some(path) => {
            std::fs::write(path, text).map_err(|error| Trouble::file(path, &error))?;
            context.note_plain(&context.with("cli-file-saved", &[("path", path.display().to_string().into())]));
            Ok(())
        }
    }
}

/// A file that was read and cannot be understood: told with line and column, and what would fit.
#[must_use]
pub fn unreadable(context: &Context, path: &Path, error: &FileError) -> Trouble {
    let mut place = Map::new();
    place.insert("file".into(), path.display().to_string().into());
    let mut at = path.display().to_string();
    if let Some(found) = error.at {
        place.insert("line".into(), found.line.into());
        place.insert("column".into(), found.column.into());
        at = format!("{at}:{}:{}", found.line, found.column);
    }
    let said = match context.lang() {
        Lang::PtBr => &error.pt,
        Lang::En => &error.en,
    };
    let mut message = format!("{at}: {said}");
    if !error.would_fit.is_empty() {
        let fits = error.would_fit.join(", ");
        message = format!("{message} ({})", context.with("cli-would-fit", &[("fits", fits.into())]));
    }
    Trouble::Usage(Complaint { code: "E_FILE_VALUE", message, place })
}
