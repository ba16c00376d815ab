//! The flow as a graph of what can really happen: active stages that may be entered, active edges
//! between them. Stages are numbered as in the file.

use super::file::{Can, Stage, TypeFile};
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsPostOrder, NodeFiltered};
use std::collections::{HashMap, VecDeque};

/// The graph of a type file.
pub(super) struct Flow<'a> {
    file: &'a TypeFile,
    graph: DiGraph<&'a Stage, ()>,
    /// Entries, the default one first.
    entries: Vec<NodeIndex>,
    /// For each stage that an entry reaches: the stage before it on a shortest way, none for entries.
    before: HashMap<NodeIndex, Option<NodeIndex>>,
    /// For each stage: whether a concluding stage can be reached.
    concluding: Vec<bool>,
}

impl<'a> Flow<'a> {
    /// Builds the graph. Edges whose stages are missing, off or the same are left out: they are no way.
    pub(super) fn new(file: &'a TypeFile) -> Self {
        let mut graph = DiGraph::new();
        let nodes: Vec<NodeIndex> = file.stages.iter().map(|stage| graph.add_node(stage)).collect();
        let by_code: HashMap<&str, NodeIndex> =
            file.stages.iter().zip(&nodes).map(|(stage, node)| (stage.code.as_str(), *node)).collect();
        for edge in file.edges.iter().filter(|edge| edge.active && edge.from != edge.to) {
            let ends = (by_code.get(edge.from.as_str()), by_code.get(edge.to.as_str()));
            if let (Some(&from), Some(&to)) = ends
                && graph.node_weight(from).is_some_and(|stage| stage.active)
                && graph.node_weight(to).is_some_and(|stage| enterable(stage))
            {
                graph.update_edge(from, to, ());
            }
        }
        let entry = |node: &NodeIndex| graph.node_weight(*node).is_some_and(|stage| stage.entry && enterable(stage));
        let mut entries: Vec<NodeIndex> = nodes.iter().copied().filter(entry).collect();
        entries.sort_by_key(|node| !graph.node_weight(*node).is_some_and(|stage| stage.default));
        let mut flow = Self { file, graph, entries, before: HashMap::new(), concluding: Vec::new() };
        flow.before = flow.spread();
        flow.concluding = flow.leads_to_end();
        flow
    }

    /// The active stages with their numbers.
    pub(super) fn active(&self) -> impl Iterator<Item = (usize, &'a Stage)> {
        self.file.stages.iter().enumerate().filter(|(_, stage)| stage.active)
    }

    /// Tells whether a request can come to the stage.
    pub(super) fn reaches(&self, stage: usize) -> bool {
        self.before.contains_key(&NodeIndex::new(stage))
    }

    /// Tells whether the stage has a way out.
    pub(super) fn has_exit(&self, stage: usize) -> bool {
        self.graph.neighbors_directed(NodeIndex::new(stage), Outgoing).next().is_some()
    }

    /// Tells whether from the stage, itself included, one that concludes can be reached.
    pub(super) fn can_end(&self, stage: usize) -> bool {
        self.concluding.get(stage).copied().unwrap_or(false)
    }

    /// The codes of a shortest way from an entry to the stage; empty when there is none.
    pub(super) fn path(&self, stage: usize) -> Vec<String> {
        let mut way = Vec::new();
        let mut here = Some(NodeIndex::new(stage));
        while let Some(node) = here {
            let Some(before) = self.before.get(&node) else {
                return Vec::new();
            };
            way.push(self.code(node));
            here = *before;
        }
        way.reverse();
        way
    }

    /// As [`Self::path`], by code; empty for a code that the file does not have.
    pub(super) fn path_to(&self, code: &str) -> Vec<String> {
        self.file.stages.iter().position(|stage| stage.code == code).map_or_else(Vec::new, |stage| self.path(stage))
    }

    /// Circles made of `idle` stages that a request can come to: for each, its stages in walking order.
    pub(super) fn circles(&self, idle: impl Fn(&Stage) -> bool) -> Vec<Vec<usize>> {
        let kept = |node: NodeIndex| {
            self.before.contains_key(&node) && self.graph.node_weight(node).is_some_and(|stage| idle(stage))
        };
        let part = NodeFiltered::from_fn(&self.graph, kept);
        let mut circles: Vec<Vec<usize>> = tarjan_scc(&part)
            .into_iter()
            .filter(|group| group.len() > 1)
            .filter_map(|group| self.circle(&group))
            .collect();
        circles.sort();
        circles
    }

    /// A shortest circle within a strongly connected group, from its first stage back to it.
    fn circle(&self, group: &[NodeIndex]) -> Option<Vec<usize>> {
        let start = *group.iter().min()?;
        let mut before: HashMap<NodeIndex, NodeIndex> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for next in self.graph.neighbors_directed(node, Outgoing).filter(|next| group.contains(next)) {
                if next == start {
                    let mut way = vec![node.index()];
                    let mut here = node;
                    while let Some(earlier) = before.get(&here).filter(|_| here != start) {
                        way.push(earlier.index());
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

    /// The way from the default entry on which the costs add up to most, no stage twice, with its sum.
    /// Ways that turn back are not followed: an edge to a stage that the walk came through is none.
    pub(super) fn longest(&self, cost: impl Fn(&Stage) -> u64) -> Option<(u64, Vec<String>)> {
        let start = *self.entries.first()?;
        let mut walk = DfsPostOrder::new(&self.graph, start);
        // In post-order every stage comes after those it leads to, turning back excepted.
        let mut best: HashMap<NodeIndex, (u64, Option<NodeIndex>)> = HashMap::new();
        while let Some(node) = walk.next(&self.graph) {
            let onward = self.graph.neighbors_directed(node, Outgoing);
            let onward = onward.filter_map(|next| best.get(&next).map(|(sum, _)| (*sum, next)));
            // Of equals the one that stands first in the file.
            let onward = onward.max_by_key(|(sum, next)| (*sum, std::cmp::Reverse(*next)));
            let own = self.graph.node_weight(node).map_or(0, |stage| cost(stage));
            best.insert(node, (own + onward.map_or(0, |(sum, _)| sum), onward.map(|(_, next)| next)));
        }
        let sum = best.get(&start)?.0;
        let mut way = Vec::new();
        let mut here = Some(start);
        while let Some(node) = here {
            way.push(self.code(node));
            here = best.get(&node).and_then(|(_, next)| *next);
        }
        Some((sum, way))
    }

    fn code(&self, node: NodeIndex) -> String {
        self.graph.node_weight(node).map_or_else(String::new, |stage| stage.code.clone())
    }

    /// Spreads from all entries at once, so that each stage is found on a shortest way.
    fn spread(&self) -> HashMap<NodeIndex, Option<NodeIndex>> {
        let mut before: HashMap<NodeIndex, Option<NodeIndex>> = HashMap::new();
        let mut queue: VecDeque<NodeIndex> = self.entries.iter().copied().collect();
        before.extend(queue.iter().map(|entry| (*entry, None)));
        while let Some(node) = queue.pop_front() {
            for next in self.sorted(node) {
                before.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    Some(node)
                });
            }
        }
        before
    }

    /// Follows the edges backwards from every stage that concludes.
    fn leads_to_end(&self) -> Vec<bool> {
        let ends = |stage: &&Stage| stage.active && stage.can.contains(&Can::Conclude);
        let mut can = vec![false; self.graph.node_count()];
        let mut stack: Vec<NodeIndex> =
            self.graph.node_indices().filter(|node| self.graph.node_weight(*node).is_some_and(ends)).collect();
        while let Some(node) = stack.pop() {
            if let Some(known) = can.get_mut(node.index()).filter(|known| !**known) {
                *known = true;
                stack.extend(self.graph.neighbors_directed(node, Incoming));
            }
        }
        can
    }

    fn sorted(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut next: Vec<NodeIndex> = self.graph.neighbors_directed(node, Outgoing).collect();
        next.sort();
        next
    }
}

/// Tells whether a request may stand in the stage at all.
pub(super) fn enterable(stage: &Stage) -> bool {
    stage.active && stage.activate_task
}
