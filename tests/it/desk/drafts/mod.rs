//! Nothing typed into any form is ever lost: it is on this machine's disk with the event that shows it, it is there again
//! for the next desk, and it goes when its act is done or the person throws it away, never before.

mod stored;

use std::collections::BTreeMap;

use balcao::domain::catalogue::entity::EntryKind;
use balcao::domain::refusal::Kind as Refuses;
use balcao::domain::request::{ActState, Request, Status};
use balcao::tui::effect::{Act, Effect, Read, Write};
use balcao::tui::form::field::{Field, Kind as Takes, Role};
use balcao::tui::form::kept::{Kept, KeptField};
use balcao::tui::form::{Form, Kind};
use balcao::tui::model::Model;
use balcao::tui::msg::{Done, Msg, Told, Trouble, Unsent};
use balcao::tui::update::drafts_now;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::catalogue::at_entries;
use super::flows::admin;
use super::openings::{filled, judged, preview, to_fill};
use super::screens::{picture, to_make_up};
use super::{Hand, fixture};

const TEXT: &str = "Traga o atestado\nassinado.";

/// What stands on the disk after these effects, by code: as the runtime would have left it.
fn disk(effects: &[Effect]) -> BTreeMap<String, Unsent> {
    let mut disk = BTreeMap::new();
    for effect in effects {
        match effect {
            Effect::Shelve(unsent) => drop(disk.insert(unsent.code.clone(), (**unsent).clone())),
            Effect::Unshelve(code) => drop(disk.remove(code)),
            _ => {}
        }
    }
    disk
}

/// The desk is killed; the next one finds what it left.
fn killed(hand: &Hand) -> Hand {
    let (cols, rows) = hand.model.size;
    restarted(disk(&hand.effects).into_values().collect(), Hand::new(cols, rows))
}

fn restarted(mut left: Vec<Unsent>, mut next: Hand) -> Hand {
    for (at, unsent) in left.iter_mut().enumerate() {
        unsent.place = format!("/left/{at}.json");
    }
    next.model.run = uuid::Uuid::from_u128(1 << 64);
    let ticket = next.model.asked.get("unsent").copied().expect("asked at start");
    next.msg(Msg::Told { ticket, answer: Ok(Told::Unsent(Ok(left))) });
    next
}

fn text(form: &Form, key: &str) -> Option<String> {
    form.fields.iter().find(|f| f.key == key).map(Field::text)
}

fn open(hand: &Hand) -> &Form {
    hand.model.open_form().unwrap_or_else(|| panic!("a form is open:\n{}", hand.screen()))
}

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

/// A request as the engine has it by now.
fn show(hand: &mut Hand, change: impl FnOnce(&mut Request)) {
    let mut request = fixture::request(fixture::MAKE_UP);
    change(&mut request);
    hand.tell(|r| matches!(r, Read::Show(_)), Told::Request(Box::new(request)));
}

fn message(hand: &mut Hand) {
    to_make_up(hand);
    hand.key("m");
    hand.key("tab");
    hand.msg(Msg::Paste(TEXT.into()));
}

#[test]
fn every_character_is_on_disk_with_the_event_that_shows_it_and_goes_when_the_act_is_done() {
    let mut hand = Hand::new(120, 36);
    to_make_up(&mut hand);
    hand.key("w");
    for (n, c) in "Documento".chars().enumerate() {
        let before = hand.effects.len();
        hand.text(&c.to_string());
        let typed: String = "Documento".chars().take(n + 1).collect();
        let Some(Effect::Shelve(unsent)) = hand.effects.get(before) else { panic!("first the disk") };
        assert!(unsent.forms[0].to_string().contains(&format!("\"{typed}\"")), "{unsent:?}");
        let secret = format!("{}{:?}", unsent.code, unsent.name);
        assert!(!secret.contains(fixture::MAKE_UP) && !secret.contains("wait"), "a name tells nothing: {secret}");
    }
    hand.key("down");
    let before = hand.effects.len();
    hand.key("up");
    assert_eq!(hand.effects.len(), before, "a moved cursor writes nothing");
    hand.key("enter");
    assert_eq!(disk(&hand.effects).len(), 1, "on its way it is still on disk");
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    assert!(disk(&hand.effects).is_empty(), "done is done");
    // Typed and deleted is nothing.
    hand.show();
    hand.key("m");
    hand.text("a");
    assert_eq!(drafts_now(&hand.model), 1);
    hand.key("backspace");
    assert!(disk(&hand.effects).is_empty());
}

#[test]
fn what_a_killed_desk_left_is_marked_at_once_and_is_in_the_form_when_the_act_is_opened() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    let mut next = killed(&hand);
    seen(&next, "Um texto que você não tinha enviado está de volta");
    assert!(next.model.has_draft(fixture::MAKE_UP));
    let order: Vec<_> = next.effects.iter().filter(|e| matches!(e, Effect::Shelve(_) | Effect::Forget(_))).collect();
    assert!(matches!(order[..], [Effect::Shelve(_), Effect::Forget(_)]), "the old file goes when the new one is there");
    to_make_up(&mut next);
    next.key("m");
    assert_eq!(text(open(&next), "note").as_deref(), Some(TEXT));
    seen(&next, "Retomado do que você digitou");
    picture("draft-resumed", &next);
    // It is still for staff alone.
    next.key("enter");
    let Some((_, _, Write::Act { act: Act::Message { body, internal }, .. })) = next.sent() else { panic!("sent") };
    assert_eq!((body.as_str(), internal), (TEXT, true));
    next.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    assert!(disk(&next.effects).is_empty());
    // Killed twice without a look, it is there all the same.
    let mut third = killed(&killed(&hand));
    to_make_up(&mut third);
    third.key("m");
    assert_eq!(text(open(&third), "note").as_deref(), Some(TEXT));
}

#[test]
fn a_text_that_was_on_its_way_goes_out_again_under_the_same_op_and_a_changed_one_under_another() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    hand.key("enter");
    let (_, op, _) = hand.sent().expect("sent");
    let mut next = killed(&hand);
    to_make_up(&mut next);
    next.key("m");
    next.key("enter");
    assert_eq!(next.sent().map(|s| s.1), Some(op), "done once, whoever sends it");
    let mut next = killed(&hand);
    to_make_up(&mut next);
    next.key("m");
    next.text("!");
    next.key("enter");
    assert_ne!(next.sent().map(|s| s.1), Some(op), "another text is another act");
    // What was refused was not done.
    let problems = vec![fixture::problem("E_TEXT", Some("note"), "A mensagem passa de 4000 letras")];
    hand.answer(Err(Trouble::Refused(fixture::refused(Refuses::Refused, problems))));
    hand.key("enter");
    assert_ne!(hand.sent().map(|s| s.1), Some(op));
}

#[test]
fn a_text_whose_request_went_on_is_as_it_was_and_says_what_changed() {
    let mut hand = Hand::new(120, 36);
    to_make_up(&mut hand);
    hand.key("e");
    let form = open(&hand);
    let at = form.fields.iter().position(|f| f.kind == Takes::Short && f.is_blank()).expect("an empty field");
    let (key, label) = (form.fields[at].key.clone(), form.fields[at].label.clone());
    for _ in form.at..at {
        hand.key("tab");
    }
    hand.text("Visto no balcão");
    let mut next = killed(&hand);
    to_make_up(&mut next);
    next.key("R");
    show(&mut next, |request| {
        request.item.stage = "analise".into();
        request.item.stage_name = "Análise da coordenação".into();
        request.form.retain(|f| f.key != key);
    });
    next.key("e");
    assert_eq!(text(open(&next), &key).as_deref(), Some("Visto no balcão"));
    seen(&next, &label);
    seen(&next, "não é mais pedido");
    let note = open(&next).note.clone().unwrap_or_default();
    assert!(note.contains("em “Triagem”") && note.contains("agora em “Análise da coordenação”"), "{note}");
    picture("draft-moved", &next);
    // It is there to be read, and is not sent where it does not belong.
    assert!(open(&next).values(true).iter().all(|(k, _)| *k != key));
    assert!(disk(&next.effects).values().any(|u| u.forms[0].to_string().contains("Visto no balcão")));
}

#[test]
fn a_text_that_makes_no_sense_any_more_is_read_and_thrown_away_by_the_person_alone() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    let mut next = killed(&hand);
    to_make_up(&mut next);
    next.key("R");
    show(&mut next, |request| {
        request.item.status = Status::Cancelled;
        let problems = vec![fixture::problem("E_CLOSED", None, "Esta solicitação já foi encerrada")];
        request.acts.insert("message".into(), ActState { allowed: false, problems, ..ActState::default() });
    });
    next.key("m");
    assert_eq!(text(open(&next), "note").as_deref(), Some(TEXT));
    seen(&next, "já foi encerrada");
    seen(&next, "F8 jogar fora");
    picture("draft-closed", &next);
    next.key("esc");
    assert_eq!(disk(&next.effects).len(), 1, "Esc keeps");
    next.key("m");
    next.key("f8");
    assert!(disk(&next.effects).is_empty() && next.model.open_form().is_none());
    seen(&next, "Texto jogado fora");
    // Nothing that can be taken back is asked about: one key brings it back.
    next.key("u");
    assert_eq!(disk(&next.effects).len(), 1);
    next.key("m");
    assert_eq!(text(open(&next), "note").as_deref(), Some(TEXT));
    // Without a text the act is refused as ever.
    next.key("f8");
    next.key("m");
    assert!(next.model.open_form().is_none());
}

#[test]
fn a_forward_that_was_begun_is_shown_and_never_passed_by() {
    let mut hand = Hand::new(120, 36);
    to_make_up(&mut hand);
    hand.key("f");
    hand.key("tab");
    hand.key("2");
    hand.text("Nota lançada ontem");
    hand.key("esc");
    hand.key("f");
    hand.key("2");
    assert_eq!(text(open(&hand), "note").as_deref(), Some("Nota lançada ontem"));
    let mut next = killed(&hand);
    to_make_up(&mut next);
    next.key("f");
    next.key("2");
    assert_eq!(text(open(&next), "note").as_deref(), Some("Nota lançada ontem"));
    next.key("enter");
    let Some((_, _, Write::Act { act: Act::Forward { note, .. }, .. })) = next.sent() else { panic!("sent") };
    assert_eq!(note.as_deref(), Some("Nota lançada ontem"));
    // Someone else fills in meanwhile what was missing: nothing is asked any more, and mine is not passed by.
    let mut hand = Hand::new(120, 36);
    to_make_up(&mut hand);
    hand.key("f");
    hand.key("1");
    hand.key("tab");
    hand.key("1");
    let chosen = open(&hand).values(true);
    assert!(!chosen.is_empty(), "{}", hand.screen());
    hand.key("esc");
    hand.key("R");
    show(&mut hand, |request| request.reasons.iter_mut().for_each(|reason| reason.missing.clear()));
    hand.key("f");
    hand.key("1");
    assert_eq!(open(&hand).values(true), chosen, "{}", hand.screen());
}

#[test]
fn a_half_typed_opening_is_whole_again_its_later_questions_too() {
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    let before = balcao::tui::update::opening_form(&hand.model).map(Form::typed).expect("a form");
    let mut next = killed(&hand);
    next.key("o");
    next.tell(|r| matches!(r, Read::Openable), Told::Openable(fixture::openable()));
    seen(&next, "Retomado do que você digitou");
    next.rest();
    judged(&mut next, preview(to_fill()));
    picture("draft-opening", &next);
    next.rest();
    let after = balcao::tui::update::opening_form(&next.model).map(Form::typed).expect("a form");
    let said = |all: &[KeptField]| -> BTreeMap<String, String> {
        all.iter().map(|f| (f.key.clone(), format!("{:?}", f.typed))).collect()
    };
    assert_eq!(said(&after), said(&before));
    next.key("enter");
    let (_, _, write) = next.sent().expect("sent");
    let Write::Open(ticketed) = write else { panic!("{write:?}") };
    assert_eq!(ticketed.opening.student, "20230001");
    assert_eq!(ticketed.opening.location.as_deref(), Some("sede"));
    assert!(ticketed.opening.parameters.contains_key("data"), "{ticketed:?}");
}

#[test]
fn what_was_begun_for_one_student_waits_while_another_is_served() {
    let mut hand = Hand::new(120, 36);
    filled(&mut hand);
    hand.key("esc");
    let mut other = fixture::card();
    (other.ra, other.name) = ("20230044".into(), "Maria Beatriz Andrade".into());
    let to_card = |hand: &mut Hand, card: balcao::tui::msg::Card| {
        hand.key("s");
        hand.text("maria");
        hand.rest();
        hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
        if card.ra != "20230001" {
            hand.key("down");
        }
        hand.key("enter");
        hand.tell(|r| matches!(r, Read::Card(_)), Told::Card(Box::new(card)));
        hand.key("o");
    };
    let student = |hand: &Hand| {
        let form = balcao::tui::update::opening_form(&hand.model).expect("a form");
        (form.of(Role::Student).and_then(Field::code).map(str::to_owned), text(form, "description"))
    };
    to_card(&mut hand, other);
    assert_eq!(student(&hand), (Some("20230044".into()), Some(String::new())));
    hand.key("esc");
    hand.key("esc");
    hand.key("esc");
    to_card(&mut hand, fixture::card());
    let (ra, why) = student(&hand);
    assert_eq!(ra.as_deref(), Some("20230001"));
    assert!(why.is_some_and(|why| why.starts_with("Faltei")), "{}", hand.screen());
}

#[test]
fn a_half_typed_entry_of_the_catalogue_comes_back_its_members_too() {
    let mut hand = at_entries(EntryKind::Group, 120, 36);
    hand.key("e");
    hand.key("tab");
    hand.text(" da sede");
    while open(&hand).field().is_some_and(|f| f.key != "members +") {
        hand.key("tab");
    }
    hand.text("carla");
    hand.key("enter");
    let before = open(&hand).typed();
    assert!(before.iter().any(|f| f.key == "members carla"), "{before:?}");
    let left: Vec<Unsent> = disk(&hand.effects).into_values().collect();
    let mut next = restarted(left, at_entries(EntryKind::Group, 120, 36));
    seen(&next, "✎");
    next.key("e");
    let keys = |form: &Form| form.typed().into_iter().map(|f| (f.key, f.typed)).collect::<Vec<_>>();
    assert_eq!(keys(open(&next)), before.into_iter().map(|f| (f.key, f.typed)).collect::<Vec<_>>());
    next.key("f2");
    assert!(matches!(next.sent(), Some((_, _, Write::SaveEntry(_)))), "{}", next.screen());
}

#[test]
fn a_type_that_is_being_named_is_kept_too() {
    let mut hand = Hand::new(120, 36);
    hand.model.me = Some(admin());
    let at_types = |hand: &mut Hand| {
        hand.model.me = Some(admin());
        hand.key("g");
        hand.key("f");
        hand.tell(|r| matches!(r, Read::FlowList), Told::Flows(super::flows::at_list(120, 36).model.flows.list));
        hand.key("a");
    };
    at_types(&mut hand);
    hand.text("Segunda via");
    let mut next = Hand::new(120, 36);
    next.model.me = Some(admin());
    let mut next = restarted(disk(&hand.effects).into_values().collect(), next);
    at_types(&mut next);
    assert_eq!(text(open(&next), "type-name").as_deref(), Some("Segunda via"));
    next.key("esc");
    next.key("a");
    assert_eq!(text(open(&next), "type-name").as_deref(), Some("Segunda via"));
    next.key("f8");
    assert!(disk(&next.effects).is_empty());
}

#[test]
fn all_texts_are_in_one_list_that_goes_to_each_and_throws_away() {
    for (cols, rows) in super::screens::SIZES {
        let mut hand = Hand::new(cols, rows);
        message(&mut hand);
        hand.key("esc");
        hand.msg(Msg::Tick(fixture::now() + chrono::Duration::minutes(2)));
        filled(&mut hand);
        hand.key("esc");
        seen(&hand, "· ✎ 2");
        hand.key("tab");
        seen(&hand, "✎ m mensagem");
        picture("draft-marked", &hand);
        hand.key("g");
        hand.key("t");
        seen(&hand, "O que você digitou e não enviou");
        picture("drafts", &hand);
        // The opening was typed last.
        hand.key("enter");
        assert_eq!(hand.model.context(), balcao::tui::command::Context::Opening);
        hand.key("esc");
        hand.key("E");
        hand.key("j");
        hand.key("enter");
        hand.show();
        assert_eq!(text(open(&hand), "note").as_deref(), Some(TEXT));
        hand.key("esc");
        hand.key("E");
        hand.key("x");
        hand.key("x");
        assert_eq!(drafts_now(&hand.model), 0);
        seen(&hand, "Nada por enviar");
        hand.key("u");
        assert_eq!(drafts_now(&hand.model), 1);
    }
}

/// What a key costs, text and disk and all, and what it would cost without: told, and held to a bound that only a wait
/// on the path of keys would break.
#[test]
fn a_key_costs_hardly_more_for_being_kept() {
    const KEYS: u32 = 400;
    let base = tempfile::tempdir().expect("a folder");
    let shelf =
        balcao::store::unsent::Shelf::open(base.path(), "1-2/ana".as_ref(), uuid::Uuid::new_v4()).expect("a shelf");
    let cost = |others: u32, kept: bool, drawn: bool| {
        let mut hand = Hand::new(120, 36);
        to_make_up(&mut hand);
        hand.key("m");
        let form = open(&hand).clone();
        for n in 0..others {
            let mut other = form.clone();
            other.fields[0].paste(&"texto ".repeat(60));
            let id = balcao::tui::form::FormId {
                person: "ana".into(),
                protocol: format!("2026.{n:07}"),
                kind: Kind::Message,
            };
            hand.model.forms.insert(id, other);
        }
        hand.text("a");
        let begun = std::time::Instant::now();
        for _ in 0..KEYS {
            hand.effects.clear();
            hand.text("b");
            for effect in hand.effects.iter().filter(|_| kept) {
                if let Effect::Shelve(unsent) = effect {
                    shelf.put(unsent).expect("put");
                }
            }
            if drawn {
                let _ = hand.terminal();
            }
        }
        begun.elapsed().as_micros() / u128::from(KEYS)
    };
    let (bare, kept, many) = (cost(0, false, true), cost(0, true, true), cost(30, true, true));
    eprintln!("a key and its frame: {bare} us, with the disk {kept} us, with 30 more texts that wait {many} us");
    let (pure, own, more) = (cost(0, false, false), cost(0, true, false), cost(30, true, false));
    eprintln!("of that, update: {pure} us, with the disk {own} us, with 30 more texts that wait {more} us");
    assert!(kept < bare * 5 && many < bare * 5, "{bare} {kept} {many}");
}

#[test]
fn an_older_text_never_takes_the_place_of_one_that_is_being_typed() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    let mut next = Hand::new(120, 36);
    to_make_up(&mut next);
    next.key("m");
    next.text("outra coisa");
    let next = restarted(disk(&hand.effects).into_values().collect(), next);
    assert_eq!(text(open(&next), "note").as_deref(), Some("outra coisa"));
    assert!(!next.effects.iter().any(|e| matches!(e, Effect::Forget(_))), "its file waits for another day");
}

#[test]
fn a_file_of_another_version_is_told_and_not_touched() {
    let strange = Unsent {
        code: balcao::store::unsent::form_code("x", "dance"),
        forms: vec![serde_json::json!({ "act": "dance" })],
        ..Unsent::default()
    };
    let next = restarted(vec![strange], Hand::new(120, 36));
    seen(&next, "de outra versão do programa");
    assert!(!next.effects.iter().any(|e| matches!(e, Effect::Forget(_))));
}

/// What the disk should hold: every form with text, as it is.
fn typed(model: &Model) -> Vec<(String, String)> {
    let forms = model.forms.iter().filter(|(_, form)| form.is_draft());
    forms.map(|(id, form)| (form_code(&id.protocol, id.kind), format!("{:?}", form.typed()))).collect()
}

fn form_code(protocol: &str, kind: Kind) -> String {
    balcao::store::unsent::form_code(protocol, &kind.code())
}

/// Whatever is pressed and however the engine answers: every text is on the disk as it is on screen, and nothing else is.
#[test]
fn whatever_is_pressed_the_disk_has_every_text_that_is_not_sent() {
    const KEYS: [&str; 26] = [
        "j",
        "k",
        "m",
        "w",
        "e",
        "f",
        "c",
        "x",
        "b",
        "a",
        "P",
        "o",
        "1",
        "2",
        "tab",
        "backtab",
        "enter",
        "esc",
        "f8",
        "u",
        "s",
        "é",
        "backspace",
        "space",
        "down",
        "ctrl-u",
    ];
    let rounds = if std::env::var_os("BALCAO_FULL").is_some() { 400 } else { 20 };
    let (mut drafts, mut brought) = (0, 0);
    for seed in 0..rounds {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut hand = Hand::new(120, 36);
        to_make_up(&mut hand);
        for step in 0..120 {
            match dice.random_range(0..14) {
                0 if hand.pending(|r| matches!(r, Read::Show(_))).is_some() => hand.show(),
                1 => answer(&mut hand, &mut dice),
                _ => hand.key(KEYS[dice.random_range(0..KEYS.len())]),
            }
            let disk = disk(&hand.effects);
            let mut all = typed(&hand.model);
            all.sort();
            let kept = |u: &Unsent| serde_json::from_value::<Kept>(u.forms[0].clone()).expect("a text");
            let mut on_disk: Vec<_> = disk.iter().map(|(c, u)| (c.clone(), format!("{:?}", kept(u).fields))).collect();
            on_disk.sort();
            assert_eq!(on_disk, all, "seed {seed}, step {step}");
            drafts += all.len();
        }
        let texts = typed(&hand.model);
        let next = killed(&hand);
        assert_eq!(typed(&next.model), texts, "seed {seed}");
        brought += texts.len();
    }
    assert!(drafts > 500 && brought > 10, "the dice typed: {drafts} {brought}");
}

/// An act that waits for its answer gets one of them.
fn answer(hand: &mut Hand, dice: &mut ChaCha8Rng) {
    let Some(ticket) = hand.model.under_way.keys().next().copied() else { return };
    let answer = match dice.random_range(0..3) {
        0 => Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))),
        1 => Err(Trouble::Unknown("gone".into())),
        _ => {
            let problem = fixture::problem("E_TEXT", Some("note"), "Informe o texto");
            Err(Trouble::Refused(fixture::refused(Refuses::Refused, vec![problem])))
        }
    };
    hand.msg(Msg::Done { ticket, answer });
}
