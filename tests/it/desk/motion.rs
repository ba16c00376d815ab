//! Moving and being moved: the list never moves under the cursor, the detail follows a rest, pages come before
//! they are needed, and a move of the cursor costs the line few bytes.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use balcao::domain::request::Item;
use balcao::tui::effect::{Effect, Read};
use balcao::tui::msg::{Changes, Msg, Page, Told};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::{Hand, fixture};

fn changed(hand: &mut Hand, items: Vec<Item>) {
    hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(1)));
    let changes = Changes { cursor: "9".into(), protocols: vec!["2026.0009999".into()], more: false };
    hand.tell(|r| matches!(r, Read::Changes(_)), Told::Changes(changes));
    // Nothing on screen changed: the list is read again a little later.
    for seconds in 2..4 {
        hand.msg(Msg::Tick(fixture::now() + chrono::Duration::seconds(seconds)));
    }
    let page = Page { total: Some(129), next: None, items, ..Page::default() };
    hand.tell(|r| matches!(r, Read::List { after: None, .. }), Told::Page(page));
}

fn new_item(number: u32) -> Item {
    let mut item = fixture::items().swap_remove(0);
    item.protocol = format!("2026.{number:07}");
    item
}

/// Line of the screen on which a protocol stands.
fn line(hand: &Hand, protocol: &str) -> Option<usize> {
    hand.screen().lines().position(|l| l.contains(protocol))
}

#[test]
fn the_detail_follows_a_resting_cursor_only() {
    let mut hand = Hand::new(120, 36);
    hand.effects.clear();
    for _ in 0..10 {
        hand.key("j");
    }
    let asked = hand.effects.iter().filter(|e| matches!(e, Effect::Ask { read: Read::Show(_), .. })).count();
    assert_eq!(asked, 0, "holding j asks for no request");
    let rests: Vec<u64> = hand
        .effects
        .iter()
        .filter_map(|e| match e {
            Effect::After { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .collect();
    assert_eq!(rests.len(), 10);
    for rest in &rests {
        hand.msg(Msg::Rested(*rest));
    }
    let shows: Vec<&Effect> =
        hand.effects.iter().filter(|e| matches!(e, Effect::Ask { read: Read::Show(_), .. })).collect();
    assert_eq!(shows.len(), 1, "only the last rest counts");
}

#[test]
fn new_rows_are_counted_and_do_not_move_the_list() {
    let mut hand = Hand::new(80, 24);
    for _ in 0..4 {
        hand.key("j");
    }
    let before = line(&hand, "2026.0004533");
    let mut items = fixture::items();
    items.insert(0, new_item(9001));
    items.insert(3, new_item(9002));
    changed(&mut hand, items);
    assert_eq!(line(&hand, "2026.0004533"), before);
    assert!(hand.screen().contains("+2 novas"), "{}", hand.screen());
    assert_eq!(line(&hand, "2026.0009001"), None);
    // Asked for, they come; the cursor stays on its request.
    hand.key("R");
    let mut items = fixture::items();
    items.insert(0, new_item(9001));
    hand.tell(|r| matches!(r, Read::List { after: None, .. }), Told::Page(Page { items, ..Page::default() }));
    assert_eq!(hand.model.queue.selected.as_deref(), Some("2026.0004533"));
    assert!(hand.model.queue.items.iter().any(|i| i.protocol == "2026.0009001"));
}

#[test]
fn rows_that_leave_above_do_not_move_the_cursors_line() {
    let mut hand = Hand::new(80, 24);
    for _ in 0..21 {
        hand.key("j");
    }
    let selected = hand.model.queue.selected.clone().expect("a row");
    let before = line(&hand, &selected);
    let items: Vec<Item> = fixture::items().into_iter().skip(2).collect();
    changed(&mut hand, items);
    assert_eq!(hand.model.queue.selected.as_ref(), Some(&selected));
    assert_eq!(line(&hand, &selected), before);
}

#[test]
fn a_selected_request_that_left_the_view_stays_until_one_moves_on() {
    let mut hand = Hand::new(80, 24);
    hand.key("j");
    let items: Vec<Item> = fixture::items().into_iter().filter(|i| i.protocol != "2026.0004471").collect();
    changed(&mut hand, items.clone());
    assert_eq!(hand.model.queue.selected.as_deref(), Some("2026.0004471"));
    assert!(line(&hand, "2026.0004471").is_some());
    hand.key("j");
    changed(&mut hand, items);
    assert!(line(&hand, "2026.0004471").is_none());
}

#[test]
fn the_next_page_comes_before_the_end_is_seen_and_only_once() {
    let mut hand = Hand::new(80, 24);
    hand.effects.clear();
    hand.key("j");
    hand.key("j");
    let more: Vec<&Effect> = hand
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::Ask { read: Read::List { after: Some(_), .. }, .. }))
        .collect();
    assert_eq!(more.len(), 1);
    let page = Page { items: (0..50).map(|n| new_item(7000 + n)).collect(), next: None, ..Page::default() };
    hand.tell(|r| matches!(r, Read::List { after: Some(_), .. }), Told::Page(page));
    assert_eq!(hand.model.queue.items.len(), fixture::items().len() + 50);
    hand.key("G");
    assert_eq!(hand.model.queue.selected.as_deref(), Some("2026.0007049"));
}

#[test]
fn a_stale_answer_is_dropped() {
    let mut hand = Hand::new(80, 24);
    hand.key("3");
    let (old, _) = hand.pending(|r| matches!(r, Read::List { .. })).expect("late ones are asked for");
    hand.key("2");
    let page = Page { items: vec![new_item(1)], ..Page::default() };
    hand.msg(Msg::Told { ticket: old, answer: Ok(Told::Page(page)) });
    assert!(hand.model.queue.items.is_empty(), "the answer to the view before");
}

#[test]
fn a_resize_keeps_the_cursor_in_sight_and_the_text() {
    let mut hand = Hand::new(120, 36);
    for _ in 0..20 {
        hand.key("j");
    }
    hand.rest();
    hand.show();
    hand.key("m");
    hand.text("texto");
    for (cols, rows) in [(80, 24), (60, 20), (30, 5), (1, 1), (200, 60), (80, 24)] {
        hand.msg(Msg::Resize { cols, rows });
        hand.terminal();
    }
    assert_eq!(hand.model.open_form().map(|f| f.fields[0].text()).as_deref(), Some("texto"));
    hand.key("esc");
    let selected = hand.model.queue.selected.clone().expect("a row");
    assert!(line(&hand, &selected).is_some(), "{}", hand.screen());
}

/// Counts what reaches the terminal.
#[derive(Clone, Default)]
struct Counter(Rc<RefCell<Vec<u8>>>);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_cursor_move_costs_few_bytes() {
    for (cols, rows) in [(80, 24), (120, 36)] {
        let mut hand = Hand::new(cols, rows);
        let sink = Counter::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, cols, rows));
        let mut terminal = Terminal::with_options(CrosstermBackend::new(sink.clone()), TerminalOptions { viewport })
            .expect("a terminal");
        terminal.draw(|f| balcao::tui::view::draw(f, &hand.model)).expect("a frame");
        let whole = sink.0.borrow().len();
        let mut most = 0;
        for _ in 0..8 {
            hand.key("j");
            sink.0.borrow_mut().clear();
            terminal.draw(|f| balcao::tui::view::draw(f, &hand.model)).expect("a frame");
            most = most.max(sink.0.borrow().len());
        }
        eprintln!("{cols}x{rows}: first frame {whole} bytes, one move of the cursor at most {most} bytes");
        assert!(most <= 400, "{cols}x{rows}: {most} bytes for one move");
    }
}

#[test]
fn random_keys_at_any_size_break_nothing() {
    use rand::{Rng, SeedableRng};
    let keys = [
        "j",
        "k",
        "g",
        "G",
        "t",
        "n",
        "r",
        "e",
        "f",
        "b",
        "w",
        "W",
        "c",
        "x",
        "m",
        "a",
        "P",
        "O",
        "u",
        "y",
        "R",
        "/",
        "?",
        "@",
        "s",
        "o",
        "v",
        "space",
        "enter",
        "esc",
        "tab",
        "backtab",
        "up",
        "down",
        "left",
        "right",
        "backspace",
        "1",
        "2",
        "3",
        "4",
        "5",
        "q",
        "é",
        "ctrl-d",
        "ctrl-u",
        "alt-enter",
        "A",
        "S",
        "h",
        "l",
        "f1",
    ];
    for seed in 0..6 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let mut hand = Hand::new(80, 24);
        for _ in 0..500 {
            hand.key(keys[random.random_range(0..keys.len())]);
            if hand.model.leaving {
                hand = Hand::new(120, 36);
            }
            match random.random_range(0..12) {
                0 if hand.pending(|r| matches!(r, Read::Show(_))).is_some() => hand.show(),
                1 => hand.msg(Msg::Resize { cols: random.random_range(1..140), rows: random.random_range(1..50) }),
                2 if hand.pending(|r| matches!(r, Read::Openable)).is_some() => {
                    hand.tell(|r| matches!(r, Read::Openable), Told::Openable(fixture::openable()))
                }
                3 if hand.pending(|r| matches!(r, Read::FindStudents(_))).is_some() => {
                    hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()))
                }
                4 if hand.pending(|r| matches!(r, Read::List { after: None, .. })).is_some() => {
                    let items = fixture::items().into_iter().filter(|_| random.random_bool(0.8)).collect();
                    hand.tell(
                        |r| matches!(r, Read::List { after: None, .. }),
                        Told::Page(Page { items, ..Page::default() }),
                    );
                }
                _ => {}
            }
            hand.terminal();
            hand.effects.truncate(10_000);
        }
    }
}
