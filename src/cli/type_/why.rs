//! `balcao type why`: every condition of being offered, kept or broken.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::request::told;
use crate::cli::table::{Align, Table};
use crate::domain::flow::checklist::{CheckItem, Whom};
use crate::store::checklist;

/// Arguments of `balcao type why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// Code of the type
    code: String,
    /// For this student, too
    #[arg(long, value_name = "RA")]
    student: Option<String>,
    /// For this person at the counter, too
    #[arg(long = "as", value_name = "LOGIN")]
    person: Option<String>,
    /// Where it would be opened
    #[arg(long, value_name = "CHANNEL", value_parser = ["desk", "portal"])]
    channel: Option<String>,
}

/// Runs `balcao type why`; exit status 1 when something keeps the type from being offered.
pub(super) async fn run(context: &Context, args: WhyArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let whom = Whom { student: args.student, person: args.person, channel: args.channel };
    let list = checklist::why(&db, &args.code, &whom).await?;
    if context.is_json() {
        told::json(context, &list)?;
    } else {
        let mut table = Table::new([
            (String::new(), Align::Code),
            (context.word("cli-col-where"), Align::Code),
            (context.word("cli-col-what"), Align::Text),
        ]);
        for item in list.items.iter().chain(&list.who) {
            table.row([
                item.level.sign().to_owned(),
                context.word(&format!("why-at-{}", item.at)),
                line(item, context),
            ]);
        }
        context.print_table(&table)?;
        context.note(&context.word(if list.offered { "cli-type-offered" } else { "cli-type-not-offered" }));
    }
    if list.offered { Ok(()) } else { Err(Trouble::BadNews) }
}

fn line(item: &CheckItem, context: &Context) -> String {
    let check = item.check.as_ref().map(|id| format!("{id} ")).unwrap_or_default();
    format!("{check}{}", item.message(context.lang()))
}
