//! The flow as a graph of what can really happen: active stages that may be entered, active edges
//! between them. Stages are numbered as in the file; the engine's `act.graph` numbers them alike, so that
//! both find the same ways.

use super::file::{Can, Edge, Stage, TypeFile};
use petgraph::algo::dominators::{self, Dominators};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{HashMap, VecDeque};

/// For each stage those it leads to, in the order of the file, each once.
type Ways = Vec<Vec<usize>>;

/// The graph of a type file.
pub(super) struct Flow<'a> {
    file: &'a TypeFile,
    ways: Ways,
    /// The ways of which some edge asks nothing of anybody: no required field or action, no note.
    idle: Ways,
    /// Entries, the default one first.
    entries: Vec<usize>,
    /// Where a request can come to, on a shortest way.
    reached: HashMap<usize, Reached>,
    /// For each stage: whether a concluding stage can be reached.
    concluding: Vec<bool>,
}

/// How a stage is reached.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// The stage before it on a shortest way, none for entries.
    before: Option<usize>,
    /// Steps of that way.
    level: usize,
}

impl<'a> Flow<'a> {
    /// Builds the graph. Edges whose stages are missing, off or the same are left out: they are no way.
    pub(super) fn new(file: &'a TypeFile) -> Self {
        let mut flow = Self {
            file,
            ways: ways(file, |_, _| true),
            idle: ways(file, |edge, from| !edge.note_required && (edge.skip_required || !asks(from))),
            entries: Vec::new(),
            reached: HashMap::new(),
            concluding: Vec::new(),
        };
        let entry = |(_, stage): &(usize, &Stage)| stage.entry && enterable(stage);
        let mut entries: Vec<(usize, &Stage)> = file.stages.iter().enumerate().filter(entry).collect();
        entries.sort_by_key(|(_, stage)| !stage.default);
        flow.entries = entries.into_iter().map(|(index, _)| index).collect();
        flow.reached = flow.spread();
        flow.concluding = flow.leads_to_end();
        flow
    }

    /// The active stages with their numbers.
    pub(super) fn active(&self) -> impl Iterator<Item = (usize, &'a Stage)> {
        self.file.stages.iter().enumerate().filter(|(_, stage)| stage.active)
    }

    /// The active edges that leave the stage, in the order of the file, whether or not they lead anywhere.
    pub(super) fn leaving(&self, stage: &Stage) -> impl Iterator<Item = &'a Edge> {
        let code = stage.code.clone();
        self.file.edges.iter().filter(move |edge| edge.active && edge.from == code)
    }

    /// Tells whether a request can come to the stage.
    pub(super) fn reaches(&self, stage: usize) -> bool {
        self.reached.contains_key(&stage)
    }

    /// Tells whether a request can come to the stage from another one.
    pub(super) fn is_entered(&self, stage: usize) -> bool {
        self.reached.keys().any(|from| out(&self.ways, *from).contains(&stage))
    }

    /// Tells whether the stage has a way out.
    pub(super) fn has_exit(&self, stage: usize) -> bool {
        !out(&self.ways, stage).is_empty()
    }

    /// Tells whether from the stage, itself included, one that concludes can be reached.
    pub(super) fn can_end(&self, stage: usize) -> bool {
        self.concluding.get(stage).copied().unwrap_or(false)
    }

    /// The codes of a shortest way from an entry to the stage; empty when there is none.
    pub(super) fn path(&self, stage: usize) -> Vec<String> {
        let mut way = Vec::new();
        let mut here = Some(stage);
        while let Some((node, reached)) = here.and_then(|node| Some((node, self.reached.get(&node)?))) {
            way.push(self.code(node));
            here = reached.before;
        }
        way.reverse();
        way
    }

    /// As [`Self::path`], by code; empty for a code that the file does not have.
    pub(super) fn path_to(&self, code: &str) -> Vec<String> {
        self.file.stages.iter().position(|stage| stage.code == code).map_or_else(Vec::new, |stage| self.path(stage))
    }

    /// Circles that a request can come to and in which nothing is asked of anybody: of each such ring of
    /// stages a shortest circle through its first one, in walking order.
    pub(super) fn idle_circles(&self) -> Vec<Vec<usize>> {
        let mut ways = self.idle.clone();
        for (from, to) in ways.iter_mut().enumerate() {
            if !self.reaches(from) {
                to.clear();
            }
        }
        let rings = rings(&ways);
        let mut firsts: Vec<usize> = (0..ways.len())
            .filter(|stage| !rings.iter().take(*stage).any(|ring| Some(ring) == rings.get(*stage)))
            .collect();
        firsts.sort_unstable();
        firsts.into_iter().filter_map(|first| circle(&ways, &rings, first)).collect()
    }

    /// The way from an entry on which the costs add up to most, no stage twice, with its sum. Ways back are
    /// not followed: those to a stage that every way came through, and, in circles that remain, those that
    /// lead no further from the entries.
    pub(super) fn longest(&self, cost: impl Fn(&Stage) -> u64) -> Option<(u64, Vec<String>)> {
        let onward = self.onward();
        let mut awaited: HashMap<usize, usize> = HashMap::new();
        onward.iter().flatten().for_each(|to| *awaited.entry(*to).or_default() += 1);
        let mut ready: VecDeque<usize> =
            (0..onward.len()).filter(|stage| self.reaches(*stage) && !awaited.contains_key(stage)).collect();
        let mut best: HashMap<usize, (u64, Option<usize>)> = HashMap::new();
        let own = |stage: usize| self.file.stages.get(stage).map_or(0, &cost);
        while let Some(stage) = ready.pop_front() {
            let sum = best.get(&stage).map_or(0, |(sum, _)| *sum) + own(stage);
            best.entry(stage).and_modify(|(known, _)| *known = sum).or_insert((sum, None));
            for next in out(&onward, stage) {
                // Until a stage is ready its sum is that of the best way up to it.
                let known = best.entry(*next).or_insert((sum, Some(stage)));
                // Of equals the one that stands first in the file.
                if sum > known.0 || (sum == known.0 && known.1.is_some_and(|via| stage < via)) {
                    *known = (sum, Some(stage));
                }
                if let Some(count) = awaited.get_mut(next) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push_back(*next);
                    }
                }
            }
        }
        let (last, (sum, _)) = best.iter().max_by_key(|(stage, (sum, _))| (*sum, std::cmp::Reverse(**stage)))?;
        let mut way = Vec::new();
        let mut here = Some(*last);
        while let Some(stage) = here {
            way.push(self.code(stage));
            here = best.get(&stage).and_then(|(_, via)| *via);
        }
        way.reverse();
        Some((*sum, way))
    }

    /// The ways that do not turn back; together they make no circle.
    fn onward(&self) -> Ways {
        let over = self.dominators();
        let kept = |from: usize, to: usize| {
            let mut over = over.dominators(NodeIndex::new(from)).into_iter().flatten();
            self.reaches(from) && !over.any(|stage| stage.index() == to)
        };
        let keep = |ways: &Ways, kept: &dyn Fn(usize, usize) -> bool| -> Ways {
            let rows = ways.iter().enumerate();
            rows.map(|(from, to)| to.iter().copied().filter(|to| kept(from, *to)).collect()).collect()
        };
        let forth = keep(&self.ways, &kept);
        let rings = rings(&forth);
        let level = |stage: usize| self.reached.get(&stage).map(|reached| reached.level);
        keep(&forth, &|from, to| rings.get(from) != rings.get(to) || level(to) > level(from))
    }

    /// Which stages every way to a stage comes through, seen from a door before all entries.
    fn dominators(&self) -> Dominators<NodeIndex> {
        let mut graph = graph(&self.ways);
        let door = graph.add_node(());
        for entry in &self.entries {
            graph.add_edge(door, NodeIndex::new(*entry), ());
        }
        dominators::simple_fast(&graph, door)
    }

    fn code(&self, stage: usize) -> String {
        self.file.stages.get(stage).map_or_else(String::new, |stage| stage.code.clone())
    }

    /// Spreads from all entries at once, so that each stage is found on a shortest way.
    fn spread(&self) -> HashMap<usize, Reached> {
        let mut reached: HashMap<usize, Reached> =
            self.entries.iter().map(|entry| (*entry, Reached { before: None, level: 0 })).collect();
        let mut queue: VecDeque<usize> = self.entries.iter().copied().collect();
        while let Some(node) = queue.pop_front() {
            let level = reached.get(&node).map_or(0, |found| found.level) + 1;
            for next in out(&self.ways, node) {
                reached.entry(*next).or_insert_with(|| {
                    queue.push_back(*next);
                    Reached { before: Some(node), level }
                });
            }
        }
        reached
    }

    /// Follows the ways backwards from every stage that concludes.
    fn leads_to_end(&self) -> Vec<bool> {
        let mut into: Ways = vec![Vec::new(); self.ways.len()];
        for (from, to) in self.ways.iter().enumerate() {
            for to in to {
                if let Some(row) = into.get_mut(*to) {
                    row.push(from);
                }
            }
        }
        let mut can = vec![false; self.ways.len()];
        let mut stack: Vec<usize> =
            self.active().filter(|(_, stage)| concludes(stage)).map(|(index, _)| index).collect();
        while let Some(stage) = stack.pop() {
            if let Some(known) = can.get_mut(stage).filter(|known| !**known) {
                *known = true;
                stack.extend(out(&into, stage));
            }
        }
        can
    }
}

/// Tells whether a request may stand in the stage at all.
pub(super) fn enterable(stage: &Stage) -> bool {
    stage.active && stage.activate_task
}

/// Tells whether a request may be concluded in the stage with some outcome.
pub(super) fn concludes(stage: &Stage) -> bool {
    stage.can.contains(&Can::Conclude) && !stage.outcomes.is_empty()
}

/// Tells whether leaving the stage through its gate (F-7) asks something of somebody.
fn asks(stage: &Stage) -> bool {
    stage.fields.iter().any(|field| field.required) || stage.actions.iter().any(|action| action.required_on_execute)
}

/// The ways made of the edges that `counts` lets pass.
fn ways(file: &TypeFile, counts: impl Fn(&Edge, &Stage) -> bool) -> Ways {
    let numbers: HashMap<&str, (usize, &Stage)> =
        file.stages.iter().enumerate().map(|row| (row.1.code.as_str(), row)).collect();
    let mut ways: Ways = vec![Vec::new(); file.stages.len()];
    for edge in file.edges.iter().filter(|edge| edge.active && edge.from != edge.to) {
        if let (Some((from, stage)), Some((to, target))) =
            (numbers.get(edge.from.as_str()), numbers.get(edge.to.as_str()))
            && stage.active
            && enterable(target)
            && counts(edge, stage)
            && let Some(row) = ways.get_mut(*from)
        {
            row.push(*to);
        }
    }
    for row in &mut ways {
        row.sort_unstable();
        row.dedup();
    }
    ways
}

fn out(ways: &Ways, stage: usize) -> &[usize] {
    ways.get(stage).map_or(&[], Vec::as_slice)
}

fn graph(ways: &Ways) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    ways.iter().for_each(|_| _ = graph.add_node(()));
    for (from, to) in ways.iter().enumerate() {
        for to in to {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(*to), ());
        }
    }
    graph
}

/// Numbers the rings: stages of one number can all come back to each other.
fn rings(ways: &Ways) -> Vec<usize> {
    let mut rings = vec![0; ways.len()];
    for (number, ring) in tarjan_scc(&graph(ways)).iter().enumerate() {
        for stage in ring {
            if let Some(slot) = rings.get_mut(stage.index()) {
                *slot = number;
            }
        }
    }
    rings
}

/// A shortest circle from the stage back to it, within its ring.
fn circle(ways: &Ways, rings: &[usize], start: usize) -> Option<Vec<usize>> {
    let mut before: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in out(ways, node).iter().copied().filter(|next| rings.get(*next) == rings.get(start)) {
            if next == start {
                let mut way = vec![node];
                let mut here = node;
                while let Some(earlier) = before.get(&here).filter(|_| here != start) {
                    way.push(*earlier);
                    here = *earlier;
                }
                way.reverse();
                return Some(way);
            }
            before.entry(next).or_insert_with(|| {
                queue.push_back(next);
                node
            });
        }
    }
    None
}
