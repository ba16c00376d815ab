//! What must be true of every database of requests, whoever filled it (I-1…I-9), asked of the rows alone.

use sqlx::postgres::PgConnection;

/// Each names the invariant and answers the protocols that break it.
const INVARIANTS: [(&str, &str); 12] = [
    (
        "I-1 closed exactly when ended, outcome exactly when concluded",
        "select protocol from app.request where (closed_at is not null) <> (status in ('concluded', 'cancelled')) or (outcome is not null) <> (status = 'concluded')",
    ),
    (
        "I-2 nobody holds what is queued, somebody what is in progress",
        "select protocol from app.request where (status = 'queued' and assignee_id is not null) or (status = 'in_progress' and assignee_id is null)",
    ),
    (
        "I-3 the stage belongs to the version and the version to the type",
        "select r.protocol from app.request r left join app.stage s on s.company = r.company and s.id = r.stage_id left join app.flow_version v on v.company = r.company and v.id = s.version_id and v.type_id = r.type_id where v.id is null or s.version_id <> r.version_id",
    ),
    (
        "I-3 the last event ends where the request stands",
        "select r.protocol from app.request r join app.history h on h.company = r.company and h.request_id = r.id and h.seq = r.version where h.to_stage <> r.stage_id or h.to_status <> r.status or h.to_group <> r.group_id or h.to_assignee is distinct from r.assignee_id or h.outcome is distinct from r.outcome and h.kind = 'concluded'",
    ),
    (
        "I-4 seq runs from 1 to the version without a gap",
        "select r.protocol from app.request r left join app.history h on h.company = r.company and h.request_id = r.id group by r.company, r.id having count(h.seq) <> max(r.version) or min(h.seq) is distinct from 1 or max(h.seq) <> max(r.version)",
    ),
    (
        "I-4 each event begins where the one before it ended",
        "select r.protocol from (select company, request_id, seq, from_status, from_stage, from_group, from_assignee, lag(to_status) over o as s, lag(to_stage) over o as t, lag(to_group) over o as g, lag(to_assignee) over o as a from app.history window o as (partition by company, request_id order by seq)) h join app.request r on r.company = h.company and r.id = h.request_id where h.seq > 1 and (h.from_status is distinct from h.s or h.from_stage is distinct from h.t or h.from_group is distinct from h.g or h.from_assignee is distinct from h.a)",
    ),
    (
        "I-4 history starts with the opening and time does not run back",
        "select r.protocol from (select company, request_id, seq, kind, at, lag(at) over (partition by company, request_id order by seq) as prior from app.history) h join app.request r on r.company = h.company and r.id = h.request_id where (h.seq = 1) <> (h.kind = 'opened') or h.at < h.prior",
    ),
    (
        "I-6 one default stage at most, and it can be entered",
        "select version_id::text from app.stage where is_default group by company, version_id having count(*) > 1 or not bool_and(is_entry and activate_task)",
    ),
    (
        "I-8 what was granted or done has every required field of its last visit",
        "select r.protocol from app.request r join app.stage_field f on f.company = r.company and f.stage_id = r.stage_id and f.required and f.filled_by = 'attendant' left join app.answer a on a.company = r.company and a.request_id = r.id and a.visit_no = r.visit_no and a.field_id = f.id where r.outcome in ('granted', 'done') and a.field_id is null",
    ),
    (
        "visits are gapless and the last is the current one",
        "select r.protocol from app.request r left join app.visit v on v.company = r.company and v.request_id = r.id group by r.company, r.id having count(v.no) <> max(r.visit_no) or max(v.no) <> max(r.visit_no)",
    ),
    (
        "I-9 paused time is not negative and nothing paused runs",
        "select protocol from app.request where sla_paused_seconds < 0 or (paused_at is not null) <> (status = 'waiting') or (waiting_until is not null and status <> 'waiting')",
    ),
    (
        "W-5 the last visit is in the stage and group of the request",
        "select r.protocol from app.request r join app.visit v on v.company = r.company and v.request_id = r.id and v.no = r.visit_no where v.stage_id <> r.stage_id or v.group_id <> r.group_id or (v.left_at is not null and r.closed_at is null)",
    ),
];

/// Asks every invariant, and the hash chain of every request of every company.
///
/// # Errors
/// Names the broken invariant and the requests.
pub async fn hold(superuser: &mut PgConnection) -> Result<(), String> {
    for (name, sql) in INVARIANTS {
        let broken: Vec<String> =
            sqlx::query_scalar(sql).fetch_all(&mut *superuser).await.map_err(|e| format!("{name}: {e}"))?;
        if !broken.is_empty() {
            return Err(format!("{name}: {broken:?}"));
        }
    }
    Ok(())
}
