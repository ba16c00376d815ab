//! The words of a mail: the institution's where it has any, filled with facts and nothing else (N-3), from the day they are
//! written (PR-1); what does not fit has its place.

use std::collections::BTreeSet;

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::catalogue::entity::EntryKind;
use balcao::store::Db;
use balcao::store::entries::{self, MailWords, Saving};
use serde_json::{Value, json};

use super::{Desk, export, refusal};
use crate::money::school::{School, ask, asked};
use crate::support::{Scratch, run};

async fn save(db: &Db, event: &str, row: Value) -> Result<entries::SavedEntry, balcao::store::Failure> {
    let saving = Saving { kind: EntryKind::Mail, code: Some(event.into()), row, seen: None };
    entries::save(db, &saving).await
}

/// The mails of the outbox as they are read, oldest first.
async fn sent(school: &School) -> Vec<(String, String)> {
    let mails = school
        .value(
            "select coalesce(jsonb_agg(act.mail_text(o.kind, o.payload, null) order by o.id), '[]') from app.outbox o",
        )
        .await;
    let text = |mail: &Value, key: &str| mail[key].as_str().expect(key).to_owned();
    mails.as_array().expect("mails").iter().map(|mail| (text(mail, "subject"), text(mail, "text"))).collect()
}

impl Desk {
    /// Takes everything out of the field with the cursor.
    async fn empty(&mut self) {
        while self.hand.model.open_form().and_then(|form| form.field()).is_some_and(|field| !field.text().is_empty()) {
            self.keys(&["ctrl-u", "backspace"]).await;
        }
    }
}

#[test]
fn pr1_own_words_are_sent_from_when_they_are_written_and_the_built_in_ones_come_back() {
    run(async {
        let school = School::new().await;
        school.run("update app.settings set doc = doc || '{\"send_opening_email\": true}'").await;
        let mut desk = Desk::admin(&school.scratch).await;
        desk.go(EntryKind::Mail).await;
        desk.seen("Abertura");
        desk.seen("do sistema");
        desk.key("e").await;
        desk.key("ctrl-u").await;
        desk.text("Recebemos {protocolo}, {alumo}").await;
        desk.field("text").await;
        desk.empty().await;
        desk.text("{aluno}, seu pedido de {tipo} chegou.").await;
        desk.key("alt-enter").await;
        desk.text("Custa {valor}, parcela {parcela}, até {vencimento}.").await;
        desk.key("alt-enter").await;
        desk.text("Até logo.").await;
        desk.key("enter").await;
        desk.seen("coluna 24: este e-mail não preenche");
        desk.seen("{alumo}; cabem {protocolo} {aluno}");
        desk.key("ctrl-u").await;
        desk.text("Recebemos {protocolo}").await;
        desk.key("enter").await;
        desk.seen("Gravado: Abertura");
        desk.seen("próprio");
        school.open(asked("sede")).await.expect("opened");
        let custom =
            "Rita Um, seu pedido de Pedido com taxa chegou.\nCusta R$ 50,00, parcela 3, até 15/03/2026.\nAté logo.";
        let (subject, text) = sent(&school).await.remove(0);
        assert!(subject.starts_with("Recebemos 2026.") && !subject.contains('{'), "{subject}");
        assert_eq!(text, custom);
        // Other words, and none: what was written stays what it was.
        let db = Db::from(school.scratch.login("admin"));
        save(&db, "opened", json!({ "subject": "Pedido aceito", "text": "Olá.\nValor: {cobranca}.\nTchau." }))
            .await
            .expect("saved");
        school.open(asked("norte")).await.expect("opened, free");
        desk.key("R").await;
        desk.key("d").await;
        assert_eq!(desk.entry()["active"], false, "{}", desk.said());
        desk.seen("do sistema");
        school.open(asked("sede")).await.expect("opened");
        let all = sent(&school).await;
        assert_eq!(all[0].1, custom);
        assert_eq!(all[1], ("Pedido aceito".to_owned(), "Olá.\nTchau.".to_owned()), "nothing is charged there");
        assert!(all[2].1.contains("Valor: R$ 50,00, com vencimento em 15/03/2026 (parcela 3)."), "{}", all[2].1);
        assert!(all[2].0.ends_with("aberta – Pedido com taxa"), "built in again: {}", all[2].0);
        desk.key("d").await;
        desk.seen("Em uso de novo");
        desk.key("H").await;
        desk.seen("Assunto");
    });
}

#[test]
fn n1_n3_built_in_words_say_the_facts_and_the_types_own_subject_stands_before() {
    run(async {
        let scratch = Scratch::new().await;
        let root = scratch.admin();
        let told = async |kind: &str, own: Option<&str>| -> (String, String) {
            let payload = json!({ "protocol": "2026.1", "type": "Histórico", "stage": "Triagem", "student": "Rita {protocolo}",
                "promised": "2026-03-20", "outcome": "denied", "resolution": "Faltou {aluno}.",
                "charge": { "status": "charged", "amount": "1234.50", "due_date": "2026-04-06", "installment": 3 } });
            let mail: Value = sqlx::query_scalar("select act.mail_text($1, $2, $3)")
                .bind(kind)
                .bind(payload)
                .bind(own)
                .fetch_one(&root)
                .await
                .expect("a mail");
            (mail["subject"].as_str().expect("a subject").into(), mail["text"].as_str().expect("a text").into())
        };
        // A fact is never read as a placeholder.
        assert_eq!(
            told("opened", None).await,
            (
                "Solicitação 2026.1 aberta – Histórico".to_owned(),
                "Olá, Rita {protocolo}.\n\nSua solicitação 2026.1, Histórico, foi aberta e está em: Triagem.\n\nPrevisão de entrega: 20/03/2026.\n\nValor: R$ 1.234,50, com vencimento em 06/04/2026 (parcela 3).\n\nAcompanhe pelo número 2026.1.".to_owned()
            )
        );
        assert_eq!(
            told("concluded", Some("Seu histórico")).await,
            (
                "Seu histórico – Solicitação 2026.1 indeferida".to_owned(),
                "Olá, Rita {protocolo}.\n\nSua solicitação 2026.1, Histórico, foi indeferida.\n\nFaltou {aluno}.\n\nAcompanhe pelo número 2026.1.".to_owned()
            )
        );
        assert_eq!(told("waiting", None).await.0, "Solicitação 2026.1 aguarda você – Histórico");
        assert_eq!(told("message", None).await.0, "Mensagem na solicitação 2026.1 – Histórico");
        assert_eq!(told("cancelled", Some("Aviso")).await.0, "Aviso – Solicitação 2026.1 cancelada");
        assert_eq!(told("assignment_fell_to_queue", None).await.0, "Solicitação 2026.1 ficou na fila");
        // What a line needs and does not have takes the line along, and the gap it would leave.
        for (text, facts, want) in [
            ("a\n\nb {x}\n\nc", json!({}), "a\n\nc"),
            ("a\n\nb {x}\n\nc", json!({ "x": "1" }), "a\n\nb 1\n\nc"),
            ("{x} e {y}", json!({ "x": "{y}", "y": "2" }), "{y} e 2"),
            ("{x}", json!({ "x": "" }), ""),
            ("só texto\n", json!({}), "só texto"),
        ] {
            let filled: String = sqlx::query_scalar("select act.filled($1, $2)")
                .bind(text)
                .bind(&facts)
                .fetch_one(&root)
                .await
                .expect("filled");
            assert_eq!(filled, want, "{text:?} {facts}");
        }
        // Words that say nothing here give way to the built-in ones.
        let words = json!({ "protocol": "2026.1", "type": "T", "student": "R", "words": { "subject": "S", "text": "{valor}" } });
        let mail: Value = sqlx::query_scalar("select act.mail_text('opened', $1)")
            .bind(words)
            .fetch_one(&root)
            .await
            .expect("a mail");
        assert!(mail["text"].as_str().expect("a text").starts_with("Olá, R."), "{mail}");
    });
}

#[test]
fn every_fault_of_own_words_has_its_place_whoever_sends_them() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        let db = Db::from(admin.clone());
        let long = "x".repeat(4001);
        let wide = "x".repeat(151);
        let cases: [(&str, &str, &str, &str, &str); 11] = [
            ("opened", "{nome}", "t", "subject", "column 1: this mail does not fill {nome}"),
            ("opened", "s", "a\nb {cpf} c", "text", "line 2, column 3: this mail does not fill {cpf}"),
            ("concluded", "s", "{valor}", "text", "what fits: {protocolo} {aluno} {tipo} {resultado} {justificativa}"),
            ("opened", "s", "a { b", "text", "line 1, column 3: a brace stands alone"),
            ("opened", "s", "a } b", "text", "line 1, column 3: a brace stands alone"),
            ("opened", "s", "{aluno {tipo}", "text", "line 1, column 1: a brace stands alone"),
            ("opened", "a\nb", "t", "subject", "cannot be seen"),
            ("opened", &wide, "t", "subject", "at most 150"),
            ("opened", "s", &long, "text", "at most 4,000"),
            ("opened", "s", "a\u{202e}b", "text", "cannot be seen"),
            ("opened", "s", " \n ", "text", "write the text"),
        ];
        for (event, subject, text, field, why) in cases {
            let told = save(&db, event, json!({ "subject": subject, "text": text })).await.expect_err(why);
            let balcao::store::Failure::Refused(refused) = told else { panic!("{told:?}") };
            let found = refused.problems.iter().any(|p| p.field.as_deref() == Some(field) && p.en.contains(why));
            assert!(found, "{why}: {:?}", refused.problems);
            let doc = json!({ "mail": [{ "event": event, "subject": subject, "text": text }] });
            assert_eq!(
                ask(&admin, "select api.import_catalogue($1)", &[doc]).await.expect_err(why).1[0],
                "E_FILE_VALUE"
            );
            let words = MailWords { event: event.into(), subject: subject.into(), text: text.into() };
            let example = entries::mail_example(&db, &words).await.expect("an example");
            assert!(example.problems.iter().any(|p| p.en.contains(why)), "{why}: {:?}", example.problems);
        }
        for doc in [
            json!({ "mail": [{ "event": "closed", "subject": "s", "text": "t" }] }),
            json!({ "mail": [{ "event": "opened", "subject": "s" }] }),
            json!({ "mail": [{ "event": "opened", "subject": "s", "text": "t", "to": "x" }] }),
            json!({ "mail": [{ "event": "opened", "subject": "s", "text": "t" }, { "event": "opened", "subject": "u", "text": "t" }] }),
        ] {
            ask(&admin, "select api.import_catalogue($1)", std::slice::from_ref(&doc))
                .await
                .expect_err(&doc.to_string());
        }
        // Nothing of one's own is there to be taken out of use.
        let told = save(&db, "waiting", json!({ "active": false })).await.expect_err("built in");
        assert_eq!(refusal(told).1, "E_FILE_VALUE");
        assert!(export(&admin).await.mails.is_empty());
        let ana = Db::from(scratch.login("ana"));
        assert_eq!(
            save(&ana, "opened", json!({ "subject": "s", "text": "t" })).await.expect_err("no right").exit_code(),
            5
        );
        let words = MailWords { event: "opened".into(), subject: "s".into(), text: "t".into() };
        assert_eq!(entries::mail_example(&ana, &words).await.expect_err("no right").exit_code(), 5);
        assert_eq!(entries::list(&ana, EntryKind::Mail, None).await.expect("may read").rows.len(), 7);
    });
}

#[test]
fn every_mail_to_a_student_has_words_and_every_name_in_braces_a_fact() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        // Every event that the engine writes a mail of.
        let engine = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/engine");
        let call = regex::Regex::new(r"perform act\.mail\([a-z]+, '([a-z_]+)'").expect("a pattern");
        let mut written = BTreeSet::new();
        for file in walkdir::WalkDir::new(engine)
            .into_iter()
            .flatten()
            .filter(|f| f.path().extension().is_some_and(|e| e == "sql"))
        {
            let sql = std::fs::read_to_string(file.path()).expect("a file");
            written.extend(call.captures_iter(&sql).map(|c| c[1].to_owned()));
        }
        let rows = entries::list(&db, EntryKind::Mail, None).await.expect("mails").rows;
        assert_eq!(rows.iter().map(|r| r.code.clone()).collect::<BTreeSet<_>>(), written);
        let words = balcao::words::Words::new(balcao::words::Lang::PtBr);
        for row in rows {
            assert!(words.has(&format!("cm-{}", row.code.replace('_', "-"))), "{}", row.code);
            let said = |key: &str| row.entry[key].as_str().expect(key).to_owned();
            let asked = MailWords { event: row.code.clone(), subject: said("subject"), text: said("text") };
            let told = entries::mail_example(&db, &asked).await.expect("an example");
            assert_eq!(told.problems, [], "the built-in words are fit to be saved: {}", row.code);
            assert!(!told.subject.contains('{') && !told.text.contains('{'), "{told:?}");
            for place in &told.places {
                assert!(!place.sample.is_empty(), "{}: {}", row.code, place.name);
                let one = MailWords { text: format!("{{{}}}", place.name), ..asked.clone() };
                assert_eq!(entries::mail_example(&db, &one).await.expect("one").text, place.sample);
            }
            // N-3: no document, no contact, nothing that the student wrote.
            let known = [
                "protocolo",
                "aluno",
                "tipo",
                "etapa",
                "previsao",
                "cobranca",
                "valor",
                "vencimento",
                "parcela",
                "limite",
                "resultado",
                "justificativa",
            ];
            assert!(told.places.iter().all(|place| known.contains(&place.name.as_str())), "{:?}", told.places);
        }
    });
}

#[test]
fn own_words_go_round_as_a_file() {
    run(async {
        let scratch = Scratch::new().await;
        let db = Db::from(scratch.login("admin"));
        let text = "Olá, {aluno}.\n\n\"Aspas\" e \\barras\\ ficam.\n{justificativa}";
        save(&db, "concluded", json!({ "subject": "Pronto – {tipo}", "text": text })).await.expect("saved");
        save(&db, "opened", json!({ "subject": "S", "text": "T" })).await.expect("saved");
        save(&db, "opened", json!({ "active": false })).await.expect("out of use");
        let file = export(&scratch.login("admin")).await;
        assert_eq!(file.mails.len(), 2, "what is built in is not in the file");
        let read = CatalogueFile::parse(&file.to_text()).expect("its own file");
        assert_eq!(read, file);
        let fresh = Scratch::new().await;
        let doc = read.to_doc();
        let mails = json!({ "mail": doc["mail"] });
        ask(&fresh.login("admin"), "select api.import_catalogue($1)", std::slice::from_ref(&mails))
            .await
            .expect("read anew");
        ask(&fresh.login("admin"), "select api.import_catalogue($1)", &[mails]).await.expect("again");
        assert_eq!(export(&fresh.login("admin")).await.mails, file.mails);
    });
}
