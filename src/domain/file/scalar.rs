//! The single values of the files: codes, texts, money, dates. Each is checked while it is read, so
//! that a mistake is reported where it stands. The structs of the files hold plain types;
//! `one`, `opt` and `many` put these checks between.

use crate::domain::text::{self, Shape};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Longest one-line text of a file, in characters.
pub const LINE_MAX: usize = 255;
/// Longest text of several lines, in characters.
pub const BLOCK_MAX: usize = 8_000;
/// Longest SQL text, in characters.
pub const SQL_MAX: usize = 20_000;

/// Reads a `T` through the checks of `W`.
pub(in crate::domain) fn one<'de, D, W, T>(d: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Into<T>,
{
    W::deserialize(d).map(Into::into)
}

/// Reads an optional `T` through the checks of `W`.
pub(in crate::domain) fn opt<'de, D, W, T>(d: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Into<T>,
{
    Ok(Option::<W>::deserialize(d)?.map(Into::into))
}

/// Reads a list of `T` through the checks of `W`.
pub(in crate::domain) fn many<'de, D, W, T>(d: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Into<T>,
{
    Ok(Vec::<W>::deserialize(d)?.into_iter().map(Into::into).collect())
}

/// Packs both languages and what would fit into the one message that a reader's error can carry.
fn error<E: Error>(pt: impl fmt::Display, en: impl fmt::Display, would_fit: &str) -> E {
    E::custom(format_args!("{en}\u{1f}{pt}\u{1f}{would_fit}"))
}

/// Takes apart what [`error`] packed: English, Portuguese, what would fit.
pub(super) fn unpack(message: &str) -> Option<(String, String, Vec<String>)> {
    let mut parts = message.split('\u{1f}');
    let en = parts.next()?.to_owned();
    let pt = parts.next()?.to_owned();
    let fit = parts.next()?.split('\u{1e}').filter(|fit| !fit.is_empty()).map(str::to_owned).collect();
    Some((en, pt, fit))
}

/// Tells whether the text is a code: `[a-z0-9][a-z0-9-]{0,39}` (Z-14).
#[must_use]
pub fn is_code(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 40 && text.starts_with(plain) && text.chars().all(|c| plain(c) || c == '-')
}

/// Tells whether the text is a key of a field: `[a-z][a-z0-9_]{0,39}`.
#[must_use]
pub fn is_key(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(inner)
}

/// Makes the nearest code of a text, words joined by `joint`; may be empty.
pub(in crate::domain) fn slug(text: &str, joint: char) -> String {
    let folded = text::fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.fold(String::new(), |mut slug, word| {
        if !slug.is_empty() {
            slug.push(joint);
        }
        slug.push_str(word);
        slug
    });
    slug.truncate(40);
    slug.trim_end_matches(joint).to_owned()
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        pub(in crate::domain) struct $name(String);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                let check: fn(String) -> Result<String, D::Error> = $check;
                check(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

checked_text!(
    /// A code (Z-14).
    Code,
    |text| {
        if is_code(&text) {
            return Ok(text);
        }
        let pt = format!("`{text}` não serve de código: letras minúsculas sem acento, algarismos e hífen, até 40");
        let en = format!("`{text}` is no code: lower-case letters without accents, digits and hyphens, at most 40");
        Err(error(pt, en, &slug(&text, '-')))
    }
);
checked_text!(
    /// The code of a parameter: a code that begins with a letter and may hold `_`.
    ParameterCode,
    |text| {
        if text.starts_with(|c: char| c.is_ascii_lowercase()) && is_code(&text.replace('_', "-")) {
            return Ok(text);
        }
        let pt = format!("`{text}` não serve de código: comece por letra minúscula; letras sem acento, algarismos, `-` e `_`, até 40");
        let en = format!("`{text}` is no code: begin with a lower-case letter; plain letters, digits, `-` and `_`, at most 40");
        Err(error(pt, en, &slug(&text, '-')))
    }
);
checked_text!(
    /// A code, or `*` for all.
    CodeOrAll,
    |text| {
        if text == "*" || is_code(&text) {
            return Ok(text);
        }
        let pt = format!("`{text}` não serve: o código de um tipo, ou \"*\" para todos");
        let en = format!("`{text}` does not fit: the code of a type, or \"*\" for all");
        Err(error(pt, en, &format!("*\u{1e}{}", slug(&text, '-'))))
    }
);
checked_text!(
    /// The key of a field or action.
    Key,
    |text| {
        if is_key(&text) {
            return Ok(text);
        }
        let pt = format!("`{text}` não serve de chave: comece por letra minúscula; letras sem acento, algarismos e `_`, até 40");
        let en = format!("`{text}` is no key: begin with a lower-case letter; plain letters, digits and `_`, at most 40");
        Err(error(pt, en, &slug(&text, '_')))
    }
);
checked_text!(
    /// A text of one line, not empty.
    Line,
    |text| {
        let text = checked(text, Shape::Line, LINE_MAX)?;
        if text.is_empty() {
            return Err(error("escreva um texto aqui", "write a text here", ""));
        }
        Ok(text)
    }
);
checked_text!(
    /// A text of one line that may be empty.
    FreeLine,
    |text| checked(text, Shape::Line, LINE_MAX)
);
checked_text!(
    /// A text of several lines that may be empty.
    Block,
    |text| checked(text, Shape::Block, BLOCK_MAX)
);
checked_text!(
    /// The text of a query.
    Sql,
    |text| checked(text, Shape::Block, SQL_MAX)
);

fn checked<E: Error>(text: String, shape: Shape, max: usize) -> Result<String, E> {
    if let Some(c) = text::first_hostile(&text, shape) {
        let mark = format!("U+{:04X}", u32::from(c));
        let pt = format!("o texto tem um caractere que não se vê ou não cabe aqui ({mark}): apague-o");
        let en = format!("the text holds an invisible or misplaced character ({mark}): delete it");
        return Err(error(pt, en, ""));
    }
    let clean = text::clean(&text, shape);
    let length = clean.chars().count();
    if length > max {
        let pt = format!("texto longo demais: {length} caracteres, cabem {max}");
        let en = format!("text too long: {length} characters, {max} fit");
        return Err(error(pt, en, ""));
    }
    Ok(clean)
}

/// An amount of money: a text with two decimals at most, not negative, below 10 thousand million.
pub(in crate::domain) struct Money(Decimal);

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let digits =
            text.chars().all(|c| c.is_ascii_digit() || c == '.') && text.starts_with(|c: char| c.is_ascii_digit());
        let amount = text.parse::<Decimal>().ok().filter(|amount| digits && amount.normalize().scale() <= 2);
        match amount {
            Some(amount) if amount < Decimal::from(10_000_000_000_i64) => {
                let mut amount = amount;
                amount.rescale(2);
                Ok(Self(amount))
            }
            _ => Err(error(
                format!("`{text}` não é um valor em dinheiro: ponto antes dos centavos, sem sinal"),
                format!("`{text}` is no amount of money: a point before the cents, no sign"),
                "\"50.00\"",
            )),
        }
    }
}

impl From<Money> for Decimal {
    fn from(money: Money) -> Self {
        money.0
    }
}

/// Writes money into a document, `"50.00"`.
pub(in crate::domain) fn money_doc<S: Serializer>(amount: &Decimal, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&format!("{amount:.2}"))
}

/// Writes optional money into a document.
pub(in crate::domain) fn opt_money_doc<S: Serializer>(amount: &Option<Decimal>, s: S) -> Result<S::Ok, S::Error> {
    amount.map(|amount| format!("{amount:.2}")).serialize(s)
}

/// A value written in a file without quotes or with: a field's default or bound.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number, without trailing zeros.
    Number(Decimal),
    /// A date; a text that reads `yyyy-mm-dd` is one.
    Date(NaiveDate),
    /// A text.
    Text(String),
}

impl Scalar {
    /// Reads a number of at most 15 digits, which TOML and JSON both carry without change.
    pub(in crate::domain) fn number_of(text: &str) -> Option<Self> {
        let number = text.parse::<Decimal>().ok()?;
        // Zero has no sign here: `-0.0` and `0` are one value.
        let number = if number.is_zero() { Decimal::ZERO } else { number.normalize() };
        (number.mantissa().unsigned_abs() < 1_000_000_000_000_000).then_some(Self::Number(number))
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
        }
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => s.serialize_bool(*value),
            Self::Number(value) => match i64::try_from(*value) {
                Ok(whole) if value.is_integer() => s.serialize_i64(whole),
                _ => s.serialize_f64(value.to_string().parse().unwrap_or_default()),
            },
            Self::Date(value) => value.serialize(s),
            Self::Text(value) => s.serialize_str(value),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, a date, true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(Decimal::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(Decimal::from(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Scalar::number_of(&value.to_string()).ok_or_else(|| {
            error(
                format!("{value} não cabe: até 15 algarismos"),
                format!("{value} does not fit: at most 15 digits"),
                "",
            )
        })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
        if let Some(date) = iso_date(value) {
            return Ok(Scalar::Date(date));
        }
        checked(value.to_owned(), Shape::Line, LINE_MAX).map(Scalar::Text)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scalar, A::Error> {
        date_of_map(map).map(Scalar::Date)
    }
}

/// A date, TOML's own or a text `yyyy-mm-dd`.
pub(in crate::domain) struct Date(NaiveDate);

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(DateVisitor).map(Self)
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = NaiveDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date like 2026-01-31")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<NaiveDate, E> {
        iso_date(value).ok_or_else(|| no_date(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NaiveDate, A::Error> {
        date_of_map(map)
    }
}

/// TOML hands a date over as a table of one entry whose value is its text.
fn date_of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<NaiveDate, A::Error> {
    match map.next_entry::<String, String>()? {
        Some((key, value)) if key.starts_with('$') => iso_date(&value).ok_or_else(|| no_date(&value)),
        _ => Err(no_date("{ }")),
    }
}

fn iso_date(text: &str) -> Option<NaiveDate> {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|part| part.chars().all(|c| c.is_ascii_digit()))
            .and_then(|part| part.parse::<u32>().ok())
    };
    if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(digits(0..4)?).ok()?, digits(5..7)?, digits(8..10)?)
}

fn no_date<E: Error>(value: &str) -> E {
    error(
        format!("`{value}` não é uma data: ano-mês-dia, sem hora"),
        format!("`{value}` is no date: year-month-day, without a time"),
        "2026-01-31",
    )
}
