//! Text at the border: what may come in, how it is compared, how money, dates and CPF are shown.
//! It refuses nothing by itself and knows no language; callers word the refusal.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use unicode_normalization::UnicodeNormalization;

/// How a text is laid out: what layout characters it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line: newlines and tabs become a space.
    Line,
    /// Several lines: newline and tab stay.
    Block,
}

/// Tells whether a character must never be stored: C0/C1 controls, bidi overrides and isolates,
/// zero-width characters (database.md §8). Newline and tab are judged by the shape, not here.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        c if c.is_control() => true,
        '\u{ad}' | '\u{61c}' | '\u{180e}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// Finds the first character that [`clean`] would drop; `\r\n` counts as a newline.
#[must_use]
pub fn first_hostile(text: &str, shape: Shape) -> Option<char> {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let newline = c == '\n' || (c == '\r' && chars.peek() == Some(&'\n'));
        let layout = newline || c == '\t';
        if (layout && shape == Shape::Line) || (!layout && is_hostile(c)) {
            return Some(c);
        }
    }
    None
}

/// Gives the text as it may be stored: hostile characters dropped, `\r\n` made `\n`, layout made to
/// fit the shape, NFC, no space at the ends. Cleaning twice changes nothing.
#[must_use]
pub fn clean(text: &str, shape: Shape) -> String {
    let unix = text.replace("\r\n", "\n");
    let kept: String = unix
        .chars()
        .filter(|c| !is_hostile(*c))
        .map(|c| if shape == Shape::Line && (c == '\n' || c == '\t') { ' ' } else { c })
        .nfc()
        .collect();
    kept.trim().to_owned()
}

/// Gives the text as it is compared: NFD, combining marks U+0300–U+036F dropped, lower case.
/// The engine's `app.fold` does the same, so that the desk and the database find the same rows.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .collect()
}

/// Gives the eleven digits of a valid CPF, however it was punctuated; `None` when the check digits
/// disagree, when it has another length, or when all digits are equal.
#[must_use]
pub fn cpf_digits(text: &str) -> Option<String> {
    if text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '.' | '-' | ' ')) {
        return None;
    }
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let first = *digits.first()?;
    if digits.len() != 11 || digits.iter().all(|d| *d == first) {
        return None;
    }
    let expected = |upto: usize| {
        let sum: u32 = digits.iter().take(upto).zip((2..=upto as u32 + 1).rev()).map(|(d, w)| d * w).sum();
        (sum * 10 % 11) % 10
    };
    let sound = digits.get(9) == Some(&expected(9)) && digits.get(10) == Some(&expected(10));
    sound.then(|| digits.iter().filter_map(|d| char::from_digit(*d, 10)).collect())
}

/// Masks a CPF for the screen, `***.456.789-**` (Z-13); what is no CPF is masked whole.
#[must_use]
pub fn cpf_masked(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), digits.get(3..6), digits.get(6..9)) {
        (11, Some(middle), Some(end)) => format!("***.{middle}.{end}-**"),
        _ => "***.***.***-**".to_owned(),
    }
}

/// Shows money as `R$ 1.234,56` (Z-13), rounded half up to cents.
#[must_use]
pub fn money_br(amount: Decimal) -> String {
    let cents = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let plain = format!("{:.2}", cents.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain.as_str(), "00"));
    let length = whole.len();
    let mut grouped = String::with_capacity(length + length / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if cents.is_sign_negative() && !cents.is_zero() { "-" } else { "" };
    format!("R$ {sign}{grouped},{fraction}")
}

/// Shows a date as `dd/mm/aaaa` (Z-13).
#[must_use]
pub fn date_br(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// Shows a moment as `dd/mm/aaaa HH:MM` in its own offset.
#[must_use]
pub fn moment_br(at: DateTime<FixedOffset>) -> String {
    at.format("%d/%m/%Y %H:%M").to_string()
}

/// Unit in which a person names a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanUnit {
    /// Less than a minute.
    Now,
    /// Minutes, 1–59.
    Minutes,
    /// Hours, 1–23; `rest` holds the minutes when there are fewer than ten hours.
    Hours,
    /// Days, 1 and more.
    Days,
}

/// A stretch of time as people say it; the words room puts it into a sentence (`em 3h20`, `há 1d`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// True when the moment has passed.
    pub past: bool,
    /// How many units, never negative.
    pub amount: i64,
    /// The unit of `amount`.
    pub unit: SpanUnit,
    /// Minutes beyond the full hours, 0 for other units.
    pub rest_minutes: i64,
}

/// Says how far a moment lies from now, cut (not rounded) to the unit a person would use.
#[must_use]
pub fn span(now: DateTime<FixedOffset>, at: DateTime<FixedOffset>) -> Span {
    let distance = at.signed_duration_since(now);
    let past = distance < Duration::zero();
    let minutes = distance.num_minutes().abs();
    let (amount, unit, rest_minutes) = match minutes {
        0 => (0, SpanUnit::Now, 0),
        1..60 => (minutes, SpanUnit::Minutes, 0),
        60..600 => (minutes / 60, SpanUnit::Hours, minutes % 60),
        600..1440 => (minutes / 60, SpanUnit::Hours, 0),
        _ => (minutes / 1440, SpanUnit::Days, 0),
    };
    Span { past, amount, unit, rest_minutes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clean_drops_what_deceives_the_eye() {
        assert_eq!(clean(" Jo\u{202e}ao\u{200b}\u{7}\r\nSilva\t", Shape::Line), "Joao Silva");
        assert_eq!(clean("a\r\n\tb\u{9b}", Shape::Block), "a\n\tb");
        assert_eq!(clean("Jose\u{301}", Shape::Line), "José");
        assert_eq!(first_hostile("a\nb", Shape::Line), Some('\n'));
        assert_eq!(first_hostile("a\r\nb", Shape::Block), None);
        assert_eq!(first_hostile("a\rb", Shape::Block), Some('\r'));
    }

    #[test]
    fn fold_ignores_case_and_accents() {
        assert_eq!(fold("Declaração ÀÉÎÕÜ ç"), "declaracao aeiou c");
        assert_eq!(fold("2ª chamada"), "2ª chamada");
    }

    #[test]
    fn z13_cpf_is_validated_and_masked() {
        assert_eq!(cpf_digits("529.982.247-25").as_deref(), Some("52998224725"));
        assert_eq!(cpf_digits("529.982.247-24"), None);
        assert_eq!(cpf_digits("111.111.111-11"), None);
        assert_eq!(cpf_digits("5299822472"), None);
        assert_eq!(cpf_digits("529x98224725"), None);
        assert_eq!(cpf_masked("52998224725"), "***.982.247-**");
        assert_eq!(cpf_masked("12"), "***.***.***-**");
    }

    #[test]
    fn z13_money_and_dates_as_brazil_writes_them() {
        for (amount, shown) in [
            ("0", "R$ 0,00"),
            ("50", "R$ 50,00"),
            ("1234.565", "R$ 1.234,57"),
            ("-1234567.8", "R$ -1.234.567,80"),
            ("999", "R$ 999,00"),
            ("-0.001", "R$ 0,00"),
        ] {
            assert_eq!(money_br(amount.parse().unwrap()), shown);
        }
        assert_eq!(date_br(NaiveDate::from_ymd_opt(2026, 3, 9).unwrap()), "09/03/2026");
    }

    #[test]
    fn a_deadline_is_told_in_the_unit_people_use() {
        let now = DateTime::parse_from_rfc3339("2026-03-10T12:00:00-03:00").unwrap();
        let at = |minutes: i64| span(now, now + Duration::minutes(minutes));
        assert_eq!(at(200), Span { past: false, amount: 3, unit: SpanUnit::Hours, rest_minutes: 20 });
        assert_eq!(at(-1500), Span { past: true, amount: 1, unit: SpanUnit::Days, rest_minutes: 0 });
        assert_eq!(at(59).unit, SpanUnit::Minutes);
        assert_eq!(at(0).unit, SpanUnit::Now);
        assert_eq!(at(601).rest_minutes, 0);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            for shape in [Shape::Line, Shape::Block] {
                let once = clean(&text, shape);
                prop_assert_eq!(clean(&once, shape), once.clone());
                prop_assert_eq!(first_hostile(&once, shape), None);
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }
    }
}
