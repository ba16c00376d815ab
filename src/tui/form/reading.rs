//! Dates and numbers as people in Brazil type them.

use chrono::{Datelike, NaiveDate};

/// Reads `31/12/2026`, `31/12/26` or `31122026`.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |s: &str| s.trim().parse::<i32>().ok();
    let (day, month, year) = match parts.as_slice() {
        [day, month, year] if day.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] => (number(day)?, number(month)?, number(year)?),
        [all] if all.len() == 8 && all.is_ascii() => {
            (number(all.get(..2)?)?, number(all.get(2..4)?)?, number(all.get(4..)?)?)
        }
        _ => return None,
    };
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    let found = NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    (1900..=2200).contains(&found.year()).then_some(found)
}

/// Reads `1.234,56` or `1234.56`; gives `1234.56`.
#[must_use]
pub fn decimal(text: &str) -> Option<String> {
    let plain = if text.contains(',') { text.replace('.', "").replace(',', ".") } else { text.to_owned() };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let good = !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.chars().filter(|c| *c == '.').count() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    good.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_typed_as_people_write_them() {
        for (text, iso) in [
            ("31/12/2026", Some("2026-12-31")),
            ("1/3/26", Some("2026-03-01")),
            ("01032026", Some("2026-03-01")),
            ("2026-03-01", Some("2026-03-01")),
            ("29/02/2026", None),
            ("31/12", None),
            ("amanhã", None),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), iso, "{text}");
        }
    }

    #[test]
    fn decimals_take_a_comma() {
        for (text, plain) in [
            ("1.234,56", Some("1234.56")),
            ("7,5", Some("7.5")),
            ("7.5", Some("7.5")),
            ("-3", Some("-3")),
            ("7,", None),
            ("x", None),
        ] {
            assert_eq!(decimal(text).as_deref(), plain, "{text}");
        }
    }
}
