//! The sample school's words: names to compose people of, and what they ask, write and answer.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dice::Dice;
use crate::store::failure::Failure;

const TEXT: &str = include_str!("../../../assets/demo/words.toml");

/// Something that is taught.
#[derive(Debug, Clone)]
pub(super) struct Discipline {
    pub code: String,
    pub name: String,
    pub course: String,
}

/// The words, as the file groups them.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub company: String,
    pub courses: Vec<String>,
    pub shifts: Vec<String>,
    pub given_f: Vec<String>,
    pub given_m: Vec<String>,
    pub family: Vec<String>,
    pub particle: Vec<String>,
    /// `CODE|Name`, by course.
    discipline: BTreeMap<String, Vec<String>>,
    #[serde(skip)]
    disciplines: Vec<Discipline>,
    /// What is asked, by type; `other` for the rest.
    ask: BTreeMap<String, Vec<String>>,
    /// What is written in an act, by act.
    said: BTreeMap<String, Vec<String>>,
    /// Answers of fields, by key; `short` and `long` for the rest.
    answer: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// Reads them.
    pub(super) fn load() -> Result<Self, Failure> {
        let mut words: Self =
            toml::from_str(TEXT).map_err(|error| Failure::Broken(format!("assets/demo/words.toml: {error}")))?;
        let of_course = |(course, all): (&String, &Vec<String>)| {
            let one = |text: &String| {
                let (code, name) = text.split_once('|').unwrap_or((text, text));
                Discipline { code: code.to_owned(), name: name.to_owned(), course: course.clone() }
            };
            all.iter().map(one).collect::<Vec<_>>()
        };
        words.disciplines = words.discipline.iter().flat_map(of_course).collect();
        // The first one is what the fixed students take.
        words.disciplines.sort_by_key(|known| known.code != "DIR101");
        Ok(words)
    }

    /// All that is taught, in one order.
    pub(super) fn disciplines(&self) -> &[Discipline] {
        &self.disciplines
    }

    pub(super) fn ask(&self, kind: &str, dice: &mut Dice) -> &str {
        one(&self.ask, kind, "other", dice)
    }

    pub(super) fn said(&self, act: &str, dice: &mut Dice) -> &str {
        one(&self.said, act, "note", dice)
    }

    pub(super) fn answer(&self, key: &str, long: bool, dice: &mut Dice) -> &str {
        one(&self.answer, key, if long { "long" } else { "short" }, dice)
    }

    /// A full name, as Brazilians bear them: one given name or a double one, two family names.
    pub(super) fn name(&self, dice: &mut Dice) -> String {
        let given = if dice.percent(52) { &self.given_f } else { &self.given_m };
        let mut parts: Vec<&str> = vec![];
        parts.extend(dice.pick(given).map(String::as_str));
        let first = dice.pick(&self.family).map_or("", String::as_str);
        let mut last = dice.pick(&self.family).map_or("", String::as_str);
        if last == first {
            last = self.family.first().map_or("", String::as_str);
        }
        parts.push(first);
        parts.extend(dice.pick(&self.particle).map(String::as_str).filter(|particle| !particle.is_empty()));
        parts.push(last);
        parts.join(" ")
    }
}

fn one<'a>(from: &'a BTreeMap<String, Vec<String>>, key: &str, rest: &str, dice: &mut Dice) -> &'a str {
    let list = from.get(key).or_else(|| from.get(rest)).map_or(&[][..], Vec::as_slice);
    dice.pick(list).map_or("", String::as_str)
}
