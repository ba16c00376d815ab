//! `balcao request list`: the requests that match a filter, page by page, as table, JSON or CSV.

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use super::told;
use crate::cli::context::Context;
use crate::cli::csv;
use crate::cli::outcome::{Complaint, Trouble};
use crate::domain::filter::{self, Filter, FilterError};
use crate::domain::refusal::Lang;
use crate::domain::request::{Item, Outcome};
use crate::store::queue::{self, Order, Page, View};
use crate::store::wall;

/// Arguments of `balcao request list`.
#[derive(Debug, Args)]
#[command(after_help = "\
The filter is the one of the desk: words match student, RA, protocol, type and stage;
terms are tipo: etapa: grupo: dono: por: estado: canal: filial: prioridade: prazo:
aberto: fechado: ra: curso: (type: stage: group: owner: by: status: channel: branch:
priority: due: opened: closed: ra: course:), - before a term negates it. Without
estado: open requests are meant (estado:todos for all); without any text, those of your groups.

Examples:
  balcao request list 'prazo:<2d -dono:eu'
  balcao request list 'estado:concluida fechado:01/03..15/03' --csv > concluidas.csv
  balcao request list 'grupo:secretaria dono:ninguem' --limit 20 --json")]
pub struct ListArgs {
    /// Which ones; what is open in your groups when absent
    #[arg(value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,
    /// Order: queue opened closed protocol due priority student type stage; - before it turns it round
    #[arg(long, value_name = "KEY", default_value = "queue", allow_hyphen_values = true, value_parser = order)]
    sort: Order,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: u16,
    /// Go on after this cursor, the `next` of the page before
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Comma-separated values for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

fn order(text: &str) -> Result<Order, String> {
    text.parse::<Order>().map_err(|error| error.to_string())
}

pub(super) async fn run(context: &Context, args: ListArgs) -> Result<(), Trouble> {
    let text = args.filter.as_deref().unwrap_or_default();
    // A mistake in the text is told without asking the database; only the meaning of `hoje` needs it.
    read(context, text, NaiveDate::default())?;
    let db = context.db().await?;
    let filter = read(context, text, wall::today(&db).await?)?;
    // Amendment 19: without a text, what is open in my groups; with one, the whole company.
    let view = if text.trim().is_empty() { View::Group } else { View::All };
    let page = Page { view, order: args.sort, limit: args.limit, after: args.after, count: true };
    let list = queue::list(&db, &filter, &page).await?;
    if context.is_json() {
        return context.print_json(&json!({"total": list.total, "next": list.next, "items": list.items}));
    }
    if args.csv {
        return context.print(&table_of_values(&list.items));
    }
    if list.items.is_empty() {
        context.note(&context.word("cli-list-empty"));
        return Ok(());
    }
    context.print_table(&told::table(context, &list.items))?;
    if let Some(total) = list.total.filter(|total| *total > list.items.len() as i64) {
        context.note(&context.with("cli-list-total", &[("shown", list.items.len().into()), ("total", total.into())]));
    }
    if let Some(next) = &list.next {
        context.note(&context.with("cli-list-next", &[("cursor", next.as_str().into())]));
    }
    Ok(())
}

fn read(context: &Context, text: &str, today: NaiveDate) -> Result<Filter, Trouble> {
    filter::parse(text, &filter::Context { today }).map_err(|error| mistake(context, text, &error))
}

/// A mistake in the filter, shown under the text as typed.
fn mistake(context: &Context, text: &str, error: &FilterError) -> Trouble {
    let said = match context.lang() {
        Lang::PtBr => &error.pt,
        Lang::En => &error.en,
    };
    let values = [("column", error.column.into()), ("said", said.as_str().into())];
    let mut message = context.with("cli-filter-mistake", &values);
    if !error.would_fit.is_empty() {
        let fits = error.would_fit.join(", ");
        message = format!("{message} ({})", context.with("cli-would-fit", &[("fits", fits.into())]));
    }
    if !context.is_json() {
        let under = " ".repeat(error.column.saturating_sub(1)) + &"^".repeat(error.len);
        message = format!("{message}\n  {text}\n  {under}");
    }
    let mut place = serde_json::Map::new();
    place.insert("column".into(), error.column.into());
    place.insert("length".into(), error.len.into());
    place.insert("would_fit".into(), error.would_fit.clone().into());
    Trouble::Usage(Complaint { code: "E_FILTER", message, place })
}

fn table_of_values(items: &[Item]) -> String {
    let mut text = csv::record([
        "protocol",
        "type",
        "stage",
        "status",
        "outcome",
        "group",
        "assignee",
        "ra",
        "student",
        "channel",
        "priority",
        "opened_at",
        "closed_at",
        "due_at",
        "late",
        "promised_date",
        "waiting_until",
        "unread",
        "location",
        "version",
    ]);
    for item in items {
        text.push_str(&csv::record([
            item.protocol.as_str(),
            &item.kind,
            &item.stage,
            item.status.code(),
            item.outcome.map_or("", Outcome::code),
            &item.group,
            item.assignee.as_deref().unwrap_or_default(),
            &item.student.ra,
            &item.student.name,
            &item.channel,
            &item.priority.to_string(),
            &item.opened_at,
            item.closed_at.as_deref().unwrap_or_default(),
            item.due_at.as_deref().unwrap_or_default(),
            if item.late { "true" } else { "false" },
            item.promised_date.as_deref().unwrap_or_default(),
            item.waiting_until.as_deref().unwrap_or_default(),
            if item.unread { "true" } else { "false" },
            &item.location.code,
            &item.version.to_string(),
        ]));
    }
    text
}
