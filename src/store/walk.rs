//! Walking a version of a flow with the real engine, on scratch data that is taken back before the answer comes.
//!
//! # Errors
//! [`Failure`]; a refused step is no failure, the transcript tells it.

use chrono::NaiveDate;
use serde_json::Value;

use super::Failure;
use super::db::{Db, value};
use crate::domain::flow::TypeFile;
use crate::domain::flow::walk::{Goal, Script, Tour, Transcript, tour};

/// Plays a script. For administrators.
pub async fn walk(db: &Db, script: &Script) -> Result<Transcript, Failure> {
    let script = serde_json::to_value(script).map_err(|error| Failure::Broken(error.to_string()))?;
    value(sqlx::query_scalar!("select api.walk($1)", script).fetch_one(&db.pool).await)
}

/// What became of one goal of a tour.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The goal.
    pub goal: Goal,
    /// Login of who did it.
    pub actor: String,
    /// The refusal where it was not allowed: `{"code","problems"}`.
    pub error: Option<Value>,
    /// Kinds of the mails that would go out.
    pub mails: Vec<String>,
    /// Deadline of the stage that it led to, ISO with the branch's offset.
    pub due_at: Option<String>,
}

/// An automatic walk as it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Toured {
    /// The plan.
    pub tour: Tour,
    /// One for each goal that was tried; a goal behind a refused step is told with that refusal.
    pub shown: Vec<Shown>,
    /// The charge that an opening would make, if any.
    pub charge: Option<Value>,
    /// What was set aside: `{"pt","en"}`.
    pub notes: Vec<Value>,
}

impl Toured {
    /// Whether everything that can be reached was allowed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shown.iter().all(|shown| shown.error.is_none())
    }
}

/// What an automatic walk is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// `draft`, `published` or a number.
    pub version: Option<&'a str>,
    /// A login or a role that acts everywhere.
    pub actor: Option<&'a str>,
    /// RA of a real student.
    pub student: Option<&'a str>,
}

/// Walks every way, outcome and permission of a version; `today` dates the answers. For administrators.
pub async fn walk_all(db: &Db, file: &TypeFile, asked: Asked<'_>, today: NaiveDate) -> Result<Toured, Failure> {
    let tour = tour(file, asked.version, today);
    let mut toured = Toured { shown: vec![], charge: None, notes: vec![], tour };
    for leg in toured.tour.legs.clone() {
        let mut script = leg.script;
        script.actor = asked.actor.map(str::to_owned);
        script.student = asked.student.map(str::to_owned);
        for step in &mut script.script {
            step.actor = asked.actor.map(str::to_owned);
        }
        let told = walk(db, &script).await?;
        toured.notes = told.notes;
        let opening = told.steps.first();
        toured.charge = opening.and_then(|step| step.charge.clone()).filter(|charge| !charge.is_null());
        let refusal = told.steps.iter().find_map(|step| step.error.clone().map(|error| (step.actor.clone(), error)));
        // A take that the engine added is no step of the script.
        let mut played = told.steps.iter().skip(1).filter(|step| step.act != "take");
        for goal in leg.goals {
            let step = played.next();
            let Some(goal) = goal else { continue };
            let shown = match (step, &refusal) {
                (Some(step), _) => Shown {
                    goal,
                    actor: step.actor.clone(),
                    error: step.error.clone(),
                    mails: step.mails.iter().map(|mail| mail.kind.clone()).collect(),
                    due_at: step.told("due_at").map(str::to_owned),
                },
                (None, Some((actor, error))) => {
                    Shown { goal, actor: actor.clone(), error: Some(error.clone()), mails: vec![], due_at: None }
                }
                (None, None) => continue,
            };
            toured.shown.push(shown);
        }
    }
    Ok(toured)
}
