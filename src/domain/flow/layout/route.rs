//! Rows: between two layers every line that changes its column gets a row on which no other one lies, in
//! such an order that no line runs upon another one.

use super::place::Placing;
use super::rank::{Ranked, at};
use super::{DOWN, LEFT, Layout, Placed, RIGHT, Route, Step, UP, Zoom};
use std::collections::HashMap;

/// A change of column on the way down.
#[derive(Debug, Clone, Copy, Default)]
struct Bend {
    link: usize,
    from: usize,
    to: usize,
    row: Option<usize>,
    /// The bend of the same line that must lie above.
    after: Option<usize>,
}

/// Finds the rows and gives the whole.
pub(super) fn route(ranked: &Ranked, placing: &Placing, mut boxes: Vec<Placed>, zoom: Zoom) -> Layout {
    let mut y = 0;
    let mut tops = Vec::with_capacity(ranked.rows.len());
    let mut bends: HashMap<usize, Vec<(usize, usize, usize)>> = HashMap::new();
    for (layer, (row, links)) in ranked.rows.iter().zip(ranked.channels()).enumerate() {
        tops.push(y);
        let tallest = row
            .iter()
            .filter_map(|item| at(&ranked.items, *item).node.and_then(|node| boxes.get(node)))
            .map(|placed| placed.height)
            .max();
        let height = tallest.unwrap_or(usize::from(layer % 2 == 1));
        let (rows, found) = channel(placing, &links);
        for bend in found {
            bends.entry(bend.link).or_default().push((y + height + bend.row.unwrap_or(0), bend.from, bend.to));
        }
        y += height + rows;
    }
    for (index, placed) in boxes.iter_mut().enumerate() {
        placed.x = at(&placing.x, index);
        placed.y = at(&tops, 2 * placed.layer);
    }
    let mut layout = Layout {
        zoom,
        cut: super::Cut::default(),
        routes: routes(ranked, placing, &boxes, &tops, &bends),
        boxes,
        width: 0,
        height: y,
    };
    let names = layout.routes.iter().map(|r| r.label_at.0 + unicode_width::UnicodeWidthStr::width(r.label.as_str()));
    let lines = layout.routes.iter().flat_map(|r| &r.steps).map(|step| step.x + 1);
    let frames = layout.boxes.iter().map(|b| b.x + b.width);
    layout.width = names.chain(lines).chain(frames).max().unwrap_or(0);
    layout
}

/// The lines of each way, cell by cell.
fn routes(
    ranked: &Ranked,
    placing: &Placing,
    boxes: &[Placed],
    tops: &[usize],
    bends: &HashMap<usize, Vec<(usize, usize, usize)>>,
) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::with_capacity(ranked.ways.len());
    let mut cells: Vec<Vec<(usize, usize, u8)>> = vec![Vec::new(); ranked.ways.len()];
    for way in &ranked.ways {
        routes.push(Route { from: way.from, to: way.to, back: way.back, label: way.label.clone(), ..Route::default() });
    }
    for (index, link) in ranked.links.iter().enumerate() {
        let (upper, lower) = (at(&ranked.items, link.upper), at(&ranked.items, link.lower));
        let (start, stop) = at(&placing.ends, index);
        let (Some(route), Some(cells)) = (routes.get_mut(link.way), cells.get_mut(link.way)) else { continue };
        let bottom = |node: Option<usize>| node.and_then(|n| boxes.get(n)).map(|b| b.y + b.height - 1);
        let top = bottom(upper.node).unwrap_or(at(tops, upper.layer));
        let end = at(tops, lower.layer);
        let (mut x, mut y) = (start, top);
        let mut mark = |x: usize, y: usize, sides: u8| cells.push((y, x, sides));
        let down = |mark: &mut dyn FnMut(usize, usize, u8), x: usize, from: usize, to: usize| {
            for row in from..to {
                mark(x, row, DOWN);
                mark(x, row + 1, UP);
            }
        };
        let mut turns = bends.get(&index).cloned().unwrap_or_default();
        turns.sort_unstable();
        for (row, _, to) in turns {
            down(&mut mark, x, y, row);
            for column in x.min(to)..x.max(to) {
                mark(column, row, RIGHT);
                mark(column + 1, row, LEFT);
            }
            (x, y) = (to, row);
        }
        down(&mut mark, x, y, end);
        if lower.label {
            route.label_at = (stop + 2, end);
        }
        match (route.back, upper.node.is_some(), lower.node.is_some()) {
            (true, true, _) => route.arrow = (start, top),
            (false, _, true) => route.arrow = (stop, end),
            _ => {}
        }
    }
    for (route, cells) in routes.iter_mut().zip(cells) {
        route.steps = merged(cells);
    }
    routes
}

/// One step for each cell, in reading order.
fn merged(mut cells: Vec<(usize, usize, u8)>) -> Vec<Step> {
    cells.sort_unstable();
    let mut steps: Vec<Step> = Vec::with_capacity(cells.len());
    for (y, x, sides) in cells {
        match steps.last_mut() {
            Some(last) if (last.x, last.y) == (x, y) => last.sides |= sides,
            _ => steps.push(Step { x, y, sides }),
        }
    }
    steps
}

/// Rows of a channel and the bends in it.
fn channel(placing: &Placing, links: &[usize]) -> (usize, Vec<Bend>) {
    let mut bends: Vec<Bend> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for &link in links {
        let (from, to) = at(&placing.ends, link);
        taken.extend([from, to]);
        if from != to {
            bends.push(Bend { link, from, to, row: None, after: None });
        }
    }
    bends.sort_by_key(|bend| (bend.from.abs_diff(bend.to), bend.from));
    loop {
        let free = |index: usize, bend: &Bend, bends: &[Bend]| {
            let done = |other: usize| bends.get(other).is_some_and(|b| b.row.is_some());
            bend.row.is_none()
                && bend.after.is_none_or(done)
                // Whoever comes down on the column that this one goes on in must have left it.
                && bends.iter().enumerate().all(|(i, b)| i == index || b.from != bend.to || b.row.is_some() || b.link == bend.link)
        };
        let ready: Vec<usize> = bends.iter().enumerate().filter(|(i, b)| free(*i, b, &bends)).map(|(i, _)| i).collect();
        if ready.is_empty() {
            // All wait for one another: one of them goes by a column of its own.
            let Some(index) = bends.iter().position(|bend| bend.row.is_none() && bend.after.is_none()) else { break };
            let Some(bend) = bends.get_mut(index) else { break };
            let (low, high) = (bend.from.min(bend.to), bend.from.max(bend.to));
            let spare = (low + 1..high).chain(high + 1..).find(|column| !taken.contains(column)).unwrap_or(high + 1);
            taken.push(spare);
            let (link, to) = (bend.link, bend.to);
            bend.to = spare;
            bends.push(Bend { link, from: spare, to, row: None, after: Some(index) });
            continue;
        }
        for index in ready {
            let row = lowest(&bends, index);
            if let Some(bend) = bends.get_mut(index) {
                bend.row = Some(row);
            }
        }
    }
    let rows = bends.iter().filter_map(|bend| bend.row).max().map_or(0, |row| row + 1);
    (rows, bends)
}

/// The first row on which a bend may lie.
fn lowest(bends: &[Bend], index: usize) -> usize {
    let bend = at(bends, index);
    let (low, high) = (bend.from.min(bend.to), bend.from.max(bend.to));
    let below = bends
        .iter()
        .enumerate()
        .filter(|(i, b)| *i != index && (b.from == bend.to || bend.after == Some(*i)))
        .filter_map(|(_, b)| b.row.map(|row| row + 1))
        .max()
        .unwrap_or(0);
    (below..)
        .find(|row| {
            bends.iter().filter(|b| b.row == Some(*row)).all(|b| b.from.max(b.to) < low || high < b.from.min(b.to))
        })
        .unwrap_or(below)
}
