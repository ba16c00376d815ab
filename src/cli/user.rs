//! `balcao user`: the people of the desk. A person is a login role of the server (Z-3).

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::context::Context;
use super::outcome::Trouble;
use super::secret::{self, Password};
use super::table::{Align, Table};
use crate::store::admin::{self, Person};

/// Arguments of `balcao user`.
#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Create a person
    #[command(after_help = "Examples:
  balcao user add bruno --name 'Bruno Lima' --role attendant --profile balcao --group secretaria --invite
  balcao user add sonia --name 'Sônia Reis' --role supervisor --group secretaria:lead")]
    Add {
        /// Login of the person
        login: String,
        #[command(flatten)]
        who: PersonArgs,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Change a person; only what is given
    #[command(after_help = "Example:\n  balcao user set bruno --group secretaria --group coordenacao")]
    Set {
        /// Login of the person
        login: String,
        #[command(flatten)]
        who: PersonArgs,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// List the people
    List,
    /// Let a person in no more
    #[command(after_help = "Example:\n  balcao user disable bruno --to-queue")]
    Disable {
        /// Login of the person
        login: String,
        /// Put what the person holds back into the queues
        #[arg(long)]
        to_queue: bool,
    },
    /// Let a person in again
    Enable {
        /// Login of the person
        login: String,
    },
}

#[derive(Debug, Args)]
struct PersonArgs {
    /// Full name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// What the person may do
    #[arg(long, value_enum)]
    role: Option<RoleArg>,
    /// Code of the access profile
    #[arg(long, value_name = "CODE")]
    profile: Option<String>,
    /// Group the person works in, CODE:lead to lead it; may be repeated, replaces all
    #[arg(long = "group", value_name = "CODE[:lead]", value_delimiter = ',')]
    groups: Vec<String>,
    /// Where mail reaches the person
    #[arg(long)]
    email: Option<String>,
    /// Code of the locality
    #[arg(long, value_name = "CODE")]
    locality: Option<String>,
    /// CPF, so that nobody handles a request of one's own (P-2)
    #[arg(long)]
    cpf: Option<String>,
}

#[derive(Debug, Args)]
struct PasswordArgs {
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print a one-time password, valid for 24 hours
    #[arg(long, conflicts_with = "password_stdin")]
    invite: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleArg {
    /// Handles requests
    Attendant,
    /// Leads groups
    Supervisor,
    /// Keeps the institution
    Admin,
    /// Reads everything, changes nothing
    Auditor,
}

impl RoleArg {
    fn code(self) -> &'static str {
        match self {
            Self::Attendant => "attendant",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }
}

impl PersonArgs {
    /// What was given, as the engine takes it.
    fn given(&self) -> Map<String, Value> {
        let mut given = Map::new();
        let texts = [
            ("name", self.name.as_deref()),
            ("role", self.role.map(RoleArg::code)),
            ("profile", self.profile.as_deref()),
            ("email", self.email.as_deref()),
            ("locality", self.locality.as_deref()),
            ("cpf", self.cpf.as_deref()),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                given.insert(key.to_owned(), value.into());
            }
        }
        if !self.groups.is_empty() {
            given.insert("groups".to_owned(), json!(self.groups));
        }
        given
    }
}

/// Runs `balcao user`.
///
/// # Errors
/// Not an administrator (5); whatever the engine refuses.
pub async fn run(context: &Context, args: UserArgs) -> Result<(), Trouble> {
    match args.command {
        UserCommand::Add { login, who, password } => add(context, &login, &who, &password).await,
        UserCommand::Set { login, who, password } => set(context, &login, &who, &password).await,
        UserCommand::List => list(context).await,
        UserCommand::Disable { login, to_queue } => enable(context, &login, false, to_queue).await,
        UserCommand::Enable { login } => enable(context, &login, true, false).await,
    }
}

async fn add(context: &Context, login: &str, who: &PersonArgs, args: &PasswordArgs) -> Result<(), Trouble> {
    let mut given = who.given();
    given.insert("login".to_owned(), login.into());
    if args.password_stdin {
        let password = secret::new_password(context, true)?;
        given.insert("verifier".to_owned(), password.verifier().into());
    }
    let db = context.db().await?;
    let person = admin::create_person(&db, &Value::Object(given)).await?;
    let invitation = if args.invite { Some(secret::invite(&db, login).await?.password) } else { None };
    tell(context, &person, "cli-user-added", invitation.as_ref())
}

async fn set(context: &Context, login: &str, who: &PersonArgs, args: &PasswordArgs) -> Result<(), Trouble> {
    let given = who.given();
    if given.is_empty() && !args.password_stdin && !args.invite {
        return Err(Trouble::usage(context.word("cli-user-nothing")));
    }
    let password = if args.password_stdin { Some(secret::new_password(context, true)?) } else { None };
    let db = context.db().await?;
    // With nothing given this reads the person, and refuses one that is not there.
    let person = admin::set_person(&db, login, &Value::Object(given)).await?;
    if let Some(password) = password {
        admin::set_password(&db, login, &password.verifier(), None).await?;
    }
    let invitation = if args.invite { Some(secret::invite(&db, login).await?.password) } else { None };
    tell(context, &person, "cli-user-changed", invitation.as_ref())
}

async fn enable(context: &Context, login: &str, is_active: bool, to_queue: bool) -> Result<(), Trouble> {
    let db = context.db().await?;
    let person = admin::enable_person(&db, login, is_active, to_queue).await?;
    let id = if is_active { "cli-user-enabled" } else { "cli-user-disabled" };
    tell(context, &person, id, None)
}

fn tell(context: &Context, person: &Person, id: &str, invitation: Option<&Password>) -> Result<(), Trouble> {
    if context.is_json() {
        let told = serde_json::to_value(person).map_err(|error| Trouble::Broken(error.to_string()))?;
        let Value::Object(mut told) = told else {
            return context.print_json(&told);
        };
        if let Some(password) = invitation {
            told.insert("one_time_password".to_owned(), password.reveal().into());
            told.insert("valid_hours".to_owned(), secret::INVITE_HOURS.into());
        }
        return context.print_json(&told);
    }
    context.note(&context.words().with(id, &[("login", person.login.as_str().into())]));
    match invitation {
        None => Ok(()),
        Some(password) => secret::hand_over(context, password),
    }
}

async fn list(context: &Context) -> Result<(), Trouble> {
    let db = context.db().await?;
    let people = admin::people(&db).await?;
    if context.is_json() {
        return context.print_json(&people);
    }
    let mut table = Table::new([
        (context.word("cli-col-login"), Align::Code),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-role"), Align::Code),
        (context.word("cli-col-profile"), Align::Code),
        (context.word("cli-col-groups"), Align::Text),
        (context.word("cli-col-active"), Align::Code),
    ]);
    for person in people {
        let groups: Vec<String> = person
            .groups
            .iter()
            .map(|group| if group.lead { format!("{}:lead", group.code) } else { group.code.clone() })
            .collect();
        table.row([
            person.login,
            person.name,
            person.role,
            person.profile.unwrap_or_else(|| "—".to_owned()),
            groups.join(" "),
            context.yes_no(person.active),
        ]);
    }
    context.print_table(&table)
}
