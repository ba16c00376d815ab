//! `balcao request show`: everything there is about one request.

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::table::clean;
use crate::cli::when;
use crate::domain::charge::day;
use crate::domain::request::{Event, FormField, Request, StageAction};
use crate::store::requests;

/// Arguments of `balcao request show`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request show 2026.0000042")]
pub struct ShowArgs {
    /// The request
    protocol: String,
}

pub(super) async fn run(context: &Context, args: ShowArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::show(&db, &args.protocol).await?;
    if context.is_json() { told::json(context, &request) } else { context.print(&page(context, &request)) }
}

/// The request as a page of text: what one looks for first, then the form, the ways out, what happened.
fn page(context: &Context, request: &Request) -> String {
    let mut lines = head(context, request);
    if !request.form.is_empty() || !request.actions.is_empty() {
        section(&mut lines, &context.word("cli-show-form"));
        lines.extend(request.form.iter().map(|field| field_line(context, field)));
        lines.extend(request.actions.iter().map(action_line));
    }
    if !request.reasons.is_empty() {
        section(&mut lines, &context.word("cli-show-reasons"));
        for reason in &request.reasons {
            let missing =
                if reason.missing.is_empty() { String::new() } else { format!("  ✖ {}", reason.missing.join(", ")) };
            lines.push(format!("  {}  {} → {}{missing}", reason.code, reason.name, reason.to_name));
        }
    }
    if !request.messages.is_empty() {
        section(&mut lines, &context.word("cli-show-messages"));
        for message in &request.messages {
            let who = message.author_name.as_deref().unwrap_or(&request.item.student.name);
            let kind =
                if message.internal { format!(" [{}]", context.word("cli-show-internal")) } else { String::new() };
            lines.push(format!("  {}  {who}{kind}: {}", when::short(&message.at), message.body));
        }
    }
    if !request.files.is_empty() {
        section(&mut lines, &context.word("cli-show-files"));
        lines.extend(request.files.iter().map(|file| format!("  {}  {}  {} B", file.no, file.name, file.size)));
    }
    section(&mut lines, &context.word("cli-show-history"));
    lines.extend(request.history.iter().map(|event| event_line(context, event)));
    lines.iter().map(|line| clean(line) + "\n").collect()
}

fn section(lines: &mut Vec<String>, title: &str) {
    lines.push(String::new());
    lines.push(title.to_owned());
}

fn head(context: &Context, request: &Request) -> Vec<String> {
    let item = &request.item;
    let mut lines = vec![told::line(context, item)];
    let mut pair = |label: String, value: &str| {
        if !value.is_empty() {
            lines.push(format!("  {label}: {value}"));
        }
    };
    let course = request.course.as_deref().map(|course| format!(" · {course}")).unwrap_or_default();
    pair(context.word("cli-col-student"), &format!("{} · RA {}{course}", item.student.name, item.student.ra));
    pair(context.word("cli-col-group"), &item.group_name);
    pair(context.word("cli-col-location"), &item.location.description);
    pair(context.word("cli-col-opened"), &when::short(&item.opened_at));
    if let Some(due) = &item.due_at {
        let late = if item.late { format!(" ! {}", context.word("cli-late")) } else { String::new() };
        pair(context.word("cli-col-due"), &format!("{}{late}", when::short(due)));
    }
    pair(context.word("cli-col-promised"), &item.promised_date.as_deref().map(day).unwrap_or_default());
    let charge = request.charge.as_ref().map(|charge| context.words().charge(charge)).unwrap_or_default();
    pair(context.word("cli-col-charge"), &charge);
    pair(context.word("cli-col-waiting-until"), &item.waiting_until.as_deref().map(when::short).unwrap_or_default());
    pair(context.word("cli-col-description"), &request.description);
    pair(context.word("cli-col-resolution"), request.resolution.as_deref().unwrap_or_default());
    for (code, answer) in &request.parameters {
        let question = if answer.question.is_empty() { code.clone() } else { answer.question.clone() };
        pair(question, &answer.label);
    }
    lines
}

fn field_line(context: &Context, field: &FormField) -> String {
    let required = if field.required { "*" } else { " " };
    let value = match &field.shown {
        Some(shown) => shown.clone(),
        None if field.withheld => context.word("cli-show-withheld"),
        None => "—".to_owned(),
    };
    format!("  {required} {} ({}): {value}", field.label, field.key)
}

fn action_line(action: &StageAction) -> String {
    let required = if action.required { "*" } else { " " };
    let done = if action.done { "✔" } else { "—" };
    format!("  {required} {} ({}): {done}", action.label, action.key)
}

fn event_line(context: &Context, event: &Event) -> String {
    let who = event.actor_name.as_deref().unwrap_or(&event.actor);
    let what = context.words().text(&format!("cli-event-{}", event.kind.replace('_', "-")));
    let undone = if event.undone { format!(" ({})", context.word("cli-show-undone")) } else { String::new() };
    let reason = event.reason_name.as_deref().map(|name| format!(" · {name}")).unwrap_or_default();
    let note = event.note.as_deref().map(|note| format!(" · {note}")).unwrap_or_default();
    format!(
        "  {}  {}  {who}: {what} → {}{reason}{note}{undone}",
        event.seq,
        when::short(&event.at),
        event.to_stage_name
    )
}
