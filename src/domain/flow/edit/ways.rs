//! Ways from stage to stage and the reasons they go by: at most one way for a stage and a reason (F-2), none
//! back to its own stage (F-3). A reason that no way uses any more leaves the file.

use super::{free_code, no_row, no_stage, rows, stages, why};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::{Edge, Reason, Stage};

/// Leads from a stage to another one; gives the code of the reason.
pub(super) fn connect(file: &mut TypeFile, from: &str, reason: &Reason, to: &str) -> Result<String, FileError> {
    for code in [from, to] {
        demand(file, code)?;
    }
    let code = declare(file, reason);
    let edge = Edge {
        from: from.to_owned(),
        reason: code.clone(),
        to: to.to_owned(),
        skip_required: false,
        note_required: false,
        active: true,
    };
    differs(&edge)?;
    if file.edges.iter().any(|e| e.from == from && e.reason == code) {
        let name = name_of(file, &code);
        return Err(why(
            format!("o motivo “{name}” já sai desta etapa: mude o destino dele ou use outro motivo"),
            format!("reason “{name}” leaves this stage already: change its target or use another reason"),
        ));
    }
    // Beside the ways of its own stage, so that the file reads in order.
    let place = file.edges.iter().rposition(|e| e.from == from).map_or(file.edges.len(), |at| at + 1);
    file.edges.insert(place, edge);
    Ok(code)
}

/// Changes where a way leads and what it asks.
pub(super) fn change(file: &mut TypeFile, (from, reason): (&str, &str), wanted: &Edge) -> Result<(), FileError> {
    demand(file, &wanted.to)?;
    let edge = find(file, from, reason)?;
    *edge = Edge { from: from.to_owned(), reason: reason.to_owned(), ..wanted.clone() };
    differs(edge)
}

/// Moves a way among those that leave the same stage.
pub(super) fn shift(file: &mut TypeFile, (from, reason): (&str, &str), by: i32) -> Result<(), FileError> {
    let places: Vec<usize> = (0..).zip(&file.edges).filter(|(_, e)| e.from == from).map(|(at, _)| at).collect();
    let mut mine: Vec<Edge> = file.edges.iter().filter(|e| e.from == from).cloned().collect();
    rows::shift(&mut mine, |e| e.reason == reason, by).ok_or_else(|| no_row(reason))?;
    for (place, edge) in places.into_iter().zip(mine) {
        if let Some(slot) = file.edges.get_mut(place) {
            *slot = edge;
        }
    }
    Ok(())
}

/// Takes a way away.
pub(super) fn disconnect(file: &mut TypeFile, (from, reason): (&str, &str)) -> Result<(), FileError> {
    rows::take(&mut file.edges, |e| e.from == from && e.reason == reason, reason)?;
    forget(file, reason);
    Ok(())
}

/// Puts a stage on a way.
pub(super) fn put_between(
    file: &mut TypeFile,
    (from, reason): (&str, &str),
    stage: &Stage,
    onward: &Reason,
) -> Result<(), FileError> {
    let target = find(file, from, reason)?.to.clone();
    let code = stages::add(file, Some(from), stage)?;
    find(file, from, reason)?.to.clone_from(&code);
    connect(file, &code, onward, &target).map(drop)
}

/// Lets a reason go that no way uses any more.
pub(super) fn forget(file: &mut TypeFile, reason: &str) {
    if file.edges.iter().all(|edge| edge.reason != reason) {
        file.reasons.retain(|row| row.code != reason);
    }
}

/// Declares a reason that the file does not have yet; gives its code.
fn declare(file: &mut TypeFile, reason: &Reason) -> String {
    let known = |code: &str| file.reasons.iter().any(|r| r.code == code) || file.edges.iter().any(|e| e.reason == code);
    let code = if reason.code.is_empty() { free_code(&reason.name, "motivo", known) } else { reason.code.clone() };
    if file.reasons.iter().all(|r| r.code != code) {
        file.reasons.push(Reason { code: code.clone(), ..reason.clone() });
    }
    code
}

fn find<'a>(file: &'a mut TypeFile, from: &str, reason: &str) -> Result<&'a mut Edge, FileError> {
    file.edges.iter_mut().find(|e| e.from == from && e.reason == reason).ok_or_else(|| no_row(reason))
}

fn demand(file: &TypeFile, code: &str) -> Result<(), FileError> {
    if file.stages.iter().any(|stage| stage.code == code) { Ok(()) } else { Err(no_stage(code)) }
}

fn differs(edge: &Edge) -> Result<(), FileError> {
    if edge.from != edge.to {
        return Ok(());
    }
    Err(why(
        "um caminho não volta à própria etapa: escolha outro destino",
        "a way does not lead back to its own stage: choose another target",
    ))
}

fn name_of(file: &TypeFile, code: &str) -> String {
    file.reasons.iter().find(|r| r.code == code).map_or_else(|| code.to_owned(), |r| r.name.clone())
}
