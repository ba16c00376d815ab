//! Every kind of change to a flow, one at a time, against the sample school's past: the requests that a replay names are
//! exactly those that a plain statement over the tables finds, which knows nothing of flows.

use std::collections::{BTreeMap, BTreeSet};

use balcao::domain::flow::TypeFile;
use balcao::domain::flow::file::{DataType, StageField};
use balcao::store::replay::{Finding, Replay, replay};
use balcao::store::seed::Seed;
use balcao::store::{Db, admin};
use sqlx::{AssertSqlSafe, PgPool};

use crate::seed::{school, usual};
use crate::support::{Scratch, run};
use crate::walk::full;

/// An event that was not undone, with the codes of its stages and its reason.
const EVENTS: &str = "
create view e as select q.protocol, h.request_id, h.seq, h.kind, h.outcome, h.actor_id, h.from_assignee, h.from_group, st.code as stage, f.code as was, m.code as reason,
    f.is_default as was_default, st.is_default, (select count(*) from app.history x where x.request_id = h.request_id and x.seq < h.seq
      and x.kind in ('opened', 'forwarded', 'returned', 'reopened') and not exists (select from app.history u where u.request_id = x.request_id and u.undoes = x.seq)) as visit,
    n.note is not null as noted
  from app.request q join app.history h on h.request_id = q.id join app.stage st on st.id = h.to_stage left join app.stage f on f.id = h.from_stage
  left join app.reason m on m.id = h.reason_id left join app.history_note n on n.request_id = h.request_id and n.seq = h.seq
 where q.type_id = (select id from app.request_type where code = current_setting('t.code'))
   and not exists (select from app.history u where u.request_id = h.request_id and u.undoes = h.seq);
create view x as select q.protocol, a.request_id, a.visit_no, st.code as stage, f.key, a.value #>> '{}' as value
  from app.request q join app.answer a on a.request_id = q.id join app.stage_field f on f.id = a.field_id join app.stage st on st.id = f.stage_id
 where q.type_id = (select id from app.request_type where code = current_setting('t.code'))";

struct Past {
    scratch: Scratch,
    owner: PgPool,
    db: Db,
    code: String,
    file: TypeFile,
    /// Changes compared, by kind, with the requests found by all of them.
    compared: BTreeMap<&'static str, (usize, usize)>,
}

impl Past {
    /// Protocols that a statement finds.
    async fn found(&self, sql: &str) -> BTreeSet<String> {
        let sql = format!("select set_config('t.code', '{}', false); {sql}", self.code);
        let mut connection = self.owner.acquire().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.clone()))
            .fetch_all(&mut *connection)
            .await
            .unwrap_or_else(|error| panic!("{error}: {sql}"))
            .into_iter()
            .skip(1)
            .map(|row| sqlx::Row::get(&row, 0))
            .collect()
    }

    async fn replay(&self, file: &TypeFile) -> Replay {
        admin::import_type(&self.db, &file.to_doc(), None).await.unwrap();
        replay(&self.db, &self.code, Some("draft"), None).await.unwrap()
    }

    /// Replays a changed flow: the requests with this finding are those of the statement, and all others fit.
    async fn same(&mut self, kind: &'static str, file: &TypeFile, is_it: impl Fn(&Finding) -> bool, sql: &str) {
        let replay = self.replay(file).await;
        let named: BTreeSet<String> = replay
            .items
            .iter()
            .filter(|item| item.findings.iter().any(&is_it))
            .map(|item| item.protocol.clone())
            .collect();
        let expected = self.found(sql).await;
        assert_eq!(named, expected, "{kind}: {sql}");
        assert_eq!(replay.fits, replay.total - expected.len() as i64, "{kind}, others fit: {sql}\n{:#?}", replay.items);
        let (changes, requests) = self.compared.entry(kind).or_default();
        *changes += 1;
        *requests += expected.len();
    }
}

async fn past(code: &str) -> Past {
    let scratch = school(Seed { requests: 1_000, ..usual() }).await;
    let (owner, db) = (scratch.admin(), Db::from(scratch.login("admin")));
    sqlx::raw_sql(EVENTS).execute(&owner).await.unwrap();
    let document = admin::export_type(&db, code, Some("published")).await.unwrap();
    let file = TypeFile::from_doc(&document).unwrap();
    Past { scratch, owner, db, code: code.to_owned(), file, compared: BTreeMap::new() }
}

fn is(verdict: &'static str) -> impl Fn(&Finding) -> bool {
    move |finding| finding.verdict == verdict
}

/// A gate that was passed in a stage: left by a reason that does not skip it, or concluded but not denied.
fn gated(file: &TypeFile, stage: &str) -> String {
    let skips: Vec<String> =
        file.edges.iter().filter(|e| e.from == stage && e.skip_required).map(|e| format!("'{}'", e.reason)).collect();
    let skipped = if skips.is_empty() { String::new() } else { format!("and e.reason not in ({})", skips.join(", ")) };
    format!(
        "((e.kind = 'forwarded' and e.was = '{stage}' {skipped}) or (e.kind = 'concluded' and e.stage = '{stage}' and e.outcome <> 'denied'))"
    )
}

fn field(key: &str, kind: DataType) -> StageField {
    StageField {
        key: key.into(),
        label: "Novo campo".into(),
        kind,
        required: true,
        min: None,
        max: None,
        regex: None,
        choices: vec![],
        query: None,
        default: None,
        help: String::new(),
        filled_by: balcao::domain::flow::file::FilledBy::Attendant,
        visible_to_student: false,
        restricted: false,
    }
}

/// Reasons retargeted, dropped, asking for a note.
async fn ways(past: &mut Past) {
    let whole = past.file.clone();
    for (index, edge) in whole.edges.iter().enumerate() {
        let used = format!(
            "select protocol from e where e.kind = 'forwarded' and e.was = '{}' and e.reason = '{}'",
            edge.from, edge.reason
        );
        let mut file = whole.clone();
        file.edges.remove(index);
        past.same("a reason dropped", &file, is("stops"), &used).await;
        let mut file = whole.clone();
        file.edges[index].note_required = true;
        let unnoted = format!("{used} and not e.noted");
        past.same("a note required", &file, |f| f.field.as_deref() == Some("note"), &unnoted).await;
        for other in whole.stages.iter().filter(|s| s.code != edge.from && s.code != edge.to) {
            let mut file = whole.clone();
            file.edges[index].to.clone_from(&other.code);
            past.same("a reason retargeted", &file, is("other"), &used).await;
        }
    }
}

/// Rights and outcomes taken from stages, fields asked for, made required, narrowed.
async fn stages(past: &mut Past) {
    let whole = past.file.clone();
    for (index, stage) in whole.stages.iter().enumerate() {
        let code = &stage.code;
        for (right, verdict, sql) in [
            ("wait", "forbidden", format!("select protocol from e where e.kind = 'wait_started' and e.stage = '{code}'")),
            ("return", "stops", format!("select protocol from e where e.kind = 'returned' and e.was = '{code}'")),
            ("conclude", "stops", format!("select protocol from e where e.kind = 'concluded' and e.stage = '{code}'")),
            (
                "cancel",
                "forbidden",
                format!("select protocol from e where e.kind = 'cancelled' and e.stage = '{code}' and e.actor_id = e.from_assignee and e.actor_id not in
                  (select m.person_id from app.group_member m join app.person p on p.id = m.person_id where m.group_id = e.from_group and m.lead and p.role = 'supervisor')"),
            ),
        ] {
            if !stage.can.iter().any(|can| can.word() == right) {
                continue;
            }
            let mut file = whole.clone();
            file.stages[index].can.retain(|can| can.word() != right);
            if right == "conclude" {
                file.stages[index].outcomes.clear();
            }
            past.same("a right taken away", &file, is(verdict), &sql).await;
        }
        for outcome in &stage.outcomes {
            let mut file = whole.clone();
            file.stages[index].outcomes.retain(|other| other != outcome);
            let sql = format!(
                "select protocol from e where e.kind = 'concluded' and e.stage = '{code}' and e.outcome = '{}'",
                outcome.word()
            );
            past.same("an outcome taken away", &file, is("stops"), &sql).await;
        }
        let mut file = whole.clone();
        file.stages[index].fields.push(field("novo_campo", DataType::ShortText));
        let sql = format!("select protocol from e where {}", gated(&whole, code));
        past.same("a field asked for", &file, is("missing"), &sql).await;
        for (at, had) in stage.fields.iter().enumerate() {
            let key = &had.key;
            if !had.required {
                let mut file = whole.clone();
                file.stages[index].fields[at].required = true;
                let sql = format!(
                    "select protocol from e where {} and not exists (select from x where x.request_id = e.request_id and x.visit_no = e.visit and x.key = '{key}')",
                    gated(&whole, code)
                );
                past.same("a field made required", &file, is("missing"), &sql).await;
            }
            for choice in &had.choices {
                let value = choice.split('|').next().unwrap();
                let mut file = whole.clone();
                file.stages[index].fields[at].choices.retain(|other| other != choice);
                let sql = format!(
                    "select protocol from x where x.stage = '{code}' and x.key = '{key}' and x.value = '{value}'"
                );
                past.same("an option taken away", &file, is("invalid"), &sql).await;
            }
            if matches!(had.kind, DataType::ShortText | DataType::LongText) && had.regex.is_none() {
                let mut file = whole.clone();
                file.stages[index].fields[at].regex = Some("[A-Za-z ]*".into());
                let sql = format!(
                    "select protocol from x where x.stage = '{code}' and x.key = '{key}' and x.value !~ '^[A-Za-z ]*$'"
                );
                past.same("a pattern asked for", &file, is("invalid"), &sql).await;
            }
            if had.kind != DataType::File {
                let mut file = whole.clone();
                file.stages[index].fields[at] = StageField { required: had.required, ..field(key, DataType::File) };
                let sql = format!("select protocol from x where x.stage = '{code}' and x.key = '{key}'");
                past.same("a field of another type", &file, is("invalid"), &sql).await;
            }
        }
    }
}

/// What is asked at opening, and where a request begins.
async fn opening(past: &mut Past) {
    let whole = past.file.clone();
    for (index, asked) in whole.parameters.iter().enumerate() {
        let answered = format!("select q.protocol from app.request q where q.type_id = (select id from app.request_type where code = '{}')
            and exists (select from app.parameter_answer y join app.type_parameter p on p.id = y.parameter_id where y.request_id = q.id and p.code = '{}')", past.code, asked.code);
        let everyone = answered.split(" and exists").next().unwrap().split("\n").next().unwrap().to_owned();
        let mut file = whole.clone();
        file.parameters[index].code = "outro".into();
        file.parameters[index].required = true;
        past.same("a question asked at opening", &file, |f| f.verdict == "missing" && f.stage.is_none(), &everyone)
            .await;
        let mut file = whole.clone();
        file.parameters[index].kind = if asked.kind == DataType::Date { DataType::Integer } else { DataType::Date };
        (file.parameters[index].query, file.parameters[index].min, file.parameters[index].max) = (None, None, None);
        (file.parameters[index].choices, file.parameters[index].regex) = (vec![], None);
        past.same("a question of another type", &file, is("invalid"), &answered).await;
    }
    for (index, stage) in whole.stages.iter().enumerate().filter(|(_, stage)| !stage.default && stage.activate_task) {
        let mut file = whole.clone();
        for other in &mut file.stages {
            other.default = false;
        }
        (file.stages[index].default, file.stages[index].entry) = (true, true);
        let sql =
            format!("select protocol from e where e.kind = 'opened' and e.is_default and e.stage <> '{}'", stage.code);
        past.same("another default stage", &file, |f| f.act.as_deref() == Some("opened"), &sql).await;
    }
}

#[test]
fn a_changed_draft_reports_exactly_the_requests_that_a_plain_statement_finds() {
    run(async {
        let codes = ["trancamento", "revisao-prova", "segunda-chamada", "correcao-cadastral"];
        for code in &codes[..if full() { 4 } else { 1 }] {
            let mut past = past(code).await;
            ways(&mut past).await;
            stages(&mut past).await;
            opening(&mut past).await;
            let changes: usize = past.compared.values().map(|(changes, _)| changes).sum();
            println!("{code}: {changes} changes, {:?}", past.compared);
            assert!(changes >= 20, "{changes} changes");
            drop(past.scratch);
        }
    });
}

#[test]
fn the_published_flows_fit_the_whole_past_of_the_sample_school() {
    run(async {
        let scratch = school(Seed { requests: 1_000, ..usual() }).await;
        let db = Db::from(scratch.login("admin"));
        let codes: Vec<String> = sqlx::query_scalar(
            "select distinct t.code::text from app.request_type t join app.request q on q.type_id = t.id",
        )
        .fetch_all(&scratch.admin())
        .await
        .unwrap();
        let mut total = 0;
        for code in &codes {
            let found = replay(&db, code, Some("published"), None).await.unwrap();
            assert_eq!(found.fits, found.total, "{code}: {:#?}", found.items);
            assert_eq!(found.totals.touches.recorded, found.totals.touches.draft, "{code}");
            assert_eq!(found.totals.days.recorded, found.totals.days.draft, "{code}");
            assert_eq!(found.totals.charges.recorded, found.totals.charges.draft, "{code}");
            total += found.total;
        }
        assert_eq!(total, 1_000);
        assert!(codes.len() >= 12, "{codes:?}");
    });
}
