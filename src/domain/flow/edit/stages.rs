//! Stages: added, changed, taken away.

use super::{flags, free_code, no_stage, ways};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::Stage;

/// Puts a stage after another one, or last; gives its code.
pub(super) fn add(file: &mut TypeFile, after: Option<&str>, stage: &Stage) -> Result<String, FileError> {
    let mut stage = stage.clone();
    if stage.code.is_empty() {
        stage.code = free_code(&stage.name, "etapa", |code| file.stages.iter().any(|s| s.code == code));
    }
    let place = match after {
        None => file.stages.len(),
        Some(code) => file.stages.iter().position(|s| s.code == code).ok_or_else(|| no_stage(code))? + 1,
    };
    flags::agree(&stage)?;
    let (code, default) = (stage.code.clone(), stage.default);
    file.stages.insert(place, stage);
    if default {
        flags::only_default(file, &code);
    }
    Ok(code)
}

/// Changes what a stage says of itself.
pub(super) fn change(file: &mut TypeFile, code: &str, wanted: &Stage) -> Result<(), FileError> {
    let Some(stage) = file.stages.iter_mut().find(|stage| stage.code == code) else {
        return Err(no_stage(code));
    };
    let was = std::mem::replace(stage, wanted.clone());
    stage.code = was.code;
    stage.fields = was.fields;
    stage.actions = was.actions;
    // The outcomes of a purpose follow it, unless they were chosen.
    if was.purpose != stage.purpose && stage.outcomes == was.purpose.outcomes() {
        stage.outcomes = stage.purpose.outcomes();
    }
    flags::agree(stage)?;
    if stage.default {
        flags::only_default(file, code);
    }
    Ok(())
}

/// Takes a stage away, and every way from it and to it.
pub(super) fn remove(file: &mut TypeFile, code: &str) -> Result<(), FileError> {
    let before = file.stages.len();
    file.stages.retain(|stage| stage.code != code);
    if file.stages.len() == before {
        return Err(no_stage(code));
    }
    let gone: Vec<String> =
        file.edges.iter().filter(|e| e.from == code || e.to == code).map(|e| e.reason.clone()).collect();
    file.edges.retain(|edge| edge.from != code && edge.to != code);
    gone.iter().for_each(|reason| ways::forget(file, reason));
    Ok(())
}
