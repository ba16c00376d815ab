//! Changes applied to a flow. What does not fit the flow given is left out: the caller compares.

use serde_json::{Map, Value};

use super::{Change, How, LISTS, STAGE_LISTS, What, rows};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;

/// Where a row's name is kept while its list changes; no key of a document is called so.
const NAME: &str = "\u{0}";

/// The flow with the changes applied, in their order.
///
/// # Errors
/// As [`TypeFile::from_doc`], when what comes out is no flow.
pub fn patch(flow: &TypeFile, changes: &[Change]) -> Result<TypeFile, FileError> {
    let mut doc = flow.to_doc();
    mark(&mut doc, &LISTS);
    for change in changes {
        apply(&mut doc, change);
    }
    unmark(&mut doc);
    TypeFile::from_doc(&doc)
}

/// Gives every row its name, so that twins are told apart however their list changes.
fn mark(owner: &mut Value, lists: &[(What, &str)]) {
    for (what, name) in lists {
        let Some(list) = owner.get_mut(*name) else { continue };
        let names: Vec<String> = rows(*what, list).into_iter().map(|(name, _)| name).collect();
        for (row, name) in list.as_array_mut().into_iter().flatten().zip(names) {
            named(row, *what, &name);
        }
    }
}

fn named(row: &mut Value, what: What, name: &str) {
    if let Some(row) = row.as_object_mut() {
        row.insert(NAME.to_owned(), name.into());
    }
    if what == What::Stage {
        mark(row, &STAGE_LISTS);
    }
}

fn unmark(value: &mut Value) {
    match value {
        Value::Object(row) => {
            row.remove(NAME);
            row.values_mut().for_each(unmark);
        }
        Value::Array(list) => list.iter_mut().for_each(unmark),
        _ => {}
    }
}

fn is_named(row: &Value, name: &str) -> bool {
    row.get(NAME).and_then(Value::as_str) == Some(name)
}

/// The list that a change is about.
fn list_of<'a>(doc: &'a mut Value, change: &Change) -> Option<&'a mut Vec<Value>> {
    let lists = LISTS.iter().chain(&STAGE_LISTS);
    let name = lists.clone().find(|(what, _)| *what == change.what).map(|(_, name)| *name)?;
    let owner = match change.what {
        What::Field | What::Action => {
            let stage = change.stage.as_deref()?;
            doc.get_mut("stage")?.as_array_mut()?.iter_mut().find(|row| is_named(row, stage))?
        }
        _ => doc,
    };
    owner.get_mut(name)?.as_array_mut()
}

fn apply(doc: &mut Value, change: &Change) {
    if change.what == What::Type {
        if let Some(head) = doc.get_mut("type").and_then(Value::as_object_mut) {
            set(head, change);
        }
        return;
    }
    let Some(list) = list_of(doc, change) else { return };
    match change.how {
        How::Removed => list.retain(|row| !is_named(row, &change.row)),
        How::Changed => {
            if let Some(row) = list.iter_mut().find(|row| is_named(row, &change.row)).and_then(Value::as_object_mut) {
                set(row, change);
            }
        }
        How::Added => {
            let mut row = change.to.clone();
            named(&mut row, change.what, &change.row);
            let after = change.after.as_deref();
            let at = after.and_then(|after| list.iter().position(|row| is_named(row, after))).map_or(0, |at| at + 1);
            list.insert(at.min(list.len()), row);
        }
        How::Ordered => {
            let order: Vec<&str> = change.to.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let place = |row: &Value| order.iter().position(|name| is_named(row, name)).unwrap_or(order.len());
            list.sort_by_key(place);
        }
    }
}

fn set(row: &mut Map<String, Value>, change: &Change) {
    let Some(key) = &change.key else { return };
    match key.split_once('.') {
        Some((outer, inner)) => {
            if let Some(inner_row) = row.get_mut(outer).and_then(Value::as_object_mut) {
                inner_row.insert(inner.to_owned(), change.to.clone());
            }
        }
        None => {
            row.insert(key.clone(), change.to.clone());
        }
    }
}
