//! From a filter and a view to what the database is asked: whose requests, which life, which conditions.
//! Names were looked up before; no SQL is written here and no row is read.

use chrono::NaiveDate;

use super::View;
use super::names::Names;
use crate::domain::filter::{Due, Filter, Lapse, Owner, Person, Test, When};
use crate::domain::request::Status;

/// Whose queues are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Groups {
    /// Those of the person who asks; all of them for who belongs to none.
    Mine,
    /// All of the company (Z-5).
    All,
    /// These.
    These(Vec<i32>),
}

/// Whether ended requests are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Open,
    Closed,
    Any,
}

/// A part of the queue that is an index range of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lateness {
    Any,
    Late,
    Waiting,
}

/// An instant told from the instant of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// So many hours after it; negative is before.
    Hours(i64),
    /// The beginning of a day in the zone of the viewer's branch.
    DayStart(NaiveDate),
}

/// Columns of instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instant {
    Opened,
    Closed,
    /// The deadline; infinite when none runs.
    Due,
}

/// One condition on a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cond {
    Types(Vec<i32>),
    Stages(Vec<i32>),
    Groups(Vec<i32>),
    Holders(Vec<i32>),
    HeldByMe,
    HeldByNobody,
    Statuses(Vec<&'static str>),
    Channel(&'static str),
    Branch(i16),
    Priority(u8, u8),
    Charge(&'static str),
    Students(Vec<i64>),
    /// Too many students to name them: their name or RA contains the text.
    StudentText(String),
    /// Too many students to name them: their RA contains the text.
    RaText(String),
    Course(String),
    /// Exactly this protocol.
    Protocol(String),
    /// Its protocol contains the digits.
    ProtocolText(String),
    Requests(Vec<i64>),
    ActedBy(Vec<i32>),
    Open,
    NoDeadline,
    /// From the first, before the second.
    Between(Instant, Option<Moment>, Option<Moment>),
    Any(Vec<Cond>),
    All(Vec<Cond>),
    Not(Box<Cond>),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub groups: Groups,
    pub life: Life,
    pub lateness: Lateness,
    pub mine: bool,
    pub conds: Vec<Cond>,
}

impl Plan {
    /// Lays out a view and a filter (amendment 19, ux §5).
    pub(super) fn new(view: View, filter: &Filter, names: &Names) -> Self {
        let mut plan = Self {
            groups: scope(view, filter),
            life: life(view, filter),
            lateness: match view {
                View::Late => Lateness::Late,
                View::Waiting => Lateness::Waiting,
                View::Group | View::Mine | View::All => Lateness::Any,
            },
            mine: view == View::Mine,
            conds: Vec::new(),
        };
        for condition in filter.conditions() {
            let mut any: Vec<Cond> = condition.any.iter().map(|test| cond(test, names)).collect();
            match (condition.negated, any.as_slice()) {
                (true, _) => plan.conds.push(Cond::Not(Box::new(Cond::Any(any)))),
                // What the queue's index knows narrows its ranges instead of being tested row by row.
                (false, [Cond::Groups(ids)]) if plan.groups == Groups::All && !plan.mine => {
                    plan.groups = Groups::These(ids.clone())
                }
                (false, [Cond::All(late)])
                    if late.as_slice() == late_conds() && plan.lateness == Lateness::Any && plan.life == Life::Open =>
                {
                    plan.lateness = Lateness::Late;
                }
                (false, [_]) => plan.conds.append(&mut any),
                (false, _) => plan.conds.push(Cond::Any(any)),
            }
        }
        plan
    }

    /// True when the list is a queue to be read in its own order, not a search for a few requests.
    pub(super) fn is_queue(&self) -> bool {
        let names_requests = |cond: &Cond| {
            matches!(
                cond,
                Cond::Students(_) | Cond::Requests(_) | Cond::Protocol(_) | Cond::Holders(_) | Cond::HeldByMe
            )
        };
        self.life == Life::Open && !self.conds.iter().any(names_requests)
    }
}

fn asks(filter: &Filter, wanted: impl Fn(&Test) -> bool) -> bool {
    filter.terms.iter().any(|term| !term.negated && wanted(&term.test))
}

/// Words, `ra:` and who it is about look company-wide (Z-5); anything else in the groups of who asks.
fn scope(view: View, filter: &Filter) -> Groups {
    let wide = |test: &Test| {
        matches!(
            test,
            Test::Word(_) | Test::Ra(_) | Test::Group(_) | Test::By(_) | Test::Owner(Owner::Me | Owner::Login(_))
        )
    };
    match view {
        View::All | View::Mine => Groups::All,
        View::Group | View::Late | View::Waiting if asks(filter, wide) => Groups::All,
        View::Group | View::Late | View::Waiting => Groups::Mine,
    }
}

/// Without `estado:` open requests are meant; a day of ending or a whole protocol says otherwise by itself.
fn life(view: View, filter: &Filter) -> Life {
    if matches!(view, View::Late | View::Waiting) {
        return Life::Open;
    }
    let mut states: Vec<Status> = Vec::new();
    for term in filter.terms.iter().filter(|term| !term.negated) {
        if let Test::Status(named) = &term.test {
            states.extend(named);
        }
    }
    match (states.iter().any(|s| s.is_open()), states.iter().any(|s| !s.is_open())) {
        (true, true) => Life::Any,
        (true, false) => Life::Open,
        (false, true) => Life::Closed,
        (false, false) if asks(filter, |test| matches!(test, Test::Closed(_))) => Life::Closed,
        (false, false) if asks(filter, |test| matches!(test, Test::Word(word) if is_protocol(word))) => Life::Any,
        (false, false) => Life::Open,
    }
}

/// `YYYY.NNNNNNN`, seven digits or more.
pub(super) fn is_protocol(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    word.split_once('.')
        .is_some_and(|(year, number)| year.len() == 4 && digits(year) && number.len() >= 7 && digits(number))
}

/// Past, open, and not waiting: the waiting have no running deadline.
fn late_conds() -> [Cond; 2] {
    [Cond::Open, Cond::Between(Instant::Due, None, Some(Moment::Hours(0)))]
}

fn cond(test: &Test, names: &Names) -> Cond {
    match test {
        Test::Type(text) => Cond::Types(names.types(text)),
        Test::Stage(text) => Cond::Stages(names.stages(text)),
        Test::Group(text) => Cond::Groups(names.groups(text)),
        Test::Owner(Owner::Me) => Cond::HeldByMe,
        Test::Owner(Owner::Nobody) => Cond::HeldByNobody,
        Test::Owner(Owner::Login(login)) => Cond::Holders(names.people(login)),
        Test::By(person) => names.acts(match person {
            Person::Me => None,
            Person::Login(login) => Some(login),
        }),
        Test::Status(states) => Cond::Statuses(states.iter().map(|s| s.code()).collect()),
        Test::Channel(channel) => Cond::Channel(channel.word()),
        Test::Branch(code) => Cond::Branch(*code),
        Test::Priority { min, max } => Cond::Priority(*min, *max),
        Test::Due(due) => due_cond(*due),
        Test::Opened(when) => when_cond(Instant::Opened, *when),
        Test::Closed(when) => when_cond(Instant::Closed, *when),
        Test::Ra(text) => names.ra(text),
        Test::Course(text) => Cond::Course(text.clone()),
        Test::Charge(state) => Cond::Charge(state.word()),
        Test::Word(word) => word_cond(word, names),
    }
}

/// A word is a protocol, or occurs in the student's name or RA, the protocol, the type or the stage.
fn word_cond(word: &str, names: &Names) -> Cond {
    if is_protocol(word) {
        return Cond::Protocol(word.to_owned());
    }
    let mut any = vec![names.students(word)];
    any.extend(Some(Cond::Types(names.types(word))).filter(|_| !names.types(word).is_empty()));
    any.extend(Some(Cond::Stages(names.stages(word))).filter(|_| !names.stages(word).is_empty()));
    if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        any.push(Cond::ProtocolText(word.to_owned()));
    }
    match <[Cond; 1]>::try_from(any) {
        Ok([only]) => only,
        Err(any) => Cond::Any(any),
    }
}

fn due_cond(due: Due) -> Cond {
    let day = |date: NaiveDate| Moment::DayStart(date);
    match due {
        Due::Late => Cond::All(late_conds().to_vec()),
        Due::Within(lapse) => Cond::All(vec![Cond::Open, Cond::Between(Instant::Due, None, Some(after(lapse)))]),
        Due::Beyond(lapse) => Cond::Between(Instant::Due, Some(after(lapse)), None),
        Due::Days(range) => {
            Cond::Between(Instant::Due, range.from.map(day), range.to.and_then(|to| to.succ_opt()).map(day))
        }
        Due::None => Cond::NoDeadline,
    }
}

fn when_cond(instant: Instant, when: When) -> Cond {
    let day = |date: NaiveDate| Moment::DayStart(date);
    match when {
        When::Days(range) => {
            Cond::Between(instant, range.from.map(day), range.to.and_then(|to| to.succ_opt()).map(day))
        }
        When::Younger(lapse) => Cond::Between(instant, Some(Moment::Hours(-lapse.hours())), None),
        When::Older(lapse) => Cond::Between(instant, None, Some(Moment::Hours(-lapse.hours()))),
    }
}

fn after(lapse: Lapse) -> Moment {
    Moment::Hours(lapse.hours())
}
