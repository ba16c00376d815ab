//! What was typed into a form of the editor, apart from the form: to be written down and put into a fresh form of the
//! same purpose later. What was not touched follows the file.

use serde::{Deserialize, Serialize};

use super::{Asks, FlowForm, Ground};
use crate::tui::form::kept::Typed;

/// A form with text in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptForm {
    /// What it is for.
    pub asks: Asks,
    /// It had the keys.
    pub open: bool,
    /// Key of the field under the cursor.
    pub at: String,
    /// What was typed, by key.
    pub typed: Vec<(String, Typed)>,
}

impl KeptForm {
    /// What was typed into a form.
    #[must_use]
    pub fn of(asked: &FlowForm, open: bool) -> Self {
        let typed = asked.form.fields.iter().filter(|f| f.touched).map(|f| (f.key.clone(), Typed::of(f))).collect();
        let at = asked.form.field().map(|f| f.key.clone()).unwrap_or_default();
        Self { asks: asked.asks.clone(), open, at, typed }
    }

    /// The note of a version that is being published.
    #[must_use]
    pub fn of_note(note: &str) -> Self {
        let typed = vec![("note".to_owned(), Typed::Text(note.to_owned()))];
        Self { asks: Asks::Publish, open: false, at: "note".to_owned(), typed }
    }

    /// True when nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// The form as it was left, over the file as it is; none when its row is not there any more.
    #[must_use]
    pub fn form(&self, ground: &Ground<'_>) -> Option<FlowForm> {
        let mut asked = ground.form(self.asks.clone())?;
        self.put(&mut asked);
        // The kind of value decides which questions there are.
        if let Some(fresh) = ground.questions_of(&asked) {
            asked.form.rebase(fresh);
            self.put(&mut asked);
        }
        asked.form.point_at(&self.at, None);
        Some(asked)
    }

    fn put(&self, asked: &mut FlowForm) {
        for (key, typed) in &self.typed {
            if let Some(field) = asked.form.fields.iter_mut().find(|f| f.key == *key) {
                typed.put(field);
            }
        }
    }
}
