//! A valid answer for a field or parameter, made from its own limits, so that a walk need not ask a person.
//! What only an institution's data can answer (options of an SQL query) is left to who walks.

use chrono::{Days, NaiveDate};
use regex_syntax::hir::{Hir, HirKind};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::domain::file::scalar::Scalar;
use crate::domain::flow::file::DataType;

/// The limits of an answer, of a field or of a parameter alike.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What it holds.
    pub kind: DataType,
    /// Smallest value, or length of a text.
    pub min: Option<&'a Scalar>,
    /// Largest value, or length of a text.
    pub max: Option<&'a Scalar>,
    /// Pattern of a text.
    pub regex: Option<&'a str>,
    /// Options, `code|label`.
    pub choices: &'a [String],
}

/// A value that fits; none where no such value can be made here.
#[must_use]
pub fn sample(given: Given<'_>, today: NaiveDate) -> Option<Value> {
    match given.kind {
        DataType::ShortText | DataType::LongText => text(given).map(Value::from),
        DataType::Integer => Some(json!(number(given).ceil().to_string())),
        DataType::Decimal => Some(json!(number(given).normalize().to_string())),
        DataType::Date => Some(json!(date(given, today).to_string())),
        DataType::Bool => Some(json!(true)),
        DataType::Choice => given.choices.first().map(|choice| json!(choice.split('|').next().unwrap_or_default())),
        DataType::SqlChoice => None,
        // A text file of one line, in base64.
        DataType::File => Some(json!({"name": "ensaio.txt", "content": "ZW5zYWlvCg=="})),
    }
}

fn number(given: Given<'_>) -> Decimal {
    let of = |scalar: Option<&Scalar>| match scalar {
        Some(Scalar::Number(number)) => Some(*number),
        _ => None,
    };
    match (of(given.min), of(given.max)) {
        (Some(min), _) => min,
        (None, Some(max)) => max.min(Decimal::ONE),
        (None, None) => Decimal::ONE,
    }
}

fn date(given: Given<'_>, today: NaiveDate) -> NaiveDate {
    let of = |scalar: Option<&Scalar>| match scalar {
        Some(Scalar::Date(date)) => Some(*date),
        _ => None,
    };
    let wanted = today.checked_add_days(Days::new(7)).unwrap_or(today);
    let wanted = of(given.min).map_or(wanted, |min| wanted.max(min));
    of(given.max).map_or(wanted, |max| wanted.min(max))
}

fn text(given: Given<'_>) -> Option<String> {
    if let Some(pattern) = given.regex {
        return matching(pattern);
    }
    let length = |scalar: Option<&Scalar>| match scalar {
        Some(Scalar::Number(number)) => usize::try_from(number.trunc().mantissa()).ok(),
        _ => None,
    };
    let mut text = String::from("ensaio");
    while text.chars().count() < length(given.min).unwrap_or(0).min(2000) {
        text.push_str(" do fluxo");
    }
    if let Some(max) = length(given.max) {
        text = text.chars().take(max.max(1)).collect();
    }
    Some(text.trim_end().to_owned()).filter(|text| !text.is_empty())
}

/// The plainest text that a pattern accepts, when one can be read off it.
fn matching(pattern: &str) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, &mut text)?;
    Some(text).filter(|text| !text.trim().is_empty() && text.len() <= 255)
}

fn write(hir: &Hir, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(|part| text.push_str(part)),
        HirKind::Class(class) => {
            let first = match class {
                regex_syntax::hir::Class::Unicode(class) => {
                    class.ranges().iter().find_map(|range| readable(range.start(), range.end()))
                }
                regex_syntax::hir::Class::Bytes(class) => {
                    class.ranges().iter().find_map(|range| readable(range.start().into(), range.end().into()))
                }
            };
            first.map(|letter| text.push(letter))
        }
        HirKind::Repetition(repetition) => {
            let least = if repetition.min == 0 && repetition.max != Some(0) { 1 } else { repetition.min };
            (0..least.min(255)).try_for_each(|_| write(&repetition.sub, text))
        }
        HirKind::Capture(capture) => write(&capture.sub, text),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, text)),
        HirKind::Alternation(parts) => parts.first().and_then(|part| write(part, text)),
    }
}

/// A letter or figure of the range, the plainest one it has.
fn readable(start: char, end: char) -> Option<char> {
    ['1', 'a', 'A']
        .into_iter()
        .find(|letter| (start..=end).contains(letter))
        .or_else(|| (!start.is_control()).then_some(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(regex: &str) -> Option<Value> {
        let given = Given { kind: DataType::ShortText, min: None, max: None, regex: Some(regex), choices: &[] };
        sample(given, NaiveDate::default())
    }

    #[test]
    fn a_text_fits_its_pattern() {
        for (regex, text) in [
            (r"[0-9]{4}/[12]", "1111/1"),
            (r"^[A-Z]{2,3}-\d+$", "AA-1"),
            ("(sim|não)", "sim"),
            (r"[0-9]+(,[0-9]{2})?", "1,11"),
        ] {
            assert_eq!(text_of(regex), Some(json!(text)), "{regex}");
        }
        assert_eq!(text_of("("), None);
    }

    #[test]
    fn numbers_and_dates_keep_their_limits() {
        let limits = |kind, min, max| Given { kind, min, max, regex: None, choices: &[] };
        let (five, half) = (Scalar::Number(5.into()), Scalar::Number(Decimal::new(5, 1)));
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        assert_eq!(sample(limits(DataType::Integer, Some(&five), None), day(1)), Some(json!("5")));
        assert_eq!(sample(limits(DataType::Decimal, None, Some(&half)), day(1)), Some(json!("0.5")));
        let (first, last) = (Scalar::Date(day(20)), Scalar::Date(day(3)));
        assert_eq!(sample(limits(DataType::Date, Some(&first), None), day(1)), Some(json!("2026-03-20")));
        assert_eq!(sample(limits(DataType::Date, None, Some(&last)), day(1)), Some(json!("2026-03-03")));
    }

    #[test]
    fn what_an_institutions_query_answers_is_left_to_people() {
        let given = Given { kind: DataType::SqlChoice, min: None, max: None, regex: None, choices: &[] };
        assert_eq!(sample(given, NaiveDate::default()), None);
    }
}
