//! One condition on a request as SQL over the row `r` and the one row `me`. Every condition is true or false,
//! never null, so that it can be negated; every value is bound.

use sqlx::{Postgres, QueryBuilder};

use super::plan::{Cond, Instant, Moment};

/// Writes one condition.
pub(super) fn push(q: &mut QueryBuilder<Postgres>, cond: &Cond) {
    match cond {
        Cond::Types(ids) => push_ids(q, "r.type_id", ids),
        Cond::Stages(ids) => push_ids(q, "r.stage_id", ids),
        Cond::Groups(ids) => push_ids(q, "r.group_id", ids),
        Cond::Holders(ids) => {
            q.push("r.assignee_id is not null and ");
            push_ids(q, "r.assignee_id", ids);
        }
        Cond::HeldByMe => {
            // Equal, not "not distinct": only that finds its rows by the index of who holds them.
            q.push("r.assignee_id is not null and r.assignee_id = (select person from me)");
        }
        Cond::HeldByNobody => {
            q.push("r.assignee_id is null");
        }
        Cond::Statuses(states) => {
            let states: Vec<String> = states.iter().map(|state| (*state).to_owned()).collect();
            q.push("r.status = any (").push_bind(states).push(")");
        }
        Cond::Channel(channel) => {
            q.push("r.channel = ").push_bind(*channel);
        }
        Cond::Branch(code) => {
            q.push("r.branch = ").push_bind(*code);
        }
        Cond::Priority(min, max) => {
            q.push("r.priority between ").push_bind(i16::from(*min)).push(" and ").push_bind(i16::from(*max));
        }
        Cond::Charge(state) => {
            q.push("r.charge_status = ").push_bind(*state);
        }
        Cond::Students(ids) => {
            q.push("r.student_id = any (").push_bind(ids.clone()).push(")");
        }
        Cond::StudentText(text) => {
            q.push("(select strpos(s.name_folded, ").push_bind(text.clone()).push(") > 0 or strpos(lower(s.ra), ");
            q.push_bind(text.clone())
                .push(") > 0 from academic.student s where s.company = r.company and s.id = r.student_id)");
        }
        Cond::RaText(text) => {
            q.push("(select strpos(lower(s.ra), ").push_bind(text.clone());
            q.push(") > 0 from academic.student s where s.company = r.company and s.id = r.student_id)");
        }
        Cond::Course(text) => {
            q.push("coalesce((select strpos(app.fold(e.course), ").push_bind(text.clone());
            q.push(") > 0 from academic.enrolment e where e.company = r.company and e.id = r.enrolment_id), false)");
        }
        Cond::Protocol(protocol) => {
            q.push("r.protocol = ").push_bind(protocol.clone());
        }
        Cond::ProtocolText(digits) => {
            q.push("strpos(r.protocol, ").push_bind(digits.clone()).push(") > 0");
        }
        Cond::Requests(ids) => {
            q.push("r.id = any (").push_bind(ids.clone()).push(")");
        }
        // Request by request along the history's own key: who acts all day would otherwise be read whole.
        Cond::ActedBy(ids) => {
            q.push("coalesce((select true from app.history h where h.company = r.company and h.request_id = r.id and h.actor_id = any (");
            q.push_bind(ids.clone()).push(") limit 1), false)");
        }
        Cond::Open => {
            q.push("r.closed_at is null");
        }
        Cond::NoDeadline => {
            q.push("r.due_at is null");
        }
        Cond::Between(instant, from, to) => push_between(q, *instant, *from, *to),
        Cond::Any(conds) => push_all(q, conds, " or ", "false"),
        Cond::All(conds) => push_all(q, conds, " and ", "true"),
        Cond::Not(cond) => {
            q.push("not (");
            push(q, cond);
            q.push(")");
        }
    }
}

fn push_ids(q: &mut QueryBuilder<Postgres>, column: &str, ids: &[i32]) {
    q.push(format!("{column} = any (")).push_bind(ids.to_vec()).push(")");
}

fn push_all(q: &mut QueryBuilder<Postgres>, conds: &[Cond], between: &str, none: &str) {
    q.push("(");
    for (n, cond) in conds.iter().enumerate() {
        q.push(if n == 0 { "(" } else { between }).push(if n == 0 { "" } else { "(" });
        push(q, cond);
        q.push(")");
    }
    q.push(if conds.is_empty() { none } else { "" }).push(")");
}

fn push_between(q: &mut QueryBuilder<Postgres>, instant: Instant, from: Option<Moment>, to: Option<Moment>) {
    // No deadline and a paused one are infinite: neither before nor after a day.
    q.push(match instant {
        Instant::Opened => "(r.opened_at < 'infinity'",
        Instant::Closed => "(r.closed_at is not null",
        Instant::Due => "(r.due_sort < 'infinity'",
    });
    let column = match instant {
        Instant::Opened => "r.opened_at",
        Instant::Closed => "r.closed_at",
        Instant::Due => "r.due_sort",
    };
    if let Some(moment) = from {
        q.push(format!(" and {column} >= "));
        push_moment(q, moment);
    }
    if let Some(moment) = to {
        q.push(format!(" and {column} < "));
        push_moment(q, moment);
    }
    q.push(")");
}

fn push_moment(q: &mut QueryBuilder<Postgres>, moment: Moment) {
    match moment {
        Moment::Hours(hours) => {
            q.push("(select as_of + ").push_bind(hours).push(" * interval '1 hour' from me)");
        }
        Moment::DayStart(day) => {
            q.push("(select ").push_bind(day).push("::date::timestamp at time zone tz from me)");
        }
    }
}
