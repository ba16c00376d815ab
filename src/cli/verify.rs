//! `balcao verify`: recomputes the hash chain of the history, of one request or of all.

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::outcome::Trouble;
use super::table::{Align, Table};
use crate::store::admin;

/// Requests checked by one question to the server.
const PAGE_REQUESTS: i32 = 2000;

/// Arguments of `balcao verify`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status 1 when a chain is broken.

Examples:
  balcao verify
  balcao verify 2026.0000042 --json")]
pub struct VerifyArgs {
    /// One request; every request when absent
    protocol: Option<String>,
}

/// Runs `balcao verify`.
///
/// # Errors
/// A broken chain is bad news (1).
pub async fn run(context: &Context, args: VerifyArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let mut checked: i64 = 0;
    let mut broken = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = admin::verify(&db, args.protocol.as_deref(), after.as_deref(), PAGE_REQUESTS).await?;
        checked += page.checked;
        broken.extend(page.broken);
        after = page.next;
        if after.is_none() || args.protocol.is_some() {
            break;
        }
        context.note_progress(&context.with("cli-verify-progress", &[("n", checked.into())]));
    }
    let is_whole = broken.is_empty();
    if context.is_json() {
        context.print_json(&json!({"checked": checked, "broken": broken}))?;
    } else {
        if !is_whole {
            let mut table = Table::new([
                (context.word("cli-col-protocol"), Align::Code),
                (context.word("cli-col-no"), Align::Number),
                (context.word("cli-col-what"), Align::Text),
            ]);
            for link in &broken {
                table.row([link.protocol.clone(), link.seq.to_string(), link.what.clone()]);
            }
            context.print_table(&table)?;
        }
        context.note(&context.with("cli-verify-done", &[("n", checked.into()), ("broken", broken.len().into())]));
    }
    if is_whole { Ok(()) } else { Err(Trouble::BadNews) }
}
