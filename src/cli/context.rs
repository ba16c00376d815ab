//! What every command works with: language, ways to answer, and the connection when one is needed.
//! Data goes to standard output, everything else to standard error.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;

use serde::Serialize;

use super::Fronts;
use super::args::Global;
use super::config::{self, Config};
use super::desk::Seat;
use super::mail::Post;
use super::outcome::Trouble;
use super::places::{self, Places};
use super::school;
use super::table::Table;
use crate::cluster::Lease;
use crate::domain::mail::{Halt, Tally};
use crate::domain::refusal::Lang;
use crate::store::connect::{Opened, Target};
use crate::store::{Db, Failure, migrate};
use crate::words::{FluentValue, Words};

/// A command asks one thing after the other.
const CONNECTIONS: u32 = 1;

/// Whose eyes a command sees the private database with, when nothing else is said.
const PRIVATE_LOGIN: &str = "ana";

/// The circumstances of one run.
#[derive(Debug)]
pub struct Context {
    json: bool,
    quiet: bool,
    database_url: Option<String>,
    config: Config,
    places: Option<Places>,
    words: Words,
    fronts: Fronts,
    lease: Mutex<Option<Lease>>,
}

/// A run that cannot even begin, with the language to say it in.
#[derive(Debug)]
pub struct Unready {
    /// The language known so far.
    pub lang: Lang,
    /// What is wrong.
    pub trouble: Trouble,
}

impl Context {
    /// Reads the configuration and settles the language: flag, BALCAO_LANG, file, LC_ALL, LC_MESSAGES, LANG.
    ///
    /// # Errors
    /// A configuration file that cannot be read.
    pub fn new(global: &Global, fronts: Fronts) -> Result<Self, Unready> {
        let asked = global.lang.map(Lang::from).or_else(|| env("BALCAO_LANG").map(|name| lang_of(&name)));
        let ambient = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| env(name)).map(|name| lang_of(&name));
        let places = places::find();
        let config = match &places {
            Some(places) => config::read(&places.config_file),
            None => Ok(Config::default()),
        };
        let config = config.map_err(|trouble| Unready { lang: asked.or(ambient).unwrap_or_default(), trouble })?;
        let lang = asked.or(config.lang.map(Lang::from)).or(ambient).unwrap_or_default();
        if let Some(places) = &places {
            super::log::start(places);
        }
        Ok(Self {
            json: global.json,
            quiet: global.quiet,
            database_url: global.database_url.clone(),
            config,
            places,
            words: Words::new(lang),
            fronts,
            lease: Mutex::new(None),
        })
    }

    /// The language of the answers.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.words.lang()
    }

    /// True when data and errors are JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Where this person's things are.
    #[must_use]
    pub fn places(&self) -> Option<&Places> {
        self.places.as_ref()
    }

    /// The words of this run's language.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// A word or sentence by its key.
    #[must_use]
    pub fn word(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A sentence with values.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.words.with(key, values)
    }

    /// Tells the person something that is not data; silent with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            // With standard error closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Tells the person something that is not data and that JSON already says: only in plain runs.
    pub fn note_plain(&self, text: &str) {
        if !self.json {
            self.note(text);
        }
    }

    /// What tells such things later, when this run's circumstances are elsewhere.
    pub fn noting(&self) -> impl Fn(&str) + use<> {
        let is_silent = self.quiet || self.json;
        move |text| {
            if !is_silent {
                // As for notes: with nobody to tell, nothing is told.
                let _ = writeln!(std::io::stderr(), "{text}");
            }
        }
    }

    /// Shows how far a long piece of work is, on a terminal only.
    pub fn note_progress(&self, text: &str) {
        if self.shows_progress() {
            // As for notes: with nobody to tell, nothing is told.
            let _ = write!(std::io::stderr(), "\r\x1b[K{text}\r");
        }
    }

    /// Whether somebody sees how far a long piece of work is.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Yes or no, in words.
    #[must_use]
    pub fn yes_no(&self, claim: bool) -> String {
        if claim { self.word("cli-yes") } else { self.word("cli-no") }
    }

    /// Prints data as they are.
    ///
    /// # Errors
    /// A closed pipe, or a disk that is full.
    pub fn print(&self, text: &str) -> Result<(), Trouble> {
        self.print_bytes(text.as_bytes())
    }

    /// Prints bytes as they are.
    ///
    /// # Errors
    /// As [`Context::print`].
    pub fn print_bytes(&self, bytes: &[u8]) -> Result<(), Trouble> {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(written)
    }

    /// Prints a value as JSON, indented on a terminal, one line when piped.
    ///
    /// # Errors
    /// As [`Context::print`].
    pub fn print_json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), Trouble> {
        let text = if std::io::stdout().is_terminal() {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        let text = text.map_err(|error| Trouble::Broken(error.to_string()))?;
        self.print(&(text + "\n"))
    }

    /// Prints a table for people.
    ///
    /// # Errors
    /// As [`Context::print`].
    pub fn print_table(&self, table: &Table) -> Result<(), Trouble> {
        self.print(&table.text(&super::table::Surface::of_stdout()))
    }

    /// The database that this run was told of: flag, environment, config file; none means the private one.
    ///
    /// # Errors
    /// An address that cannot be understood.
    pub fn target(&self) -> Result<Option<Target>, Trouble> {
        let configured = self.config.database.url.as_deref();
        Ok(Target::resolve(self.database_url.as_deref(), env, configured)?)
    }

    /// Asks for a password on the terminal; none without one.
    #[must_use]
    pub fn ask_password(&self, login: &str) -> Option<String> {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return None;
        }
        rpassword::prompt_password(self.with("cli-password-of", &[("login", login.into())]) + " ").ok()
    }

    /// The database of this run; without any word about it, the private one of `balcao demo`, as its first
    /// attendant. The private server stays up as long as this run.
    ///
    /// # Errors
    /// An address that cannot be understood; neither an address nor a private database.
    pub async fn target_or_private(&self) -> Result<Target, Trouble> {
        if let Some(target) = self.target()? {
            return Ok(target);
        }
        let (lease, target) = school::attach(PRIVATE_LOGIN).await?;
        if let Ok(mut held) = self.lease.lock() {
            *held = Some(lease);
        }
        Ok(target)
    }

    /// Connects as the person of this run, whatever engine is there.
    ///
    /// # Errors
    /// Out of reach; nothing says where, and there is no private database.
    pub async fn open(&self) -> Result<Opened, Trouble> {
        let target = self.target_or_private().await?;
        Ok(target.open_asking(CONNECTIONS, |login| self.ask_password(login)).await?)
    }

    /// Says no where there is no terminal to draw on.
    ///
    /// # Errors
    /// Standard input or output is not a terminal.
    pub fn demand_terminal(&self) -> Result<(), Trouble> {
        if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
            return Ok(());
        }
        Err(Trouble::usage(self.word("cli-desk-no-terminal")))
    }

    /// Opens the desk and stays until it is closed.
    ///
    /// # Errors
    /// What ended it other than the person.
    pub async fn open_desk(&self, seat: Seat) -> std::io::Result<()> {
        (self.fronts.desk)(seat).await
    }

    /// Carries mail until the outbox is empty, or for good.
    ///
    /// # Errors
    /// What keeps it from being carried.
    pub async fn carry_mail(&self, post: Post) -> Result<Tally, Halt<Failure>> {
        (self.fronts.mail)(post).await
    }

    /// What the configuration says of mail.
    #[must_use]
    pub fn mail(&self) -> &config::Mail {
        &self.config.mail
    }

    /// Connects as the person of this run, and only to an engine that fits this program.
    ///
    /// # Errors
    /// As [`Context::open`]; an engine that does not fit.
    pub async fn db(&self) -> Result<Db, Trouble> {
        let opened = self.open().await?;
        migrate::check(&opened.pool).await?.demand()?;
        Ok(Db::from(opened.pool))
    }
}

fn written(error: std::io::Error) -> Trouble {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => Trouble::PipeClosed,
        _ => Trouble::Broken(error.to_string()),
    }
}

/// A variable that says something.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// English only when asked for; every other locale, `C` included, gets the default.
fn lang_of(name: &str) -> Lang {
    match name.get(..2) {
        Some("en") => Lang::En,
        _ => Lang::PtBr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_english_locale_gives_english() {
        for (name, lang) in
            [("en", Lang::En), ("en_US.UTF-8", Lang::En), ("pt_BR.UTF-8", Lang::PtBr), ("C", Lang::PtBr)]
        {
            assert_eq!(lang_of(name), lang, "{name}");
        }
    }
}
