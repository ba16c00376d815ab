//! What each pane, screen and layer of the desk remembers. Only shapes: what changes them is `update`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use uuid::Uuid;

use crate::domain::charge::{Charge, ChargeStory};
use crate::domain::request::Item;
use crate::tui::command::{Command, Context};
use crate::tui::form::opening::{Extras, Offers};
use crate::tui::msg::{Card, Found, MyLast, NotOffered, Openable, Preview};

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
    /// Charges that wait for a person; not among the tabs.
    Charges,
}

impl View {
    /// The tabs, in the order of their keys.
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
            Self::Charges => "charges",
        }
    }

    /// The part of the queue; `Day` and `Charges` are questions of their own.
    #[must_use]
    pub fn part(self) -> crate::store::queue::View {
        use crate::store::queue::View as Part;
        match self {
            Self::Group | Self::Day | Self::Charges => Part::Group,
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
    /// What the student takes home.
    Receipt,
    /// Request types and their flows.
    Flows,
    /// The catalogue.
    Catalogue,
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
    /// How an opening's verdict came about, and what is not on offer.
    WhyOpening {
        /// Lines scrolled.
        down: usize,
    },
    /// The texts that are not sent.
    Drafts {
        /// Row under the cursor.
        at: usize,
    },
    /// Leave although text was not sent?
    Leaving,
    /// Someone else wrote the draft meanwhile: theirs or mine?
    FlowMoved {
        /// Who, and when.
        text: String,
    },
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
    /// Ticks it has been on screen; good news goes by itself.
    pub ticks: u32,
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
    pub mine: BTreeMap<String, MyLast>,
    /// The charge of each and how it stands, in the view of the charges.
    pub charges: BTreeMap<String, (String, Charge)>,
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
    /// The charge, where there is one.
    Charge,
}

impl Tab {
    /// All of a request, from left to right: what is charged has a tab more.
    #[must_use]
    pub fn all(is_charged: bool) -> &'static [Self] {
        const ALL: [Tab; 4] = [Tab::Messages, Tab::Files, Tab::History, Tab::Charge];
        if is_charged { &ALL } else { ALL.split_last().map_or(&[], |(_, rest)| rest) }
    }
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
    /// It was opened from a student's card: Esc goes back there.
    pub from_card: bool,
    /// Rest of the cursor that it waits for.
    pub rest: Option<u64>,
    /// The charge of a request, with its explanation.
    pub story: Option<ChargeStory>,
    /// An act to begin as soon as the request is here.
    pub then: Option<Command>,
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
    /// The installments are listed.
    pub installments: bool,
    /// The card was opened from the conditions of a type; there one goes back to.
    pub from_types: bool,
}

/// The opening of a request at the desk.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The types on offer.
    pub types: Vec<Openable>,
    /// What the engine wants to know beside the type's questions.
    pub extras: Extras,
    /// Student and type that `extras` speak of.
    pub extras_of: (Option<String>, Option<String>),
    /// What the parameters fed by queries offer.
    pub offers: Offers,
    /// The engine's verdict on what is typed.
    pub preview: Option<Preview>,
    /// The rest of typing that the next preview waits for.
    pub rest: Option<u64>,
    /// The rest of typing that the search for a student waits for.
    pub search: Option<u64>,
    /// The types that are not on offer, once they were asked for.
    pub not_offered: Option<Vec<NotOffered>>,
    /// It was entered from the student screen.
    pub from_card: bool,
}
