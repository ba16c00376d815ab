//! The past replayed in the flow editor, without a database: asked for a time, told by cause, each request with its two
//! ways and the place where they part.

use balcao::domain::flow::edit::{Edit, apply};
use balcao::store::replay::Replay;
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{Place, Screen, Tool};
use balcao::tui::msg::{Msg, Replayed, Told, Trouble};
use serde_json::{Value, json};

use super::flows::{at_flow, keep, shipped, states};
use super::{Hand, fixture};

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

/// The make-up exam without the way from analysis to denial, and with a room more to fill.
fn opened(cols: u16, rows: u16) -> Hand {
    let file = shipped("segunda-chamada");
    let gone = Edit::Disconnect { from: "analise".into(), reason: "indeferido".into() };
    let mut hand = at_flow(&apply(&file, &gone).expect("an act"), cols, rows);
    if let Some(editor) = &mut hand.model.flows.open {
        editor.base = Some(file);
    }
    hand
}

fn item(n: i64, more: Value) -> Value {
    let mut item = json!({"protocol": format!("2026.{n:07}"), "recorded": ["triagem", "analise", "agendamento", "nota"],
        "draft": ["triagem", "analise", "agendamento", "nota"], "findings": [], "assumed": 0});
    item.as_object_mut().expect("an item").extend(more.as_object().expect("more").clone());
    let finding = json!({"verdict": item["verdict"], "stage": item["stage"], "reason": item["reason"], "field": item["field"],
        "to": item["to"], "was": item["was"]});
    item["findings"].as_array_mut().expect("findings").insert(0, finding);
    item
}

fn found() -> Replayed {
    let mut items: Vec<Value> = (0..41)
        .map(|n| {
            item(
                4500 + n,
                json!({"verdict": "stops", "stage": "analise", "reason": "indeferido",
                "recorded": ["triagem", "analise", "indeferimento"], "draft": ["triagem", "analise"]}),
            )
        })
        .collect();
    items.extend(
        (0..12).map(|n| item(4600 + n, json!({"verdict": "missing", "stage": "agendamento", "field": "sala"}))),
    );
    items.push(item(4700, json!({"verdict": "other", "stage": "triagem", "reason": "documentacao-completa",
        "to": "complementacao", "was": "analise", "draft": ["triagem", "complementacao", "triagem", "analise"], "assumed": 1,
        "findings": [{"verdict": "missing", "stage": "agendamento", "field": "sala"}]})));
    items.push(item(4701, json!({"verdict": "missing", "field": "disciplina"})));
    let replay: Replay =
        serde_json::from_value(json!({"type": "segunda-chamada", "version": 4, "state": "draft", "total": 312,
        "fits": 257, "missing": 13, "stops": 41, "other": 1, "items": items}))
        .expect("a replay");
    Replayed { replay, ms: 780 }
}

fn told(hand: &mut Hand) {
    hand.tell(|r| matches!(r, Read::Replay { .. }), Told::Replayed(Box::new(found())));
}

fn replaying(hand: &Hand) -> balcao::tui::model::Replaying {
    match hand.model.flows.open.as_ref().and_then(|e| e.tool.as_ref()) {
        Some(Tool::Replay(replaying)) => (**replaying).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_past_is_told_by_cause_and_one_request_by_its_ways() {
    states("flow-replay", opened, |hand| {
        hand.key("R");
        told(hand);
    });
    states("flow-replay-way", opened, |hand| {
        hand.key("R");
        told(hand);
        hand.key("enter");
        hand.key("enter");
        hand.key("j");
        hand.key("enter");
    });
    states("flow-replay-loading", opened, |hand| {
        hand.key("R");
        hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(3)));
    });
}

#[test]
fn the_gravest_cause_is_open_and_its_requests_are_walked_through_on_the_map() {
    let mut hand = opened(120, 36);
    hand.key("R");
    let Some((_, Read::Replay { code, version, since })) = hand.pending(|r| matches!(r, Read::Replay { .. })) else {
        panic!("{:?}", hand.effects)
    };
    assert_eq!((code.as_str(), version.as_str()), ("segunda-chamada", "published"));
    let today = fixture::now().date_naive();
    assert_eq!(since.map(|day| (today - day).num_days()), Some(90), "ninety days unless another time is chosen");
    told(&mut hand);
    let causes: Vec<(String, usize)> =
        replaying(&hand).causes.iter().map(|c| (c.finding.verdict.clone(), c.items.len())).collect();
    let wanted = [("other", 1), ("stops", 41), ("missing", 12), ("missing", 1)];
    assert_eq!(causes, wanted.map(|(verdict, n)| (verdict.to_owned(), n)));
    seen(&hand, "312 solicitações em 0,8 s");
    seen(&hand, "257");
    // The second cause: opened, its first request on the map where the way is gone, the next one below it.
    hand.key("j");
    hand.key("j");
    hand.key("enter");
    hand.key("j");
    hand.key("enter");
    seen(&hand, "2026.0004500");
    seen(&hand, "Como foi");
    seen(&hand, "Triagem → Análise da coordenação → Indeferimento");
    seen(&hand, "①");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Stage("analise".into())));
    hand.key("j");
    seen(&hand, "2026.0004501");
    // The request itself is one key; coming back, everything is where it was.
    hand.key("o");
    assert_eq!(hand.model.screen, Screen::Desk);
    assert!(matches!(hand.pending(|r| matches!(r, Read::Show(_))), Some((_, Read::Show(p))) if p == "2026.0004501"));
    hand.key("esc");
    hand.key("g");
    hand.key("f");
    seen(&hand, "2026.0004501");
    hand.key("esc");
    seen(&hand, "Por que as outras não");
    hand.key("esc");
    assert!(hand.model.flows.open.as_ref().is_some_and(|e| e.tool.is_none()));
    assert!(!hand.effects.iter().any(|e| matches!(e, Effect::Do { .. })), "nothing is written");
}

#[test]
fn another_time_is_one_key_and_a_question_under_way_is_let_go_by_esc() {
    let mut hand = opened(80, 24);
    let since = |hand: &Hand| match hand.pending(|r| matches!(r, Read::Replay { .. })) {
        Some((_, Read::Replay { since, .. })) => since,
        other => panic!("{other:?}"),
    };
    hand.key("R");
    hand.key("right");
    hand.key("right");
    assert_eq!(since(&hand), None, "everything");
    hand.key("right");
    hand.key("left");
    assert!(since(&hand).is_some());
    let (ticket, _) = hand.pending(|r| matches!(r, Read::Replay { .. })).expect("a question");
    hand.key("esc");
    hand.msg(Msg::Told { ticket, answer: Ok(Told::Replayed(Box::new(found()))) });
    assert!(hand.model.flows.open.as_ref().is_some_and(|e| e.tool.is_none()), "an answer opens nothing");
    // The engine does not answer: said, and tried again.
    hand.key("R");
    let (ticket, _) = hand.pending(|r| matches!(r, Read::Replay { .. })).expect("a question");
    hand.msg(Msg::Told { ticket, answer: Err(Trouble::Unreachable("time".into())) });
    seen(&hand, "Sem resposta");
    hand.key("enter");
    told(&mut hand);
    seen(&hand, "parariam");
    // None in this time: what to do next.
    hand.key("left");
    let mut none = found();
    none.replay = Replay { total: 0, fits: 0, items: Vec::new(), ..none.replay };
    hand.tell(|r| matches!(r, Read::Replay { .. }), Told::Replayed(Box::new(none)));
    seen(&hand, "Nenhuma solicitação deste tipo");
}

#[test]
fn a_change_is_kept_before_the_past_is_replayed_on_it() {
    let mut hand = opened(80, 24);
    hand.key("j");
    hand.key("2");
    hand.key("R");
    assert!(hand.pending(|r| matches!(r, Read::Replay { .. })).is_none());
    assert!(matches!(hand.sent(), Some((_, _, Write::SaveFlow { .. }))));
    keep(&mut hand, 4);
    let asked = hand.pending(|r| matches!(r, Read::Replay { .. }));
    assert!(matches!(asked, Some((_, Read::Replay { version, .. })) if version == "draft"));
}

#[test]
fn ten_thousand_findings_are_drawn_as_fast_as_ten() {
    let mut hand = opened(120, 36);
    let mut many = found();
    let one = many.replay.items[0].clone();
    many.replay.items = (0..10_000)
        .map(|n| balcao::store::replay::Misfit { protocol: format!("2026.{n:07}"), ..one.clone() })
        .collect();
    hand.key("R");
    hand.tell(|r| matches!(r, Read::Replay { .. }), Told::Replayed(Box::new(many)));
    hand.key("G");
    seen(&hand, "2026.0009999");
    let mut terminal = hand.terminal();
    let begun = std::time::Instant::now();
    for _ in 0..10 {
        hand.key("k");
        terminal.draw(|f| balcao::tui::view::draw(f, &hand.model)).expect("a frame");
    }
    let each = begun.elapsed() / 10;
    eprintln!("one key and its frame over 10,000 findings: {each:?} (unoptimized build)");
    assert!(each < std::time::Duration::from_millis(400), "{each:?}");
}
