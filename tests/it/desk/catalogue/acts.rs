//! What keys do to the catalogue: what is said of an entry, over what, and what becomes of what was typed.

use balcao::domain::catalogue::entity::EntryKind;
use balcao::domain::refusal::{Kind, Problem};
use balcao::tui::effect::{Read, Write};
use balcao::tui::model::{EntryPane, Shelf};
use balcao::tui::msg::{Done, Entries, Invited, SavedEntry, Told, Trouble};
use serde_json::json;

use super::{at_entries, demo, form, rows, saving, seen, sent_count, states};
use crate::desk::{Hand, fixture};

#[test]
fn an_empty_kind_says_what_to_do_and_a_search_without_hits_too() {
    states("catalogue-empty", |c, r| at_entries(EntryKind::PortalUser, c, r), |_| ());
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    hand.key("/");
    hand.text("DIPLOMA 2");
    seen(&hand, "Diploma, 2ª via");
    seen(&hand, "1 de 6");
    hand.text("zz");
    seen(&hand, "Esc mostra todos");
    hand.key("esc");
    seen(&hand, "Transferência");
    // Accents do not matter, and what is found stays when the search is left by Enter.
    hand.key("/");
    hand.text("historico");
    hand.key("enter");
    assert_eq!(hand.model.catalogue.entry().map(|r| r.code.as_str()), Some("historico-2a-via"));
    hand.key("e");
    assert_eq!(form(&hand).fields[0].text(), "Histórico escolar, 2ª via");
}

#[test]
fn only_what_was_touched_is_said_and_over_what_was_seen() {
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    (0..4).for_each(|_| hand.key("j"));
    hand.key("e");
    hand.key("tab");
    hand.key("ctrl-u");
    hand.text("55,5");
    hand.key("enter");
    let expected =
        (EntryKind::Service, Some("prova-2a-chamada".to_owned()), json!({ "value": "55.5" }), Some("s4".to_owned()));
    assert_eq!(saving(&hand), expected);
    // Empty is no value, which is not 0,00.
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    hand.key("e");
    hand.key("tab");
    hand.key("ctrl-u");
    hand.key("enter");
    assert_eq!(saving(&hand).2, json!({ "value": null }));
    assert_eq!(hand.keys, 4, "beside the text");
}

#[test]
fn a_new_entry_proposes_its_code_and_a_copy_brings_the_values() {
    let mut hand = at_entries(EntryKind::Reason, 80, 24);
    hand.key("a");
    hand.text("Documentação ilegível");
    seen(&hand, "documentacao-ilegivel");
    hand.key("enter");
    let row = json!({ "name": "Documentação ilegível", "code": "documentacao-ilegivel", "kind": "forward" });
    assert_eq!(saving(&hand), (EntryKind::Reason, None, row, None));
    // A code that was typed stays, whatever the name becomes.
    let mut hand = at_entries(EntryKind::Reason, 80, 24);
    hand.key("o");
    hand.key("tab");
    hand.text("meu");
    hand.key("backtab");
    hand.text("Outro");
    hand.key("enter");
    assert_eq!(saving(&hand).2["code"], "meu");
    let mut hand = at_entries(EntryKind::Calendar, 80, 24);
    hand.key("C");
    hand.text("polo");
    hand.key("enter");
    let (kind, code, row, _) = saving(&hand);
    assert_eq!((kind, code, row["code"].as_str()), (EntryKind::Calendar, None, Some("polo")));
    assert_eq!(row["holidays"], demo()["calendar"][0]["holidays"]);
    assert_eq!(row["hours"]["mon"], "08:00-18:00");
    assert_eq!(row["hours"]["sun"], "");
}

#[test]
fn problems_land_on_their_fields_all_at_once_and_nothing_typed_is_lost() {
    let mut hand = at_entries(EntryKind::Service, 120, 36);
    hand.key("a");
    hand.text("Crachá");
    hand.key("enter");
    let problem = |field: &str, why: &str| {
        let mut problem = Problem {
            code: "E_FILE_VALUE".into(),
            ..fixture::problem("E_FILE_VALUE", Some(field), &format!("{field}: {why}."))
        };
        problem.args = json!({ "why_pt": why, "why_en": why }).as_object().cloned().expect("a table");
        problem
    };
    let problems = vec![problem("code", "já existe cracha"), problem("service.value", "escreva um valor")];
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Refused, problems))));
    seen(&hand, "✖ já existe cracha");
    seen(&hand, "✖ escreva um valor");
    assert!(!hand.screen().contains("service.value"), "{}", hand.screen());
    assert_eq!(form(&hand).fields[0].text(), "Crachá");
    assert_eq!(form(&hand).at, 1, "the first field to mend");
    // A lost connection keeps it too, and the same again is the same act.
    hand.key("enter");
    let first = hand.sent().expect("an act").1;
    hand.answer(Err(Trouble::Unknown("EOF".into())));
    seen(&hand, "está guardado");
    hand.key("enter");
    assert_eq!(hand.sent().expect("an act").1, first);
    // Left and opened again, it is all there; the list marks it.
    hand.answer(Err(Trouble::Unreachable("no route".into())));
    hand.key("esc");
    hand.key("a");
    assert_eq!(form(&hand).fields[0].text(), "Crachá");
    // A text that is not of its kind is told at its field before anything is sent.
    let sent = sent_count(&hand);
    let at = form(&hand).at;
    (at..2).for_each(|_| hand.key("tab"));
    assert_eq!(form(&hand).field().map(|f| f.key.as_str()), Some("value"));
    hand.text("x");
    hand.key("enter");
    assert_eq!(sent_count(&hand), sent);
    seen(&hand, "✖");
}

#[test]
fn a_conflict_names_who_and_when_shows_theirs_and_writes_mine_when_told_again() {
    let mut hand = at_entries(EntryKind::Service, 120, 36);
    hand.key("e");
    hand.text(" e afins");
    hand.key("tab");
    hand.key("ctrl-u");
    hand.text("31");
    hand.key("enter");
    let problem = Problem {
        code: "E_ENTRY_MOVED".into(),
        ..fixture::problem(
            "E_ENTRY_MOVED",
            None,
            "Marta Reis alterou isto em 12/03 10:38, depois que você abriu; o que você digitou está guardado.",
        )
    };
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Conflict, vec![problem]))));
    seen(&hand, "Marta Reis alterou isto em 12/03 10:38");
    let mut theirs = rows(EntryKind::Service);
    theirs[0].entry["value"] = json!("40.00");
    theirs[0].entry["document_type"] = json!("BOL");
    theirs[0].stamp = "t0".into();
    let total = 6;
    let told = Entries { kind: EntryKind::Service, total, rows: theirs };
    hand.tell(|r| matches!(r, Read::Entries { .. }), Told::Entries(Box::new(told)));
    // Theirs where nothing was typed; where it was, what it would replace.
    assert_eq!(form(&hand).fields[2].text(), "BOL");
    assert_eq!(form(&hand).fields[1].text(), "31");
    seen(&hand, "agora está gravado: R$");
    states(
        "catalogue-conflict",
        |c, r| {
            let mut h = Hand::new(c, r);
            h.model = hand.model.clone();
            h.model.size = (c, r);
            h
        },
        |_| (),
    );
    hand.key("enter");
    let (_, _, row, stamp) = saving(&hand);
    assert_eq!(row, json!({ "name": "Aproveitamento de estudos e afins", "value": "31" }));
    assert_eq!(stamp.as_deref(), Some("t0"));
}

#[test]
fn members_are_added_by_typing_raised_and_let_go() {
    let mut hand = at_entries(EntryKind::Group, 120, 36);
    // Coordenação: carla stays, sonia leaves, bruno joins and leads.
    let at = hand.model.catalogue.shown().iter().position(|r| r.code == "coordenacao").expect("a group");
    (0..at).for_each(|_| hand.key("j"));
    hand.key("e");
    hand.key("tab");
    hand.key("tab");
    hand.key("tab");
    hand.key("3");
    hand.text("brun");
    hand.key("enter");
    hand.key("backtab");
    hand.key("2");
    hand.key("enter");
    let (_, _, row, _) = saving(&hand);
    let members = json!([{ "login": "carla", "lead": false }, { "login": "bruno", "lead": true }]);
    assert_eq!(row, json!({ "members": members }));
}

#[test]
fn grants_of_a_profile_are_one_line_a_type() {
    let mut hand = at_entries(EntryKind::Profile, 80, 24);
    hand.key("a");
    hand.text("Portal dos alunos");
    hand.key("tab");
    hand.key("tab");
    hand.text("chamada");
    hand.key("enter");
    hand.key("backtab");
    hand.key("2");
    hand.key("enter");
    let row = json!({ "name": "Portal dos alunos", "code": "portal-dos-alunos", "can_open": ["segunda-chamada"], "can_handle": [] });
    assert_eq!(saving(&hand).2, row);
}

#[test]
fn a_branch_inherits_what_it_does_not_say() {
    let mut hand = at_entries(EntryKind::Settings, 80, 24);
    hand.key("j");
    hand.key("j");
    hand.key("e");
    seen(&hand, "herda: sim");
    // Own days go back to the company's; a debt rule of one's own is said whole.
    let at = |hand: &Hand, key: &str| form(hand).fields.iter().position(|f| f.key == key).expect("a field");
    let reopen = at(&hand, "reopen_days");
    (0..reopen).for_each(|_| hand.key("tab"));
    hand.key("ctrl-u");
    let grace = at(&hand, "debt.grace_days");
    (grace..reopen).for_each(|_| hand.key("backtab"));
    hand.text("7");
    hand.key("enter");
    let debt = json!({ "grace_days": 7, "tolerance_amount": "0.00", "all_companies": false, "allow_override": false });
    assert_eq!(saving(&hand).2, json!({ "reopen_days": null, "debt": debt }));
}

#[test]
fn taking_out_of_use_says_who_still_uses_it_and_is_taken_back_by_u() {
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    (0..4).for_each(|_| hand.key("j"));
    hand.key("d");
    let (kind, code, row, stamp) = saving(&hand);
    assert_eq!((kind, row, stamp.as_deref()), (EntryKind::Service, json!({ "active": false }), Some("s4")));
    let mut entry = rows(EntryKind::Service)[4].entry.clone();
    entry["active"] = json!(false);
    let saved = SavedEntry { kind, code: code.expect("a code"), entry, stamp: "n".into(), warnings: Vec::new() };
    hand.answer(Ok(Done::EntrySaved(Box::new(saved))));
    seen(&hand, "Desativado: Prova de 2ª chamada");
    seen(&hand, "ainda em 1 tipo");
    seen(&hand, "desativado");
    hand.key("u");
    let (_, _, row, stamp) = saving(&hand);
    assert_eq!((row, stamp.as_deref()), (json!({ "active": true }), Some("n")));
}

#[test]
fn who_holds_requests_leaves_only_when_told_twice() {
    let mut hand = at_entries(EntryKind::Person, 80, 24);
    hand.key("j");
    hand.key("j");
    hand.key("d");
    let problem = Problem {
        code: "E_HOLDS_REQUESTS".into(),
        ..fixture::problem("E_HOLDS_REQUESTS", Some("login"), "Bruno Carvalho está com 3 solicitação(ões) aberta(s).")
    };
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Refused, vec![problem]))));
    seen(&hand, "devolve tudo à fila");
    hand.key("d");
    assert_eq!(saving(&hand).2, json!({ "active": false, "to_queue": true }));
    // Anything else between the two, and it is asked anew.
    let mut hand = at_entries(EntryKind::Person, 80, 24);
    hand.model.catalogue.to_queue = Some("admin".into());
    hand.key("j");
    hand.key("k");
    hand.key("d");
    assert_eq!(saving(&hand).2, json!({ "active": false }));
}

#[test]
fn a_query_is_tried_as_it_is_typed_and_its_faults_have_a_place() {
    let mut hand = at_entries(EntryKind::Query, 80, 24);
    hand.key("f5");
    assert_eq!(form(&hand).field().map(|f| f.key.as_str()), Some("student"));
    hand.text("20231177");
    hand.key("f5");
    let Some((_, Read::TryQuery(trying))) = hand.pending(|r| matches!(r, Read::TryQuery(_))) else {
        panic!("not tried")
    };
    assert_eq!((trying.student.as_str(), trying.code.as_str()), ("20231177", "disciplinas-cursando"));
    assert!(trying.sql.contains("SMATRICULA"), "{}", trying.sql);
    let (ticket, _) = hand.pending(|r| matches!(r, Read::TryQuery(_))).expect("asked");
    let why = "Consulta disciplinas-cursando: linha 3, coluna 7: não conheço :RAA.";
    let refusal = fixture::refused(Kind::Refused, vec![fixture::problem("E_QUERY_BIND", Some("query"), why)]);
    hand.msg(balcao::tui::msg::Msg::Told { ticket, answer: Err(Trouble::Refused(refusal)) });
    seen(&hand, "linha 3, coluna 7");
    assert!(matches!(hand.model.catalogue.pane, Some(EntryPane::Tried(Some(Err(_))))));
    hand.key("esc");
    assert_eq!(form(&hand).field().map(|f| f.key.as_str()), Some("student"), "back in the form");
    assert_eq!(sent_count(&hand), 0, "nothing was saved");
}

#[test]
fn a_new_persons_password_is_on_the_screen_and_nowhere_else() {
    let mut hand = at_entries(EntryKind::Person, 120, 36);
    hand.key("a");
    hand.text("Rita Prado");
    hand.key("tab");
    hand.text("rita");
    hand.key("enter");
    let mut entry = rows(EntryKind::Person)[1].entry.clone();
    entry["name"] = json!("Rita Prado");
    let saved =
        SavedEntry { kind: EntryKind::Person, code: "rita".into(), entry, stamp: "n".into(), warnings: Vec::new() };
    hand.answer(Ok(Done::EntrySaved(Box::new(saved))));
    let Some((_, _, Write::Invite(login))) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!(login, "rita");
    let told = Invited { login, password: "abcd-efgh-jkmn-pqrs".to_owned().into() };
    hand.answer(Ok(Done::Invited(told)));
    states(
        "catalogue-invite",
        |c, r| {
            let mut h = Hand::new(c, r);
            h.model = hand.model.clone();
            h.model.size = (c, r);
            h
        },
        |_| (),
    );
    seen(&hand, "abcd-efgh-jkmn-pqrs");
    assert!(!format!("{:?}{:?}", hand.model, hand.effects).contains("abcd-efgh"));
    hand.key("q");
    assert!(hand.model.catalogue.pane.is_none() && !hand.screen().contains("abcd-efgh"));
    // A lost connection is no reason to send it again unseen.
    hand.key("i");
    hand.key("i");
    hand.answer(Err(Trouble::Unknown("EOF".into())));
    seen(&hand, "não se sabe se a senha mudou");
    assert!(hand.model.unanswered.is_empty());
}

#[test]
fn the_example_of_a_mail_follows_the_hand_when_it_rests() {
    let mut hand = at_entries(EntryKind::Mail, 120, 36);
    hand.key("e");
    let asked = |hand: &Hand| match hand.pending(|r| matches!(r, Read::MailExample(_))) {
        Some((_, Read::MailExample(words))) => words,
        other => panic!("{other:?}"),
    };
    assert_eq!(asked(&hand).subject, "Recebemos seu pedido: {tipo}");
    hand.effects.clear();
    hand.text(" {aluno}");
    assert!(hand.pending(|r| matches!(r, Read::MailExample(_))).is_none(), "not at every key");
    hand.rest();
    assert_eq!(asked(&hand).subject, "Recebemos seu pedido: {tipo} {aluno}");
    // What was seen again is not asked again.
    hand.effects.clear();
    hand.key("tab");
    assert_eq!(hand.effects, []);
    hand.key("enter");
    assert_eq!(saving(&hand).2, json!({ "subject": "Recebemos seu pedido: {tipo} {aluno}" }));
}

#[test]
fn who_does_not_administer_reads() {
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    hand.model.me = Some(fixture::ana());
    for key in ["a", "C", "d", "u"] {
        hand.key(key);
        seen(&hand, "Só a administração");
    }
    hand.key("enter");
    seen(&hand, "Código");
    assert!(hand.model.form.is_none() && sent_count(&hand) == 0);
    hand.key("esc");
    hand.key("esc");
    assert_eq!(hand.model.catalogue.shelf, Shelf::Kinds);
    hand.key("q");
    seen(&hand, "Protocolo");
}

#[test]
fn where_there_are_more_than_were_read_the_engine_searches() {
    let mut hand = at_entries(EntryKind::Service, 80, 24);
    hand.model.catalogue.lists.get_mut(&EntryKind::Service).expect("read").total = 900;
    hand.key("/");
    hand.text("zé");
    hand.rest();
    let Some((_, Read::Entries { find, .. })) = hand.pending(|r| matches!(r, Read::Entries { .. })) else {
        panic!("not asked")
    };
    assert_eq!(find.as_deref(), Some("zé"));
}
