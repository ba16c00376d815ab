//! The keystroke budget of the queue: recorded keys, counted, and what they asked of the engine. Text that is
//! typed does not count.

use balcao::tui::effect::{Act, BulkAct, Effect, Read, Write};
use balcao::tui::msg::{Candidate, Done, Told};

use super::{Hand, fixture};

/// The queue with ana's make-up exam under the cursor and known in full.
fn at_make_up() -> Hand {
    let mut hand = Hand::new(80, 24);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    hand.keys = 0;
    hand.effects.clear();
    hand
}

fn act(hand: &Hand) -> (String, Act) {
    match hand.sent() {
        Some((_, _, Write::Act { protocol, act, .. })) => (protocol, act),
        other => panic!("no act was sent: {other:?}"),
    }
}

fn within(hand: &Hand, budget: usize, what: &str) {
    assert!(hand.keys <= budget, "{what}: {} keys, at most {budget}", hand.keys);
}

#[test]
fn take_release_next_and_undo_are_one_key() {
    for (key, wanted) in [("t", Act::Take), ("r", Act::Release), ("u", Act::Undo), ("W", Act::Resume)] {
        let mut hand = at_make_up();
        hand.key(key);
        assert_eq!(act(&hand), (fixture::MAKE_UP.to_owned(), wanted));
        within(&hand, 1, key);
    }
    let mut hand = at_make_up();
    hand.key("n");
    assert_eq!(hand.sent().map(|s| s.2), Some(Write::TakeNext));
    within(&hand, 1, "take next");
}

#[test]
fn open_is_one_key() {
    let mut hand = at_make_up();
    hand.key("enter");
    assert!(hand.screen().contains("Maria Aparecida de Souza"));
    assert!(hand.screen().contains("Direito Civil I"));
    within(&hand, 1, "open");
}

#[test]
fn forward_with_nothing_missing_is_two_keys() {
    let mut hand = at_make_up();
    hand.key("f");
    hand.key("2");
    let (_, sent) = act(&hand);
    assert_eq!(sent, Act::Forward { reason: "nota-pronta".into(), note: None, values: vec![] });
    within(&hand, 3, "forward");
}

#[test]
fn forward_asks_one_key_for_each_missing_field() {
    let mut hand = at_make_up();
    hand.key("f");
    hand.key("1");
    assert!(hand.sent().is_none(), "two fields are missing");
    hand.key("space");
    hand.key("enter");
    hand.key("2");
    hand.key("enter");
    let (_, sent) = act(&hand);
    let Act::Forward { reason, values, .. } = sent else { panic!("{sent:?}") };
    assert_eq!(reason, "documentacao-completa");
    let keys: Vec<&str> = values.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["documento_conferido", "motivo"]);
    // Two fields are missing: three, one each, and what a person types into them (Space, 2).
    within(&hand, 3 + 2 + 2, "forward with two missing");
}

#[test]
fn send_back_conclude_and_wait_are_few_keys_beside_the_text() {
    let mut hand = at_make_up();
    hand.key("b");
    hand.text("Falta a assinatura.");
    hand.key("enter");
    assert_eq!(act(&hand).1, Act::SendBack { note: "Falta a assinatura.".into(), reason: None });
    within(&hand, 3, "send back");

    let mut hand = at_make_up();
    hand.key("w");
    hand.text("Traga o atestado.");
    hand.key("enter");
    assert_eq!(act(&hand).1, Act::Wait { message: "Traga o atestado.".into(), until: None, reason: None });
    within(&hand, 2, "wait");

    let mut hand = at_make_up();
    let mut request = fixture::request(fixture::MAKE_UP);
    for field in &mut request.form {
        field.required = false;
    }
    hand.model.keep(request);
    hand.key("c");
    hand.key("2");
    hand.text("Fora do prazo.");
    hand.key("enter");
    let (_, sent) = act(&hand);
    assert!(
        matches!(&sent, Act::Conclude { note, values, .. } if note == "Fora do prazo." && values.is_empty()),
        "{sent:?}"
    );
    within(&hand, 3, "conclude");
}

#[test]
fn a_protocol_is_found_by_its_digits() {
    let mut hand = at_make_up();
    hand.key("/");
    hand.text("4512");
    hand.key("enter");
    assert_eq!(hand.model.queue.filter, "4512");
    assert!(hand.pending(|r| matches!(r, Read::List { filter, .. } if !filter.is_empty())).is_some());
    within(&hand, 2, "find");
}

fn people() -> Told {
    let one = |login: &str, name: &str| Candidate { login: login.into(), name: name.into(), open_count: 1 };
    Told::Assignable(vec![
        one("ana", "Ana Beatriz Lima"),
        one("bruno", "Bruno Carvalho"),
        one("carla", "Carla Menezes"),
    ])
}

#[test]
fn marked_requests_are_assigned_at_once() {
    let mut hand = at_make_up();
    hand.key("space");
    hand.key("space");
    hand.key("a");
    hand.tell(|r| matches!(r, Read::Assignable(_)), people());
    hand.text("bru");
    hand.key("enter");
    let Some((_, _, Write::Bulk { act, protocols })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!(act, BulkAct::Assign { to: "bruno".into(), note: None });
    assert_eq!(protocols, [fixture::MAKE_UP, "2026.0004377"]);
    within(&hand, 2 + 3, "assign two");
}

#[test]
fn one_request_is_assigned_by_a_supervisor() {
    let mut hand = at_make_up();
    let mut request = fixture::request(fixture::MAKE_UP);
    if let Some(state) = request.acts.get_mut("assign") {
        state.allowed = true;
    }
    hand.model.keep(request);
    hand.key("a");
    hand.tell(|r| matches!(r, Read::Assignable(_)), people());
    hand.text("carla");
    hand.key("enter");
    assert_eq!(act(&hand).1, Act::Assign { to: "carla".into(), note: None, reason: None });
    within(&hand, 3, "assign one");
}

#[test]
fn a_request_is_opened_within_eight_keys() {
    let mut hand = at_make_up();
    hand.key("o");
    hand.tell(|r| matches!(r, Read::Openable), Told::Openable(fixture::openable()));
    hand.text("maria");
    hand.rest();
    hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
    hand.key("enter");
    hand.text("2ª");
    hand.key("enter");
    hand.key("1");
    hand.key("2");
    hand.text("06/03/2026");
    hand.key("enter");
    hand.text("Perdi a prova.");
    hand.key("enter");
    let Some((_, _, Write::Open(ticketed))) = hand.sent() else { panic!("{:?}\n{}", hand.sent(), hand.screen()) };
    assert_eq!(ticketed.opening.student, "20230001");
    assert_eq!(ticketed.opening.kind, "segunda-chamada");
    assert_eq!(ticketed.opening.location.as_deref(), Some("sede"));
    assert_eq!(ticketed.opening.parameters["disciplina"], "DIR102");
    assert_eq!(ticketed.opening.parameters["data"], "2026-03-06");
    assert_eq!(ticketed.opening.description.as_deref(), Some("Perdi a prova."));
    within(&hand, 8, "open at the desk");
}

#[test]
fn a_digit_of_the_reasons_is_no_view_and_a_letter_in_a_field_is_no_act() {
    let mut hand = at_make_up();
    hand.key("m");
    hand.text("texto com t, f, c, q e ?");
    assert!(hand.sent().is_none());
    hand.key("enter");
    assert_eq!(act(&hand).1, Act::Message { body: "texto com t, f, c, q e ?".into(), internal: false });
}

#[test]
fn every_command_is_reached_by_a_key_or_by_the_help() {
    for row in balcao::tui::command::ROWS {
        assert!(!row.keys.is_empty() && !row.contexts.is_empty(), "{} cannot be reached", row.name);
    }
    // Help runs what it names: the first row of the queue's help is taking.
    let mut hand = at_make_up();
    hand.key("?");
    hand.key("enter");
    assert_eq!(act(&hand).1, Act::Take);
}

#[test]
fn copy_goes_to_the_persons_own_terminal() {
    let mut hand = at_make_up();
    hand.key("y");
    assert!(hand.effects.contains(&Effect::Copy(fixture::MAKE_UP.into())));
}

#[test]
fn an_act_under_way_is_not_sent_twice() {
    let mut hand = at_make_up();
    hand.key("r");
    hand.key("r");
    let sent = hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count();
    assert_eq!(sent, 1);
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    hand.key("r");
    let sent = hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count();
    assert_eq!(sent, 2);
}

#[test]
fn z17_a_request_is_cancelled_for_a_reason_of_the_institution_in_three_keys_and_in_words_as_before() {
    let mut hand = at_make_up();
    hand.key("x");
    hand.key("2");
    hand.key("enter");
    let reason = Some("desistencia-aluno".to_owned());
    assert_eq!(act(&hand), (fixture::MAKE_UP.to_owned(), Act::Cancel { note: None, reason }));
    within(&hand, 3, "cancel for a reason");
    let mut hand = at_make_up();
    hand.key("x");
    hand.key("tab");
    hand.text("abriu errado");
    hand.key("enter");
    let note = Some("abriu errado".to_owned());
    assert_eq!(act(&hand).1, Act::Cancel { note, reason: None });
}
