//! What the engine answers when a rule says no: stable codes, the values they speak of, both languages.
//! The words are the engine's own (Z-7); nothing here decides a rule.

use serde::{Deserialize, Serialize};

/// Languages in which the engine words its problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Brazilian Portuguese, the default.
    #[default]
    PtBr,
    /// English.
    En,
}

/// The class of a refusal; it decides the exit status. When kinds mix, the engine answers the gravest:
/// denied before conflict before refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A rule said no (exit 1, SQLSTATE `BL001`).
    Refused,
    /// Someone else was first, or the version is stale (exit 4, SQLSTATE `BL004`).
    Conflict,
    /// Not permitted (exit 5, SQLSTATE `BL005`).
    Denied,
}

/// One unmet condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code, `E_…`.
    pub code: String,
    /// Key of the field, parameter, action or argument concerned.
    #[serde(default)]
    pub field: Option<String>,
    /// Code of the stage concerned.
    #[serde(default)]
    pub stage: Option<String>,
    /// Values that the message speaks of, by name.
    #[serde(default)]
    pub args: serde_json::Map<String, serde_json::Value>,
    /// The message in Brazilian Portuguese.
    pub pt: String,
    /// The message in English.
    pub en: String,
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

    /// What is wrong with a value, without the name of its field before it; else the message.
    #[must_use]
    pub fn why(&self, lang: Lang) -> &str {
        let key = match lang {
            Lang::PtBr => "why_pt",
            Lang::En => "why_en",
        };
        let why = self.args.get(key).and_then(serde_json::Value::as_str).filter(|_| self.code == "E_FILE_VALUE");
        why.unwrap_or_else(|| self.message(lang))
    }
}

/// A refusal: never empty, all problems of its class at once (Z-7).
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Its class.
    pub kind: Kind,
    /// The problems, the first one leading.
    pub problems: Vec<Problem>,
}

impl Refusal {
    /// Code of the leading problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.problems.first().map_or("E_REFUSED", |p| p.code.as_str())
    }

    /// All messages, one line each.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let lines: Vec<&str> = self.problems.iter().map(|p| p.message(lang)).collect();
        lines.join("\n")
    }
}
