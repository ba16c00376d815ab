//! An administrator changes a flow in a real terminal, on the real engine.

use serde_json::Value;

use super::ground;
use super::terminal::Tmux;
use crate::support::run;

#[test]
fn a_stage_is_put_on_a_way_and_published() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        let desk = tmux.desk("admin", &scratch.url("admin"), (120, 36));
        desk.wait("ao vivo");
        desk.keys(&["g", "f"]);
        desk.wait("Prova de 2ª chamada");
        desk.keys(&["Enter"]);
        desk.wait("Etapas 2");
        // Into Triagem, down to its way, and a stage in the middle of it.
        desk.keys(&["l", "j", "j", "j", "a"]);
        desk.wait("Nova etapa no caminho");
        desk.text("Conferência");
        desk.keys(&["Tab"]);
        desk.text("Conferido");
        desk.wait("criar este motivo");
        desk.keys(&["Enter"]);
        desk.wait("Etapas 3");
        desk.wait("guardado");
        desk.keys(&["p"]);
        desk.wait("O que mudou");
        desk.text("Conferência antes da nota");
        desk.keys(&["Enter"]);
        desk.wait("Versão 2 publicada");
        let live: Value = sqlx::query_scalar("select api.export_type('prova', 'published')")
            .fetch_one(&scratch.login("admin"))
            .await
            .expect("the type");
        let codes: Vec<&str> =
            live["stage"].as_array().expect("stages").iter().filter_map(|s| s["code"].as_str()).collect();
        assert_eq!(codes, ["triagem", "conferencia", "nota"]);
        let way = |from: &str, to: &str| {
            live["edge"].as_array().expect("ways").iter().any(|e| e["from"] == from && e["to"] == to)
        };
        assert!(way("triagem", "conferencia") && way("conferencia", "nota"), "{live}");
        desk.keys(&["q", "q", "q"]);
        desk.wait("status=0");
    });
}

#[test]
fn the_past_is_replayed_on_a_draft_and_one_of_its_requests_is_opened() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let ana = scratch.login("ana");
        for protocol in &protocols[..2] {
            let fields = serde_json::json!({"documento_conferido": true, "motivo": "saude"});
            for (sql, bind) in [
                ("select api.take($1) from (select $2::jsonb) x", &Value::Null),
                ("select api.forward($1, 'completa', null, $2)", &fields),
            ] {
                sqlx::query_scalar::<_, Value>(sql).bind(protocol).bind(bind).fetch_one(&ana).await.expect(sql);
            }
        }
        let desk = tmux.desk("admin", &scratch.url("admin"), (120, 36));
        desk.wait("ao vivo");
        desk.keys(&["g", "f"]);
        desk.wait("Prova de 2ª chamada");
        desk.keys(&["Enter"]);
        desk.wait("Etapas 2");
        // As it is, all would go as they went.
        desk.keys(&["R"]);
        desk.wait("6 solicitações em");
        desk.wait("Todas seguiriam");
        desk.keys(&["Escape"]);
        // Without the way that two of them took, these two stop.
        desk.keys(&["l", "j", "j", "j", "d"]);
        desk.wait("Tirado");
        desk.keys(&["R"]);
        desk.wait("Param em Triagem: não há o caminho “Documentação");
        let screen = desk.wait("nada foi gravado");
        assert!(screen.contains("4  ✔ seguiriam") && screen.contains("2  ✖ parariam"), "{screen}");
        desk.keys(&["j", "Enter"]);
        let screen = desk.wait("Como seria");
        assert!(screen.contains("Triagem → Lançamento da nota"), "{screen}");
        desk.keys(&["o"]);
        desk.wait("Campos desta etapa");
        desk.keys(&["Escape", "g", "f"]);
        desk.wait("Como seria");
        desk.keys(&["C-q"]);
        desk.wait("status=0");
    });
}
