//! The canonical text of a filter: Portuguese keys, dates with their year, quotes only where needed.
//! Reading it gives the same filter, whatever day it is then.

use super::dates::{DayRange, Lapse, LapseUnit};
use super::terms::{CHANNELS, CHARGES, LATE, ME, NO_DUE, NOBODY, STATUSES};
use super::{Due, Filter, Owner, Person, Test, When};
use crate::domain::text::date_br;

impl Filter {
    /// Writes the filter.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for term in &self.terms {
            if !out.is_empty() {
                out.push(' ');
            }
            if term.negated {
                out.push('-');
            }
            if let Some(key) = term.test.key() {
                out.push_str(key.pt());
                out.push(':');
            }
            out.push_str(&value(&term.test));
        }
        out
    }
}

fn value(test: &Test) -> String {
    match test {
        Test::Type(text) | Test::Stage(text) | Test::Group(text) | Test::Ra(text) | Test::Course(text) => {
            quoted(text, &[])
        }
        Test::Word(text) => quoted(text, &[':', '-']),
        Test::Owner(Owner::Me) | Test::By(Person::Me) => ME.pt.to_owned(),
        Test::Owner(Owner::Nobody) => NOBODY.pt.to_owned(),
        Test::Owner(Owner::Login(login)) | Test::By(Person::Login(login)) => login.clone(),
        Test::Status(statuses) => {
            let whole = STATUSES.iter().find(|(_, meant)| *meant == statuses.as_slice());
            let each = || {
                let name =
                    |status| STATUSES.iter().find(|(_, meant)| *meant == [status]).map_or("", |(name, _)| name.pt);
                statuses.iter().map(|status| name(*status)).collect::<Vec<_>>().join(",")
            };
            whole.map_or_else(each, |(name, _)| name.pt.to_owned())
        }
        Test::Channel(channel) => name_of(&CHANNELS, channel),
        Test::Charge(state) => name_of(&CHARGES, state),
        Test::Branch(code) => code.to_string(),
        Test::Priority { min, max } if min == max => min.to_string(),
        Test::Priority { min, max } => format!("{min}..{max}"),
        Test::Due(due) => match due {
            Due::Late => LATE.pt.to_owned(),
            Due::None => NO_DUE.pt.to_owned(),
            Due::Within(within) => format!("<{}", lapse(*within)),
            Due::Beyond(beyond) => format!(">{}", lapse(*beyond)),
            Due::Days(range) => days(*range),
        },
        Test::Opened(when) | Test::Closed(when) => match when {
            When::Younger(age) => format!("<{}", lapse(*age)),
            When::Older(age) => format!(">{}", lapse(*age)),
            When::Days(range) => days(*range),
        },
    }
}

fn name_of<T: PartialEq>(table: &[(super::terms::Named, T)], what: &T) -> String {
    table.iter().find(|(_, known)| known == what).map_or_else(String::new, |(name, _)| name.pt.to_owned())
}

fn lapse(lapse: Lapse) -> String {
    let unit = match lapse.unit {
        LapseUnit::Hours => 'h',
        LapseUnit::Days => 'd',
        LapseUnit::Weeks => 's',
    };
    format!("{}{unit}", lapse.amount)
}

fn days(range: DayRange) -> String {
    match (range.from, range.to) {
        (Some(from), Some(to)) if from == to => date_br(from),
        (Some(from), Some(to)) => format!("{}..{}", date_br(from), date_br(to)),
        (Some(from), None) => format!(">={}", date_br(from)),
        (None, Some(to)) => format!("<={}", date_br(to)),
        (None, None) => String::new(),
    }
}

/// Puts a text between quotes where its spaces, quotes or these characters would be misread.
pub(super) fn quoted(text: &str, special: &[char]) -> String {
    let plain = |c: char| !c.is_whitespace() && c != '"' && !special.contains(&c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
