//! `balcao migrate`: schema, engine and group roles, created or upgraded in one transaction.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::outcome::Trouble;
use super::secret;
use crate::store::Failure;
use crate::store::connect::{Limits, Target};
use crate::store::founding::{self, Founder};
use crate::store::migrate::{self, Fit, Sides};

/// Arguments of `balcao migrate`.
#[derive(Debug, Args)]
#[command(after_help = "The administrator's URL is a superuser's, or that of a login with CREATEROLE that owns the
database; never the desk's. A missing password is asked for.

Examples:
  balcao migrate --check
  balcao migrate --admin-url postgres://postgres@db.escola.br/balcao
  balcao migrate --admin-url postgres://postgres@db.escola.br/balcao \\
    --first-admin rita --institution 'Faculdade Sede'")]
pub struct MigrateArgs {
    /// Only tell whether database and program fit; exit 1 when they do not
    #[arg(long)]
    check: bool,
    /// Found the institution: make the first administrator, and print a one-time password
    #[arg(long, value_name = "LOGIN", requires = "institution", conflicts_with = "check")]
    first_admin: Option<String>,
    /// Name of the institution that is founded
    #[arg(long, value_name = "NAME", requires = "first_admin")]
    institution: Option<String>,
    /// The database as its administrator; else that of --database-url and its kin
    #[arg(long, value_name = "URL")]
    admin_url: Option<String>,
}

/// Runs `balcao migrate`.
///
/// # Errors
/// Not the administrator; a database that is newer; SQL that does not run. Nothing is changed by a failure.
pub async fn run(context: &Context, args: MigrateArgs) -> Result<(), Trouble> {
    let target = match args.admin_url.as_deref() {
        Some(url) => Target::from_url(url)?,
        None => context.target()?.ok_or_else(|| Trouble::usage(context.word("cli-migrate-where")))?,
    };
    let target = target.limited(Limits::for_long_work());
    let opened = target.open_asking(1, |login| context.ask_password(login)).await?;
    if args.check {
        return tell_fit(context, &migrate::check(&opened.pool).await?);
    }
    let mut connection = opened.pool.acquire().await.map_err(Failure::from)?;
    let done = migrate::migrate(&mut connection).await?;
    let invitation = match (args.first_admin, args.institution) {
        (Some(login), Some(institution)) => {
            let password = secret::invitation();
            let (verifier, valid_until) = (password.verifier(), secret::invitation_end());
            founding::found(&mut connection, &Founder { institution, login, verifier, valid_until }).await?;
            Some(password)
        }
        _ => None,
    };
    if context.is_json() {
        let mut told = json!({"ran": done.ran, "migration": done.migration, "fingerprint": done.fingerprint});
        if let (Value::Object(told), Some(password)) = (&mut told, &invitation) {
            told.insert("one_time_password".to_owned(), password.reveal().into());
            told.insert("valid_hours".to_owned(), secret::INVITE_HOURS.into());
        }
        return context.print_json(&told);
    }
    context.note(&context.with("cli-migrated", &[("count", done.ran.len().into())]));
    match invitation {
        None => Ok(()),
        Some(password) => secret::hand_over(context, &password),
    }
}

/// Tells whether database and program belong together.
fn tell_fit(context: &Context, fit: &Fit) -> Result<(), Trouble> {
    let (state, sides) = match fit {
        Fit::Fits => ("fits", None),
        Fit::Older(sides) => ("older", Some(sides)),
        Fit::Newer(sides) => ("newer", Some(sides)),
        Fit::DifferentBuild(sides) => ("different", Some(sides)),
    };
    if context.is_json() {
        context.print_json(&json!({
            "fits": sides.is_none(), "state": state,
            "database": sides.map(|sides| &sides.database), "program": sides.map(|sides| &sides.program),
        }))?;
    } else {
        context.print(&(fit_text(context, fit) + "\n"))?;
    }
    if sides.is_none() { Ok(()) } else { Err(Trouble::BadNews) }
}

/// The verdict in words, with what mends it.
pub(super) fn fit_text(context: &Context, fit: &Fit) -> String {
    let said = |id: &str, sides: &Sides| {
        let values = [("database", sides.database.as_str().into()), ("program", sides.program.as_str().into())];
        context.words().with(id, &values)
    };
    match fit {
        Fit::Fits => context.word("cli-fits"),
        Fit::Older(sides) => said("cli-fits-older", sides),
        Fit::Newer(sides) => said("cli-fits-newer", sides),
        Fit::DifferentBuild(sides) => said("cli-fits-other", sides),
    }
}
