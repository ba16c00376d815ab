//! The recorded session of issue 3: one string of keys that puts a stage with a required field between two others of the
//! make-up exam, sees the problem on the map, mends it, walks the draft to its end, publishes it and moves the fifty
//! requests that are running. Played without a terminal, its keys counted, and in a real one.

use balcao::domain::flow::{SHIPPED, TypeFile};
use balcao::store::{Db, admin};
use serde_json::{Value, json};

use super::terminal::Tmux;
use crate::desk::live::{Live, Part, parts};
use crate::support::enrolment::enrol_everyone;
use crate::support::{Scratch, disciplines, run};
use crate::walk::invariants;

/// Keys, and what is on screen after them (`!`: what is not any more).
const SESSION: [(&str, &str); 26] = [
    ("g f", "Prova de 2ª chamada"),
    ("enter", "Etapas 6"),
    ("a «Conferência do atestado» enter", "Etapas 7"),
    ("n «Atestado original» enter", "V-08"),
    ("h k l j e", "Caminho · Triagem · Documentação completa"),
    ("«confer» enter", "V-07"),
    ("enter enter", "②"),
    ("c", "Ligar · Conferência do atestado"),
    ("«conferido» enter «análise» enter", "!V-07"),
    ("f5", "Daqui se pode"),
    ("enter", "Encaminhar · Documentação completa"),
    ("enter", "Daqui se pode"),
    ("enter", "Encaminhar · conferido"),
    ("enter", "Daqui se pode"),
    ("enter", "Encaminhar · Deferido"),
    ("enter", "Daqui se pode"),
    ("enter", "Encaminhar · Prova agendada"),
    ("enter", "Daqui se pode"),
    ("enter", "Concluir · Lançamento da nota"),
    ("enter", "Chegou ao fim."),
    ("esc", "Mapa"),
    ("p", "O que mudou"),
    ("«Conferir o atestado antes da análise» enter", "v2 publicada"),
    ("m", "Migrar 50 solicitações para a v2"),
    ("enter", "50 migraram"),
    ("", "Pronto."),
];

/// What the session costs; the documents say the same.
const KEYS: usize = 34;

const STAGES: &str = "select coalesce(jsonb_object_agg(z.code, z.n), '{}') from (
    select s.code, count(*) as n from app.request r join app.stage s on s.company = r.company and s.id = r.stage_id
      join app.flow_version v on v.company = r.company and v.id = r.version_id where v.number = $1 group by s.code) z";

/// The make-up exam published and fifty requests on their way through it.
pub async fn running() -> Scratch {
    let scratch = Scratch::new().await;
    sqlx::raw_sql(
        "insert into academic.student (company, ra, name, email, cpf)
           select 1, (20230000 + n)::text, 'Aluna ' || n, 'a' || n || '@escola.example', lpad(n::text, 11, '0') from generate_series(1, 50) n",
    )
    .execute(&scratch.admin())
    .await
    .expect("students");
    enrol_everyone(&scratch.admin()).await;
    disciplines::disciplines(&scratch).await;
    let (_, text) = SHIPPED.iter().find(|(code, _)| *code == "segunda-chamada").expect("shipped");
    let chief = Db::from(scratch.login("admin"));
    admin::import_type(&chief, &TypeFile::parse(text).expect("a type").to_doc(), None).await.expect("a draft");
    for sql in ["select api.publish_flow('segunda-chamada')", "select api.activate_type('segunda-chamada', true)"] {
        sqlx::query_scalar::<_, Value>(sql).fetch_one(&scratch.login("admin")).await.expect(sql);
    }
    let ana = scratch.login("ana");
    for n in 1..=50 {
        let opening = json!({"student": (20_230_000 + n).to_string(), "type": "segunda-chamada", "location": "sede",
            "description": "Faltei por motivo de saúde.", "parameters": {"disciplina": "DIR101"}});
        let opened: Value =
            sqlx::query_scalar("select api.open($1)").bind(opening).fetch_one(&ana).await.expect("an opening");
        if n % 3 == 0 {
            let protocol = opened["protocol"].as_str().expect("a protocol");
            sqlx::query("select api.take($1)").bind(protocol).execute(&ana).await.expect("taken");
            sqlx::query("select api.forward($1, 'documentacao-completa', null, '{\"documento_conferido\": true}')")
                .bind(protocol)
                .execute(&ana)
                .await
                .expect("forwarded");
        }
    }
    scratch
}

/// What must hold after the session.
async fn ended(scratch: &Scratch) {
    let of = async |version: i32| -> Value {
        sqlx::query_scalar(STAGES).bind(version).fetch_one(&scratch.admin()).await.expect("the stages")
    };
    assert_eq!((of(1).await, of(2).await), (json!({}), json!({"triagem": 34, "analise": 16})));
    let live: Value = sqlx::query_scalar("select api.export_type('segunda-chamada', 'published')")
        .fetch_one(&scratch.login("admin"))
        .await
        .expect("the type");
    let list = |key: &str| live[key].as_array().cloned().unwrap_or_default();
    let stage = list("stage").into_iter().find(|s| s["name"] == "Conferência do atestado").expect("the new stage");
    let field = &stage["field"][0];
    assert_eq!((&field["label"], &field["required"]), (&json!("Atestado original"), &json!(true)));
    assert_ne!(field["filled_by"], "student");
    let way = |from: &Value, to: &Value| list("edge").iter().any(|e| &e["from"] == from && &e["to"] == to);
    assert!(way(&json!("triagem"), &stage["code"]) && way(&stage["code"], &json!("analise")), "{live}");
    assert!(!way(&json!("triagem"), &json!("analise")), "the way was retargeted");
    let counts: (i64, i64) = sqlx::query_as(
        "select (select count(*) from app.history where kind = 'migrated'), (select count(*) from app.move_run)",
    )
    .fetch_one(&scratch.admin())
    .await
    .expect("counts");
    assert_eq!(counts, (50, 1));
    let mut owner = scratch.admin().acquire().await.expect("a connection");
    invariants::hold(&mut owner).await.unwrap_or_else(|broken| panic!("{broken}"));
}

fn holds(screen: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('!') {
        Some(gone) => !screen.contains(gone),
        None => screen.contains(wanted),
    }
}

#[test]
fn a_stage_is_put_between_two_others_mended_walked_published_and_fifty_requests_moved_in_the_keys_that_are_told() {
    run(async {
        let scratch = running().await;
        let mut desk = Live::new(Db::from(scratch.login("admin")), (120, 36)).await;
        for (keys, wanted) in SESSION {
            desk.play(keys).await;
            let screen = desk.screen();
            assert!(holds(&screen, wanted), "after {keys:?} {wanted:?} is not so:\n{screen}");
        }
        ended(&scratch).await;
        println!("the recorded session: {} keys, {} letters", desk.keys, desk.letters);
        assert!(desk.keys <= KEYS, "{} keys", desk.keys);
        let whole: Vec<&str> = SESSION.iter().map(|(keys, _)| *keys).filter(|k| !k.is_empty()).collect();
        let told = include_str!("../../../CONTRIBUTING.md");
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            one_line(told).contains(&whole.join(" ")),
            "CONTRIBUTING.md tells another session than {:?}",
            whole.join(" ")
        );
        let count = format!("{} keys and {} letters", desk.keys, desk.letters);
        assert!(told.contains(&count), "CONTRIBUTING.md does not say {count:?}");
    });
}

#[test]
fn the_recorded_session_is_played_in_a_real_terminal() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let scratch = running().await;
        let desk = tmux.desk("recorded", &scratch.url("admin"), (120, 36));
        desk.wait("ao vivo");
        for (keys, wanted) in SESSION {
            for part in parts(keys) {
                match part {
                    Part::Text(text) => desk.text(text),
                    Part::Key(name) => desk.keys(&[match name {
                        "enter" => "Enter",
                        "esc" => "Escape",
                        "tab" => "Tab",
                        "backtab" => "BTab",
                        "f5" => "F5",
                        other => other,
                    }]),
                }
            }
            desk.wait_for(wanted, |screen| holds(screen, wanted));
        }
        ended(&scratch).await;
    });
}

#[test]
fn a_run_that_was_broken_off_is_found_by_another_desk_gone_on_with_and_taken_back() {
    run(async {
        let scratch = running().await;
        let chief = scratch.login("admin");
        sqlx::query_scalar::<_, Value>("select api.draft_from('segunda-chamada', 1, null)")
            .fetch_one(&chief)
            .await
            .expect("a draft");
        sqlx::query_scalar::<_, Value>("select api.publish_flow('segunda-chamada')")
            .fetch_one(&chief)
            .await
            .expect("published");
        let on = async |version: i32| -> i64 {
            let sql = "select count(*) from app.request r join app.flow_version v on v.company = r.company and v.id = r.version_id where v.number = $1";
            sqlx::query_scalar(sql).bind(version).fetch_one(&scratch.admin()).await.expect("a count")
        };
        let mut first = Live::new(Db::from(chief.clone()), (80, 24)).await;
        first.keys("g f enter m").await;
        first.sees("Migrar 50 solicitações para a v2");
        // The desk dies after twenty.
        first.acts_left = Some(20);
        first.key("enter").await;
        drop(first);
        assert_eq!((on(1).await, on(2).await), (30, 20));
        let mut second = Live::new(Db::from(chief.clone()), (80, 24)).await;
        second.keys("g f enter m").await;
        second.sees("parou no meio");
        second.sees("Continuar: faltam 30 (já foram 20)");
        second.key("enter").await;
        second.sees("30 migraram");
        assert_eq!(on(2).await, 50);
        let runs: i64 =
            sqlx::query_scalar("select count(*) from app.move_run").fetch_one(&scratch.admin()).await.expect("a count");
        assert_eq!(runs, 1, "it is the same run");
        drop(second);
        // A third one takes the whole run back.
        let mut third = Live::new(Db::from(chief), (120, 36)).await;
        third.keys("g f enter m").await;
        third.sees("Migrações anteriores");
        third.keys("end enter").await;
        third.key("u").await;
        third.sees("50 voltaram");
        assert_eq!((on(1).await, on(2).await), (50, 0));
    });
}
