//! Whatever the file of a type may say is said by some form or key of its editor: nothing is left to the file alone.

use std::collections::{BTreeMap, BTreeSet};

use balcao::domain::flow::TypeFile;
use balcao::domain::flow::edit::{Edit, Flag, apply};
use balcao::tui::form::field::{Entry, Field, editor};
use balcao::tui::form::flow::{Asks, FlowForm, Ground};
use balcao::tui::model::{Part, Place};
use balcao::words::{Lang, Words};
use serde_json::Value;

use super::flows::at_flow;

/// Every path of a document that holds a value, rows of a list under one name.
fn leaves(doc: &Value, at: &str, found: &mut BTreeMap<String, Vec<Value>>) {
    match doc {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &format!("{at}.{key}"), found)),
        Value::Array(rows) if rows.iter().all(Value::is_object) && !rows.is_empty() => {
            rows.iter().for_each(|row| leaves(row, at, found));
        }
        // A list of rows that has none.
        Value::Array(rows) if rows.is_empty() && [".field", ".action", ".prices"].iter().any(|k| at.ends_with(k)) => {}
        value => found.entry(at.trim_start_matches('.').to_owned()).or_default().push(value.clone()),
    }
}

/// Texts of many kinds: whatever a field takes, some of them are another value of it.
const TEXTS: [&str; 12] = [
    "outro texto",
    "7",
    "3",
    "33,00",
    "02/02/2026",
    "02/02/2098",
    "3 horas úteis",
    "a|A\nb|B",
    "não",
    "[a-z]+",
    "b",
    "",
];

/// Values that a field may be given.
fn tries(field: &Field) -> Vec<Entry> {
    match &field.entry {
        Entry::Bool(said) => vec![Entry::Bool(Some(!said.unwrap_or(false)))],
        Entry::Text(_) => TEXTS.iter().map(|text| Entry::Text(Box::new(editor(text)))).collect(),
        Entry::Choice(picker) => {
            let mut tries: Vec<Entry> = Vec::new();
            for option in &picker.options {
                let mut picker = picker.clone();
                picker.chosen = Some(option.clone());
                tries.push(Entry::Choice(picker));
            }
            let mut none = picker.clone();
            none.chosen = None;
            tries.push(Entry::Choice(none));
            tries
        }
    }
}

/// Answers on which others depend.
const TURNS: [&str; 3] = ["type", "default", "attachment"];

/// Questions that depend on them.
const DEPEND: [&str; 3] = ["choices", "query", "attachments"];

/// A form, once for each value of each of its fields, or of those of some keys.
fn given(ground: &Ground<'_>, asked: &FlowForm, only: &[&str]) -> Vec<FlowForm> {
    let mut all = Vec::new();
    for at in 0..asked.form.fields.len() {
        if !only.is_empty() && !only.contains(&asked.form.fields[at].key.as_str()) {
            continue;
        }
        for entry in tries(&asked.form.fields[at]) {
            let mut one = asked.clone();
            one.form.fields[at].entry = entry;
            one.form.fields[at].touched = true;
            if let Some(fresh) = ground.questions_of(&one) {
                one.form.rebase(fresh);
            }
            all.push(one);
        }
    }
    all
}

#[test]
fn every_key_of_the_file_is_changed_by_some_form_or_key_of_the_editor() {
    let text = include_str!("../support/every_key.toml");
    let begun = TypeFile::parse(text).expect("a type");
    let words = Words::new(Lang::PtBr);
    let hand = at_flow(&begun, 80, 24);
    let opened = hand.model.flows.open.as_ref().expect("the editor");
    let before = begun.to_doc();
    let mut all = BTreeMap::new();
    leaves(&before, "", &mut all);
    let mut changed: BTreeSet<String> = BTreeSet::new();
    let mut learn = |edit: &Edit| {
        let Ok(next) = apply(&begun, edit) else { return };
        let mut now = BTreeMap::new();
        leaves(&next.to_doc(), "", &mut now);
        changed
            .extend(all.iter().filter(|(path, values)| now.get(*path) != Some(*values)).map(|(path, _)| path.clone()));
    };
    let ground = Ground { file: &begun, known: &opened.known, words: &words };
    for place in opened.places() {
        let asks = match place {
            Place::Head => Asks::Head,
            Place::Part(Part::Locations | Part::Questions) => continue,
            Place::Part(part) => Asks::Part(part),
            Place::Parameter(code) => Asks::Parameter(code),
            Place::Stage(code) => Asks::Stage(code),
            Place::Field(stage, key) => Asks::Field(stage, key),
            Place::Action(stage, key) => Asks::Action(stage, key),
            Place::Edge(stage, reason) => Asks::Edge(stage, reason),
        };
        let asked = ground.form(asks.clone()).unwrap_or_else(|| panic!("{asks:?} has no form"));
        for one in given(&ground, &asked, &[]) {
            let turns = one.form.fields.iter().any(|f| f.touched && TURNS.contains(&f.key.as_str()));
            // What opens another question, or stands in the way of one, is answered first.
            let more = if turns { given(&ground, &one, &DEPEND) } else { Vec::new() };
            for asked in more.iter().chain([&one]) {
                if let Ok(Some(edit)) = ground.edit(asked) {
                    learn(&edit);
                }
            }
        }
    }
    for flag in [Flag::Default, Flag::Entry, Flag::ActivateTask, Flag::Active] {
        for stage in &begun.stages {
            learn(&Edit::Switch { stage: stage.code.clone(), flag });
        }
    }
    // Codes are given once, for running requests are moved by them; reasons belong to the catalogue.
    let fixed = |path: &str| {
        path == "format"
            || path.ends_with("code")
            || path.ends_with(".key")
            || path.starts_with("reason.")
            || ["edge.from", "edge.reason"].contains(&path)
    };
    let missing: Vec<&String> = all.keys().filter(|path| !fixed(path) && !changed.contains(*path)).collect();
    assert!(missing.is_empty(), "no form changes {missing:?}");
    assert!(changed.len() > 60, "{}", changed.len());
}
