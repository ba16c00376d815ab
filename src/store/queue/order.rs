//! In which order a list stands, and the keys that make the order total, so that a page can go on
//! exactly where the last one ended (W-5, amendment 21). Only names of columns are here, no values.

use std::str::FromStr;

use super::cursor::KeyType;

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// W-5: late first, then priority, deadline, opening. A list that is not of open requests only
    /// falls back to `Opened`.
    #[default]
    Queue,
    /// Newest opening first.
    Opened,
    /// Newest end first; what is still open stands before.
    Closed,
    /// Highest protocol first.
    Protocol,
    /// Nearest deadline first; none last.
    Due,
    /// Most urgent first, then deadline.
    Priority,
    /// Student's name.
    Student,
    /// Name of the request type.
    Type,
    /// Name of the stage.
    Stage,
}

impl Sort {
    /// All of them, in the order that help lists them.
    pub const ALL: [Self; 9] = [
        Self::Queue,
        Self::Opened,
        Self::Closed,
        Self::Protocol,
        Self::Due,
        Self::Priority,
        Self::Student,
        Self::Type,
        Self::Stage,
    ];

    /// The word of the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Protocol => "protocol",
            Self::Due => "due",
            Self::Priority => "priority",
            Self::Student => "student",
            Self::Type => "type",
            Self::Stage => "stage",
        }
    }
}

/// A sort and whether it runs the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Order {
    /// What by.
    pub sort: Sort,
    /// The other way round; the queue's own order has no other way.
    pub reverse: bool,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        Self { sort, reverse: false }
    }
}

/// The word is none of `queue opened closed protocol due priority student type stage`, a `-` before it
/// (not before `queue`) turning it round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "sort by one of queue, opened, closed, protocol, due, priority, student, type, stage; \"-\" before it turns it round"
)]
pub struct UnknownSort;

impl FromStr for Order {
    type Err = UnknownSort;

    fn from_str(word: &str) -> Result<Self, UnknownSort> {
        let (reverse, name) = word.strip_prefix('-').map_or((false, word), |rest| (true, rest));
        let sort = Sort::ALL.into_iter().find(|sort| sort.code() == name).ok_or(UnknownSort)?;
        if reverse && sort == Sort::Queue {
            return Err(UnknownSort);
        }
        Ok(Self { sort, reverse })
    }
}

/// One key of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Expression over `r` (the request) and, for names, over `s`, `t`, `st`; never null.
    pub sql: &'static str,
    /// Its type.
    pub kind: KeyType,
}

const ID: Key = Key { sql: "r.id", kind: KeyType::Number };
const OPENED: Key = Key { sql: "r.opened_at", kind: KeyType::Time };
/// Late before the rest; `me` holds the instant that decides it.
const ON_TIME: Key = Key { sql: "(r.due_sort >= (select as_of from me))", kind: KeyType::Flag };
const PRIORITY: Key = Key { sql: "r.priority", kind: KeyType::Number };
/// Open requests count as ending after all others.
const ENDED: Key = Key { sql: "coalesce(r.closed_at, 'infinity')", kind: KeyType::Time };
const DUE: Key = Key { sql: "r.due_sort", kind: KeyType::Time };

impl Order {
    /// The word of the command line, which [`FromStr`] reads back.
    #[must_use]
    pub fn code(self) -> String {
        format!("{}{}", if self.reverse { "-" } else { "" }, self.sort.code())
    }

    /// Keys from the strongest to the tie-break. All of one order run the same way, so that "after the
    /// cursor" is one row comparison, which an index can answer.
    pub(super) fn keys(self) -> &'static [Key] {
        match self.sort {
            Sort::Queue => &[ON_TIME, PRIORITY, DUE, OPENED, ID],
            Sort::Opened => &[OPENED, ID],
            Sort::Closed => &[ENDED, ID],
            Sort::Protocol => &[Key { sql: "r.protocol", kind: KeyType::Text }],
            Sort::Due => &[DUE, ID],
            Sort::Priority => &[PRIORITY, DUE, OPENED, ID],
            Sort::Student => &[Key { sql: "s.name_folded", kind: KeyType::Text }, ID],
            Sort::Type => &[Key { sql: "app.fold(t.name)", kind: KeyType::Text }, ID],
            Sort::Stage => &[Key { sql: "app.fold(st.name)", kind: KeyType::Text }, ID],
        }
    }

    /// True when the keys run downwards.
    pub(super) fn descends(self) -> bool {
        let newest_first = matches!(self.sort, Sort::Opened | Sort::Closed | Sort::Protocol);
        newest_first != self.reverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_is_read_back_from_its_word() {
        for sort in Sort::ALL {
            assert_eq!(sort.code().parse::<Order>(), Ok(Order::from(sort)));
        }
        assert_eq!("-due".parse::<Order>(), Ok(Order { sort: Sort::Due, reverse: true }));
        assert_eq!("-queue".parse::<Order>(), Err(UnknownSort));
        assert_eq!("name".parse::<Order>(), Err(UnknownSort));
    }
}
