//! The real engine as the walk sees it: one call of `api` per step, made by the person, and what the rows say after.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::postgres::{PgConnection, PgDatabaseError};
use sqlx::{Connection as _, Row as _};

use super::house;
use crate::model::acts::{Act, Step};
use crate::model::answers::text;
use crate::model::standing::No;
use crate::model::world::{Request, World};

/// What the engine answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Request(Value),
    Woken(i64),
    Refused(No),
    /// Something that is neither done nor a refusal: always a bug.
    Broken(String),
}

/// One connection per person, each logged in as that person, and the superuser's to look and to turn the clock.
pub struct Engine {
    pub all_seeing: PgConnection,
    people: Vec<Option<PgConnection>>,
    db: String,
}

impl Engine {
    /// Opens a database.
    pub async fn open(db: &str, people: usize) -> Engine {
        Engine {
            all_seeing: house::superuser(db).await,
            people: (0..people).map(|_| None).collect(),
            db: db.to_owned(),
        }
    }

    async fn connection(&mut self, w: &World, who: usize) -> &mut PgConnection {
        if self.people[who].is_none() {
            self.people[who] = Some(house::login(&w.people[who].login, &self.db).await);
        }
        self.people[who].as_mut().expect("just opened")
    }

    /// Turns the engine's clock.
    pub async fn turn(&mut self, to: i64) {
        sqlx::query("update app.clock set frozen_at = to_timestamp($1::bigint)")
            .bind(to)
            .execute(&mut self.all_seeing)
            .await
            .expect("the clock");
    }

    /// What the staff office does meanwhile: somebody comes or goes, or changes groups.
    pub async fn staff(&mut self, w: &World, person: usize) {
        let p = &w.people[person];
        let mut sql = format!(
            "set session_replication_role = replica; update app.person set active = {} where id = {};",
            p.active,
            person + 1
        );
        sql += &format!("delete from app.group_member where company = {} and person_id = {};", p.company, person + 1);
        for (group, lead) in &p.groups {
            sql +=
                &format!("insert into app.group_member values ({}, {}, {}, {lead});", p.company, group + 1, person + 1);
        }
        sql += "set session_replication_role = origin;";
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.all_seeing).await.expect("the staff changes");
    }

    /// Does the step as its person.
    pub async fn step(&mut self, w: &World, step: &Step) -> Answer {
        let (sql, args) = call(w, step);
        let c = self.connection(w, step.who).await;
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for arg in args {
            query = query.bind(arg);
        }
        match query.fetch_one(&mut *c).await {
            Ok(row) if matches!(step.act, Act::WakeDue) => Answer::Woken(row.get::<i64, _>(0)),
            Ok(row) => Answer::Request(row.get(0)),
            Err(e) => {
                // The server tells of an error before it lets go of its locks, which whoever skips locked rows would
                // notice; it answers the next question only after.
                c.ping().await.expect("the connection lives");
                refusal(&e).map_or_else(|| Answer::Broken(told(&e)), Answer::Refused)
            }
        }
    }

    /// The engine's own word on what the person may do now.
    pub async fn why(&mut self, w: &World, who: usize, protocol: &str) -> Result<Value, String> {
        let c = self.connection(w, who).await;
        sqlx::query_scalar::<_, Value>("select api.why($1)").bind(protocol).fetch_one(c).await.map_err(|e| told(&e))
    }

    /// The engine's own check of its histories.
    pub async fn verify(&mut self, w: &World, who: usize) -> Result<Value, String> {
        let c = self.connection(w, who).await;
        sqlx::query_scalar::<_, Value>("select api.verify()").fetch_one(c).await.map_err(|e| told(&e))
    }

    /// Everything the rows say of a request, in the words of the model.
    pub async fn row(&mut self, company: i16, protocol: &str) -> BTreeMap<&'static str, String> {
        let row =
            sqlx::query(ROW).bind(company).bind(protocol).fetch_optional(&mut self.all_seeing).await.expect("the row");
        let Some(row) = row else { return BTreeMap::from([("status", "no such request".to_owned())]) };
        NAMES.iter().map(|n| (*n, row.get::<Option<String>, _>(*n).unwrap_or_default())).collect()
    }
}

fn told(e: &sqlx::Error) -> String {
    match e.as_database_error() {
        Some(d) => format!("{} {}", d.code().unwrap_or_default(), d.message()),
        None => e.to_string(),
    }
}

/// A refusal of the engine; none when the error is of another kind.
pub fn refusal(e: &sqlx::Error) -> Option<No> {
    let d = e.as_database_error()?;
    let class = match d.code()?.as_ref() {
        // A command that the person's role may not call at all.
        "42501" if d.message().starts_with("permission denied for function") => {
            return Some(No { class: 5, problems: [("E_FORBIDDEN".to_owned(), String::new())].into() });
        }
        "BL001" => 1,
        "BL004" => 4,
        "BL005" => 5,
        _ => return None,
    };
    let detail: Value = serde_json::from_str(d.downcast_ref::<PgDatabaseError>().detail()?).ok()?;
    let problems = detail["problems"].as_array()?.iter();
    let told = |p: &Value| {
        (p["code"].as_str().unwrap_or_default().to_owned(), p["field"].as_str().unwrap_or_default().to_owned())
    };
    Some(No { class, problems: problems.map(told).collect::<BTreeSet<_>>() })
}

fn instant(at: i64) -> String {
    chrono::DateTime::from_timestamp(at, 0).expect("a moment").to_rfc3339()
}

/// The call of `api` and its arguments, all as text.
fn call(w: &World, step: &Step) -> (String, Vec<Option<String>>) {
    let protocol = || ("p_protocol", "", Some(step.protocol.clone()));
    let values = |v: &crate::model::acts::Values| {
        ("p_values", "::jsonb", (!v.is_empty()).then(|| Value::Object(v.clone()).to_string()))
    };
    let note = |n: &Option<String>| ("p_note", "", n.clone());
    let mut given: Vec<(&str, &str, Option<String>)> = match &step.act {
        Act::Open(o) => {
            let mut p = serde_json::json!({
                "student": o.student, "type": o.kind, "parameters": o.parameters, "description": o.description,
            });
            for (key, value) in [("location", &o.location), ("entry", &o.entry), ("group", &o.group)] {
                if let Some(v) = value {
                    p[key] = Value::String(v.clone());
                }
            }
            vec![("p", "::jsonb", Some(p.to_string()))]
        }
        Act::TakeNext { group } => vec![("p_group", "", group.map(|g| w.groups[g].code.to_owned()))],
        Act::WakeDue => vec![],
        Act::Take | Act::Undo => vec![protocol()],
        Act::Release | Act::Resume => vec![protocol()],
        Act::SetFields { values: v } => vec![protocol(), values(v)],
        Act::Forward { reason, note: n, values: v } => {
            vec![protocol(), ("p_reason", "", Some(reason.clone())), note(n), values(v)]
        }
        Act::SendBack { note: n } => vec![protocol(), note(n)],
        Act::Wait { message, until } => {
            vec![protocol(), ("p_message", "", message.clone()), ("p_until", "::timestamptz", until.map(instant))]
        }
        Act::Conclude { outcome, note: n, values: v } => {
            vec![protocol(), ("p_outcome", "", Some(outcome.clone())), note(n), values(v)]
        }
        Act::Cancel { note: n, reason } | Act::Reopen { note: n, reason } => {
            vec![protocol(), note(n), ("p_reason", "", reason.clone())]
        }
        Act::Assign { to } => vec![protocol(), ("p_to", "", Some(to.clone()))],
        Act::Message { body, internal } => vec![
            protocol(),
            ("p_body", "", Some(body.clone())),
            ("p_internal", "::boolean", Some(internal.to_string())),
        ],
        Act::Priority { to, note: n } => vec![protocol(), ("p_priority", "::int", Some(to.to_string())), note(n)],
    };
    if !matches!(step.act, Act::WakeDue) {
        given.push(("p_op", "::uuid", Some(step.op.to_string())));
    }
    if !matches!(step.act, Act::WakeDue | Act::Open(_) | Act::TakeNext { .. }) {
        given.push(("p_if_version", "::int", step.if_version.map(|v| v.to_string())));
    }
    let list: Vec<String> =
        given.iter().enumerate().map(|(i, (name, cast, _))| format!("{name} => ${}::text{cast}", i + 1)).collect();
    let cast = if matches!(step.act, Act::WakeDue) { "::bigint" } else { "" };
    (format!("select api.{}({}){cast}", step.act.name(), list.join(", ")), given.into_iter().map(|g| g.2).collect())
}

const NAMES: [&str; 15] = [
    "status", "stage", "group", "assignee", "version", "outcome", "priority", "due", "closed", "until", "history",
    "visits", "answers", "done", "messages",
];

const ROW: &str = "
select r.status, s.code::text as stage, g.code::text as group, p.login as assignee, r.version::text, r.outcome, r.priority::text,
  case when r.closed_at is null and r.status <> 'waiting' then extract(epoch from r.due_at)::bigint::text end as due,
  extract(epoch from r.closed_at)::bigint::text as closed, extract(epoch from r.waiting_until)::bigint::text as until,
  (select string_agg(h.kind || '/' || h.actor || coalesce('/' || h.undoes, ''), ' ' order by h.seq) from app.history h
    where h.company = r.company and h.request_id = r.id) as history,
  (select string_agg(vs.code || '@' || vg.code || ':' || coalesce(case when v.no < r.visit_no then vp.login end, '-'), ' ' order by v.no) from app.visit v
    join app.stage vs on vs.company = v.company and vs.id = v.stage_id
    join app.attendance_group vg on vg.company = v.company and vg.id = v.group_id left join app.person vp on vp.company = v.company and vp.id = v.handler_id
    where v.company = r.company and v.request_id = r.id) as visits,
  (select string_agg(f.key || '=' || case when f.data_type = 'file' then 'file' else a.value #>> '{}' end, ' ' order by f.key) from app.answer a
    join app.stage_field f on f.company = a.company and f.id = a.field_id
    where a.company = r.company and a.request_id = r.id and a.visit_no = r.visit_no) as answers,
  (select string_agg(k.key, ' ' order by k.key) from app.action_done d join app.stage_action k on k.company = d.company and k.id = d.action_id
    where d.company = r.company and d.request_id = r.id and d.visit_no = r.visit_no) as done,
  (select count(*)::text from app.history h where h.company = r.company and h.request_id = r.id and h.kind in ('message', 'note')) as messages
from app.request r
join app.stage s on s.company = r.company and s.id = r.stage_id
join app.attendance_group g on g.company = r.company and g.id = r.group_id
left join app.person p on p.company = r.company and p.id = r.assignee_id
where r.company = $1 and r.protocol = $2";

/// The same of the model's request.
pub fn foreseen(w: &World, r: &Request) -> BTreeMap<&'static str, String> {
    let login = |p: Option<usize>| p.map(|p| w.people[p].login.clone());
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let stage = w.stage(r);
    let answers: BTreeMap<&String, String> = r
        .visit()
        .answers
        .iter()
        .map(|(k, v)| {
            let file = stage.fields.iter().any(|f| f.key == k && f.data_type == "file");
            (k, if file { "file".to_owned() } else { text(v) })
        })
        .collect();
    let live = r.now.status.open() && r.now.status.word() != "waiting";
    let join = |words: Vec<String>| words.join(" ");
    BTreeMap::from([
        ("status", r.now.status.word().to_owned()),
        ("stage", stage.code.to_owned()),
        ("group", w.groups[r.now.group].code.to_owned()),
        ("assignee", login(r.now.assignee).unwrap_or_default()),
        ("version", r.version().to_string()),
        ("outcome", r.now.outcome.clone().unwrap_or_default()),
        ("priority", r.now.priority.to_string()),
        ("due", number(r.now.due_at.filter(|_| live))),
        ("closed", number(r.now.closed_at)),
        ("until", number(r.now.waiting_until)),
        (
            "history",
            join(
                r.events
                    .iter()
                    .map(|e| {
                        let undoes = e.undoes.map(|u| format!("/{u}")).unwrap_or_default();
                        format!("{}/{}{undoes}", e.kind, login(e.actor).unwrap_or_else(|| "system".to_owned()))
                    })
                    .collect(),
            ),
        ),
        // Who handled a visit is settled when it is left.
        (
            "visits",
            join(
                r.now
                    .visits
                    .iter()
                    .enumerate()
                    .map(|(i, v)| {
                        let handler = login(v.handler).filter(|_| i + 1 < r.now.visits.len());
                        format!(
                            "{}@{}:{}",
                            w.kinds[r.kind].stages[v.stage].code,
                            w.groups[v.group].code,
                            handler.unwrap_or_else(|| "-".to_owned())
                        )
                    })
                    .collect(),
            ),
        ),
        ("answers", join(answers.iter().map(|(k, v)| format!("{k}={v}")).collect())),
        ("done", join(r.visit().done.iter().cloned().collect())),
        ("messages", r.messages.to_string()),
    ])
}
