//! How requests and their parts are told: JSON as the engine gives it, lines and tables for people.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::HowArgs;
use crate::cli::context::Context;
use crate::cli::outcome::{Trouble, problem_line, worded};
use crate::cli::table::{Align, Table, clean};
use crate::cli::when;
use crate::domain::request::{Item, Outcome, Request, Status};
use crate::store::{Db, requests};

/// Tells what an act made of a request: the whole of it in JSON, one line for people.
pub(in crate::cli) fn act(context: &Context, request: &Request) -> Result<(), Trouble> {
    if request.replayed {
        context.note_plain(&context.word("cli-replayed"));
    }
    if context.is_json() { json(context, request) } else { context.print(&(line(context, &request.item) + "\n")) }
}

/// Prints a value of the engine as JSON, its problems worded in the language of this run.
pub(in crate::cli) fn json<T: Serialize>(context: &Context, value: &T) -> Result<(), Trouble> {
    let value = serde_json::to_value(value).map_err(|error| Trouble::Broken(error.to_string()))?;
    context.print_json(&worded(value, context.lang()))
}

/// One act on several requests: a result for each; exit status of the gravest refusal, if any.
pub(super) async fn bulk(
    context: &Context,
    db: &Db,
    act: &str,
    protocols: &[String],
    args: &Value,
    how: &HowArgs,
) -> Result<(), Trouble> {
    if how.if_version.is_some() {
        return Err(Trouble::usage(context.word("cli-version-of-one")));
    }
    let batch_id = how.op.unwrap_or_else(Uuid::new_v4);
    let results = requests::bulk(db, act, protocols, args, batch_id).await?;
    context.note_plain(&context.with("cli-batch", &[("batch", batch_id.to_string().into())]));
    batch(context, &results)
}

/// Tells a result for each request of a batch.
pub(super) fn batch(context: &Context, results: &[requests::BulkItem]) -> Result<(), Trouble> {
    if context.is_json() {
        json(context, &results)?;
    } else {
        for result in results {
            let text = match (&result.request, &result.error) {
                (Some(request), _) => line(context, &request.item),
                (None, Some(error)) => {
                    let lines: Vec<String> =
                        error.problems.iter().map(|problem| problem_line(problem, context.lang())).collect();
                    format!("{}  {}", result.protocol, lines.join(" "))
                }
                (None, None) => result.protocol.clone(),
            };
            context.print(&(text + "\n"))?;
        }
    }
    if results.iter().all(|result| result.ok) { Ok(()) } else { Err(Trouble::BadNews) }
}

/// A request in one line.
pub(super) fn line(context: &Context, item: &Item) -> String {
    let who = item.assignee.as_deref().unwrap_or("—");
    let end = item.outcome.map(|outcome| format!(" · {}", outcome_word(context, outcome))).unwrap_or_default();
    clean(&format!(
        "{} · {} · {} · {}{end} · {who}",
        item.protocol,
        item.type_name,
        item.stage_name,
        status_word(context, item.status),
    ))
}

/// The table of a list.
pub(in crate::cli) fn table(context: &Context, items: &[Item]) -> Table {
    let head = |id: &str| context.word(id);
    let mut table = Table::new([
        (String::new(), Align::Code),
        (head("cli-col-protocol"), Align::Code),
        (head("cli-col-priority"), Align::Number),
        (head("cli-col-due"), Align::Code),
        (head("cli-col-type"), Align::Text),
        (head("cli-col-stage"), Align::Text),
        (head("cli-col-student"), Align::Text),
        (head("cli-col-status"), Align::Code),
        (head("cli-col-assignee"), Align::Code),
    ]);
    for item in items {
        table.row([
            mark(item).to_owned(),
            item.protocol.clone(),
            item.priority.to_string(),
            item.due_at.as_deref().map(when::short).unwrap_or_default(),
            item.type_name.clone(),
            item.stage_name.clone(),
            item.student.name.clone(),
            status_word(context, item.status),
            item.assignee.clone().unwrap_or_else(|| "—".to_owned()),
        ]);
    }
    table
}

/// The marks of a list: late, waiting, unread answer.
pub(super) fn mark(item: &Item) -> &'static str {
    match (item.late, item.status == Status::Waiting, item.unread) {
        (true, _, true) => "!*",
        (true, _, false) => "!",
        (false, _, true) => "*",
        (false, true, false) => "~",
        (false, false, false) => "",
    }
}

/// A status in words.
pub(super) fn status_word(context: &Context, status: Status) -> String {
    match status {
        Status::Queued => context.word("cli-status-queued"),
        Status::InProgress => context.word("cli-status-in-progress"),
        Status::Waiting => context.word("cli-status-waiting"),
        Status::Concluded => context.word("cli-status-concluded"),
        Status::Cancelled => context.word("cli-status-cancelled"),
    }
}

/// An outcome in words.
pub(super) fn outcome_word(context: &Context, outcome: Outcome) -> String {
    match outcome {
        Outcome::Granted => context.word("cli-outcome-granted"),
        Outcome::Denied => context.word("cli-outcome-denied"),
        Outcome::Done => context.word("cli-outcome-done"),
    }
}
