//! How the map looks, as text.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::*;
use crate::domain::flow::layout::{MapEdge, MapNode, Zoom, layout, of_type, within};
use crate::domain::flow::{SHIPPED, TypeFile};

type Graph = (Vec<MapNode>, Vec<MapEdge>);

fn shipped(code: &str) -> Graph {
    let text = SHIPPED.iter().find(|(c, _)| *c == code).unwrap().1;
    let file = TypeFile::parse(text).unwrap();
    let badges = file.stages.iter().enumerate().map(|(i, s)| {
        (s.code.clone(), if i % 3 == 0 { format!("{} ({}!)", 14 + i, 2 + i) } else { format!("{}", i * 3) })
    });
    let mut graph = of_type(&file, &badges.collect::<HashMap<_, _>>(), &[]);
    if let Some(node) = graph.0.get_mut(2) {
        node.level = Some(Level::Error);
    }
    if let Some(node) = graph.0.get_mut(3) {
        node.level = Some(Level::Warning);
    }
    graph
}

/// Thirty stages: a long flow with choices, ways back and one stage switched off.
fn thirty() -> Graph {
    let mut graph = Graph::default();
    for i in 0..30 {
        graph.0.push(MapNode {
            id: format!("e{i}"),
            name: format!("{} {i}", ["Triagem", "Análise da coordenação", "Conferência", "Parecer"][i % 4]),
            lines: (0..i % 3).map(|n| format!("* Campo {n}")).collect(),
            badge: if i % 3 == 0 { format!("{i} (1!)") } else { String::new() },
            end: i % 9 == 8,
            entry: i == 4,
            default: i == 0,
            inactive: i == 17,
            level: (i == 11).then_some(Level::Warning),
        });
    }
    let mut edge = |from: usize, to: usize, label: &str| {
        graph.1.push(MapEdge { from: format!("e{from}"), to: format!("e{to}"), label: label.into(), back: false });
    };
    for i in 0..27 {
        edge(i, i + 1 + i % 3, "Deferido");
        if i % 2 == 0 {
            edge(i, i + 2, "Documentação completa");
        }
        if i % 5 == 4 {
            edge(i, i - 3, "Devolver");
        }
    }
    graph
}

fn painted(graph: &Graph, zoom: Zoom, size: (u16, u16), look: &MapLook<'_>) -> Buffer {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    draw(&mut buffer, area, &within(&graph.0, &graph.1, zoom, usize::from(size.0)), look);
    buffer
}

fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out
}

const PLAIN: MapLook<'_> = MapLook { selected: None, path: &[], ascii: false, theme: Theme { colour: true } };

fn gallery(graph: &Graph, selected: &str, path: &[String]) -> String {
    let mut out = String::new();
    for size in [(80, 24), (120, 36)] {
        for zoom in [Zoom::Names, Zoom::Normal, Zoom::Fields] {
            let look = MapLook { selected: Some(selected), path, ..PLAIN };
            let buffer = painted(graph, zoom, size, &look);
            let _ = writeln!(out, "== {}×{} {zoom:?}\n{}", size.0, size.1, text(&buffer));
        }
    }
    out
}

#[test]
fn the_make_up_exam_as_a_map() {
    let path = ["triagem", "analise", "agendamento"].map(String::from);
    insta::assert_snapshot!(gallery(&shipped("segunda-chamada"), "analise", &path));
}

#[test]
fn the_leave_of_absence_as_a_map() {
    let graph = shipped("trancamento");
    let first = graph.0.first().unwrap().id.clone();
    insta::assert_snapshot!(gallery(&graph, &first, &[]));
}

#[test]
fn thirty_stages_as_a_map() {
    insta::assert_snapshot!(gallery(&thirty(), "e11", &[]));
}

#[test]
fn without_colour_and_unicode_the_map_says_the_same() {
    let path = ["triagem", "analise"].map(String::from);
    let look = MapLook { selected: Some("analise"), path: &path, ascii: true, theme: Theme { colour: false } };
    let shown = text(&painted(&shipped("segunda-chamada"), Zoom::Normal, (80, 30), &look));
    let lines = shown.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect::<String>();
    assert_eq!(lines, "", "only letters of names may be beyond ASCII");
    insta::assert_snapshot!(shown);
}

#[test]
fn the_selected_stage_is_always_in_sight() {
    let graph = thirty();
    for zoom in [Zoom::Names, Zoom::Normal, Zoom::Fields] {
        for node in &graph.0 {
            let look = MapLook { selected: Some(&node.id), ..PLAIN };
            let shown = text(&painted(&graph, zoom, (40, 12), &look));
            assert!(shown.contains('┏') && shown.contains('┛'), "{} at {zoom:?}:\n{shown}", node.id);
        }
    }
}

#[test]
fn what_lies_beyond_the_borders_is_counted_and_covers_nothing() {
    let graph = thirty();
    let found = layout(&graph.0, &graph.1, Zoom::Names);
    let area = Rect::new(0, 0, 40, 12);
    let told = draw(&mut Buffer::empty(area), area, &found, &MapLook { selected: Some("e0"), ..PLAIN });
    assert!(told.contains("▾ ") && !told.contains('▴'), "{told}");
    let whole = Rect::new(0, 0, u16::try_from(found.width).unwrap(), u16::try_from(found.height).unwrap());
    assert_eq!(draw(&mut Buffer::empty(whole), whole, &found, &PLAIN), "");
}

#[test]
fn a_map_fits_into_no_room_at_all() {
    for size in [(0, 0), (1, 1), (3, 2), (9, 1)] {
        painted(&thirty(), Zoom::Fields, size, &MapLook { selected: Some("e9"), ..PLAIN });
    }
}

#[test]
fn every_shipped_flow_has_its_picture() {
    for (code, _) in SHIPPED {
        let graph = shipped(code);
        let found = layout(&graph.0, &graph.1, Zoom::Normal);
        let size = (u16::try_from(found.width).unwrap(), u16::try_from(found.height).unwrap());
        let buffer = painted(&graph, Zoom::Normal, size, &PLAIN);
        let shown = text(&buffer);
        for node in &graph.0 {
            assert!(shown.contains(node.name.chars().take(20).collect::<String>().trim()), "{code} {}", node.id);
        }
    }
}
