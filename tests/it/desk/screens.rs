//! Every named state, drawn at two sizes: as text for the snapshot, as SVG into `target/screens/` for the eye.

use balcao::domain::refusal::Kind;
use balcao::tui::effect::Read;
use balcao::tui::model::{Link, View};
use balcao::tui::msg::{Candidate, Done, MyLast, Page, Told, Trouble};
use balcao::tui::svg;
use ratatui::backend::Backend;

use super::{Hand, fixture};

pub const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];

pub fn picture(name: &str, hand: &Hand) {
    let (cols, rows) = hand.model.size;
    let mut terminal = hand.terminal();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    let cursor = terminal.backend_mut().get_cursor_position().ok().map(|p| (p.x, p.y)).filter(|p| *p != (0, 0));
    let svg = svg::picture(terminal.backend().buffer(), cursor);
    std::fs::write(folder.join(format!("{name}-{cols}x{rows}.svg")), svg).expect("a picture");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("{name}-{cols}x{rows}"), terminal.backend());
    });
}

/// Draws a state at both sizes.
pub fn state(name: &str, act: impl Fn(&mut Hand)) {
    for (cols, rows) in SIZES {
        let mut hand = Hand::new(cols, rows);
        act(&mut hand);
        picture(name, &hand);
    }
}

pub fn to_make_up(hand: &mut Hand) {
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
}

#[test]
fn the_queue() {
    state("queue", to_make_up);
}

#[test]
fn the_picture_of_the_readme_is_what_is_drawn() {
    let mut hand = Hand::new(120, 36);
    to_make_up(&mut hand);
    let drawn = svg::picture(hand.terminal().backend().buffer(), None);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    if std::env::var("INSTA_UPDATE").is_ok_and(|v| v == "always") {
        std::fs::write(&path, &drawn).expect("the picture");
    }
    let kept = std::fs::read_to_string(&path).expect("the picture");
    assert!(kept == drawn, "assets/screen.svg shows another desk; INSTA_UPDATE=always draws it anew");
}

#[test]
fn the_first_moment() {
    for (cols, rows) in SIZES {
        picture("starting", &Hand::cold(cols, rows));
    }
}

#[test]
fn the_queue_with_marks_new_rows_and_a_filter() {
    state("queue-marks", |hand| {
        to_make_up(hand);
        hand.key("space");
        hand.key("space");
        hand.model.queue.filter = "tipo:2ª prazo:<2d".into();
        hand.model.queue.fresh = fixture::items().into_iter().take(3).collect();
    });
}

#[test]
fn an_empty_queue_says_what_to_do_next() {
    state("queue-empty", |hand| {
        hand.key("2");
        hand.tell(|r| matches!(r, Read::List { .. }), Told::Page(Page { total: Some(0), ..Page::default() }));
    });
}

#[test]
fn my_day() {
    state("day", |hand| {
        hand.key("5");
        let items: Vec<_> = fixture::items().into_iter().take(6).collect();
        let mine =
            items.iter().zip(["taken", "forwarded", "message", "concluded", "released", "taken"]).map(|(i, kind)| {
                (i.protocol.clone(), MyLast { kind: kind.into(), at: "2026-03-12T09:31:00-03:00".into() })
            });
        let page = Page { mine: mine.collect(), items: items.clone(), ..Page::default() };
        hand.tell(|r| matches!(r, Read::Day), Told::Page(page));
        assert_eq!(hand.model.queue.view, View::Day);
        hand.model.detail.protocol = None;
    });
}

#[test]
fn one_request() {
    state("detail", |hand| {
        to_make_up(hand);
        hand.key("enter");
    });
}

#[test]
fn one_request_scrolled_to_its_history() {
    state("detail-history", |hand| {
        to_make_up(hand);
        hand.key("enter");
        hand.key("left");
        hand.key("G");
    });
}

#[test]
fn the_stage_form_in_place() {
    state("edit", |hand| {
        to_make_up(hand);
        hand.key("e");
        hand.key("space");
        hand.key("tab");
    });
}

#[test]
fn a_long_text_under_edit() {
    state("edit-long", |hand| {
        to_make_up(hand);
        hand.key("e");
        for _ in 0..6 {
            hand.key("tab");
        }
        hand.text("O atestado cobre de 05 a 09 de março; a médica confirmou por telefone que a data do carimbo é a da consulta.");
    });
}

#[test]
fn a_field_that_the_engine_refused() {
    state("edit-refused", |hand| {
        to_make_up(hand);
        hand.key("e");
        hand.key("tab");
        hand.key("tab");
        hand.text("05/03/2031");
        hand.key("enter");
        let problems =
            vec![fixture::problem("E_FIELD_INVALID", Some("data_da_prova"), "Data da prova: no máximo 31/12/2026")];
        hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Refused, problems))));
    });
}

#[test]
fn the_reasons() {
    state("forward", |hand| {
        to_make_up(hand);
        hand.key("f");
    });
}

#[test]
fn forwarding_asks_only_what_is_missing() {
    state("forward-missing", |hand| {
        to_make_up(hand);
        hand.key("f");
        hand.key("1");
    });
}

#[test]
fn concluding() {
    state("conclude", |hand| {
        to_make_up(hand);
        hand.key("c");
    });
}

#[test]
fn a_message() {
    state("message", |hand| {
        to_make_up(hand);
        hand.key("m");
        hand.text("Seu atestado foi aceito.");
        hand.key("tab");
    });
}

#[test]
fn z17_cancelling_picks_one_of_the_institutions_reasons() {
    state("cancel", |hand| {
        to_make_up(hand);
        hand.key("x");
    });
}

#[test]
fn assigning_finds_a_person() {
    state("assign", |hand| {
        to_make_up(hand);
        hand.model.queue.marks = [fixture::MAKE_UP, fixture::QUEUED].map(str::to_owned).into();
        hand.key("a");
        let one =
            |login: &str, name: &str, open_count| Candidate { login: login.into(), name: name.into(), open_count };
        let people = vec![
            one("ana", "Ana Beatriz Lima", 4),
            one("bruno", "Bruno Carvalho", 9),
            one("carla", "Carla Menezes", 2),
        ];
        hand.tell(|r| matches!(r, Read::Assignable(_)), Told::Assignable(people));
        hand.text("br");
    });
}

#[test]
fn a_refusal_is_one_line_where_the_eyes_are() {
    state("refused", |hand| {
        to_make_up(hand);
        hand.key("k");
        hand.key("t");
        let problems = vec![fixture::problem("E_TAKEN", None, "Já está com Bruno Carvalho desde 09:12")];
        hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Conflict, problems))));
    });
}

#[test]
fn a_lost_connection() {
    state("lost", |hand| {
        to_make_up(hand);
        hand.key("c");
        hand.key("1");
        hand.text("Deferido.");
        hand.model.link = Link::Lost(fixture::now() - chrono::Duration::seconds(42));
        hand.key("esc");
        hand.key("t");
        hand.answer(Err(Trouble::Unreachable("connection refused".into())));
    });
}

#[test]
fn the_filter_line() {
    state("filter", |hand| {
        hand.key("/");
        hand.text("tipo:2ª prazo:<2x");
        hand.key("enter");
    });
}

#[test]
fn help_comes_from_the_registry() {
    state("help", |hand| {
        to_make_up(hand);
        hand.key("?");
    });
}

#[test]
fn the_log() {
    state("log", |hand| {
        to_make_up(hand);
        hand.key("r");
        hand.answer(Ok(Done::Request(fixture::after(fixture::MAKE_UP, |r| r.item.assignee = None))));
        hand.key("t");
        let problems = vec![fixture::problem("E_TAKEN", None, "Já está com Bruno Carvalho desde 10:40")];
        hand.answer(Err(Trouble::Refused(fixture::refused(Kind::Conflict, problems))));
        hand.key("@");
    });
}

#[test]
fn who_is_at_the_counter() {
    state("student", |hand| {
        hand.key("s");
        hand.text("maria");
        hand.rest();
        hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
    });
}

#[test]
fn a_student_card() {
    state("card", |hand| {
        hand.key("s");
        hand.text("maria");
        hand.rest();
        hand.tell(|r| matches!(r, Read::FindStudents(_)), Told::Students(fixture::found()));
        hand.key("enter");
        hand.tell(|r| matches!(r, Read::Card(_)), Told::Card(Box::new(fixture::card())));
        hand.key("j");
    });
}

#[test]
fn sixty_columns_are_readable_and_fewer_ask_for_room() {
    let mut hand = Hand::new(60, 20);
    to_make_up(&mut hand);
    picture("queue", &hand);
    hand.key("enter");
    picture("detail", &hand);
    let mut small = Hand::new(40, 10);
    small.key("j");
    assert!(small.screen().contains("Aumente a janela"), "{}", small.screen());
}
