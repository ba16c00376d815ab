//! The tree of commands as clap reads it; each command's own arguments stand in the command's file.

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::refusal::Lang;

const EXAMPLES: &str = "\
Examples:
  balcao demo                                      a sample school on a private PostgreSQL
  balcao                                           the desk, on the database you are connected to
  balcao request list 'tipo:prova prazo:<2d'       what is due within two days
  balcao request next --group secretaria           take the next one of a queue
  balcao request forward 2026.0000042 --reason documentacao-completa documento_conferido=sim

The database is found by --database-url, else DATABASE_URL, else PGHOST, PGUSER and their
kin, else the config file (`balcao paths`), else it is the private one of `balcao demo`.
A missing password is asked for on the terminal. The language is that of --lang, else
BALCAO_LANG, the config file, LC_ALL, LC_MESSAGES, LANG.

Exit status: 0 done, 1 refused by a rule, 2 usage, 3 database out of reach,
4 someone else was first, 5 not permitted, 70 internal error.";

/// The terminal desk of a school's secretariat.
#[derive(Debug, Parser)]
#[command(
    name = "balcao",
    version,
    about = "The terminal desk of a school's secretariat",
    long_about = "The terminal desk of a school's secretariat: student requests that pass from stage to stage, \
                  by reason, until they are concluded. Without a command it opens the desk.",
    after_help = EXAMPLES,
    max_term_width = 100
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do; the desk when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// Answer in JSON: data on standard output, errors on standard error
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Say nothing but data and errors
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Language of the answers
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "pt-BR|en",
        hide_possible_values = true,
        help_heading = "Everywhere"
    )]
    pub lang: Option<LangArg>,
    /// The database: postgres://login@host[,host2]:port/database?sslmode=…
    #[arg(long, global = true, value_name = "URL", help_heading = "Everywhere")]
    pub database_url: Option<String>,
}

/// The languages there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    /// Brazilian Portuguese
    #[value(name = "pt-BR", alias = "pt", alias = "pt_BR")]
    PtBr,
    /// English
    #[value(name = "en")]
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::PtBr => Self::PtBr,
            LangArg::En => Self::En,
        }
    }
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a sample school on a private PostgreSQL of your own
    Demo(super::demo::DemoArgs),
    /// The engine's clock, in a training database only
    Clock(super::clock::ClockArgs),
    /// Create or upgrade the schema, the engine and the group roles
    Migrate(super::migrate::MigrateArgs),
    /// Check everything, one line each, and say how to mend it
    Doctor(super::doctor::DoctorArgs),
    /// Print where configuration, data and logs are kept
    Paths,
    /// Change your password
    Passwd(super::passwd::PasswdArgs),
    /// The people of the desk
    User(super::user::UserArgs),
    /// The people of the portal
    PortalUser(super::portal_user::PortalUserArgs),
    /// Who is at the counter (each look-up is logged)
    Student(super::student::StudentArgs),
    /// Request types
    Type(super::type_::TypeArgs),
    /// Flows of request types
    Flow(super::flow::FlowArgs),
    /// Branches, localities, calendars, groups, profiles, reasons and settings, as one file
    Catalogue(super::catalogue::CatalogueArgs),
    /// Load a file of the academic system: students, guardians, periods, enrolments, …
    Import(super::import::ImportArgs),
    /// Queries behind parameters: what they cost, whom they serve, a try for a student
    Query(super::query::QueryArgs),
    /// Student requests
    Request(super::request::RequestArgs),
    /// The charge of a request
    Charge(super::charge::ChargeArgs),
    /// The mail of the outbox: carry it, look at it, send it again
    Mail(super::mail::MailArgs),
    /// What time does to requests that wait for the student
    Waits(super::waits::WaitsArgs),
    /// Check the hash chain of the history
    Verify(super::verify::VerifyArgs),
    /// Print the completions of a shell
    Completions(super::completions::CompletionsArgs),
    /// Print the manual page
    Man(super::man::ManArgs),
}
