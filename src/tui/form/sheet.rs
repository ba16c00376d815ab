//! The forms of the sheets over the types: name and code of a new type, for whom a checklist is asked, of what a price.

use serde_json::Value;

use super::field::{Choice, Entry, Field, Kind as Takes, Picker, Role};
use super::{Form, Kind, reading};
use crate::domain::flow::checklist::Whom;
use crate::domain::what_if::{Offer, Reckoning, WhatIf};
use crate::tui::msg::Person;
use crate::words::Words;

fn field(words: &Words, takes: Takes, key: &str, value: &str) -> Field {
    let mut field = Field::new(Role::Value, takes, key, &words.text(&format!("sf-{key}")));
    if !value.is_empty() {
        field.fill(&Value::String(value.to_owned()));
    }
    let help = format!("sf-{key}-help");
    field.help = words.has(&help).then(|| words.text(&help));
    field
}

fn chosen(words: &Words, key: &str, options: Vec<Choice>, code: &str) -> Field {
    let mut field = field(words, Takes::Choice, key, "").among(options, false);
    if let Entry::Choice(picker) = &mut field.entry {
        picker.choose_code(code);
    }
    field
}

/// A student, found by the engine as the name is typed; an RA may stand as it is.
fn student(words: &Words, ra: &str) -> Field {
    let mut field = field(words, Takes::Choice, "student", "");
    field.role = Role::Student;
    let chosen = (!ra.is_empty()).then(|| Choice { code: ra.to_owned(), label: ra.to_owned(), hint: String::new() });
    field.entry = Entry::Choice(Picker { chosen, remote: true, ..Picker::default() });
    field
}

fn typed(form: &Form, key: &str) -> Option<String> {
    let field = form.fields.iter().find(|f| f.key == key)?;
    let text = field.code().map_or_else(|| field.text().trim().to_owned(), str::to_owned);
    Some(text).filter(|text| !text.is_empty())
}

/// Name and code of a new type; the name of the one that is copied stands there to be changed.
#[must_use]
pub fn fresh(words: &Words, name: &str) -> Form {
    Form::new(
        Kind::Flow,
        vec![field(words, Takes::Short, "type-name", name).required(), field(words, Takes::Short, "type-code", "")],
    )
}

/// Name and code, as typed.
#[must_use]
pub fn read_fresh(form: &Form) -> (String, String) {
    (typed(form, "type-name").unwrap_or_default(), typed(form, "type-code").unwrap_or_default())
}

/// For whom a checklist is asked.
#[must_use]
pub fn whom(words: &Words, whom: &Whom) -> Form {
    let known = whom.person.clone().unwrap_or_default();
    let mut person = field(words, Takes::Choice, "person", "");
    if let (Entry::Choice(picker), false) = (&mut person.entry, known.is_empty()) {
        picker.chosen = Some(Choice { code: known.clone(), label: known, hint: String::new() });
    }
    let channels = ["desk", "portal"]
        .map(|code| Choice {
            code: code.to_owned(),
            label: words.text(&format!("flow-channel-{code}")),
            hint: String::new(),
        })
        .to_vec();
    let mut channel = chosen(words, "channel", channels, whom.channel.as_deref().unwrap_or("desk"));
    if let Entry::Choice(picker) = &mut channel.entry {
        picker.digits = true;
    }
    Form::new(Kind::Flow, vec![student(words, whom.student.as_deref().unwrap_or_default()), person, channel])
}

/// Who may stand at the counter, to choose from: those who open requests and are there.
pub fn offer_people(form: &mut Form, people: &[Person]) {
    let Some(field) = form.fields.iter_mut().find(|f| f.key == "person") else { return };
    let Entry::Choice(picker) = &mut field.entry else { return };
    let opens = |p: &&Person| p.active && matches!(p.role.as_str(), "attendant" | "supervisor");
    let choice = |p: &Person| Choice { code: p.login.clone(), label: p.name.clone(), hint: p.login.clone() };
    picker.options = people.iter().filter(opens).map(choice).collect();
    picker.options.sort_by(|a, b| a.label.cmp(&b.label));
    if let Some(code) = picker.chosen.as_ref().map(|c| c.code.clone()) {
        picker.choose_code(&code);
    }
}

/// For whom, as typed; nobody when neither a student nor a person nor the portal is named.
#[must_use]
pub fn read_whom(form: &Form) -> Whom {
    let whom = Whom { student: typed(form, "student"), person: typed(form, "person"), channel: typed(form, "channel") };
    if whom.student.is_none() && whom.person.is_none() && whom.channel.as_deref() == Some("desk") {
        return Whom::default();
    }
    whom
}

/// Student, location, contract and day of a reckoning.
#[must_use]
pub fn what_if(words: &Words) -> Form {
    Form::new(
        Kind::Flow,
        vec![
            student(words, ""),
            chosen(words, "location", Vec::new(), ""),
            chosen(words, "contract", Vec::new(), ""),
            field(words, Takes::Date, "day", ""),
        ],
    )
}

/// What is offered to choose from follows the answer; so do place, contract and day that nobody typed.
pub fn follow_reckoning(form: &mut Form, told: &Reckoning) {
    let options = |offers: &[Offer]| -> Vec<Choice> {
        offers.iter().map(|o| Choice { code: o.code.clone(), label: o.name.clone(), hint: o.code.clone() }).collect()
    };
    for field in &mut form.fields {
        if let (Entry::Choice(picker), "student", Some(pupil)) = (&mut field.entry, field.key.as_str(), &told.student) {
            picker.chosen = Some(Choice { code: pupil.ra.clone(), label: pupil.name.clone(), hint: String::new() });
            picker.typed.clear();
            continue;
        }
        let (offers, code) = match field.key.as_str() {
            "location" => (options(&told.locations), told.location.as_ref().map(|l| l.code.as_str())),
            "contract" => (
                told.contracts
                    .iter()
                    .map(|o| Choice { code: o.code.clone(), label: o.code.clone(), hint: o.name.clone() })
                    .collect(),
                told.contract.as_deref(),
            ),
            "day" => {
                if !field.touched {
                    field.fill(&Value::String(told.date.clone()));
                }
                continue;
            }
            _ => continue,
        };
        if let Entry::Choice(picker) = &mut field.entry {
            picker.options = offers;
            // What was chosen for another student is not his.
            let gone = picker.chosen.as_ref().is_some_and(|c| picker.options.iter().all(|o| o.code != c.code));
            if !field.touched || gone {
                picker.chosen = None;
                picker.choose_code(code.unwrap_or_default());
            }
        }
    }
}

/// The question, as typed.
#[must_use]
pub fn read_what_if(form: &Form, asked: &WhatIf) -> WhatIf {
    WhatIf {
        student: typed(form, "student"),
        location: typed(form, "location"),
        contract: typed(form, "contract"),
        date: typed(form, "day").and_then(|text| reading::date(&text)).map(|day| day.to_string()),
        ..asked.clone()
    }
}
