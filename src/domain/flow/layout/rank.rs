//! Which layer each stage belongs to, which ways turn back, and the order within the layers.

use super::{MapEdge, MapNode, clip};
use std::collections::HashMap;
use unicode_width::UnicodeWidthStr;

/// A point of a layer: a stage, the name of a way, or a place where a long way passes.
/// Layers with even numbers hold stages, those with odd numbers names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Item {
    pub layer: usize,
    /// Columns needed; for stages the box's width, filled in when placed.
    pub width: usize,
    /// The stage, for boxes.
    pub node: Option<usize>,
    /// It carries the way's name.
    pub label: bool,
}

/// A piece of a way, from a layer to the next.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Link {
    pub upper: usize,
    pub lower: usize,
    pub way: usize,
}

/// All reasons from one stage to another.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub from: usize,
    pub to: usize,
    pub back: bool,
    /// The first reason's name, as a whole.
    name: String,
    /// How many reasons beside it.
    more: usize,
    /// The name as it is shown.
    pub label: String,
}

/// The flow in layers.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranked {
    pub items: Vec<Item>,
    pub links: Vec<Link>,
    pub ways: Vec<Way>,
    /// Layer of each stage, without those of names.
    pub layer: Vec<usize>,
    /// Items of each layer from left to right.
    pub rows: Vec<Vec<usize>>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

pub(super) fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

/// Reverses what turns back, gives each stage its layer and long ways their points.
pub(super) fn rank(nodes: &[MapNode], edges: &[MapEdge]) -> Ranked {
    let mut ranked = Ranked { ways: merged(nodes, edges), ..Ranked::default() };
    let mut first: Vec<usize> = (0..nodes.len()).collect();
    first.sort_by_key(|i| {
        nodes.get(*i).map_or(3, |n| {
            if n.default {
                0
            } else if n.entry {
                1
            } else {
                2
            }
        })
    });
    let seen = turn_back(&mut ranked.ways, &first, nodes.len());
    ranked.layer = layers(&ranked.ways, nodes.len());
    ranked.build(&seen);
    ranked
}

/// One way for each pair of stages, in the order of the edges.
fn merged(nodes: &[MapNode], edges: &[MapEdge]) -> Vec<Way> {
    let number: HashMap<&str, usize> = nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), i)).collect();
    let mut pairs: Vec<(usize, usize, Vec<&str>)> = Vec::new();
    let mut place: HashMap<(usize, usize), usize> = HashMap::new();
    for edge in edges {
        let (Some(&from), Some(&to)) = (number.get(edge.from.as_str()), number.get(edge.to.as_str())) else { continue };
        if from == to {
            continue;
        }
        let slot = *place.entry((from, to)).or_insert_with(|| {
            pairs.push((from, to, Vec::new()));
            pairs.len() - 1
        });
        if let Some(pair) = pairs.get_mut(slot) {
            pair.2.push(&edge.label);
        }
    }
    let way = |(from, to, labels): (usize, usize, Vec<&str>)| Way {
        from,
        to,
        name: labels.first().map(|name| (*name).to_owned()).unwrap_or_default(),
        more: labels.len().saturating_sub(1),
        ..Way::default()
    };
    pairs.into_iter().map(way).collect()
}

/// Walks the flow in depth from where requests begin; a way to a stage that is still on the walk turns back.
/// Gives the stages in the order of the walk.
fn turn_back(ways: &mut [Way], first: &[usize], count: usize) -> Vec<usize> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (index, way) in ways.iter().enumerate() {
        if let Some(list) = out.get_mut(way.from) {
            list.push(index);
        }
    }
    // 0: not seen, 1: on the walk, 2: done.
    let mut state = vec![0_u8; count];
    let mut seen = Vec::with_capacity(count);
    for &start in first {
        if at(&state, start) != 0 {
            continue;
        }
        set(&mut state, start, 1);
        seen.push(start);
        let mut walk = vec![(start, 0)];
        while let Some((node, next)) = walk.pop() {
            let Some(&index) = out.get(node).and_then(|list| list.get(next)) else {
                set(&mut state, node, 2);
                continue;
            };
            walk.push((node, next + 1));
            let Some(way) = ways.get_mut(index) else { continue };
            match at(&state, way.to) {
                0 => {
                    set(&mut state, way.to, 1);
                    seen.push(way.to);
                    walk.push((way.to, 0));
                }
                1 => way.back = true,
                _ => {}
            }
        }
    }
    seen
}

/// The longest way to each stage.
fn layers(ways: &[Way], count: usize) -> Vec<usize> {
    let mut layer = vec![0; count];
    for _ in 0..count {
        let mut moved = false;
        for way in ways {
            let (upper, lower) = way.ends();
            let least = at(&layer, upper) + 1;
            if at(&layer, lower) < least {
                set(&mut layer, lower, least);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    layer
}

impl Way {
    /// The upper and the lower stage.
    pub(super) fn ends(&self) -> (usize, usize) {
        if self.back { (self.to, self.from) } else { (self.from, self.to) }
    }
}

impl Ranked {
    fn build(&mut self, seen: &[usize]) {
        let depth = self.layer.iter().max().map_or(0, |last| 2 * last + 1);
        self.rows = vec![Vec::new(); depth];
        for (node, layer) in self.layer.iter().enumerate() {
            self.items.push(Item { layer: 2 * layer, width: 0, node: Some(node), label: false });
        }
        for &node in seen {
            if let Some(row) = self.rows.get_mut(2 * at(&self.layer, node)) {
                row.push(node);
            }
        }
        for (index, way) in self.ways.iter().enumerate() {
            let (upper, lower) = way.ends();
            let (top, bottom) = (2 * at(&self.layer, upper), 2 * at(&self.layer, lower));
            // The name stands where the way begins.
            let named = if way.back { bottom.saturating_sub(1) } else { top + 1 };
            let mut before = upper;
            for layer in top + 1..bottom {
                let label = layer == named && !(way.name.is_empty() && way.more == 0);
                self.items.push(Item { layer, width: 1, node: None, label });
                let here = self.items.len() - 1;
                if let Some(row) = self.rows.get_mut(layer) {
                    row.push(here);
                }
                self.links.push(Link { upper: before, lower: here, way: index });
                before = here;
            }
            self.links.push(Link { upper: before, lower, way: index });
        }
        self.above = vec![Vec::new(); self.items.len()];
        self.below = vec![Vec::new(); self.items.len()];
        for link in &self.links {
            if let Some(list) = self.above.get_mut(link.lower) {
                list.push(link.upper);
            }
            if let Some(list) = self.below.get_mut(link.upper) {
                list.push(link.lower);
            }
        }
    }

    /// Cuts the names of the ways to so many cells; further reasons between the same stages are counted.
    pub(super) fn name(&mut self, cells: usize) {
        for way in &mut self.ways {
            way.label = match way.more {
                0 => clip(&way.name, cells),
                more => format!("{} +{more}", clip(&way.name, cells.saturating_sub(4))),
            };
        }
        for link in &self.links {
            let width = self.ways.get(link.way).map_or(0, |way| way.label.width());
            if let Some(item) = self.items.get_mut(link.lower).filter(|item| item.label) {
                item.width = width + 2;
            }
        }
    }

    /// Sweeps the layers down and up by barycentres and keeps the order with the fewest crossings.
    pub(super) fn order(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for sweep in 0..12 {
            let down = sweep % 2 == 0;
            let mut spots = self.spots();
            let count = self.rows.len();
            for step in 0..count {
                let layer = if down { step } else { count - 1 - step };
                let near = if down { &self.above } else { &self.below };
                let Some(row) = self.rows.get_mut(layer) else { continue };
                let mut keyed: Vec<(f64, usize)> = row
                    .iter()
                    .map(|&item| {
                        let list = near.get(item).map(Vec::as_slice).unwrap_or_default();
                        let sum: f64 = list.iter().map(|n| at(&spots, *n)).sum();
                        (if list.is_empty() { at(&spots, item) } else { sum / list.len() as f64 }, item)
                    })
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                *row = keyed.into_iter().map(|(_, item)| item).collect();
                let length = row.len() as f64;
                for (spot, item) in row.iter().enumerate() {
                    set(&mut spots, *item, (spot as f64 + 0.5) / length);
                }
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// Where each item is in its row, between 0 and 1.
    fn spots(&self) -> Vec<f64> {
        let mut spots = vec![0.0; self.items.len()];
        for row in &self.rows {
            for (spot, item) in row.iter().enumerate() {
                set(&mut spots, *item, (spot as f64 + 0.5) / row.len() as f64);
            }
        }
        spots
    }

    /// Number of each item in its row.
    pub(super) fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.items.len()];
        for row in &self.rows {
            for (spot, item) in row.iter().enumerate() {
                set(&mut ranks, *item, spot);
            }
        }
        ranks
    }

    /// Links of each channel: from layer `n` to `n + 1`.
    pub(super) fn channels(&self) -> Vec<Vec<usize>> {
        let mut channels = vec![Vec::new(); self.rows.len()];
        for (index, link) in self.links.iter().enumerate() {
            if let Some(list) = channels.get_mut(at(&self.items, link.upper).layer) {
                list.push(index);
            }
        }
        channels
    }

    fn crossings(&self) -> usize {
        let ranks = self.ranks();
        let mut crossings = 0;
        for channel in self.channels() {
            let mut ends: Vec<(usize, usize)> = channel
                .iter()
                .map(|link| at(&self.links, *link))
                .map(|link| (at(&ranks, link.upper), at(&ranks, link.lower)))
                .collect();
            ends.sort_unstable();
            crossings += inversions(ends.iter().map(|(_, lower)| *lower));
        }
        crossings
    }
}

/// Pairs of which the first is the greater: counted by a tree of sums, in n log n.
fn inversions(row: impl ExactSizeIterator<Item = usize> + Clone) -> usize {
    let most = row.clone().max().unwrap_or(0) + 1;
    let mut sums = vec![0_usize; most + 1];
    let mut found = 0;
    for (before, value) in row.enumerate() {
        let (mut slot, mut not_greater) = (value + 1, 0);
        while slot > 0 {
            not_greater += at(&sums, slot);
            slot &= slot - 1;
        }
        found += before - not_greater;
        slot = value + 1;
        while let Some(sum) = sums.get_mut(slot) {
            *sum += 1;
            slot += slot & slot.wrapping_neg();
        }
    }
    found
}
