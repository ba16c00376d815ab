//! Walking a flow on scratch data: the script that the engine plays (`api.walk`), what it answers, and the tour – the
//! scripts that together use every way, every outcome and every permission of a flow. Nothing here judges: whether a
//! step is allowed, the engine says.

mod tour;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::refusal::{Lang, Problem};
use crate::domain::request::Request;

pub use tour::{Goal, Leg, Tour, tour};
pub use value::{Given, sample};

/// A script: one request of the type, opened and brought along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Script {
    /// Code of the type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// `draft`, `published` or a number; none = the published version, else the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// RA of a real student; none = a student who exists only inside the walk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<String>,
    /// Code of the delivery location; none = the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Entry stage; none = the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Who opens: a login or a role.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Answers to the type's parameters, by code.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// Whether the answer should bring what the institution's queries offer, for a person who fills in the forms.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offers: bool,
    /// What happens after the opening.
    #[serde(default)]
    pub script: Vec<Step>,
}

/// One act of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Step {
    /// `take release set forward return wait resume conclude cancel message`.
    pub act: String,
    /// A login or a role; none = whoever holds the request, else the first who may work it.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Reason of `forward`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Outcome of `conclude`: `granted denied done`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Note, message or resolution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When a `wait` wakes by itself, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// A `message` that only staff reads.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// Fields and actions of the stage, by key.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
}

/// What the engine did with a script; all of it was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// Number of the version walked.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// Whether every step was allowed.
    pub ok: bool,
    /// Whether nobody could bring the request on at the end.
    pub stuck: bool,
    /// What was set aside for the walk, in both languages: `{"pt","en"}`.
    #[serde(default)]
    pub notes: Vec<Value>,
    /// The opening, then each step; a queued request is taken first, as a step of its own.
    pub steps: Vec<Walked>,
    /// What the queries offer for the type's questions, by code; only when asked for.
    #[serde(default)]
    pub questions: BTreeMap<String, Offer>,
    /// The same for the fields of the stage where the request is now, by key.
    #[serde(default)]
    pub offers: BTreeMap<String, Offer>,
}

/// What a query of the institution offers: options, or why it offers none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Offer {
    /// The options; none where it could not answer.
    #[serde(default)]
    pub options: Option<Vec<OfferOption>>,
    /// Why not, in Portuguese.
    #[serde(default)]
    pub why_pt: String,
    /// Why not, in English.
    #[serde(default)]
    pub why_en: String,
}

/// One option of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct OfferOption {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Offer {
    /// Why it offers nothing.
    #[must_use]
    pub fn why(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.why_pt,
            Lang::En => &self.why_en,
        }
    }
}

/// A mail as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Mail {
    /// `opened waiting message concluded cancelled reopened assignment_fell_to_queue`.
    pub kind: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    #[serde(default)]
    pub subject: String,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// The facts it was made from.
    #[serde(default)]
    pub payload: Value,
}

impl Transcript {
    /// How many steps of the script it came from were allowed; a take that the engine added is none of them.
    #[must_use]
    pub fn done(&self, script: &Script) -> usize {
        let mut done = 0;
        for walked in self.steps.iter().skip(1) {
            let Some(step) = script.script.get(done) else { break };
            if walked.act == "take" && step.act != "take" {
                continue;
            }
            if !walked.ok {
                break;
            }
            done += 1;
        }
        done
    }

    /// What the engine said to the step that it refused.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.steps.iter().find_map(|step| step.error.as_ref()).map(problems).unwrap_or_default()
    }

    /// The request as it stands at the end.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        let told = self.steps.iter().rev().find_map(|step| step.request.clone())?;
        serde_json::from_value(told).ok()
    }
}

fn problems(error: &Value) -> Vec<Problem> {
    error.get("problems").and_then(|list| serde_json::from_value(list.clone()).ok()).unwrap_or_default()
}

/// One step as it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walked {
    /// The act.
    pub act: String,
    /// Login of who did it.
    #[serde(rename = "as")]
    pub actor: String,
    /// That person's role.
    pub role: String,
    /// Whether it was allowed.
    pub ok: bool,
    /// The refusal: `{"code","problems":[…]}`.
    #[serde(default)]
    pub error: Option<Value>,
    /// The request after it, in the shape of `request show`.
    #[serde(default)]
    pub request: Option<Value>,
    /// What would be charged at the opening.
    #[serde(default)]
    pub charge: Option<Value>,
    /// Mails that would go out.
    #[serde(default)]
    pub mails: Vec<Mail>,
    /// Whether nobody can bring the request on from here.
    #[serde(default)]
    pub stuck: bool,
}

impl Walked {
    /// A text of the request after the step: `stage`, `status`, `assignee`, `due_at` …
    #[must_use]
    pub fn told(&self, key: &str) -> Option<&str> {
        self.request.as_ref()?.get(key)?.as_str()
    }

    /// What the engine said when it refused the step.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.error.as_ref().map(problems).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(steps: &[(&str, bool)]) -> Transcript {
        let walked =
            |(act, ok): &(&str, bool)| serde_json::json!({"act": act, "as": "ana", "role": "attendant", "ok": ok});
        let steps: Vec<Value> = steps.iter().map(walked).collect();
        serde_json::from_value(
            serde_json::json!({"version": 1, "state": "draft", "ok": false, "stuck": false, "steps": steps}),
        )
        .unwrap()
    }

    #[test]
    fn a_take_that_the_engine_added_is_no_step_of_the_script() {
        let step = |act: &str| Step { act: act.to_owned(), ..Step::default() };
        let script = Script { script: vec![step("forward"), step("take"), step("conclude")], ..Script::default() };
        let whole = [("open", true), ("take", true), ("forward", true), ("take", true), ("conclude", false)];
        assert_eq!(told(&whole).done(&script), 2);
        assert_eq!(told(&whole[..3]).done(&script), 1);
        assert_eq!(told(&[("open", false)]).done(&script), 0);
    }
}
