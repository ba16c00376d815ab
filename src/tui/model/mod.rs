//! Everything the desk knows between two events. Holds ids, never positions; holds what was typed apart
//! from what the engine said.

mod catalogue;
mod drafts;
mod flows;
mod head;
mod panes;
mod paper;
mod replaying;
mod sheet;
mod tools;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, FixedOffset};
use crokey::KeyCombination;
use uuid::Uuid;

use crate::domain::request::Request;
use crate::tui::command::Context;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::{Form, FormId};
use crate::tui::keymap::Keymap;
use crate::tui::layout;
use crate::tui::msg::{Counts, Me};
use crate::words::Words;

pub use catalogue::*;
pub use drafts::*;
pub use flows::*;
pub use head::*;
pub use panes::*;
pub use paper::Paper;
pub use replaying::*;
pub use sheet::*;
pub use tools::*;

/// Rows asked of the queue at once.
pub const PAGE_ROWS: u32 = 100;
/// Rows that a live re-read asks for at most; what lies beyond is re-read when it is reached.
pub const REREAD_ROWS: u32 = 300;
/// How long typing must rest before a student is searched; each look-up is logged.
pub const SEARCH_REST_MS: u64 = 150;
/// How long the cursor must rest before the detail follows it.
pub const REST_MS: u64 = 120;
/// How many requests are kept in full; the oldest are let go.
pub const KEPT_REQUESTS: usize = 60;
/// How many lines the log of acts keeps.
pub const LOG_LINES: usize = 200;

/// The whole.
#[derive(Debug, Clone)]
pub struct Model {
    /// The words on screen.
    pub words: Words,
    /// The keys.
    pub keymap: Keymap,
    /// Colours may be used.
    pub colour: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// This machine's time at the last tick.
    pub tick: DateTime<FixedOffset>,
    /// What the engine's clock is ahead of it.
    pub skew: Duration,
    /// The offset of my branch, in which times are told.
    pub zone: FixedOffset,
    /// Who I am.
    pub me: Option<Me>,
    /// The connection.
    pub link: Link,
    /// Which screen.
    pub screen: Screen,
    /// Which pane.
    pub focus: Focus,
    /// The list.
    pub queue: Queue,
    /// The filter line.
    pub filter: FilterLine,
    /// Exact counts of the views.
    pub counts: Option<Counts>,
    /// Requests read in full, by protocol.
    pub requests: BTreeMap<String, Request>,
    /// Protocols of `requests`, oldest first.
    pub kept: Vec<String>,
    /// The pane of one request.
    pub detail: Detail,
    /// What was typed, by (person, request, act).
    pub forms: BTreeMap<FormId, Form>,
    /// Which of it is on this machine's disk.
    pub drafts: Drafts,
    /// The form that has the keys.
    pub form: Option<FormId>,
    /// Where the keys went before the form opened.
    pub form_from: Focus,
    /// What lies over the panes.
    pub layer: Option<Layer>,
    /// The student screen.
    pub students: Students,
    /// The opening.
    pub opening: Opening,
    /// The receipt on screen.
    pub paper: Option<Paper>,
    /// Where this person keeps documents, as a path is typed; files are saved there unless told otherwise.
    pub documents: Option<String>,
    /// The request types and the editor of their flows.
    pub flows: Flows,
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The line where the eyes are.
    pub notice: Option<Notice>,
    /// What was done.
    pub log: Vec<Logged>,
    /// What `u` would take back.
    pub last_act: Option<LastAct>,
    /// Keys of an unfinished sequence.
    pub prefix: Vec<KeyCombination>,
    /// Number of the last question or act.
    pub tickets: u64,
    /// Newest question of each kind; older answers are dropped.
    pub asked: BTreeMap<&'static str, u64>,
    /// Acts under way.
    pub under_way: BTreeMap<u64, (Write, Uuid)>,
    /// Acts whose answer never came: the same again uses the same op (O-15).
    pub unanswered: Vec<(Write, Uuid)>,
    /// Where to read changes on.
    pub cursor: Option<String>,
    /// Ticks since something changed that is not on screen; none = all is read.
    pub stale: Option<u32>,
    /// Ticks since who-am-I was asked.
    pub since_whoami: u32,
    /// First part of the ops of this run.
    pub run: Uuid,
    /// Leaving: no key is read any more.
    pub leaving: bool,
}

impl Model {
    /// A desk that knows nobody yet. `run` must differ from run to run: the ops of acts are made from it.
    #[must_use]
    pub fn new(words: Words, tick: DateTime<FixedOffset>, size: (u16, u16), run: Uuid) -> Self {
        Self {
            words,
            keymap: Keymap::default(),
            colour: true,
            size,
            tick,
            skew: Duration::zero(),
            zone: *tick.offset(),
            me: None,
            link: Link::Connecting,
            screen: Screen::Desk,
            focus: Focus::List,
            queue: Queue::default(),
            filter: FilterLine::default(),
            counts: None,
            requests: BTreeMap::new(),
            kept: Vec::new(),
            detail: Detail::default(),
            forms: BTreeMap::new(),
            drafts: Drafts::default(),
            form: None,
            form_from: Focus::List,
            layer: None,
            students: Students::default(),
            opening: Opening::default(),
            paper: None,
            documents: None,
            flows: Flows::default(),
            catalogue: Catalogue::default(),
            notice: None,
            log: Vec::new(),
            last_act: None,
            prefix: Vec::new(),
            tickets: 0,
            asked: BTreeMap::new(),
            under_way: BTreeMap::new(),
            unanswered: Vec::new(),
            cursor: None,
            stale: None,
            since_whoami: 0,
            run,
            leaving: false,
        }
    }

    /// The engine's time.
    #[must_use]
    pub fn now(&self) -> DateTime<FixedOffset> {
        (self.tick + self.skew).with_timezone(&self.zone)
    }

    /// My login; empty until the engine said it.
    #[must_use]
    pub fn login(&self) -> &str {
        self.me.as_ref().map_or("", |me| me.login.as_str())
    }

    /// Where the keys go now.
    #[must_use]
    pub fn context(&self) -> Context {
        match &self.layer {
            Some(Layer::Help { .. }) => return Context::Help,
            Some(Layer::Log { .. } | Layer::WhyOpening { .. }) => return Context::Log,
            Some(Layer::Drafts { .. }) => return Context::Drafts,
            Some(Layer::Reasons { .. }) => return Context::Reasons,
            Some(Layer::Leaving) => return Context::Leaving,
            Some(Layer::FlowMoved { .. }) => return Context::FlowTool,
            None => {}
        }
        match self.screen {
            Screen::Receipt if self.paper.as_ref().is_some_and(|p| p.form.is_some()) => Context::Form,
            Screen::Receipt => Context::Receipt,
            Screen::Opening => Context::Opening,
            Screen::Student if self.students.on_card => Context::Card,
            Screen::Student => Context::Students,
            Screen::Flows if self.flows.sheet.is_some() => {
                let sheet = self.flows.sheet.as_ref();
                match sheet {
                    Some(Sheet::WhatIf(_)) => Context::Question,
                    _ if sheet.is_some_and(|sheet| sheet.form().is_some()) => Context::Form,
                    _ => Context::Why,
                }
            }
            Screen::Flows => match &self.flows.open {
                None => Context::Flows,
                Some(editor) if editor.form.is_some() => Context::Form,
                Some(editor) if editor.tool.as_ref().is_some_and(|t| t.form().is_some()) => Context::Form,
                Some(editor) => match editor.tool {
                    None => Context::Flow,
                    Some(Tool::Walk(_)) => Context::FlowWalk,
                    Some(Tool::Moving(_)) => Context::FlowMoving,
                    Some(_) => Context::FlowTool,
                },
            },
            Screen::Catalogue if self.catalogue.pane.is_some() => Context::EntryPane,
            Screen::Catalogue if self.form.is_some() => Context::Form,
            Screen::Catalogue if self.catalogue.finding => Context::EntrySearch,
            Screen::Catalogue => match self.catalogue.shelf {
                Shelf::Kinds => Context::Catalogue,
                Shelf::Entries => Context::Entries,
            },
            Screen::Desk if self.filter.open => Context::Filter,
            Screen::Desk if self.form.is_some() => Context::Form,
            Screen::Desk => match self.focus {
                Focus::List => Context::Queue,
                Focus::Detail => Context::Detail,
            },
        }
    }

    /// The request that acts are meant for: the one under the cursor, or the one that the detail shows.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self.focus {
            Focus::List => self.queue.selected.as_deref(),
            Focus::Detail => self.detail.protocol.as_deref(),
        }
    }

    /// A request in full, if it was read.
    #[must_use]
    pub fn request(&self, protocol: &str) -> Option<&Request> {
        self.requests.get(protocol)
    }

    /// The form that has the keys.
    #[must_use]
    pub fn open_form(&self) -> Option<&Form> {
        if self.screen == Screen::Receipt {
            return self.paper.as_ref().and_then(|p| p.form.as_ref());
        }
        if let (Screen::Flows, Some(sheet)) = (self.screen, &self.flows.sheet) {
            return sheet.form();
        }
        if self.screen == Screen::Flows {
            let editor = self.flows.open.as_ref()?;
            let own = editor.form.as_ref().map(|f| &f.form);
            return own.or_else(|| editor.tool.as_ref().and_then(Tool::form));
        }
        self.form.as_ref().and_then(|id| self.forms.get(id))
    }

    /// The form that has the keys, to be changed.
    pub fn open_form_mut(&mut self) -> Option<&mut Form> {
        if self.screen == Screen::Receipt {
            return self.paper.as_mut().and_then(|p| p.form.as_mut());
        }
        if self.screen == Screen::Flows && self.flows.sheet.is_some() {
            return self.flows.sheet.as_mut().and_then(Sheet::form_mut);
        }
        if self.screen == Screen::Flows {
            let editor = self.flows.open.as_mut()?;
            let own = editor.form.as_mut().map(|f| &mut f.form);
            return own.or_else(|| editor.tool.as_mut().and_then(Tool::form_mut));
        }
        self.form.as_ref().and_then(|id| self.forms.get_mut(id))
    }

    /// True when text was typed for this request and not sent.
    #[must_use]
    pub fn has_draft(&self, protocol: &str) -> bool {
        self.forms.iter().any(|(id, form)| id.protocol == protocol && form.is_draft())
    }

    /// True while an act on this request is under way.
    #[must_use]
    pub fn is_under_way(&self, protocol: &str) -> bool {
        self.under_way.values().any(|(write, _)| write.concerns(protocol))
    }

    /// A new number.
    pub fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// A question; older answers of its kind will be dropped.
    pub fn ask(&mut self, read: Read) -> Effect {
        let ticket = self.ticket();
        self.asked.insert(read.kind(), ticket);
        Effect::Ask { ticket, read }
    }

    /// An act; the op of an unanswered equal one is used again.
    pub fn write(&mut self, write: Write) -> Effect {
        self.write_as(write, None)
    }

    /// An act that may have been sent before under this op, by this desk or by one that is gone.
    pub fn write_as(&mut self, write: Write, before: Option<Uuid>) -> Effect {
        let ticket = self.ticket();
        let again = self.unanswered.iter().position(|(w, _)| *w == write).map(|at| self.unanswered.swap_remove(at).1);
        let op =
            again.or(before).unwrap_or_else(|| Uuid::from_u128(self.run.as_u128().wrapping_add(u128::from(ticket))));
        self.under_way.insert(ticket, (write.clone(), op));
        Effect::Do { ticket, op, write }
    }

    /// Says one line, until the next key.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice { tone, ticks: 0, text: text.into() });
    }

    /// Writes a line of the log.
    pub fn log(&mut self, protocol: &str, text: impl Into<String>, tone: Tone) {
        let at = self.now();
        self.log.push(Logged { at, protocol: protocol.to_owned(), text: text.into(), tone });
        let excess = self.log.len().saturating_sub(LOG_LINES);
        self.log.drain(..excess);
    }

    /// Keeps a request read in full, and its row of the list in step.
    pub fn keep(&mut self, request: Request) {
        let protocol = request.item.protocol.clone();
        if let Some(row) = self.queue.items.iter_mut().find(|i| i.protocol == protocol) {
            *row = request.item.clone();
        }
        self.kept.retain(|p| *p != protocol);
        self.kept.push(protocol.clone());
        if self.kept.len() > KEPT_REQUESTS {
            let oldest = self.kept.remove(0);
            self.requests.remove(&oldest);
        }
        self.requests.insert(protocol, request);
    }

    /// Rows of the list that fit on screen.
    #[must_use]
    pub fn list_rows(&self) -> usize {
        layout::list_rows(self.size, self.focus)
    }
}
