//! The past replayed on the draft: what was asked, what the engine found, and where the person is in it. The engine's
//! findings are not judged again here, only put into groups of one cause.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use crate::store::replay::{Finding, Misfit, VERDICTS};
use crate::tui::msg::Replayed;

/// How far back one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Past {
    /// Thirty days.
    Month,
    /// Ninety days.
    #[default]
    Quarter,
    /// A year.
    Year,
    /// Everything.
    All,
}

impl Past {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::All];

    /// Its name among the words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The first day of it; none for everything.
    #[must_use]
    pub fn since(self, today: NaiveDate) -> Option<NaiveDate> {
        let days = match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
            Self::All => return None,
        };
        today.checked_sub_days(Days::new(days))
    }

    /// The longer or shorter one; the last and the first stay.
    #[must_use]
    pub fn turned(self, longer: bool) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        let to = if longer { at + 1 } else { at.saturating_sub(1) };
        Self::ALL.get(to).copied().unwrap_or(self)
    }
}

/// A replay.
#[derive(Debug, Clone, Default)]
pub struct Replaying {
    /// How far back.
    pub past: Past,
    /// When the engine was asked; none = it answered, or it waits for the draft.
    pub asked: Option<DateTime<FixedOffset>>,
    /// Waits for the draft to be kept before it asks.
    pub waits: bool,
    /// What the engine found, and how long it took.
    pub told: Option<Replayed>,
    /// Why requests do not fit.
    pub causes: Vec<Cause>,
    /// The engine did not answer.
    pub failed: bool,
    /// Row under the cursor, among [`Replaying::rows`].
    pub at: usize,
    /// The cause whose requests are listed.
    pub open: Option<usize>,
    /// The request whose way is shown on the map, as its place in the findings.
    pub shown: Option<usize>,
}

/// Requests that do not fit for the same cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The cause.
    pub finding: Finding,
    /// Their places in the findings, newest first.
    pub items: Vec<usize>,
}

/// What the cursor can be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayRow {
    /// A cause.
    Cause(usize),
    /// A request, by its place in the findings.
    Item(usize),
}

impl Replaying {
    /// Takes in what the engine found: the causes, the gravest first, then the most frequent; the first is open.
    pub fn take(&mut self, told: Replayed) {
        let mut causes: Vec<Cause> = Vec::new();
        for (at, item) in told.replay.items.iter().enumerate() {
            let finding = item.worst();
            match causes.iter_mut().find(|c| c.finding == finding) {
                Some(cause) => cause.items.push(at),
                None => causes.push(Cause { finding, items: vec![at] }),
            }
        }
        let rank = |c: &Cause| VERDICTS.iter().position(|v| *v == c.finding.verdict).unwrap_or(VERDICTS.len());
        causes.sort_by_key(|c| (rank(c), std::cmp::Reverse(c.items.len())));
        self.open = (!causes.is_empty()).then_some(0);
        self.causes = causes;
        self.told = Some(told);
        self.asked = None;
    }

    /// The rows, from top to bottom: causes, and the requests of the one that is open.
    #[must_use]
    pub fn rows(&self) -> Vec<ReplayRow> {
        let mut rows = Vec::new();
        for (n, cause) in self.causes.iter().enumerate() {
            rows.push(ReplayRow::Cause(n));
            if self.open == Some(n) {
                rows.extend(cause.items.iter().map(|at| ReplayRow::Item(*at)));
            }
        }
        rows
    }

    /// The request under the cursor.
    #[must_use]
    pub fn item(&self) -> Option<&Misfit> {
        match self.rows().get(self.at)? {
            ReplayRow::Item(at) => self.found(*at),
            ReplayRow::Cause(_) => None,
        }
    }

    /// A request by its place in the findings.
    #[must_use]
    pub fn found(&self, at: usize) -> Option<&Misfit> {
        self.told.as_ref()?.replay.items.get(at)
    }

    /// The request whose way is shown.
    #[must_use]
    pub fn on_map(&self) -> Option<&Misfit> {
        self.found(self.shown?)
    }
}
