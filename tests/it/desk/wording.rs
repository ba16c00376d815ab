//! Words that are put together from a code of the engine exist for every code, in both languages; and without
//! colour everything is still said.

use balcao::tui::command::ROWS;
use balcao::tui::form::Kind;
use balcao::tui::model::View;
use balcao::words::{Lang, Words};
use ratatui::style::Color;
use regex::Regex;

use super::{Hand, fixture};

/// The codes that a check constraint of the migrations allows.
fn codes(sql: &str, constraint: &str) -> Vec<String> {
    let list = Regex::new(&format!(r"(?s)constraint {constraint} check \(\w+ in \((.*?)\)\)")).expect("a pattern");
    let found = list.captures(sql).unwrap_or_else(|| panic!("no constraint {constraint}"));
    let quoted = Regex::new("'([a-z_]+)'").expect("a pattern");
    quoted.captures_iter(&found[1]).map(|c| c[1].replace('_', "-")).collect()
}

#[test]
fn every_code_of_the_engine_has_words() {
    let requests = include_str!("../../../assets/migrations/0004_requests.sql");
    let academic = include_str!("../../../assets/migrations/0003_academic.sql");
    let mut ids: Vec<String> = Vec::new();
    for (sql, constraint, stem) in [
        (requests, "history_kind", "event"),
        (requests, "request_status", "status"),
        (requests, "request_outcome", "outcome"),
        (academic, "enrolment_status", "enrolment"),
        (academic, "contract_status", "contract"),
    ] {
        let codes = codes(sql, constraint);
        assert!(codes.len() > 2, "{constraint}: {codes:?}");
        ids.extend(codes.iter().map(|code| format!("{stem}-{code}")));
    }
    ids.extend((1..=5).map(|n| format!("priority-{n}")));
    ids.extend((1..=7).map(|n| format!("weekday-{n}")));
    for view in View::ALL {
        ids.extend([format!("view-{}", view.name()), format!("view-short-{}", view.name())]);
    }
    let kinds = [
        Kind::Edit,
        Kind::Forward,
        Kind::SendBack,
        Kind::Wait,
        Kind::Conclude,
        Kind::Cancel,
        Kind::Reopen,
        Kind::Message,
        Kind::Assign,
        Kind::Priority,
        Kind::AddFile,
        Kind::SaveFile,
        Kind::Open,
        Kind::Flow,
    ];
    for kind in kinds {
        ids.extend([format!("form-{}", kind.name()), format!("cmd-{}", kind.name())]);
    }
    let acts = ROWS.iter().filter(|r| r.act.is_some()).map(|r| r.name);
    ids.extend(acts.chain(["undo", "add-file", "open"]).map(|name| format!("done-{name}")));
    for lang in [Lang::PtBr, Lang::En] {
        let words = Words::new(lang);
        let missing: Vec<&String> = ids.iter().filter(|id| !words.has(id)).collect();
        assert!(missing.is_empty(), "{lang:?}: {missing:?}");
    }
}

#[test]
fn every_act_of_the_registry_is_one_that_the_engine_judges() {
    let why = include_str!("../../../assets/engine/30_act/why.sql");
    for row in ROWS {
        if let Some(act) = row.act {
            assert!(
                why.contains(&format!("'{act}', act.act_json")),
                "{} names an act that the engine does not judge",
                row.name
            );
        }
    }
}

#[test]
fn without_colour_everything_is_still_said() {
    let mut hand = Hand::new(120, 36);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    let coloured = hand.terminal().backend().buffer().clone();
    hand.model.colour = false;
    let plain = hand.terminal().backend().buffer().clone();
    assert!(
        plain.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset),
        "NO_COLOR is honoured"
    );
    let text = |buffer: &ratatui::buffer::Buffer| buffer.content().iter().map(|c| c.symbol()).collect::<String>();
    assert_eq!(text(&coloured), text(&plain), "what colour says is said by a symbol or a word too");
    assert!(text(&plain).contains("! ") && text(&plain).contains("‖•") && text(&plain).contains('▲'));
    assert_eq!(hand.model.login(), fixture::ana().login);
}

#[test]
fn a_frame_is_drawn_fast() {
    let mut hand = Hand::new(200, 50);
    hand.key("j");
    hand.key("j");
    hand.rest();
    hand.show();
    let mut terminal = hand.terminal();
    let begun = std::time::Instant::now();
    let frames = 100;
    for _ in 0..frames {
        terminal.draw(|f| balcao::tui::view::draw(f, &hand.model)).expect("a frame");
    }
    let one = begun.elapsed() / frames;
    eprintln!("one frame at 200×50: {one:?} (unoptimized build)");
    assert!(one < std::time::Duration::from_millis(200), "{one:?}");
}

#[test]
fn the_readme_names_keys_that_exist() {
    let readme = include_str!("../../../README.md");
    let table = readme.split("## Keys").nth(1).and_then(|t| t.split("## ").next()).expect("the table of keys");
    let known: Vec<String> = ROWS.iter().flat_map(|r| r.keys).map(|k| balcao::tui::keymap::shown(k)).collect();
    let named = Regex::new("`([^`]+)`").expect("a pattern");
    let mut seen = 0;
    for hit in table.lines().filter(|l| l.starts_with('|')).flat_map(|l| named.captures_iter(l)) {
        seen += 1;
        assert!(known.contains(&hit[1].to_owned()), "README names the key {}, which does nothing", &hit[1]);
    }
    assert!(seen > 20, "the table is found");
    let acts = ROWS.iter().filter(|r| r.act.is_some()).flat_map(|r| r.keys);
    for key in acts.map(|k| balcao::tui::keymap::shown(k)) {
        assert!(table.contains(&format!("`{key}`")), "README does not name the key {key}");
    }
}

/// The table for who comes from the incumbent: the keys of its second column do something.
#[test]
fn where_things_are_names_keys_that_exist() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/where-things-are.md")).expect("a page");
    let known: Vec<String> = ROWS.iter().flat_map(|r| r.keys).map(|k| balcao::tui::keymap::shown(k)).collect();
    let named = Regex::new("`([^`]+)`").expect("a pattern");
    let cells = page.lines().filter(|l| l.starts_with("| ")).filter_map(|l| l.split(" | ").nth(1));
    let mut seen = 0;
    // What has a colon is a word of the filter.
    for hit in cells.flat_map(|c| named.captures_iter(c)).filter(|hit| !hit[1].contains(':')) {
        seen += 1;
        assert!(known.contains(&hit[1].to_owned()), "the page names the key {}, which does nothing", &hit[1]);
    }
    assert!(seen > 30, "only {seen} keys were found");
}
