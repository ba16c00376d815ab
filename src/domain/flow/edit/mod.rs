//! Acts on a type file, as the editor does them: each takes a whole file and gives a whole file that can
//! be written, read and imported as it is. Whether the flow makes sense is asked of `check`; where the
//! file is kept is not known here.
//!
//! Codes never change once given: a running request is moved to a later version by them. A name may.

mod flags;
mod fresh;
mod history;
mod places;
mod rows;
mod stages;
mod ways;

pub use fresh::{blank, copied, type_code};
pub use history::{Done, History};

use chrono::NaiveDate;

use super::TypeFile;
use super::file::{Edge, Location, Parameter, Price, Reason, Stage, StageAction, StageField, TypeHead};
use crate::domain::file::FileError;
use crate::domain::file::scalar::slug;

/// A mark of a stage that is switched with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Etapa Padrão: the stage that a request begins in; there is one.
    Default,
    /// A request may begin here.
    Entry,
    /// The stage has work to do.
    ActivateTask,
    /// The stage is in use.
    Active,
}

/// One act. Stages, fields and ways are named by their codes; a row that comes without a code gets one made
/// from its name. `by` moves a row that many places down, or up when negative, and stops at the ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Puts a stage after another one, or last.
    AddStage {
        /// Code of the stage before it.
        after: Option<String>,
        /// The new stage; its code may be empty.
        stage: Box<Stage>,
    },
    /// Puts a stage on a way: the way leads to it, and from it another one leads on to where the first led.
    PutBetween {
        /// Where the way begins.
        from: String,
        /// Its reason.
        reason: String,
        /// The new stage; its code may be empty.
        stage: Box<Stage>,
        /// By which reason it goes on.
        onward: Reason,
    },
    /// Changes what a stage says of itself; its code, fields and actions stay.
    ChangeStage {
        /// Which.
        code: String,
        /// What it is to say.
        stage: Box<Stage>,
    },
    /// Switches a mark of a stage.
    Switch {
        /// Which.
        stage: String,
        /// The mark.
        flag: Flag,
    },
    /// Moves a stage.
    MoveStage {
        /// Which.
        code: String,
        /// How far.
        by: i32,
    },
    /// Takes a stage away, and every way from it and to it.
    RemoveStage {
        /// Which.
        code: String,
    },
    /// Asks for one more value in a stage.
    AddField {
        /// Where.
        stage: String,
        /// Key of the field before it; none = last.
        after: Option<String>,
        /// The field; its key may be empty.
        field: Box<StageField>,
    },
    /// Changes a field; its key stays.
    ChangeField {
        /// Where.
        stage: String,
        /// Which.
        key: String,
        /// What it is to be.
        field: Box<StageField>,
    },
    /// Moves a field.
    MoveField {
        /// Where.
        stage: String,
        /// Which.
        key: String,
        /// How far.
        by: i32,
    },
    /// Takes a field away.
    RemoveField {
        /// Where.
        stage: String,
        /// Which.
        key: String,
    },
    /// Adds an action to a stage.
    AddAction {
        /// Where.
        stage: String,
        /// The action; its key may be empty.
        action: StageAction,
    },
    /// Changes an action; its key stays.
    ChangeAction {
        /// Where.
        stage: String,
        /// Which.
        key: String,
        /// What it is to be.
        action: StageAction,
    },
    /// Moves an action.
    MoveAction {
        /// Where.
        stage: String,
        /// Which.
        key: String,
        /// How far.
        by: i32,
    },
    /// Takes an action away.
    RemoveAction {
        /// Where.
        stage: String,
        /// Which.
        key: String,
    },
    /// Leads from a stage to another one by a reason, which is declared on the spot where it is new.
    Connect {
        /// Where it begins.
        from: String,
        /// The reason; its code may be empty.
        reason: Reason,
        /// Where it leads.
        to: String,
    },
    /// Changes a way: where it leads and what it asks. Where it begins and its reason stay.
    ChangeEdge {
        /// Where it begins.
        from: String,
        /// Its reason.
        reason: String,
        /// What it is to be.
        edge: Edge,
    },
    /// Moves a way among those that leave the same stage.
    MoveEdge {
        /// Where it begins.
        from: String,
        /// Its reason.
        reason: String,
        /// How far.
        by: i32,
    },
    /// Takes a way away.
    Disconnect {
        /// Where it begins.
        from: String,
        /// Its reason.
        reason: String,
    },
    /// Asks one more question at opening.
    AddParameter {
        /// The question; its code may be empty.
        parameter: Box<Parameter>,
    },
    /// Changes a question; its code stays.
    ChangeParameter {
        /// Which.
        code: String,
        /// What it is to be.
        parameter: Box<Parameter>,
    },
    /// Moves a question.
    MoveParameter {
        /// Which.
        code: String,
        /// How far.
        by: i32,
    },
    /// Takes a question away.
    RemoveParameter {
        /// Which.
        code: String,
    },
    /// Adds a delivery location.
    AddLocation {
        /// The location; its code may be empty.
        location: Box<Location>,
    },
    /// Changes a delivery location; its code and its prices stay.
    ChangeLocation {
        /// Which.
        code: String,
        /// What it is to be.
        location: Box<Location>,
    },
    /// Moves a delivery location.
    MoveLocation {
        /// Which.
        code: String,
        /// How far.
        by: i32,
    },
    /// Takes a delivery location away, with its prices.
    RemoveLocation {
        /// Which.
        code: String,
    },
    /// Gives a location a price from a day on; an earlier one that is open at its end ends the day before.
    AddPrice {
        /// Code of the location.
        location: String,
        /// The price.
        price: Price,
    },
    /// Changes a price.
    ChangePrice {
        /// Code of the location.
        location: String,
        /// The day on which it begins.
        from: NaiveDate,
        /// What it is to be.
        price: Price,
    },
    /// Takes a price away.
    RemovePrice {
        /// Code of the location.
        location: String,
        /// The day on which it begins.
        from: NaiveDate,
    },
    /// Changes what belongs to the type itself; its code stays.
    ChangeHead {
        /// What it is to say.
        head: Box<TypeHead>,
    },
    /// Takes another file of the same type instead.
    Replace {
        /// The file.
        file: Box<TypeFile>,
    },
}

/// Does one act.
///
/// # Errors
/// Why it cannot be done, in both languages; the file is as it was.
pub fn apply(file: &TypeFile, edit: &Edit) -> Result<TypeFile, FileError> {
    let mut next = file.clone();
    act(&mut next, edit)?;
    // What can be read can be written and imported: the reader judges the whole and puts it in order.
    TypeFile::from_doc(&next.to_doc())
}

fn act(file: &mut TypeFile, edit: &Edit) -> Result<(), FileError> {
    match edit {
        Edit::AddStage { after, stage } => stages::add(file, after.as_deref(), stage).map(drop),
        Edit::PutBetween { from, reason, stage, onward } => ways::put_between(file, (from, reason), stage, onward),
        Edit::ChangeStage { code, stage } => stages::change(file, code, stage),
        Edit::Switch { stage, flag } => flags::switch(file, stage, *flag),
        Edit::MoveStage { code, by } => {
            rows::shift(&mut file.stages, |s| s.code == *code, *by).ok_or_else(|| no_stage(code))
        }
        Edit::RemoveStage { code } => stages::remove(file, code),
        Edit::AddField { stage, after, field } => rows::add_field(stage_of(file, stage)?, after.as_deref(), field),
        Edit::ChangeField { stage, key, field } => rows::change_field(stage_of(file, stage)?, key, field),
        Edit::MoveField { stage, key, by } => {
            rows::shift(&mut stage_of(file, stage)?.fields, |f| f.key == *key, *by).ok_or_else(|| no_row(key))
        }
        Edit::RemoveField { stage, key } => rows::take(&mut stage_of(file, stage)?.fields, |f| f.key == *key, key),
        Edit::AddAction { stage, action } => {
            stage_of(file, stage)?.actions.push(action.clone());
            Ok(())
        }
        Edit::ChangeAction { stage, key, action } => rows::change_action(stage_of(file, stage)?, key, action),
        Edit::MoveAction { stage, key, by } => {
            rows::shift(&mut stage_of(file, stage)?.actions, |a| a.key == *key, *by).ok_or_else(|| no_row(key))
        }
        Edit::RemoveAction { stage, key } => rows::take(&mut stage_of(file, stage)?.actions, |a| a.key == *key, key),
        Edit::Connect { from, reason, to } => ways::connect(file, from, reason, to).map(drop),
        Edit::ChangeEdge { from, reason, edge } => ways::change(file, (from, reason), edge),
        Edit::MoveEdge { from, reason, by } => ways::shift(file, (from, reason), *by),
        Edit::Disconnect { from, reason } => ways::disconnect(file, (from, reason)),
        Edit::AddParameter { parameter } => rows::add_parameter(file, parameter),
        Edit::ChangeParameter { code, parameter } => rows::change_parameter(file, code, parameter),
        Edit::MoveParameter { code, by } => {
            rows::shift(&mut file.parameters, |p| p.code == *code, *by).ok_or_else(|| no_row(code))
        }
        Edit::RemoveParameter { code } => rows::take(&mut file.parameters, |p| p.code == *code, code),
        Edit::AddLocation { location } => {
            places::add(file, location);
            Ok(())
        }
        Edit::ChangeLocation { code, location } => places::change(file, code, location),
        Edit::MoveLocation { code, by } => {
            rows::shift(&mut file.locations, |l| l.code == *code, *by).ok_or_else(|| no_row(code))
        }
        Edit::RemoveLocation { code } => rows::take(&mut file.locations, |l| l.code == *code, code),
        Edit::AddPrice { location, price } => places::add_price(file, location, price),
        Edit::ChangePrice { location, from, price } => places::change_price(file, (location, *from), price),
        Edit::RemovePrice { location, from } => places::remove_price(file, location, *from),
        Edit::ChangeHead { head } => {
            let code = std::mem::take(&mut file.head.code);
            file.head = TypeHead { code, ..(**head).clone() };
            Ok(())
        }
        Edit::Replace { file: other } => {
            if other.head.code != file.head.code {
                return Err(why(
                    format!("o arquivo é de outro tipo, `{}`", other.head.code),
                    format!("the file is of another type, `{}`", other.head.code),
                ));
            }
            *file = (**other).clone();
            Ok(())
        }
    }
}

/// Gives a code made from a name that nothing else has; `fallback` where the name has no letter.
#[must_use]
pub fn free_code(name: &str, fallback: &str, taken: impl Fn(&str) -> bool) -> String {
    free(&slug(name, '-'), fallback, '-', taken)
}

/// As [`free_code`], for keys of fields: it begins with a letter.
#[must_use]
pub fn free_key(name: &str, fallback: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut stem = slug(name, '_');
    if !stem.is_empty() && !stem.starts_with(|c: char| c.is_ascii_lowercase()) {
        stem.insert_str(0, &format!("{fallback}_"));
    }
    free(&stem, fallback, '_', taken)
}

fn free(stem: &str, fallback: &str, joint: char, taken: impl Fn(&str) -> bool) -> String {
    let mut stem = if stem.is_empty() { fallback.to_owned() } else { stem.to_owned() };
    stem.truncate(36);
    let stem = stem.trim_end_matches(joint).to_owned();
    let more = (2..).map(|count| format!("{stem}{joint}{count}"));
    std::iter::once(stem.clone()).chain(more).find(|code| !taken(code)).unwrap_or_default()
}

fn stage_of<'a>(file: &'a mut TypeFile, code: &str) -> Result<&'a mut Stage, FileError> {
    file.stages.iter_mut().find(|stage| stage.code == code).ok_or_else(|| no_stage(code))
}

fn why(pt: impl Into<String>, en: impl Into<String>) -> FileError {
    FileError { at: None, pt: pt.into(), en: en.into(), would_fit: Vec::new() }
}

fn no_stage(code: &str) -> FileError {
    why(format!("a etapa `{code}` não está mais aqui"), format!("stage `{code}` is not here any more"))
}

fn no_row(key: &str) -> FileError {
    why(format!("`{key}` não está mais aqui"), format!("`{key}` is not here any more"))
}

#[cfg(test)]
mod tests;
