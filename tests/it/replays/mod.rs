//! Replaying the past on a version of a flow (issue 3 §5): each verdict by itself here, on requests that people brought
//! along with the engine's own acts; then every kind of change against a plain statement over the tables, and the speed.

mod seeded;
mod speed;

use balcao::store::Db;
use balcao::store::replay::{Asked, Finding, Misfit, Replay, replay, replay_of};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::cli::shell::Shell;
use crate::moves::ground::{Ground, ask, document};
use crate::support::{checksum, run};

/// Three stages in a row: a form, an analysis that can send back, an end.
fn first() -> Value {
    json!({"stage": [
        {"code": "a", "name": "A", "default": true, "entry": true, "activate_task": true, "group": "secretaria",
         "duration": {"amount": 2, "unit": "business_days"}, "can": ["wait", "cancel"],
         "field": [{"key": "nome", "label": "Nome", "type": "short_text", "required": true},
                   {"key": "turno", "label": "Turno", "type": "choice", "choices": ["manha|Manhã", "noite|Noite"]}]},
        {"code": "b", "name": "B", "activate_task": true, "group": "secretaria", "can": ["return", "wait", "cancel"],
         "duration": {"amount": 20, "unit": "business_hours"}, "field": [{"key": "horas", "label": "Horas", "type": "integer"}]},
        {"code": "c", "name": "C", "activate_task": true, "group": "secretaria", "can": ["conclude", "return"],
         "outcomes": ["granted", "denied"], "duration": {"amount": 7, "unit": "calendar_days"}}],
      "edge": [{"from": "a", "reason": "seguir", "to": "b"}, {"from": "b", "reason": "seguir", "to": "c"}],
      "parameter": [{"code": "turma", "label": "Turma", "type": "short_text", "required": true}]})
}

fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut doc = first();
    edit(&mut doc);
    doc
}

fn stage(code: &str) -> Value {
    json!({"code": code, "name": code.to_uppercase(), "activate_task": true, "group": "secretaria"})
}

/// The draft of the type is this flow from now on.
async fn draft(g: &Ground, flow: &Value) {
    ask(&g.admin, "select api.import_type($1)", &[document(flow)]).await.unwrap();
}

/// What an auditor is told of the draft.
async fn told(g: &Ground, flow: &Value) -> Replay {
    draft(g, flow).await;
    replay(&Db::from(g.scratch.login("iris")), "t", Some("draft"), None).await.unwrap()
}

async fn act(who: &PgPool, sql: &'static str, args: &[Value]) {
    ask(who, sql, args).await.unwrap_or_else(|no| panic!("{sql} {args:?}: {no:?}"));
}

async fn take(g: &Ground, protocol: &str) {
    act(&g.ana, "select api.take($1)", &[json!(protocol)]).await;
}

/// Ana takes it and passes it on.
async fn pass(g: &Ground, protocol: &str, fields: Value) {
    take(g, protocol).await;
    act(&g.ana, "select api.forward($1, 'seguir', null, $2)", &[json!(protocol), fields]).await;
}

async fn conclude(g: &Ground, protocol: &str, outcome: &str) {
    take(g, protocol).await;
    act(&g.ana, "select api.conclude($1, $2, 'pronto')", &[json!(protocol), json!(outcome)]).await;
}

/// The whole way, concluded.
async fn whole(g: &Ground, ra: &str) -> String {
    let protocol = g.open(ra).await;
    pass(g, &protocol, json!({"nome": "Zé", "turno": "noite"})).await;
    pass(g, &protocol, json!({"horas": "30"})).await;
    conclude(g, &protocol, "granted").await;
    protocol
}

async fn ground() -> Ground {
    Ground::new(&first()).await
}

/// The one that does not fit.
fn only(found: &Replay) -> &Misfit {
    assert_eq!(found.items.len(), 1, "{found:#?}");
    &found.items[0]
}

/// The findings of the one that does not fit, as they are told.
fn findings(found: &Replay) -> Value {
    let told: Vec<&Finding> = only(found).findings.iter().collect();
    serde_json::to_value(told).unwrap()
}

fn ways(found: &Replay) -> (String, String) {
    (only(found).recorded.join(" "), only(found).draft.join(" "))
}

#[test]
fn the_published_flow_as_a_draft_fits_whatever_happened_and_changes_no_total() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        let back = g.open("1002").await;
        pass(&g, &back, json!({"nome": "Ana"})).await;
        take(&g, &back).await;
        act(&g.ana, "select api.send_back($1, 'faltou')", &[json!(back)]).await;
        act(&g.ana, "select api.wait($1, 'falta papel')", &[json!(back)]).await;
        let found = told(&g, &first()).await;
        assert_eq!((found.total, found.fits, &found.items), (2, 2, &vec![]));
        assert_eq!(found.totals.touches.recorded, found.totals.touches.draft);
        assert_eq!(found.totals.touches.recorded, 5, "three and two");
        // 2 + 20 h / 10 h + 7 × 5 / 7 days, and 2 + 2 + 2 of the one that went back.
        assert_eq!(found.totals.days.recorded.to_string(), "15.0");
        assert_eq!(found.totals.days.recorded, found.totals.days.draft);
    });
}

#[test]
fn a_retargeted_reason_is_another_path_and_is_gone_on_with() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        // Straight to the end: what was done in B is saved, and it is concluded where it was.
        let found = told(&g, &edited(|doc| doc["edge"][0]["to"] = json!("c"))).await;
        assert_eq!(
            (findings(&found), ways(&found)),
            (
                json!([{"verdict": "other", "stage": "a", "reason": "seguir", "to": "c", "was": "b"}]),
                ("a b c".into(), "a c".into())
            )
        );
        assert_eq!((found.other, found.stops, found.totals.compared), (1, 0, 1));
        assert_eq!((found.totals.touches.recorded, found.totals.touches.draft), (3, 2));
        assert_eq!(
            (found.totals.days.recorded.to_string(), found.totals.days.draft.to_string()),
            ("9.0".into(), "7.0".into())
        );
        // Where the recorded reasons lead no further it stops, and is still told as another path.
        let found = told(
            &g,
            &edited(|doc| {
                doc["stage"].as_array_mut().unwrap().push(stage("d"));
                doc["edge"][0]["to"] = json!("d");
            }),
        )
        .await;
        assert_eq!(only(&found).verdict, "other");
        assert_eq!(findings(&found)[1], json!({"verdict": "stops", "stage": "d", "reason": "seguir", "was": "c"}));
        assert_eq!((ways(&found).1.as_str(), found.totals.compared), ("a d", 0));
        assert_eq!((found.other, found.found["stops"]), (1, 1));
    });
}

#[test]
fn a_stage_put_between_two_is_another_path_that_comes_back_and_asks_what_it_asks() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        let found = told(
            &g,
            &edited(|doc| {
                let mut x = stage("x");
                x["field"] = json!([{"key": "parecer", "label": "Parecer", "type": "long_text", "required": true}]);
                doc["stage"].as_array_mut().unwrap().push(x);
                doc["edge"][0]["to"] = json!("x");
                doc["edge"].as_array_mut().unwrap().push(json!({"from": "x", "reason": "outra", "to": "b"}));
            }),
        )
        .await;
        assert_eq!(
            findings(&found),
            json!([{"verdict": "other", "stage": "a", "reason": "seguir", "to": "x", "was": "b"},
                   {"verdict": "missing", "stage": "x", "field": "parecer", "reason": "outra"}])
        );
        assert_eq!((ways(&found).1.as_str(), only(&found).assumed), ("a x b c", 1));
        assert_eq!((found.totals.touches.recorded, found.totals.touches.draft), (3, 4));
    });
}

#[test]
fn a_reason_that_is_gone_and_a_stage_that_is_gone_stop_where_they_were_needed() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        let found = told(&g, &edited(|doc| drop(doc["edge"].as_array_mut().unwrap().remove(1)))).await;
        assert_eq!(findings(&found), json!([{"verdict": "stops", "stage": "b", "reason": "seguir", "was": "c"}]));
        assert_eq!((ways(&found), found.totals.compared), (("a b c".into(), "a b".into()), 0));
        let found = told(
            &g,
            &edited(|doc| {
                doc["stage"].as_array_mut().unwrap().remove(1);
                doc["edge"] = json!([]);
            }),
        )
        .await;
        assert_eq!(findings(&found), json!([{"verdict": "stops", "stage": "a", "reason": "seguir", "was": "b"}]));
    });
}

#[test]
fn o04_a_default_stage_that_moved_is_another_beginning_and_one_that_was_chosen_stays() {
    run(async {
        let entries = |doc: &mut Value| doc["stage"][1]["entry"] = json!(true);
        let g = Ground::new(&edited(entries)).await;
        let by_default = g.open("1001").await;
        let opening =
            json!({"student": "1002", "type": "t", "location": "l", "parameters": {"turma": "T"}, "entry": "b"});
        act(&g.ana, "select api.open($1)", &[opening]).await;
        let found = told(
            &g,
            &edited(|doc| {
                entries(doc);
                doc["stage"][0]["default"] = json!(false);
                doc["stage"][1]["default"] = json!(true);
            }),
        )
        .await;
        assert_eq!(only(&found).protocol, by_default);
        assert_eq!(findings(&found), json!([{"verdict": "other", "act": "opened", "to": "b", "was": "a"}]));
        // An entry that is none any more begins at the default one; without any, nothing begins.
        let found = told(&g, &first()).await;
        assert_eq!(findings(&found), json!([{"verdict": "other", "act": "opened", "to": "a", "was": "b"}]));
        let closed = edited(|doc| {
            doc["stage"][0]["default"] = json!(false);
            doc["stage"][0]["entry"] = json!(false);
        });
        assert_eq!(
            (told(&g, &closed).await.stops, told(&g, &closed).await.items[0].act.as_deref()),
            (2, Some("opened"))
        );
    });
}

#[test]
fn l08_l11_waiting_and_cancelling_where_the_draft_forbids_it_are_told_but_change_no_way() {
    run(async {
        let g = ground().await;
        let (waits, dropped, led) = (g.open("1001").await, g.open("1002").await, g.open("1003").await);
        take(&g, &waits).await;
        act(&g.ana, "select api.wait($1, 'falta papel')", &[json!(waits)]).await;
        pass(&g, &dropped, json!({"nome": "Zé"})).await;
        take(&g, &dropped).await;
        act(&g.ana, "select api.cancel($1, 'desistiu')", &[json!(dropped)]).await;
        act(&g.scratch.login("sonia"), "select api.cancel($1, 'engano')", &[json!(led)]).await;
        let without = edited(|doc| {
            doc["stage"][0]["can"] = json!([]);
            doc["stage"][1]["can"] = json!(["return"]);
        });
        let found = told(&g, &without).await;
        assert_eq!(
            (found.total, found.fits, found.forbidden),
            (3, 1, 2),
            "who leads the group cancels anywhere: {found:#?}"
        );
        let of = |protocol: &str| {
            let item = found.items.iter().find(|item| item.protocol == protocol).unwrap();
            (item.stage.clone().unwrap(), item.act.clone().unwrap(), item.draft == item.recorded)
        };
        assert_eq!(of(&waits), ("a".into(), "wait_started".into(), true));
        assert_eq!(of(&dropped), ("b".into(), "cancelled".into(), true));
        // A cancelled one is judged as far as it came.
        let found = told(&g, &edited(|doc| drop(doc["edge"].as_array_mut().unwrap().remove(0)))).await;
        assert_eq!((only(&found).protocol.as_str(), found.stops), (dropped.as_str(), 1));
    });
}

#[test]
fn l12_what_the_system_cancelled_needs_no_right_of_the_stage() {
    run(async {
        let g = ground().await;
        let protocol = g.open("1001").await;
        take(&g, &protocol).await;
        // No job cancels by itself yet: the event is written as one would write it.
        sqlx::raw_sql(
            "do $$ declare r app.request; n app.request; e act.entry; begin
               select * into r from app.request; n := r; n.status := 'cancelled'; n.closed_at := sec.now(); e.kind := 'cancelled';
               perform act.record(sec.system(r.company), r, n, e); end $$",
        )
        .execute(&g.scratch.admin())
        .await
        .unwrap();
        let found = told(&g, &edited(|doc| doc["stage"][0]["can"] = json!([]))).await;
        assert_eq!((found.total, found.fits), (1, 1), "{found:#?}");
    });
}

#[test]
fn f7_every_missing_answer_and_note_is_told_not_the_first_alone() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        let found = told(
            &g,
            &edited(|doc| {
                doc["stage"][1]["field"].as_array_mut().unwrap().extend([
                    json!({"key": "um", "label": "Um", "type": "integer", "required": true}),
                    json!({"key": "dois", "label": "Dois", "type": "integer", "required": true}),
                ]);
                doc["stage"][1]["action"] =
                    json!([{"key": "conferir", "kind": "checklist", "label": "Conferir", "required_on_execute": true}]);
                doc["edge"][1]["note_required"] = json!(true);
                let asked = ["curso", "polo"]
                    .map(|code| json!({"code": code, "label": code, "type": "short_text", "required": true}));
                doc["parameter"].as_array_mut().unwrap().extend(asked);
            }),
        )
        .await;
        let missing = |stage: &str, field: &str| json!({"verdict": "missing", "stage": stage, "field": field, "reason": "seguir"});
        assert_eq!(
            findings(&found),
            json!([{"verdict": "missing", "field": "curso"}, {"verdict": "missing", "field": "polo"},
                missing("b", "um"), missing("b", "dois"), missing("b", "conferir"), missing("b", "note")])
        );
        assert_eq!((found.missing, ways(&found).0), (1, ways(&found).1));
    });
}

#[test]
fn v25_answers_that_narrower_limits_options_or_patterns_would_refuse() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        for (stage, field, at, change) in [
            ("a", "turno", 0, json!({"choices": ["manha|Manhã"]})),
            ("a", "nome", 0, json!({"regex": "[0-9]+"})),
            ("a", "nome", 0, json!({"min": "3"})),
            ("b", "horas", 1, json!({"max": "29"})),
            ("b", "horas", 1, json!({"min": "31"})),
            ("b", "horas", 1, json!({"type": "date"})),
        ] {
            let narrow = |doc: &mut Value| {
                let fields = doc["stage"][at]["field"].as_array_mut().unwrap();
                let row = fields.iter_mut().find(|row| row["key"] == json!(field)).unwrap();
                row.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            };
            let found = told(&g, &edited(narrow)).await;
            assert_eq!(findings(&found), json!([{"verdict": "invalid", "stage": stage, "field": field}]), "{change}");
            assert_eq!(found.invalid, 1);
        }
        // Wider ones take it.
        let wide = edited(|doc| {
            doc["stage"][1]["field"][0]["type"] = json!("decimal");
            doc["stage"][0]["field"][0]["max"] = json!("2");
        });
        assert_eq!(told(&g, &wide).await.fits, 1);
        let found = told(&g, &edited(|doc| doc["parameter"][0]["choices"] = json!(["T2"]))).await;
        assert_eq!(found.fits, 1, "choices of what is no choice mean nothing");
        let found = told(&g, &edited(|doc| doc["parameter"][0]["max"] = json!("1"))).await;
        assert_eq!(findings(&found), json!([{"verdict": "invalid", "field": "turma"}]));
    });
}

#[test]
fn l10_an_outcome_that_the_stage_no_longer_gives_stops_there() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        let found = told(&g, &edited(|doc| doc["stage"][2]["outcomes"] = json!(["denied"]))).await;
        assert_eq!(findings(&found), json!([{"verdict": "stops", "stage": "c", "outcome": "granted"}]));
        assert_eq!(ways(&found), ("a b c".into(), "a b c".into()));
        let found = told(&g, &edited(|doc| doc["stage"][2]["can"] = json!(["return"]))).await;
        assert_eq!(found.stops, 1);
    });
}

#[test]
fn l06_sent_back_twice_goes_to_and_fro_and_stops_where_nothing_may_be_sent_back() {
    run(async {
        let g = ground().await;
        let protocol = g.open("1001").await;
        pass(&g, &protocol, json!({"nome": "Zé"})).await;
        pass(&g, &protocol, json!({})).await;
        for back in ["b", "c"] {
            take(&g, &protocol).await;
            let r = ask(&g.ana, "select api.send_back($1, 'faltou')", &[json!(protocol)]).await.unwrap();
            assert_eq!(r["stage"], json!(back), "the stage left last");
            act(&g.ana, "select api.release($1, 'x')", &[json!(protocol)]).await;
        }
        conclude(&g, &protocol, "denied").await;
        assert_eq!(told(&g, &first()).await.fits, 1);
        let found = told(&g, &edited(|doc| doc["stage"][1]["can"] = json!(["wait", "cancel"]))).await;
        assert_eq!(findings(&found), json!([{"verdict": "stops", "stage": "b", "act": "returned", "was": "c"}]));
        assert_eq!(ways(&found), ("a b c b c".into(), "a b c b".into()));
    });
}

#[test]
fn l13_after_a_reopening_it_is_sent_back_to_the_stage_really_left_and_asked_again() {
    run(async {
        let g = ground().await;
        let protocol = whole(&g, "1001").await;
        let sonia = g.scratch.login("sonia");
        act(&sonia, "select api.reopen($1, 'recurso')", &[json!(protocol)]).await;
        // The stage left last is the one that it was concluded in: itself.
        let r = ask(&g.ana, "select api.send_back($1, 'faltou')", &[json!(protocol)]).await.unwrap();
        assert_eq!(r["stage"], json!("c"));
        act(&g.ana, "select api.conclude($1, 'granted', 'pronto')", &[json!(protocol)]).await;
        let found = told(&g, &first()).await;
        assert_eq!((found.fits, found.totals.touches.recorded), (1, 5), "{found:#?}");
        act(&sonia, "select api.reopen($1, 'recurso', null, 'b')", &[json!(protocol)]).await;
        assert_eq!(told(&g, &first()).await.fits, 1);
        let closed = edited(|doc| {
            doc["stage"][1]["active"] = json!(false);
            doc["edge"] = json!([{"from": "a", "reason": "seguir", "to": "c"}]);
        });
        let found = told(&g, &closed).await;
        assert_eq!((only(&found).verdict.as_str(), ways(&found).1.as_str()), ("other", "a c c c"));
        let last = only(&found).findings.last().unwrap();
        assert_eq!(
            (last.verdict.as_str(), last.act.as_deref(), last.stage.as_deref()),
            ("stops", Some("reopened"), Some("b"))
        );
    });
}

#[test]
fn l14_a_moved_request_is_followed_where_it_was_moved_to() {
    run(async {
        let g = ground().await;
        let protocol = g.open("1001").await;
        pass(&g, &protocol, json!({"nome": "Zé"})).await;
        g.publish(&edited(|doc| {
            doc["stage"][1]["code"] = json!("n");
            doc["edge"] =
                json!([{"from": "a", "reason": "seguir", "to": "n"}, {"from": "n", "reason": "seguir", "to": "c"}]);
        }))
        .await;
        let args = g.args(&protocol, 2, &json!({"stages": {"b": "n"}}), uuid::Uuid::new_v4());
        act(&g.admin, g.step(), &args).await;
        take(&g, &protocol).await;
        act(&g.ana, "select api.send_back($1, 'faltou')", &[json!(protocol)]).await;
        let on = replay(&Db::from(g.scratch.login("iris")), "t", Some("2"), None).await.unwrap();
        assert_eq!(
            findings(&on),
            json!([{"verdict": "other", "stage": "a", "reason": "seguir", "to": "n", "was": "b"}])
        );
        assert_eq!(ways(&on), ("a b n a".into(), "a n a".into()));
        let on = replay(&Db::from(g.scratch.login("iris")), "t", Some("1"), None).await.unwrap();
        assert_eq!(findings(&on), json!([{"verdict": "stops", "stage": "n", "act": "migrated"}]));
    });
}

#[test]
fn b1_what_would_be_charged_is_told_beside_what_was() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        whole(&g, "1002").await;
        let mut doc = document(&first());
        doc["type"]["charge"] = json!({"service": "plano-ensino", "insert_extra_service": true});
        ask(&g.admin, "select api.import_type($1)", &[doc.clone()]).await.unwrap();
        let iris = Db::from(g.scratch.login("iris"));
        let charges = replay(&iris, "t", Some("draft"), None).await.unwrap().totals.charges;
        assert_eq!(
            (charges.recorded.to_string(), charges.draft.to_string(), charges.changed),
            ("0.00".into(), "50.00".into(), 2)
        );
        doc["type"]["charge"]["use_location_price"] = json!(true);
        doc["location"][0]["prices"] = json!([{"amount": "12.50", "from": "2020-01-01"}]);
        ask(&g.admin, "select api.import_type($1)", &[doc.clone()]).await.unwrap();
        let charges = replay(&iris, "t", Some("draft"), None).await.unwrap().totals.charges;
        assert_eq!((charges.draft.to_string(), charges.unpriced), ("25.00".into(), 0));
        doc["location"][0]["prices"] = json!([{"amount": "12.50", "from": "2020-01-01", "to": "2020-12-31"}]);
        ask(&g.admin, "select api.import_type($1)", &[doc]).await.unwrap();
        let charges = replay(&iris, "t", Some("draft"), None).await.unwrap().totals.charges;
        assert_eq!((charges.draft.to_string(), charges.unpriced), ("0.00".into(), 2));
    });
}

#[test]
fn a_replay_writes_nothing_runs_in_a_read_only_transaction_and_is_of_administrators_and_auditors() {
    run(async {
        let g = ground().await;
        whole(&g, "1001").await;
        draft(&g, &edited(|doc| doc["edge"][0]["to"] = json!("c"))).await;
        let before = checksum(&g.scratch.admin()).await;
        for login in ["iris", "admin"] {
            let mut connection = PgConnection::connect_with(&g.scratch.options(login)).await.unwrap();
            sqlx::raw_sql("begin transaction read only").execute(&mut connection).await.unwrap();
            let sql = "select api.replay_flow('{\"type\": \"t\", \"version\": \"draft\"}')";
            let found: Value = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
            assert_eq!((&found["total"], &found["other"]), (&json!(1), &json!(1)));
            sqlx::raw_sql("commit").execute(&mut connection).await.unwrap();
        }
        assert_eq!(checksum(&g.scratch.admin()).await, before);
        for login in ["ana", "sonia"] {
            let denied = replay(&Db::from(g.scratch.login(login)), "t", Some("draft"), None).await;
            assert!(denied.is_err(), "{login}");
        }
    });
}

#[test]
fn the_command_line_counts_first_then_tells_causes_with_both_ways() {
    run(async {
        let g = ground().await;
        for ra in ["1001", "1002"] {
            whole(&g, ra).await;
        }
        let open = g.open("1003").await;
        pass(&g, &open, json!({"nome": "Zé"})).await;
        let asking = json!({"key": "laudo", "label": "Laudo", "type": "short_text", "required": true});
        draft(
            &g,
            &edited(|doc| {
                doc["stage"][0]["field"].as_array_mut().unwrap().push(asking);
                doc["edge"][1]["reason"] = json!("outra");
            }),
        )
        .await;
        let shell = Shell::of(g.scratch.url("iris"));
        let table = shell.run(&["flow", "replay", "t", "--lang", "en"]);
        assert_eq!(table.status, 0, "{table:#?}");
        let year = table.out.split("  20").nth(1).unwrap()[..2].to_owned();
        insta::assert_snapshot!("replay_table", table.out.replace(&format!("20{year}."), "YYYY."));
        let csv = shell.run(&["flow", "replay", "t", "--csv", "--only", "stops"]);
        insta::assert_snapshot!("replay_csv", csv.out.replace(&format!("20{year}."), "YYYY.").replace('\r', ""));
        let json = shell.run(&["flow", "replay", "t", "--json", "--only", "stops"]).json();
        assert_eq!((&json["total"], &json["stops"], &json["missing"]), (&json!(3), &json!(2), &json!(1)));
        assert_eq!(json["items"].as_array().unwrap().len(), 2, "only those that stop: {json}");
        assert_eq!(json["found"], json!({"missing": 3, "stops": 2}));
        assert_eq!(shell.run(&["flow", "replay", "t", "--only", "tudo"]).status, 2);
        let asked = Asked { version: Some("draft"), only: Some("missing"), ..Asked::default() };
        let found = replay_of(&Db::from(g.scratch.login("admin")), "t", asked).await.unwrap();
        assert_eq!(found.items.len(), 3, "graver ones too, where they lack something");
        let groups = found.groups();
        assert_eq!(
            groups.iter().map(|group| (group.finding.verdict.as_str(), group.items.len())).collect::<Vec<_>>(),
            [("stops", 2), ("missing", 1)]
        );
    });
}
