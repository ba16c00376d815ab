//! Columns: boxes, names and passing lines as near to straight as their order lets them.

use super::Placed;
use super::rank::{Ranked, at};

/// Columns of a frame's side that no line touches, left and right.
const SIDE: (usize, usize) = (3, 2);

/// Columns found.
#[derive(Debug, Default)]
pub(super) struct Placing {
    /// First column of each item.
    pub x: Vec<usize>,
    /// Column of each link at its upper and at its lower end.
    pub ends: Vec<(usize, usize)>,
}

/// Widens boxes that many lines touch and finds all columns.
pub(super) fn place(ranked: &Ranked, boxes: &mut [Placed], gap: usize) -> Placing {
    let mut work = Work::new(ranked, boxes, gap);
    for sweep in 0..16 {
        work.sweep(sweep % 2 == 0);
        work.ports();
    }
    for _ in 0..3 {
        work.straighten();
        work.ports();
    }
    work.finish()
}

struct Work<'a> {
    ranked: &'a Ranked,
    /// Blank columns between neighbours of a layer.
    gap: usize,
    width: Vec<usize>,
    x: Vec<i64>,
    /// Links above and below each item, from left to right of their far ends.
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    ends: Vec<(i64, i64)>,
}

impl<'a> Work<'a> {
    fn new(ranked: &'a Ranked, boxes: &mut [Placed], gap: usize) -> Self {
        let count = ranked.items.len();
        let (mut above, mut below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (index, link) in ranked.links.iter().enumerate() {
            if let Some(list) = below.get_mut(link.upper) {
                list.push(index);
            }
            if let Some(list) = above.get_mut(link.lower) {
                list.push(index);
            }
        }
        let ranks = ranked.ranks();
        for list in &mut above {
            list.sort_by_key(|link| at(&ranks, at(&ranked.links, *link).upper));
        }
        for list in &mut below {
            list.sort_by_key(|link| at(&ranks, at(&ranked.links, *link).lower));
        }
        for (index, placed) in boxes.iter_mut().enumerate() {
            let lines = |lists: &[Vec<usize>]| lists.get(index).map_or(0, Vec::len);
            placed.width = placed.width.max(2 * lines(&above).max(lines(&below)) + SIDE.0 + SIDE.1);
        }
        let width: Vec<usize> = ranked
            .items
            .iter()
            .map(|item| item.node.and_then(|node| boxes.get(node)).map_or(item.width, |placed| placed.width))
            .collect();
        let mut work =
            Self { ranked, gap, width, x: vec![0; count], above, below, ends: vec![(0, 0); ranked.links.len()] };
        for row in &ranked.rows {
            let mut next = 0;
            for &item in row {
                work.put(item, next);
                next += (at(&work.width, item) + gap) as i64;
            }
        }
        work.ports();
        work
    }

    fn put(&mut self, item: usize, x: i64) {
        if let Some(slot) = self.x.get_mut(item) {
            *slot = x;
        }
    }

    /// Moves each layer to where the lines from the layer before it (or after it, going up) want it.
    fn sweep(&mut self, down: bool) {
        let count = self.ranked.rows.len();
        for step in 0..count {
            let Some(row) = self.ranked.rows.get(if down { step } else { count - 1 - step }) else { continue };
            let mut wishes = Vec::with_capacity(row.len());
            for &item in row {
                let x = at(&self.x, item);
                let lists = if down { &self.above } else { &self.below };
                let links = lists.get(item).map(Vec::as_slice).unwrap_or_default();
                let other = self.other_way(item, down);
                let is_box = at(&self.ranked.items, item).node.is_some();
                // A box wants its middle over the middle of its lines; a line wants to go on straight.
                let shift: Option<i64> = mean(links.iter().map(|link| {
                    let (upper, lower) = at(&self.ends, *link);
                    let (far, near) = if down { (upper, lower) } else { (lower, upper) };
                    if is_box { far - x - at(&self.width, item) as i64 / 2 } else { far - near }
                }));
                let wish = shift.or(other).unwrap_or(0);
                wishes.push((x + wish, (at(&self.width, item) + self.gap) as i64));
            }
            let found = settle(&wishes);
            for (item, x) in row.iter().zip(found) {
                self.put(*item, x);
            }
        }
    }

    /// What the other side wants of an item without lines on the side looked at.
    fn other_way(&self, item: usize, down: bool) -> Option<i64> {
        let links = if down { self.below.get(item) } else { self.above.get(item) }?;
        mean(links.iter().map(|link| {
            let (upper, lower) = at(&self.ends, *link);
            if down { lower - upper } else { upper - lower }
        }))
    }

    /// Spreads the lines of each box over its frame, each as near to straight as its neighbours let it.
    fn ports(&mut self) {
        // Twice: the second time both ends know each other.
        for _ in 0..2 {
            for item in 0..self.ranked.items.len() {
                for upper in [false, true] {
                    let lists = if upper { &self.below } else { &self.above };
                    let Some(links) = lists.get(item).filter(|links| !links.is_empty()) else { continue };
                    let x = at(&self.x, item);
                    let cols: Vec<i64> = if at(&self.ranked.items, item).node.is_none() {
                        vec![x; links.len()]
                    } else {
                        let (from, to) = (x + SIDE.0 as i64, x + (at(&self.width, item) - SIDE.1) as i64 - 1);
                        let last = links.len() as i64 - 1;
                        let wishes: Vec<(i64, i64)> = links
                            .iter()
                            .map(|link| at(&self.ends, *link))
                            .map(|(up, low)| ((if upper { low } else { up }).clamp(from, to), 2))
                            .collect();
                        let found = settle(&wishes);
                        found
                            .iter()
                            .zip(0_i64..)
                            .map(|(col, nth)| (*col).max(from + 2 * nth).min(to - 2 * (last - nth)))
                            .collect()
                    };
                    for (link, col) in links.iter().zip(cols) {
                        if let Some(ends) = self.ends.get_mut(*link) {
                            *(if upper { &mut ends.0 } else { &mut ends.1 }) = col;
                        }
                    }
                }
            }
        }
    }

    /// Puts each name and passing line exactly under one of its ends (the nearer one) where its neighbours
    /// leave room, so that the way bends once instead of twice.
    fn straighten(&mut self) {
        for row in &self.ranked.rows {
            for (spot, &item) in row.iter().enumerate() {
                if at(&self.ranked.items, item).node.is_some() {
                    continue;
                }
                let room = |other: usize| at(&self.x, other) + (at(&self.width, other) + self.gap) as i64;
                let least = spot.checked_sub(1).and_then(|before| row.get(before)).map_or(i64::MIN, |o| room(*o));
                let own = (at(&self.width, item) + self.gap) as i64;
                let most = row.get(spot + 1).map_or(i64::MAX, |o| at(&self.x, *o) - own);
                let x = at(&self.x, item);
                let link = |lists: &[Vec<usize>]| lists.get(item).and_then(|l| l.first()).copied();
                let (Some(above), Some(below)) = (link(&self.above), link(&self.below)) else { continue };
                let goals = [at(&self.ends, above).0, at(&self.ends, below).1];
                if goals.contains(&x) {
                    continue;
                }
                let fitting = goals.into_iter().filter(|goal| (least..=most).contains(goal));
                let Some(goal) = fitting.min_by_key(|goal| goal.abs_diff(x)) else { continue };
                self.put(item, goal);
                if let Some(ends) = self.ends.get_mut(above) {
                    ends.1 = goal;
                }
                if let Some(ends) = self.ends.get_mut(below) {
                    ends.0 = goal;
                }
            }
        }
    }

    fn finish(self) -> Placing {
        let left = self.x.iter().copied().min().unwrap_or(0);
        let column = |x: i64| usize::try_from(x - left).unwrap_or(0);
        Placing {
            x: self.x.iter().map(|x| column(*x)).collect(),
            ends: self.ends.iter().map(|(a, b)| (column(*a), column(*b))).collect(),
        }
    }
}

fn mean(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| (2 * sum + count).div_euclid(2 * count))
}

/// The places nearest to the wished ones (least squares) that keep order and distance: each pair is the
/// wish and the distance to the next.
fn settle(wishes: &[(i64, i64)]) -> Vec<i64> {
    // Without the distances it is a row that may not fall: neighbours that would are pooled.
    let mut pools: Vec<(i64, i64)> = Vec::new();
    let mut offset = 0;
    let mut offsets = Vec::with_capacity(wishes.len());
    for (wish, distance) in wishes {
        offsets.push(offset);
        let mut pool = (wish - offset, 1);
        while let Some(&(sum, count)) = pools.last() {
            if sum * pool.1 <= pool.0 * count {
                break;
            }
            pool = (pool.0 + sum, pool.1 + count);
            pools.pop();
        }
        pools.push(pool);
        offset += distance;
    }
    let places =
        pools.iter().flat_map(|(sum, count)| (0..*count).map(move |_| (2 * sum + count).div_euclid(2 * count)));
    places.zip(offsets).map(|(place, offset)| place + offset).collect()
}
