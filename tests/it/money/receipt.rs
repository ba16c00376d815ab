//! What a student takes home and what the desk is told while it opens: receipts, who asks, prices by location, the types that
//! are not on offer, the charges that wait for a person.

use std::io::Write as _;
use std::process::{Command, Stdio};

use balcao::domain::receipt::{Receipt, pdf, text};
use balcao::words::{Lang, Words};
use serde_json::{Value, json};

use super::school::{School, asked};
use crate::support::run;

/// Rita's request with a charge, asked for by her mother; its receipt.
async fn receipt(school: &School) -> Receipt {
    school
        .run(
            "insert into academic.guardian (company, student_id, cpf, name, kind) select 1, id, '52998224725', 'Neusa Ângela Um', 'mother' from academic.student where ra = 'R1';
             update academic.student set cpf = '11144477735' where ra = 'R1';
             update app.request_type set audience = '{student,guardian}', instructions_student = 'Traga um documento com foto.', expected_days = 10",
        )
        .await;
    let mut document = asked("sede");
    let preview = school.call("ana", "select api.preview($1)", &[document.clone()]).await.unwrap();
    document["requester"] = json!("guardian");
    document["guardian"] = preview["guardians"][0]["id"].clone();
    document["description"] = json!("Preciso da declaração para o estágio; não é urgente.");
    let request = school.open(document).await.unwrap();
    assert_eq!(
        (&request["requester_kind"], &request["requester_name"]),
        (&json!("guardian"), &json!("Neusa Ângela Um"))
    );
    let told = school.call("bruno", "select api.receipt($1)", &[request["protocol"].clone()]).await.unwrap();
    assert_eq!(
        school.value("select what from app.access_log order by id desc limit 1").await,
        "receipt",
        "who reads a receipt has looked a student up (LG-6)"
    );
    serde_json::from_value(told).unwrap()
}

#[test]
fn o18_a_receipt_says_what_was_opened_in_both_languages() {
    run(async {
        let school = School::new().await;
        let facts = receipt(&school).await;
        assert_eq!(facts.student.cpf.as_deref(), Some("***.444.777-**"), "never the whole CPF (Z-13)");
        let sheets = [Lang::PtBr, Lang::En].map(|lang| text::render(&Words::new(lang).receipt(&facts)));
        for sheet in &sheets {
            assert!(sheet.lines().all(|l| l.chars().count() <= text::COLUMNS), "{sheet}");
        }
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("receipt-text", sheets.join("\n"));
        });
    });
}

#[test]
fn a_receipt_as_pdf_says_the_same_to_a_reader() {
    run(async {
        let school = School::new().await;
        let sheet = Words::new(Lang::PtBr).receipt(&receipt(&school).await);
        let bytes = pdf::render(&sheet);
        cross_references_hold(&bytes);
        let said = read(&bytes);
        let Some(said) = said else {
            println!("SKIPPED: pdftotext is not installed; what the PDF says was not read");
            return;
        };
        let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in [
            sheet.protocol.as_str(),
            "Comprovante de solicitação",
            "Instituto de Testes",
            "Rita Um",
            "***.444.777-**",
            "Neusa Ângela Um (mãe)",
            "R$ 50,00",
            "15/03/2026",
            "3 do contrato CR1",
            "Preciso da declaração para o estágio; não é urgente.",
            "Emitido em 10/03/2026 às 12:00 por Bruno Reis",
            "Traga um documento com foto.",
        ] {
            assert!(joined.contains(wanted), "{wanted}\n{said}");
        }
    });
}

#[test]
fn a_long_text_goes_on_on_the_next_page_and_loses_nothing() {
    let words = Words::new(Lang::PtBr);
    let said: Vec<String> = (0..500).map(|n| format!("palavra{n}")).collect();
    let facts = Receipt { protocol: "2026.0000001".into(), description: said.join(" "), ..Receipt::default() };
    let bytes = pdf::render(&words.receipt(&facts));
    cross_references_hold(&bytes);
    let Some(text) = read(&bytes) else {
        println!("SKIPPED: pdftotext is not installed; the pages were not read");
        return;
    };
    let found = said.iter().filter(|w| text.split_whitespace().any(|t| t == *w)).count();
    assert_eq!(found, said.len());
    assert!(text.contains("1/2") && text.contains("2/2"), "{text}");
}

/// Every entry of the cross-reference table points at the object it names; the trailer names the catalog.
fn cross_references_hold(bytes: &[u8]) {
    // One character a byte: offsets count bytes.
    let from = |at: usize| bytes[at..].iter().map(|b| char::from(*b)).collect::<String>();
    let text = from(0);
    assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"), "the frame of a PDF");
    let start: usize = text.rsplit("startxref").next().unwrap().split_whitespace().next().unwrap().parse().unwrap();
    let table = from(start);
    assert!(table.starts_with("xref"));
    let mut lines = table.lines().skip(1);
    let count: usize = lines.next().unwrap().split_whitespace().nth(1).unwrap().parse().unwrap();
    let mut used = 0;
    for (number, line) in (0..count).zip(lines) {
        let mut parts = line.split_whitespace();
        let (offset, kind) = (parts.next().unwrap().parse::<usize>().unwrap(), parts.nth(1).unwrap());
        if kind == "n" {
            used += 1;
            assert!(from(offset).starts_with(&format!("{number} 0 obj")), "object {number} at {offset}");
        }
    }
    assert!(used >= 7 && text.contains("/WinAnsiEncoding") && table.contains("/Root"));
}

/// The text of a PDF, when a reader is installed.
fn read(bytes: &[u8]) -> Option<String> {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    let out = reader.wait_with_output().unwrap();
    assert!(out.status.success());
    Some(String::from_utf8(out.stdout).unwrap())
}

#[test]
fn o2_who_asks_is_the_student_or_a_guardian_on_record_and_of_the_types_audience() {
    run(async {
        let school = School::new().await;
        let refused = |requester: &'static str, guardian: Value| {
            let school = &school;
            async move {
                let mut document = asked("sede");
                document["requester"] = json!(requester);
                document["guardian"] = guardian;
                let preview = school.call("ana", "select api.preview($1)", &[document]).await.unwrap();
                preview["problems"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|p| p["pt"].as_str().unwrap().to_owned())
                    .collect::<Vec<_>>()
            }
        };
        assert_eq!(refused("student", json!(null)).await, [""; 0]);
        assert_eq!(refused("guardian", json!("7")).await, ["Este tipo não é pedido por responsáveis."]);
        assert_eq!(refused("vizinho", json!(null)).await.len(), 1);
        school.run("update app.request_type set audience = '{guardian}'").await;
        assert_eq!(refused("guardian", json!("7")).await, ["O responsável não consta no cadastro do aluno."]);
        assert_eq!(refused("student", json!(null)).await, ["Este tipo não é pedido por alunos."]);
        assert_eq!(refused("desk_on_behalf", json!(null)).await, [""; 0], "the desk opens for whoever it is");
    });
}

#[test]
fn what_may_be_chosen_is_told_with_its_price_and_what_may_not_with_its_reason() {
    run(async {
        let school = School::new().await;
        let prices = |types: Value| {
            let locations = types[0]["locations"].as_array().unwrap().clone();
            locations.into_iter().map(|l| l["price"].clone()).collect::<Vec<_>>()
        };
        let types = school.call("ana", "select api.openable()", &[]).await.unwrap();
        assert_eq!(
            prices(types),
            [json!({"status": "charged", "amount": "50.00"}), json!({"status": "free", "amount": "0.00"})]
        );
        school.run("delete from app.location_price where amount = 50").await;
        let types = school.call("ana", "select api.openable()", &[]).await.unwrap();
        assert_eq!(prices(types)[0], json!({"status": "missing"}), "a price that is missing is not zero (B-5)");
        assert_eq!(school.call("ana", "select api.not_openable()", &[]).await.unwrap(), json!([]));
        for (broken, why) in [
            ("update app.request_type set valid_to = '2026-03-09'", "disponível de 01/01/2026 a 09/03/2026"),
            ("update app.request_type set valid_to = '2027-12-31', active = false", "está desativado"),
            (
                "update app.request_type set active = true, channel_desk = false, channel_portal = true",
                "não se abre no balcão",
            ),
        ] {
            school.run(broken).await;
            assert_eq!(school.call("ana", "select api.openable()", &[]).await.unwrap(), json!([]), "{broken}");
            let why_not = school.call("ana", "select api.not_openable()", &[]).await.unwrap();
            assert_eq!((&why_not[0]["code"], &why_not[0]["pt"]), (&json!("taxa"), &json!(why)));
        }
        let denied = school.call("admin", "select api.not_openable()", &[]).await.unwrap_err();
        assert_eq!(denied.0, "42501", "who opens nothing asks for no reasons");
    });
}

#[test]
fn z16_periods_and_contracts_to_choose_from_are_those_that_would_do() {
    run(async {
        let school = School::new().await;
        school
            .run(
                "insert into academic.period (company, code, name, starts, ends) values (1, '2026/2', '2º de 2026', '2026-07-01', '2026-12-31'), (1, '2025/2', '2º de 2025', '2025-07-01', '2025-12-31');
                 insert into academic.enrolment (company, student_id, period_id, course, branch, enrolled_on) select 1, s.id, p.id, 'Direito', 1, p.starts from academic.student s, academic.period p where s.ra = 'R1' and p.code <> '2026/1';
                 insert into academic.contract (company, student_id, period_id, course, number, signed_on) select 1, s.id, p.id, 'Pós em Direito', 'CX', p.starts from academic.student s, academic.period p where s.ra = 'R1' and p.code = '2026/1'",
            )
            .await;
        let preview = school.call("ana", "select api.preview($1)", &[asked("sede")]).await.unwrap();
        assert_eq!(preview["period"], "2026/1", "the company's current one by default");
        assert_eq!(
            preview["periods"],
            json!([{"code": "2026/2", "courses": "Direito"}, {"code": "2026/1", "courses": "Direito"}]),
            "what is over is not offered"
        );
        assert_eq!(
            preview["contracts"],
            json!([{"number": "CR1", "course": "Direito"}, {"number": "CX", "course": "Pós em Direito"}])
        );
        let mut document = asked("sede");
        document["period"] = json!("2026/2");
        let preview = school.call("ana", "select api.preview($1)", &[document]).await.unwrap();
        assert_eq!((&preview["period"], &preview["contracts"]), (&json!("2026/2"), &json!([])));
    });
}

#[test]
fn k2_the_charges_that_wait_for_a_person_are_in_one_list() {
    run(async {
        let school = School::new().await;
        let list = |states: Value| {
            let school = &school;
            async move {
                let told = school
                    .call(
                        "sonia",
                        "select api.charges((select array_agg(x) from jsonb_array_elements_text($1) x), null)",
                        &[states],
                    )
                    .await
                    .unwrap();
                let items = told["items"].as_array().unwrap().clone();
                assert_eq!(told["total"], items.len());
                items.iter().map(|i| (i["student"]["ra"].clone(), i["state"].clone())).collect::<Vec<_>>()
            }
        };
        let paid = school.open(asked("sede")).await.unwrap()["protocol"].clone();
        let open = school.open(json!({"student": "R2", "type": "taxa", "location": "sede"})).await.unwrap()["protocol"]
            .clone();
        assert_eq!(list(json!([])).await, [], "nothing waits yet");
        school
            .run(&format!("update academic.ledger_entry l set status = 'paid', balance = 0, paid_on = '2026-03-11' from app.request q where q.installment_id = l.installment_id and q.protocol = '{}'", paid.as_str().unwrap()))
            .await;
        assert_eq!(
            list(json!(["paid", "charged"])).await,
            [(json!("R2"), json!("charged")), (json!("R1"), json!("paid"))]
        );
        school.call("sonia", "select api.cancel($1, 'desistiu')", &[paid]).await.unwrap();
        assert_eq!(list(json!([])).await, [(json!("R1"), json!("refund"))], "paid, and cancelled");
        school.run("update academic.contract set status = 'cancelled' where number = 'CR2'").await;
        assert_eq!(list(json!([])).await, [(json!("R2"), json!("billing")), (json!("R1"), json!("refund"))]);
        school.call("sonia", "select api.charge_waive($1, 'bolsa')", &[open]).await.unwrap();
        assert_eq!(list(json!([])).await, [(json!("R1"), json!("refund"))]);
        assert_eq!(list(json!(["waived"])).await, [(json!("R2"), json!("waived"))]);
    });
}
