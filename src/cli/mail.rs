//! `balcao mail`: carries the mail of the outbox, lists it, sends it again. The carrier itself is handed in by `main`.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::outcome::{Complaint, Trouble};
use super::table::{Align, Table, clean};
use super::when;
use crate::domain::mail::{Fate, Halt, Mail, Sender, Server, Tally, Tell, Waits, Way};
use crate::store::mail::Row;
use crate::store::{Db, Failure, mail};

/// The password of the mail server, when no file has it.
const PASSWORD: &str = "BALCAO_SMTP_PASSWORD";
/// Who sends what is only kept in a folder, when nobody else is named.
const NOBODY: &str = "balcao@localhost.localdomain";

/// Mail to be carried.
pub struct Post {
    /// The database, as who carries.
    pub db: Db,
    /// Where it goes.
    pub way: Way,
    /// Whose it is.
    pub sender: Sender,
    /// Ends when the outbox is empty.
    pub is_once: bool,
    /// Told of each mail.
    pub tell: Tell,
    /// Told of each wait for a server.
    pub waits: Waits<Failure>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Post").field("way", &self.way).field("is_once", &self.is_once).finish_non_exhaustive()
    }
}

/// Carries mail until the outbox is empty, or for good.
pub type CarryMail = fn(Post) -> Pin<Box<dyn Future<Output = Result<Tally, Halt<Failure>>>>>;

/// Arguments of `balcao mail`.
#[derive(Debug, Args)]
pub struct MailArgs {
    #[command(subcommand)]
    command: MailCommand,
}

/// How a mail may stand, in one word.
const STATES: [&str; 6] = ["waiting", "sending", "sent", "failed", "expired", "dropped"];

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Carry the mail of the outbox to the mail server, and go on until stopped (a worker's login, or administrators)
    #[command(after_help = "\
The mail server stands in the configuration file that `balcao paths` names:

  [mail]
  server = \"smtps://smtp.school.example\"
  user = \"secretaria\"
  password_file = \"/etc/balcao/smtp-password\"
  from = \"secretaria@school.example\"

The password may also stand in BALCAO_SMTP_PASSWORD. smtp:// is encrypted too, unless the server is this machine.

Examples:
  balcao mail run
  balcao mail run --once --folder /tmp/mail")]
    Run {
        /// Stop when the outbox is empty
        #[arg(long)]
        once: bool,
        /// Keep the mails in this folder instead, one .eml file each; nobody gets them
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// List the mails, the newest first (supervisors, administrators, auditors)
    #[command(after_help = "Examples:\n  balcao mail list\n  balcao mail list --state failed --state expired")]
    List {
        /// Only in this state; may be repeated
        #[arg(long = "state", value_name = "STATE", value_parser = STATES)]
        states: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i32).range(1..=500))]
        limit: i32,
        /// Only those before this number
        #[arg(long, value_name = "ID")]
        before: Option<i64>,
    },
    /// Send again, to the address that the student has now (supervisors, administrators)
    #[command(after_help = "Examples:\n  balcao mail retry 4711\n  balcao mail retry --failed")]
    Retry {
        /// Their numbers
        #[arg(value_name = "ID", required_unless_present = "failed")]
        ids: Vec<i64>,
        /// All that failed or came too late
        #[arg(long, conflicts_with = "ids")]
        failed: bool,
    },
}

/// Runs `balcao mail`.
///
/// # Errors
/// A mail server that is missing from the configuration (2) or away (1); whatever the engine refuses.
pub async fn run(context: &Context, args: MailArgs) -> Result<(), Trouble> {
    match args.command {
        MailCommand::Run { once, folder } => carry(context, once, folder).await,
        MailCommand::List { states, limit, before } => {
            let db = context.db().await?;
            let rows = mail::list(&db, (!states.is_empty()).then_some(&states), limit, before).await?;
            show(context, &rows, "cli-mail-none")
        }
        MailCommand::Retry { ids, failed } => {
            let db = context.db().await?;
            let rows = mail::retry(&db, (!failed).then_some(&ids)).await?;
            show(context, &rows, "cli-mail-none-failed")
        }
    }
}

async fn carry(context: &Context, is_once: bool, folder: Option<PathBuf>) -> Result<(), Trouble> {
    let settings = context.mail();
    let sender = |or: Option<&str>| {
        let address = settings.from.as_deref().or(or).ok_or_else(|| lacking(context, "from"))?;
        Ok::<_, Trouble>(Sender { address: address.to_owned(), name: settings.name.clone() })
    };
    let (way, sender) = match folder {
        Some(folder) => (Way::Folder(folder), sender(Some(NOBODY))?),
        None => (Way::Server(server(context)?), sender(None)?),
    };
    let db = context.db().await?;
    let note = context.noting();
    let words = context.words().clone();
    let tell = move |mail: &Mail, fate: &Fate| {
        let key = match fate {
            Fate::Sent => "cli-mail-sent",
            Fate::Again(_) => "cli-mail-again",
            Fate::Failed(_) => "cli-mail-failed",
        };
        // Neither whom it goes to nor what the server said of him: what is told here ends in logs.
        let values = [("protocol", mail.protocol.as_str().into()), ("id", mail.id.to_string().into())];
        note(&words.with(key, &values));
    };
    let note = context.noting();
    let words = context.words().clone();
    let waits = move |halt: &Halt<Failure>| note(&words.with("cli-mail-waits", &[("why", why(halt).into())]));
    let post = Post { db, way, sender, is_once, tell: Box::new(tell), waits: Box::new(waits) };
    let tally = context.carry_mail(post).await.map_err(|halt| stopped(context, halt))?;
    if context.is_json() {
        return context.print_json(&tally);
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    let values = [("sent", count(tally.sent)), ("again", count(tally.again)), ("failed", count(tally.failed))];
    context.print(&format!("{}\n", context.with("cli-mail-tally", &values)))
}

fn server(context: &Context) -> Result<Server, Trouble> {
    let settings = context.mail();
    let url = settings.server.clone().ok_or_else(|| lacking(context, "server"))?;
    let Some(user) = settings.user.clone() else { return Ok(Server { url, login: None }) };
    let password = match (&settings.password_file, std::env::var(PASSWORD)) {
        (Some(file), _) => {
            let text = std::fs::read_to_string(file).map_err(|error| Trouble::file(file, &error))?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        (None, Ok(password)) => password,
        (None, Err(_)) => return Err(lacking(context, "password_file")),
    };
    Ok(Server { url, login: Some((user, password)) })
}

fn lacking(context: &Context, key: &str) -> Trouble {
    let file = context.places().map(|places| places.config_file.display().to_string()).unwrap_or_default();
    Trouble::Usage(Complaint {
        code: "E_CONFIG",
        message: context.with("cli-mail-lacking", &[("file", file.into()), ("key", key.to_owned().into())]),
        place: serde_json::Map::new(),
    })
}

fn why(halt: &Halt<Failure>) -> String {
    match halt {
        Halt::Store(failure) => failure.to_string(),
        Halt::Server(said) | Halt::Folder(said) => said.clone(),
    }
}

fn stopped(context: &Context, halt: Halt<Failure>) -> Trouble {
    let told =
        |code, key: &str, said: String| Trouble::Away { code, message: context.with(key, &[("why", said.into())]) };
    match halt {
        Halt::Store(failure) => failure.into(),
        Halt::Server(said) => told("E_MAIL_SERVER", "cli-mail-away", said),
        Halt::Folder(said) => told("E_FILE", "cli-mail-folder", said),
    }
}

fn show(context: &Context, rows: &[Row], nothing: &str) -> Result<(), Trouble> {
    if context.is_json() {
        return context.print_json(&json!(rows));
    }
    if rows.is_empty() {
        context.note(&context.word(nothing));
        return Ok(());
    }
    let mut table = Table::new([
        (context.word("cli-col-no"), Align::Number),
        (context.word("cli-col-state"), Align::Text),
        (context.word("cli-col-what"), Align::Text),
        (context.word("cli-col-protocol"), Align::Code),
        (context.word("cli-col-to-address"), Align::Text),
        (context.word("cli-col-at"), Align::Code),
        (context.word("cli-col-tries"), Align::Number),
        (context.word("cli-col-why"), Align::Text),
    ]);
    for row in rows {
        table.row([
            row.id.to_string(),
            context.word(&format!("mail-state-{}", row.state)),
            context.word(&format!("mail-kind-{}", row.kind.replace('_', "-"))),
            row.protocol.clone(),
            clean(&row.to),
            when::short(row.sent_at.as_deref().unwrap_or(&row.created_at)),
            row.tries.to_string(),
            clean(row.last_error.as_deref().unwrap_or_default()),
        ]);
    }
    context.print_table(&table)
}
