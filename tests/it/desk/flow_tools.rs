//! The tools of the flow editor without a database: what changed, the walk, running requests moved to the version in
//! force, with the keys counted.

use balcao::domain::flow::walk::Transcript;
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::msg::{Done, Foreseen, Step, Told, Trouble};
use serde_json::json;

use super::flows::{at_flow, shipped, states};
use super::screens::picture;
use super::{Hand, fixture};

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

fn opened(cols: u16, rows: u16) -> Hand {
    at_flow(&shipped("segunda-chamada"), cols, rows)
}

#[test]
fn differences_are_told_with_the_requests_they_touch() {
    states("flow-diff", opened, |hand| {
        hand.key("a");
        hand.text("Conferência");
        hand.key("enter");
        hand.key("k");
        hand.key("d");
        hand.key("D");
    });
    let mut hand = opened(80, 24);
    hand.key("D");
    seen(&hand, "Nada mudou");
}

/// Fifty requests of two older versions, two of which cannot go.
fn foreseen() -> Foreseen {
    let items: Vec<_> = (0..50)
        .map(|n| {
            let stage = ["triagem", "analise", "agendamento"][n % 3];
            let blocked = n == 7 || n == 31;
            json!({"protocol": format!("2026.{:07}", 4500 + n), "from_version": 1 + n % 2, "stage": stage,
                "to_stage": stage, "status": "queued", "verdict": if blocked { "blocked" } else { "moves" }, "left": [],
                "kept": true, "why_pt": if blocked { "o prazo já foi prometido por escrito" } else { "" }, "why_en": ""})
        })
        .collect();
    let counts = json!({"moves": 48, "stays": 0, "blocked": 2});
    serde_json::from_value(
        json!({"type": "segunda-chamada", "to": 3, "from": [1, 2], "items": items, "counts": counts}),
    )
    .expect("a foresight")
}

fn step(protocol: &str, verdict: &str) -> Done {
    let step: Step =
        serde_json::from_value(json!({"protocol": protocol, "verdict": verdict, "why_pt": "", "why_en": ""}))
            .expect("a step");
    Done::Moved(Box::new(step))
}

/// Answers one move; false when none is under way.
fn answer(hand: &mut Hand, verdict: &str) -> bool {
    let before = hand.effects.len();
    let Some((_, _, Write::MoveRequest { protocol, .. } | Write::UnmoveRequest { protocol, .. })) = hand.sent() else {
        return false;
    };
    hand.answer(Ok(step(&protocol, verdict)));
    hand.effects[before..].iter().any(|e| matches!(e, Effect::Do { .. }))
}

#[test]
fn fifty_running_requests_move_one_by_one_in_two_keys_and_come_back_in_one() {
    states("flow-move", opened, |hand| {
        hand.key("m");
        hand.tell(|r| matches!(r, Read::Foresee { .. }), Told::Foreseen(Box::new(foreseen())));
    });
    let mut hand = opened(80, 24);
    hand.key("m");
    hand.tell(|r| matches!(r, Read::Foresee { .. }), Told::Foreseen(Box::new(foreseen())));
    seen(&hand, "48 migram · 0 ficam · 2 não podem");
    seen(&hand, "o prazo já foi prometido por");
    hand.key("enter");
    assert_eq!(hand.keys, 2);
    let mut n = 1;
    while answer(&mut hand, "moved") {
        n += 1;
        let under_way = hand.model.under_way.len();
        assert_eq!(under_way, 1, "one at a time");
        if n == 20 {
            picture("flow-moving", &hand);
        }
    }
    assert_eq!(n, 48);
    seen(&hand, "48 migraram");
    hand.key("u");
    while answer(&mut hand, "undone") {}
    seen(&hand, "48 voltaram");
    seen(&hand, "voltaram como estavam");
    assert_eq!(hand.keys, 3);
}

#[test]
fn a_run_stops_at_a_request_and_goes_on_under_the_same_id() {
    let mut hand = opened(80, 24);
    hand.key("m");
    hand.tell(|r| matches!(r, Read::Foresee { .. }), Told::Foreseen(Box::new(foreseen())));
    hand.key("enter");
    let Some((_, _, Write::MoveRequest { run, .. })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert!(answer(&mut hand, "moved"));
    hand.key("esc");
    assert!(!answer(&mut hand, "moved"), "no other begins");
    seen(&hand, "Parado");
    hand.key("enter");
    let Some((_, _, Write::MoveRequest { run: again, .. })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!(run, again);
    // A lost connection stops it too; what went is done.
    hand.answer(Err(Trouble::Unknown("gone".into())));
    seen(&hand, "Sem conexão");
    seen(&hand, "2/48");
}

#[test]
fn the_plan_is_changed_stage_by_stage_and_foreseen_anew() {
    let mut hand = opened(120, 36);
    hand.key("m");
    hand.tell(|r| matches!(r, Read::Foresee { .. }), Told::Foreseen(Box::new(foreseen())));
    // Below the row that begins and the version stand the stages.
    hand.key("j");
    hand.key("j");
    hand.key("j");
    hand.key("right");
    let Some((_, Read::Foresee { plan, to, .. })) = hand.pending(|r| matches!(r, Read::Foresee { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!((to, plan.stages.get("analise").cloned()), (3, Some(Some("agendamento".to_owned()))));
    // From the list: Enter shows it, a digit chooses.
    hand.key("enter");
    seen(&hand, "Para onde vão as que estão em Análise da coordenação");
    picture("flow-move-target", &hand);
    hand.key("1");
    let Some((_, Read::Foresee { plan, .. })) = hand.pending(|r| matches!(r, Read::Foresee { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!(plan.stages.get("analise").cloned(), Some(Some("triagem".to_owned())));
    hand.key("enter");
    hand.text("ficam");
    hand.key("enter");
    let Some((_, Read::Foresee { plan, .. })) = hand.pending(|r| matches!(r, Read::Foresee { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!(plan.stages.get("analise").cloned(), Some(None));
    assert!(!hand.effects.iter().any(|e| matches!(e, Effect::Do { .. })), "nothing moves before Enter");
}

#[test]
fn a_request_that_cannot_go_is_gone_to_by_enter() {
    let mut hand = opened(80, 24);
    hand.key("m");
    hand.tell(|r| matches!(r, Read::Foresee { .. }), Told::Foreseen(Box::new(foreseen())));
    (0..5).for_each(|_| hand.key("j"));
    seen(&hand, "▶ ✖ 2026.0004507");
    hand.key("enter");
    assert!(matches!(hand.pending(|r| matches!(r, Read::Show(_))), Some((_, Read::Show(p))) if p == "2026.0004507"));
    // And back to the plan as it was.
    hand.key("esc");
    hand.key("g");
    hand.key("f");
    seen(&hand, "▶ ✖ 2026.0004507");
}

/// A walk that stands in a stage whose gate asks for a document.
fn walked(stage: &str, reasons: serde_json::Value) -> Transcript {
    let mut request = serde_json::to_value(fixture::request(fixture::QUEUED)).expect("a request");
    let document = json!([{"key": "documento_conferido", "label": "Documento conferido", "type": "bool", "required": true,
        "filled_by": "attendant", "value": null}]);
    let set = [
        ("stage", json!(stage)),
        ("due_at", json!("2026-03-16T18:00:00-03:00")),
        ("can", json!(["cancel"])),
        ("outcomes", json!([])),
        ("reasons", reasons),
        ("form", document),
        ("actions", json!([])),
        ("return_to", json!(null)),
    ];
    for (key, value) in set {
        request[key] = value;
    }
    let charge = json!({"status": "charged", "amount": "50.00", "source": "service", "installment": 4, "due_date": "2026-04-10"});
    let mail = json!({"kind": "opened", "to": "aluna@escola.example", "subject": "Solicitação 2026.0004520 aberta",
        "text": "Olá, José.\n\nSua solicitação foi aberta.", "payload": {}});
    let step = json!({"act": "open", "as": "ana", "role": "attendant", "ok": true, "charge": charge, "mails": [mail], "request": request});
    serde_json::from_value(
        json!({"version": 4, "state": "draft", "ok": true, "stuck": false, "notes": [], "steps": [step]}),
    )
    .expect("a transcript")
}

/// The same with one more step, which the engine allowed.
fn went(stage: &str) -> Transcript {
    let mut told = walked(stage, json!([]));
    let mut step = told.steps[0].clone();
    step.act = "forward".into();
    step.mails.clear();
    told.steps.push(step);
    told
}

/// The same with one more step that the engine refused.
fn refused(stage: &str, reasons: serde_json::Value) -> Transcript {
    let mut told = walked(stage, reasons);
    let mut step = told.steps[0].clone();
    step.act = "forward".into();
    step.ok = false;
    step.mails.clear();
    let text = "Documento conferido: marque só depois de ver o original";
    let problem = fixture::problem("E_VALUE", Some("documento_conferido"), text);
    step.error = Some(json!({"code": "E_VALUE", "problems": [problem]}));
    told.steps.push(step);
    told.ok = false;
    told
}

fn script_of(hand: &Hand) -> balcao::domain::flow::walk::Script {
    let Some((_, Read::Walk(script))) = hand.pending(|r| matches!(r, Read::Walk(_))) else {
        panic!("{:?}", hand.effects)
    };
    *script
}

fn tell(hand: &mut Hand, told: Transcript) {
    hand.tell(|r| matches!(r, Read::Walk(_)), Told::Walked(Box::new(told)));
}

#[test]
fn the_walk_plays_the_kept_draft_and_a_way_is_a_step_more() {
    let reasons = || {
        json!([{"code": "documentacao-completa", "name": "Documentação completa", "to": "analise",
                "to_name": "Análise da coordenação", "kind": "forward", "enabled": false, "missing": ["documento_conferido"]},
               {"code": "documentacao-incompleta", "name": "Documentação incompleta", "to": "complementacao",
                "to_name": "Complementação", "kind": "forward", "enabled": true, "missing": []}])
    };
    let begin = |hand: &mut Hand| {
        hand.key("f5");
        tell(hand, walked("triagem", reasons()));
    };
    states("flow-walk", opened, begin);
    states("flow-walk-form", opened, |hand| {
        begin(hand);
        hand.key("enter");
    });
    states("flow-walk-mail", opened, |hand| {
        begin(hand);
        hand.key("v");
    });
    let mut hand = opened(80, 24);
    // A change that is not kept yet is kept first.
    hand.key("j");
    hand.key("2");
    hand.key("f5");
    assert!(hand.pending(|r| matches!(r, Read::Walk(_))).is_none());
    assert!(matches!(hand.sent(), Some((_, _, Write::SaveFlow { .. }))));
    super::flows::keep(&mut hand, 4);
    let script = script_of(&hand);
    assert_eq!(
        (script.version.as_deref(), script.parameters.len()),
        (Some("draft"), 0),
        "the engine chooses what a query answers"
    );
    tell(&mut hand, walked("triagem", reasons()));
    seen(&hand, "50,00");
    seen(&hand, "aluna@escola.example · Solicitação 2026.0004520 aberta");
    seen(&hand, "Documento conferido");
    // The desk's own form, filled with a sample; Enter plays it.
    hand.key("enter");
    seen(&hand, "Encaminhar · Documentação completa → Análise da coordenação");
    seen(&hand, "[✔] sim");
    hand.key("enter");
    let script = script_of(&hand);
    let step = &script.script[0];
    assert_eq!((step.act.as_str(), step.reason.as_deref()), ("forward", Some("documentacao-completa")));
    assert_eq!(step.fields.get("documento_conferido"), Some(&json!(true)));
    // Refused: the engine's words at the field, everything as it was typed, the walk where it was.
    tell(&mut hand, refused("triagem", reasons()));
    seen(&hand, "marque só depois de ver");
    seen(&hand, "[✔] sim");
    hand.key("space");
    seen(&hand, "[ ] não");
    // Left and come again: still as she left it.
    hand.key("esc");
    seen(&hand, "Daqui se pode");
    hand.key("1");
    seen(&hand, "[ ] não");
    hand.key("space");
    hand.key("enter");
    tell(&mut hand, went("analise"));
    assert_eq!(hand.model.flows.open.as_ref().and_then(|e| e.at.stage()), Some("analise"));
    hand.key("u");
    assert!(script_of(&hand).script.is_empty());
    tell(&mut hand, walked("triagem", reasons()));
    assert_eq!(hand.model.now(), fixture::now());
    hand.key("esc");
    seen(&hand, "Etapas 6");
}

#[test]
fn who_acts_is_chosen_with_one_key_and_a_lost_answer_is_asked_again() {
    let mut hand = opened(120, 36);
    hand.key("f5");
    tell(&mut hand, walked("triagem", json!([])));
    hand.key("l");
    assert_eq!(script_of(&hand).actor.as_deref(), Some("attendant"), "before the first step it is who opens");
    tell(&mut hand, walked("triagem", json!([])));
    seen(&hand, "‹ atendente ›");
    // A person, from the list.
    hand.key("a");
    seen(&hand, "Carla Menezes");
    hand.key("5");
    assert_eq!(script_of(&hand).actor.as_deref(), Some("carla"));
    let Some((ticket, _)) = hand.pending(|r| matches!(r, Read::Walk(_))) else { panic!("asked") };
    hand.msg(balcao::tui::msg::Msg::Told { ticket, answer: Err(Trouble::Unreachable("no route".into())) });
    hand.key("h");
    assert_eq!(script_of(&hand).actor.as_deref(), Some("bruno"));
    tell(&mut hand, walked("triagem", json!([])));
    // Another student: what the form says goes to the opening, a refusal stays in the form.
    hand.key("s");
    hand.text("999");
    hand.key("enter");
    assert_eq!(script_of(&hand).student.as_deref(), Some("999"));
    let mut told = walked("triagem", json!([]));
    told.ok = false;
    told.steps[0].ok = false;
    let text = "Não há aluno com RA 999";
    let problem = fixture::problem("E_STUDENT_UNKNOWN", Some("student"), text);
    told.steps[0].error = Some(json!({"code": "E_STUDENT_UNKNOWN", "problems": [problem]}));
    tell(&mut hand, told);
    seen(&hand, text);
    seen(&hand, "999");
}
