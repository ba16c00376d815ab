//! Which answers a field accepts, and what a stage still misses (F-7).

use chrono::NaiveDate;
use serde_json::Value;

use super::standing::Problems;
use super::world::{Field, Stage, Visit};

/// The scalar as text, as a form would send it.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

fn within<T: PartialOrd>(value: &T, min: Option<T>, max: Option<T>) -> bool {
    min.is_none_or(|m| *value >= m) && max.is_none_or(|m| *value <= m)
}

/// True when the field accepts the value.
pub fn accepts(field: &Field, value: &Value) -> bool {
    let t = text(value);
    match field.data_type {
        "short_text" => {
            value.is_string()
                && t.chars().count() <= 255
                && field.regex.is_none_or(|r| regex::Regex::new(r).unwrap().is_match(&t))
        }
        "long_text" => value.is_string(),
        "integer" => t
            .parse::<i64>()
            .is_ok_and(|n| within(&n, field.min.map(|m| m.parse().unwrap()), field.max.map(|m| m.parse().unwrap()))),
        "decimal" => t
            .parse::<f64>()
            .is_ok_and(|n| within(&n, field.min.map(|m| m.parse().unwrap()), field.max.map(|m| m.parse().unwrap()))),
        "date" => t
            .parse::<NaiveDate>()
            .is_ok_and(|d| within(&d, field.min.map(|m| m.parse().unwrap()), field.max.map(|m| m.parse().unwrap()))),
        "bool" => t == "true" || t == "false",
        "choice" => field.choices.iter().any(|c| c.split('|').next() == Some(&t)),
        "file" => value.get("name").is_some() && value.get("content").is_some(),
        other => panic!("no such type: {other}"),
    }
}

/// Problems of the given values against the stage's form.
pub fn judge(stage: &Stage, values: &serde_json::Map<String, Value>, p: &mut Problems) {
    for (key, value) in values {
        if let Some(field) = stage.fields.iter().find(|f| f.key == key) {
            if !value.is_null() && !accepts(field, value) {
                p.on("E_FIELD_INVALID", key);
            }
        } else if stage.actions.iter().any(|a| a.key == key) {
            if !value.is_boolean() {
                p.on("E_FIELD_INVALID", key);
            }
        } else {
            p.on("E_FIELD_UNKNOWN", key);
        }
    }
}

/// Writes accepted values into the visit.
pub fn apply(stage: &Stage, values: &serde_json::Map<String, Value>, visit: &mut Visit) {
    for (key, value) in values {
        if stage.actions.iter().any(|a| a.key == key) {
            if value == &Value::Bool(true) {
                visit.done.insert(key.clone());
            } else {
                visit.done.remove(key);
            }
        } else if value.is_null() {
            visit.answers.remove(key);
        } else {
            visit.answers.insert(key.clone(), value.clone());
        }
    }
}

/// The gate (F-7): required fields and actions that the visit, with these values, does not have.
pub fn gate(stage: &Stage, visit: &Visit, values: &serde_json::Map<String, Value>, p: &mut Problems) {
    for f in stage.fields.iter().filter(|f| f.required) {
        let there = match values.get(f.key) {
            Some(v) => !v.is_null(),
            None => visit.answers.contains_key(f.key),
        };
        if !there {
            p.on("E_FIELD_REQUIRED", f.key);
        }
    }
    for a in stage.actions.iter().filter(|a| a.required) {
        let done = match values.get(a.key) {
            Some(v) => v == &Value::Bool(true),
            None => visit.done.contains(a.key),
        };
        if !done {
            p.on("E_ACTION_REQUIRED", a.key);
        }
    }
}
