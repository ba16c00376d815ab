//! Nothing typed into the flow editor is ever lost: what the engine does not have is on this machine's disk with the
//! event that shows it, is there after any end of the program, and is never written over anybody's work unasked.

use balcao::domain::flow::TypeFile;
use balcao::domain::flow::edit::{Edit, Flag, apply};
use balcao::domain::refusal::{Kind, Refusal};
use balcao::tui::effect::{Effect, Read, Write};
use balcao::tui::model::{Layer, Place, Save};
use balcao::tui::msg::{Done, Editing, Load, Msg, Published, Pulse, Told, Trouble, Unsent};
use balcao::tui::update::{leave, unsent_now};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::flows::{admin, at_flow, at_list, editing, file, keep, shipped};
use super::screens::picture;
use super::{Hand, fixture};

const CODE: &str = "segunda-chamada";

fn seen(hand: &Hand, text: &str) {
    let screen = hand.screen();
    assert!(screen.contains(text), "{text:?} is not on screen:\n{screen}");
}

fn opened() -> Hand {
    at_flow(&shipped(CODE), 80, 24)
}

/// What stands on the disk after all effects so far: as the runtime would have left it.
fn disk(hand: &Hand) -> Option<Unsent> {
    hand.effects.iter().rev().find_map(last).flatten()
}

/// What an effect leaves on the disk, when it concerns it.
fn last(effect: &Effect) -> Option<Option<Unsent>> {
    match effect {
        Effect::Shelve(unsent) if unsent.code == CODE => Some(Some((**unsent).clone())),
        Effect::Unshelve(code) if code == CODE => Some(None),
        _ => None,
    }
}

/// The desk is killed; the next one finds what it left, and opens the type on what the engine has.
fn killed(hand: &Hand, known: &Editing) -> Hand {
    let mut left: Vec<Unsent> = disk(hand).into_iter().collect();
    for unsent in &mut left {
        unsent.place = "/tmp/left.json".into();
    }
    let mut next = Hand::new(80, 24);
    next.model.me = Some(admin());
    next.key("g");
    next.key("f");
    next.tell(|r| matches!(r, Read::FlowList), Told::Flows(at_list(80, 24).model.flows.list));
    next.model.flows.selected = Some(CODE.into());
    next.key("enter");
    next.effects.retain(|e| matches!(e, Effect::Ask { .. }));
    next.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(known.clone())));
    assert!(next.model.flows.open.is_none(), "nothing can be done before what is unsent is known");
    next.tell(|r| matches!(r, Read::Unsent), Told::Unsent(Ok(left)));
    assert!(next.model.flows.open.is_some());
    next
}

/// What someone else has made of the draft.
fn theirs() -> Editing {
    let file = apply(&shipped(CODE), &Edit::Switch { stage: "nota".into(), flag: Flag::Entry }).expect("an act");
    Editing { draft: Some(4), author: Some("bruno".into()), stamp: "draft theirs".into(), ..editing(&file) }
}

fn moved() -> Trouble {
    let problem = fixture::problem("E_DRAFT_MOVED", None, "Bruno Carvalho alterou este rascunho em 12/03 10:41");
    Trouble::Refused(Refusal { kind: Kind::Conflict, problems: vec![problem] })
}

fn change(hand: &mut Hand) {
    hand.key("j");
    hand.key("2");
}

#[test]
fn every_change_and_every_character_is_on_disk_with_the_event_that_shows_it() {
    let mut hand = opened();
    change(&mut hand);
    assert_eq!(disk(&hand).and_then(|u| u.document), Some(file(&hand).to_doc()));
    let place = |what: fn(&Effect) -> bool| hand.effects.iter().position(what).expect("an effect");
    assert!(place(|e| matches!(e, Effect::Shelve(_))) < place(|e| matches!(e, Effect::After { .. })), "first the disk");
    hand.rest();
    keep(&mut hand, 4);
    assert_eq!(disk(&hand), None, "the engine has it");
    hand.key("a");
    for (n, c) in "Conferência".chars().enumerate() {
        hand.text(&c.to_string());
        let forms = disk(&hand).map(|u| u.forms).unwrap_or_default();
        let typed: String = "Conferência".chars().take(n + 1).collect();
        assert!(serde_json::to_string(&forms).expect("JSON").contains(&format!("\"{typed}\"")), "{forms:?}");
    }
    assert_eq!(disk(&hand).and_then(|u| u.document), None, "of the file nothing is unsent");
    hand.key("enter");
    assert!(disk(&hand).is_some_and(|u| u.forms.is_empty() && u.document.is_some()), "the form became the file's");
}

#[test]
fn a_killed_desks_work_and_open_form_are_there_when_the_type_is_opened_again() {
    let mut hand = opened();
    change(&mut hand);
    let mine = file(&hand);
    hand.key("n");
    hand.text("Situação");
    hand.key("tab");
    hand.key("7");
    hand.key("tab");
    hand.text("regular");
    let known = editing(&shipped(CODE));
    let mut next = killed(&hand, &known);
    assert_eq!(file(&next), mine);
    let form = next.model.open_form().expect("the form is open again");
    let text = |key: &str| form.fields.iter().find(|f| f.key == key).map(balcao::tui::form::field::Field::text);
    assert_eq!((text("label").as_deref(), text("choices").as_deref()), (Some("Situação"), Some("regular")));
    seen(&next, "Recuperado");
    picture("flow-unsent", &next);
    let order: Vec<_> = next.effects.iter().filter(|e| matches!(e, Effect::Shelve(_) | Effect::Forget(_))).collect();
    assert!(matches!(order[..], [Effect::Shelve(_), Effect::Forget(_)]), "the old file goes when the new one is there");
    // It goes out by itself, over the draft it was made on; one undo is what the engine has.
    next.key("esc");
    next.rest();
    let Some((_, _, Write::SaveFlow { seen: stamp, document, .. })) = next.sent() else { panic!("{:?}", next.sent()) };
    assert_eq!((stamp.as_deref(), document), (Some("published 3"), mine.to_doc()));
    keep(&mut next, 4);
    next.key("u");
    assert_eq!(file(&next), shipped(CODE));
    // The text of the form stays until it is sent.
    next.rest();
    keep(&mut next, 4);
    assert_eq!(disk(&next).map(|u| (u.document, u.forms.len())), Some((None, 1)));
}

#[test]
fn what_is_brought_back_never_goes_over_a_draft_that_moved_meanwhile_unasked() {
    let mut hand = opened();
    change(&mut hand);
    let mine = file(&hand);
    let next = killed(&hand, &theirs());
    assert!(matches!(next.model.layer, Some(Layer::FlowMoved { .. })));
    assert_eq!(file(&next), mine, "mine is in view");
    seen(&next, "Bruno Carvalho");
    picture("flow-unsent-moved", &next);
    assert!(!next.effects.iter().any(|e| matches!(e, Effect::Do { .. })));
    // Killed again before she chose: she is asked again.
    let mut again = killed(&next, &theirs());
    assert!(matches!(again.model.layer, Some(Layer::FlowMoved { .. })));
    again.key("esc");
    again.key("2");
    again.msg(Msg::Tick(fixture::now()));
    assert!(!again.effects.iter().any(|e| matches!(e, Effect::Do { .. })), "decided later");
    // Theirs; mine is one undo away.
    let mut next = killed(&hand, &theirs());
    next.key("1");
    next.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(theirs())));
    assert_eq!(file(&next).to_doc(), theirs().document);
    assert_eq!(disk(&next), None);
    next.key("u");
    assert_eq!(file(&next), mine);
    // Mine over theirs, which is one undo away.
    let mut next = killed(&hand, &theirs());
    next.key("2");
    assert!(matches!(next.sent(), Some((_, _, Write::SaveFlow { seen: None, .. }))));
    next.key("u");
    assert_eq!(file(&next).to_doc(), theirs().document);
}

#[test]
fn a_save_that_arrived_without_an_answer_is_not_taken_for_someone_elses() {
    // Killed between the save and its answer, and a change more.
    let mut hand = opened();
    change(&mut hand);
    hand.rest();
    let arrived = Editing { stamp: "draft mine".into(), draft: Some(4), ..editing(&file(&hand)) };
    let next = killed(&hand, &arrived);
    assert!(next.model.layer.is_none() && disk(&next).is_none(), "the engine has all of it: {:?}", disk(&next));
    hand.key("J");
    let mine = file(&hand);
    let next = killed(&hand, &arrived);
    assert!(next.model.layer.is_none(), "{:?}", next.model.layer);
    assert_eq!(file(&next), mine);
    // The connection broke before the answer came; the second try is refused by one's own first one.
    let lost = || {
        let mut hand = opened();
        change(&mut hand);
        hand.rest();
        hand.answer(Err(Trouble::Unknown("gone".into())));
        hand.key("J");
        hand.rest();
        hand.answer(Err(moved()));
        hand
    };
    let mut hand = lost();
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(arrived.clone())));
    assert!(hand.model.layer.is_none());
    let Some((_, _, Write::SaveFlow { seen: stamp, .. })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!(stamp.as_deref(), Some("draft mine"));
    // Someone else's is told as before.
    let mut hand = lost();
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(theirs())));
    assert!(matches!(hand.model.layer, Some(Layer::FlowMoved { .. })));
}

#[test]
fn esc_leaves_a_form_and_its_text_stays_marked() {
    let mut hand = opened();
    hand.key("a");
    hand.text("Conferência");
    hand.key("esc");
    seen(&hand, "O texto ficou guardado");
    hand.key("j");
    hand.key("k");
    picture("flow-typed", &hand);
    seen(&hand, "✎ padrão");
    hand.key("c");
    hand.key("esc");
    hand.key("a");
    assert_eq!(hand.model.open_form().and_then(|f| f.field()).map(|f| f.text()), Some("Conferência".into()));
    // Left with Esc and Esc: the list marks the type, and it is there when it is opened again.
    hand.key("esc");
    hand.key("esc");
    assert!(hand.model.flows.open.is_none());
    seen(&hand, "✎");
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(&shipped(CODE)))));
    hand.key("a");
    assert_eq!(hand.model.open_form().and_then(|f| f.field()).map(|f| f.text()), Some("Conferência".into()));
    hand.key("enter");
    assert!(file(&hand).stages.iter().any(|s| s.name == "Conferência"));
    hand.rest();
    keep(&mut hand, 4);
    assert_eq!(disk(&hand), None);
}

#[test]
fn a_text_is_thrown_away_by_one_key_and_brought_back_by_another() {
    let mut hand = opened();
    hand.key("a");
    hand.text("Conferência");
    seen(&hand, "F8 jogar fora");
    hand.key("f8");
    assert!(disk(&hand).is_none() && hand.model.open_form().is_none());
    seen(&hand, "Texto jogado fora");
    hand.key("u");
    assert!(disk(&hand).is_some_and(|u| u.forms.len() == 1));
    hand.key("a");
    assert_eq!(hand.model.open_form().and_then(|f| f.field()).map(|f| f.text()), Some("Conferência".into()));
    // After something else was done, `u` takes that back.
    hand.key("f8");
    change(&mut hand);
    let changed = file(&hand);
    hand.key("u");
    assert_ne!(file(&hand), changed);
    assert!(disk(&hand).is_none_or(|u| u.forms.is_empty()));
}

#[test]
fn only_the_draft_that_was_seen_is_published_and_a_refused_note_is_kept() {
    let mut hand = opened();
    change(&mut hand);
    hand.rest();
    keep(&mut hand, 4);
    hand.key("p");
    hand.text("Porque sim");
    hand.key("enter");
    assert!(matches!(hand.sent(), Some((_, _, Write::PublishFlow { seen, .. })) if seen == "draft 4"));
    assert!(disk(&hand).is_some_and(|u| serde_json::to_string(&u.forms).expect("JSON").contains("Porque sim")));
    hand.answer(Err(moved()));
    assert!(matches!(hand.model.layer, Some(Layer::FlowMoved { .. })));
    hand.key("2");
    let saves = |hand: &Hand| hand.effects.iter().filter(|e| matches!(e, Effect::Do { .. })).count();
    assert_eq!(saves(&hand), 3, "mine over theirs is written, and not published yet");
    keep(&mut hand, 5);
    hand.key("p");
    assert_eq!(hand.model.open_form().and_then(|f| f.field()).map(|f| f.text()), Some("Porque sim".into()));
    hand.key("enter");
    hand.answer(Ok(Done::FlowPublished(Box::new(Published { code: CODE.into(), version: 5, problems: Vec::new() }))));
    assert_eq!(disk(&hand), None);
}

#[test]
fn leaving_sends_what_waits_and_tells_what_did_not_arrive() {
    let mut hand = opened();
    change(&mut hand);
    hand.rest();
    hand.key("J");
    hand.key("ctrl-q");
    assert!(hand.effects.contains(&Effect::Quit));
    // The answer of the save under way sends what came after it.
    keep(&mut hand, 4);
    let Some((_, _, Write::SaveFlow { document, .. })) = hand.sent() else { panic!("{:?}", hand.sent()) };
    assert_eq!(document, file(&hand).to_doc());
    keep(&mut hand, 4);
    assert!(unsent_now(&hand.model).is_empty());
    // Without a connection it is told, and it is on disk.
    let mut hand = opened();
    change(&mut hand);
    hand.key("ctrl-q");
    hand.answer(Err(Trouble::Unreachable("no route".into())));
    let told = unsent_now(&hand.model);
    assert!(told[0].2.as_ref().is_some_and(|why| why.contains("Sem conexão")), "{told:?}");
    assert_eq!(disk(&hand).and_then(|u| u.document), Some(file(&hand).to_doc()));
    // A terminal that is gone sends too.
    let mut hand = opened();
    change(&mut hand);
    assert!(leave(&mut hand.model).iter().any(|e| matches!(e, Effect::Do { .. })));
    // A form that is open is told without a reason.
    let mut hand = opened();
    hand.key("a");
    hand.text("X");
    hand.key("ctrl-q");
    assert_eq!(unsent_now(&hand.model).into_iter().map(|t| t.2).collect::<Vec<_>>(), [None]);
}

#[test]
fn counts_follow_and_a_draft_of_someone_else_is_taken_in_where_nothing_of_mine_is_under_way() {
    let pulse = |stamp: &str| {
        let stages = [("triagem".to_owned(), Load { open: 77, late: 5 })].into();
        Told::Pulse(Pulse { code: CODE.into(), stamp: stamp.into(), stages })
    };
    let beat = |hand: &mut Hand| {
        for _ in 0..15 {
            hand.msg(Msg::Tick(fixture::now()));
        }
    };
    let mut hand = opened();
    hand.key("j");
    let at = hand.model.flows.open.as_ref().map(|e| e.at.clone());
    beat(&mut hand);
    hand.tell(|r| matches!(r, Read::Pulse(_)), pulse("published 3"));
    seen(&hand, "77 (5!)");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), at, "the cursor stays");
    beat(&mut hand);
    hand.tell(|r| matches!(r, Read::Pulse(_)), pulse("draft theirs"));
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(theirs())));
    assert_eq!(file(&hand).to_doc(), theirs().document);
    seen(&hand, "bruno alterou este rascunho");
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), at);
    // Not over what is mine.
    let mut hand = opened();
    change(&mut hand);
    beat(&mut hand);
    hand.tell(|r| matches!(r, Read::Pulse(_)), pulse("draft theirs"));
    assert!(hand.pending(|r| matches!(r, Read::Flow(_))).is_none());
    assert_eq!(hand.model.flows.open.as_ref().map(|e| e.at.clone()), Some(Place::Stage("analise".into())));
}

/// Whatever is pressed and however the engine answers: what it does not have is on disk, and nothing else is.
#[test]
fn whatever_is_pressed_the_disk_has_exactly_what_the_engine_does_not() {
    const KEYS: [&str; 26] = [
        "j",
        "k",
        "l",
        "h",
        "a",
        "c",
        "e",
        "n",
        "A",
        "d",
        "J",
        "K",
        "space",
        "1",
        "2",
        "3",
        "4",
        "u",
        "U",
        "p",
        "tab",
        "enter",
        "esc",
        "x",
        "é",
        "backspace",
    ];
    let rounds = if std::env::var_os("BALCAO_FULL").is_some() { 400 } else { 12 };
    let mut unsent = 0;
    for seed in 0..rounds {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut hand = opened();
        for step in 0..120 {
            match dice.random_range(0..10) {
                0 => rest_if_any(&mut hand),
                1 => answer_any(&mut hand, &mut dice),
                _ => hand.key(KEYS[dice.random_range(0..KEYS.len())]),
            }
            let known = hand.model.flows.kept.get(CODE).or(hand.model.flows.open.as_ref());
            let on_disk = disk(&hand);
            let mut old = hand.effects.len().saturating_sub(60);
            hand.effects.retain(|effect| {
                let is_old = old > 0;
                old = old.saturating_sub(1);
                !is_old || last(effect).is_some()
            });
            let Some(editor) = known.filter(|e| e.known.code == CODE) else { continue };
            let wanted = (editor.save != Save::Kept).then(|| editor.file().to_text());
            let there = on_disk.as_ref().and_then(|u| u.document.as_ref());
            let there = there.map(|doc| TypeFile::from_doc(doc).expect("a file").to_text());
            assert_eq!(there, wanted, "seed {seed}, step {step}");
            let typed = |form: &balcao::tui::form::Form| form.fields.iter().any(|f| f.touched);
            let forms = editor.form.iter().chain(&editor.scratch.forms).filter(|f| typed(&f.form)).count();
            let forms = forms + usize::from(editor.scratch.note.is_some());
            assert_eq!(on_disk.map_or(0, |u| u.forms.len()), forms, "seed {seed}, step {step}");
            unsent += usize::from(wanted.is_some()) + forms;
        }
    }
    eprintln!("{rounds} desks, 120 events each; {unsent} times something was unsent and on disk");
    assert!(unsent > rounds as usize * 10, "the walk does change things: {unsent}");
}

fn rest_if_any(hand: &mut Hand) {
    if hand.effects.iter().any(|e| matches!(e, Effect::After { .. })) {
        hand.rest();
    }
}

/// Answers the act under way, if there is one: mostly well.
fn answer_any(hand: &mut Hand, dice: &mut ChaCha8Rng) {
    let Some((ticket, (write, _))) = hand.model.under_way.iter().next().map(|(t, w)| (*t, w.clone())) else { return };
    let answer = match (dice.random_range(0..6), write) {
        (0, _) => Err(Trouble::Unknown("gone".into())),
        (1, _) => Err(Trouble::Unreachable("gone".into())),
        (_, Write::SaveFlow { code, document, .. }) => {
            let file = TypeFile::from_doc(&document).expect("a document");
            let known = editing(&file);
            Ok(Done::FlowSaved(Box::new(balcao::tui::msg::Saved {
                code,
                version: 4,
                stamp: format!("draft {ticket}"),
                problems: known.problems,
                stages: known.stages,
            })))
        }
        (_, Write::PublishFlow { code, .. }) => {
            Ok(Done::FlowPublished(Box::new(Published { code, version: 4, problems: Vec::new() })))
        }
        (_, _) => return,
    };
    hand.msg(Msg::Done { ticket, answer });
}

#[test]
fn a_type_that_comes_before_who_i_am_waits_and_is_then_open_to_its_administrator() {
    let mut hand = at_list(80, 24);
    hand.model.me = None;
    hand.model.flows.selected = Some(CODE.into());
    hand.key("enter");
    hand.tell(|r| matches!(r, Read::Flow(_)), Told::Flow(Box::new(editing(&shipped(CODE)))));
    assert!(hand.model.flows.open.is_none(), "nobody knows yet whether she may change it");
    for _ in 0..60 {
        hand.msg(Msg::Tick(fixture::now()));
    }
    hand.tell(|r| matches!(r, Read::WhoAmI), Told::Me(Box::new(admin())));
    assert!(hand.model.flows.open.as_ref().is_some_and(|e| !e.read_only));
}
