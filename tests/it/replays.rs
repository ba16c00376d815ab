//! Replaying the past on a draft (issue 3 §5): a draft like the published flow fits whole; a changed one reports
//! exactly the requests that a plain statement finds; nothing is written.

use std::collections::BTreeSet;

use balcao::domain::flow::file::{DataType, StageField};
use balcao::domain::flow::walk::{Leg, tour};
use balcao::domain::flow::{SHIPPED, TypeFile};
use balcao::store::replay::{Replay, replay};
use balcao::store::walk::{Asked, walk_all};
use balcao::store::{Db, admin};
use chrono::Utc;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use crate::support::{Scratch, run};

const CODE: &str = "trancamento";

/// Rows that a walk would only have had on loan: the type's requests, played for good by the people of the fixture.
async fn past(scratch: &Scratch, legs: &[Leg]) {
    let owner = scratch.admin();
    for (number, leg) in legs.iter().enumerate() {
        sqlx::query(
            "with s as (insert into academic.student (company, ra, name) values (1, $1, 'Aluno') returning id), \
                  d as (select id, starts from academic.period where current_date between starts and ends), \
                  e as (insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on) \
                        select 1, s.id, d.id, 'Direito', 1, d.starts from s, d) \
             insert into academic.contract (company, student_id, period_id, course, number, signed_on) \
             select 1, s.id, d.id, 'Direito', $1, d.starts from s, d",
        )
        .bind(format!("R{number}"))
        .execute(&owner)
        .await
        .unwrap();
        let mut script = serde_json::to_value(&leg.script).unwrap();
        script["student"] = json!(format!("R{number}"));
        // The walk's own player, without its taking back: what really happened, in the words of the engine.
        let told: Value = sqlx::query_scalar(
            "select act.play((select row(p.company, p.id, p.login, p.name, p.role, p.profile_id)::sec.actor from app.person p where p.login = 'admin'), t, v, $2) \
               from app.request_type t join app.flow_version v on v.company = t.company and v.type_id = t.id and v.state = 'published' where t.code = $1",
        )
        .bind(CODE)
        .bind(&script)
        .fetch_one(&owner)
        .await
        .unwrap();
        assert_eq!(told["ok"], json!(true), "{told:#}");
    }
}

async fn of_draft(db: &Db, file: &TypeFile) -> Replay {
    admin::import_type(db, &file.to_doc(), None).await.unwrap();
    replay(db, CODE, Some("draft"), None).await.unwrap()
}

/// Protocols of requests with an event that a condition on history finds; undone events never happened.
async fn found(owner: &PgPool, condition: &str) -> BTreeSet<String> {
    let sql = format!(
        "select distinct q.protocol from app.request q join app.history h on h.company = q.company and h.request_id = q.id \
         join app.stage st on st.id = h.to_stage left join app.stage f on f.id = h.from_stage left join app.reason m on m.id = h.reason_id \
         where {condition} and not exists (select from app.history u where u.request_id = h.request_id and u.undoes = h.seq)"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(owner).await.unwrap().into_iter().collect()
}

fn told(replay: &Replay, verdict: &str) -> BTreeSet<String> {
    replay.items.iter().filter(|item| item.verdict == verdict).map(|item| item.protocol.clone()).collect()
}

#[test]
fn a_changed_draft_reports_exactly_the_requests_that_a_plain_statement_finds() {
    run(async {
        let scratch = Scratch::new().await;
        let (owner, db) = (scratch.admin(), Db::from(scratch.login("admin")));
        let (_, text) = SHIPPED.iter().find(|(code, _)| *code == CODE).unwrap();
        let file = TypeFile::parse(text).unwrap();
        admin::import_type(&db, &file.to_doc(), None).await.unwrap();
        admin::publish_flow(&db, CODE, None).await.unwrap();
        admin::activate_type(&db, CODE, true).await.unwrap();
        let plan = tour(&file, Some("published"), Utc::now().date_naive());
        past(&scratch, &plan.legs).await;

        let same = of_draft(&db, &file).await;
        assert_eq!((same.total, same.fits), (plan.legs.len() as i64, plan.legs.len() as i64), "{:#?}", same.items);

        let mut changes = 0;
        for (index, edge) in file.edges.iter().enumerate() {
            let used = format!("h.kind = 'forwarded' and f.code = '{}' and m.code = '{}'", edge.from, edge.reason);
            let users = found(&owner, &used).await;
            let mut dropped = file.clone();
            dropped.edges.remove(index);
            assert_eq!(told(&of_draft(&db, &dropped).await, "stops"), users, "without {}", edge.reason);
            let mut asking = file.clone();
            asking.edges[index].note_required = true;
            let noted = format!(
                "{used} and not exists (select from app.history_note n where n.request_id = h.request_id and n.seq = h.seq and n.note is not null)"
            );
            assert_eq!(
                told(&of_draft(&db, &asking).await, "missing"),
                found(&owner, &noted).await,
                "a note with {}",
                edge.reason
            );
            changes += 2;
        }
        for (index, stage) in file.stages.iter().enumerate() {
            let mut asking = file.clone();
            asking.stages[index].fields.push(field());
            let skips: Vec<String> = file
                .edges
                .iter()
                .filter(|e| e.from == stage.code && e.skip_required)
                .map(|e| format!("'{}'", e.reason))
                .collect();
            let skipped =
                if skips.is_empty() { String::new() } else { format!(" and m.code not in ({})", skips.join(", ")) };
            let asked = format!(
                "((h.kind = 'forwarded' and f.code = '{0}'{skipped}) or (h.kind = 'concluded' and st.code = '{0}' and h.outcome <> 'denied'))",
                stage.code
            );
            assert_eq!(
                told(&of_draft(&db, &asking).await, "missing"),
                found(&owner, &asked).await,
                "a field in {}",
                stage.code
            );
            changes += 1;
            if !stage.outcomes.is_empty() {
                let mut closed = file.clone();
                closed.stages[index].can.retain(|can| can.word() != "conclude");
                closed.stages[index].outcomes.clear();
                let concluded = format!("h.kind = 'concluded' and st.code = '{}'", stage.code);
                assert_eq!(
                    told(&of_draft(&db, &closed).await, "stops"),
                    found(&owner, &concluded).await,
                    "no end in {}",
                    stage.code
                );
                changes += 1;
            }
        }
        assert!(changes >= 20, "{changes} changes");
        // A retargeted way: whoever took it is led elsewhere, or stops there.
        let mut moved = file.clone();
        let used = format!(
            "h.kind = 'forwarded' and f.code = '{}' and m.code = '{}'",
            file.edges[0].from, file.edges[0].reason
        );
        moved.edges[0].to = file
            .stages
            .iter()
            .rev()
            .find(|s| s.code != file.edges[0].to && s.code != file.edges[0].from)
            .unwrap()
            .code
            .clone();
        let led = of_draft(&db, &moved).await;
        let all: BTreeSet<String> = told(&led, "other").union(&told(&led, "stops")).cloned().collect();
        assert_eq!(all, found(&owner, &used).await);
    });
}

fn field() -> StageField {
    StageField {
        key: "novo_campo".into(),
        label: "Novo campo".into(),
        kind: DataType::ShortText,
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

#[test]
fn a_replay_runs_where_nothing_can_be_written_and_is_the_administrators() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        let (_, text) = SHIPPED.iter().find(|(code, _)| *code == CODE).unwrap();
        let file = TypeFile::parse(text).unwrap();
        admin::import_type(&db, &file.to_doc(), None).await.unwrap();
        let toured =
            walk_all(&db, &file, Asked { version: Some("draft"), ..Asked::default() }, Utc::now().date_naive())
                .await
                .unwrap();
        assert!(toured.is_whole());
        let mut connection = PgConnection::connect_with(&scratch.options("admin")).await.unwrap();
        sqlx::raw_sql("begin transaction read only").execute(&mut connection).await.unwrap();
        let told: Value = sqlx::query_scalar("select api.replay_flow($1)")
            .bind(json!({"type": CODE, "version": "draft"}))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(told["total"], json!(0), "the walk left nothing to replay");
        for login in ["ana", "sonia", "iris"] {
            assert!(replay(&Db::from(scratch.login(login)), CODE, Some("draft"), None).await.is_err(), "{login}");
        }
    });
}
