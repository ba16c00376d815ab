//! The only room of the desk that waits: terminal events in, frames out, effects performed on tasks whose
//! answers come back as messages. Every way out — quit, panic, SIGTERM, SIGHUP — restores the terminal.

mod acts;
mod files;
mod input;
mod paper;
mod script;
mod unsent;

use std::future::Future;
use std::io::{self, Stdout, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, FixedOffset, Local};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::execute;
use ratatui::DefaultTerminal;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use self::acts::perform_act;
use self::files::{attached, save};
use self::input::{Input, Signals};
pub use self::script::carry_out;
use self::unsent::Keeper;
use super::effect::{BulkAct, Effect, Read, Ticketed, Write};
use super::model::Model;
use super::msg::{Done, Msg, Page, Replayed, Told, Trouble};
use super::update::{self, start, update};
use crate::store::queries::{Asked, Choice};
use crate::store::{
    Db, Failure, How, admin, charges, checklist, counter, drafts, editing, entries, flows, opening, queries, queue,
    receipts, replay, requests, secret, walk,
};
use crate::words::{Lang, Words};

/// Answers that may wait for the loop; a task with one more waits itself.
const ANSWERS: usize = 256;
/// Events taken before a frame is drawn.
const BURST: usize = 64;
/// Between two ticks.
const TICK: Duration = Duration::from_millis(1000);
/// Longest wait for writes under way when leaving; the engine's own limit is the statement time-out.
const LEAVE: Duration = Duration::from_secs(12);
/// Charges shown at once.
const CHARGES: i32 = 500;
/// Students shown for one search.
const STUDENTS: i32 = 30;

/// How the desk is to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Language of the words.
    pub lang: Lang,
    /// Colours may be used; off when `NO_COLOR` is set.
    pub colour: bool,
    /// What `~` stands for in a path.
    pub home: Option<PathBuf>,
    /// Where this person keeps documents, when there is such a folder.
    pub documents: Option<PathBuf>,
    /// Where unsent work is kept on this machine; none where the person has no home.
    pub unsent_dir: Option<PathBuf>,
}

/// Runs the desk until the person leaves or the terminal does.
///
/// # Errors
/// What the terminal says when it cannot be drawn on.
pub async fn run(db: Db, options: Options) -> io::Result<()> {
    let mut signals = Signals::listen()?;
    let mut terminal = enter()?;
    let size = terminal.size()?;
    let run = Uuid::new_v4();
    let mut model = Model::new(Words::new(options.lang), here(), (size.width, size.height), run);
    model.colour = options.colour;
    model.documents = options.documents.as_deref().map(|path| short(path, options.home.as_deref()));
    let keeper = Keeper::open(&db, options.unsent_dir.as_deref(), run, &model.words).await;
    let outcome = turn(&mut terminal, &mut model, (&db, &options, &keeper), &mut signals).await;
    leave();
    // `leave` gave everything back; its own end would complain to a terminal that is gone, and panic there.
    std::mem::forget(terminal);
    for line in keeper.farewell(&model) {
        // With the terminal gone there is nobody to tell; the work is on disk.
        let _ = writeln!(io::stderr(), "{line}");
    }
    db.close().await;
    outcome
}

/// Takes the terminal over; a panic gives it back before it is told.
///
/// # Errors
/// What the terminal says.
pub fn enter() -> io::Result<DefaultTerminal> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        leave();
        before(panic);
    }));
    let terminal = ratatui::try_init()?;
    execute!(stdout(), EnableBracketedPaste)?;
    Ok(terminal)
}

/// Gives the terminal back; a terminal that is gone cannot be helped.
pub fn leave() {
    let _ = execute!(stdout(), DisableBracketedPaste, crossterm::cursor::Show);
    // Not `restore`, which would say so on a terminal that is gone, and panic there.
    let _ = ratatui::try_restore();
}

/// From the first question to the last answer.
async fn turn(
    terminal: &mut DefaultTerminal,
    model: &mut Model,
    (db, options, keeper): (&Db, &Options, &Keeper),
    signals: &mut Signals,
) -> io::Result<()> {
    let (answers, mut inbox) = mpsc::channel(ANSWERS);
    let mut desk = Performer {
        db: db.clone(),
        ground: Ground { words: model.words.clone(), home: options.home.clone(), keeper: keeper.clone() },
        answers,
        reads: JoinSet::new(),
        writes: JoinSet::new(),
    };
    let outcome = desk.serve(terminal, model, &mut inbox, signals).await;
    desk.finish(model, &mut inbox).await;
    outcome
}

impl Performer {
    /// The loop: one event, then what else waits, then one frame.
    async fn serve(
        &mut self,
        terminal: &mut DefaultTerminal,
        model: &mut Model,
        inbox: &mut mpsc::Receiver<Msg>,
        signals: &mut Signals,
    ) -> io::Result<()> {
        let mut events = Input::open()?;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let first = start(model);
        self.perform_all(terminal, first)?;
        loop {
            terminal.draw(|frame| super::view::draw(frame, model))?;
            let msg = tokio::select! {
                biased;
                () = signals.any() => break,
                event = events.next() => match event {
                    Some(event) => of_event(event),
                    // The terminal is gone.
                    None => break,
                },
                Some(msg) = inbox.recv() => Some(msg),
                _ = ticks.tick() => Some(Msg::Tick(here())),
            };
            let mut quit = false;
            let mut next = msg;
            for _ in 0..BURST {
                if let Some(msg) = next.take() {
                    let effects = update(model, msg);
                    quit |= effects.contains(&Effect::Quit);
                    self.perform_all(terminal, effects)?;
                }
                next = match events.ready() {
                    Some(Some(event)) => of_event(event),
                    Some(None) => {
                        quit = true;
                        break;
                    }
                    None => inbox.try_recv().ok(),
                };
                if next.is_none() {
                    break;
                }
            }
            if quit {
                break;
            }
        }
        Ok(())
    }
}

fn of_event(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(cols, rows) => Some(Msg::Resize { cols, rows }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn here() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}

/// What performing an effect needs beside the database.
#[derive(Debug, Clone)]
struct Ground {
    words: Words,
    home: Option<PathBuf>,
    keeper: Keeper,
}

impl Ground {
    /// Why a file cannot be used, in the person's language where it is one of the usual reasons.
    fn why(&self, fault: &io::Error) -> String {
        match fault.kind() {
            io::ErrorKind::NotFound => self.words.text("file-why-absent"),
            io::ErrorKind::PermissionDenied => self.words.text("file-why-denied"),
            io::ErrorKind::IsADirectory => self.words.text("file-why-folder"),
            _ => fault.to_string(),
        }
    }

    /// A path as a person types it: `~/` is home.
    fn at_home(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }
}

/// Carries effects out, each on a task of its own.
struct Performer {
    db: Db,
    ground: Ground,
    answers: mpsc::Sender<Msg>,
    reads: JoinSet<()>,
    writes: JoinSet<()>,
}

impl Performer {
    fn perform_all(&mut self, terminal: &mut DefaultTerminal, effects: Vec<Effect>) -> io::Result<()> {
        while self.reads.try_join_next().is_some() {}
        while self.writes.try_join_next().is_some() {}
        for effect in effects {
            match effect {
                Effect::Ask { ticket, read } => {
                    let (db, ground) = (self.db.clone(), self.ground.clone());
                    let answer = async move { Msg::Told { ticket, answer: ask(&db, read, &ground).await } };
                    post(&mut self.reads, &self.answers, answer);
                }
                Effect::Do { ticket, op, write } => self.write(ticket, op, write),
                Effect::After { ms, ticket } => {
                    let answer = async move {
                        tokio::time::sleep(Duration::from_millis(ms)).await;
                        Msg::Rested(ticket)
                    };
                    post(&mut self.reads, &self.answers, answer);
                }
                Effect::WakeDue => {
                    let db = self.db.clone();
                    self.reads.spawn(async move { drop(requests::wake_due(&db).await) });
                }
                Effect::Copy(text) => copy(terminal.backend_mut(), &text)?,
                Effect::Shelve(_) | Effect::Unshelve(_) | Effect::Forget(_) => {
                    self.ground.keeper.perform(&effect, &self.answers);
                }
                Effect::Quit => {}
            }
        }
        Ok(())
    }

    fn write(&mut self, ticket: u64, op: Uuid, write: Write) {
        let (db, ground) = (self.db.clone(), self.ground.clone());
        let answer = async move { Msg::Done { ticket, answer: perform(&db, write, op, &ground).await } };
        post(&mut self.writes, &self.answers, answer);
    }

    /// Sends what waits, and lets writes be answered before leaving; reads are let go.
    async fn finish(&mut self, model: &mut Model, inbox: &mut mpsc::Receiver<Msg>) {
        self.reads.abort_all();
        let waiting = if model.leaving { Vec::new() } else { update::leave(model) };
        self.last(waiting);
        let writes = async {
            loop {
                while let Ok(msg) = inbox.try_recv() {
                    let effects = update(model, msg);
                    self.last(effects);
                }
                if self.writes.is_empty() {
                    break;
                }
                self.writes.join_next().await;
            }
        };
        // A write that takes longer ends by the engine's own time-out; what was typed is on disk.
        let _ = timeout(LEAVE, writes).await;
    }

    /// What is still done while leaving: acts, and what concerns the disk.
    fn last(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do { ticket, op, write } => self.write(ticket, op, write),
                other => self.ground.keeper.perform(&other, &self.answers),
            }
        }
    }
}

fn post(tasks: &mut JoinSet<()>, answers: &mpsc::Sender<Msg>, answer: impl Future<Output = Msg> + Send + 'static) {
    let answers = answers.clone();
    tasks.spawn(async move {
        let msg = answer.await;
        // A closed inbox: the desk has left.
        let _ = answers.send(msg).await;
    });
}

/// OSC 52: the person's own terminal keeps the text, also over SSH.
fn copy(backend: &mut ratatui::backend::CrosstermBackend<Stdout>, text: &str) -> io::Result<()> {
    write!(backend, "\x1b]52;c;{}\x07", BASE64.encode(text))?;
    io::Write::flush(backend)
}

async fn ask(db: &Db, read: Read, ground: &Ground) -> Result<Told, Trouble> {
    let fault = |failure| trouble(failure, ground);
    match read {
        Read::WhoAmI => counter::whoami(db).await.map(|me| Told::Me(Box::new(me))).map_err(fault),
        Read::Counts => counter::counts(db).await.map(Told::Counts).map_err(fault),
        Read::List { view, filter, after, limit } => {
            let count = after.is_none();
            let page = queue::Page {
                view,
                limit: u16::try_from(limit).unwrap_or(u16::MAX),
                after,
                count,
                ..queue::Page::default()
            };
            let list = queue::list(db, &filter, &page).await.map_err(fault)?;
            Ok(Told::Page(Page { total: list.total, next: list.next, items: list.items, ..Page::default() }))
        }
        Read::Day => {
            let touched = requests::touched_by_me(db, None).await.map_err(fault)?;
            let mine = touched.iter().map(|t| (t.item.protocol.clone(), t.my_last.clone())).collect();
            let items: Vec<_> = touched.into_iter().map(|t| t.item).collect();
            Ok(Told::Page(Page { total: i64::try_from(items.len()).ok(), items, mine, ..Page::default() }))
        }
        Read::Show(protocol) => requests::show(db, &protocol).await.map(|r| Told::Request(Box::new(r))).map_err(fault),
        Read::Changes(after) => counter::changes(db, after.as_deref()).await.map(Told::Changes).map_err(fault),
        Read::FindStudents(text) => counter::find_student(db, &text, STUDENTS).await.map(Told::Students).map_err(fault),
        Read::Card(ra) => counter::student_card(db, &ra).await.map(|c| Told::Card(Box::new(c))).map_err(fault),
        Read::Openable => counter::openable(db).await.map(Told::Openable).map_err(fault),
        Read::Preview(ticketed) => {
            // A path that is still being typed is not a fault yet: the engine says that the file is missing.
            let mut opening = ticketed.opening.clone();
            opening.files = attached(&ticketed.files, ground).await.unwrap_or_default();
            requests::preview(db, &opening).await.map(Told::Preview).map_err(fault)
        }
        Read::NotOffered => opening::not_offered(db).await.map(Told::NotOffered).map_err(fault),
        Read::Receipt(protocol) => {
            receipts::show(db, &protocol).await.map(|r| Told::Receipt(Box::new(r))).map_err(fault)
        }
        Read::SaveReceipt { facts, path } => paper::save(&facts, &path, ground).await,
        Read::Print(facts) => paper::print(&facts, ground).await,
        Read::Charge(protocol) => charges::show(db, &protocol).await.map(|c| Told::Charge(Box::new(c))).map_err(fault),
        Read::Charges => charges::list(db, None, CHARGES).await.map(|c| Told::Page(charged(c))).map_err(fault),
        Read::Options(all) => offers(db, all, ground).await.map(Told::Options),
        Read::FieldOptions { protocol, kind, keys } => {
            let mut told = Vec::with_capacity(keys.len());
            for key in keys {
                let offered = offer(queries::field_options(db, &protocol, &kind, &key).await, ground)?;
                told.push((key, offered));
            }
            Ok(Told::FieldOptions(protocol, told))
        }
        Read::Assignable(protocol) => requests::assignable(db, &protocol).await.map(Told::Assignable).map_err(fault),
        Read::People => admin::people(db).await.map(Told::People).map_err(fault),
        Read::Walk(script) => walk::walk(db, &script).await.map(|t| Told::Walked(Box::new(t))).map_err(fault),
        Read::Tour { file, version, actor, today } => {
            let asked = walk::Asked { version: version.as_deref(), actor: actor.as_deref(), student: None };
            walk::walk_all(db, &file, asked, today).await.map(|t| Told::Toured(Box::new(t))).map_err(fault)
        }
        Read::Foresee { code, to, plan } => {
            flows::foresee(db, &code, to, &plan).await.map(|f| Told::Foreseen(Box::new(f))).map_err(fault)
        }
        Read::Why { code, whom } => {
            checklist::why(db, &code, &whom).await.map(|list| Told::Why(Box::new(list))).map_err(fault)
        }
        Read::WhatIf(asked) => {
            checklist::what_if(db, &asked).await.map(|told| Told::WhatIf(Box::new(told))).map_err(fault)
        }
        Read::Versions(code) => flows::versions(db, &code).await.map(|v| Told::Versions(Box::new(v))).map_err(fault),
        Read::Version(code, number) => admin::export_type(db, &code, Some(&number.to_string()))
            .await
            .map(|doc| Told::Version(Box::new(doc)))
            .map_err(fault),
        Read::Runs(code, run) => flows::runs(db, Some(&code), run).await.map(Told::Runs).map_err(fault),
        Read::Overview => entries::overview(db).await.map(|o| Told::Overview(Box::new(o))).map_err(fault),
        Read::Entries { kind, find } => {
            entries::list(db, kind, find.as_deref()).await.map(|e| Told::Entries(Box::new(e))).map_err(fault)
        }
        Read::Trail { kind, code } => entries::history(db, kind, &code).await.map(Told::Trail).map_err(fault),
        Read::TryQuery(asked) => entries::try_query(db, &asked).await.map(|t| Told::Tried(Box::new(t))).map_err(fault),
        Read::MailExample(words) => entries::mail_example(db, &words).await.map(Told::MailExample).map_err(fault),
        Read::FlowList => editing::list(db).await.map(Told::Flows).map_err(fault),
        Read::Flow(code) => editing::open(db, &code).await.map(|e| Told::Flow(Box::new(e))).map_err(fault),
        Read::Replay { code, version, since } => {
            let begun = std::time::Instant::now();
            let replay = replay::replay(db, &code, Some(&version), since).await.map_err(fault)?;
            let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            Ok(Told::Replayed(Box::new(Replayed { replay, ms })))
        }
        Read::Pulse(code) => editing::pulse(db, &code).await.map(Told::Pulse).map_err(fault),
        Read::Unsent => Ok(Told::Unsent(ground.keeper.left().await)),
        Read::Drafts => drafts::all(db).await.map(Told::Drafts).map_err(fault),
        Read::SaveFile { protocol, no, path } => {
            let (_, _, content) = requests::file_get(db, &protocol, no).await.map_err(fault)?;
            save(&path, &content, ground).await.map(Told::Saved)
        }
    }
}

/// The charges as rows of a list.
fn charged(charges: charges::Charges) -> Page {
    let mut page = Page { total: Some(charges.total), ..Page::default() };
    for row in charges.items {
        page.charges.insert(row.item.protocol.clone(), (row.state, row.charge));
        page.items.push(row.item);
    }
    page
}

/// A path as a person types it: home is `~`.
fn short(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

/// Asks each parameter for its options; a query that failed is told in the engine's words, beside the others' options.
async fn offers(
    db: &Db,
    all: Vec<Asked>,
    ground: &Ground,
) -> Result<Vec<(String, Result<Vec<Choice>, String>)>, Trouble> {
    let mut told = Vec::with_capacity(all.len());
    for asked in all {
        let offered = offer(queries::parameter_options(db, &asked).await, ground)?;
        told.push((asked.parameter, offered));
    }
    Ok(told)
}

fn offer(told: Result<Vec<Choice>, Failure>, ground: &Ground) -> Result<Result<Vec<Choice>, String>, Trouble> {
    match told {
        Ok(options) => Ok(Ok(options)),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal.text(ground.words.lang()))),
        Err(failure) => Err(trouble(failure, ground)),
    }
}

async fn perform(db: &Db, write: Write, op: Uuid, ground: &Ground) -> Result<Done, Trouble> {
    let fault = |failure| trouble(failure, ground);
    let request = match write {
        Write::Act { protocol, if_version, act } => {
            let how = How { op: Some(op), if_version };
            perform_act(db, &protocol, act, how, ground).await?
        }
        Write::TakeNext => requests::take_next(db, None, Some(op)).await.map_err(fault)?,
        Write::Open(ticketed) => {
            let Ticketed { mut opening, files } = *ticketed;
            opening.files = attached(&files, ground).await?;
            requests::open(db, &opening, Some(op)).await.map_err(fault)?
        }
        Write::Bulk { act, protocols } => {
            let args = match &act {
                BulkAct::Take | BulkAct::Release => json!({}),
                BulkAct::Assign { to, note } => json!({ "to": to, "note": note }),
            };
            return requests::bulk(db, act.code(), &protocols, &args, op).await.map(Done::Many).map_err(fault);
        }
        Write::SaveFlow { document, seen, .. } => {
            let saved = editing::save(db, &document, seen.as_deref()).await.map_err(fault)?;
            return Ok(Done::FlowSaved(Box::new(saved)));
        }
        Write::NewType { document } => return editing::create(db, &document).await.map(Done::TypeMade).map_err(fault),
        Write::CopyType { from, code, name } => {
            return editing::copy(db, &from, &code, &name).await.map(Done::TypeMade).map_err(fault);
        }
        Write::SwitchType { code, active } => {
            admin::activate_type(db, &code, active).await.map_err(fault)?;
            return Ok(Done::TypeSwitched { code, active });
        }
        Write::MoveRequest { protocol, to, plan, run } => {
            let step = flows::step(db, &protocol, to, &plan, run).await.map_err(fault)?;
            return Ok(Done::Moved(Box::new(step)));
        }
        Write::UnmoveRequest { protocol, run } => {
            let step = flows::undo(db, run, &protocol).await.map_err(fault)?;
            return Ok(Done::Moved(Box::new(step)));
        }
        Write::PublishFlow { code, note, seen } => {
            let published = editing::publish(db, &code, Some(&note), Some(&seen)).await.map_err(fault)?;
            return Ok(Done::FlowPublished(Box::new(published)));
        }
        Write::SaveEntry(saving) => {
            return entries::save(db, &saving).await.map(|e| Done::EntrySaved(Box::new(e))).map_err(fault);
        }
        Write::Invite(login) => return secret::invite(db, &login).await.map(Done::Invited).map_err(fault),
        Write::ApproveQuery(code) => {
            return queries::approve(db, &code).await.map(|_| Done::QueryApproved(code)).map_err(fault);
        }
        Write::KeepDrafts(keeping) => {
            // What is done first: a new text for the same act is a row of its own.
            drafts::forget(db, &keeping.done).await.map_err(fault)?;
            return drafts::keep(db, &keeping.keep).await.map(|()| Done::DraftsKept).map_err(fault);
        }
        Write::UndoBatch(batch) => return requests::undo_batch(db, batch).await.map(Done::Many).map_err(fault),
    };
    Ok(Done::Request(Box::new(request)))
}

/// What the store says, as the desk tells it.
fn trouble(failure: Failure, ground: &Ground) -> Trouble {
    match failure {
        Failure::Refused(refusal) => Trouble::Refused(refusal),
        Failure::Unreachable(why) => Trouble::Unreachable(why),
        Failure::Unknown(why) => Trouble::Unknown(why),
        Failure::Engine { database, program } => Trouble::Local {
            field: None,
            text: ground.words.with("said-engine", &[("database", database.into()), ("program", program.into())]),
        },
        Failure::Broken(why) => {
            let id = Uuid::new_v4().simple().to_string().chars().take(8).collect::<String>();
            tracing::error!(%id, %why, "the desk met a defect");
            Trouble::Broken(id)
        }
    }
}
