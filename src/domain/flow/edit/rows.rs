//! Rows of a list: moved, taken away, replaced under the same key. Fields and actions of a stage share their
//! keys, for they are filled by the same command.

use super::{free_code, free_key, no_row};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::{Parameter, Stage, StageAction, StageField};

/// Moves the row that fits, stopping at the ends; none when there is none.
pub(super) fn shift<T>(rows: &mut Vec<T>, fits: impl Fn(&T) -> bool, by: i32) -> Option<()> {
    let at = rows.iter().position(fits)?;
    let last = rows.len().saturating_sub(1);
    let far = usize::try_from(by.unsigned_abs()).unwrap_or(last);
    let to = if by < 0 { at.saturating_sub(far) } else { at.saturating_add(far).min(last) };
    let row = rows.remove(at);
    rows.insert(to, row);
    Some(())
}

/// Takes the row that fits away.
pub(super) fn take<T>(rows: &mut Vec<T>, fits: impl Fn(&T) -> bool, key: &str) -> Result<(), FileError> {
    let at = rows.iter().position(fits).ok_or_else(|| no_row(key))?;
    rows.remove(at);
    Ok(())
}

/// Asks for one more value.
pub(super) fn add_field(stage: &mut Stage, after: Option<&str>, field: &StageField) -> Result<(), FileError> {
    let mut field = field.clone();
    if field.key.is_empty() {
        let taken = |key: &str| stage.fields.iter().any(|f| f.key == key) || stage.actions.iter().any(|a| a.key == key);
        field.key = free_key(&field.label, "campo", taken);
    }
    let place = match after {
        None => stage.fields.len(),
        Some(key) => stage.fields.iter().position(|f| f.key == key).ok_or_else(|| no_row(key))? + 1,
    };
    stage.fields.insert(place, field);
    Ok(())
}

/// Changes a field under its key.
pub(super) fn change_field(stage: &mut Stage, key: &str, wanted: &StageField) -> Result<(), FileError> {
    let field = stage.fields.iter_mut().find(|f| f.key == key).ok_or_else(|| no_row(key))?;
    *field = StageField { key: key.to_owned(), ..wanted.clone() };
    Ok(())
}

/// Changes an action under its key.
pub(super) fn change_action(stage: &mut Stage, key: &str, wanted: &StageAction) -> Result<(), FileError> {
    let action = stage.actions.iter_mut().find(|a| a.key == key).ok_or_else(|| no_row(key))?;
    *action = StageAction { key: key.to_owned(), ..wanted.clone() };
    Ok(())
}

/// Asks one more question at opening.
pub(super) fn add_parameter(file: &mut TypeFile, parameter: &Parameter) -> Result<(), FileError> {
    let mut parameter = parameter.clone();
    if parameter.code.is_empty() {
        let taken = |code: &str| file.parameters.iter().any(|p| p.code == code);
        let stem = format!("p-{}", parameter.label);
        let begins = parameter.label.trim_start().starts_with(char::is_alphabetic);
        parameter.code = free_code(if begins { &parameter.label } else { &stem }, "pergunta", taken);
    }
    file.parameters.push(parameter);
    Ok(())
}

/// Changes a question under its code.
pub(super) fn change_parameter(file: &mut TypeFile, code: &str, wanted: &Parameter) -> Result<(), FileError> {
    let parameter = file.parameters.iter_mut().find(|p| p.code == code).ok_or_else(|| no_row(code))?;
    *parameter = Parameter { code: code.to_owned(), ..wanted.clone() };
    Ok(())
}
