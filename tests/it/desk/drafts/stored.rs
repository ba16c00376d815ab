//! The texts in the database, as the desk deals with it: given a moment after the last key, asked at start, and no
//! reason for a word on the screen.

use balcao::store::drafts::StoredDraft;
use balcao::tui::effect::{Keeping, Read, Write};
use balcao::tui::form::kept::{Kept, Typed};
use balcao::tui::msg::{Done, Msg, Told, Trouble};
use balcao::tui::update::drafts_now;

use super::super::screens::to_make_up;
use super::super::{Hand, fixture};
use super::{TEXT, disk, killed, message, open, restarted, seen, text};

/// What was given to the database last, which waits for its answer.
fn keeping(hand: &Hand) -> Keeping {
    let last = hand.model.under_way.values().find_map(|(write, _)| match write {
        Write::KeepDrafts(keeping) => Some((**keeping).clone()),
        _ => None,
    });
    last.unwrap_or_else(|| panic!("nothing is given to the database: {:?}", hand.model.drafts))
}

fn database_says(hand: &mut Hand, answer: Result<Done, Trouble>) {
    let waits = hand.model.under_way.iter().find(|(_, (write, _))| matches!(write, Write::KeepDrafts(_)));
    let ticket = *waits.expect("an answer is awaited").0;
    hand.msg(Msg::Done { ticket, answer });
}

/// Neither this machine nor the database has anything of mine, and both say so.
fn begin(hand: &mut Hand) {
    hand.tell(|r| matches!(r, Read::Unsent), Told::Unsent(Ok(Vec::new())));
    hand.tell(|r| matches!(r, Read::Drafts), Told::Drafts(Vec::new()));
}

/// Typing rests.
fn rest(hand: &mut Hand) {
    if !hand.model.drafts.heard {
        begin(hand);
    }
    if let Some(ticket) = hand.model.drafts.rest {
        hand.msg(Msg::Rested(ticket));
    }
}

fn texts(hand: &Hand) -> Vec<Kept> {
    let all = disk(&hand.effects).into_values();
    all.map(|unsent| serde_json::from_value(unsent.forms[0].clone()).expect("a text")).collect()
}

/// What the database has of it.
fn stored(kept: &Kept, text: &str, seconds: i64) -> StoredDraft {
    let at = chrono::DateTime::parse_from_rfc3339(&kept.at).expect("a time") + chrono::Duration::seconds(seconds);
    let mut kept = Kept { at: at.to_rfc3339(), stored: false, ..kept.clone() };
    kept.fields[0].typed = Typed::Text(text.into());
    let body = serde_json::to_value(&kept).expect("JSON");
    StoredDraft { subject: kept.protocol, act: kept.act, body, at: at.to_utc() }
}

fn message_text(hand: &mut Hand) -> Option<String> {
    to_make_up(hand);
    hand.key("m");
    text(open(hand), "note")
}

#[test]
fn a_moment_after_the_last_key_the_database_has_it_and_when_it_is_done_it_has_it_no_more() {
    let mut hand = Hand::new(120, 36);
    begin(&mut hand);
    message(&mut hand);
    let before = hand.model.drafts.rest;
    hand.text("!");
    assert_ne!(hand.model.drafts.rest, before, "it rests anew with every key");
    hand.msg(Msg::Rested(before.expect("a rest")));
    assert!(hand.sent().is_none(), "not while one types");
    let notice = hand.model.notice.clone();
    rest(&mut hand);
    let given = keeping(&hand);
    assert_eq!((given.keep.len(), given.done.len()), (1, 0));
    assert!(given.keep[0].subject == fixture::MAKE_UP && given.keep[0].act == "message");
    assert_eq!(hand.model.notice, notice, "nothing is said of it");
    hand.text("?");
    rest(&mut hand);
    database_says(&mut hand, Ok(Done::DraftsKept));
    assert!(hand.model.drafts.is_behind(), "what was typed meanwhile it does not have");
    hand.msg(Msg::Tick(fixture::now()));
    database_says(&mut hand, Ok(Done::DraftsKept));
    assert!(!hand.model.drafts.is_behind() && texts(&hand)[0].stored);
    hand.key("enter");
    hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |_| {}))));
    let given = keeping(&hand);
    assert_eq!((given.keep.len(), given.done.len()), (0, 1));
    assert!(texts(&hand)[0].fields.is_empty(), "until the database knows, the disk says that it is done");
    // Killed right now: it is not brought back, and the database is told.
    let mut next = killed(&hand);
    let row = stored(&keeping_of(&hand), "velho", -5);
    next.tell(|r| matches!(r, Read::Drafts), Told::Drafts(vec![row]));
    assert_eq!(drafts_now(&next.model), 0);
    assert_eq!(keeping(&next).done.len(), 1);
    database_says(&mut next, Ok(Done::DraftsKept));
    assert!(disk(&next.effects).is_empty());
    database_says(&mut hand, Ok(Done::DraftsKept));
    assert!(disk(&hand.effects).is_empty());
}

/// A text as it was typed into the message.
fn keeping_of(hand: &Hand) -> Kept {
    let mut again = Hand::new(120, 36);
    message(&mut again);
    let mut kept = texts(&again).remove(0);
    kept.at = texts(hand)[0].at.clone();
    kept
}

#[test]
fn a_database_that_is_away_is_told_as_ever_and_gets_it_when_it_is_back() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    rest(&mut hand);
    let notice = hand.model.notice.clone();
    database_says(&mut hand, Err(Trouble::Unreachable("no route".into())));
    assert_eq!(hand.model.notice, notice);
    seen(&hand, "sem conexão há");
    assert_eq!(text(open(&hand), "note").as_deref(), Some(TEXT));
    hand.text("!");
    rest(&mut hand);
    assert!(!hand.model.under_way.values().any(|(w, _)| matches!(w, Write::KeepDrafts(_))), "not while it is away");
    hand.msg(Msg::Tick(fixture::now()));
    hand.tell(|r| matches!(r, Read::WhoAmI), Told::Me(Box::new(fixture::ana())));
    hand.msg(Msg::Tick(fixture::now()));
    assert!(keeping(&hand).keep[0].body.to_string().contains("assinado.!"));
    // Who types on and on does not keep it waiting.
    database_says(&mut hand, Ok(Done::DraftsKept));
    for _ in 0..10 {
        hand.text("x");
        hand.msg(Msg::Tick(fixture::now()));
    }
    assert_eq!(keeping(&hand).keep.len(), 1);
}

#[test]
fn of_a_text_on_the_disk_and_one_in_the_database_the_later_one_counts() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    let mine = texts(&hand).remove(0);
    let with = |seconds: i64| {
        let mut next = killed(&hand);
        next.tell(|r| matches!(r, Read::Drafts), Told::Drafts(vec![stored(&mine, "de lá", seconds)]));
        next
    };
    let mut newer = with(60);
    assert_eq!(message_text(&mut newer).as_deref(), Some("de lá"));
    let mut older = with(-60);
    assert_eq!(keeping(&older).keep.len(), 1, "the database gets the later one");
    assert_eq!(message_text(&mut older).as_deref(), Some(TEXT));
    // What one has come back to is not taken from under one's hands.
    let mut open_already = killed(&hand);
    message_text(&mut open_already);
    open_already.tell(|r| matches!(r, Read::Drafts), Told::Drafts(vec![stored(&mine, "de lá", 60)]));
    assert_eq!(text(open(&open_already), "note").as_deref(), Some(TEXT));
    // The database may answer before the disk does.
    let mut next = Hand::new(120, 36);
    next.tell(|r| matches!(r, Read::Drafts), Told::Drafts(vec![stored(&mine, "de lá", -60)]));
    assert_eq!(drafts_now(&next.model), 0);
    let mut next = restarted(disk(&hand.effects).into_values().collect(), next);
    assert_eq!(message_text(&mut next).as_deref(), Some(TEXT));
    // Nothing here, something there.
    let mut next = killed(&Hand::new(120, 36));
    next.tell(|r| matches!(r, Read::Drafts), Told::Drafts(vec![stored(&mine, "de lá", 0)]));
    seen(&next, "está de volta");
    assert_eq!(message_text(&mut next).as_deref(), Some("de lá"));
    assert_eq!(texts(&next).len(), 1, "it is on this disk too");
}

#[test]
fn what_was_sent_at_another_machine_is_not_brought_back_here_and_what_the_database_never_had_stays() {
    let mut hand = Hand::new(120, 36);
    message(&mut hand);
    let mut never = killed(&hand);
    never.tell(|r| matches!(r, Read::Drafts), Told::Drafts(Vec::new()));
    assert_eq!(message_text(&mut never).as_deref(), Some(TEXT));
    rest(&mut hand);
    database_says(&mut hand, Ok(Done::DraftsKept));
    let mut elsewhere = killed(&hand);
    elsewhere.tell(|r| matches!(r, Read::Drafts), Told::Drafts(Vec::new()));
    assert!(drafts_now(&elsewhere.model) == 0 && disk(&elsewhere.effects).is_empty());
    let mut away = killed(&hand);
    let ticket = away.model.asked["drafts"];
    away.msg(Msg::Told { ticket, answer: Err(Trouble::Unreachable("no route".into())) });
    assert_eq!(drafts_now(&away.model), 1, "not known is not done");
}
