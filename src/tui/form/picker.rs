//! A list to choose from by typing: found without accents, chosen by Enter, by a digit where there are few.

use crossterm::event::{KeyCode, KeyEvent};

use crate::domain::text::fold;

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is sent.
    pub code: String,
    /// What is read.
    pub label: String,
    /// A dim word beside it.
    pub hint: String,
}

impl Choice {
    /// From `code` or `code|label`.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let (code, label) = text.split_once('|').unwrap_or((text, text));
        Self { code: code.to_owned(), label: label.to_owned(), hint: String::new() }
    }
}

/// A list to choose from by typing.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    /// All options, or those that the engine found.
    pub options: Vec<Choice>,
    /// Code and label of the chosen one.
    pub chosen: Option<Choice>,
    /// What was typed to find it.
    pub typed: String,
    /// Row under the cursor, among the shown ones.
    pub hover: usize,
    /// The engine finds, not this program.
    pub remote: bool,
    /// A digit chooses at once.
    pub digits: bool,
}

impl Picker {
    /// The options that fit what was typed, at most `limit`.
    #[must_use]
    pub fn shown(&self, limit: usize) -> Vec<&Choice> {
        let wanted = fold(&self.typed);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        self.options
            .iter()
            .filter(|c| {
                let text = fold(&format!("{} {}", c.code, c.label));
                self.remote || words.iter().all(|w| text.contains(w))
            })
            .take(limit)
            .collect()
    }

    /// Chooses the option under the cursor; false when there is none.
    pub fn choose(&mut self) -> bool {
        let found = self.shown(SHOWN_OPTIONS).get(self.hover).map(|c| (*c).clone());
        let Some(choice) = found else { return false };
        self.chosen = Some(choice);
        self.typed.clear();
        self.hover = 0;
        true
    }

    /// Chooses by code, without a word when the code is not offered.
    pub fn choose_code(&mut self, code: &str) {
        if let Some(choice) = self.options.iter().find(|c| c.code == code) {
            self.chosen = Some(choice.clone());
        }
    }
}

/// Rows of options shown below a choice.
pub const SHOWN_OPTIONS: usize = 8;

/// Gives a key to a picker; true when it had a use for it. `plain`: without Ctrl and Alt.
pub(super) fn key(picker: &mut Picker, key: KeyEvent, plain: bool) -> bool {
    let last = picker.shown(SHOWN_OPTIONS).len().saturating_sub(1);
    match key.code {
        KeyCode::Right => picker.hover = (picker.hover + 1).min(last),
        KeyCode::Left => picker.hover = picker.hover.saturating_sub(1),
        KeyCode::Down if picker.hover < last => picker.hover += 1,
        KeyCode::Up if picker.hover > 0 => picker.hover -= 1,
        KeyCode::Char(c) if plain && picker.digits && c.is_ascii_digit() => {
            let at = (c as usize).wrapping_sub('1' as usize);
            if at > last {
                return false;
            }
            picker.hover = at;
            picker.choose();
        }
        KeyCode::Char(c) if plain => {
            picker.typed.push(c);
            picker.hover = 0;
        }
        KeyCode::Backspace => {
            if picker.typed.pop().is_none() {
                picker.chosen = None;
            }
            picker.hover = 0;
        }
        _ => return false,
    }
    true
}
