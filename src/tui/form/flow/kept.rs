//! What was typed into a form of the editor, apart from the form: to be written down and put into a fresh form of the
//! same purpose later. What was not touched follows the file.

use serde::{Deserialize, Serialize};

use super::{Asks, FlowForm, Ground};
use crate::tui::form::field::{Choice, Entry, Field, editor};

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

/// What is in a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    /// A text.
    Text(String),
    /// Yes, no, or not said.
    Said(Option<bool>),
    /// A choice, and what was typed to find one.
    Chosen {
        /// Its code.
        code: Option<String>,
        /// Its words.
        label: String,
        /// The search.
        search: String,
    },
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

impl Typed {
    fn of(field: &Field) -> Self {
        match &field.entry {
            Entry::Text(_) => Self::Text(field.text()),
            Entry::Bool(said) => Self::Said(*said),
            Entry::Choice(picker) => Self::Chosen {
                code: picker.chosen.as_ref().map(|c| c.code.clone()),
                label: picker.chosen.as_ref().map(|c| c.label.clone()).unwrap_or_default(),
                search: picker.typed.clone(),
            },
        }
    }

    fn put(&self, field: &mut Field) {
        match (self, &mut field.entry) {
            (Self::Text(text), Entry::Text(area)) => **area = editor(text),
            (Self::Said(said), Entry::Bool(now)) => *now = *said,
            (Self::Chosen { code, label, search }, Entry::Choice(picker)) => {
                picker.chosen = None;
                if let Some(code) = code {
                    picker.choose_code(code);
                    let chosen = || Choice { code: code.clone(), label: label.clone(), hint: String::new() };
                    picker.chosen.get_or_insert_with(chosen);
                }
                picker.typed.clone_from(search);
            }
            // The field takes something else by now.
            _ => return,
        }
        field.touched = true;
    }
}
