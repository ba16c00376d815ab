//! The form of an opening: which fields a type asks, and what the typed values are for `api.open`.

use std::collections::BTreeMap;

use super::Form;
use super::field::{Choice, Entry, Field, Kind as Takes, Role};
use crate::domain::charge::{Debts, money};
use crate::domain::refusal::Problem;
use crate::store::counter::LocationPrice;
use crate::store::opening::{ContractChoice, GuardianChoice, Opening, PeriodChoice};
use crate::store::queries::Asked;
use crate::tui::effect::{Ticketed, Typed};
use crate::tui::msg::{Found, MyGroup, Openable, Parameter, Preview};
use crate::words::Words;

/// What the student and the engine's verdict add to the type's own questions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// Periods to choose from (Z-16).
    pub periods: Vec<PeriodChoice>,
    /// The one that it would be opened for.
    pub period: Option<String>,
    /// Contracts to choose from (O-07).
    pub contracts: Vec<ContractChoice>,
    /// The one that it would be opened for.
    pub contract: Option<String>,
    /// Guardians who may ask.
    pub guardians: Vec<GuardianChoice>,
    /// The open request that this one would repeat (O-10); it may be opened all the same, saying why.
    pub duplicate: Option<String>,
    /// Debts in spite of which this person may open it, saying why (G-5).
    pub debts: Option<Debts>,
}

/// What a parameter that is fed by a query offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Its options; none at all is an answer too.
    Options(Vec<Choice>),
    /// The query could not answer, in the engine's words; never an empty list.
    Failed(String),
}

/// What parameters offer, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offers {
    /// What was asked: student, type, place, contract.
    pub of: Vec<Asked>,
    /// By the parameter's code; not yet there while the answer is awaited.
    pub by_code: BTreeMap<String, Offer>,
}

/// The questions that an opening puts to its type's queries: none before student and type are chosen.
#[must_use]
pub fn asked(chosen: &Openable, opening: &Opening) -> Vec<Asked> {
    let fed = chosen.parameters.iter().filter(|p| p.kind == FED && !opening.student.is_empty());
    fed.map(|p| Asked {
        student: opening.student.clone(),
        kind: opening.kind.clone(),
        parameter: p.code.clone(),
        period: opening.period.clone(),
        contract: opening.contract.clone(),
        location: opening.location.clone(),
    })
    .collect()
}

/// The type of a parameter that a query feeds.
pub(super) const FED: &str = "sql_choice";

impl Extras {
    /// Takes in what a preview tells; true when that is new.
    pub fn take(&mut self, preview: &Preview) -> bool {
        let before = self.clone();
        self.periods.clone_from(&preview.periods);
        self.period.clone_from(&preview.period);
        self.contracts.clone_from(&preview.contracts);
        self.contract.clone_from(&preview.contract);
        self.guardians.clone_from(&preview.guardians);
        let may = |what: &str| preview.overrides.iter().any(|o| o == what);
        self.debts = preview.debts.clone().filter(|_| may("debts"));
        // While it is overridden the engine does not name it again.
        self.duplicate = self.duplicate.take().filter(|_| may("duplicate"));
        self.learn(&preview.problems);
        *self != before
    }

    /// Takes in what the engine's problems ask for; true when that is new.
    pub fn learn(&mut self, problems: &[Problem]) -> bool {
        let before = self.clone();
        for problem in problems {
            let said = |key: &str| problem.args.get(key).and_then(|v| v.as_str()).map(str::to_owned);
            match problem.code.as_str() {
                "E_CONTRACT_CHOICE" if self.contracts.len() < 2 => {
                    let numbers = said("contracts").unwrap_or_default();
                    let choice = |number: &str| ContractChoice { number: number.to_owned(), course: String::new() };
                    self.contracts = numbers.split(", ").filter(|n| !n.is_empty()).map(choice).collect();
                }
                "E_DUPLICATE" => self.duplicate = said("protocol"),
                _ => {}
            }
        }
        *self != before
    }
}

/// True for a problem that only says that a blank field is to be filled: the form says so by itself.
#[must_use]
pub fn is_to_fill(form: &Form, problem: &Problem) -> bool {
    let asks = matches!(
        problem.code.as_str(),
        "E_LOCATION_REQUIRED"
            | "E_PARAM_REQUIRED"
            | "E_DESCRIPTION_REQUIRED"
            | "E_ATTACHMENT_REQUIRED"
            | "E_CONTRACT_CHOICE"
            | "E_NOTE_REQUIRED"
    );
    let blank = form.fields.iter().find(|f| Some(&f.key) == problem.field.as_ref()).is_some_and(Field::is_blank);
    asks && blank
}

/// Who, what and why: the fields that every opening has.
#[must_use]
pub fn first_fields(words: &Words, student: Option<&Found>) -> Vec<Field> {
    let mut who = Field::new(Role::Student, Takes::Choice, "student", &words.text("open-student")).required();
    if let Entry::Choice(picker) = &mut who.entry {
        picker.remote = true;
        picker.chosen = student.map(choice_of);
    }
    let what = Field::new(Role::Type, Takes::Choice, "type", &words.text("open-type")).required();
    let why = Field::new(Role::Note, Takes::Long, "description", &words.text("open-description")).required();
    vec![who, what, why]
}

/// A student as an option.
#[must_use]
pub fn choice_of(found: &Found) -> Choice {
    Choice { code: found.ra.clone(), label: found.name.clone(), hint: found.course.clone().unwrap_or_default() }
}

/// What the chosen type asks, and what the engine wants to know beside it. `mine` are my groups.
#[must_use]
pub fn type_fields(chosen: &Openable, extras: &Extras, offers: &Offers, mine: &[MyGroup], words: &Words) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut pick = |role, key: &str, label: String, options: Vec<Choice>, default: Option<String>| {
        let mut field = Field::new(role, Takes::Choice, key, &label).required().among(options, true);
        if let Entry::Choice(picker) = &mut field.entry {
            let first = picker.options.first().filter(|_| picker.options.len() == 1).map(|c| c.code.clone());
            if let Some(code) = default.or(first) {
                picker.choose_code(&code);
            }
        }
        fields.push(field);
    };
    if extras.periods.len() > 1 {
        let options = extras.periods.iter().map(|p| Choice {
            code: p.code.clone(),
            label: p.code.clone(),
            hint: p.courses.clone(),
        });
        pick(Role::Period, "period", words.text("open-period"), options.collect(), extras.period.clone());
    }
    if extras.contracts.len() > 1 || (extras.contract.is_none() && !extras.contracts.is_empty()) {
        let options = extras.contracts.iter().map(|c| Choice {
            code: c.number.clone(),
            label: c.number.clone(),
            hint: c.course.clone(),
        });
        pick(Role::Contract, "contract", words.text("open-contract"), options.collect(), extras.contract.clone());
    }
    if chosen.groups.len() > 1 {
        let mine = mine.iter().find(|g| chosen.groups.contains(&g.code)).map(|g| g.code.clone());
        let options = chosen.groups.iter().map(|g| Choice::from_text(g)).collect();
        pick(Role::Group, "group", words.text("open-group"), options, mine);
    }
    if !chosen.locations.is_empty() {
        let options = chosen.locations.iter().map(|l| Choice {
            code: l.code.clone(),
            label: l.description.clone(),
            hint: l.price.as_ref().map(|p| price(p, words)).unwrap_or_default(),
        });
        pick(Role::Location, "location", words.text("open-location"), options.collect(), None);
    }
    if chosen.entries.len() > 1 {
        let default = chosen.entries.iter().find(|e| e.default).map(|e| e.code.clone());
        let options =
            chosen.entries.iter().map(|e| Choice { code: e.code.clone(), label: e.name.clone(), hint: String::new() });
        pick(Role::Entry, "entry", words.text("open-entry"), options.collect(), default);
    }
    for field in &mut fields {
        // What the student or the house decided is passed by; a person who wants another goes there.
        field.preset = matches!(field.role, Role::Period | Role::Contract | Role::Group) && !field.is_blank();
    }
    fields.extend(chosen.parameters.iter().filter_map(|spec| parameter(spec, offers, words)));
    if chosen.attachment_required {
        let mut path = Field::new(Role::Path, Takes::File, "files", &words.text("open-file")).required();
        path.help = Some(words.text("field-path-help"));
        fields.push(path);
    }
    if let Some(protocol) = &extras.duplicate {
        let mut over = Field::new(Role::Override, Takes::Bool, "override", &words.text("open-override"));
        over.help = Some(words.with("open-override-help", &[("protocol", protocol.clone().into())]));
        fields.push(over);
    }
    if let Some(debts) = &extras.debts {
        let mut over = Field::new(Role::OverrideDebts, Takes::Bool, "override_debts", &words.text("open-debts"));
        over.help = Some(words.debts(debts));
        fields.push(over);
    }
    if extras.duplicate.is_some() || extras.debts.is_some() {
        fields.push(Field::new(Role::OverrideWhy, Takes::Short, "override_reason", &words.text("open-override-why")));
    }
    fields.push(requester(chosen, extras, words));
    fields
}

/// What a location costs, beside its name.
fn price(price: &LocationPrice, words: &Words) -> String {
    match (price.status.as_str(), &price.amount) {
        ("charged", Some(amount)) => money(amount, words.lang()),
        ("free", _) => words.text("charge-free"),
        _ => words.text("open-no-price"),
    }
}

/// Who asks (O-02): the student, unless the type is not for students; a guardian; the desk for them.
fn requester(chosen: &Openable, extras: &Extras, words: &Words) -> Field {
    let may = |who: &str| chosen.audience.is_empty() || chosen.audience.iter().any(|a| a == who);
    let plain = |code: &str| Choice {
        code: code.to_owned(),
        label: words.text(&format!("requester-{code}")),
        hint: String::new(),
    };
    let mut options: Vec<Choice> = Vec::new();
    options.extend(may("student").then(|| plain("student")));
    if may("guardian") {
        options.extend(extras.guardians.iter().map(|g| Choice {
            code: format!("{GUARDIAN}{}", g.id),
            label: g.name.clone(),
            hint: words.text(&format!("guardian-{}", g.kind)),
        }));
    }
    options.push(plain("desk_on_behalf"));
    let first = options.first().cloned();
    let mut field =
        Field::new(Role::Requester, Takes::Choice, "requester", &words.text("open-requester")).among(options, true);
    if let Entry::Choice(picker) = &mut field.entry {
        picker.chosen = first;
    }
    field.preset = true;
    field
}

/// What stands before a guardian's id in the choice of who asks.
const GUARDIAN: &str = "guardian:";

/// A parameter's field; none for an optional one whose query offers nothing.
fn parameter(spec: &Parameter, offers: &Offers, words: &Words) -> Option<Field> {
    let mut field = Field::new(Role::Value, Takes::of(&spec.kind), &spec.code, &spec.label);
    field.required = spec.required;
    field.help.clone_from(&spec.help);
    if spec.kind == FED {
        match offers.by_code.get(&spec.code) {
            None if offers.of.is_empty() => field.help = Some(words.text("options-hint")),
            None => field.help = Some(words.text("options-asking")),
            Some(Offer::Failed(said)) => field.error = Some(said.clone()),
            Some(Offer::Options(options)) if options.is_empty() && !spec.required => return None,
            Some(Offer::Options(options)) if options.is_empty() => field.error = Some(words.text("options-none")),
            Some(Offer::Options(options)) => field = field.among(options.clone(), options.len() <= 9),
        }
    } else if field.kind == Takes::Choice {
        field = field.among(spec.choices.iter().map(|c| Choice::from_text(c)).collect(), spec.choices.len() <= 9);
    }
    Some(field)
}

/// What is typed, as `api.open` takes it.
#[must_use]
pub fn document(form: &Form) -> Ticketed {
    let code = |role| form.of(role).and_then(Field::code).map(str::to_owned);
    // What the engine resolved by itself is not said back to it: another period has other contracts.
    let chosen = |role| form.of(role).filter(|f| f.touched).and_then(Field::code).map(str::to_owned);
    let text = |role| form.of(role).map(|f| f.text().trim().to_owned()).filter(|t| !t.is_empty());
    let says = |role| matches!(form.of(role).map(|f| &f.entry), Some(Entry::Bool(Some(true))));
    let mut overrides = Vec::new();
    overrides.extend(says(Role::Override).then(|| "duplicate".to_owned()));
    overrides.extend(says(Role::OverrideDebts).then(|| "debts".to_owned()));
    let requester = code(Role::Requester);
    let guardian = requester.as_deref().and_then(|r| r.strip_prefix(GUARDIAN)).map(str::to_owned);
    let mut ticketed = Ticketed {
        opening: Opening {
            student: code(Role::Student).unwrap_or_default(),
            kind: code(Role::Type).unwrap_or_default(),
            location: code(Role::Location),
            group: code(Role::Group),
            entry: code(Role::Entry),
            contract: chosen(Role::Contract),
            period: chosen(Role::Period),
            requester: if guardian.is_some() { Some("guardian".to_owned()) } else { requester },
            guardian,
            description: text(Role::Note),
            override_reason: text(Role::OverrideWhy).filter(|_| !overrides.is_empty()),
            overrides,
            ..Opening::default()
        },
        files: Vec::new(),
    };
    for field in form.fields.iter().filter(|f| matches!(f.role, Role::Value | Role::Path)) {
        match field.value() {
            Ok(Typed::File(path)) => ticketed.files.push(path),
            Ok(Typed::Plain(value)) if !value.is_null() => {
                ticketed.opening.parameters.insert(field.key.clone(), value);
            }
            Ok(Typed::Plain(_)) | Err(_) => {}
        }
    }
    ticketed
}
