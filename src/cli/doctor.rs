//! `balcao doctor`: every check one line — ok, warning or failure — and how to mend it. What the engine
//! knows about itself the engine says; here is what only this program can see.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::migrate;
use super::outcome::Trouble;
use super::table::{Align, Surface, Table};
use crate::cluster;
use crate::domain::refusal::Lang;
use crate::store::connect::{Limits, Opened, Target};
use crate::store::migrate::Fit;
use crate::store::{Db, Failure, admin};

/// Clocks further apart than this make people quarrel about who was first.
const CLOCK_SKEW_LIMIT_SECONDS: i64 = 120;

/// Arguments of `balcao doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status 1 when any check fails.

Examples:
  balcao doctor
  balcao doctor --fix --admin-url postgres://postgres@db.escola.br/balcao")]
pub struct DoctorArgs {
    /// Mend what can be mended: directories of this program, and with --admin-url the schema
    #[arg(long)]
    fix: bool,
    /// The database as its administrator, to mend the schema
    #[arg(long, value_name = "URL", requires = "fix")]
    admin_url: Option<String>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    Warning,
    Failure,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct Check {
    check: String,
    level: Level,
    message: String,
    mend: Option<String>,
}

impl Check {
    fn ok(check: &str, message: String) -> Self {
        Self { check: check.to_owned(), level: Level::Ok, message, mend: None }
    }

    fn bad(check: &str, level: Level, message: String, mend: String) -> Self {
        Self { check: check.to_owned(), level, message, mend: Some(mend) }
    }
}

/// Runs `balcao doctor`.
///
/// # Errors
/// A failed check is bad news (1).
pub async fn run(context: &Context, args: DoctorArgs) -> Result<(), Trouble> {
    if args.fix {
        mend(context, args.admin_url.as_deref()).await?;
    }
    let mut checks = vec![directories(context), terminal(context), locale(context), private_cluster(context)];
    checks.extend(database(context).await);
    tell(context, &checks)
}

/// Mends what needs no judgement.
async fn mend(context: &Context, admin_url: Option<&str>) -> Result<(), Trouble> {
    if let Some(places) = context.places() {
        std::fs::create_dir_all(&places.state_dir).map_err(|error| Trouble::file(&places.state_dir, &error))?;
    }
    let Some(url) = admin_url else { return Ok(()) };
    let target = Target::from_url(url)?.limited(Limits::for_long_work());
    let opened = target.open_asking(1, |login| context.ask_password(login)).await?;
    let mut connection = opened.pool.acquire().await.map_err(Failure::from)?;
    crate::store::migrate::migrate(&mut connection).await?;
    Ok(())
}

fn directories(context: &Context) -> Check {
    match context.places() {
        None => Check::bad("directories", Level::Failure, context.word("cli-no-home"), context.word("cli-mend-home")),
        Some(places) if places.state_dir.is_dir() => Check::ok("directories", places.state_dir.display().to_string()),
        Some(places) => Check::bad(
            "directories",
            Level::Warning,
            context.with("cli-doctor-no-state", &[("path", places.state_dir.display().to_string().into())]),
            context.word("cli-mend-fix"),
        ),
    }
}

fn terminal(context: &Context) -> Check {
    match std::env::var("TERM").unwrap_or_default().as_str() {
        "" => Check::bad("terminal", Level::Warning, context.word("cli-doctor-no-term"), context.word("cli-mend-term")),
        "dumb" => {
            Check::bad("terminal", Level::Warning, context.word("cli-doctor-dumb-term"), context.word("cli-mend-term"))
        }
        term => Check::ok("terminal", term.to_owned()),
    }
}

fn locale(context: &Context) -> Check {
    let named =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let named = named.unwrap_or_default();
    let folded = named.to_lowercase();
    if folded.contains("utf-8") || folded.contains("utf8") {
        return Check::ok("locale", named);
    }
    let said = context.with("cli-doctor-locale", &[("name", named.into())]);
    Check::bad("locale", Level::Warning, said, context.word("cli-mend-locale"))
}

fn private_cluster(context: &Context) -> Check {
    let running = cluster::default_base().ok().and_then(|base| cluster::running(&base));
    if let Some(address) = running {
        let at = address.socket.display().to_string();
        return Check::ok("cluster", context.with("cli-doctor-cluster-running", &[("path", at.into())]));
    }
    match cluster::Places::of_this_machine().newest(None) {
        Ok(found) => {
            Check::ok("cluster", context.with("cli-doctor-cluster", &[("version", found.major.to_string().into())]))
        }
        Err(trouble) => Check::bad(
            "cluster",
            Level::Warning,
            Trouble::from(trouble).message(context.words()),
            context.word("cli-mend-cluster"),
        ),
    }
}

/// Everything that needs the database; the first thing that fails ends it.
async fn database(context: &Context) -> Vec<Check> {
    let opened = match reach(context).await {
        Ok(opened) => opened,
        Err(check) => return vec![check],
    };
    let mut checks = vec![Check::ok("database", context.word("cli-doctor-reached"))];
    match crate::store::migrate::check(&opened.pool).await {
        Ok(Fit::Fits) => checks.push(Check::ok("schema", context.word("cli-fits"))),
        Ok(fit) => {
            let said = migrate::fit_text(context, &fit);
            checks.push(Check::bad("schema", Level::Failure, said, context.word("cli-mend-schema")));
            return checks;
        }
        Err(failure) => {
            checks.push(failed(context, "schema", failure));
            return checks;
        }
    }
    let db = Db::from(opened.pool);
    checks.push(match admin::clock(&db).await {
        Ok(told) => clock(context, &told),
        Err(failure) => failed(context, "clock", failure),
    });
    match admin::people(&db).await {
        Ok(people) => checks.push(profiles(context, &people)),
        Err(failure) => checks.push(failed(context, "people", failure)),
    }
    match admin::doctor(&db).await {
        Ok(told) => checks.extend(told.iter().map(|finding| of_engine(context, finding))),
        // What the engine finds is for administrators; the rest was checked all the same.
        Err(Failure::Refused(_)) => checks.push(Check::ok("engine", context.word("cli-doctor-engine-admin"))),
        Err(failure) => checks.push(failed(context, "engine", failure)),
    }
    checks
}

async fn reach(context: &Context) -> Result<Opened, Check> {
    let unreached = |trouble: Trouble| {
        let said = trouble.message(context.words());
        Check::bad("database", Level::Failure, said, context.word("cli-mend-database"))
    };
    context.open().await.map_err(unreached)
}

fn failed(context: &Context, check: &str, failure: Failure) -> Check {
    let said = Trouble::from(failure).message(context.words());
    Check::bad(check, Level::Failure, said, context.word("cli-mend-database"))
}

/// The engine's clock against this machine's (a training clock is told, not blamed).
fn clock(context: &Context, told: &admin::Clock) -> Check {
    if told.mode != "real" {
        let said = context.with("cli-doctor-clock-training", &[("now", told.now.as_str().into())]);
        return Check::bad("clock", Level::Warning, said, context.word("cli-mend-clock-training"));
    }
    let here = DateTime::<Utc>::from(SystemTime::now());
    let skew = DateTime::parse_from_rfc3339(&told.real).map_or(0, |there| (here - there.to_utc()).num_seconds().abs());
    if skew <= CLOCK_SKEW_LIMIT_SECONDS {
        return Check::ok("clock", told.real.clone());
    }
    let said = context.with("cli-doctor-clock-skew", &[("seconds", skew.into())]);
    Check::bad("clock", Level::Warning, said, context.word("cli-mend-clock-skew"))
}

/// People who handle requests need a profile, else they may do nothing (Z-3).
fn profiles(context: &Context, people: &[admin::Person]) -> Check {
    let handles = |person: &&admin::Person| matches!(person.role.as_str(), "attendant" | "supervisor");
    let bare: Vec<&str> = people
        .iter()
        .filter(handles)
        .filter(|person| person.active && person.profile.is_none())
        .map(|person| person.login.as_str())
        .collect();
    if bare.is_empty() {
        return Check::ok("people", context.with("cli-doctor-people", &[("n", people.len().into())]));
    }
    let said = context.with("cli-doctor-no-profile", &[("logins", bare.join(", ").into())]);
    Check::bad("people", Level::Warning, said, context.word("cli-mend-profile"))
}

fn of_engine(context: &Context, finding: &Value) -> Check {
    let given = |key: &str| finding.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let (said, mend) = match context.lang() {
        Lang::PtBr => ("pt", "mend_pt"),
        Lang::En => ("en", "mend_en"),
    };
    let level = match given("level").as_deref() {
        Some("failure") => Level::Failure,
        Some("warning") => Level::Warning,
        _ => Level::Ok,
    };
    Check {
        check: given("check").unwrap_or_default(),
        level,
        message: given(said).unwrap_or_default(),
        mend: given(mend).or_else(|| given("mend")),
    }
}

fn tell(context: &Context, checks: &[Check]) -> Result<(), Trouble> {
    if context.is_json() {
        context.print_json(checks)?;
    } else {
        let mut table = Table::new([
            (context.word("cli-col-check"), Align::Code),
            (context.word("cli-col-level"), Align::Code),
            (context.word("cli-col-found"), Align::Text),
            (context.word("cli-col-mend"), Align::Text),
        ]);
        for check in checks {
            let level = match check.level {
                Level::Ok => context.word("cli-level-ok"),
                Level::Warning => context.word("cli-level-warning"),
                Level::Failure => context.word("cli-level-failure"),
            };
            table.row([check.check.clone(), level, check.message.clone(), check.mend.clone().unwrap_or_default()]);
        }
        // Cut text would hide what mends: here the lines may be longer than the terminal.
        context.print(&table.text(&Surface { width: None, ..Surface::of_stdout() }))?;
    }
    if checks.iter().any(|check| check.level == Level::Failure) { Err(Trouble::BadNews) } else { Ok(()) }
}
