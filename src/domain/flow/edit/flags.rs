//! The marks of a stage, and what they say of each other: the default stage is an entry, has work to do and
//! is in use (C-1), and there is one of it (I-6).

use super::{Flag, no_stage, why};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::Stage;

/// Switches a mark.
pub(super) fn switch(file: &mut TypeFile, code: &str, flag: Flag) -> Result<(), FileError> {
    let Some(stage) = file.stages.iter_mut().find(|stage| stage.code == code) else {
        return Err(no_stage(code));
    };
    let mark = match flag {
        Flag::Default => &mut stage.default,
        Flag::Entry => &mut stage.entry,
        Flag::ActivateTask => &mut stage.activate_task,
        Flag::Active => &mut stage.active,
    };
    *mark = !*mark;
    if flag == Flag::Default && stage.default {
        (stage.entry, stage.activate_task, stage.active) = (true, true, true);
        only_default(file, code);
        return Ok(());
    }
    agree(stage)
}

/// Leaves one default stage.
pub(super) fn only_default(file: &mut TypeFile, code: &str) {
    file.stages.iter_mut().filter(|stage| stage.code != code).for_each(|stage| stage.default = false);
}

/// Refuses marks that the default stage cannot do without (C-1).
pub(super) fn agree(stage: &Stage) -> Result<(), FileError> {
    if !stage.default || (stage.entry && stage.activate_task && stage.active) {
        return Ok(());
    }
    Err(why(
        format!(
            "“{}” é a etapa padrão: ela é entrada, ativa a tarefa e está em uso; escolha antes outra padrão",
            stage.name
        ),
        format!(
            "“{}” is the default stage: it is an entry, activates its task and is in use; choose another default first",
            stage.name
        ),
    ))
}
