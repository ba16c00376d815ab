//! Delivery locations of a type and what they cost from day to day: one price a day, each known by the day on which
//! it begins.

use chrono::NaiveDate;

use super::{free_code, no_row, rows, why};
use crate::domain::file::FileError;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::{Location, Price};

/// Adds a location; gives its code.
pub(super) fn add(file: &mut TypeFile, location: &Location) -> String {
    let mut location = location.clone();
    if location.code.is_empty() {
        let taken = |code: &str| file.locations.iter().any(|l| l.code == code);
        location.code = free_code(&location.description, "local", taken);
    }
    let code = location.code.clone();
    file.locations.push(location);
    code
}

/// Changes a location under its code; its prices stay.
pub(super) fn change(file: &mut TypeFile, code: &str, wanted: &Location) -> Result<(), FileError> {
    let location = of(file, code)?;
    let prices = std::mem::take(&mut location.prices);
    *location = Location { code: code.to_owned(), prices, ..wanted.clone() };
    Ok(())
}

/// Adds a price. One that is open at its end and begins earlier ends the day before: that is what a new price means.
pub(super) fn add_price(file: &mut TypeFile, code: &str, price: &Price) -> Result<(), FileError> {
    let location = of(file, code)?;
    if location.prices.iter().any(|p| p.from == price.from) {
        return Err(twice(price.from));
    }
    for earlier in location.prices.iter_mut().filter(|p| p.to.is_none() && p.from < price.from) {
        earlier.to = price.from.pred_opt();
    }
    location.prices.push(price.clone());
    Ok(())
}

/// Changes the price that begins on a day.
pub(super) fn change_price(
    file: &mut TypeFile,
    (code, from): (&str, NaiveDate),
    wanted: &Price,
) -> Result<(), FileError> {
    let location = of(file, code)?;
    if wanted.from != from && location.prices.iter().any(|p| p.from == wanted.from) {
        return Err(twice(wanted.from));
    }
    let price = location.prices.iter_mut().find(|p| p.from == from).ok_or_else(|| no_row(&from.to_string()))?;
    *price = wanted.clone();
    Ok(())
}

/// Takes the price away that begins on a day.
pub(super) fn remove_price(file: &mut TypeFile, code: &str, from: NaiveDate) -> Result<(), FileError> {
    rows::take(&mut of(file, code)?.prices, |p| p.from == from, &from.to_string())
}

fn of<'a>(file: &'a mut TypeFile, code: &str) -> Result<&'a mut Location, FileError> {
    file.locations.iter_mut().find(|l| l.code == code).ok_or_else(|| no_row(code))
}

fn twice(day: NaiveDate) -> FileError {
    let day = day.format("%d/%m/%Y");
    why(format!("já há um preço que começa em {day}"), format!("a price begins on {day} already"))
}
