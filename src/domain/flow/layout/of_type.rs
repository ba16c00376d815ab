//! The graph of a type file.

use super::{MapEdge, MapNode};
use crate::domain::flow::file::{Can, TypeFile};
use crate::domain::flow::report::Problem;
use std::collections::HashMap;

/// Stages and active ways of a file. `badges` tells by stage code how many requests are there, as shown;
/// `problems` marks each stage with its worst one. Ways are named as the file names their reasons, or by code.
#[must_use]
pub fn of_type(
    file: &TypeFile,
    badges: &HashMap<String, String>,
    problems: &[Problem],
) -> (Vec<MapNode>, Vec<MapEdge>) {
    let worst = |code: &str| problems.iter().filter(|p| p.stage.as_deref() == Some(code)).map(|p| p.level).min();
    let nodes = file.stages.iter().map(|stage| MapNode {
        id: stage.code.clone(),
        name: stage.name.clone(),
        lines: stage
            .fields
            .iter()
            .map(|field| format!("{} {}", if field.required { '*' } else { '·' }, field.label))
            .collect(),
        badge: badges.get(&stage.code).cloned().unwrap_or_default(),
        end: stage.can.contains(&Can::Conclude),
        entry: stage.entry,
        default: stage.default,
        inactive: !stage.active,
        level: worst(&stage.code),
    });
    let name = |code: &str| {
        file.reasons.iter().find(|reason| reason.code == code).map_or_else(|| code.to_owned(), |r| r.name.clone())
    };
    let edges = file.edges.iter().filter(|edge| edge.active).map(|edge| MapEdge {
        from: edge.from.clone(),
        to: edge.to.clone(),
        label: name(&edge.reason),
        back: false,
    });
    (nodes.collect(), edges.collect())
}
