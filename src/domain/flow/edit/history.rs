//! What was done to a file and can be taken back and done again. Files are small: each step keeps the whole.

use super::{Edit, apply};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;

/// Steps that can be taken back; older ones stay done.
const STEPS: usize = 500;

/// A step: what was done, and the file before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The act.
    pub edit: Edit,
    /// The file on the other side of it.
    pub other: TypeFile,
}

/// A file with its past and with what was taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    file: TypeFile,
    past: Vec<Done>,
    future: Vec<Done>,
}

impl History {
    /// A file that nothing was done to.
    #[must_use]
    pub fn new(file: TypeFile) -> Self {
        Self { file, past: Vec::new(), future: Vec::new() }
    }

    /// The file as it is now.
    #[must_use]
    pub fn file(&self) -> &TypeFile {
        &self.file
    }

    /// Does an act; what had been taken back is gone. Gives false when the file is the same after it: such an act
    /// leaves no step.
    ///
    /// # Errors
    /// As [`apply`]; nothing is changed.
    pub fn act(&mut self, edit: Edit) -> Result<bool, FileError> {
        let next = apply(&self.file, &edit)?;
        if next == self.file {
            return Ok(false);
        }
        let other = std::mem::replace(&mut self.file, next);
        self.past.push(Done { edit, other });
        let excess = self.past.len().saturating_sub(STEPS);
        self.past.drain(..excess);
        self.future.clear();
        Ok(true)
    }

    /// Takes the last act back; gives it.
    pub fn undo(&mut self) -> Option<&Edit> {
        let Done { edit, other } = self.past.pop()?;
        let after = std::mem::replace(&mut self.file, other);
        self.future.push(Done { edit, other: after });
        self.future.last().map(|done| &done.edit)
    }

    /// Does the act again that was taken back last; gives it.
    pub fn redo(&mut self) -> Option<&Edit> {
        let Done { edit, other } = self.future.pop()?;
        let before = std::mem::replace(&mut self.file, other);
        self.past.push(Done { edit, other: before });
        self.past.last().map(|done| &done.edit)
    }

    /// How many acts can be taken back, and how many done again.
    #[must_use]
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }
}
