//! What lies over the list of types or over the editor: a new type, why a type is not offered, what a request of it
//! would cost. Each knows what it asked and what came.

use crate::domain::flow::checklist::{CheckItem, Checklist, Mark, Whom};
use crate::domain::what_if::{Reckoning, WhatIf};
use crate::tui::form::{Form, FormId, Kind};

/// A sheet.
#[derive(Debug, Clone)]
pub enum Sheet {
    /// A type is made.
    Fresh(Box<Fresh>),
    /// Why a type is not offered.
    Why(Box<Why>),
    /// What a request would cost.
    WhatIf(Box<Asking>),
}

/// A type being made: from nothing, or from another one.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// Code and name of the type that is copied.
    pub from: Option<(String, String)>,
    /// Name and code.
    pub form: Form,
}

impl Fresh {
    /// Where its text is kept when it is left: under the type that is copied, or under none.
    #[must_use]
    pub fn id(&self, person: &str) -> FormId {
        let of = self.from.as_ref().map(|(code, _)| code.clone()).unwrap_or_default();
        FormId { person: person.to_owned(), protocol: of, kind: Kind::Flow }
    }
}

/// The conditions of a type.
#[derive(Debug, Clone)]
pub struct Why {
    /// Code of the type.
    pub code: String,
    /// Its name.
    pub name: String,
    /// For whom it is asked.
    pub whom: Whom,
    /// What the engine said.
    pub told: Option<Checklist>,
    /// Condition under the cursor, those of the person after those of the type.
    pub at: usize,
    /// For whom, under edit.
    pub form: Option<Form>,
}

impl Why {
    /// All conditions in the order shown.
    pub fn items(&self) -> impl Iterator<Item = &CheckItem> {
        self.told.iter().flat_map(|told| told.items.iter().chain(&told.who))
    }

    /// Takes in what came; the cursor goes to the first thing to mend, unless it was moved already.
    pub fn take(&mut self, told: Checklist) {
        let first = self.told.is_none();
        self.told = Some(told);
        let count = self.items().count();
        if first {
            let of = |mark: Mark| self.items().position(|item| item.level == mark);
            self.at = of(Mark::Error).or_else(|| of(Mark::Warning)).unwrap_or(0);
        }
        self.at = self.at.min(count.saturating_sub(1));
    }
}

/// A reckoning and its question.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Name of the type.
    pub name: String,
    /// What was asked last.
    pub asked: WhatIf,
    /// Student, location, contract, day.
    pub form: Form,
    /// What the engine said.
    pub told: Option<Reckoning>,
    /// First line of the answer on screen.
    pub scroll: usize,
}

impl Sheet {
    /// The form that has the keys.
    #[must_use]
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::Fresh(fresh) => Some(&fresh.form),
            Self::Why(why) => why.form.as_ref(),
            Self::WhatIf(asking) => Some(&asking.form),
        }
    }

    /// The form that has the keys, to be changed.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Fresh(fresh) => Some(&mut fresh.form),
            Self::Why(why) => why.form.as_mut(),
            Self::WhatIf(asking) => Some(&mut asking.form),
        }
    }
}
