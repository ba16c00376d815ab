//! Desks that die in the middle of a word, on the real engine and a real disk: what was on screen is there again.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::ground;
use super::terminal::{Terminal, Tmux};
use crate::support::{Scratch, run};

fn rounds() -> usize {
    if std::env::var_os("BALCAO_FULL").is_some() { 40 } else { 6 }
}

/// A desk of the administrator on the flow of the school's type.
fn at_flow<'a>(tmux: &'a Tmux, name: &str, scratch: &Scratch) -> Terminal<'a> {
    let desk = tmux.desk(name, &scratch.url("admin"), (100, 30));
    desk.wait("ao vivo");
    desk.keys(&["g", "f"]);
    desk.wait("Prova de 2ª chamada");
    desk.keys(&["Enter"]);
    desk
}

fn die(desk: &Terminal<'_>) {
    kill(Pid::from_raw(desk.pid()), Signal::SIGKILL).expect("the kill");
    desk.wait("status=137");
}

async fn draft(scratch: &Scratch) -> Option<Value> {
    let known: Value =
        sqlx::query_scalar("select api.edit_flow('prova')").fetch_one(&scratch.login("admin")).await.expect("the type");
    (!known["draft"].is_null()).then(|| known["document"].clone())
}

#[test]
fn a_desk_killed_in_the_middle_of_a_word_loses_no_letter_that_was_on_screen() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        let mut word = "Confer".to_owned();
        let desk = at_flow(&tmux, "first", &scratch);
        desk.wait("Etapas 2");
        desk.keys(&["a"]);
        desk.wait("Nova etapa");
        desk.text(&word);
        desk.wait(&word);
        die(&desk);
        let n = rounds();
        for round in 0..n {
            let desk = at_flow(&tmux, &format!("round{round}"), &scratch);
            let screen = desk.wait("está de volta");
            assert!(screen.contains(&word), "round {round}: {word:?} is lost:\n{screen}");
            let more = format!("{}", round % 10);
            desk.text(&more);
            word.push_str(&more);
            // As soon as it is seen, and not a moment later.
            desk.wait(&word);
            die(&desk);
        }
        // The control: without the file the same check finds nothing.
        let gone = tmux.home().join("balcao/unsent");
        assert!(gone.exists(), "the work was in {}", gone.display());
        std::fs::remove_dir_all(&gone).expect("removed");
        let desk = at_flow(&tmux, "control", &scratch);
        let screen = desk.wait("Etapas 2");
        assert!(!screen.contains(&word) && !screen.contains("Nova etapa"), "{screen}");
        assert_eq!(draft(&scratch).await, None, "a form is not a draft");
        eprintln!("{} desks killed, each as soon as the letter was on screen; none lost", n + 1);
    });
}

#[test]
fn a_change_that_did_not_reach_the_engine_comes_back_and_goes_out_and_quitting_says_so() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        let root = scratch.admin();
        // The engine is out of the desk's reach: its draft is locked by another session.
        let mut lock = root.begin().await.expect("a transaction");
        sqlx::query("select 1 from app.request_type where code = 'prova' for update")
            .execute(&mut *lock)
            .await
            .expect("a lock");
        let desk = at_flow(&tmux, "killed", &scratch);
        desk.wait("Etapas 2");
        desk.keys(&["a"]);
        desk.wait("Nova etapa");
        desk.text("Conferência");
        desk.keys(&["Enter"]);
        desk.wait("Etapas 3");
        die(&desk);
        assert_eq!(draft(&scratch).await, None);
        // Quitting waits for the engine as long as it may, and says what did not arrive and where it is.
        let desk = at_flow(&tmux, "quit", &scratch);
        let screen = desk.wait("Recuperado");
        assert!(screen.contains("Etapas 3") && screen.contains("Conferência"), "{screen}");
        desk.keys(&["C-q"]);
        let screen = desk.wait("status=0");
        let flat = screen.replace('\n', "");
        assert!(flat.contains("Prova de 2ª chamada") && flat.contains("não chegaram"), "it is told:\n{screen}");
        assert!(flat.contains("balcao/unsent/"), "with its place:\n{screen}");
        assert_eq!(draft(&scratch).await, None);
        // The engine is back: opened again, it goes out by itself, and nothing is left behind.
        lock.rollback().await.expect("let go");
        let desk = at_flow(&tmux, "sent", &scratch);
        desk.wait("Conferência");
        desk.wait("guardado");
        let kept = draft(&scratch).await.expect("a draft");
        assert!(kept["stage"].as_array().expect("stages").iter().any(|s| s["name"] == "Conferência"), "{kept}");
        desk.keys(&["C-q"]);
        desk.wait("status=0");
        let left = walkdir::WalkDir::new(tmux.home().join("balcao/unsent")).into_iter().flatten();
        let left: Vec<_> = left.filter(|e| e.file_type().is_file()).map(|e| e.path().to_owned()).collect();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn a_hang_up_sends_what_was_changed() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        let desk = at_flow(&tmux, "hangup", &scratch);
        desk.wait("Etapas 2");
        desk.keys(&["a"]);
        desk.wait("Nova etapa");
        desk.text("Conferência");
        desk.keys(&["Enter"]);
        desk.wait("Etapas 3");
        kill(Pid::from_raw(desk.pid()), Signal::SIGHUP).expect("the signal");
        desk.wait("status=");
        let kept = draft(&scratch).await.expect("a draft");
        assert!(kept["stage"].as_array().expect("stages").iter().any(|s| s["name"] == "Conferência"), "{kept}");
    });
}
