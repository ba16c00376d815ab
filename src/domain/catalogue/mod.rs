//! The catalogue as a file (`format = 1`) and as a document: branches, localities, calendars, groups,
//! profiles, reasons, services, words of mails, queries, settings, installment rules. Strict like the type file;
//! what a row refers to is looked up by the engine, not here.
//!
//! # The document
//! The same keys as JSON, every key present with its default, every list sorted by code:
//! ```json
//! {"format": 1,
//!  "branch": [{"company": 1, "code": 1, "name": "Sede", "calendar": "padrao",
//!              "tz": "America/Sao_Paulo", "active": true}],
//!  "locality": [{"code": "sede", "branch": 1, "name": "Secretaria Sede", "active": true}],
//!  "calendar": [{"code": "padrao",
//!                "hours": {"mon": "08:00-12:00 13:00-18:00", …, "sat": "", "sun": ""},  // "" = closed
//!                "holidays": ["2026-04-03"], "active": true}],
//!  "group": [{"code": "secretaria", "name": "Secretaria", "description": "", "active": true}],
//!  "profile": [{"code": "balcao", "name": "Balcão", "can_open": ["*"], "can_handle": ["*"],
//!               "active": true}],                                     // type codes, or ["*"]
//!  "reason": [{"code": "deferido", "name": "Deferido", "kind": "forward", "active": true}],
//!  "service": [{"code": "prova-2a-chamada", "name": "…", "value": "50.00", "active": true}], // value: null = none
//!  "mail": [{"event": "opened", "subject": "Recebemos {protocolo}", "text": "…", "active": true}],
//!  "query": [{"code": "…", "title": "…", "dialect": "mssql", "sql": "…", "active": true}],
//!  "settings": null | {"use_contract_fixed_day": false, "send_opening_email": false,
//!               "auto_due_date": {"days": 5}, "non_business_day": "next",  // auto_due_date: null = off
//!               "saturday_is_business": false, "sunday_is_business": false,
//!               "adjust_extra_installments": true, "installment_fallback": "reject",
//!               "debt": {"grace_days": 0, "tolerance_amount": "0.00", "all_companies": false,
//!                        "allow_override": false},
//!               "reopen_days": 30, "waiting_autocancel_days": 0, "warn_days": 3,
//!               "default_locality": null, "default_attendant": null, "default_priority": 3,
//!               "default_group": null, "query_approval": false,
//!               "branch": [{"branch": 2, "reopen_days": 15}]},   // only the keys that differ
//!  "installment_rule": [{"period": "2026/1", "request_until": "2026-03-20", "installment": 3,
//!                        "due_date": null, "active": true}]}
//! ```
//! `settings` is null when the file has no `[settings]`: an import then leaves them as they are.

pub mod calendar;
pub mod entity;
pub mod settings;
mod write;

pub use calendar::{Calendar, Day, Hours};
pub use settings::{Settings, SettingsOfBranch};

use crate::domain::file::Step::Key;
use crate::domain::file::scalar::{Block, Code, CodeOrAll, Date, Line, Money, Sql, many, one, opt, opt_money_doc};
use crate::domain::file::{Fault, FileError, format_one, read, read_doc, unique};
use crate::domain::flow::file::{ReasonKind, words};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The catalogue of a company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueFile {
    /// Version of the file format, 1.
    pub format: u32,
    /// Branches, by company and code.
    #[serde(rename = "branch", default)]
    pub branches: Vec<Branch>,
    /// Service points, by code.
    #[serde(rename = "locality", default)]
    pub localities: Vec<Locality>,
    /// Calendars, by code.
    #[serde(rename = "calendar", default)]
    pub calendars: Vec<Calendar>,
    /// Attendance groups, by code.
    #[serde(rename = "group", default)]
    pub groups: Vec<Group>,
    /// Access profiles, by code.
    #[serde(rename = "profile", default)]
    pub profiles: Vec<Profile>,
    /// Reasons, by code.
    #[serde(rename = "reason", default)]
    pub reasons: Vec<Reason>,
    /// Services, by code.
    #[serde(rename = "service", default)]
    pub services: Vec<Service>,
    /// The institution's words of mails, by event.
    #[serde(rename = "mail", default)]
    pub mails: Vec<Mail>,
    /// Parameter queries, by code.
    #[serde(rename = "query", default)]
    pub queries: Vec<Query>,
    /// Integration settings; `None` when the file says nothing of them.
    #[serde(default)]
    pub settings: Option<Settings>,
    /// Installment rules, by period and date.
    #[serde(rename = "installment_rule", default)]
    pub installment_rules: Vec<InstallmentRule>,
}

/// A branch (domain.md §4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.1")]
pub struct Branch {
    #[serde(default = "first")]
    pub company: i16,
    pub code: i16,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub calendar: String,
    #[serde(default = "sao_paulo", deserialize_with = "one::<_, Line, _>")]
    pub tz: String,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A service point (domain.md §4.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.1")]
pub struct Locality {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    pub branch: i16,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
}

/// An attendance group (Z-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.13")]
pub struct Group {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default, deserialize_with = "one::<_, Block, _>")]
    pub description: String,
    #[serde(default = "yes")]
    pub active: bool,
}

/// An access profile: which types its holder may open and handle (Z-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.3")]
pub struct Profile {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default, deserialize_with = "many::<_, CodeOrAll, _>")]
    pub can_open: Vec<String>,
    #[serde(default, deserialize_with = "many::<_, CodeOrAll, _>")]
    pub can_handle: Vec<String>,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A reason (domain.md §4.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.9")]
pub struct Reason {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default)]
    pub kind: ReasonKind,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A service that may be charged (domain.md §4.14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.14")]
pub struct Service {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub name: String,
    #[serde(default, deserialize_with = "opt::<_, Money, _>", serialize_with = "opt_money_doc")]
    pub value: Option<Decimal>,
    #[serde(default, deserialize_with = "opt::<_, Line, _>")]
    pub document_type: Option<String>,
    #[serde(default = "yes")]
    pub active: bool,
}

/// The institution's words of a mail; which events there are and what may be filled in, the engine says (domain.md §15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "as on the screen")]
pub struct Mail {
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub event: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub subject: String,
    #[serde(deserialize_with = "one::<_, Block, _>")]
    pub text: String,
    #[serde(default = "yes")]
    pub active: bool,
}

words!(
    /// In which SQL a query is written.
    Dialect { Mssql = "mssql", Postgres = "postgres" }
);

/// A parameter query (domain.md §4.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §4.12")]
pub struct Query {
    #[serde(deserialize_with = "one::<_, Code, _>")]
    pub code: String,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub title: String,
    pub dialect: Dialect,
    #[serde(deserialize_with = "one::<_, Sql, _>")]
    pub sql: String,
    #[serde(default = "yes")]
    pub active: bool,
}

/// A row of the installment table (domain.md §10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the keys are those of domain.md §10")]
pub struct InstallmentRule {
    /// Only for requests of this branch; such rows stand before the company's (D-7).
    #[serde(default)]
    pub branch: Option<i16>,
    #[serde(deserialize_with = "one::<_, Line, _>")]
    pub period: String,
    #[serde(deserialize_with = "one::<_, Date, _>")]
    pub request_until: NaiveDate,
    pub installment: u32,
    #[serde(default, deserialize_with = "opt::<_, Date, _>")]
    pub due_date: Option<NaiveDate>,
    /// Due dates are looked up in it.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

fn first() -> i16 {
    1
}

fn sao_paulo() -> String {
    "America/Sao_Paulo".to_owned()
}

impl CatalogueFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first mistake, with its place, both languages and what would fit.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        read(text, Self::settle)
    }

    /// Reads a document; a missing key means its default.
    ///
    /// # Errors
    /// As [`Self::parse`], without a place.
    pub fn from_doc(doc: &Value) -> Result<Self, FileError> {
        read_doc(doc, Self::settle)
    }

    /// Gives the document: every key, with its default.
    #[must_use]
    pub fn to_doc(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Checks what rows say of each other while they still stand in the order of the file, then sorts.
    fn settle(&mut self) -> Result<(), Fault> {
        format_one(self.format)?;
        let branches: Vec<String> = self.branches.iter().map(|row| format!("{}/{}", row.company, row.code)).collect();
        unique(&[Key("branch")], "code", branches.iter().map(String::as_str))?;
        self.branches.sort_by_key(|row| (row.company, row.code));
        by_code("locality", &mut self.localities, |row| &row.code)?;
        for (index, calendar) in self.calendars.iter_mut().enumerate() {
            calendar.settle(index)?;
        }
        by_code("calendar", &mut self.calendars, |row| &row.code)?;
        by_code("group", &mut self.groups, |row| &row.code)?;
        for profile in &mut self.profiles {
            grants(&mut profile.can_open);
            grants(&mut profile.can_handle);
        }
        by_code("profile", &mut self.profiles, |row| &row.code)?;
        by_code("reason", &mut self.reasons, |row| &row.code)?;
        by_code("service", &mut self.services, |row| &row.code)?;
        unique(&[Key("mail")], "event", self.mails.iter().map(|row| row.event.as_str()))?;
        self.mails.sort_by(|a, b| a.event.cmp(&b.event));
        by_code("query", &mut self.queries, |row| &row.code)?;
        if let Some(settings) = &mut self.settings {
            settings.settle()?;
        }
        self.settle_rules()
    }

    fn settle_rules(&mut self) -> Result<(), Fault> {
        use crate::domain::file::Step::At;
        for (index, rule) in self.installment_rules.iter().enumerate() {
            let way = |key| [Key("installment_rule"), At(index), Key(key)];
            if rule.installment == 0 {
                return Err(Fault::new(&way("installment"), "parcelas contam de 1", "installments count from 1"));
            }
            if rule.due_date.is_some_and(|due| due < rule.request_until) {
                let pt = "o vencimento é anterior à data da solicitação";
                return Err(Fault::new(&way("due_date"), pt, "due before the request's date"));
            }
        }
        let keys: Vec<String> =
            self.installment_rules.iter().map(|r| format!("{:?} {} {}", r.branch, r.period, r.request_until)).collect();
        unique(&[Key("installment_rule")], "request_until", keys.iter().map(String::as_str))?;
        self.installment_rules
            .sort_by(|a, b| (a.branch, &a.period, a.request_until).cmp(&(b.branch, &b.period, b.request_until)));
        Ok(())
    }
}

fn by_code<T>(table: &'static str, rows: &mut [T], code: fn(&T) -> &String) -> Result<(), Fault> {
    unique(&[Key(table)], "code", rows.iter().map(|row| code(row).as_str()))?;
    rows.sort_by(|a, b| code(a).cmp(code(b)));
    Ok(())
}

/// Puts grants in canonical order; `*` takes in all others.
fn grants(codes: &mut Vec<String>) {
    if codes.iter().any(|code| code == "*") {
        codes.retain(|code| code == "*");
    }
    codes.sort();
    codes.dedup();
}

#[cfg(test)]
mod tests;
