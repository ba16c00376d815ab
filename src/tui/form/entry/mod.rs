//! The form of an entry of the catalogue, made from the description of its kind: the entry as fields, and the touched
//! fields back as what is said of it. Foresees only the shape of what is typed.

mod read;
mod tell;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::read::Misfits;
pub use self::tell::at;
use super::field::{Choice, Entry, Field, Kind as Holds, Role};
use super::{Form, Kind};
use crate::domain::catalogue::Settings;
use crate::domain::catalogue::entity::{EntryKind, Of, Spec, Takes, When, ZONES, proposed_code};
use crate::store::editing::Named;
use crate::words::Words;

/// Key of the field that adds to a list: its own key, then this.
const MORE: &str = "+";
/// Key of the settings of the whole company.
pub const COMPANY: &str = "0";

/// What a form is made from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Which kind.
    pub kind: EntryKind,
    /// Which entry; none for a new one.
    pub code: Option<&'a str>,
    /// What fields may refer to.
    pub choices: &'a BTreeMap<String, Vec<Named>>,
    /// The company's settings, which branches inherit.
    pub inherited: &'a Value,
    /// The words.
    pub words: &'a Words,
}

impl Ground<'_> {
    /// The label of a field, the kind's own where it has one.
    #[must_use]
    pub fn label(&self, key: &str) -> String {
        self.own_word("ce", key).unwrap_or_else(|| key.to_owned())
    }

    fn own_word(&self, stem: &str, key: &str) -> Option<String> {
        let key = key.replace(['.', '_'], "-");
        let ids = [format!("{stem}-{}-{key}", self.kind.name()), format!("{stem}-{key}")];
        ids.iter().find(|id| self.words.has(id)).map(|id| self.words.text(id))
    }

    fn is_branch(&self) -> bool {
        self.kind == EntryKind::Settings && self.code.is_some_and(|code| code != COMPANY)
    }

    /// The fields that are asked of this entry.
    pub fn asked(&self) -> impl Iterator<Item = &'static Spec> + use<'_> {
        let (is_new, is_company) = (self.code.is_none(), self.code == Some(COMPANY));
        self.kind.entity().fields.iter().filter(move |spec| match spec.when {
            When::Always => true,
            When::New => is_new,
            When::Company => is_company,
        })
    }

    /// What the company's settings say, with their defaults.
    #[must_use]
    pub fn effective(&self) -> Value {
        let mut all = serde_json::to_value(Settings::default()).unwrap_or_default();
        overlay(&mut all, self.inherited);
        all
    }

    /// The form of an entry.
    #[must_use]
    pub fn form(&self, row: &Value) -> Form {
        let effective = if self.kind == EntryKind::Settings { self.effective() } else { Value::Null };
        let company = self.kind == EntryKind::Settings && !self.is_branch();
        let seen = if company { &effective } else { row };
        let mut fields = Vec::new();
        for spec in self.asked() {
            let from = fields.len();
            match spec.takes {
                Takes::Members(of) => self.members(&mut fields, spec, of, seen),
                Takes::Grants => self.grants(&mut fields, spec, seen),
                _ => fields.push(self.one(spec, seen, &effective)),
            }
            if let (Some(head), Some(first)) = (spec.head, fields.get_mut(from)) {
                first.head = Some(self.words.text(&format!("ce-head-{head}")));
            }
        }
        if self.kind == EntryKind::Query {
            let mut student = Field::new(Role::Student, Holds::Short, "student", &self.words.text("ce-try-student"));
            student.help = Some(self.words.text("ch-try-student"));
            student.head = Some(self.words.text("ce-head-try"));
            fields.push(student);
        }
        let mut form = Form::new(Kind::Entry(self.kind), fields);
        form.subject = self.words.text(&format!("ck-{}-one", self.kind.name()));
        form
    }

    fn blank(&self, spec: &Spec, holds: Holds) -> Field {
        let mut field = Field::new(Role::Value, holds, spec.key, &self.label(spec.key));
        field.required = spec.required && !self.is_branch();
        field.help = self.own_word("ch", spec.key);
        field
    }

    fn one(&self, spec: &Spec, row: &Value, effective: &Value) -> Field {
        let mut field = match spec.takes {
            Takes::Line | Takes::Code | Takes::Hours => self.blank(spec, Holds::Short),
            Takes::Block | Takes::Sql | Takes::Dates => self.blank(spec, Holds::Long),
            Takes::Integer => self.blank(spec, Holds::Integer),
            Takes::Money => self.blank(spec, Holds::Decimal),
            Takes::Date => self.blank(spec, Holds::Date),
            Takes::Bool => self.blank(spec, Holds::Bool),
            Takes::Words(all) => self.blank(spec, Holds::Choice).among(self.wordy(all), true),
            Takes::Ref(of) => self.blank(spec, Holds::Choice).among(self.options(of), false),
            Takes::Members(_) | Takes::Grants => self.blank(spec, Holds::Choice),
        };
        field.fill(&shown(spec, row));
        // What the lists do not offer any more stays what it was.
        if let (Entry::Choice(picker), Some(code)) = (&mut field.entry, text_of(at(row, spec.key)))
            && picker.chosen.is_none()
        {
            picker.chosen = Some(Choice { label: code.clone(), code, hint: String::new() });
        }
        if self.is_branch() {
            let told = self.told(spec, effective);
            field.blank = Some(self.words.with("ce-inherits", &[("value", told.into())]));
        }
        field
    }

    fn wordy(&self, all: &[&str]) -> Vec<Choice> {
        let choice = |word: &&str| Choice {
            code: (*word).to_owned(),
            label: self.words.text(&format!("cw-{}", word.replace('_', "-"))),
            hint: String::new(),
        };
        all.iter().map(choice).collect()
    }

    /// What a field may refer to.
    #[must_use]
    pub fn options(&self, of: Of) -> Vec<Choice> {
        if of == Of::Zone {
            return ZONES
                .iter()
                .map(|zone| Choice { code: (*zone).to_owned(), label: (*zone).to_owned(), hint: String::new() })
                .collect();
        }
        let known = self.choices.get(of.word()).map(Vec::as_slice).unwrap_or_default();
        let hint = |row: &Named| if row.name == row.code { String::new() } else { row.code.clone() };
        known.iter().map(|row| Choice { code: row.code.clone(), label: row.name.clone(), hint: hint(row) }).collect()
    }

    /// One field a member, and one that adds.
    fn members(&self, fields: &mut Vec<Field>, spec: &Spec, of: Of, row: &Value) {
        for member in at(row, spec.key).as_array().into_iter().flatten() {
            let code = member.get(member_key(of)).and_then(Value::as_str).unwrap_or_default();
            let lead = member.get("lead").and_then(Value::as_bool).unwrap_or_default();
            fields.push(self.item(spec, Some(of), code, if lead { "lead" } else { "member" }));
        }
        self.more(fields, spec, Some(of));
    }

    /// One field a type, and one that adds.
    fn grants(&self, fields: &mut Vec<Field>, spec: &Spec, row: &Value) {
        let listed = |key: &str| -> Vec<&str> {
            row.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let (open, handle) = (listed("can_open"), listed("can_handle"));
        let mut all: Vec<&str> = open.iter().chain(&handle).copied().collect();
        all.sort_unstable();
        all.dedup();
        for code in all {
            let level = match (open.contains(&code), handle.contains(&code)) {
                (true, true) => "both",
                (true, false) => "open",
                _ => "handle",
            };
            fields.push(self.item(spec, None, code, level));
        }
        self.more(fields, spec, None);
    }

    fn item(&self, spec: &Spec, of: Option<Of>, code: &str, level: &str) -> Field {
        let levels: &[&str] =
            if of.is_some() { &["member", "lead", "out"] } else { &["both", "open", "handle", "out"] };
        let name = self.choice_name(of.unwrap_or(Of::Type), code);
        let mut field = Field::new(Role::Value, Holds::Choice, &format!("{} {code}", spec.key), &name)
            .among(self.wordy(levels), true);
        field.fill(&Value::from(level));
        field
    }

    fn more(&self, fields: &mut Vec<Field>, spec: &Spec, of: Option<Of>) {
        let taken = |code: &str| fields.iter().any(|f| f.key == format!("{} {code}", spec.key));
        let mut options = self.options(of.unwrap_or(Of::Type));
        if of.is_none() {
            let all = Choice { code: "*".to_owned(), label: self.words.text("cw-all-types"), hint: String::new() };
            options.insert(0, all);
        }
        options.retain(|option| !taken(&option.code));
        let label = self.words.text(&format!("ce-more-{}", spec.key.replace('_', "-")));
        let mut field =
            Field::new(Role::Value, Holds::Choice, &format!("{} {MORE}", spec.key), &label).among(options, false);
        field.help = self.own_word("ch", spec.key);
        fields.push(field);
    }

    /// After a key: who was chosen to be added is a field of one's own; the code follows the name until it is typed.
    pub fn follow(&self, form: &mut Form) {
        for spec in self.asked() {
            let of = match spec.takes {
                Takes::Members(of) => Some(of),
                Takes::Grants => None,
                Takes::Code => {
                    propose(form, spec.key, self.code.is_none());
                    continue;
                }
                _ => continue,
            };
            let key = format!("{} {MORE}", spec.key);
            let Some(at) = form.fields.iter().position(|f| f.key == key) else { continue };
            let Some(code) = form.fields.get(at).and_then(Field::code).map(str::to_owned) else { continue };
            let mut item = self.item(spec, of, &code, if of.is_some() { "member" } else { "both" });
            item.touched = true;
            item.head = form.fields.get_mut(at).and_then(|more| more.head.take());
            form.fields.insert(at, item);
            form.fields.remove(at + 1);
            let mut rest = form.fields.split_off(at + 1);
            self.more(&mut form.fields, spec, of);
            form.fields.append(&mut rest);
            // Several are added one after the other.
            form.at = at + 1;
        }
    }

    /// Members and grants that were added by hand and wait for their field are added again.
    pub fn take_up(&self, form: &mut Form) {
        let added: Vec<(String, String)> = form
            .waiting
            .iter()
            .filter(|kept| is_item(&kept.key))
            .filter_map(|kept| kept.key.split_once(' '))
            .map(|(list, code)| (format!("{list} {MORE}"), code.to_owned()))
            .collect();
        for (more, code) in added {
            if let Some(Field { entry: Entry::Choice(picker), .. }) = form.fields.iter_mut().find(|f| f.key == more) {
                picker.chosen = Some(Choice { label: code.clone(), code, hint: String::new() });
                self.follow(form);
            }
        }
        // They are touched as they come; what was said of them is put over that.
        for field in form.fields.iter_mut().filter(|f| form.waiting.iter().any(|kept| kept.key == f.key)) {
            field.touched = false;
        }
        form.take_up();
    }

    /// The row and the fields of what someone else wrote meanwhile; what was typed stays, and says what it would replace.
    pub fn rebase(&self, form: &mut Form, before: &Value, now: &Value) {
        let added: Vec<Field> = form.fields.iter().filter(|f| f.touched && is_item(&f.key)).cloned().collect();
        form.rebase(self.form(now));
        for item in added {
            if form.fields.iter().any(|f| f.key == item.key) {
                continue;
            }
            let more = format!("{} {MORE}", item.key.split(' ').next().unwrap_or_default());
            let at = form.fields.iter().position(|f| f.key == more).unwrap_or(form.fields.len());
            form.fields.insert(at, item);
        }
        let effective = self.effective();
        for spec in self.asked().filter(|spec| at(before, spec.key) != at(now, spec.key)) {
            let told =
                self.told(spec, if self.kind == EntryKind::Settings && !self.is_branch() { &effective } else { now });
            if let Some(field) = form.fields.iter_mut().find(|f| f.key == spec.key && f.touched) {
                field.error = Some(self.words.with("ce-theirs", &[("value", told.into())]));
            }
        }
    }
}

/// True for a member or grant of a list, not for the field that adds.
fn is_item(key: &str) -> bool {
    key.split_once(' ').is_some_and(|(_, code)| code != MORE)
}

/// The key under which a member stands in the document.
fn member_key(of: Of) -> &'static str {
    if of == Of::Person { "login" } else { "code" }
}

fn propose(form: &mut Form, key: &str, is_new: bool) {
    let name = form.fields.iter().find(|f| matches!(f.key.as_str(), "name" | "title")).map(Field::text);
    let code = form.fields.iter_mut().find(|f| f.key == key && !f.touched);
    if let (true, Some(name), Some(code)) = (is_new, name, code) {
        code.fill(&Value::from(proposed_code(&name)));
    }
}

/// Puts what is said over defaults, one level deep.
fn overlay(all: &mut Value, said: &Value) {
    let (Some(all), Some(said)) = (all.as_object_mut(), said.as_object()) else { return };
    for (key, value) in said.iter().filter(|(_, value)| !value.is_null()) {
        match (all.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(more)) => {
                inner.extend(more.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
            _ => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A code or number as a choice knows it.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A stored value as its field is filled with it.
fn shown(spec: &Spec, row: &Value) -> Value {
    let value = at(row, spec.key);
    match spec.takes {
        Takes::Words(_) | Takes::Ref(_) => text_of(value).map_or(Value::Null, Value::String),
        Takes::Dates => Value::from(tell::days(value)),
        // The automatic date is a table where it is on.
        Takes::Bool if value.is_object() => Value::from(true),
        _ => value.clone(),
    }
}
