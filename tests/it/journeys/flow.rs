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
