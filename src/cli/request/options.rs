//! `balcao request options`: what a parameter fed by a query offers a student.

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::table::{Align, Table};
use crate::store::queries::{self, Asked};

/// Arguments of `balcao request options`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  balcao request options --student 20230001 --type segunda-chamada disciplina")]
pub struct OptionsArgs {
    /// Code of the parameter
    parameter: String,
    /// Student number
    #[arg(long, value_name = "RA")]
    student: String,
    /// Code of the request type
    #[arg(long = "type", value_name = "CODE")]
    type_code: String,
    /// Code of the delivery location
    #[arg(long, value_name = "CODE")]
    location: Option<String>,
    /// Number of the contract, when there are several
    #[arg(long, value_name = "NO")]
    contract: Option<String>,
    /// Code of the period; the current one when absent
    #[arg(long, value_name = "CODE")]
    period: Option<String>,
}

pub(super) async fn run(context: &Context, args: OptionsArgs) -> Result<(), Trouble> {
    let asked = Asked {
        student: args.student,
        kind: args.type_code,
        parameter: args.parameter,
        period: args.period,
        contract: args.contract,
        location: args.location,
    };
    let db = context.db().await?;
    let options = queries::parameter_options(&db, &asked).await?;
    if context.is_json() {
        return told::json(context, &options);
    }
    let mut table =
        Table::new([(context.word("cli-col-code"), Align::Code), (context.word("cli-col-name"), Align::Text)]);
    for option in &options {
        table.row([option.code.clone(), option.label.clone()]);
    }
    context.print_table(&table)?;
    if options.is_empty() {
        context.note_plain(&context.word("cli-no-options"));
    }
    Ok(())
}
