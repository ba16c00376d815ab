//! The verdict over a flow, as this program and the engine both give it. What is judged stands in
//! `check` and in the engine's publish check.

use crate::domain::refusal::Lang;
use serde::{Deserialize, Deserializer, Serialize};

/// How grave a problem is: errors refuse publishing, warnings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Refuses publishing.
    Error,
    /// Is listed.
    Warning,
}

/// A check that a flow does not pass. The engine's answer has the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Id of the check, `V-06`.
    pub check: String,
    /// How grave it is.
    pub level: Level,
    /// Code of the stage concerned.
    #[serde(default)]
    pub stage: Option<String>,
    /// Code of the reason concerned.
    #[serde(default)]
    pub reason: Option<String>,
    /// Key of the field or of the type's key concerned.
    #[serde(default)]
    pub field: Option<String>,
    /// What is wrong and what to do, in Brazilian Portuguese.
    pub pt: String,
    /// The same in English.
    pub en: String,
    /// Codes of the stages from an entry to where the problem shows, by a shortest way.
    #[serde(default, deserialize_with = "none_is_empty")]
    pub path: Vec<String>,
}

/// A stage that no way leads to has none in the engine's answer.
fn none_is_empty<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

impl Problem {
    /// The message in the given language.
    #[must_use]
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.pt,
            Lang::En => &self.en,
        }
    }

    pub(super) fn new(check: &str, level: Level, pt: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            check: check.to_owned(),
            level,
            stage: None,
            reason: None,
            field: None,
            pt: pt.into(),
            en: en.into(),
            path: Vec::new(),
        }
    }

    pub(super) fn stage(mut self, code: &str) -> Self {
        self.stage = Some(code.to_owned());
        self
    }

    pub(super) fn reason(mut self, code: &str) -> Self {
        self.reason = Some(code.to_owned());
        self
    }

    pub(super) fn field(mut self, key: &str) -> Self {
        self.field = Some(key.to_owned());
        self
    }

    pub(super) fn path(mut self, path: Vec<String>) -> Self {
        self.path = path;
        self
    }
}

/// The verdict over a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// No problem is an error.
    pub sound: bool,
    /// The problems, by check and order of the file.
    pub problems: Vec<Problem>,
    /// Ids of the checks that this could not judge.
    #[serde(default)]
    pub unchecked: Vec<String>,
}
