//! Past requests of a type against another version of its flow, read only.
//!
//! Each past request is followed event by event. Where the version leads it aside it goes on there: by the recorded
//! reasons, by steps that are assumed when they lead back to where it really was, until the record is used up or the
//! version has no way on. What was undone never happened.
//!
//! # Verdicts
//! | verdict | means | names |
//! |---|---|---|
//! | `other` | the same act leads to another stage than it did: a reason leads elsewhere, the default stage is another | `stage`, `reason` or `act`, `to`, `was` |
//! | `stops` | the version has no such way; the request would stay in `stage` | `stage` and one of `reason`, `outcome`, `act` |
//! | `missing` | something is required there that was not given | `stage` (none: at the opening), `field`, `reason` |
//! | `invalid` | something that was answered would be refused: another type, limit, pattern, or options without it | `stage` (none: at the opening), `field` |
//! | `forbidden` | an act beside the way is not allowed in that stage: waiting, cancelling by who holds the request | `stage`, `act` |
//!
//! A request is counted once, by its gravest finding: the first `other` or `stops`, whichever comes first, else
//! `missing`, `invalid`, `forbidden`; all of them are in [`Misfit::findings`].
//!
//! # Errors
//! [`Failure`] as it says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Failure;
use super::db::{Db, value};

/// The verdicts, the gravest first.
pub const VERDICTS: [&str; 5] = ["other", "stops", "missing", "invalid", "forbidden"];

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Code of the type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// Number of the version.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// Requests replayed.
    pub total: i64,
    /// Those that would have gone the same way.
    pub fits: i64,
    /// Those that would have been asked for something they did not answer.
    pub missing: i64,
    /// Those for which the version has no way on.
    pub stops: i64,
    /// Those that would have been led to another stage.
    pub other: i64,
    /// Those with an answer that would have been refused.
    #[serde(default)]
    pub invalid: i64,
    /// Those with an act that would not have been allowed.
    #[serde(default)]
    pub forbidden: i64,
    /// Requests with such a finding, whatever else was found, by verdict; none of it: not named.
    #[serde(default)]
    pub found: BTreeMap<String, i64>,
    /// What it would come to.
    #[serde(default)]
    pub totals: Totals,
    /// The ones that do not fit, newest first.
    pub items: Vec<Misfit>,
}

/// What the version would come to beside what was. Touches and days are of the requests that the version can follow to
/// the end of their record; charges are of all, for a charge is decided at the opening.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Requests whose touches and days are compared.
    pub compared: i64,
    /// Acts that pass a request on or close it.
    pub touches: Pair<i64>,
    /// Stage durations along the way, in business days, one decimal.
    pub days: Pair<Decimal>,
    /// What was charged, what would have been.
    pub charges: Charges,
}

/// A figure as it was and as it would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pair<T> {
    /// As it was.
    pub recorded: T,
    /// On the version.
    pub draft: T,
}

/// Charges, in reais. A draft's are those of its own settings, by today's value of the service or the price of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Charges {
    /// As decided at the openings.
    pub recorded: Decimal,
    /// On the version.
    pub draft: Decimal,
    /// Requests that would be charged another amount.
    pub changed: i64,
    /// Requests for which the version knows no price.
    pub unpriced: i64,
}

/// A request that does not fit: its gravest finding, all of them, and both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Which request.
    pub protocol: String,
    /// `other stops missing invalid forbidden`: of its gravest finding, which the next fields tell as [`Finding`] does.
    pub verdict: String,
    /// Code of the stage where it happens; none at the opening.
    #[serde(default)]
    pub stage: Option<String>,
    /// Reason taken there.
    #[serde(default)]
    pub reason: Option<String>,
    /// Key of what is missing or would be refused.
    #[serde(default)]
    pub field: Option<String>,
    /// Outcome that the stage does not give.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Another act than going on by a reason.
    #[serde(default)]
    pub act: Option<String>,
    /// Stage that the version leads to.
    #[serde(default)]
    pub to: Option<String>,
    /// Stage that it really went to.
    #[serde(default)]
    pub was: Option<String>,
    /// Everything found, in the order of the way; what concerns the opening comes first.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Codes of the stages that it went through.
    #[serde(default)]
    pub recorded: Vec<String>,
    /// Codes of the stages that the version would lead it through, to where it stops if it does.
    #[serde(default)]
    pub draft: Vec<String>,
    /// How many steps of that way nobody took: assumed, for they lead back to where the request really was.
    #[serde(default)]
    pub assumed: i32,
}

/// Something that does not fit, and where. What each verdict means stands at the head of this file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// `other stops missing invalid forbidden`.
    pub verdict: String,
    /// Code of the stage where it happens; none at the opening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Reason taken there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Key of what is missing or would be refused: a field, an action, a parameter, or `note`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Outcome that the stage does not give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Another act than going on by a reason: `opened returned reopened migrated wait_started cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Stage that the version leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Stage that it really went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// Requests that do not fit for the same cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'a> {
    /// The cause.
    pub finding: Finding,
    /// The requests, newest first.
    pub items: Vec<&'a Misfit>,
}

impl Misfit {
    /// The gravest finding.
    #[must_use]
    pub fn worst(&self) -> Finding {
        Finding {
            verdict: self.verdict.clone(),
            stage: self.stage.clone(),
            reason: self.reason.clone(),
            field: self.field.clone(),
            outcome: self.outcome.clone(),
            act: self.act.clone(),
            to: self.to.clone(),
            was: self.was.clone(),
        }
    }
}

impl Replay {
    /// The requests by their gravest finding: graver verdicts first, then the larger groups.
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut found: BTreeMap<Finding, Vec<&Misfit>> = BTreeMap::new();
        for item in &self.items {
            found.entry(item.worst()).or_default().push(item);
        }
        let mut groups: Vec<Group<'_>> = found.into_iter().map(|(finding, items)| Group { finding, items }).collect();
        let rank = |group: &Group<'_>| VERDICTS.iter().position(|verdict| *verdict == group.finding.verdict);
        groups.sort_by_key(|group| (rank(group), std::cmp::Reverse(group.items.len())));
        groups
    }
}

/// Which requests a replay tells of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// `draft`, `published`, a number; none: the published version, else the draft.
    pub version: Option<&'a str>,
    /// Only requests opened since this day.
    pub since: Option<NaiveDate>,
    /// Only requests with a finding of this verdict are listed; all are counted.
    pub only: Option<&'a str>,
}

/// Replays the requests opened since a day (none: all) on a version (`draft`, `published`, a number). For administrators
/// and auditors.
pub async fn replay(db: &Db, code: &str, version: Option<&str>, since: Option<NaiveDate>) -> Result<Replay, Failure> {
    replay_of(db, code, Asked { version, since, only: None }).await
}

/// The same, listing only what is asked for.
pub async fn replay_of(db: &Db, code: &str, asked: Asked<'_>) -> Result<Replay, Failure> {
    let asked = json!({"type": code, "version": asked.version, "since": asked.since, "only": asked.only});
    value(sqlx::query_scalar!("select api.replay_flow($1)", asked).fetch_one(&db.pool).await)
}
