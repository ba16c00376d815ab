//! The queue the simple way: all rows in memory, one predicate, one comparison. Written from ux §5, W-5 and the
//! meanings of the terms, not from the SQL.

use std::cmp::Ordering;

use balcao::domain::filter::{Due, Filter, Owner, Person, Test, When, fold};
use balcao::domain::request::Status;
use balcao::store::queue::{Order, Sort, View};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

/// A request with the names of what it refers to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    id: i64,
    protocol: String,
    type_code: String,
    type_name: String,
    stage_code: String,
    stage_name: String,
    group_code: String,
    group_name: String,
    holder: Option<String>,
    status: String,
    channel: String,
    branch: i16,
    priority: i16,
    charge: String,
    due_at: Option<DateTime<Utc>>,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    ra: String,
    name: String,
    course: Option<String>,
    actors: Vec<String>,
}

const READ: &str = "select r.id, r.protocol, t.code::text as type_code, t.name::text as type_name, s.code::text as stage_code, s.name::text as stage_name,
    g.code::text as group_code, g.name::text as group_name, p.login as holder, r.status, r.channel, r.branch, r.priority, r.charge_status as charge,
    r.due_at, r.opened_at, r.closed_at, u.ra, u.name::text as name, e.course::text as course,
    array(select distinct h.actor from app.history h where h.request_id = r.id and h.actor_id is not null) as actors
  from app.request r join app.request_type t on t.id = r.type_id join app.stage s on s.id = r.stage_id join app.attendance_group g on g.id = r.group_id
  join academic.student u on u.id = r.student_id left join app.person p on p.id = r.assignee_id left join academic.enrolment e on e.id = r.enrolment_id";

/// All requests, as the owner sees them.
pub async fn read(db: &mut PgConnection) -> Vec<Row> {
    sqlx::query_as(READ).fetch_all(db).await.expect("all rows")
}

/// The rows as one person asks for them.
pub struct Naive<'a> {
    rows: &'a [Row],
    me: &'a str,
    groups: &'static [&'static str],
    now: DateTime<Utc>,
}

impl<'a> Naive<'a> {
    pub fn of(rows: &'a [Row], me: &'a str, now: DateTime<Utc>) -> Self {
        let groups: &[&str] = match me {
            "ana" => &["secretaria"],
            "bruno" => &["secretaria", "biblioteca"],
            _ => &["secretaria", "coordenacao", "financeiro", "biblioteca", "professores"],
        };
        Self { rows, me, groups, now }
    }

    /// Protocols of a view under a filter, in order.
    pub fn list(&self, filter: &Filter, view: View, order: Order) -> Vec<String> {
        let mut found: Vec<&Row> = self.rows.iter().filter(|row| self.shows(filter, view, row)).collect();
        found.sort_by(|a, b| self.compare(order, a, b));
        found.into_iter().map(|row| row.protocol.clone()).collect()
    }

    fn shows(&self, filter: &Filter, view: View, row: &Row) -> bool {
        let asks = |wanted: &dyn Fn(&Test) -> bool| filter.terms.iter().any(|t| !t.negated && wanted(&t.test));
        let wide = asks(&|t| {
            matches!(
                t,
                Test::Word(_) | Test::Ra(_) | Test::Group(_) | Test::By(_) | Test::Owner(Owner::Me | Owner::Login(_))
            )
        });
        let in_view = match view {
            View::All => true,
            View::Mine => row.holder.as_deref() == Some(self.me),
            View::Group | View::Late | View::Waiting => wide || self.groups.contains(&row.group_code.as_str()),
        } && match view {
            View::Late => self.late(row),
            View::Waiting => row.status == "waiting",
            View::Group | View::Mine | View::All => true,
        };
        let anything = asks(&|t| matches!(t, Test::Status(_)))
            || asks(&|t| matches!(t, Test::Closed(_)))
            || asks(&|t| matches!(t, Test::Word(w) if w.len() >= 12 && w.contains('.')));
        in_view
            && (anything || row.closed_at.is_none())
            && filter.conditions().iter().all(|c| c.negated != c.any.iter().any(|test| self.holds(test, row)))
    }

    fn late(&self, row: &Row) -> bool {
        row.closed_at.is_none() && self.due(row).is_some_and(|due| due < self.now)
    }

    /// The deadline that runs: none while the student owes an answer.
    fn due(&self, row: &Row) -> Option<DateTime<Utc>> {
        row.due_at.filter(|_| row.status != "waiting")
    }

    fn day(at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&FixedOffset::west_opt(3 * 3600).expect("an offset")).date_naive()
    }

    fn when(&self, when: When, at: DateTime<Utc>) -> bool {
        match when {
            When::Days(range) => {
                range.from.is_none_or(|from| from <= Self::day(at)) && range.to.is_none_or(|to| Self::day(at) <= to)
            }
            When::Younger(lapse) => at >= self.now - TimeDelta::hours(lapse.hours()),
            When::Older(lapse) => at < self.now - TimeDelta::hours(lapse.hours()),
        }
    }

    fn holds(&self, test: &Test, row: &Row) -> bool {
        let has = |text: &str, part: &str| fold(text).contains(part);
        match test {
            Test::Type(part) => has(&row.type_code, part) || has(&row.type_name, part),
            Test::Stage(part) => has(&row.stage_code, part) || has(&row.stage_name, part),
            Test::Group(part) => has(&row.group_code, part) || has(&row.group_name, part),
            Test::Owner(Owner::Me) => row.holder.as_deref() == Some(self.me),
            Test::Owner(Owner::Nobody) => row.holder.is_none(),
            Test::Owner(Owner::Login(login)) => row.holder.as_ref() == Some(login),
            Test::By(Person::Me) => row.actors.iter().any(|actor| actor == self.me),
            Test::By(Person::Login(login)) => row.actors.contains(login),
            Test::Status(states) => states.iter().map(|s: &Status| s.code()).any(|code| code == row.status),
            Test::Channel(channel) => channel.word() == row.channel,
            Test::Branch(code) => *code == row.branch,
            Test::Priority { min, max } => (i16::from(*min)..=i16::from(*max)).contains(&row.priority),
            Test::Due(Due::Late) => self.late(row),
            Test::Due(Due::Within(lapse)) => {
                row.closed_at.is_none()
                    && self.due(row).is_some_and(|due| due < self.now + TimeDelta::hours(lapse.hours()))
            }
            Test::Due(Due::Beyond(lapse)) => {
                self.due(row).is_some_and(|due| due >= self.now + TimeDelta::hours(lapse.hours()))
            }
            Test::Due(Due::Days(range)) => self.due(row).is_some_and(|due| self.when(When::Days(*range), due)),
            Test::Due(Due::None) => row.due_at.is_none(),
            Test::Opened(when) => self.when(*when, row.opened_at),
            Test::Closed(when) => row.closed_at.is_some_and(|at| self.when(*when, at)),
            Test::Ra(part) => has(&row.ra, part),
            Test::Course(part) => row.course.as_deref().is_some_and(|course| has(course, part)),
            Test::Charge(state) => state.word() == row.charge,
            Test::Word(part) => {
                [&row.name, &row.ra, &row.protocol, &row.type_code, &row.type_name, &row.stage_code, &row.stage_name]
                    .iter()
                    .any(|text| has(text, part))
            }
        }
    }

    fn compare(&self, order: Order, a: &Row, b: &Row) -> Ordering {
        // No running deadline stands after every one that runs.
        let due = |row: &Row| (self.due(row).is_none(), self.due(row));
        let ended = |row: &Row| (row.closed_at.is_none(), row.closed_at);
        let forwards = match order.sort {
            Sort::Queue => {
                (!self.late(a), a.priority, due(a), a.opened_at).cmp(&(!self.late(b), b.priority, due(b), b.opened_at))
            }
            Sort::Opened => b.opened_at.cmp(&a.opened_at),
            Sort::Closed => ended(b).cmp(&ended(a)),
            Sort::Protocol => b.protocol.cmp(&a.protocol),
            Sort::Due => due(a).cmp(&due(b)),
            Sort::Priority => (a.priority, due(a), a.opened_at).cmp(&(b.priority, due(b), b.opened_at)),
            Sort::Student => fold(&a.name).cmp(&fold(&b.name)),
            Sort::Type => fold(&a.type_name).cmp(&fold(&b.type_name)),
            Sort::Stage => fold(&a.stage_name).cmp(&fold(&b.stage_name)),
        };
        let newest_first = matches!(order.sort, Sort::Opened | Sort::Closed | Sort::Protocol);
        let forwards = forwards.then(if newest_first { b.id.cmp(&a.id) } else { a.id.cmp(&b.id) });
        if order.reverse { forwards.reverse() } else { forwards }
    }
}
