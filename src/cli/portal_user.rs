//! `balcao portal-user`: who may use the portal, as a student or as a guardian.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::outcome::Trouble;
use super::table::{self, Align, Table};
use crate::store::admin;

/// Arguments of `balcao portal-user`.
#[derive(Debug, Args)]
pub struct PortalUserArgs {
    #[command(subcommand)]
    command: PortalUserCommand,
}

#[derive(Debug, Subcommand)]
enum PortalUserCommand {
    /// Create a portal user
    #[command(after_help = "Examples:
  balcao portal-user add maria --name 'Maria Aparecida' --profile balcao --student 20230001
  balcao portal-user add carlos --name 'Carlos Souza' --profile balcao --guardian-cpf 529.982.247-25")]
    Add {
        /// Login of the portal user
        login: String,
        /// Full name
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Where mail reaches the person
        #[arg(long)]
        email: Option<String>,
        /// Code of the access profile
        #[arg(long, value_name = "CODE")]
        profile: String,
        /// Student number, for a student
        #[arg(long, value_name = "RA", required_unless_present = "guardian_cpf", conflicts_with = "guardian_cpf")]
        student: Option<String>,
        /// CPF, for a guardian
        #[arg(long, value_name = "CPF")]
        guardian_cpf: Option<String>,
    },
    /// List the portal users
    List,
    /// Let a portal user in no more
    Disable {
        /// Login of the portal user
        login: String,
    },
    /// Let a portal user in again
    Enable {
        /// Login of the portal user
        login: String,
    },
}

/// Runs `balcao portal-user`.
///
/// # Errors
/// Not an administrator (5); whatever the engine refuses.
pub async fn run(context: &Context, args: PortalUserArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    match args.command {
        PortalUserCommand::Add { login, name, email, profile, student, guardian_cpf } => {
            let who = json!({"login": login, "name": name, "email": email, "profile": profile,
                             "student": student, "guardian_cpf": guardian_cpf});
            let told = admin::create_portal_user(&db, &who).await?;
            tell(context, &told, &login, "cli-user-added")
        }
        PortalUserCommand::List => {
            let users = admin::portal_users(&db).await?;
            list(context, &users)
        }
        PortalUserCommand::Disable { login } => {
            let told = admin::enable_portal_user(&db, &login, false).await?;
            tell(context, &told, &login, "cli-user-disabled")
        }
        PortalUserCommand::Enable { login } => {
            let told = admin::enable_portal_user(&db, &login, true).await?;
            tell(context, &told, &login, "cli-user-enabled")
        }
    }
}

fn tell(context: &Context, told: &serde_json::Value, login: &str, id: &str) -> Result<(), Trouble> {
    if context.is_json() {
        return context.print_json(told);
    }
    context.note(&context.words().with(id, &[("login", login.into())]));
    Ok(())
}

fn list(context: &Context, users: &[serde_json::Value]) -> Result<(), Trouble> {
    if context.is_json() {
        return context.print_json(users);
    }
    let mut table = Table::new([
        (context.word("cli-col-login"), Align::Code),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-profile"), Align::Code),
        (context.word("cli-col-active"), Align::Code),
    ]);
    for user in users {
        table.row([
            table::cell(user, "login"),
            table::cell(user, "name"),
            table::cell(user, "profile"),
            context.yes_no(user.get("active").and_then(serde_json::Value::as_bool).unwrap_or_default()),
        ]);
    }
    context.print_table(&table)
}
