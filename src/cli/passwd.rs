//! `balcao passwd`: a new password for oneself, or by an administrator for another person.

use clap::Args;

use super::context::Context;
use super::outcome::Trouble;
use super::secret;
use crate::store::{admin, counter};

/// Arguments of `balcao passwd`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao passwd
  pass show balcao/bruno | balcao passwd bruno --password-stdin")]
pub struct PasswdArgs {
    /// Whose; yours when absent, another's only as administrator
    login: Option<String>,
    /// Read it from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

/// Runs `balcao passwd`.
///
/// # Errors
/// A password that is too short; not permitted for another person.
pub async fn run(context: &Context, args: PasswdArgs) -> Result<(), Trouble> {
    let db = context.db().await?;
    let login = match args.login {
        Some(login) => login,
        None => counter::whoami(&db).await?.login,
    };
    let password = secret::new_password(context, args.password_stdin)?;
    admin::set_password(&db, &login, &password.verifier(), None).await?;
    context.note_plain(&context.with("cli-passwd-done", &[("login", login.as_str().into())]));
    if context.is_json() {
        context.print_json(&serde_json::json!({ "login": login }))?;
    }
    Ok(())
}
