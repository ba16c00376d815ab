//! Texts that are not sent, on a real disk and in the real database: a desk that is killed loses none of them, another
//! machine finds them, and what is sent is gone everywhere.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::ground;
use super::terminal::{Terminal, Tmux};
use crate::support::{Scratch, run};

/// Longest wait for the database to be told.
const PATIENCE: Duration = Duration::from_secs(30);

fn die(desk: &Terminal<'_>) {
    kill(Pid::from_raw(desk.pid()), Signal::SIGKILL).expect("the kill");
    desk.wait("status=137");
}

async fn rows(scratch: &Scratch) -> i64 {
    sqlx::query_scalar("select count(*) from app.draft").fetch_one(&scratch.admin()).await.expect("a count")
}

/// Waits until the database has so many texts; says how long it took.
async fn until(scratch: &Scratch, wanted: i64) -> Duration {
    let begun = Instant::now();
    while rows(scratch).await != wanted {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {wanted} rows");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

/// Files of unsent work at this home, locks apart.
fn files(tmux: &Tmux) -> Vec<String> {
    let all = walkdir::WalkDir::new(tmux.home().join("balcao/unsent")).into_iter().flatten();
    let names = all.filter(|e| e.file_type().is_file()).map(|e| e.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".json")).collect()
}

/// The rows of the queue that name a request; its name is on the frame too.
fn rows_of<'a>(screen: &'a str, protocol: &str) -> impl Iterator<Item = &'a str> {
    screen.lines().filter(move |line| line.starts_with('│') && line.contains(protocol))
}

fn marked(desk: &Terminal<'_>, protocol: &str) {
    desk.wait_for("the mark of a draft", |s| rows_of(s, protocol).any(|l| l.contains('✎')));
}

async fn show(scratch: &Scratch, protocol: &str) -> Value {
    sqlx::query_scalar("select api.show($1)").bind(protocol).fetch_one(&scratch.login("ana")).await.expect("a request")
}

#[test]
fn half_a_message_and_half_an_opening_outlive_a_kill_and_are_gone_everywhere_once_they_are_sent() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = tmux.desk("first", &scratch.url("ana"), (120, 36));
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["m"]);
        desk.wait("ao aluno ou nota interna");
        desk.text("Traga o ate");
        desk.wait("Traga o ate");
        desk.keys(&["Escape"]);
        desk.wait("O texto ficou guardado");
        marked(&desk, &protocols[0]);
        desk.keys(&["o"]);
        desk.wait("Nova solicitação");
        desk.text("gabriel");
        desk.wait("▶ Gabriel Nunes");
        desk.keys(&["Enter"]);
        desk.text("2ª");
        desk.wait("▶ Prova de 2ª chamada");
        desk.keys(&["Enter"]);
        desk.wait("Local de entrega");
        desk.keys(&["1", "2"]);
        desk.text("Perdi a pro");
        // As soon as it is seen, and not a moment later.
        desk.wait("Perdi a pro");
        die(&desk);
        let names = files(&tmux);
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.iter().all(|name| !name.contains(&protocols[0]) && !name.contains("20230011")), "{names:?}");

        let desk = tmux.desk("second", &scratch.url("ana"), (120, 36));
        desk.wait("textos que você não tinha enviado estão de volta");
        marked(&desk, &protocols[0]);
        // The list of all texts goes there too.
        desk.keys(&["E"]);
        let screen = desk.wait("O que você digitou e não enviou");
        assert!(screen.contains("Gabriel Nunes") && screen.contains("Traga o ate"), "{screen}");
        desk.keys(&["j", "Enter"]);
        let screen = desk.wait("ao aluno ou nota interna");
        assert!(screen.contains("Traga o ate"), "{screen}");
        assert!(screen.contains("Retomado do que você digitou"), "{screen}");
        desk.text("stado.");
        desk.keys(&["Enter"]);
        desk.wait_for("the message sent", |s| {
            s.contains("Mensagens 1") && rows_of(s, &protocols[0]).all(|l| !l.contains('✎'))
        });
        desk.keys(&["Escape", "o"]);
        let screen = desk.wait("Perdi a pro");
        assert!(screen.contains("Gabriel Nunes"), "{screen}");
        desk.text("va.");
        desk.wait("Pode ser aberta");
        desk.wait("Direito Penal II");
        desk.keys(&["Enter"]);
        desk.wait("Previsão de entrega");
        let sent = show(&scratch, &protocols[0]).await;
        let bodies: Vec<_> = sent["messages"].as_array().expect("messages").iter().map(|m| m["body"].clone()).collect();
        assert_eq!(bodies, ["Traga o atestado."]);
        let opened: String = sqlx::query_scalar("select description from app.request order by id desc limit 1")
            .fetch_one(&scratch.admin())
            .await
            .expect("the request");
        assert_eq!(opened, "Perdi a prova.");
        until(&scratch, 0).await;
        desk.keys(&["Escape", "C-q"]);
        let screen = desk.wait("status=0");
        assert!(!screen.contains("guardado"), "nothing is left to be told:\n{screen}");
        assert_eq!(files(&tmux), Vec::<String>::new());
    });
}

#[test]
fn the_same_person_at_another_machine_goes_on_with_it_and_what_is_sent_there_is_not_brought_back_here() {
    run(async {
        let (Some(here), Some(there)) = (Tmux::new(), Tmux::new()) else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = here.desk("here", &scratch.url("ana"), (120, 36));
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["m"]);
        desk.wait("ao aluno ou nota interna");
        desk.text("Traga o ate");
        desk.wait("Traga o ate");
        let took = until(&scratch, 1).await;
        eprintln!("the database has it {} ms after the letter was on screen", took.as_millis());
        // The file says that the database has it, so that this machine knows later whose turn it is.
        let stored = || {
            let all = walkdir::WalkDir::new(here.home().join("balcao/unsent")).into_iter().flatten();
            let mut texts = all.filter_map(|e| std::fs::read_to_string(e.path()).ok());
            texts.any(|text| text.contains("\"stored\":true"))
        };
        crate::support::until("the file says so", PATIENCE, stored);
        die(&desk);

        let other = there.desk("there", &scratch.url("ana"), (120, 36));
        other.wait("está de volta");
        marked(&other, &protocols[0]);
        other.keys(&["m"]);
        other.wait("Traga o ate");
        other.text("stado.");
        other.keys(&["Enter"]);
        other.wait_for("the message sent", |s| !s.contains('✎'));
        until(&scratch, 0).await;

        let again = here.desk("again", &scratch.url("ana"), (120, 36));
        again.wait(&protocols[0]);
        crate::support::until("the copy goes", PATIENCE, || files(&here).is_empty());
        again.wait_for("no mark", |s| s.contains("ao vivo") && !s.contains('✎'));
        let sent = show(&scratch, &protocols[0]).await;
        assert_eq!(sent["messages"].as_array().map(Vec::len), Some(1));
    });
}
