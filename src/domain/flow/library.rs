//! What an institution needs before the shipped types can be its own: the rows of the catalogue that they name
//! and it lacks, and delivery locations that it has. Nothing that is there is changed.

use super::TypeFile;
use super::file::Location;
use crate::domain::catalogue::{CatalogueFile, Group};
use crate::domain::file::FileError;

/// The catalogue of the sample school, from which missing rows are taken.
const SAMPLE: &str = include_str!("../../../assets/demo/catalogue.toml");

/// Gives the groups, services and queries that the types name and `here` lacks; empty when it lacks none.
///
/// # Errors
/// None but a shipped catalogue that cannot be read.
pub fn missing(types: &[TypeFile], here: &CatalogueFile) -> Result<CatalogueFile, FileError> {
    let mut rows = CatalogueFile::parse(SAMPLE)?;
    let groups: Vec<&str> = types
        .iter()
        .flat_map(|file| file.head.groups.iter().chain(file.stages.iter().filter_map(|stage| stage.group.as_ref())))
        .map(String::as_str)
        .collect();
    let services: Vec<&str> = types.iter().filter_map(|file| file.head.charge.as_ref()?.service.as_deref()).collect();
    let queries: Vec<&str> = types
        .iter()
        .flat_map(|file| {
            let asked = file.parameters.iter().map(|row| &row.query);
            asked.chain(file.stages.iter().flat_map(|stage| &stage.fields).map(|row| &row.query))
        })
        .filter_map(|query| query.as_deref())
        .collect();
    let lacks = |named: &[&str], code: &str, has: bool| !has && named.contains(&code);
    rows.groups.retain(|row| lacks(&groups, &row.code, here.groups.iter().any(|known| known.code == row.code)));
    rows.services.retain(|row| lacks(&services, &row.code, here.services.iter().any(|known| known.code == row.code)));
    rows.queries.retain(|row| lacks(&queries, &row.code, here.queries.iter().any(|known| known.code == row.code)));
    // A group that the sample does not know either is called by its code.
    for code in groups {
        let known = |row: &Group| row.code == code;
        if !here.groups.iter().any(known) && !rows.groups.iter().any(known) {
            let (code, name) = (code.to_owned(), code.to_owned());
            rows.groups.push(Group { code, name, description: String::new(), active: true });
        }
    }
    rows.branches.clear();
    rows.localities.clear();
    rows.calendars.clear();
    rows.profiles.clear();
    rows.reasons.clear();
    rows.installment_rules.clear();
    rows.settings = None;
    Ok(rows)
}

/// Tells whether a catalogue of [`missing`] rows has any.
#[must_use]
pub const fn is_nothing(rows: &CatalogueFile) -> bool {
    rows.groups.is_empty() && rows.services.is_empty() && rows.queries.is_empty()
}

/// Keeps the delivery locations that the institution has; where it has none of them, every active locality becomes
/// one, with the price of the first that the file had.
pub fn settle_in(file: &mut TypeFile, here: &CatalogueFile) {
    let prices = file.locations.first().map(|location| location.prices.clone()).unwrap_or_default();
    file.locations.retain(|location| {
        here.localities.iter().any(|place| place.code == location.locality && place.branch == location.branch)
    });
    if file.locations.is_empty() {
        let places = here.localities.iter().filter(|place| place.active);
        file.locations.extend(places.map(|place| Location {
            code: place.code.clone(),
            branch: place.branch,
            locality: place.code.clone(),
            description: place.name.clone(),
            active: true,
            prices: prices.clone(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::flow::SHIPPED;

    fn shipped() -> Vec<TypeFile> {
        SHIPPED.iter().map(|(_, text)| TypeFile::parse(text).unwrap()).collect()
    }

    #[test]
    fn an_institution_that_has_nothing_gets_what_the_types_name_and_one_that_has_it_nothing() {
        let types = shipped();
        let mut here = CatalogueFile::parse("format = 1\n").unwrap();
        let rows = missing(&types, &here).unwrap();
        assert!(rows.groups.iter().any(|group| group.code == "secretaria" && group.name == "Secretaria"));
        assert!(rows.services.iter().any(|service| service.code == "prova-2a-chamada"));
        assert!(rows.profiles.is_empty() && rows.branches.is_empty() && rows.settings.is_none());
        here.groups = rows.groups;
        here.services = rows.services;
        here.queries = rows.queries;
        assert!(is_nothing(&missing(&types, &here).unwrap()));
    }

    #[test]
    fn a_group_that_nobody_knows_is_called_by_its_code() {
        let mut types = shipped();
        types[0].stages[0].group = Some("reitoria".to_owned());
        let rows = missing(&types[..1], &CatalogueFile::parse("format = 1\n").unwrap()).unwrap();
        assert!(rows.groups.iter().any(|group| group.name == "reitoria"));
    }

    #[test]
    fn locations_are_those_of_the_institution() {
        let place = |code: &str, branch: i16| {
            format!("[[locality]]\ncode = \"{code}\"\nbranch = {branch}\nname = \"Balcão {code}\"\n")
        };
        let here = |rows: String| CatalogueFile::parse(&format!("format = 1\n{rows}")).unwrap();
        let second = || TypeFile::parse(SHIPPED[2].1).unwrap();
        let mut file = second();
        settle_in(&mut file, &here(place("sede", 1) + &place("norte", 1)));
        assert_eq!(file.locations.len(), 1, "norte is of another branch here");
        let mut file = second();
        settle_in(&mut file, &here(place("centro", 7)));
        assert_eq!((file.locations[0].code.as_str(), file.locations[0].branch), ("centro", 7));
        assert_eq!(file.locations[0].prices, second().locations[0].prices);
    }
}
