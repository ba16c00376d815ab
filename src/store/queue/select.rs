//! The two shapes of the list's SQL. A queue of open requests is read as ordered index ranges, one per group,
//! lateness and priority, so that its first page costs the same at any size (amendment 21); anything else is
//! one keyset select. Values are bound, never written into the text (amendment 19).

use sqlx::{Postgres, QueryBuilder};

use super::conds;
use super::cursor::{Cursor, KeyType};
use super::order::{Order, Sort};
use super::plan::{Groups, Lateness, Life, Plan};

/// An instant in the zone of the request's branch, whole seconds with its offset (amendment 29); null stays null.
/// Written out here because a call for every instant of every row costs more than the rest of the page.
macro_rules! iso {
    ($t:literal) => {
        concat!(
            "to_char(",
            $t,
            " at time zone b.tz, 'YYYY-MM-DD\"T\"HH24:MI:SS') || case when (",
            $t,
            " at time zone b.tz) < (",
            $t,
            " at time zone 'UTC') then to_char((",
            $t,
            " at time zone 'UTC') - (",
            $t,
            " at time zone b.tz), '-HH24:MI') else to_char((",
            $t,
            " at time zone b.tz) - (",
            $t,
            " at time zone 'UTC'), '+HH24:MI') end"
        )
    };
}

/// A request as a list shows it, from the row `r` and its branch `b`; `me` decides lateness and dates.
/// What it refers to is looked up piece by piece: one join of nine tables takes longer to plan than to run.
const ITEM: &str = concat!(
    "jsonb_build_object(
  'protocol', r.protocol, 'status', r.status, 'outcome', r.outcome, 'channel', r.channel, 'priority', r.priority,
  'late', r.closed_at is null and r.due_sort < me.now, 'promised_date', r.promised_on,
  'overdue_promise', r.closed_at is null and coalesce(r.promised_on < (me.now at time zone b.tz)::date, false),
  'unread', r.unread, 'version', r.version,
  'opened_at', ",
    iso!("r.opened_at"),
    ", 'closed_at', ",
    iso!("r.closed_at"),
    ", 'due_at', ",
    iso!("r.due_at"),
    ", 'waiting_until', ",
    iso!("r.waiting_until"),
    ")
  || (select jsonb_build_object('type', t.code, 'type_name', t.name) from app.request_type t where t.company = r.company and t.id = r.type_id)
  || (select jsonb_build_object('flow_version', v.number) from app.flow_version v where v.company = r.company and v.id = r.version_id)
  || (select jsonb_build_object('stage', t.code, 'stage_name', t.name) from app.stage t where t.company = r.company and t.id = r.stage_id)
  || (select jsonb_build_object('group', g.code, 'group_name', g.name) from app.attendance_group g where g.company = r.company and g.id = r.group_id)
  || (select jsonb_build_object('student', jsonb_build_object('ra', s.ra, 'name', s.name)) from academic.student s
       where s.company = r.company and s.id = r.student_id)
  || (select jsonb_build_object('location', jsonb_build_object('code', l.code, 'description', l.description)) from app.delivery_location l
       where l.company = r.company and l.id = r.location_id)
  || coalesce((select jsonb_build_object('assignee', p.login, 'assignee_name', p.name) from app.person p
       where p.company = r.company and p.id = r.assignee_id), '{}')"
);

/// A key as text, exact to the microsecond, the way [`Cursor`] keeps it.
fn key_text(sql: &str, kind: KeyType) -> String {
    match kind {
        KeyType::Time => format!(
            "case when isfinite({sql}) then to_char({sql} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') else ({sql})::text end"
        ),
        KeyType::Flag | KeyType::Number | KeyType::Text => format!("({sql})::text"),
    }
}

/// Whether a statement is run, or its plan is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Run,
    Explain,
}

impl How {
    /// What stands before the statement.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Run => "",
            Self::Explain => "explain ",
        }
    }
}

/// One list to be read.
pub(super) struct Query<'a> {
    pub plan: &'a Plan,
    pub order: Order,
    pub after: Option<&'a Cursor>,
    pub limit: i64,
}

impl Query<'_> {
    /// Rows of `(item json, keys text[], as_of text)`, in order, at most `limit`.
    pub(super) fn page(&self, how: How) -> QueryBuilder<Postgres> {
        let mut q = QueryBuilder::new(how.verb());
        self.push_me(&mut q);
        if self.plan.is_queue() && self.order.sort == Sort::Queue {
            self.push_ranges(&mut q);
        } else {
            self.push_keyset(&mut q);
        }
        // The item is read request by request, so that no plan is tempted to read the whole table for a page.
        q.push(format!(
            " select i.item, page.keys, {as_of} as as_of from me, page cross join lateral (select {ITEM} as item from app.request r
              join app.branch b on b.company = r.company and b.id = r.branch where r.company = me.company and r.id = page.id offset 0) i order by page.n",
            as_of = key_text("me.as_of", KeyType::Time),
        ));
        q
    }

    /// One row: how many requests match, whatever the page.
    pub(super) fn count(&self, how: How) -> QueryBuilder<Postgres> {
        let mut q = QueryBuilder::new(how.verb());
        self.push_me(&mut q);
        q.push(" select count(*) from app.request r where true");
        self.push_scope(&mut q, true);
        q
    }

    /// Who asks, and when. The order's instant comes from the cursor, so that a request which turns late
    /// between two pages neither repeats nor hides; what is shown as late is late now.
    fn push_me(&self, q: &mut QueryBuilder<Postgres>) {
        q.push(
            "with who as materialized (select sec.my_company() as company, sec.me() as person, sec.my_groups() as groups, sec.now() as now),
             me as materialized (select w.company, w.person, w.now,
               case when w.groups = '{}' then array(select id from app.attendance_group where company = w.company) else w.groups end as groups,
               coalesce((select b.tz from app.person p join app.locality l on l.company = p.company and l.id = p.locality_id
                           join app.branch b on b.company = l.company and b.id = l.branch where p.company = w.company and p.id = w.person),
                        (select b.tz from app.branch b where b.company = w.company order by b.id limit 1)) as tz, coalesce(",
        );
        q.push_bind(self.after.map(|cursor| cursor.as_of.clone()));
        q.push("::text::timestamptz, w.now) as as_of from who w)");
    }

    fn push_keyset(&self, q: &mut QueryBuilder<Postgres>) {
        let keys = self.order.keys();
        let way = if self.order.descends() { "desc" } else { "asc" };
        let texts: Vec<String> = keys.iter().map(|key| key_text(self.key(key.sql), key.kind)).collect();
        let sorted: Vec<String> = keys.iter().map(|key| format!("{} {way}", self.key(key.sql))).collect();
        let sorted = sorted.join(", ");
        q.push(format!(
            ", page as (select r.id, array[{}] as keys, row_number() over (order by {sorted}) as n from app.request r",
            texts.join(", ")
        ));
        match self.order.sort {
            Sort::Student => q.push(" join academic.student s on s.company = r.company and s.id = r.student_id"),
            Sort::Type => q.push(" join app.request_type t on t.company = r.company and t.id = r.type_id"),
            Sort::Stage => q.push(" join app.stage st on st.company = r.company and st.id = r.stage_id"),
            Sort::Queue | Sort::Opened | Sort::Closed | Sort::Protocol | Sort::Due | Sort::Priority => &mut *q,
        };
        q.push(" where true");
        self.push_scope(q, true);
        if let Some(cursor) = self.after {
            let names: Vec<&str> = keys.iter().map(|key| self.key(key.sql)).collect();
            q.push(format!(" and ({}) {} (", names.join(", "), if self.order.descends() { "<" } else { ">" }));
            for (n, (key, value)) in keys.iter().zip(&cursor.keys).enumerate() {
                q.push(if n == 0 { "" } else { ", " });
                q.push_bind(value.clone()).push(format!("::text::{}", key.kind.sql()));
            }
            q.push(")");
        }
        q.push(format!(" order by {sorted} limit ")).push_bind(self.limit).push(")");
    }

    /// A list of ended requests sorts by the column that its index knows.
    fn key<'k>(&self, sql: &'k str) -> &'k str {
        if self.order.sort == Sort::Closed && self.plan.life == Life::Closed && sql.contains("closed_at") {
            "r.closed_at"
        } else {
            sql
        }
    }

    fn push_ranges(&self, q: &mut QueryBuilder<Postgres>) {
        q.push(", ranges as (select g.id as queue, w.on_time, w.priority, ");
        let after = self.after.and_then(|cursor| <&[String; 5]>::try_from(cursor.keys.as_slice()).ok());
        // In the range where the last page ended the lower bound is its last row; later ranges are read from their start.
        let first_due = match self.plan.lateness {
            // Nobody's deadline runs while the student owes an answer: the waiting stand at infinity.
            Lateness::Waiting => "timestamptz 'infinity'",
            Lateness::Any | Lateness::Late => "case when w.on_time then me.as_of else '-infinity' end",
        };
        let starts = [
            ("lo_due", "timestamptz", first_due),
            ("lo_opened", "timestamptz", "timestamptz '-infinity'"),
            ("lo_id", "bigint", "bigint '0'"),
        ];
        for (n, (name, kind, start)) in starts.into_iter().enumerate() {
            if let Some(keys @ [on_time, priority, ..]) = after {
                q.push("case when (w.on_time, w.priority) = (").push_bind(on_time.clone()).push("::text::boolean, ");
                q.push_bind(priority.clone()).push("::text::int) then ");
                q.push_bind(keys.get(n + 2).cloned()).push(format!("::text::{kind} else {start} end as {name}, "));
            } else {
                q.push(format!("{start} as {name}, "));
            }
        }
        q.push("case when w.on_time then timestamptz 'infinity' else me.as_of - interval '1 microsecond' end as hi_due from me, ");
        match &self.plan.groups {
            _ if self.plan.mine => q.push("(select person as id from me) g"),
            Groups::Mine => q.push("unnest(me.groups) g(id)"),
            Groups::All => {
                q.push("(select id from app.attendance_group where company = (select company from me)) g(id)")
            }
            Groups::These(ids) => q.push("unnest(").push_bind(ids.clone()).push(") g(id)"),
        };
        q.push(match self.plan.lateness {
            Lateness::Any => ", (select f.on_time, p.priority from (values (false), (true)) f(on_time), generate_series(1, 5) p(priority)) w",
            Lateness::Late => ", (select false as on_time, p.priority from generate_series(1, 5) p(priority)) w",
            Lateness::Waiting => ", (select true as on_time, p.priority from generate_series(1, 5) p(priority)) w",
        });
        if let Some([on_time, priority, ..]) = after {
            q.push(" where (w.on_time, w.priority) >= (").push_bind(on_time.clone()).push("::text::boolean, ");
            q.push_bind(priority.clone()).push("::text::int)");
        }
        let names = ["x.on_time", "x.priority", "x.due_sort", "x.opened_at", "x.id"];
        let keys: Vec<String> =
            names.iter().zip(self.order.keys()).map(|(name, key)| key_text(name, key.kind)).collect();
        let column = if self.plan.mine { "assignee_id" } else { "group_id" };
        q.push(format!(
            "), page as (select x.id, array[{}] as keys, row_number() over (order by x.on_time, x.priority, x.due_sort, x.opened_at, x.id) as n
             from (select a.on_time, y.* from ranges a cross join lateral (select r.id, r.priority, r.due_sort, r.opened_at from app.request r
             where r.company = (select company from me) and r.{column} = a.queue and r.priority = a.priority and r.closed_at is null
             and r.due_sort <= a.hi_due and (r.due_sort, r.opened_at, r.id) > (a.lo_due, a.lo_opened, a.lo_id)",
            keys.join(", ")
        ));
        self.push_conditions(q);
        q.push(" order by r.due_sort, r.opened_at, r.id limit ").push_bind(self.limit);
        q.push(") y order by a.on_time, y.priority, y.due_sort, y.opened_at, y.id limit ")
            .push_bind(self.limit)
            .push(") x)");
    }

    /// Whose requests, and whether still open.
    fn push_scope(&self, q: &mut QueryBuilder<Postgres>, with_lateness: bool) {
        q.push(" and r.company = (select company from me)");
        match &self.plan.groups {
            Groups::Mine => q.push(" and r.group_id = any ((select groups from me)::int[])"),
            Groups::All => &mut *q,
            Groups::These(ids) => q.push(" and r.group_id = any (").push_bind(ids.clone()).push(")"),
        };
        q.push(match self.plan.life {
            Life::Open => " and r.closed_at is null",
            Life::Closed => " and r.closed_at is not null",
            Life::Any => "",
        });
        if with_lateness && self.plan.lateness == Lateness::Late {
            q.push(" and r.due_sort < (select as_of from me)");
        }
        self.push_conditions(q);
    }

    fn push_conditions(&self, q: &mut QueryBuilder<Postgres>) {
        if self.plan.lateness == Lateness::Waiting {
            q.push(" and r.status = 'waiting'");
        }
        if self.plan.mine {
            q.push(" and r.assignee_id = (select person from me)");
        }
        for cond in &self.plan.conds {
            q.push(" and ");
            conds::push(q, cond);
        }
    }
}
