//! A form read back as what is said of an entry: the touched fields alone, all of a new one. A table of the document is
//! said whole, from what was seen and what was typed over it.

use serde_json::{Map, Value, json};

use super::{COMPANY, Ground, MORE, member_key};
use crate::domain::catalogue::entity::{EntryKind, Of, Spec, Takes};
use crate::tui::effect::Typed;
use crate::tui::form::Form;
use crate::tui::form::field::{Field, Misfit};
use crate::tui::form::reading;

/// Fields whose text is not of their kind: where, and what to mend.
pub type Misfits = Vec<(usize, String)>;

impl Ground<'_> {
    /// What the form says, over what was seen.
    ///
    /// # Errors
    /// Every field whose text is not of its kind.
    pub fn said(&self, form: &Form, seen: &Value) -> Result<Value, Misfits> {
        let mut row = Map::new();
        let mut misfits = Vec::new();
        for spec in self.asked() {
            match spec.takes {
                Takes::Members(of) => members(&mut row, form, spec, of, self.code.is_none()),
                Takes::Grants => grants(&mut row, form, spec, self.code.is_none()),
                _ => {
                    let Some((at, field)) = form.fields.iter().enumerate().find(|(_, f)| f.key == spec.key) else {
                        continue;
                    };
                    match self.value(spec, field) {
                        Ok(value) if self.is_said(field, &value) => put(&mut row, spec.key, value),
                        Ok(_) => {}
                        Err(text) => misfits.push((at, text)),
                    }
                }
            }
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }
        self.whole(&mut row, form, seen);
        Ok(Value::Object(row))
    }

    /// Of a new entry, whatever is in it.
    fn is_said(&self, field: &Field, value: &Value) -> bool {
        field.touched || (self.code.is_none() && !value.is_null())
    }

    fn value(&self, spec: &Spec, field: &Field) -> Result<Value, String> {
        let value = match field.value() {
            Ok(Typed::Plain(value)) => value,
            Ok(Typed::File(_)) => Value::Null,
            Err(Misfit::Integer) => return Err(self.words.text("field-integer")),
            Err(Misfit::Decimal) => return Err(self.words.text("field-decimal")),
            Err(Misfit::Date) => return Err(self.words.text("field-date")),
        };
        Ok(match (spec.takes, value) {
            (Takes::Dates, Value::String(text)) => self.days(&text)?,
            (Takes::Dates, _) => json!([]),
            (Takes::Hours, Value::String(text)) => Value::from(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            (Takes::Hours | Takes::Block, Value::Null) => Value::from(""),
            (Takes::Ref(Of::Branch), Value::String(code)) => {
                code.parse::<i64>().map_or(Value::String(code), Value::from)
            }
            // Priorities are numbers in the document.
            (Takes::Words(all), Value::String(code)) if all.contains(&"5") => {
                code.parse::<i64>().map_or(Value::String(code), Value::from)
            }
            (_, value) => value,
        })
    }

    fn days(&self, text: &str) -> Result<Value, String> {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty());
        let mut days = Vec::new();
        for word in words {
            let day = reading::date(word).ok_or_else(|| self.words.with("ce-misfit-day", &[("day", word.into())]))?;
            days.push(day.to_string());
        }
        days.sort();
        days.dedup();
        Ok(json!(days))
    }

    /// Tables are said whole; a query's text goes with its dialect.
    fn whole(&self, row: &mut Map<String, Value>, form: &Form, seen: &Value) {
        let of = |key: &str| form.fields.iter().find(|f| f.key == key);
        if let Some(hours) = row.get_mut("hours").and_then(Value::as_object_mut) {
            for (day, value) in seen.get("hours").and_then(Value::as_object).into_iter().flatten() {
                hours.entry(day.clone()).or_insert_with(|| value.clone());
            }
        }
        if self.kind == EntryKind::Query && (row.contains_key("sql") || row.contains_key("dialect")) {
            for key in ["sql", "dialect"] {
                let said =
                    of(key).and_then(|f| if key == "sql" { Some(f.text()) } else { f.code().map(str::to_owned) });
                row.insert(key.to_owned(), said.map_or(Value::Null, Value::String));
            }
        }
        if row.contains_key("debt") {
            let is_blank = form.fields.iter().filter(|f| f.key.starts_with("debt.")).all(Field::is_blank);
            let mut debt = self.effective().get("debt").cloned().unwrap_or_default();
            let own = seen.get("debt").and_then(Value::as_object).cloned().unwrap_or_default();
            let said = row.get("debt").and_then(Value::as_object).cloned().unwrap_or_default();
            if let Some(debt) = debt.as_object_mut() {
                debt.extend(own.into_iter().chain(said).filter(|(_, value)| !value.is_null()));
            }
            row.insert("debt".to_owned(), if is_blank && self.code != Some(COMPANY) { Value::Null } else { debt });
        }
        let touched = |key: &str| of(key).is_some_and(|f| f.touched);
        if touched("auto_due_date") || touched("auto_due_date.days") {
            let on = of("auto_due_date").and_then(|f| f.value().ok());
            let days = of("auto_due_date.days").and_then(|f| f.value().ok());
            let days = if let Some(Typed::Plain(days)) = days { days } else { Value::Null };
            let on = match on {
                Some(Typed::Plain(Value::Bool(on))) => Some(on),
                // Days alone switch it on.
                _ => (!days.is_null()).then_some(true),
            };
            let value = match on {
                Some(true) => json!({ "days": days }),
                Some(false) if self.code != Some(COMPANY) => json!(false),
                _ => Value::Null,
            };
            row.insert("auto_due_date".to_owned(), value);
        }
    }
}

/// Puts a value under its key; a dot leads into a table.
fn put(row: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            row.insert(key.to_owned(), value);
        }
        Some((table, key)) => {
            let table = row.entry(table.to_owned()).or_insert_with(|| json!({}));
            if !table.is_object() {
                *table = json!({});
            }
            if let Some(table) = table.as_object_mut() {
                table.insert(key.to_owned(), value);
            }
        }
    }
}

/// The items of a list with the level of each; none when nobody touched it.
fn items<'f>(form: &'f Form, key: &str, is_new: bool) -> Option<Vec<(&'f str, &'f str)>> {
    let stem = format!("{key} ");
    let of: Vec<&Field> =
        form.fields.iter().filter(|f| f.key.starts_with(&stem) && !f.key.ends_with(&format!(" {MORE}"))).collect();
    if !is_new && !of.iter().any(|f| f.touched) {
        return None;
    }
    Some(
        of.iter()
            .filter_map(|f| Some((f.key.get(stem.len()..)?, f.code()?)))
            .filter(|(_, level)| *level != "out")
            .collect(),
    )
}

fn members(row: &mut Map<String, Value>, form: &Form, spec: &Spec, of: Of, is_new: bool) {
    if let Some(items) = items(form, spec.key, is_new) {
        let list: Vec<Value> =
            items.into_iter().map(|(code, level)| json!({ member_key(of): code, "lead": level == "lead" })).collect();
        row.insert(spec.key.to_owned(), Value::from(list));
    }
}

fn grants(row: &mut Map<String, Value>, form: &Form, spec: &Spec, is_new: bool) {
    if let Some(items) = items(form, spec.key, is_new) {
        for (key, level) in [("can_open", "open"), ("can_handle", "handle")] {
            let codes = items.iter().filter(|(_, of)| *of == level || *of == "both").map(|(code, _)| *code);
            // All takes in every other one.
            let codes: Vec<&str> = codes.collect();
            let codes = if codes.contains(&"*") { vec!["*"] } else { codes };
            row.insert(key.to_owned(), json!(codes));
        }
    }
}
