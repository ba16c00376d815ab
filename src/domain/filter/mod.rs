//! The filter language (ux.md §5): one text for the queue, the command line, saved views and bulk acts.
//! It says what is asked for; the SQL is built elsewhere, the default scope is chosen by who lists.
//!
//! A term is `key:value` or a free word, negated by a leading `-`. Values of the same key are
//! alternatives, different keys must all hold, every free word and every negated term must hold
//! ([`Filter::conditions`] lays that out). Texts are compared folded, by "contains", with code or name.
//! Dates are days of the viewer's branch.

mod complete;
mod dates;
mod lexer;
mod parse;
pub mod terms;
mod write;

pub use crate::domain::text::fold;
pub use complete::{Completion, complete, complete_with};
pub use dates::{DayRange, Lapse, LapseUnit};
pub use parse::{FilterError, parse};
pub use terms::{Key, TERMS, TermInfo};

use crate::domain::flow::file::{Channel, words};
use crate::domain::request::Status;
use chrono::NaiveDate;

/// What a filter text is read against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Today in the viewer's branch.
    pub today: NaiveDate,
}

/// A parsed filter, terms in the order they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The terms.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// True when the test must not hold.
    pub negated: bool,
    /// What is tested.
    pub test: Test,
}

/// What a term tests. Texts are folded and never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Code or name of the type contains the text.
    Type(String),
    /// Code or name of the current stage contains the text.
    Stage(String),
    /// Code or name of the current stage's group contains the text.
    Group(String),
    /// Who holds the request.
    Owner(Owner),
    /// Who acted on it, at any time.
    By(Person),
    /// Its state is one of these; sorted, never empty.
    Status(Vec<Status>),
    /// Where it was opened.
    Channel(Channel),
    /// Code of the branch where it was opened.
    Branch(i16),
    /// Priority between the two, both inclusive; 1 is the most urgent.
    Priority {
        /// The more urgent end, 1–5.
        min: u8,
        /// The less urgent end, 1–5, at least `min`.
        max: u8,
    },
    /// Its stage's deadline.
    Due(Due),
    /// When it was opened.
    Opened(When),
    /// When it ended; open requests never match.
    Closed(When),
    /// The student's RA contains the text.
    Ra(String),
    /// Code or name of the course contains the text.
    Course(String),
    /// State of its charge.
    Charge(ChargeState),
    /// Student's name, RA, protocol, type or stage contains the text.
    Word(String),
}

/// Who holds a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The person who asks.
    Me,
    /// Nobody.
    Nobody,
    /// The attendant of this login.
    Login(String),
}

/// Who acted on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// The person who asks.
    Me,
    /// The person of this login.
    Login(String),
}

/// A test of the deadline. Late means: past, open, and not waiting for the student.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Late.
    Late,
    /// The deadline comes before this lapse is over, or is past.
    Within(Lapse),
    /// The deadline comes after this lapse.
    Beyond(Lapse),
    /// The deadline falls on these days.
    Days(DayRange),
    /// There is no deadline.
    None,
}

/// A test of a past moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On these days.
    Days(DayRange),
    /// Less than this ago.
    Younger(Lapse),
    /// This or more ago.
    Older(Lapse),
}

words!(
    /// State of a charge (domain.md §4.19).
    ChargeState {
        None = "none", Free = "free", Pending = "pending", Charged = "charged",
        Waived = "waived", Cancelled = "cancelled", Failed = "failed",
    }
);

/// A condition of the filter: one of the tests holds, or, when negated, its only test does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition<'a> {
    /// True when the single test must not hold.
    pub negated: bool,
    /// The alternatives, never empty.
    pub any: Vec<&'a Test>,
}

impl Test {
    /// The key it was written with; `None` for a free word.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Type(_) => Key::Type,
            Self::Stage(_) => Key::Stage,
            Self::Group(_) => Key::Group,
            Self::Owner(_) => Key::Owner,
            Self::By(_) => Key::By,
            Self::Status(_) => Key::Status,
            Self::Channel(_) => Key::Channel,
            Self::Branch(_) => Key::Branch,
            Self::Priority { .. } => Key::Priority,
            Self::Due(_) => Key::Due,
            Self::Opened(_) => Key::Opened,
            Self::Closed(_) => Key::Closed,
            Self::Ra(_) => Key::Ra,
            Self::Course(_) => Key::Course,
            Self::Charge(_) => Key::Charge,
            Self::Word(_) => return None,
        })
    }
}

impl Filter {
    /// Tells whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Tells whether the text itself says which states are meant; without it, open requests are.
    #[must_use]
    pub fn mentions_status(&self) -> bool {
        self.asks(|test| matches!(test, Test::Status(_)))
    }

    /// Tells whether the text says whose requests are meant: a group, an owner or who acted.
    #[must_use]
    pub fn mentions_people(&self) -> bool {
        self.asks(|test| matches!(test, Test::Group(_) | Test::Owner(_) | Test::By(_)))
    }

    /// Tells whether a person is looked for, so that the whole company is searched and not only the
    /// viewer's groups (Z-5): by a free word, which may be a protocol, or by `ra:`.
    #[must_use]
    pub fn searches_company(&self) -> bool {
        self.asks(|test| matches!(test, Test::Word(_) | Test::Ra(_)))
    }

    fn asks(&self, wanted: impl Fn(&Test) -> bool) -> bool {
        self.terms.iter().any(|term| !term.negated && wanted(&term.test))
    }

    /// Lays out what must hold, all of it: alternatives of one key together, in order of appearance.
    #[must_use]
    pub fn conditions(&self) -> Vec<Condition<'_>> {
        let mut conditions: Vec<Condition<'_>> = Vec::new();
        for Term { negated, test } in &self.terms {
            let key = test.key();
            let same = conditions.iter_mut().find(|known| {
                !negated && !known.negated && key.is_some() && known.any.first().and_then(|test| test.key()) == key
            });
            match same {
                Some(known) => known.any.push(test),
                None => conditions.push(Condition { negated: *negated, any: vec![test] }),
            }
        }
        conditions
    }
}

#[cfg(test)]
mod tests;
