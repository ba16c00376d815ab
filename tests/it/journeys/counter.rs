//! A student at the counter, in a real terminal on the real engine: price, due date and promise before confirming, then
//! the request with its installment and its ledger entry, the receipt on disk; and what refuses, each with its words.

use std::process::Command;

use serde_json::json;

use super::terminal::{Terminal, Tmux};
use crate::money::school::School;
use crate::support::run;

/// Rita and the charged type are chosen, at the first location; the cursor is on the description.
fn choose(desk: &Terminal<'_>) {
    desk.text("taxa");
    desk.wait("▶ Pedido com taxa");
    desk.keys(&["Enter"]);
    desk.wait("1 Secretaria – Sede");
    desk.keys(&["1"]);
}

#[test]
fn a_student_is_opened_at_the_desk_with_a_charge() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let school = School::new().await;
        let desk = tmux.desk("ana", &school.scratch.url("ana"), (80, 24));
        desk.wait("ao vivo");
        desk.keys(&["o"]);
        desk.wait("Nova solicitação");
        desk.text("rita");
        desk.wait("▶ Rita Um");
        desk.keys(&["Enter"]);
        choose(&desk);
        desk.text("Declaração para o estágio.");
        // Everything is told before confirming.
        let screen = desk.wait_for("the verdict", |s| s.contains("Pode ser aberta") && s.contains("R$ 50,00"));
        for told in ["preço do local", "vence dom 15/03 · dias após o pedido", "parcela 3 do contrato CR1"] {
            assert!(screen.contains(told), "{told}\n{screen}");
        }
        desk.keys(&["F4"]);
        desk.wait("Solicitada em 10/03/2026, até 20/03/2026 no período 2026/1: parcela 3.");
        desk.keys(&["Escape"]);
        desk.wait("Declaração para o estágio.");
        assert_eq!(school.counts().await, [0, 0, 0], "nothing is written before it is confirmed");
        desk.keys(&["Enter"]);
        desk.wait("✔ 2026.0000001");
        desk.wait("Instituto de Testes");
        assert_eq!(school.counts().await, [1, 1, 1]);
        let written = school
            .value(
                "select jsonb_build_object('amount', q.amount, 'requester', q.requester_kind, 'description', q.description,
                   'installment', jsonb_build_array(i.number, i.quota, i.amount, i.due_date, i.origin, i.status),
                   'entry', jsonb_build_array(l.issued_on, l.due_date, l.amount, l.balance, l.document_type, l.status))
                 from app.request q join academic.contract_installment i on i.request_id = q.id join academic.ledger_entry l on l.installment_id = i.id",
            )
            .await;
        assert_eq!(
            written,
            json!({"amount": 50.0, "requester": "student", "description": "Declaração para o estágio.",
                "installment": [3, 2, 50.0, "2026-03-15", "extra", "open"],
                "entry": ["2026-03-10", "2026-03-15", 50.0, 50.0, "BOLETO", "open"]})
        );
        // The paper goes along.
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("comprovante.pdf");
        desk.keys(&["s"]);
        desk.wait("comprovante-2026.0000001.pdf");
        desk.keys(&["C-u"]);
        desk.text(&path.display().to_string());
        desk.keys(&["Enter"]);
        desk.wait("Salvo em");
        assert!(std::fs::read(&path).expect("the receipt").starts_with(b"%PDF-"));
        // A second time to the same place says that it is there.
        desk.keys(&["s"]);
        desk.wait("comprovante-2026.0000001.pdf");
        desk.keys(&["C-u"]);
        desk.text(&path.display().to_string());
        desk.keys(&["Enter"]);
        desk.wait("✖");
        desk.keys(&["Escape", "Escape"]);
        desk.wait("ao vivo");
    });
}

/// What stands against an opening, how it comes about, and how it is told.
const REFUSALS: [(&str, &str, &str, &str); 4] = [
    (
        "E_DEBTS",
        "insert into academic.contract_installment (company, contract_id, number, amount, due_date) select 1, id, 1, 1000.5, '2026-02-10' from academic.contract where number = 'CR1';
         insert into academic.ledger_entry (company, installment_id, issued_on, due_date, amount, balance) select 1, id, '2026-01-02', due_date, amount, amount from academic.contract_installment",
        "delete from academic.ledger_entry; delete from academic.contract_installment",
        "Há débitos em aberto: 1 título, R$ 1.000,50, desde 10/02/2026.",
    ),
    (
        "E_TYPE_EXPIRED",
        "update app.request_type set valid_to = '2026-03-09'",
        "update app.request_type set valid_to = '2027-12-31'",
        "Fora do prazo: disponível de 01/01/2026 a 09/03/2026.",
    ),
    (
        "E_NO_ACTIVE_CONTRACT",
        "update academic.contract set status = 'suspended'",
        "update academic.contract set status = 'active'",
        "Aluno sem contrato ativo no período letivo 2026/1.",
    ),
    (
        "E_LOCATION_PRICE_MISSING",
        "update app.location_price set valid_from = '2026-03-11'",
        "update app.location_price set valid_from = '2026-01-01'",
        "Sem preço para Secretaria – Sede em 10/03/2026; avise a administração.",
    ),
];

#[test]
fn what_refuses_an_opening_is_told_on_the_command_line_with_its_words() {
    run(async {
        let school = School::new().await;
        let open = |lang: &str| {
            Command::new(env!("CARGO_BIN_EXE_balcao"))
                .args([
                    "request",
                    "open",
                    "--student",
                    "R1",
                    "--type",
                    "taxa",
                    "--location",
                    "sede",
                    "--lang",
                    lang,
                    "--json",
                ])
                .args(["--database-url", &school.scratch.url("ana")])
                .output()
                .expect("the binary runs")
        };
        for (code, broken, mended, words) in REFUSALS {
            school.run(broken).await;
            let out = open("pt-BR");
            assert_eq!(out.status.code(), Some(1), "{code}: refused by a rule");
            let told: serde_json::Value = serde_json::from_slice(&out.stderr).expect("an error in JSON");
            let problem = &told["error"]["problems"][0];
            assert_eq!((&problem["code"], &problem["message"]), (&json!(code), &json!(words)));
            let other: serde_json::Value = serde_json::from_slice(&open("en").stderr).expect("an error in JSON");
            assert_ne!(other["error"]["problems"][0]["message"], json!(words), "{code}: in English too");
            assert_eq!(school.counts().await[0], 0, "{code}: nothing is written");
            school.run(mended).await;
        }
        let out = open("pt-BR");
        assert_eq!(out.status.code(), Some(0), "nothing stands against it any more");
        assert_eq!(school.counts().await, [1, 1, 1]);
    });
}

#[test]
fn what_was_charged_is_found_listed_and_printed_from_the_command_line() {
    run(async {
        let school = School::new().await;
        let request =
            school.open(json!({"student": "R1", "type": "taxa", "location": "sede"})).await.expect("an opening");
        let protocol = request["protocol"].as_str().expect("a protocol").to_owned();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("comprovante.pdf").display().to_string();
        let call = |login: &str, args: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_balcao"))
                .args(args)
                .args(["--lang", "pt-BR", "--database-url", &school.scratch.url(login)])
                .output()
                .expect("the binary runs")
        };
        let total = |args: &[&str]| {
            let out = call("sonia", &[args, &["--json"]].concat());
            let told: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
            told["total"].clone()
        };
        assert_eq!(total(&["request", "list", "cobranca:cobrada"]), 1);
        assert_eq!(total(&["request", "list", "cobranca:isenta"]), 0);
        assert_eq!(total(&["charge", "list", "--status", "charged"]), 1);
        assert_eq!(total(&["charge", "list"]), 0, "nothing waits for a person");
        let told = call("ana", &["request", "receipt", &protocol]);
        let text = String::from_utf8(told.stdout).expect("a text");
        assert!(text.contains(&protocol) && text.contains("R$ 50,00") && text.contains("15/03/2026"), "{text}");
        let save = |more: &[&str]| {
            let out = call("ana", &[&["request", "receipt", &protocol, "--pdf", &path], more].concat());
            (out.status.code(), String::from_utf8(out.stderr).expect("a text"))
        };
        assert_eq!(save(&[]).0, Some(0));
        let first = std::fs::read(&path).expect("the receipt");
        assert!(first.starts_with(b"%PDF-"));
        let (status, said) = save(&[]);
        assert!(status == Some(2) && said.contains("comprovante.pdf"), "never over a file that is there: {said}");
        assert_eq!(save(&["--force"]).0, Some(0));
        let piped = call("ana", &["request", "receipt", &protocol, "--pdf", "-"]);
        assert!(piped.stdout.starts_with(b"%PDF-"), "nothing but the page on standard output");
    });
}

#[test]
fn what_refuses_an_opening_is_told_at_the_desk_all_at_once() {
    run(async {
        let Some(tmux) = Tmux::new() else { return };
        let school = School::new().await;
        let desk = tmux.desk("ana", &school.scratch.url("ana"), (80, 24));
        desk.wait("ao vivo");
        for (code, broken, ..) in REFUSALS {
            if code != "E_TYPE_EXPIRED" && code != "E_NO_ACTIVE_CONTRACT" {
                school.run(broken).await;
            }
        }
        desk.keys(&["o"]);
        desk.wait("Nova solicitação");
        desk.text("rita");
        desk.wait("▶ Rita Um");
        desk.keys(&["Enter"]);
        choose(&desk);
        desk.text("Com tudo contra.");
        for (code, _, _, words) in REFUSALS {
            if code != "E_TYPE_EXPIRED" && code != "E_NO_ACTIVE_CONTRACT" {
                desk.wait(words);
            }
        }
        desk.keys(&["Enter"]);
        desk.wait("✖");
        assert_eq!(school.counts().await[0], 0, "refused, and what was typed stays");
        assert!(desk.screen().contains("Com tudo contra."));
        school.run("update academic.contract set status = 'suspended'").await;
        desk.text(" De novo.");
        desk.wait("Aluno sem contrato ativo no período letivo 2026/1.");
        // A type out of its window is not on offer; why, is one key away.
        school.run("update app.request_type set valid_to = '2026-03-09'").await;
        desk.keys(&["F4"]);
        desk.wait("disponível de 01/01/2026 a 09/03/2026");
    });
}
