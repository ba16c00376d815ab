//! What holds of every picture: nothing covers another thing, every line joins what it says.

use super::*;
use crate::domain::flow::{SHIPPED, TypeFile};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

fn graph(count: usize, pairs: &[(usize, usize)]) -> (Vec<MapNode>, Vec<MapEdge>) {
    let node = |i: usize| MapNode {
        id: format!("n{i}"),
        name: "Etapa ".repeat(1 + i % 3) + &i.to_string(),
        lines: vec!["* um campo".to_owned(); i % 4],
        badge: if i.is_multiple_of(2) { "14 (2!)".to_owned() } else { String::new() },
        end: i.is_multiple_of(5),
        default: i == 0,
        entry: i.is_multiple_of(7),
        ..MapNode::default()
    };
    let edge = |(i, (a, b)): (usize, &(usize, usize))| MapEdge {
        from: format!("n{a}"),
        to: format!("n{b}"),
        label: if i.is_multiple_of(6) { String::new() } else { format!("motivo {}", "longo ".repeat(i % 5)) },
        back: false,
    };
    ((0..count).map(node).collect(), pairs.iter().enumerate().map(edge).collect())
}

/// All that must hold of a layout.
fn holds(layout: &Layout, nodes: &[MapNode], edges: &[MapEdge]) {
    let mut covered: HashSet<(usize, usize)> = HashSet::new();
    for placed in &layout.boxes {
        for y in placed.y..placed.y + placed.height {
            for x in placed.x..placed.x + placed.width {
                assert!(covered.insert((x, y)), "{} covers another box at {x},{y}", placed.node.id);
            }
        }
        assert!(placed.x + placed.width <= layout.width && placed.y + placed.height <= layout.height);
    }
    let boxes = covered.clone();
    let mut level: HashMap<(usize, usize), usize> = HashMap::new();
    let mut upright: HashMap<(usize, usize), usize> = HashMap::new();
    for (number, route) in layout.routes.iter().enumerate() {
        for (x, y) in (0..route.label.width()).map(|i| (route.label_at.0 + i, route.label_at.1)) {
            assert!(covered.insert((x, y)), "{} covers something at {x},{y}", route.label);
        }
        for step in &route.steps {
            let at = (step.x, step.y);
            let own = [route.from, route.to].iter().any(|b| layout.boxes[*b].covers(step.x, step.y));
            assert!(!boxes.contains(&at) || own, "a line runs over a box at {at:?}");
            for (side, lanes) in [(LEFT | RIGHT, &mut level), (UP | DOWN, &mut upright)] {
                if step.sides & side > 0 {
                    assert!(lanes.insert(at, number).is_none_or(|n| n == number), "two lines are one at {at:?}");
                }
            }
        }
        joined(layout, route);
    }
    for route in &layout.routes {
        for (x, y) in (0..route.label.width()).map(|i| (route.label_at.0 + i, route.label_at.1)) {
            assert!(
                !level.contains_key(&(x, y)) && !upright.contains_key(&(x, y)),
                "a line runs through {}",
                route.label
            );
        }
    }
    let pairs: HashSet<(&str, &str)> =
        edges.iter().filter(|e| e.from != e.to).map(|e| (e.from.as_str(), e.to.as_str())).collect();
    assert_eq!(layout.routes.len(), pairs.len(), "each pair of stages is one line");
    assert_eq!(layout.boxes.len(), nodes.len());
}

/// From the frame of one box the cells lead, side by side, to the frame of the other.
fn joined(layout: &Layout, route: &Route) {
    let cells: HashMap<(usize, usize), u8> = route.steps.iter().map(|s| ((s.x, s.y), s.sides)).collect();
    let (from, to) = (&layout.boxes[route.from], &layout.boxes[route.to]);
    let start = route.steps.iter().find(|s| from.covers(s.x, s.y)).expect("it leaves its box");
    let mut seen = HashSet::from([(start.x, start.y)]);
    let mut walk = vec![(start.x, start.y)];
    while let Some((x, y)) = walk.pop() {
        let sides = cells[&(x, y)];
        let mut next = Vec::new();
        if sides & UP > 0 {
            next.push(((x, y - 1), DOWN));
        }
        if sides & DOWN > 0 {
            next.push(((x, y + 1), UP));
        }
        if sides & LEFT > 0 {
            next.push(((x - 1, y), RIGHT));
        }
        if sides & RIGHT > 0 {
            next.push(((x + 1, y), LEFT));
        }
        for (cell, back) in next {
            assert!(cells.get(&cell).is_some_and(|sides| sides & back > 0), "the line breaks at {cell:?}");
            if seen.insert(cell) {
                walk.push(cell);
            }
        }
    }
    assert_eq!(seen.len(), cells.len(), "a way is one line");
    assert!(seen.contains(&route.arrow) && to.covers(route.arrow.0, route.arrow.1), "it arrives at its box");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_covers_another_thing_and_every_line_joins_its_boxes(
        count in 1_usize..=30,
        raw in proptest::collection::vec((0_usize..30, 0_usize..30), 0..70),
    ) {
        let pairs: Vec<_> = raw.iter().map(|(a, b)| (a % count, b % count)).collect();
        let (nodes, edges) = graph(count, &pairs);
        for zoom in [Zoom::Names, Zoom::Normal, Zoom::Fields] {
            let found = layout(&nodes, &edges, zoom);
            holds(&found, &nodes, &edges);
            prop_assert_eq!(&found, &layout(&nodes, &edges, zoom));
        }
    }
}

#[test]
fn every_shipped_flow_is_drawn() {
    for (code, text) in SHIPPED {
        let file = TypeFile::parse(text).unwrap_or_else(|e| panic!("{code}: {e}"));
        let (nodes, edges) = of_type(&file, &HashMap::new(), &[]);
        for zoom in [Zoom::Names, Zoom::Normal, Zoom::Fields] {
            holds(&layout(&nodes, &edges, zoom), &nodes, &edges);
        }
    }
}

#[test]
fn names_are_cut_as_far_as_that_makes_the_whole_fit() {
    let mut told = String::new();
    for (code, text) in SHIPPED {
        let file = TypeFile::parse(text).unwrap_or_else(|e| panic!("{code}: {e}"));
        let (nodes, edges) = of_type(&file, &HashMap::new(), &[]);
        let widths = [200, 76, 61].map(|columns| {
            let found = within(&nodes, &edges, Zoom::Normal, columns);
            holds(&found, &nodes, &edges);
            (found.width, found.cut.name)
        });
        told += &format!("{code} {widths:?}\n");
        assert_eq!(within(&nodes, &edges, Zoom::Normal, 200), layout(&nodes, &edges, Zoom::Normal), "{code}");
        assert!(widths[1].0 <= 76, "{code} is cut at eighty columns: {widths:?}");
    }
    println!("{told}");
}

#[test]
fn keys_go_to_the_neighbour_in_their_direction() {
    let (nodes, edges) = graph(4, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 0)]);
    let found = layout(&nodes, &edges, Zoom::Normal);
    let (left, right) = if found.boxes[1].x < found.boxes[2].x { ("n1", "n2") } else { ("n2", "n1") };
    assert_eq!(found.neighbour(left, Direction::Right), Some(right));
    assert_eq!(found.neighbour(right, Direction::Left), Some(left));
    assert_eq!(found.neighbour(left, Direction::Left), None);
    assert_eq!(found.neighbour("n1", Direction::Up), Some("n0"));
    assert_eq!(found.neighbour("n1", Direction::Down), Some("n3"));
    assert_eq!(found.neighbour("n3", Direction::Down), None);
    assert_eq!(found.neighbour("none", Direction::Down), None);
}

#[test]
fn reasons_between_the_same_stages_are_one_line_and_a_way_back_leads_up() {
    let (nodes, edges) = graph(2, &[(0, 1), (0, 1), (1, 0)]);
    let found = layout(&nodes, &edges, Zoom::Names);
    let shown: Vec<_> = found.routes.iter().map(|r| (r.label.ends_with(" +1"), r.back)).collect();
    assert_eq!(shown, [(true, false), (false, true)]);
}
