//! The command line: one subcommand, one file; exit statuses as documented. It asks the engine and
//! shows what it answers; it decides no rule, and puts nothing but data on standard output.

mod args;
mod catalogue;
mod charge;
mod clock;
mod completions;
mod config;
mod context;
mod csv;
mod demo;
mod desk;
mod doctor;
mod files;
mod finding;
mod flow;
mod import;
mod log;
mod mail;
mod man;
mod migrate;
mod outcome;
mod passwd;
mod paths;
mod places;
mod portal_user;
mod query;
mod request;
mod secret;
mod student;
mod table;
mod type_;
mod user;
mod values;
mod verify;
mod waits;
mod what_if;
mod when;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use desk::{OpenDesk, Seat};
pub use mail::{CarryMail, Post};

use args::{Cli, Command};
use context::Context;
use outcome::Trouble;

pub mod school;

/// What `main` hands in, for fronts never import one another.
#[derive(Debug, Clone, Copy)]
pub struct Fronts {
    /// The desk of a run without a command.
    pub desk: OpenDesk,
    /// The carrier of `balcao mail run`.
    pub mail: CarryMail,
}

/// Parses the arguments, runs the command and maps its outcome to the documented exit status.
pub fn run(fronts: Fronts) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return outcome::usage(&error),
    };
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| perform(cli, fronts)));
    told.unwrap_or_else(|_| ExitCode::from(outcome::INTERNAL))
}

/// Describes the whole command line, for its manual, completions and tests.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

fn perform(cli: Cli, fronts: Fronts) -> ExitCode {
    let context = match Context::new(&cli.global, fronts) {
        Ok(context) => context,
        Err(unready) => return unready.trouble.tell(unready.lang, cli.global.json),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return Trouble::Broken(error.to_string()).tell(context.lang(), context.is_json());
        }
    };
    let outcome = runtime.block_on(dispatch(&context, cli.command));
    // A look-up that still waits for a dead server must not hold the shell.
    runtime.shutdown_timeout(std::time::Duration::from_millis(100));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => trouble.tell(context.lang(), context.is_json()),
    }
}

async fn dispatch(context: &Context, command: Option<Command>) -> Result<(), Trouble> {
    match command {
        None => desk::run(context).await,
        Some(Command::Demo(args)) => demo::run(context, args).await,
        Some(Command::Clock(args)) => clock::run(context, args).await,
        Some(Command::Migrate(args)) => migrate::run(context, args).await,
        Some(Command::Doctor(args)) => doctor::run(context, args).await,
        Some(Command::Paths) => paths::run(context),
        Some(Command::Passwd(args)) => passwd::run(context, args).await,
        Some(Command::User(args)) => user::run(context, args).await,
        Some(Command::PortalUser(args)) => portal_user::run(context, args).await,
        Some(Command::Student(args)) => student::run(context, args).await,
        Some(Command::Type(args)) => type_::run(context, args).await,
        Some(Command::Flow(args)) => flow::run(context, args).await,
        Some(Command::Catalogue(args)) => catalogue::run(context, args).await,
        Some(Command::Import(args)) => import::run(context, args).await,
        Some(Command::Query(args)) => query::run(context, args).await,
        Some(Command::Request(args)) => request::run(context, args).await,
        Some(Command::Charge(args)) => charge::run(context, args).await,
        Some(Command::Mail(args)) => mail::run(context, args).await,
        Some(Command::Waits(args)) => waits::run(context, args).await,
        Some(Command::Verify(args)) => verify::run(context, args).await,
        Some(Command::Completions(args)) => completions::run(context, &args),
        Some(Command::Man(args)) => man::run(context, &args),
    }
}
