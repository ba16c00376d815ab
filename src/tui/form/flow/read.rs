//! A filled form read back as a row of the type file. Tells only what has not the wanted shape; what the rows say
//! of each other is judged when the act is done.

use chrono::NaiveDate;

use super::{Ground, Misfit, NEW};
use crate::domain::file::scalar::Scalar;
use crate::domain::flow::file::{
    ActionKind, Assignment, Can, DataType, DurationUnit, FilledBy, Outcome, Parameter, Purpose, Reason, ReasonKind,
    Stage, StageAction, StageDuration, StageField,
};
use crate::domain::text::fold;
use crate::tui::form::field::{Entry, Field};
use crate::tui::form::{Form, reading};
use crate::words::Words;

/// A form being read.
pub(super) struct Read<'a> {
    pub(super) form: &'a Form,
    pub(super) ground: &'a Ground<'a>,
}

impl Read<'_> {
    fn of(&self, key: &str) -> Option<&Field> {
        self.form.fields.iter().find(|f| f.key == key)
    }

    pub(super) fn typed(&self, key: &str) -> String {
        self.of(key).map(|f| f.text().trim().to_owned()).unwrap_or_default()
    }

    fn filled(&self, key: &str) -> Option<String> {
        Some(self.typed(key)).filter(|text| !text.is_empty())
    }

    pub(super) fn says(&self, key: &str) -> bool {
        matches!(self.of(key).map(|f| &f.entry), Some(Entry::Bool(Some(true))))
    }

    pub(super) fn code(&self, key: &str) -> Option<String> {
        self.of(key).and_then(Field::code).filter(|c| !c.is_empty()).map(str::to_owned)
    }

    fn one_of<T: Copy + Default>(&self, key: &str, all: &[T], word: fn(T) -> &'static str) -> T {
        let code = self.code(key).unwrap_or_default();
        all.iter().copied().find(|value| word(*value) == code).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<u32>, Misfit> {
        let Some(text) = self.filled(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| (key.to_owned(), self.ground.words.text("field-integer")))
    }

    pub(super) fn day(&self, key: &str) -> Result<Option<NaiveDate>, Misfit> {
        let Some(text) = self.filled(key) else { return Ok(None) };
        reading::date(&text).map(Some).ok_or_else(|| (key.to_owned(), self.ground.words.text("field-date")))
    }

    /// A bound or default; the file gives it the kind of its question.
    fn scalar(&self, key: &str, kind: DataType) -> Option<Scalar> {
        let text = self.filled(key)?;
        Some(match kind {
            DataType::Date => reading::date(&text).map_or(Scalar::Text(text), Scalar::Date),
            DataType::Decimal => Scalar::Text(reading::decimal(&text).unwrap_or(text)),
            _ => Scalar::Text(text),
        })
    }

    /// What a field is filled with; a yes or no as people say it.
    fn default(&self, kind: DataType) -> Option<Scalar> {
        if kind != DataType::Bool {
            return self.scalar("default", kind);
        }
        let said = fold(&self.filled("default")?);
        let is = |id: &str| said == fold(&self.ground.words.text(id));
        Some(match (is("yes"), is("no")) {
            (true, _) => Scalar::Bool(true),
            (_, true) => Scalar::Bool(false),
            _ => Scalar::Text(said),
        })
    }

    fn duration(&self) -> Result<Option<StageDuration>, Misfit> {
        let Some(text) = self.filled("duration") else { return Ok(None) };
        duration(&text).map(Some).ok_or_else(|| ("duration".to_owned(), self.ground.words.text("ff-duration-misfit")))
    }

    pub(super) fn reason(&self, key: &str, kind: ReasonKind) -> Reason {
        let code = self.code(key).unwrap_or_default();
        if let Some(name) = code.strip_prefix(NEW) {
            return Reason { code: String::new(), name: name.to_owned(), kind };
        }
        let own = self.ground.file.reasons.iter().find(|r| r.code == code).cloned();
        let known = self.ground.known.reasons.iter().find(|r| r.code == code);
        own.or_else(|| known.map(|r| Reason { code: r.code.clone(), name: r.name.clone(), kind: r.kind }))
            .unwrap_or_else(|| Reason { name: code.clone(), code, kind })
    }

    pub(super) fn new_stage(&self) -> Result<Stage, Misfit> {
        let mut can = vec![Can::Cancel, Can::Wait];
        if self.says("conclude") {
            can.push(Can::Conclude);
        }
        Ok(Stage {
            code: String::new(),
            name: self.typed("name"),
            description: String::new(),
            default: self.ground.file.stages.is_empty(),
            entry: self.ground.file.stages.is_empty(),
            activate_task: true,
            group: self.code("group"),
            assignment: Assignment::default(),
            attendant: None,
            duration: self.duration()?,
            purpose: Purpose::default(),
            can,
            outcomes: Vec::new(),
            public_label: String::new(),
            active: true,
            fields: Vec::new(),
            actions: Vec::new(),
        })
    }

    pub(super) fn stage(&self, was: &Stage) -> Result<Stage, Misfit> {
        let chosen = |pairs: &[(&str, Can)]| pairs.iter().filter(|(k, _)| self.says(k)).map(|(_, c)| *c).collect();
        let outcomes: Vec<Outcome> =
            [("granted", Outcome::Granted), ("denied", Outcome::Denied), ("done", Outcome::Done)]
                .into_iter()
                .filter(|(key, _)| self.says(key))
                .map(|(_, outcome)| outcome)
                .collect();
        Ok(Stage {
            name: self.typed("name"),
            group: self.code("group"),
            duration: self.duration()?,
            can: chosen(&[
                ("conclude", Can::Conclude),
                ("cancel", Can::Cancel),
                ("wait", Can::Wait),
                ("return", Can::Return),
            ]),
            purpose: self.one_of("purpose", Purpose::ALL, Purpose::word),
            outcomes,
            assignment: self.one_of("assignment", Assignment::ALL, Assignment::word),
            attendant: self.code("attendant"),
            public_label: self.typed("public-label"),
            description: self.typed("description"),
            ..was.clone()
        })
    }

    pub(super) fn kind(&self) -> DataType {
        let code = self.code("type").unwrap_or_default();
        DataType::ALL.iter().copied().find(|k| k.word() == code).unwrap_or(DataType::ShortText)
    }

    fn choices(&self) -> Vec<String> {
        self.typed("choices").lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn field(&self, was: &StageField) -> Result<StageField, Misfit> {
        let kind = self.kind();
        Ok(StageField {
            label: self.typed("label"),
            kind,
            required: self.says("required"),
            choices: self.choices(),
            query: self.code("query"),
            min: self.scalar("min", kind),
            max: self.scalar("max", kind),
            regex: self.filled("regex"),
            help: self.typed("help"),
            filled_by: self.one_of("filled-by", FilledBy::ALL, FilledBy::word),
            visible_to_student: self.says("visible"),
            restricted: self.says("restricted"),
            default: self.default(kind),
            key: was.key.clone(),
        })
    }

    pub(super) fn parameter(&self, was: &Parameter) -> Result<Parameter, Misfit> {
        let kind = self.kind();
        Ok(Parameter {
            label: self.typed("label"),
            kind,
            required: self.says("required"),
            choices: self.choices(),
            query: self.code("query"),
            min: self.scalar("min", kind),
            max: self.scalar("max", kind),
            regex: self.filled("regex"),
            help: self.typed("help"),
            active: self.says("active"),
            code: was.code.clone(),
        })
    }

    pub(super) fn action(&self, was: &StageAction) -> StageAction {
        let kind = self.code("kind").unwrap_or_default();
        StageAction {
            key: was.key.clone(),
            label: self.typed("label"),
            kind: ActionKind::ALL.iter().copied().find(|k| k.word() == kind).unwrap_or(ActionKind::Checklist),
            required_on_execute: self.says("on-execute"),
            required_on_select: self.says("on-select"),
        }
    }
}

/// A duration as people write it: `2 dias úteis`, `4h`, `30 dias corridos`; a bare number counts business days.
#[must_use]
pub fn duration(text: &str) -> Option<StageDuration> {
    let text = fold(text);
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let amount: u32 = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?.trim();
    let unit = if rest.contains("corrid") || rest.contains("calendar") {
        DurationUnit::CalendarDays
    } else if rest.starts_with('h') || rest.contains("hour") {
        DurationUnit::BusinessHours
    } else if rest.is_empty() || rest.starts_with('d') || rest.contains("business") {
        DurationUnit::BusinessDays
    } else {
        return None;
    };
    (1..=9999).contains(&amount).then_some(StageDuration { amount, unit })
}

/// A duration as people read it; empty when there is none.
#[must_use]
pub fn duration_text(duration: Option<StageDuration>, words: &Words) -> String {
    let Some(StageDuration { amount, unit }) = duration else { return String::new() };
    words.with(&format!("duration-{}", unit.word().replace('_', "-")), &[("n", amount.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_typed_as_people_say_them_and_read_back() {
        let words = Words::new(crate::words::Lang::PtBr);
        for (text, shown) in [
            ("2", "2 dias úteis"),
            ("2 dias úteis", "2 dias úteis"),
            ("1d", "1 dia útil"),
            ("4h", "4 horas úteis"),
            ("4 horas úteis", "4 horas úteis"),
            ("30 dias corridos", "30 dias corridos"),
            ("2 business_days", "2 dias úteis"),
        ] {
            let read = duration(text);
            assert_eq!(duration_text(read, &words), shown, "{text}");
            assert_eq!(duration(&duration_text(read, &words)), read, "{text}");
        }
        for text in ["", "dois", "0", "10000", "2 luas"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
