//! What changes from one flow to another, in the language of stages and reasons. Complete: `patch` applied to the
//! first flow gives the second. Stages keep their codes across versions (Z-1), so a stage under another code is a
//! stage removed and one added. It does not say whether either flow is sound.

mod patch;
mod words;

#[cfg(test)]
mod tests;

pub use patch::patch;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::file::TypeFile;
use crate::domain::refusal::Lang;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The type itself: window, groups, charge …
    Type,
    /// A delivery location with its prices.
    Location,
    /// A question asked at opening.
    Parameter,
    /// A stage.
    Stage,
    /// A field of a stage.
    Field,
    /// An action of a stage.
    Action,
    /// A way from a stage to another.
    Edge,
    /// A reason that the file brings along.
    Reason,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is only in the second.
    Added,
    /// It is only in the first.
    Removed,
    /// One of its values is another.
    Changed,
    /// The rows that both have stand in another order.
    Ordered,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is about.
    pub what: What,
    /// What happened.
    pub how: How,
    /// Code of the stage concerned; of an edge, where it begins.
    pub stage: Option<String>,
    /// Code or key of the row; of an edge its stage and reason; empty for the type and for an order.
    pub row: String,
    /// The row's value that changed, as the file names it; `charge.service` for a value of the charge.
    pub key: Option<String>,
    /// The value, row or order of rows of the first; null when there was none.
    pub from: Value,
    /// The value, row or order of rows of the second; null when there is none.
    pub to: Value,
    /// After which row an added one stands; none = it is the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The change in Brazilian Portuguese.
    pub pt: String,
    /// The change in English.
    pub en: String,
}

impl Change {
    /// The change in the given language.
    #[must_use]
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::PtBr => &self.pt,
            Lang::En => &self.en,
        }
    }
}

/// The lists of a document; those of a stage stand in the stage.
const LISTS: [(What, &str); 5] = [
    (What::Location, "location"),
    (What::Parameter, "parameter"),
    (What::Stage, "stage"),
    (What::Edge, "edge"),
    (What::Reason, "reason"),
];
const STAGE_LISTS: [(What, &str); 2] = [(What::Field, "field"), (What::Action, "action")];

/// Every difference between two flows, in the order in which [`patch`] applies them.
#[must_use]
pub fn diff(a: &TypeFile, b: &TypeFile) -> Vec<Change> {
    let (old, new) = (a.to_doc(), b.to_doc());
    let mut changes = Vec::new();
    head(part(&old, "type"), part(&new, "type"), &mut changes);
    for (what, name) in LISTS {
        list(what, None, part(&old, name), part(&new, name), &mut changes);
    }
    let names = words::Names::of(a, b);
    for change in &mut changes {
        (change.pt, change.en) = words::tell(change, &names);
    }
    changes
}

fn part<'a>(row: &'a Value, key: &str) -> &'a Value {
    row.get(key).unwrap_or(&Value::Null)
}

/// The type's own values; the charge's one by one where both have one.
fn head(a: &Value, b: &Value, changes: &mut Vec<Change>) {
    let nothing = Map::new();
    let (a, b) = (a.as_object().unwrap_or(&nothing), b.as_object().unwrap_or(&nothing));
    for (key, to) in b {
        let from = a.get(key).unwrap_or(&Value::Null);
        match (from, to) {
            (Value::Object(from), Value::Object(to)) => {
                for (inner, to) in to {
                    value(What::Type, None, "", format!("{key}.{inner}"), from.get(inner), to, changes);
                }
            }
            _ => value(What::Type, None, "", key.clone(), Some(from), to, changes),
        }
    }
}

fn value(
    what: What,
    stage: Option<&str>,
    row: &str,
    key: String,
    from: Option<&Value>,
    to: &Value,
    changes: &mut Vec<Change>,
) {
    let from = from.unwrap_or(&Value::Null);
    if from != to {
        let mut change = new(what, How::Changed, stage, row, from.clone(), to.clone());
        change.key = Some(key);
        changes.push(change);
    }
}

fn new(what: What, how: How, stage: Option<&str>, row: &str, from: Value, to: Value) -> Change {
    let (stage, row) = (stage.map(str::to_owned), row.to_owned());
    Change { what, how, stage, row, key: None, from, to, after: None, pt: String::new(), en: String::new() }
}

/// The rows of a list with what tells one from another. Edges of one stage may share a reason in a file that is not
/// sound yet; they are counted.
fn rows(what: What, list: &Value) -> Vec<(String, &Value)> {
    let mut rows: Vec<(String, &Value)> = Vec::new();
    for row in list.as_array().into_iter().flatten() {
        let name = name(what, row);
        let twins = rows.iter().filter(|(_, twin)| self::name(what, twin) == name).count();
        rows.push((if twins == 0 { name } else { format!("{name} #{}", twins + 1) }, row));
    }
    rows
}

fn name(what: What, row: &Value) -> String {
    let text = |key: &str| part(row, key).as_str().unwrap_or_default();
    match what {
        What::Edge => format!("{} {}", text("from"), text("reason")),
        What::Field | What::Action => text("key").to_owned(),
        _ => text("code").to_owned(),
    }
}

/// The stage that a row is in, or is.
fn stage_of<'a>(what: What, owner: Option<&'a str>, row: &'a Value) -> Option<&'a str> {
    match what {
        What::Stage => part(row, "code").as_str(),
        What::Edge => part(row, "from").as_str(),
        _ => owner,
    }
}

/// Removals, changes of what both have, additions in their place, and the order of what both have.
fn list(what: What, owner: Option<&str>, a: &Value, b: &Value, changes: &mut Vec<Change>) {
    let (old, new_rows) = (rows(what, a), rows(what, b));
    let find = |list: &[(String, &Value)], name: &str| list.iter().any(|(other, _)| other == name);
    for (name, row) in old.iter().filter(|(name, _)| !find(&new_rows, name)) {
        changes.push(new(what, How::Removed, stage_of(what, owner, row), name, (*row).clone(), Value::Null));
    }
    let mut after: Option<&String> = None;
    for (name, row) in &new_rows {
        match old.iter().find(|(other, _)| other == name) {
            Some((_, before)) => row_changes(what, owner, name, before, row, changes),
            None => {
                let mut added = new(what, How::Added, stage_of(what, owner, row), name, Value::Null, (*row).clone());
                added.after = after.cloned();
                changes.push(added);
            }
        }
        after = Some(name);
    }
    let names = |list: &[(String, &Value)], other: &[(String, &Value)]| -> Vec<Value> {
        list.iter().filter(|(name, _)| find(other, name)).map(|(name, _)| name.as_str().into()).collect()
    };
    let (from, to) = (names(&old, &new_rows), names(&new_rows, &old));
    if from != to {
        let order = new_rows.iter().map(|(name, _)| name.as_str().into()).collect();
        changes.push(new(what, How::Ordered, owner, "", Value::Array(from), Value::Array(order)));
    }
}

fn row_changes(what: What, owner: Option<&str>, name: &str, a: &Value, b: &Value, changes: &mut Vec<Change>) {
    let stage = stage_of(what, owner, b);
    for (key, to) in b.as_object().into_iter().flatten() {
        match STAGE_LISTS.iter().find(|(_, list)| what == What::Stage && list == key) {
            Some((inner, _)) => list(*inner, stage, part(a, key), to, changes),
            None => value(what, stage, name, key.clone(), a.get(key), to, changes),
        }
    }
}
