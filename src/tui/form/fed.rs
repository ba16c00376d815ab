//! Fields of a stage that the institution's queries feed (`sql_choice`): which there are, and what their options
//! become – options, none, or the engine's words for a query that failed, never one in place of another.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Form;
use super::field::{Choice, Entry, Field};
use super::opening::{FED, Offer};
use crate::domain::request::FormField;
use crate::tui::msg::Offered;
use crate::words::Words;

/// Options from which digits no longer choose.
const MOST_BY_DIGIT: usize = 9;

/// What a query told, as options to choose from.
#[must_use]
pub fn offer(told: Result<Vec<Offered>, String>) -> Offer {
    let choice = |offered: Offered| Choice {
        hint: if offered.code == offered.label { String::new() } else { offered.code.clone() },
        code: offered.code,
        label: offered.label,
    };
    match told {
        Ok(options) => Offer::Options(options.into_iter().map(choice).collect()),
        Err(said) => Offer::Failed(said),
    }
}

/// Marks a field that a query feeds; what is stored stays chosen before the query has answered.
pub(super) fn mark(field: &mut Field, spec: &FormField) {
    field.fed = spec.kind == FED;
    if let (true, Entry::Choice(picker), Value::String(code)) = (field.fed, &mut field.entry, &spec.value) {
        let label = spec.shown.clone().unwrap_or_else(|| code.clone());
        picker.chosen = Some(Choice { code: code.clone(), label, hint: String::new() });
    }
}

impl Form {
    /// Keys of the fields that queries feed.
    #[must_use]
    pub fn fed(&self) -> Vec<String> {
        self.fields.iter().filter(|f| f.fed).map(|f| f.key.clone()).collect()
    }

    /// Gives each fed field what its query offers; an optional one that is offered nothing is not asked.
    pub fn feed(&mut self, words: &Words) {
        let here = self.field().map(|f| f.key.clone());
        let offers: &BTreeMap<String, Offer> = &self.offers;
        for field in self.fields.iter_mut().filter(|f| f.fed) {
            match offers.get(&field.key) {
                None => field.help = Some(words.text("options-asking")),
                Some(Offer::Failed(said)) => field.error = Some(said.clone()),
                Some(Offer::Options(options)) => choose_among(field, options, words),
            }
        }
        let nothing = |f: &Field| matches!(offers.get(&f.key), Some(Offer::Options(o)) if o.is_empty());
        self.fields.retain(|f| !(f.fed && !f.required && f.is_blank() && nothing(f)));
        self.at = here
            .and_then(|key| self.fields.iter().position(|f| f.key == key))
            .unwrap_or_else(|| self.at.min(self.fields.len().saturating_sub(1)));
    }
}

/// What was chosen here and is offered no more is chosen no more; what is stored stays for the engine to judge.
fn choose_among(field: &mut Field, options: &[Choice], words: &Words) {
    let touched = field.touched;
    if options.is_empty() && field.required {
        field.error = Some(words.text("options-none"));
    }
    let Entry::Choice(picker) = &mut field.entry else { return };
    picker.options = options.to_vec();
    picker.digits = options.len() <= MOST_BY_DIGIT;
    picker.chosen = picker.chosen.take().filter(|c| !touched || options.iter().any(|o| o.code == c.code));
}
