//! Running requests moved to another version of their flow, and back (Z-1, Z-2, L-14): the rules one by one here, then
//! random flows, faults at every write and between any two statements, a client killed, and races, each with a control that shows that it can fail.

mod faults;
pub mod ground;
mod kill;
mod race;
mod speed;
mod statements;
mod whole;

use serde_json::{Value, json};
use uuid::Uuid;

pub use whole::mistaken;

use crate::support::run;
use ground::{Ground, ask, codes};

/// Two stages and a form, as the first version has them.
fn first() -> Value {
    json!({"stage": [
        {"code": "a", "name": "A", "default": true, "entry": true, "activate_task": true, "group": "secretaria",
         "duration": {"amount": 2, "unit": "business_days"}, "can": ["wait", "cancel"], "field": [
            {"key": "nome", "label": "Nome", "type": "short_text"}, {"key": "faltas", "label": "Faltas", "type": "integer"},
            {"key": "laudo", "label": "Laudo", "type": "short_text", "restricted": true}],
         "action": [{"key": "conferir", "kind": "checklist", "label": "Conferir"}]},
        {"code": "b", "name": "B", "activate_task": true, "group": "coordenacao", "can": ["conclude", "return", "wait"],
         "outcomes": ["done"], "duration": {"amount": 3, "unit": "calendar_days"}}],
      "edge": [{"from": "a", "reason": "seguir", "to": "b"}],
      "parameter": [{"code": "turma", "label": "Turma", "type": "short_text", "required": true}]})
}

fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut doc = first();
    edit(&mut doc);
    doc
}

/// A request in stage `a` with ana, its form filled.
async fn filled(g: &Ground) -> String {
    let protocol = g.open("1001").await;
    ask(&g.ana, "select api.take($1)", &[json!(protocol)]).await.unwrap();
    let values = json!({"nome": "Zé", "faltas": "3", "laudo": "CID", "conferir": true});
    ask(&g.ana, "select api.set_fields($1, $2)", &[json!(protocol), values]).await.unwrap();
    protocol
}

async fn moved(g: &Ground, protocol: &str, plan: Value) -> Value {
    ask(&g.admin, g.step(), &g.args(protocol, 2, &plan, Uuid::new_v4())).await.unwrap()
}

async fn show(g: &Ground, protocol: &str) -> Value {
    ask(&g.ana, "select api.show($1)", &[json!(protocol)]).await.unwrap()
}

#[test]
fn z2_publishing_changes_nothing_for_what_runs() {
    run(async {
        let g = Ground::new(&first()).await;
        let protocol = filled(&g).await;
        let sql = "select jsonb_build_object('text', (api.show($1) - 'history')::text)";
        let before = ask(&g.ana, sql, &[json!(protocol)]).await.unwrap();
        g.publish(&edited(|doc| {
            doc["stage"][0]["field"][0]["required"] = json!(true);
            doc["stage"][0]["name"] = json!("Outra");
            doc["edge"][0]["note_required"] = json!(true);
        }))
        .await;
        let after = ask(&g.ana, sql, &[json!(protocol)]).await.unwrap();
        assert_eq!(before, after, "byte for byte");
        assert_eq!(
            show(&g, &g.open("1002").await).await["flow_version"],
            json!(2),
            "a new one runs on the new version"
        );
    });
}

#[test]
fn l14_answers_ticks_and_parameters_go_along_and_what_does_not_fit_stays() {
    run(async {
        let g = Ground::new(&first()).await;
        let protocol = filled(&g).await;
        g.publish(&edited(|doc| {
            let field = &mut doc["stage"][0]["field"];
            field[0]["type"] = json!("long_text");
            field[1]["type"] = json!("date");
            field[2]["restricted"] = json!(false);
        }))
        .await;
        let step = moved(&g, &protocol, json!({})).await;
        assert_eq!((&step["verdict"], &step["left"]), (&json!("moved"), &json!(["faltas", "laudo"])));
        let r = show(&g, &protocol).await;
        assert_eq!(r["fields"], json!({"nome": "Zé"}));
        assert_eq!((&r["flow_version"], &r["stage"], &r["assignee"]), (&json!(2), &json!("a"), &json!("ana")));
        assert_eq!(r["actions"][0]["done"], json!(true));
        assert_eq!(r["parameters"]["turma"]["value"], json!("T1"));
        let old: i64 = g.number("select count(*) from app.answer where visit_no = 1").await;
        assert_eq!(old, 3, "the earlier visit keeps its answers");
        // What was restricted when it was answered stays so for whoever is not of the group.
        let seen = ask(&g.scratch.login("carla"), "select api.show($1)", &[json!(protocol)]).await.unwrap();
        assert!(!seen["history"].to_string().contains("CID"), "{}", seen["history"]);
        assert!(r["history"].to_string().contains("CID"));
    });
}

#[test]
fn s7_a_stage_that_keeps_its_code_keeps_its_deadline_and_another_counts_from_now() {
    run(async {
        let g = Ground::new(&first()).await;
        let (same, other) = (filled(&g).await, g.open("1002").await);
        let due = show(&g, &same).await["due_at"].clone();
        g.shift("1 day").await;
        g.publish(&edited(|doc| {
            doc["stage"][0]["duration"] = json!({"amount": 9, "unit": "business_days"});
            doc["stage"].as_array_mut().unwrap().push(json!({"code": "c", "name": "C", "activate_task": true,
                "group": "secretaria", "can": ["conclude"], "outcomes": ["done"], "duration": {"amount": 5, "unit": "calendar_days"}}));
            doc["edge"].as_array_mut().unwrap().push(json!({"from": "a", "reason": "outra", "to": "c"}));
        }))
        .await;
        moved(&g, &same, json!({})).await;
        let step = moved(&g, &other, json!({"stages": {"a": "c"}})).await;
        assert_eq!(show(&g, &same).await["due_at"], due);
        let explained = ask(&g.ana, "select api.explain_deadline($1)", &[json!(same)]).await.unwrap();
        assert_eq!((&explained["amount"], &explained["due_at"]), (&json!(2), &due), "explained by what laid it");
        assert_eq!(step["to_stage"], json!("c"));
        let days: f64 = g
            .real(
                "select extract(epoch from due_at - sec.now())::float8 / 86400 from app.request where protocol = $1",
                &other,
            )
            .await;
        assert!((days - 5.0).abs() < 0.01, "{days}");
    });
}

#[test]
fn l14_who_waits_goes_on_waiting_unless_nobody_may_hold_it_there() {
    run(async {
        let g = Ground::new(&first()).await;
        let (kept, lost) = (filled(&g).await, filled(&g).await);
        for protocol in [&kept, &lost] {
            ask(&g.ana, "select api.wait($1, 'falta papel')", &[json!(protocol)]).await.unwrap();
        }
        g.shift("3 hours").await;
        g.publish(&first()).await;
        moved(&g, &kept, json!({})).await;
        moved(&g, &lost, json!({"stages": {"a": "b"}})).await;
        let (kept, lost) = (show(&g, &kept).await, show(&g, &lost).await);
        assert_eq!((&kept["status"], &kept["assignee"]), (&json!("waiting"), &json!("ana")));
        assert_eq!((&lost["status"], &lost["assignee"]), (&json!("queued"), &Value::Null));
        let paused: i64 = g.number("select max(sla_paused_seconds) from app.request").await;
        assert!((3 * 3600..3 * 3600 + 60).contains(&paused), "I-9: {paused}");
        g.hold().await;
    });
}

#[test]
fn l06_returning_after_a_move_goes_to_the_stage_before_by_its_new_name() {
    run(async {
        let g = Ground::new(&first()).await;
        let protocol = filled(&g).await;
        ask(&g.ana, "select api.forward($1, 'seguir')", &[json!(protocol)]).await.unwrap();
        let carla = g.scratch.login("carla");
        ask(&carla, "select api.take($1)", &[json!(protocol)]).await.unwrap();
        g.publish(&edited(|doc| {
            doc["stage"][0]["code"] = json!("inicio");
            doc["edge"][0]["from"] = json!("inicio");
        }))
        .await;
        moved(&g, &protocol, json!({"stages": {"a": "inicio"}})).await;
        let seen = show(&g, &protocol).await;
        assert_eq!(seen["return_to"], json!("inicio"), "a move does not break a stay in two");
        let r = ask(&carla, "select api.send_back($1, 'faltou')", &[json!(protocol)]).await.unwrap();
        assert_eq!((&r["stage"], &r["assignee"]), (&json!("inicio"), &json!("ana")), "to whom had it there");
        g.hold().await;
    });
}

#[test]
fn l14_each_reason_that_blocks_is_named_and_the_request_is_untouched() {
    run(async {
        let g = Ground::new(&first()).await;
        let (running, closed) = (filled(&g).await, filled(&g).await);
        ask(&g.ana, "select api.cancel($1, 'x')", &[json!(closed)]).await.unwrap();
        g.publish(&edited(|doc| {
            doc["parameter"][0]["type"] = json!("integer");
            let c = json!({"code": "c", "name": "C", "activate_task": true, "group": "financeiro", "can": ["conclude"], "outcomes": ["done"]});
            let d = json!({"code": "d", "name": "D", "activate_task": true, "active": false, "can": ["conclude"], "outcomes": ["done"]});
            doc["stage"].as_array_mut().unwrap().extend([c, d]);
            doc["edge"].as_array_mut().unwrap().push(json!({"from": "a", "reason": "outra", "to": "c"}));
        }))
        .await;
        sqlx::raw_sql("delete from app.group_member m using app.attendance_group g where g.id = m.group_id and g.code = 'financeiro'")
            .execute(&g.scratch.admin()).await.unwrap();
        let before = g.images().await;
        for (plan, protocol, why) in [
            (json!({}), &running, "requires at opening what this one has not answered: Turma"),
            (json!({"stages": {"a": "c"}}), &running, "nobody of group Financeiro may handle stage C"),
            (json!({"stages": {"a": "d"}}), &running, "stage D cannot be entered"),
            (json!({}), &closed, "The request is cancelled"),
        ] {
            let no = g.refusal(&g.admin, protocol, 2, &plan).await;
            assert!(no["problems"][0]["en"].as_str().unwrap().contains(why), "{no}");
            if protocol == &running {
                let dry = ask(&g.admin, "select api.plan_migration('t', 2, $1)", &[plan]).await.unwrap();
                assert_eq!(dry["counts"], json!({"moves": 0, "stays": 0, "blocked": 1}), "{dry}");
                assert!(dry["items"][0]["why_en"].as_str().unwrap().contains(why), "{dry}");
            }
        }
        let stay = moved(&g, &running, json!({"stages": {"a": null}})).await;
        assert_eq!(stay["verdict"], json!("stays"));
        for plan in [json!({"stages": {"a": "zz"}}), json!({"stages": {"zz": "a"}}), json!({"etapas": {}}), json!([])] {
            assert_eq!(codes(&g.refusal(&g.admin, &running, 2, &plan).await), ["E_FILE_VALUE"], "{plan}");
        }
        assert_eq!(before, g.images().await);
    });
}

#[test]
fn z2_moving_is_of_who_leads_the_group_and_of_administrators() {
    run(async {
        let g = Ground::new(&first()).await;
        let protocol = filled(&g).await;
        g.publish(&first()).await;
        assert_eq!(codes(&g.refusal(&g.ana, &protocol, 2, &json!({})).await), ["E_FORBIDDEN"]);
        assert_eq!(ask(&g.ana, "select api.plan_migration('t', 2)", &[]).await.unwrap_err().0, "BL005");
        let (sonia, iris) = (g.scratch.login("sonia"), g.scratch.login("iris"));
        assert_eq!(
            ask(&iris, g.step(), &g.args(&protocol, 2, &json!({}), Uuid::new_v4())).await.unwrap_err().0,
            "42501"
        );
        let led = "update app.group_member m set lead = $1::text::boolean from app.person p where p.id = m.person_id and p.login = 'sonia' returning to_jsonb(m)";
        ask(&g.scratch.admin(), led, &[json!("false")]).await.unwrap();
        assert_eq!(codes(&g.refusal(&sonia, &protocol, 2, &json!({})).await), ["E_FORBIDDEN"]);
        let dry = ask(&sonia, "select api.plan_migration('t', 2)", &[]).await.unwrap();
        assert_eq!(dry["counts"]["blocked"], json!(1), "{dry}");
        ask(&g.scratch.admin(), led, &[json!("true")]).await.unwrap();
        let run = Uuid::new_v4();
        ask(&sonia, g.step(), &g.args(&protocol, 2, &json!({}), run)).await.unwrap();
        let other = ask(&g.admin, g.step(), &g.args(&protocol, 2, &json!({"stages": {"a": "a"}}), run)).await.unwrap();
        assert_eq!(other["verdict"], json!("skipped"), "done is done");
        let second = filled(&g).await;
        g.publish(&first()).await;
        let no = ask(&g.admin, g.step(), &g.args(&second, 3, &json!({}), run)).await.unwrap_err();
        assert_eq!(no.0, "BL004", "a run has one plan: {no:?}");
        let undo = [json!(run.to_string()), json!(protocol)];
        assert_eq!(ask(&g.ana, g.back(), &undo).await.unwrap_err().0, "BL005");
        ask(&g.ana, "select api.message($1, 'oi')", &[json!(protocol)]).await.unwrap();
        let gone = ask(&sonia, g.back(), &undo).await.unwrap_err();
        assert_eq!(gone.0, "BL004", "something else happened: {gone:?}");
    });
}

#[test]
fn z1_a_draft_is_begun_from_any_version_dropped_and_both_are_remembered() {
    run(async {
        let g = Ground::new(&first()).await;
        g.publish(&edited(|doc| doc["stage"][0]["name"] = json!("Outra"))).await;
        assert_eq!(ask(&g.admin, "select api.draft_from('t', 1)", &[]).await.unwrap()["version"], json!(3));
        let copy = ask(&g.admin, "select api.export_type('t', '3')", &[]).await.unwrap();
        let of = ask(&g.admin, "select api.export_type('t', '1')", &[]).await.unwrap();
        assert_eq!((&copy["stage"], &copy["edge"], &copy["parameter"]), (&of["stage"], &of["edge"], &of["parameter"]));
        assert_eq!(
            ask(&g.admin, "select api.draft_from('t', 2)", &[]).await.unwrap_err().0,
            "BL001",
            "there is a draft"
        );
        let protocol = filled(&g).await;
        assert_eq!(
            codes(&g.refusal(&g.admin, &protocol, 3, &json!({})).await),
            ["E_FILE_VALUE"],
            "nobody moves to a draft"
        );
        ask(&g.admin, "select api.discard_draft('t')", &[]).await.unwrap();
        assert_eq!(ask(&g.admin, "select api.discard_draft('t')", &[]).await.unwrap_err().0, "BL001");
        let v = ask(&g.ana, "select api.flow_versions('t')", &[]).await.unwrap();
        let told: Vec<String> = v["history"]
            .as_array()
            .unwrap()
            .iter()
            .map(|h| format!("{} {} {}", h["number"], h["what"].as_str().unwrap(), h["login"].as_str().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                "1 begun admin",
                "1 published admin",
                "2 begun admin",
                "1 retired admin",
                "2 published admin",
                "3 begun admin",
                "3 dropped admin"
            ]
        );
        assert_eq!(v["versions"][0]["requests"], json!(1));
        assert_eq!(v["versions"][0]["stages"][0], json!({"stage": "a", "name": "Outra", "requests": 1, "late": 0}));
    });
}
