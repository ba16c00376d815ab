//! `balcao paths`: where this person's files are; nothing is made by asking.

use serde_json::json;

use super::context::Context;
use super::outcome::Trouble;
use super::table::{Align, Table};

/// Runs `balcao paths`.
///
/// # Errors
/// A person without a home.
pub fn run(context: &Context) -> Result<(), Trouble> {
    let Some(places) = context.places() else {
        return Err(Trouble::usage(context.word("cli-no-home")));
    };
    let cluster = crate::cluster::default_base().unwrap_or_else(|_| places.data_dir.clone());
    if context.is_json() {
        return context.print_json(&json!({
            "config": places.config_file, "data": places.data_dir, "state": places.state_dir,
            "log": places.log_file, "unsent": places.unsent_dir, "cluster": cluster,
        }));
    }
    let mut table =
        Table::new([(context.word("cli-col-what"), Align::Code), (context.word("cli-col-where"), Align::Code)]);
    for (what, path) in [
        ("config", &places.config_file),
        ("data", &places.data_dir),
        ("state", &places.state_dir),
        ("log", &places.log_file),
        ("unsent", &places.unsent_dir),
        ("cluster", &cluster),
    ] {
        table.row([what.to_owned(), path.display().to_string()]);
    }
    context.print_table(&table)
}
