//! From text to filter, by the table. Each mistake points at its column and says what would fit.

use super::dates::{DayRange, Lapse, Leaning, NoRange, comparison, days};
use super::lexer::{Lexeme, lex};
use super::terms::{self, CHANNELS, CHARGES, Key, LATE, ME, NO_DUE, NOBODY, Named, PRIORITIES, STATUSES, TermInfo};
use super::{Context, Due, Filter, Owner, Person, Term, Test, When};
use crate::domain::request::Status;
use crate::domain::text::{self, Shape, fold};
use std::fmt;

/// A filter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Where, in characters, from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub len: usize,
    /// Why, in Brazilian Portuguese.
    pub pt: String,
    /// Why, in English.
    pub en: String,
    /// What could stand there instead.
    pub would_fit: Vec<String>,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.en)?;
        if !self.would_fit.is_empty() {
            write!(f, " (would fit: {})", self.would_fit.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for FilterError {}

/// Reads a filter text.
///
/// # Errors
/// The first mistake: an unknown key, a value that does not fit its key, a missing quote.
pub fn parse(text: &str, context: &Context) -> Result<Filter, FilterError> {
    let terms = lex(text).iter().map(|lexeme| term(lexeme, context)).collect::<Result<_, _>>()?;
    Ok(Filter { terms })
}

/// A mistake in a value, not yet placed.
struct Misfit {
    pt: String,
    en: String,
    would_fit: Vec<String>,
}

fn term(lexeme: &Lexeme, context: &Context) -> Result<Term, FilterError> {
    let (at, end) = (lexeme.value_at, lexeme.end);
    let here = |column: usize, len: usize, misfit: Misfit| FilterError {
        column: column + 1,
        len: len.max(1),
        pt: misfit.pt,
        en: misfit.en,
        would_fit: misfit.would_fit,
    };
    if lexeme.unclosed {
        let misfit = misfit("falta fechar as aspas", "a closing quote is missing", ["\""]);
        return Err(here(at, end - at, misfit));
    }
    let value = fold(&text::clean(&lexeme.value, Shape::Line)).trim().to_owned();
    let test = match &lexeme.key {
        None if value.is_empty() => Err(misfit("falta a palavra", "a word is missing", ["maria", "tipo:declaracao"]))
            .map_err(|m| here(at, end - at, m))?,
        None => Test::Word(value),
        Some((name, column)) => {
            let info = terms::find(name).ok_or_else(|| here(*column, name.chars().count(), unknown_key(name)))?;
            if value.is_empty() {
                let pt = format!("falta o valor de `{}:`", info.pt);
                let en = format!("the value of `{}:` is missing", info.en());
                return Err(here(at, end - at, misfit(pt, en, offers(info))));
            }
            test(info, &value, context).map_err(|misfit| here(at, end - at, misfit))?
        }
    };
    Ok(Term { negated: lexeme.negated, test })
}

fn test(info: &'static TermInfo, value: &str, context: &Context) -> Result<Test, Misfit> {
    let text = value.to_owned();
    let unfit = || unfit(info, value);
    Ok(match info.key {
        Key::Type => Test::Type(text),
        Key::Stage => Test::Stage(text),
        Key::Group => Test::Group(text),
        Key::Ra => Test::Ra(text),
        Key::Course => Test::Course(text),
        Key::Owner if ME.is(value) => Test::Owner(Owner::Me),
        Key::Owner if NOBODY.is(value) => Test::Owner(Owner::Nobody),
        Key::Owner => Test::Owner(Owner::Login(login(value).ok_or_else(unfit)?)),
        Key::By if ME.is(value) => Test::By(Person::Me),
        Key::By => Test::By(Person::Login(login(value).ok_or_else(unfit)?)),
        Key::Status => Test::Status(statuses(info, value)?),
        Key::Channel => Test::Channel(pick(&CHANNELS, value).ok_or_else(unfit)?),
        Key::Charge => Test::Charge(pick(&CHARGES, value).ok_or_else(unfit)?),
        Key::Branch => Test::Branch(value.parse().ok().filter(|code| *code >= 0).ok_or_else(unfit)?),
        Key::Priority => {
            let (min, max) = priorities(value).ok_or_else(unfit)?;
            Test::Priority { min, max }
        }
        Key::Due => Test::Due(due(info, value, context)?),
        Key::Opened => Test::Opened(when(info, value, context)?),
        Key::Closed => Test::Closed(when(info, value, context)?),
    })
}

/// A login, `[a-z][a-z0-9._]{1,30}`.
fn login(value: &str) -> Option<String> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_');
    let fits = (2..=31).contains(&value.len())
        && value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.chars().all(inner);
    fits.then(|| value.to_owned())
}

fn pick<T: Copy>(table: &[(Named, T)], value: &str) -> Option<T> {
    table.iter().find(|(name, _)| name.is(value)).map(|(_, what)| *what)
}

/// States, several separated by commas.
fn statuses(info: &'static TermInfo, value: &str) -> Result<Vec<Status>, Misfit> {
    let mut found = Vec::new();
    for name in value.split(',').map(str::trim) {
        found.extend(pick(&STATUSES, name).ok_or_else(|| unfit(info, name))?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// A priority by number or name, a comparison or a range; compared as numbers.
fn priorities(value: &str) -> Option<(u8, u8)> {
    let read = |text: &str| {
        let named = (1..).zip(PRIORITIES.iter()).find(|(_, name)| name.is(text)).map(|(number, _)| number);
        named.or_else(|| text.parse::<u8>().ok().filter(|number| (1..=5).contains(number)))
    };
    let (min, max) = match value.split_once("..") {
        Some(("", "")) => return None,
        Some((min, max)) => (if min.is_empty() { 1 } else { read(min)? }, if max.is_empty() { 5 } else { read(max)? }),
        None => {
            let (sign, rest) = comparison(value);
            let number = read(rest)?;
            match sign {
                "<" => (1, number - 1),
                "<=" => (1, number),
                ">" => (number + 1, 5),
                ">=" => (number, 5),
                _ => (number, number),
            }
        }
    };
    (1 <= min && min <= max && max <= 5).then_some((min, max))
}

fn due(info: &'static TermInfo, value: &str, context: &Context) -> Result<Due, Misfit> {
    if LATE.is(value) {
        return Ok(Due::Late);
    }
    if NO_DUE.is(value) {
        return Ok(Due::None);
    }
    let (sign, rest) = comparison(value);
    if let Some(lapse) = Lapse::parse(rest) {
        return Ok(if sign.starts_with('>') { Due::Beyond(lapse) } else { Due::Within(lapse) });
    }
    range(info, value, context, Leaning::Nearest).map(Due::Days)
}

fn when(info: &'static TermInfo, value: &str, context: &Context) -> Result<When, Misfit> {
    let (sign, rest) = comparison(value);
    if let Some(lapse) = Lapse::parse(rest) {
        return Ok(if sign.starts_with('>') { When::Older(lapse) } else { When::Younger(lapse) });
    }
    range(info, value, context, Leaning::Past).map(When::Days)
}

fn range(info: &'static TermInfo, value: &str, context: &Context, leaning: Leaning) -> Result<DayRange, Misfit> {
    days(value, context.today, leaning).map_err(|why| match why {
        NoRange::Unread => unfit(info, value),
        NoRange::Reversed => {
            let (pt, en) = ("o intervalo termina antes de começar", "the range ends before it begins");
            misfit(pt, en, ["01/03..15/03"])
        }
    })
}

fn misfit<S: Into<String>>(pt: impl Into<String>, en: impl Into<String>, fit: impl IntoIterator<Item = S>) -> Misfit {
    Misfit { pt: pt.into(), en: en.into(), would_fit: fit.into_iter().map(Into::into).collect() }
}

fn unfit(info: &'static TermInfo, value: &str) -> Misfit {
    let pt = format!("`{value}` não serve para `{}:` ({})", info.pt, info.meaning_pt);
    let en = format!("`{value}` does not fit `{}:` ({})", info.en(), info.meaning_en);
    misfit(pt, en, offers(info))
}

/// The values that a key knows by name, then its examples.
fn offers(info: &'static TermInfo) -> Vec<String> {
    let examples = info.examples.iter().filter_map(|example| example.split_once(':')).map(|(_, value)| value);
    let mut offers: Vec<String> = Vec::new();
    for offer in info.values.iter().map(|name| name.pt).chain(examples) {
        if !offers.iter().any(|known| known == offer) {
            offers.push(offer.to_owned());
        }
    }
    offers
}

/// Names the keys that look like the one typed, or all of them.
fn unknown_key(name: &str) -> Misfit {
    let folded = fold(name);
    let all = || terms::TERMS.iter().map(|row| row.pt);
    let alike: Vec<&str> = terms::TERMS
        .iter()
        .filter(|row| [row.pt, row.en()].iter().any(|known| close(known, &folded)))
        .map(|row| row.pt)
        .collect();
    let names = if alike.is_empty() { all().collect() } else { alike };
    let would_fit: Vec<String> = names.into_iter().map(|name| format!("{name}:")).collect();
    let pt = format!("`{name}:` não é um termo; para procurar o texto, ponha-o entre aspas");
    let en = format!("`{name}:` is no term; to look for the text, put it in quotes");
    misfit(pt, en, would_fit)
}

/// Tells whether one begins the other, or they differ by two letters at most.
fn close(known: &str, typed: &str) -> bool {
    if typed.is_empty() || typed.chars().count() > 20 {
        return false;
    }
    if known.starts_with(typed) || typed.starts_with(known) {
        return true;
    }
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (line, a) in typed.chars().enumerate() {
        let mut last = line + 1;
        let mut next = vec![last];
        for ((b, above_left), above) in known.chars().zip(&row).zip(row.iter().skip(1)) {
            last = (above_left + usize::from(a != b)).min(above + 1).min(last + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().is_some_and(|distance| *distance <= 2 && *distance < typed.chars().count())
}
