//! V-25: what a field or parameter says of its own answers can hold – limits that are limits, options that
//! can be told apart, a pattern that is one, a default that would be accepted. The engine's
//! `act.question_problem` asks the same in the same order; a file that could be read has few of these left,
//! a flow in the editor may have any.

use crate::domain::file::scalar::Scalar;
use crate::domain::flow::file::{DataType, Parameter, StageField, TypeFile};
use crate::domain::flow::graph::Flow;
use crate::domain::flow::report::Level::Error;
use crate::domain::flow::report::Problem;
use chrono::Datelike;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::iter::Peekable;
use std::str::Chars;

/// V-25.
pub(super) fn questions(file: &TypeFile, flow: &Flow<'_>, problems: &mut Vec<Problem>) {
    for (index, stage) in flow.active() {
        for field in &stage.fields {
            if let Some((pt, en)) = Question::of_field(field).problem() {
                let pt = format!("{}: “{}” {pt}", stage.name, field.label);
                let en = format!("{}: “{}” {en}", stage.name, field.label);
                let problem = Problem::new("V-25", Error, pt, en).stage(&stage.code).field(&field.key);
                problems.push(problem.path(flow.path(index)));
            }
        }
    }
    for parameter in file.parameters.iter().filter(|parameter| parameter.active) {
        if let Some((pt, en)) = Question::of_parameter(parameter).problem() {
            let (pt, en) = (format!("“{}” {pt}", parameter.label), format!("“{}” {en}", parameter.label));
            problems.push(Problem::new("V-25", Error, pt, en).field(&parameter.code));
        }
    }
}

/// What parameters and fields have in common.
struct Question<'a> {
    kind: DataType,
    choices: &'a [String],
    min: Option<&'a Scalar>,
    max: Option<&'a Scalar>,
    regex: Option<&'a str>,
    default: Option<&'a Scalar>,
}

type Words = (&'static str, &'static str);

impl<'a> Question<'a> {
    fn of_field(field: &'a StageField) -> Self {
        Self {
            kind: field.kind,
            choices: &field.choices,
            min: field.min.as_ref(),
            max: field.max.as_ref(),
            regex: field.regex.as_deref(),
            default: field.default.as_ref(),
        }
    }

    fn of_parameter(parameter: &'a Parameter) -> Self {
        Self {
            kind: parameter.kind,
            choices: &parameter.choices,
            min: parameter.min.as_ref(),
            max: parameter.max.as_ref(),
            regex: parameter.regex.as_deref(),
            default: None,
        }
    }

    /// The first thing that cannot hold, in both languages.
    fn problem(&self) -> Option<Words> {
        let codes: Vec<&str> = self.choices.iter().map(|choice| code_of(choice)).collect();
        let mut seen = HashSet::new();
        if self.kind == DataType::Choice && codes.is_empty() {
            return Some(("é de escolha e não tem opções", "is a choice without options"));
        }
        if self.kind != DataType::Choice && !codes.is_empty() {
            return Some(("tem opções, que só valem para escolhas", "has options, which are for choices only"));
        }
        if !codes.iter().all(|code| !code.is_empty() && code.trim_matches(' ') == *code && seen.insert(*code)) {
            let pt = "tem uma opção vazia, repetida ou com espaços em volta";
            return Some((pt, "has an option that is empty, repeated or with blanks around it"));
        }
        if [self.min, self.max].into_iter().flatten().any(|limit| !self.is_limit(limit)) {
            return Some(("tem um limite que não serve para o seu tipo", "has a limit that does not fit its type"));
        }
        if self.is_empty() {
            return Some(("tem limites entre os quais nada cabe", "has limits between which nothing fits"));
        }
        if self.regex.is_some() && !self.is_text() {
            return Some(("tem um formato, que só vale para textos", "has a pattern, which is for texts only"));
        }
        if self.regex.is_some_and(|regex| !brackets_close(regex)) {
            return Some(("tem um formato que não é uma expressão válida", "has a pattern that is not valid"));
        }
        if self.default.is_some_and(|default| !self.accepts(default)) {
            return Some(("tem um valor inicial que não seria aceito", "has a default that would be refused"));
        }
        None
    }

    const fn is_text(&self) -> bool {
        matches!(self.kind, DataType::ShortText | DataType::LongText)
    }

    /// The characters that an answer may have at most.
    fn longest(&self) -> Decimal {
        Decimal::from(if self.kind == DataType::ShortText { 255 } else { 8_000 })
    }

    fn is_limit(&self, limit: &Scalar) -> bool {
        match (self.kind, limit) {
            (DataType::Integer | DataType::Decimal, value) => self.is_number(value),
            (DataType::Date, Scalar::Date(date)) => is_date(*date),
            (DataType::ShortText | DataType::LongText, Scalar::Number(number)) => {
                number.is_integer() && !number.is_sign_negative()
            }
            _ => false,
        }
    }

    fn is_number(&self, value: &Scalar) -> bool {
        let Scalar::Number(number) = value else { return false };
        let number = number.normalize();
        let whole = number.trunc().abs() < Decimal::from(1_000_000_000_000_000_i64);
        whole && number.scale() <= if self.kind == DataType::Integer { 0 } else { 6 }
    }

    /// Tells whether no answer can lie between the limits.
    fn is_empty(&self) -> bool {
        if self.is_text() {
            let min = number_of(self.min).unwrap_or(Decimal::ZERO);
            let max = number_of(self.max).unwrap_or_else(|| Decimal::from(8_000));
            return min > max || min > self.longest() || max.is_zero();
        }
        match (self.min, self.max) {
            (Some(Scalar::Number(min)), Some(Scalar::Number(max))) => min > max,
            (Some(Scalar::Date(min)), Some(Scalar::Date(max))) => min > max,
            _ => false,
        }
    }

    /// Tells whether the engine would take the value as an answer; patterns are not tried.
    fn accepts(&self, default: &Scalar) -> bool {
        let within = |number: Decimal| {
            number_of(self.min).is_none_or(|min| number >= min) && number_of(self.max).is_none_or(|max| number <= max)
        };
        match (self.kind, default) {
            (DataType::SqlChoice, _) => true,
            (DataType::File, _) => false,
            (DataType::Integer | DataType::Decimal, value) => {
                self.is_number(value) && number_of(Some(value)).is_some_and(within)
            }
            (DataType::Date, Scalar::Date(date)) => {
                let limit = |limit: Option<&Scalar>| match limit {
                    Some(Scalar::Date(limit)) => Some(*limit),
                    _ => None,
                };
                is_date(*date)
                    && limit(self.min).is_none_or(|min| *date >= min)
                    && limit(self.max).is_none_or(|max| *date <= max)
            }
            (DataType::Bool, Scalar::Bool(_)) => true,
            (DataType::Choice, value) => {
                let value = value.to_string();
                self.choices.iter().any(|choice| code_of(choice) == value || label_of(choice) == value)
            }
            (DataType::ShortText | DataType::LongText, value) => {
                let length = Decimal::from(value.to_string().trim_matches([' ', '\t', '\n']).chars().count());
                length.is_zero() || (length <= self.longest() && within(length))
            }
            _ => false,
        }
    }
}

const fn number_of(value: Option<&Scalar>) -> Option<Decimal> {
    match value {
        Some(Scalar::Number(number)) => Some(*number),
        _ => None,
    }
}

/// The years that the engine takes.
fn is_date(date: chrono::NaiveDate) -> bool {
    (1900..=2200).contains(&date.year())
}

fn code_of(choice: &str) -> &str {
    choice.split_once('|').map_or(choice, |(code, _)| code)
}

fn label_of(choice: &str) -> &str {
    choice.split_once('|').map_or(choice, |(_, label)| label)
}

/// Tells whether every bracket of a pattern closes; what the engine's expressions need beyond that, only it
/// knows.
fn brackets_close(pattern: &str) -> bool {
    let mut open = 0_u32;
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // The guard takes the letter that the backslash is for.
            '\\' if letters.next().is_none() => return false,
            '(' => {
                let comment = letters.next_if_eq(&'?').is_some() && letters.next_if_eq(&'#').is_some();
                if !comment {
                    open += 1;
                } else if !letters.any(|letter| letter == ')') {
                    // A comment ends at the first bracket, whatever is in it.
                    return false;
                }
            }
            ')' => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return false,
            },
            '[' if !list_closes(&mut letters) => return false,
            _ => {}
        }
    }
    open == 0
}

/// Reads the rest of a list of letters; tells whether it ends.
fn list_closes(letters: &mut Peekable<Chars<'_>>) -> bool {
    letters.next_if_eq(&'^');
    // A bracket that stands first is one of the letters.
    letters.next_if_eq(&']');
    while let Some(letter) = letters.next() {
        match letter {
            ']' => return true,
            '\\' => _ = letters.next(),
            '[' => {
                // A class like `[:alpha:]` ends with its own sign before the bracket.
                if let Some(sign) = letters.next_if(|next| [':', '.', '='].contains(next)) {
                    let mut last = ' ';
                    let ends = |next| {
                        last == sign && next == ']' || {
                            last = next;
                            false
                        }
                    };
                    if !letters.any(ends) {
                        return false;
                    }
                }
            }
            _ => {}
        }
    }
    false
}
