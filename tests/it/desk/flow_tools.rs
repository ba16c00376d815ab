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
    seen(&hand, "prometido por escrito");
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
    hand.key("j");
    hand.key("right");
    let Some((_, Read::Foresee { plan, to, .. })) = hand.pending(|r| matches!(r, Read::Foresee { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!((to, plan.stages.get("analise").cloned()), (3, Some(Some("agendamento".to_owned()))));
    hand.key("left");
    hand.key("left");
    hand.key("left");
    let Some((_, Read::Foresee { plan, .. })) = hand.pending(|r| matches!(r, Read::Foresee { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert!(plan.stages.contains_key("analise"));
    assert!(!hand.effects.iter().any(|e| matches!(e, Effect::Do { .. })), "nothing moves before Enter");
}

fn walked(stage: &str, reasons: serde_json::Value) -> Transcript {
    serde_json::from_value(json!({"version": 4, "state": "draft", "ok": true, "stuck": false, "notes": [], "steps": [
        {"act": "open", "as": "ana", "role": "attendant", "ok": true, "charge": {"amount": "50.00"},
         "mails": [{"kind": "opened", "to": "x", "payload": {}}],
         "request": {"stage": stage, "status": "queued", "due_at": "2026-03-16T18:00:00-03:00", "can": ["cancel"],
                     "outcomes": [], "reasons": reasons}}]}))
    .expect("a transcript")
}

#[test]
fn the_walk_plays_the_kept_draft_and_a_way_is_a_step_more() {
    let reasons = || {
        json!([{"code": "documentacao-completa", "name": "Documentação completa", "to": "analise", "kind": "forward",
                "enabled": false, "missing": ["documento_conferido"]},
               {"code": "documentacao-incompleta", "name": "Documentação incompleta", "to": "complementacao",
                "kind": "forward", "enabled": true, "missing": []}])
    };
    states("flow-walk", opened, |hand| {
        hand.key("f5");
        hand.tell(|r| matches!(r, Read::Walk(_)), Told::Walked(Box::new(walked("triagem", reasons()))));
    });
    let mut hand = opened(80, 24);
    // A change that is not kept yet is kept first.
    hand.key("j");
    hand.key("2");
    hand.key("f5");
    assert!(hand.pending(|r| matches!(r, Read::Walk(_))).is_none());
    assert!(matches!(hand.sent(), Some((_, _, Write::SaveFlow { .. }))));
    super::flows::keep(&mut hand, 4);
    let Some((_, Read::Walk(script))) = hand.pending(|r| matches!(r, Read::Walk(_))) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!(
        (script.version.as_deref(), script.parameters.len()),
        (Some("draft"), 0),
        "the engine chooses what a query answers"
    );
    hand.tell(|r| matches!(r, Read::Walk(_)), Told::Walked(Box::new(walked("triagem", reasons()))));
    seen(&hand, "50,00");
    seen(&hand, "Documento conferido");
    hand.key("enter");
    let Some((_, Read::Walk(script))) = hand.pending(|r| matches!(r, Read::Walk(_))) else {
        panic!("{:?}", hand.effects)
    };
    let step = &script.script[0];
    assert_eq!((step.act.as_str(), step.reason.as_deref()), ("forward", Some("documentacao-completa")));
    assert_eq!(step.fields.get("documento_conferido"), Some(&json!(true)));
    hand.key("u");
    let Some((_, Read::Walk(script))) = hand.pending(|r| matches!(r, Read::Walk(_))) else {
        panic!("{:?}", hand.effects)
    };
    assert!(script.script.is_empty());
    assert_eq!(hand.model.now(), fixture::now());
    hand.key("esc");
    seen(&hand, "Etapas 6");
}
