//! Nothing typed is ever lost: a refusal, a conflict, a lost connection and someone else's act leave it as it was.

use balcao::domain::refusal::Kind;
use balcao::tui::effect::{Act, Effect, Read, Typed, Write};
use balcao::tui::model::{Layer, Link, Tone};
use balcao::tui::msg::{Changes, Done, Msg, Told, Trouble};

use super::{Hand, fixture};

const TEXT: &str = "Deferido: o atestado cobre a data.";

fn typing_a_wait() -> Hand {
    let mut hand = Hand::new(120, 36);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    hand.key("w");
    hand.text(TEXT);
    hand
}

fn typed(hand: &Hand) -> String {
    let form = hand.model.forms.values().next().expect("a form");
    form.fields[0].text()
}

#[test]
fn a_refusal_shows_at_the_field_and_keeps_the_text() {
    let mut hand = typing_a_wait();
    hand.key("enter");
    let problems = vec![fixture::problem("E_TEXT", Some("note"), "A mensagem passa de 4000 letras")];
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Refused, problems))));
    assert_eq!(typed(&hand), TEXT);
    assert_eq!(hand.model.link, Link::Live, "a refusal is no network fault");
    let screen = hand.screen();
    assert!(screen.contains("✖ A mensagem passa de 4000 letras"), "{screen}");
    assert!(!screen.contains("Sem conexão"), "{screen}");
}

#[test]
fn a_conflict_keeps_the_text_and_reads_what_changed() {
    let mut hand = typing_a_wait();
    hand.key("enter");
    let problems = vec![fixture::problem("E_STALE", None, "mudou da versão 4 para a 5")];
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Conflict, problems))));
    assert_eq!(typed(&hand), TEXT);
    assert!(hand.screen().contains("Outra pessoa alterou"), "{}", hand.screen());
    assert!(hand.pending(|r| matches!(r, Read::Show(_))).is_some(), "the request is read again");
}

#[test]
fn a_lost_connection_keeps_the_text_and_the_same_op_is_sent_again() {
    let mut hand = typing_a_wait();
    hand.key("enter");
    let (_, first, _) = hand.sent().expect("an act");
    hand.answer(Err(Trouble::Unknown("connection reset".into())));
    assert_eq!(typed(&hand), TEXT);
    assert!(matches!(hand.model.link, Link::Lost(_)));
    assert!(hand.screen().contains("sem conexão há"), "{}", hand.screen());
    assert!(!hand.screen().contains('✖'), "a network fault is no refusal");
    // Keys are still taken, and the same act again has the same op: nothing is done twice (O-15).
    hand.text("!");
    hand.key("backspace");
    hand.key("enter");
    let (_, second, _) = hand.sent().expect("an act");
    assert_eq!(first, second);
    // Another text is another act.
    hand.answer(Err(Trouble::Unknown("connection reset".into())));
    hand.text("!");
    hand.key("enter");
    let (_, third, _) = hand.sent().expect("an act");
    assert_ne!(second, third);
}

#[test]
fn a_lost_connection_is_tried_again_and_reads_everything_when_back() {
    let mut hand = typing_a_wait();
    let tick = |hand: &mut Hand, s| hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(s)));
    tick(&mut hand, 1);
    let (ticket, _) = hand.pending(|r| matches!(r, Read::Changes(_))).expect("changes are asked about");
    hand.msg(Msg::Told { ticket, answer: Err(Trouble::Unreachable("refused".into())) });
    tick(&mut hand, 3);
    assert!(hand.screen().contains("sem conexão há 2s"), "{}", hand.screen());
    hand.effects.clear();
    let (ticket, _) = hand.pending_any().expect("it tries again");
    hand.msg(Msg::Told { ticket, answer: Ok(Told::Me(Box::new(fixture::ana()))) });
    assert_eq!(hand.model.link, Link::Live);
    let kinds: Vec<&str> = hand
        .effects
        .iter()
        .filter_map(|e| match e {
            Effect::Ask { read, .. } => Some(read.kind()),
            _ => None,
        })
        .collect();
    assert!(kinds.contains(&"list") && kinds.contains(&"show") && kinds.contains(&"counts"), "{kinds:?}");
    assert_eq!(typed(&hand), TEXT);
}

#[test]
fn what_others_do_never_touches_what_is_typed() {
    let mut hand = Hand::new(120, 36);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    hand.key("e");
    for _ in 0..5 {
        hand.key("tab");
    }
    hand.text("Sala 12");
    // Someone else filled two fields meanwhile: the untouched one follows, the touched one stays.
    let mut changed = fixture::request(fixture::MAKE_UP);
    changed.item.version += 1;
    changed.form[4].value = serde_json::json!(9);
    changed.form[5].value = serde_json::json!("Auditório");
    let mut event = changed.history[0].clone();
    (event.seq, event.actor, event.actor_name, event.kind) =
        (5, "bruno".into(), Some("Bruno Carvalho".into()), "field_set".into());
    changed.history.push(event);
    hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(1)));
    let changes = Changes { cursor: "2".into(), protocols: vec![fixture::MAKE_UP.into()], more: false };
    hand.tell(|r| matches!(r, Read::Changes(_)), Told::Changes(changes));
    hand.tell(|r| matches!(r, Read::Show(_)), Told::Request(Box::new(changed)));
    let form = hand.model.open_form().expect("still open");
    assert_eq!(form.fields[5].text(), "Sala 12");
    assert_eq!(form.fields[4].text(), "9");
    assert_eq!(form.at, 5, "the cursor stays");
    assert!(hand.screen().contains("Bruno Carvalho preencheu campos agora"), "{}", hand.screen());
    hand.key("enter");
    let Some((_, _, Write::Act { act: Act::SetFields(values), if_version, .. })) = hand.sent() else {
        panic!("{:?}", hand.sent())
    };
    assert_eq!(values, [("sala".to_owned(), Typed::Plain("Sala 12".into()))], "only what was touched is sent");
    assert_eq!(if_version, Some(5), "on the version that was on screen");
}

#[test]
fn esc_leaves_the_form_and_the_text_waits_marked_in_the_queue() {
    let mut hand = typing_a_wait();
    hand.key("esc");
    assert!(hand.screen().contains('✎'), "{}", hand.screen());
    hand.key("j");
    hand.rest();
    hand.show();
    hand.key("k");
    hand.rest();
    hand.show();
    hand.key("w");
    assert_eq!(hand.model.open_form().expect("the form").fields[0].text(), TEXT);
    hand.key("enter");
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    assert!(hand.model.forms.is_empty(), "sent text is no draft any more");
}

#[test]
fn leaving_with_text_that_the_disk_did_not_take_asks_first_and_the_default_is_to_stay() {
    let mut hand = typing_a_wait();
    hand.msg(Msg::Unshelved("disk full".into()));
    hand.key("esc");
    hand.key("q");
    assert_eq!(hand.model.layer, Some(Layer::Leaving));
    hand.key("enter");
    assert_eq!(hand.model.layer, None);
    assert!(!hand.effects.contains(&Effect::Quit));
    hand.key("q");
    hand.key("s");
    assert!(hand.effects.contains(&Effect::Quit));
    let mut kept = typing_a_wait();
    kept.key("esc");
    kept.key("q");
    assert!(kept.effects.contains(&Effect::Quit), "it is on the disk: no question");
    let mut idle = Hand::new(80, 24);
    idle.key("q");
    assert!(idle.effects.contains(&Effect::Quit), "nothing unsent: no question");
}

#[test]
fn a_pasted_newline_never_sends() {
    let mut hand = typing_a_wait();
    hand.msg(Msg::Paste("\nsegunda linha\n".into()));
    assert!(hand.sent().is_none());
    assert_eq!(typed(&hand), format!("{TEXT}\nsegunda linha\n"));
}

#[test]
fn never_a_dead_key() {
    // A queued request that is not mine: the engine's problem, in its words.
    let mut hand = Hand::new(120, 36);
    for _ in 0..5 {
        hand.key("j");
    }
    hand.rest();
    hand.show();
    hand.key("f");
    let notice = hand.model.notice.clone().expect("a line");
    assert_eq!(
        (notice.tone, notice.text.as_str()),
        (Tone::Refused, "A solicitação está na fila: assuma-a primeiro (t)")
    );
    // Mine, but not concludable from outside the form: the form opens on what is missing.
    hand.key("k");
    hand.key("k");
    hand.key("k");
    hand.rest();
    hand.show();
    hand.key("c");
    hand.key("1");
    let form = hand.model.open_form().expect("the form");
    assert_eq!(form.field().map(|f| f.key.as_str()), Some("documento_conferido"), "the first thing to mend");
}

#[test]
fn a_missing_field_is_named_and_has_the_cursor() {
    let mut hand = Hand::new(120, 36);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    hand.key("f");
    hand.key("1");
    hand.key("enter");
    assert!(hand.sent().is_none());
    assert!(hand.screen().contains("✖ Informe: Documento"), "{}", hand.screen());
}

#[test]
fn good_news_goes_by_itself_and_a_refusal_waits_for_a_key() {
    let mut hand = Hand::new(80, 24);
    let tick = |hand: &mut Hand, from: i64| {
        for s in from..from + 12 {
            hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(s)));
        }
    };
    hand.key("t");
    hand.answer(Ok(Done::Request(fixture::after("2026.0004498", |_| {}))));
    assert!(hand.screen().contains("está com você"));
    tick(&mut hand, 1);
    assert!(hand.model.notice.is_none());
    hand.key("t");
    let problems = vec![fixture::problem("E_TAKEN", None, "Já está com Bruno Carvalho desde 10:40")];
    hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Conflict, problems))));
    // What Bruno did is read again, and does not cover why my act was refused.
    let mut taken = fixture::request("2026.0004498");
    taken.item.version += 2;
    let mut event = taken.history[0].clone();
    (event.actor, event.actor_name, event.kind) = ("bruno".into(), Some("Bruno Carvalho".into()), "taken".into());
    taken.history.push(event);
    hand.tell(|r| matches!(r, Read::Show(_)), Told::Request(Box::new(taken)));
    tick(&mut hand, 20);
    assert!(hand.screen().contains("desde 10:40"), "{}", hand.screen());
    hand.key("j");
    assert!(hand.model.notice.is_none());
}

#[test]
fn esc_and_a_key_typed_at_once_are_two_keys() {
    let mut hand = typing_a_wait();
    hand.key("alt-r");
    assert!(hand.model.form.is_some() && hand.sent().is_none(), "while typing it is nothing");
    hand.key("esc");
    hand.key("enter");
    assert_eq!(hand.model.focus, balcao::tui::model::Focus::Detail);
    hand.key("alt-j");
    assert_eq!(hand.model.focus, balcao::tui::model::Focus::List, "Esc");
    assert_eq!(hand.model.queue.selected.as_deref(), Some("2026.0004377"), "and j");
}
