//! `balcao request options`: what a parameter fed by a query offers a student, or a field of the stage where a request
//! stands.

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::table::{Align, Table};
use crate::store::queries::{self, Asked};
use crate::store::requests;

/// Arguments of `balcao request options`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request options --student 20230001 --type segunda-chamada disciplina
  balcao request options --request 2026.0000001 turma")]
pub struct OptionsArgs {
    /// Code of the parameter, or with --request the key of the field
    parameter: String,
    /// Student number
    #[arg(long, value_name = "RA", required_unless_present = "request")]
    student: Option<String>,
    /// Code of the request type
    #[arg(long = "type", value_name = "CODE", required_unless_present = "request")]
    type_code: Option<String>,
    /// Protocol of a request: what a field of its stage offers
    #[arg(long, value_name = "PROTOCOL", conflicts_with_all = ["student", "type_code", "location", "contract", "period"])]
    request: Option<String>,
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
    let db = context.db().await?;
    let options = if let Some(protocol) = args.request {
        let request = requests::show(&db, &protocol).await?;
        queries::field_options(&db, &protocol, &request.item.kind, &args.parameter).await?
    } else {
        let asked = Asked {
            student: args.student.unwrap_or_default(),
            kind: args.type_code.unwrap_or_default(),
            parameter: args.parameter,
            period: args.period,
            contract: args.contract,
            location: args.location,
        };
        queries::parameter_options(&db, &asked).await?
    };
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
