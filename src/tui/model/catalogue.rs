//! The catalogue on screen: kinds, the entries of one, and what lies over them. What is typed is a form like any other;
//! what it was made from is remembered beside it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::catalogue::entity::EntryKind;
use crate::domain::text::fold;
use crate::store::entries::MailWords;
use crate::tui::form::FormId;
use crate::tui::form::entry::Ground;
use crate::tui::msg::{EntryChange, Invited, ListedEntry, MailExample, Overview, Tried};
use crate::words::Words;

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shelf {
    /// The kinds.
    #[default]
    Kinds,
    /// The entries of the kind under the cursor.
    Entries,
}

/// What lies over the entry under the cursor.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryPane {
    /// All that it says.
    Card,
    /// Who changed it, when, from what to what; none while it is asked.
    Trail(Option<Vec<EntryChange>>),
    /// What a query gave, or why it did not; none while it is asked.
    Tried(Option<Result<Tried, String>>),
    /// A mail as it would be read.
    Example,
    /// A one-time password, here and nowhere else.
    Invited(Box<Invited>),
}

/// The entries of a kind, as far as they were read.
#[derive(Debug, Clone, Default)]
pub struct EntryList {
    /// The entries, those out of use last.
    pub rows: Vec<ListedEntry>,
    /// How many match; more than `rows` when there are too many to read at once.
    pub total: i64,
    /// They came at least once.
    pub loaded: bool,
    /// Key of the entry under the cursor.
    pub selected: Option<String>,
}

/// What a form was made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Key of the entry; none for a new one.
    pub code: Option<String>,
    /// What it said.
    pub entry: Value,
    /// What was there to be written over.
    pub stamp: Option<String>,
}

/// The last change, to be taken back: what the entry said before.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeBack {
    /// Which kind.
    pub kind: EntryKind,
    /// Which entry.
    pub code: String,
    /// The keys that were said, as they were.
    pub row: Value,
    /// Its name.
    pub name: String,
}

/// The screen of the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Kinds, counts, choices.
    pub known: Overview,
    /// It came at least once.
    pub loaded: bool,
    /// Row of the list of kinds; the one after the last kind leads to the request types.
    pub at: usize,
    /// Which pane has the keys.
    pub shelf: Shelf,
    /// What was read of each kind.
    pub lists: BTreeMap<EntryKind, EntryList>,
    /// What is searched in the entries.
    pub find: String,
    /// The search is being typed.
    pub finding: bool,
    /// The rest of typing that the search waits for.
    pub rest: Option<u64>,
    /// Over the entry.
    pub pane: Option<EntryPane>,
    /// Lines scrolled in what lies over the entry.
    pub scroll: usize,
    /// What the open forms were made from.
    pub seen: BTreeMap<FormId, Seen>,
    /// Login of a person who holds requests and was about to leave: once more sends them to the queue.
    pub to_queue: Option<String>,
    /// Login of a person who has a password: once more replaces it.
    pub inviting: Option<String>,
    /// What `u` takes back.
    pub last: Option<TakeBack>,
    /// The kind to go to as soon as the kinds are known.
    pub wanted: Option<EntryKind>,
    /// The mail that is being written, as it would be read.
    pub example: Option<MailExample>,
    /// The words that it was asked of.
    pub example_of: Option<MailWords>,
    /// The rest of typing that the next one waits for.
    pub example_rest: Option<u64>,
    /// A condition of a type led here: `Esc` leads back to it.
    pub from_types: bool,
}

impl Catalogue {
    /// The kind under the cursor; none on the row of the request types.
    #[must_use]
    pub fn kind(&self) -> Option<EntryKind> {
        self.known.kinds.get(self.at).map(|row| row.kind)
    }

    /// What was read of the kind under the cursor.
    #[must_use]
    pub fn list(&self) -> Option<&EntryList> {
        self.kind().and_then(|kind| self.lists.get(&kind))
    }

    /// The entries that hold every word of the search, without accents.
    #[must_use]
    pub fn shown(&self) -> Vec<&ListedEntry> {
        let wanted = fold(&self.find);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let holds = |row: &ListedEntry| {
            let mut text = text_of(row);
            if self.kind() == Some(EntryKind::Settings) {
                // Settings are found by the name of their branch.
                let branches = self.known.choices.get("branch").map(Vec::as_slice).unwrap_or_default();
                text.extend(branches.iter().filter(|b| b.code == row.code).map(|b| fold(&b.name)));
            }
            words.iter().all(|word| text.contains(word))
        };
        self.list()
            .map(|list| list.rows.iter().filter(|row| words.is_empty() || holds(row)).collect())
            .unwrap_or_default()
    }

    /// The entry under the cursor.
    #[must_use]
    pub fn entry(&self) -> Option<&ListedEntry> {
        let selected = self.list()?.selected.as_ref()?;
        self.shown().into_iter().find(|row| row.code == *selected)
    }

    /// What forms and words of a kind are made from.
    #[must_use]
    pub fn ground<'a>(&'a self, kind: EntryKind, code: Option<&'a str>, words: &'a Words) -> Ground<'a> {
        Ground { kind, code, choices: &self.known.choices, inherited: &self.known.inherited, words }
    }
}

/// All that an entry says, for the search.
fn text_of(row: &ListedEntry) -> String {
    let mut text = row.code.clone();
    for (_, value) in row
        .entry
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !matches!(key.as_str(), "sql" | "hours" | "active"))
    {
        text.push(' ');
        match value {
            Value::String(said) => text.push_str(said),
            Value::Null => {}
            other => text.push_str(&other.to_string()),
        }
    }
    fold(&text)
}

/// True when an entry is out of use.
#[must_use]
pub fn is_inactive(row: &ListedEntry) -> bool {
    row.entry.get("active").and_then(Value::as_bool) == Some(false)
}
