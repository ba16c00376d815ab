//! Why a type is not offered, as the engine tells it: every condition, kept or broken, with the place where it is
//! mended. The rules are the engine's.

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Lang;

/// How a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Kept.
    Ok,
    /// Broken: the type is not offered, or cannot be published.
    Error,
    /// Kept, but to be looked at.
    Warning,
    /// Neither: said so that nobody wonders.
    Note,
}

impl Mark {
    /// Its sign, told apart without colour.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Ok => "✔",
            Self::Error => "✖",
            Self::Warning => "!",
            Self::Note => "·",
        }
    }
}

/// A condition of being offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// Its stable name: `published active window channel …`.
    pub id: String,
    /// How it stands.
    pub level: Mark,
    /// Where it is mended: `head access charge locations questions stage flow publish activate` in the type,
    /// `profiles people portal settings periods student` outside of it.
    pub at: String,
    /// Login, RA or code concerned.
    #[serde(default)]
    pub key: Option<String>,
    /// Id of the publish check that judged it.
    #[serde(default)]
    pub check: Option<String>,
    /// Code of the stage concerned.
    #[serde(default)]
    pub stage: Option<String>,
    /// Code of the reason concerned.
    #[serde(default)]
    pub reason: Option<String>,
    /// Key of the field concerned.
    #[serde(default)]
    pub field: Option<String>,
    /// In Portuguese.
    pub pt: String,
    /// In English.
    pub en: String,
}

impl CheckItem {
    /// The condition in words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.pt,
            Lang::En => &self.en,
        }
    }
}

/// Whom a checklist is asked for; the engine's keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Whom {
    /// RA of a student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<String>,
    /// Login of the person at the counter.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// `desk` or `portal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

impl Whom {
    /// True when it asks for nobody in particular.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

/// A student, as a checklist names one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pupil {
    /// Number.
    pub ra: String,
    /// Name.
    pub name: String,
}

/// A person, as a checklist names one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clerk {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
}

/// The conditions with those of one place beside each other, places in the order of their first one.
#[must_use]
pub fn gathered(items: Vec<CheckItem>) -> Vec<CheckItem> {
    let mut places: Vec<(String, Vec<CheckItem>)> = Vec::new();
    for item in items {
        match places.iter_mut().find(|(at, _)| *at == item.at) {
            Some((_, of)) => of.push(item),
            None => places.push((item.at.clone(), vec![item])),
        }
    }
    places.into_iter().flat_map(|(_, of)| of).collect()
}

/// All conditions of a type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Checklist {
    /// Code of the type.
    #[serde(rename = "type")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// The version judged.
    pub version: i32,
    /// `published` or `draft`.
    pub state: String,
    /// `desk` or `portal`.
    pub channel: String,
    /// Nothing is broken.
    pub offered: bool,
    /// What concerns the type.
    pub items: Vec<CheckItem>,
    /// What concerns the person and the student asked for.
    pub who: Vec<CheckItem>,
    /// The student.
    #[serde(default)]
    pub student: Option<Pupil>,
    /// The person at the counter.
    #[serde(default)]
    pub person: Option<Clerk>,
}

impl Checklist {
    /// Errors and warnings.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let of = |mark: Mark| self.items.iter().chain(&self.who).filter(|item| item.level == mark).count();
        (of(Mark::Error), of(Mark::Warning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_one_place_stand_together_and_places_keep_their_order() {
        let item = |id: &str, at: &str| CheckItem {
            id: id.to_owned(),
            level: Mark::Ok,
            at: at.to_owned(),
            key: None,
            check: None,
            stage: None,
            reason: None,
            field: None,
            pt: String::new(),
            en: String::new(),
        };
        let items =
            vec![item("a", "access"), item("b", "head"), item("c", "access"), item("d", "flow"), item("e", "head")];
        let ids: Vec<String> = gathered(items).into_iter().map(|item| item.id).collect();
        assert_eq!(ids, ["a", "c", "b", "e", "d"]);
    }
}
