//! What an entry says, in words: for the columns of a list, the card beside it and the trail of its changes.

use rust_decimal::Decimal;
use serde_json::Value;

use super::{Ground, member_key};
use crate::domain::catalogue::entity::{Column, EntryKind, Of, Spec, Takes};
use crate::domain::text::{date_br, money_br};
use crate::tui::msg::ListedEntry;

/// The value under a key of a document; a dot leads into a table.
#[must_use]
pub fn at<'v>(row: &'v Value, key: &str) -> &'v Value {
    key.split('.').try_fold(row, |value, key| value.get(key)).unwrap_or(&Value::Null)
}

/// A day as people write it; what is none stays as it is.
fn day(text: &str) -> String {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| text.to_owned(), date_br)
}

/// Days of a list as they are typed: one line a year.
pub(super) fn days(value: &Value) -> String {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for text in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let year = text.get(..4).unwrap_or_default();
        match lines.last_mut().filter(|(of, _)| of == year) {
            Some((_, days)) => days.push(day(text)),
            None => lines.push((year.to_owned(), vec![day(text)])),
        }
    }
    lines.into_iter().map(|(_, days)| days.join(" ")).collect::<Vec<_>>().join("\n")
}

fn money(text: &str) -> String {
    text.parse::<Decimal>().map_or_else(|_| text.to_owned(), money_br)
}

impl Ground<'_> {
    fn yes_no(&self, yes: bool) -> String {
        self.words.text(if yes { "yes" } else { "no" })
    }

    /// The name of something that may be chosen; its code where it is not offered.
    #[must_use]
    pub fn choice_name(&self, of: Of, code: &str) -> String {
        if code == "*" {
            return self.words.text("cw-all-types");
        }
        let known = self.choices.get(of.word()).and_then(|all| all.iter().find(|row| row.code == code));
        known.map_or_else(|| code.to_owned(), |row| row.name.clone())
    }

    fn word(&self, word: &str) -> String {
        let id = format!("cw-{}", word.replace('_', "-"));
        if self.words.has(&id) { self.words.text(&id) } else { word.to_owned() }
    }

    /// What an entry says in a field; `—` for nothing.
    #[must_use]
    pub fn told(&self, spec: &Spec, row: &Value) -> String {
        let value = at(row, spec.key);
        let list = |value: &Value| -> Vec<Value> { value.as_array().cloned().unwrap_or_default() };
        let text = match (spec.takes, value) {
            (Takes::Hours, Value::String(text)) if text.is_empty() => self.words.text("cw-closed"),
            (Takes::Hours, Value::Null) => self.words.text("cw-closed"),
            (Takes::Bool, Value::Null) if self.kind == EntryKind::Settings => self.yes_no(false),
            (_, Value::Null) if !matches!(spec.takes, Takes::Grants) => String::new(),
            (Takes::Bool, value) => self.yes_no(value.as_bool().unwrap_or(value.is_object())),
            (Takes::Money, Value::String(text)) => match text.parse::<Decimal>() {
                Ok(amount) if amount.is_zero() && spec.key == "value" => self.words.text("cw-free"),
                _ => money(text),
            },
            (Takes::Date, Value::String(text)) => day(text),
            (Takes::Dates, value) => days(value),
            (Takes::Words(_), value) => self.word(value.as_str().unwrap_or(&value.to_string())),
            (Takes::Ref(of), value) => {
                let code = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                self.choice_name(of, &code)
            }
            (Takes::Members(of), value) => {
                let one = |member: &Value| {
                    let code = member.get(member_key(of)).and_then(Value::as_str).unwrap_or_default();
                    let lead = member.get("lead").and_then(Value::as_bool).unwrap_or_default();
                    let name = self.choice_name(of, code);
                    if lead { format!("{name} ({})", self.words.text("cw-leads")) } else { name }
                };
                list(value).iter().map(one).collect::<Vec<_>>().join(", ")
            }
            (Takes::Grants, _) => {
                let all = |key: &str| {
                    let codes = list(at(row, key));
                    let names: Vec<String> =
                        codes.iter().filter_map(Value::as_str).map(|code| self.choice_name(Of::Type, code)).collect();
                    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
                };
                let said = [("grants", all("can_open")), ("handles", all("can_handle"))];
                let line = |(id, said): &(&str, String)| format!("{}: {said}", self.words.text(&format!("cw-{id}")));
                said.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        };
        if text.is_empty() { "—".to_owned() } else { text }
    }

    /// The name of an entry, as one speaks of it.
    #[must_use]
    pub fn name_of(&self, row: &ListedEntry) -> String {
        let said = |key: &str| row.entry.get(key).and_then(Value::as_str).map(str::to_owned);
        match self.kind {
            EntryKind::Settings if row.code == super::COMPANY => self.words.text("ce-company"),
            EntryKind::Settings => {
                self.words.with("ce-branch-settings", &[("name", self.choice_name(Of::Branch, &row.code).into())])
            }
            EntryKind::InstallmentRule => {
                let until = row.entry.get("request_until").and_then(Value::as_str).map(day).unwrap_or_default();
                self.words.with(
                    "ce-rule-name",
                    &[("period", said("period").unwrap_or_default().into()), ("until", until.into())],
                )
            }
            EntryKind::Mail => self.event_name(&row.code),
            _ => said("name").or_else(|| said("title")).unwrap_or_else(|| row.code.clone()),
        }
    }

    /// What happened, of which a mail tells.
    fn event_name(&self, event: &str) -> String {
        let id = format!("cm-{}", event.replace('_', "-"));
        if self.words.has(&id) { self.words.text(&id) } else { event.to_owned() }
    }

    /// What a column of the list shows.
    #[must_use]
    pub fn cell(&self, column: &Column, row: &ListedEntry) -> String {
        let entry = &row.entry;
        let count = |key: &str| entry.get(key).and_then(Value::as_array).map_or(0, Vec::len).to_string();
        match (self.kind, column.key) {
            (EntryKind::Settings, "name") => self.name_of(row),
            (EntryKind::Settings, _) if row.code == super::COMPANY => String::new(),
            (EntryKind::Settings, _) => match entry.as_object().map_or(0, serde_json::Map::len) {
                0 => self.words.text("ce-inherits-all"),
                n => self.words.with("ce-own", &[("n", n.into())]),
            },
            (EntryKind::Group, "members") | (EntryKind::Calendar, "holidays") => count(column.key),
            (EntryKind::Calendar, "hours") => self.week(entry),
            (EntryKind::InstallmentRule, "branch") if at(entry, "branch").is_null() => {
                self.words.text("cw-every-branch")
            }
            (EntryKind::InstallmentRule, "due_date") if at(entry, "due_date").is_null() => {
                self.words.text("cw-reckoned")
            }
            (EntryKind::Mail, "event") => self.event_name(&row.code),
            (EntryKind::Mail, "words") => {
                let is = |key: &str| entry.get(key).and_then(Value::as_bool).unwrap_or_default();
                self.words.text(if is("own") && is("active") { "cw-own" } else { "cw-built-in" })
            }
            (EntryKind::Query, "cost") => row.about.get("cost").map_or_else(String::new, |cost| {
                cost.as_f64().map_or_else(|| cost.to_string(), |cost| format!("{cost:.0}"))
            }),
            (EntryKind::Query, "state") => {
                let usable = row.about.get("usable").and_then(Value::as_bool).unwrap_or_default();
                self.words.text(if usable { "cw-usable" } else { "cw-unusable" })
            }
            (EntryKind::Profile, key @ ("can_open" | "can_handle")) => {
                let codes: Vec<&str> =
                    entry.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
                codes.iter().map(|code| self.choice_name(Of::Type, code)).collect::<Vec<_>>().join(", ")
            }
            (EntryKind::Person, "groups") => {
                let one = |member: &Value| member.get("code").and_then(Value::as_str).map(str::to_owned);
                entry
                    .get("groups")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(one)
                    .collect::<Vec<_>>()
                    .join(", ")
            }
            (_, key) => match self.kind.entity().fields.iter().find(|spec| spec.key == key) {
                Some(spec) => self.told(spec, entry).lines().next().unwrap_or_default().to_owned(),
                None => entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned(),
            },
        }
    }

    /// A week in one line: the hours of the first day that opens, and how many days open.
    fn week(&self, entry: &Value) -> String {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let hours = |day: &str| at(entry, "hours").get(day).and_then(Value::as_str).unwrap_or_default().to_owned();
        let open: Vec<String> = days.iter().map(|day| hours(day)).filter(|text| !text.is_empty()).collect();
        let first = open.first().cloned().unwrap_or_default();
        self.words.with("ce-week", &[("n", open.len().into()), ("hours", first.into())])
    }

    /// A value of the trail: what the audit kept, as the form would show it.
    #[must_use]
    pub fn trailed(&self, field: &str, value: &str) -> String {
        let spec = self.kind.entity().fields.iter().find(|spec| spec.key == field);
        let each = |one: &dyn Fn(&str) -> String| value.split(", ").map(one).collect::<Vec<_>>().join(", ");
        match (spec.map(|spec| spec.takes), value) {
            (None | Some(Takes::Bool), "true") => self.yes_no(true),
            (None | Some(Takes::Bool), "false") => self.yes_no(false),
            (Some(Takes::Members(of)), _) => each(&|code| match code.split_once(':') {
                Some((code, _)) => format!("{} ({})", self.choice_name(of, code), self.words.text("cw-leads")),
                None => self.choice_name(of, code),
            }),
            (Some(Takes::Grants), _) => each(&|code| self.choice_name(Of::Type, code)),
            (None, _) if field == "can_handle" => each(&|code| self.choice_name(Of::Type, code)),
            (Some(Takes::Dates | Takes::Date), _) => each(&day),
            (Some(Takes::Money), _) => money(value),
            (Some(Takes::Words(_)), _) => self.word(value),
            (Some(Takes::Ref(of)), _) => self.choice_name(of, value),
            (Some(Takes::Hours), _) => value.replace(", ", " "),
            _ => value.to_owned(),
        }
    }
}
