//! What is known of the texts that were typed and not sent: which of them stand on this machine's disk. The texts
//! themselves are in their forms.

use std::collections::BTreeMap;

use crate::tui::form::kept::Kept;
use crate::tui::form::{Form, FormId, Kind};

/// Of one person: on what, for which act.
pub type DraftKey = (String, Kind);

/// Of all forms with text in them.
#[derive(Debug, Clone, Default)]
pub struct Drafts {
    /// What stands on the disk.
    pub shelved: BTreeMap<DraftKey, Shelved>,
    /// The last one that was thrown away.
    pub thrown: Option<(FormId, Form)>,
}

/// A text on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelved {
    /// The text.
    pub kept: Kept,
}
