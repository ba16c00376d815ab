//! Everything the desk knows between two events. Holds ids, never positions; holds what was typed apart
//! from what the engine said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, FixedOffset};
use crokey::KeyCombination;
use uuid::Uuid;

use super::command::Context;
use super::effect::{Effect, Read, Write};
use super::form::{Form, FormId};
use super::keymap::Keymap;
use super::layout;
use super::msg::{Card, Counts, Found, Me, Openable, Preview};
use crate::domain::request::{Item, Request};
use crate::words::Words;

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

/// The views of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum View {
    /// Open requests of my groups.
    #[default]
    Group,
    /// Held by me.
    Mine,
    /// Past their deadline.
    Late,
    /// Waiting for the student.
    Waiting,
    /// What passed through me.
    Day,
}

impl View {
    /// All, in the order of their keys.
    pub const ALL: [Self; 5] = [Self::Group, Self::Mine, Self::Late, Self::Waiting, Self::Day];

    /// Its name among the words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Mine => "mine",
            Self::Late => "late",
            Self::Waiting => "waiting",
            Self::Day => "day",
        }
    }

    /// The part of the queue; `Day` is a question of its own.
    #[must_use]
    pub fn part(self) -> crate::store::queue::View {
        use crate::store::queue::View as Part;
        match self {
            Self::Group | Self::Day => Part::Group,
            Self::Mine => Part::Mine,
            Self::Late => Part::Late,
            Self::Waiting => Part::Waiting,
        }
    }
}

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// Queue and detail.
    #[default]
    Desk,
    /// Who is at the counter.
    Student,
    /// A new request.
    Opening,
}

/// Which pane of the desk has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The queue.
    #[default]
    List,
    /// The request.
    Detail,
}

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// The keys of a context; the cursor may run one.
    Help {
        /// Whose keys.
        of: Context,
        /// Row under the cursor.
        at: usize,
    },
    /// What was done.
    Log {
        /// Lines scrolled back.
        back: usize,
    },
    /// The reasons of a request.
    Reasons {
        /// Which request.
        protocol: String,
        /// Row under the cursor.
        at: usize,
        /// A note is wanted too.
        with_note: bool,
    },
    /// Leave although text was not sent?
    Leaving,
}

/// The state of the connection.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// Not answered yet.
    Connecting,
    /// Answers come.
    Live,
    /// None since then.
    Lost(DateTime<FixedOffset>),
}

/// How grave a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Good,
    /// For information.
    Plain,
    /// A rule said no.
    Refused,
    /// The connection, or a bug.
    Trouble,
}

/// One line where the eyes are, until the next key.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// How grave.
    pub tone: Tone,
    /// The text.
    pub text: String,
}

/// A line of the log of acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// When, by the engine's clock.
    pub at: DateTime<FixedOffset>,
    /// On which request; empty = on several.
    pub protocol: String,
    /// What.
    pub text: String,
    /// Done, or refused.
    pub tone: Tone,
}

/// What `u` would take back.
#[derive(Debug, Clone, PartialEq)]
pub struct LastAct {
    /// On which request; the first one of a batch.
    pub protocol: String,
    /// All of a bulk act.
    pub batch: Option<Uuid>,
    /// Its words.
    pub text: String,
}

/// The list of requests.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// Which view.
    pub view: View,
    /// The filter in force, as typed.
    pub filter: String,
    /// The rows read so far.
    pub items: Vec<Item>,
    /// All rows that match, when the engine counted them in time.
    pub total: Option<i64>,
    /// Where to read on.
    pub next: Option<String>,
    /// The request under the cursor.
    pub selected: Option<String>,
    /// First row on screen.
    pub offset: usize,
    /// New rows, held back so that the list does not move.
    pub fresh: Vec<Item>,
    /// Rows that are kept only because the cursor is on them: they left the view.
    pub left: BTreeSet<String>,
    /// My last act on each, in the view of the day.
    pub mine: BTreeMap<String, super::msg::MyLast>,
    /// Marked requests.
    pub marks: BTreeSet<String>,
    /// Where a range of marks began.
    pub anchor: Option<String>,
    /// Rows are on their way.
    pub loading: bool,
    /// Rows came at least once.
    pub loaded: bool,
}

impl Queue {
    /// Row of the selected request.
    #[must_use]
    pub fn row(&self) -> usize {
        self.selected.as_ref().and_then(|p| self.items.iter().position(|i| i.protocol == *p)).unwrap_or(0)
    }

    /// The selected request's row of the list.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.row())
    }
}

/// The filter line, while it is typed.
#[derive(Debug, Clone, Default)]
pub struct FilterLine {
    /// The keys go here.
    pub open: bool,
    /// What is typed.
    pub text: String,
    /// Cursor, in characters.
    pub at: usize,
    /// Column (in characters) and text of what does not parse.
    pub error: Option<(usize, String)>,
    /// What could stand at the cursor.
    pub offers: Vec<String>,
}

/// The lower part of the detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// The thread.
    #[default]
    Messages,
    /// The files.
    Files,
    /// The history.
    History,
}

impl Tab {
    /// All, from left to right.
    pub const ALL: [Self; 3] = [Self::Messages, Self::Files, Self::History];
}

/// The pane of one request.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Which request it shows.
    pub protocol: Option<String>,
    /// Lower part.
    pub tab: Tab,
    /// Lines scrolled.
    pub scroll: usize,
    /// Rest of the cursor that it waits for.
    pub rest: Option<u64>,
    /// An act to begin as soon as the request is here.
    pub then: Option<super::command::Command>,
}

/// The student screen.
#[derive(Debug, Clone, Default)]
pub struct Students {
    /// What is typed.
    pub text: String,
    /// Who was found.
    pub found: Vec<Found>,
    /// The text that `found` answers.
    pub answered: Option<String>,
    /// The rest of typing that the search waits for.
    pub rest: Option<u64>,
    /// RA under the cursor.
    pub selected: Option<String>,
    /// The card shown.
    pub card: Option<Card>,
    /// The keys go to the card.
    pub on_card: bool,
    /// Request under the card's cursor.
    pub request: Option<String>,
}

/// The opening of a request at the desk.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The types on offer.
    pub types: Vec<Openable>,
    /// What the engine wants to know beside the type's questions.
    pub extras: super::form::opening::Extras,
    /// Student and type that `extras` speak of.
    pub extras_of: (Option<String>, Option<String>),
    /// The engine's verdict on what is typed.
    pub preview: Option<Preview>,
    /// The rest of typing that the next preview waits for.
    pub rest: Option<u64>,
    /// The rest of typing that the search for a student waits for.
    pub search: Option<u64>,
    /// The request just opened.
    pub receipt: Option<Box<Request>>,
    /// It was entered from the student screen.
    pub from_card: bool,
}

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
            form: None,
            form_from: Focus::List,
            layer: None,
            students: Students::default(),
            opening: Opening::default(),
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
            Some(Layer::Log { .. }) => return Context::Log,
            Some(Layer::Reasons { .. }) => return Context::Reasons,
            Some(Layer::Leaving) => return Context::Leaving,
            None => {}
        }
        match self.screen {
            Screen::Opening if self.opening.receipt.is_some() => Context::Receipt,
            Screen::Opening => Context::Opening,
            Screen::Student if self.students.on_card => Context::Card,
            Screen::Student => Context::Students,
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
        self.form.as_ref().and_then(|id| self.forms.get(id))
    }

    /// The form that has the keys, to be changed.
    pub fn open_form_mut(&mut self) -> Option<&mut Form> {
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
        self.under_way.values().any(|(write, _)| match write {
            Write::Act { protocol: p, .. } => p == protocol,
            Write::Bulk { protocols, .. } => protocols.iter().any(|p| p == protocol),
            Write::TakeNext | Write::Open(_) | Write::UndoBatch(_) => false,
        })
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
        let ticket = self.ticket();
        let again = self.unanswered.iter().position(|(w, _)| *w == write).map(|at| self.unanswered.swap_remove(at).1);
        let op = again.unwrap_or_else(|| Uuid::from_u128(self.run.as_u128().wrapping_add(u128::from(ticket))));
        self.under_way.insert(ticket, (write.clone(), op));
        Effect::Do { ticket, op, write }
    }

    /// Says one line, until the next key.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice { tone, text: text.into() });
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
