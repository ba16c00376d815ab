//! Six journeys of people at the counter, each in a real terminal on the real engine.

mod counter;
mod drafts;
mod flow;
pub mod ground;
mod recorded;
mod terminal;
mod unsent;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::support::{Scratch, run};
use terminal::Tmux;

async fn status(scratch: &Scratch, protocol: &str) -> (String, String, Option<String>) {
    let found: Value = sqlx::query_scalar("select api.show($1)")
        .bind(protocol)
        .fetch_one(&scratch.login("sonia"))
        .await
        .expect("the request");
    let text = |key: &str| found[key].as_str().map(str::to_owned);
    (text("status").unwrap_or_default(), text("stage").unwrap_or_default(), text("outcome"))
}

#[test]
fn take_fill_forward_conclude() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = tmux.desk("ana", &scratch.url("ana"), (120, 36));
        desk.wait("ao vivo");
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait(&format!("{} está com você", protocols[0]));
        desk.keys(&["f"]);
        desk.wait("1–9 escolher");
        desk.keys(&["1"]);
        desk.wait("Encaminhar · Documentação completa");
        desk.keys(&["Space", "Enter", "1", "Enter"]);
        desk.wait("encaminhada para Lançamento da nota");
        assert_eq!(status(&scratch, &protocols[0]).await, ("queued".into(), "nota".into(), None));
        desk.keys(&["t"]);
        desk.wait(&format!("{} está com você", protocols[0]));
        desk.keys(&["c"]);
        desk.wait("Concluir · Lançamento da nota");
        desk.keys(&["1"]);
        desk.text("8,5");
        desk.keys(&["Tab"]);
        desk.text("Prova feita em 12/03.");
        desk.keys(&["Enter"]);
        desk.wait(&format!("{} concluída", protocols[0]));
        assert_eq!(status(&scratch, &protocols[0]).await, ("concluded".into(), "nota".into(), Some("granted".into())));
        desk.keys(&["q"]);
        desk.wait("status=0");
    });
}

#[test]
fn two_terminals_see_each_other() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let ana = tmux.desk("ana", &scratch.url("ana"), (120, 36));
        let bruno = tmux.desk("bruno", &scratch.url("bruno"), (80, 24));
        ana.wait("ao vivo");
        bruno.wait("ao vivo");
        ana.wait(&format!("▶    {}", protocols[0]));
        bruno.wait(&protocols[0]);
        bruno.keys(&["t"]);
        bruno.wait(&format!("{} está com você", protocols[0]));
        // Ana does nothing: the row and the request tell her.
        ana.wait_for("the row to show bruno", |s| s.lines().any(|l| l.contains(&protocols[0]) && l.contains("bruno")));
        ana.wait("Bruno Reis desde");
        ana.keys(&["t"]);
        let screen = ana.wait("✖");
        assert!(screen.contains("Bruno Reis"), "the loser is told who won:\n{screen}");
    });
}

#[test]
fn a_refusal_names_the_field_and_keeps_the_text() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = tmux.desk("ana", &scratch.url("ana"), (80, 24));
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["f"]);
        desk.wait("Encaminhar por");
        desk.keys(&["1"]);
        desk.wait("Documento conferido");
        desk.keys(&["Space", "Enter", "2", "Enter"]);
        desk.wait("encaminhada para Lançamento da nota");
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["e"]);
        desk.wait("Preencher · Lançamento da nota");
        desk.text("11");
        desk.keys(&["Enter"]);
        let screen = desk.wait("✖");
        assert!(screen.contains("Nota") && screen.contains("10"), "the limit is named:\n{screen}");
        assert!(screen.contains("11"), "what was typed is still there:\n{screen}");
        desk.keys(&["BSpace", "Enter"]);
        desk.wait("guardados");
    });
}

#[test]
fn a_pasted_newline_is_text_and_unsent_text_is_not_left_by_accident() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = tmux.desk("ana", &scratch.url("ana"), (120, 36));
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["e"]);
        desk.wait("Preencher · Triagem");
        desk.keys(&["Tab", "Tab"]);
        desk.paste("linha um\nlinha dois");
        let screen = desk.wait("linha dois");
        assert!(screen.contains("linha um") && screen.contains("Preencher · Triagem"), "nothing was sent:\n{screen}");
        desk.keys(&["Escape"]);
        desk.wait("O texto ficou guardado");
        desk.wait_for("the mark of a draft", |s| s.lines().any(|l| l.contains(&protocols[0]) && l.contains('✎')));
        desk.keys(&["q"]);
        let screen = desk.wait("status=0");
        assert!(screen.contains("O texto que você não enviou está guardado"), "it is told:\n{screen}");
        let desk = tmux.desk("again", &scratch.url("ana"), (120, 36));
        desk.wait("está de volta");
        desk.wait_for("the mark of a draft", |s| s.lines().any(|l| l.contains(&protocols[0]) && l.contains('✎')));
        desk.keys(&["e"]);
        let screen = desk.wait("Preencher · Triagem");
        assert!(screen.contains("linha um") && screen.contains("linha dois"), "still there:\n{screen}");
        desk.keys(&["Enter"]);
        desk.wait("guardados");
        desk.keys(&["q"]);
        desk.wait("status=0");
    });
}

#[test]
fn undo_says_what_it_took_back() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, protocols) = ground::school().await;
        let desk = tmux.desk("ana", &scratch.url("ana"), (120, 36));
        desk.wait(&format!("▶    {}", protocols[0]));
        desk.keys(&["t"]);
        desk.wait("está com você");
        desk.keys(&["u"]);
        desk.wait("Desfeito: assumir");
        assert_eq!(status(&scratch, &protocols[0]).await.0, "queued");
        // Three marked and taken at once are undone at once.
        desk.keys(&["Space", "Space", "Space", "t"]);
        desk.wait("assumir: 3 de 3");
        desk.keys(&["u"]);
        desk.wait("Desfeito: assumir: 3 de 3");
        for protocol in &protocols[..3] {
            assert_eq!(status(&scratch, protocol).await.0, "queued");
        }
    });
}

#[test]
fn a_request_is_opened_at_the_desk_for_who_stands_there() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        let desk = tmux.desk("ana", &scratch.url("ana"), (80, 24));
        desk.wait("ao vivo");
        desk.keys(&["s"]);
        desk.wait("Quem está no balcão?");
        desk.text("gabriel");
        desk.wait("Gabriel Nunes");
        desk.keys(&["Enter"]);
        desk.wait("Matrículas e contratos");
        desk.keys(&["o"]);
        desk.wait("Nova solicitação");
        desk.text("2ª");
        desk.wait("▶ Prova de 2ª chamada");
        desk.keys(&["Enter"]);
        desk.wait("Local de entrega");
        desk.keys(&["1", "2"]);
        desk.text("Perdi a prova.");
        desk.wait("Pode ser aberta");
        desk.keys(&["Enter"]);
        let screen = desk.wait("Previsão de entrega");
        assert!(screen.contains("Solicitação aberta") && screen.contains("Gabriel Nunes"), "{screen}");
        desk.keys(&["n"]);
        // The same student again: the engine says at once that one is open.
        desk.wait("Gabriel Nunes");
        desk.keys(&["Escape"]);
        desk.wait("Solicitações · 1");
        // From the card to the request and back to the card.
        desk.keys(&["Enter"]);
        desk.wait("Campos desta etapa");
        desk.keys(&["Escape"]);
        desk.wait("Solicitações · 1");
    });
}

#[test]
fn a_terminated_desk_gives_the_terminal_back() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let (scratch, _) = ground::school().await;
        for signal in [Signal::SIGTERM, Signal::SIGHUP] {
            let desk = tmux.desk(&format!("ana{}", signal as i32), &scratch.url("ana"), (80, 24));
            desk.wait("ao vivo");
            kill(Pid::from_raw(desk.pid()), signal).expect("the signal");
            let screen = desk.wait("status=");
            assert!(screen.contains("before the desk"), "the first screen is back:\n{screen}");
            assert!(!screen.contains("ao vivo"), "the desk is gone from it:\n{screen}");
            // Typing is seen again, and a line ends at Enter.
            desk.text("echo typed $((40 + 2))");
            desk.wait("echo typed $((40");
            desk.keys(&["Enter"]);
            desk.wait("typed 42");
        }
    });
}

#[test]
fn a_desk_whose_terminal_is_gone_leaves_also_where_nobody_signals_it() {
    run(async {
        let (scratch, _) = ground::school().await;
        let home = tempfile::tempdir().expect("a folder");
        let size = nix::pty::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = nix::pty::openpty(&size, None).expect("a terminal");
        // A copy is not inherited: only this test holds the terminal.
        let master = pty.master.try_clone().expect("the terminal's end");
        drop(pty.master);
        // It does not rule the desk, so its end sends no SIGHUP.
        let stdio = || std::process::Stdio::from(pty.slave.try_clone().expect("its other end"));
        let mut desk = std::process::Command::new(env!("CARGO_BIN_EXE_balcao"))
            .env("HOME", home.path())
            .env("XDG_STATE_HOME", home.path())
            .env("DATABASE_URL", scratch.url("ana"))
            .env("TERM", "xterm-256color")
            .stdin(stdio())
            .stdout(stdio())
            .stderr(stdio())
            .spawn()
            .expect("the desk");
        let mut screen = std::fs::File::from(master);
        let mut seen = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&seen).contains("ao vivo") {
            let n = std::io::Read::read(&mut screen, &mut piece).expect("a frame");
            seen.extend_from_slice(&piece[..n]);
        }
        assert!(desk.try_wait().expect("its state").is_none(), "it runs while its terminal is there");
        drop((screen, pty.slave));
        let begun = std::time::Instant::now();
        let ended = loop {
            if let Some(status) = desk.try_wait().expect("its state") {
                break Some(status);
            }
            if begun.elapsed() > std::time::Duration::from_secs(30) {
                desk.kill().expect("its end");
                desk.wait().expect("its end");
                break None;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        };
        let status = ended.expect("it ran on without a terminal");
        assert!(status.code().is_some_and(|code| code < 100), "it left in order: {status}");
    });
}

#[test]
fn a_panicking_desk_gives_the_terminal_back_and_says_why() {
    let Some(tmux) = Tmux::new() else { return };
    let this = std::env::current_exe().expect("this program");
    let line = format!("{} --ignored --exact --nocapture journeys::the_desk_that_panics", this.display());
    let terminal = tmux.open("panic", &line, (100, 40));
    let screen = terminal.wait("status=");
    assert!(screen.contains("on purpose"), "the reason is told:\n{screen}");
    assert!(screen.contains("before the desk"), "the first screen is back:\n{screen}");
    terminal.text("echo typed $((40 + 2))");
    terminal.wait("echo typed $((40");
    terminal.keys(&["Enter"]);
    terminal.wait("typed 42");
}

#[test]
#[ignore = "the child of the test before: it takes a terminal over and panics"]
fn the_desk_that_panics() {
    let mut terminal = balcao::tui::runtime::enter().expect("a terminal");
    terminal.draw(|frame| frame.render_widget("the desk", frame.area())).expect("a frame");
    panic!("on purpose");
}
