//! What is known of the texts that were typed and not sent: which of them stand on this machine's disk, which are in
//! the database, and which of them are done and still to be taken out of it. The texts themselves are in their forms.

use std::collections::BTreeMap;

use crate::store::drafts::StoredDraft;
use crate::tui::form::kept::Kept;
use crate::tui::form::{Form, FormId, Kind};

/// Of one person: on what, for which act.
pub type DraftKey = (String, Kind);

/// Of all forms with text in them.
#[derive(Debug, Clone, Default)]
pub struct Drafts {
    /// What stands on the disk.
    pub shelved: BTreeMap<DraftKey, Shelved>,
    /// Done or thrown away, and maybe still in the database; on the disk until that knows it.
    pub gone: BTreeMap<DraftKey, Kept>,
    /// This machine was searched.
    pub searched: bool,
    /// What the database told before that.
    pub early: Option<Vec<StoredDraft>>,
    /// The database told what it has; before that it is given nothing, so that what was done elsewhere stays done.
    pub heard: bool,
    /// Number of the rest after which the database gets what is typed.
    pub rest: Option<u64>,
    /// Ticks that it has waited.
    pub waited: u32,
    /// The last one that was thrown away.
    pub thrown: Option<(FormId, Form)>,
}

/// A text on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelved {
    /// The text.
    pub kept: Kept,
    /// What the database has of it, as far as this desk knows.
    pub stored: Stored,
}

/// What the database has of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Nothing.
    Nothing,
    /// It may have an older one.
    Older,
    /// This one.
    This,
}

impl Drafts {
    /// True when the database does not have all of it.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        !self.gone.is_empty() || self.shelved.values().any(|shelved| shelved.stored != Stored::This)
    }
}
