//! The sheets over the types, without a database: a new type, why one is not offered, what a request would cost.

use std::collections::BTreeSet;

use balcao::domain::catalogue::entity::EntryKind;
use balcao::domain::charge::DueStep;
use balcao::domain::flow::TypeFile;
use balcao::domain::flow::checklist::{CheckItem, Checklist, Clerk, Mark, Pupil};
use balcao::domain::refusal::{Kind, Problem, Refusal};
use balcao::domain::what_if::Reckoning;
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{Part, Place, Screen};
use balcao::tui::msg::{Done, Found, Person, Told, Trouble};
use balcao::words::{Lang, Words};
use regex::Regex;
use serde_json::json;

use super::catalogue::overview;
use super::flows::{at_flow, at_list, editing, shipped, states};
use super::{Hand, fixture};

fn item(level: Mark, id: &str, at: &str, pt: &str) -> CheckItem {
    CheckItem {
        id: id.into(),
        level,
        at: at.into(),
        key: None,
        check: None,
        stage: None,
        reason: None,
        field: None,
        pt: pt.into(),
        en: pt.into(),
    }
}

/// What the engine says of a closed type with a location without price.
fn checklist(for_ana: bool) -> Checklist {
    let staff = CheckItem {
        stage: Some("agendamento".into()),
        check: Some("V-24".into()),
        ..item(Mark::Error, "staff", "stage", "Agendamento: ninguém do grupo Secretaria pode atender este tipo.")
    };
    Checklist {
        code: "segunda-chamada".into(),
        name: "Prova de 2ª chamada".into(),
        version: 3,
        state: "published".into(),
        channel: "desk".into(),
        offered: false,
        items: vec![
            item(Mark::Ok, "published", "publish", "O fluxo está publicado: v3."),
            item(Mark::Note, "draft", "publish", "O rascunho v4, de helena, só vale depois de publicado."),
            item(Mark::Error, "active", "activate", "O tipo está fechado."),
            item(Mark::Warning, "window", "access", "Vale só até 14/03/2026."),
            item(Mark::Ok, "channel", "access", "Abre no balcão e no portal."),
            item(Mark::Ok, "handler", "head", "Vinculado ao serviço de atendimento educacional."),
            item(Mark::Ok, "groups", "access", "Grupos: Secretaria (3 pessoas), Coordenação (2 pessoas)."),
            item(Mark::Error, "profiles", "profiles", "Nenhum perfil de acesso permite abrir, ou atender, este tipo."),
            staff,
            item(Mark::Ok, "locations", "locations", "Em uso: Secretaria – Sede, Polo Norte."),
            item(
                Mark::Error,
                "prices",
                "locations",
                "Sem preço que cubra hoje: Secretaria – Sede, Polo Norte; 0,00 é sem custo.",
            ),
            item(Mark::Ok, "flow", "flow", "O fluxo leva a um fim: 6 etapas."),
        ],
        who: if for_ana {
            vec![
                item(Mark::Error, "profile", "people", "O perfil de Ana Lima (Protocolo) não inclui este tipo."),
                item(Mark::Ok, "student", "student", "Nada em Maria Aparecida de Souza impede a abertura."),
            ]
        } else {
            Vec::new()
        },
        student: for_ana.then(|| Pupil { ra: "20231177".into(), name: "Maria Aparecida de Souza".into() }),
        person: for_ana.then(|| Clerk { login: "ana".into(), name: "Ana Lima".into() }),
    }
}

fn reckoning(student: bool) -> Reckoning {
    let step = |step: &str, pt: &str| json!({"step": step, "pt": pt, "en": pt});
    let told = json!({
        "type": "segunda-chamada", "name": "Prova de 2ª chamada", "version": 3, "state": "published",
        "date": "2026-03-21", "today": "2026-03-10",
        "student": student.then(|| json!({"ra": "20231177", "name": "Maria Aparecida de Souza"})),
        "location": {"code": "sede", "description": "Secretaria – Sede"},
        "period": student.then_some("2026/1"), "contract": student.then_some("20231177-1"),
        "charge": {"status": "charged", "amount": "50.00", "source": "delivery_location", "service": "Prova de 2ª chamada",
                   "installment": student.then_some(4), "due_date": student.then_some("2026-05-11"), "due_source": student.then_some("fixed_day")},
        "price_steps": [
            step("service", "Serviço cobrado: Prova de 2ª chamada, R$ 40,00."),
            step("location", "Vale o preço do local: Secretaria – Sede em 21/03/2026, R$ 50,00.")],
        "due_steps": if student { vec![
            step("rule", "Solicitada em 21/03/2026, até 20/04/2026 no período 2026/1: parcela 4."),
            step("fixed_day", "O contrato vence no dia 10; mês da parcela 4 do plano: 10/05/2026."),
            step("non_business", "10/05/2026 é domingo: passa para o dia útil seguinte, 11/05/2026.")] } else { Vec::new() },
        "debt_check": student.then_some("passed"),
        "debt_steps": if student { vec![
            step("counted", "Contam os títulos em aberto vencidos antes de 21/03/2026: 0 títulos, R$ 0,00."),
            step("passes", "Não impede a abertura.")] } else { Vec::new() },
        "problems": [],
        "locations": [{"code": "sede", "name": "Secretaria – Sede"}, {"code": "norte", "name": "Polo Norte"}],
        "contracts": if student { vec![json!({"code": "20231177-1", "name": "Direito"})] } else { Vec::new() },
    });
    serde_json::from_value(told).expect("a reckoning")
}

fn at_why(cols: u16, rows: u16) -> Hand {
    let mut hand = at_list(cols, rows);
    hand.model.flows.selected = Some("segunda-chamada".into());
    hand.key("v");
    hand.tell(|r| matches!(r, Read::Why { .. }), Told::Why(Box::new(checklist(false))));
    hand
}

fn at_what_if(cols: u16, rows: u16) -> Hand {
    let mut hand = at_list(cols, rows);
    hand.model.flows.selected = Some("segunda-chamada".into());
    hand.key("$");
    hand.tell(|r| matches!(r, Read::WhatIf(_)), Told::WhatIf(Box::new(reckoning(false))));
    hand
}

fn refused(kind: Kind, code: &str, pt: &str) -> Result<Done, Trouble> {
    let problem = Problem {
        code: code.into(),
        field: None,
        stage: None,
        args: serde_json::Map::new(),
        pt: pt.into(),
        en: pt.into(),
    };
    Err(Trouble::Refused(Refusal { kind, problems: vec![problem] }))
}

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

#[test]
fn pictures_of_the_sheets() {
    states("type-new", at_list, |hand| {
        hand.key("a");
        hand.text("Atestado de frequência");
    });
    states("type-why", at_why, |_| ());
    states("type-why-for", at_why, |hand| hand.key("e"));
    states("type-why-whom", at_why, |hand| {
        hand.key("e");
        hand.text("20231177");
        hand.key("tab");
        hand.text("ana");
        hand.key("enter");
        hand.tell(|r| matches!(r, Read::Why { .. }), Told::Why(Box::new(checklist(true))));
        hand.key("G");
    });
    states("type-what-if", at_what_if, |hand| {
        hand.text("20231177");
        hand.key("enter");
        hand.tell(|r| matches!(r, Read::WhatIf(_)), Told::WhatIf(Box::new(reckoning(true))));
    });
}

#[test]
fn a_new_type_is_a_draft_of_its_name_and_its_editor_opens_on_what_is_to_be_completed() {
    let mut hand = at_list(80, 24);
    hand.key("a");
    hand.text("Prova de 2ª chamada");
    hand.key("tab");
    hand.text("segunda-chamada");
    hand.key("enter");
    seen(&hand, "Já há um tipo com este código.");
    for _ in 0..15 {
        hand.key("backspace");
    }
    hand.key("enter");
    let Some((_, _, Write::NewType { document })) = hand.sent() else { panic!("{:?}", hand.effects) };
    let file = TypeFile::from_doc(&document).expect("a type");
    assert_eq!((file.head.code.as_str(), file.stages.len()), ("prova-de-2a-chamada", 1));
    hand.answer(Ok(Done::TypeMade(file.head.code.clone())));
    hand.tell(|r| matches!(r, Read::Flow(code) if code == "prova-de-2a-chamada"), Told::Flow(Box::new(editing(&file))));
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Head));
    seen(&hand, "Quem abre");
}

#[test]
fn a_type_is_copied_opened_and_closed_and_a_refusal_says_where_to_look() {
    let mut hand = at_list(80, 24);
    hand.model.flows.selected = Some("segunda-chamada".into());
    hand.key("C");
    seen(&hand, "cópia de Prova de 2ª chamada");
    hand.text(" noturna");
    hand.key("enter");
    let Some((_, _, Write::CopyType { from, code, name })) = hand.sent() else { panic!("{:?}", hand.effects) };
    assert_eq!((from.as_str(), code.as_str()), ("segunda-chamada", "prova-de-2a-chamada-noturna"));
    assert_eq!(name, "Prova de 2ª chamada noturna");
    // Refused: what was typed is still there.
    hand.answer(refused(Kind::Conflict, "E_DRAFT_MOVED", "Já existe."));
    seen(&hand, "Prova de 2ª chamada noturna");
    hand.key("esc");

    hand.key("d");
    let Some((_, _, Write::SwitchType { code, active })) = hand.sent() else { panic!("{:?}", hand.effects) };
    assert_eq!((code.as_str(), active), ("segunda-chamada", false));
    hand.answer(refused(Kind::Refused, "E_FLOW_UNSOUND", "O fluxo tem 1 erro."));
    seen(&hand, "O fluxo tem 1 erro. v mostra o que falta.");
    hand.key("d");
    hand.answer(Ok(Done::TypeSwitched { code: "segunda-chamada".into(), active: false }));
    seen(&hand, "está fechado");
    assert!(hand.effects.iter().any(|e| matches!(e, Effect::Ask { read: Read::FlowList, .. })));
}

#[test]
fn enter_goes_from_a_condition_to_where_it_is_mended() {
    // The cursor stands on the first that is broken; from there to the list, where d opens the type.
    let mut hand = at_why(80, 24);
    seen(&hand, "▶✖ Situação");
    hand.key("enter");
    seen(&hand, "d abre o tipo");
    let go = |down: usize| {
        let mut hand = at_why(80, 24);
        (0..down).for_each(|_| hand.key("j"));
        hand.key("enter");
        hand
    };
    // The window: into the editor, on who opens it.
    let mut hand = go(1);
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(&shipped("segunda-chamada")))));
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Part(Part::Access)));
    // A profile is kept in the catalogue: onto its list, and back.
    let mut hand = go(5);
    hand.tell(|r| matches!(r, Read::Overview), Told::Overview(Box::new(overview())));
    assert_eq!((hand.model.screen, hand.model.catalogue.kind()), (Screen::Catalogue, Some(EntryKind::Profile)));
    assert!(
        hand.effects
            .iter()
            .any(|e| matches!(e, Effect::Ask { read: Read::Entries { kind: EntryKind::Profile, .. }, .. }))
    );
    hand.key("esc");
    seen(&hand, "Por que não aparece?");
    // Who goes to the catalogue by its key leaves it for the desk.
    hand.key("esc");
    hand.key("esc");
    hand.key("f6");
    hand.key("esc");
    hand.key("esc");
    assert_eq!(hand.model.screen, Screen::Desk);
    // A stage that nobody works: onto the stage.
    let mut hand = go(6);
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(&shipped("segunda-chamada")))));
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Stage("agendamento".into())));
    // What stands against a student: onto the card, and back.
    let mut hand = at_why(80, 24);
    let mut told = checklist(true);
    told.who.push(CheckItem { key: Some("20231177".into()), ..item(Mark::Error, "debts", "student", "Há débitos.") });
    hand.key("e");
    hand.text("20231177");
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::Why { .. }), Told::Why(Box::new(told)));
    hand.key("G");
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::Card(ra) if ra == "20231177"), Told::Card(Box::new(fixture::card())));
    assert_eq!(hand.model.screen, Screen::Student);
    hand.key("esc");
    seen(&hand, "Por que não aparece?");
    // From the editor itself: it is open, nothing is asked.
    let mut hand = at_flow(&shipped("segunda-chamada"), 80, 24);
    hand.key("v");
    hand.tell(|r| matches!(r, Read::Why { .. }), Told::Why(Box::new(checklist(false))));
    (0..8).for_each(|_| hand.key("j"));
    hand.key("enter");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Part(Part::Locations)));
    assert!(hand.model.flows.sheet.is_none());
}

#[test]
fn a_reckoning_follows_what_is_typed_and_keeps_it() {
    let mut hand = at_what_if(120, 36);
    seen(&hand, "R$ 50,00");
    hand.text("20231177");
    hand.key("tab");
    hand.text("norte");
    hand.key("tab");
    hand.key("tab");
    for _ in 0..10 {
        hand.key("backspace");
    }
    hand.text("21/03/2026");
    hand.key("enter");
    let asked = hand.effects.iter().rev().find_map(|e| match e {
        Effect::Ask { read: Read::WhatIf(asked), .. } => Some(asked.clone()),
        _ => None,
    });
    let asked = asked.expect("a question");
    assert_eq!(
        (asked.student.as_deref(), asked.location.as_deref(), asked.date.as_deref()),
        (Some("20231177"), Some("norte"), Some("2026-03-21"))
    );
    hand.tell(|r| matches!(r, Read::WhatIf(_)), Told::WhatIf(Box::new(reckoning(true))));
    seen(&hand, "parcela 4");
    seen(&hand, "20231177-1");
    // What was chosen stays, also when the answer names another place.
    let form = hand.model.open_form().expect("the form");
    assert_eq!(form.fields[1].code(), Some("norte"));
    hand.key("esc");
    assert!(hand.model.flows.sheet.is_none());

    // An attendant is told who may.
    let mut hand = at_list(80, 24);
    if let Some(me) = &mut hand.model.me {
        me.role = "attendant".into();
    }
    hand.key("$");
    seen(&hand, "Só a administração e a supervisão");
    hand.key("a");
    seen(&hand, "Só a administração muda fluxos");
}

#[test]
fn a_student_is_found_as_the_name_is_typed() {
    let mut hand = at_what_if(80, 24);
    hand.text("maria");
    hand.rest();
    let found = vec![Found {
        ra: "20231177".into(),
        name: "Maria Aparecida de Souza".into(),
        course: Some("Direito".into()),
        ..Found::default()
    }];
    hand.tell(|r| matches!(r, Read::FindStudents(text) if text == "maria"), Told::Students(found));
    seen(&hand, "Maria Aparecida de Souza  20231177 · Direito");
    // What was found for another text is not on offer any more.
    hand.text("n");
    assert!(!hand.screen().contains("20231177 · Direito"));
    hand.key("backspace");
    hand.rest();
    hand.tell(
        |r| matches!(r, Read::FindStudents(_)),
        Told::Students(vec![Found {
            ra: "20231177".into(),
            name: "Maria Aparecida de Souza".into(),
            ..Found::default()
        }]),
    );
    hand.key("enter");
    let asked = hand.pending(|r| matches!(r, Read::WhatIf(_)));
    let Some((_, Read::WhatIf(asked))) = asked else { panic!("{:?}", hand.effects) };
    assert_eq!(asked.student.as_deref(), Some("20231177"));
}

#[test]
fn every_place_that_the_engine_names_has_words_and_those_outside_of_the_type_say_where_they_are() {
    let sql = include_str!("../../../assets/engine/30_act/type_checklist.sql");
    let mut places: BTreeSet<String> = BTreeSet::new();
    for pattern in [
        r"act\.item\('[a-z_]+', (?:'[a-z]+'|case [^']+'[a-z]+'[^']+'[a-z]+' end), '([a-z]+)'",
        r"act\.checked\([a-z_]+, '[a-z]+', '\{[^}]+\}', '([a-z]+)'",
        r"\('E_[A-Z_]+', '([a-z]+)'\)",
    ] {
        let pattern = Regex::new(pattern).expect("a pattern");
        let found: Vec<String> = pattern.captures_iter(sql).map(|c| c[1].to_owned()).collect();
        assert!(found.len() > 3, "{pattern}: {found:?}");
        places.extend(found);
    }
    places.insert("stage".to_owned());
    assert!(places.len() > 12, "{places:?}");
    let inside = ["head", "access", "charge", "locations", "questions", "stage", "flow"];
    for lang in [Lang::PtBr, Lang::En] {
        let words = Words::new(lang);
        for place in &places {
            assert!(words.has(&format!("why-at-{place}")), "{place}");
            let outside = !inside.contains(&place.as_str());
            assert!(!outside || words.has(&format!("why-go-{place}")), "{place}");
        }
    }
}

#[test]
fn a_long_answer_is_scrolled_by_pages_and_says_what_lies_below() {
    let mut hand = at_what_if(80, 24);
    let mut told = reckoning(true);
    let step = told.due_steps[0].clone();
    told.due_steps = (1..=40).map(|n| DueStep { pt: format!("Passo {n} da conta."), ..step.clone() }).collect();
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::WhatIf(_)), Told::WhatIf(Box::new(told)));
    seen(&hand, "↓");
    seen(&hand, "PgDn ver mais");
    assert!(!hand.screen().contains("Passo 40") && !hand.screen().contains("voltar acima"), "{}", hand.screen());
    let question = |hand: &Hand| hand.screen().lines().take(6).map(str::to_owned).collect::<Vec<_>>();
    let before = question(&hand);
    (0..6).for_each(|_| hand.key("pagedown"));
    seen(&hand, "Passo 40");
    seen(&hand, "voltar acima");
    assert!(!hand.screen().contains("ver mais") && !hand.screen().contains("↓"), "{}", hand.screen());
    assert_eq!(question(&hand), before, "the question stays where it is");
    // A key that does not move it is not kept for later.
    hand.key("pagedown");
    hand.key("pageup");
    assert!(!hand.screen().contains("Passo 40"), "{}", hand.screen());
    (0..6).for_each(|_| hand.key("pageup"));
    seen(&hand, "R$ 50,00");
    // A new answer is read from its beginning; one that fits has no such keys.
    hand.key("pagedown");
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::WhatIf(_)), Told::WhatIf(Box::new(reckoning(false))));
    seen(&hand, "R$ 50,00");
    assert!(!hand.screen().contains("ver mais") && !hand.screen().contains("voltar acima"), "{}", hand.screen());
}

#[test]
fn who_stands_at_the_counter_is_chosen_from_the_people_who_open_requests() {
    let mut hand = at_why(80, 24);
    hand.key("e");
    let one = |login: &str, name: &str, role: &str, active: bool| Person {
        login: login.into(),
        name: name.into(),
        role: role.into(),
        profile: None,
        locality: None,
        email: None,
        active,
        groups: Vec::new(),
    };
    let people = vec![
        one("ana", "Ana Lima", "attendant", true),
        one("sonia", "Sônia Prado", "supervisor", true),
        one("admin", "Helena Dias", "admin", true),
        one("zeca", "José Antônio Reis", "attendant", false),
    ];
    hand.tell(|r| matches!(r, Read::People), Told::People(people));
    hand.key("tab");
    seen(&hand, "Ana Lima  ana");
    seen(&hand, "Sônia Prado  sonia");
    assert!(!hand.screen().contains("Helena Dias") && !hand.screen().contains("José Antônio"), "{}", hand.screen());
    hand.text("sonia");
    assert!(!hand.screen().contains("Ana Lima  ana"), "{}", hand.screen());
    hand.key("enter");
    let asked = hand.pending(|r| matches!(r, Read::Why { .. }));
    let Some((_, Read::Why { whom, .. })) = asked else { panic!("{:?}", hand.effects) };
    assert_eq!(whom.person.as_deref(), Some("sonia"));
    // Asked again, the name is there, not the login.
    hand.tell(|r| matches!(r, Read::Why { .. }), Told::Why(Box::new(checklist(true))));
    hand.key("e");
    hand.tell(|r| matches!(r, Read::People), Told::People(vec![one("sonia", "Sônia Prado", "supervisor", true)]));
    seen(&hand, "Sônia Prado");
}
