//! `balcao request open`: a request at the desk; the engine checks everything at once (O-01…O-18).

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::values::{self, Assignment};
use crate::store::requests::{self, NewFile, Opening};

/// Arguments of `balcao request open` and `balcao request preview`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request preview --student 20230001 --type segunda-chamada --location sede \\
    --param disciplina=DIR101 --description 'Faltei por doença.'
  balcao request open --student 20230001 --type segunda-chamada --location sede \\
    --param disciplina=DIR101 --description 'Faltei por doença.'")]
pub struct OpenArgs {
    /// Student number
    #[arg(long, value_name = "RA")]
    student: String,
    /// Code of the request type
    #[arg(long = "type", value_name = "CODE")]
    type_code: String,
    /// Code of the delivery location
    #[arg(long, value_name = "CODE")]
    location: Option<String>,
    /// Answer to a parameter of the type; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = values::parse_assignment)]
    parameters: Vec<Assignment>,
    /// Code of the entry stage, when the flow has several
    #[arg(long, value_name = "CODE")]
    entry: Option<String>,
    /// What the student asks for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Number of the contract, when there are several
    #[arg(long, value_name = "NO")]
    contract: Option<String>,
    /// Code of the period; the current one when absent
    #[arg(long, value_name = "CODE")]
    period: Option<String>,
    /// Code of the group to open through, when the type is in several
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// 1 is the most urgent, 5 can wait
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    priority: Option<u8>,
    /// Who asks: the student, a guardian, or the desk for them
    #[arg(long, value_name = "WHO", value_parser = ["student", "guardian", "desk_on_behalf"])]
    requester: Option<String>,
    /// Which guardian, by the id that preview tells
    #[arg(long, value_name = "ID", requires = "requester")]
    guardian: Option<String>,
    /// A file to attach; may be repeated
    #[arg(long = "file", value_name = "PATH")]
    files: Vec<PathBuf>,
    /// The amount shown to the student, as 50.00: refused when the price is another by now
    #[arg(long, value_name = "AMOUNT")]
    confirm_amount: Option<String>,
    /// Open although it is refused for this (supervisors)
    #[arg(long = "override", value_name = "WHAT", value_parser = ["duplicate", "debts"], requires = "reason")]
    overrides: Vec<String>,
    /// Why it is opened all the same
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Identity of this act: repeated with the same UUID it happens once
    #[arg(long, value_name = "UUID")]
    op: Option<Uuid>,
}

impl OpenArgs {
    /// What is asked for: files read, parameters once each.
    pub(super) fn opening(&self, context: &Context) -> Result<Opening, Trouble> {
        let mut files = Vec::new();
        for path in &self.files {
            files.push(NewFile { name: values::file_name(path), content: values::content(path)?, restricted: false });
        }
        let mut parameters = BTreeMap::new();
        for Assignment { key, value } in &self.parameters {
            if parameters.insert(key.clone(), Value::from(value.as_str())).is_some() {
                return Err(Trouble::usage(context.with("cli-key-twice", &[("key", key.as_str().into())])));
            }
        }
        Ok(Opening {
            student: self.student.clone(),
            kind: self.type_code.clone(),
            location: self.location.clone(),
            parameters,
            entry: self.entry.clone(),
            description: self.description.clone(),
            contract: self.contract.clone(),
            period: self.period.clone(),
            group: self.group.clone(),
            requester: self.requester.clone(),
            guardian: self.guardian.clone(),
            priority: self.priority,
            confirm_amount: self.confirm_amount.clone(),
            overrides: self.overrides.clone(),
            override_reason: self.reason.clone(),
            files,
        })
    }
}

pub(super) async fn run(context: &Context, args: OpenArgs) -> Result<(), Trouble> {
    let opening = args.opening(context)?;
    let db = context.db().await?;
    let request = requests::open(&db, &opening, Some(args.op.unwrap_or_else(Uuid::new_v4))).await?;
    super::told::act(context, &request)
}
