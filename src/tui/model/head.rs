//! The rows below a type's own row in the outline: what is said of the type and not of a stage, part by part.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Editor, Place};
use crate::domain::flow::Problem;
use crate::tui::command::Command;

/// A part of the type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// Who may open it, where and when.
    Access,
    /// What it costs.
    Charge,
    /// The e-mail at opening.
    Email,
    /// What people read when they open or handle it.
    Guidance,
    /// Where the result is handed over.
    Locations,
    /// One of the delivery locations, by its code.
    Location(String),
    /// A price of a location: its code, the day on which it begins.
    Price(String, NaiveDate),
    /// What is asked at opening.
    Questions,
}

/// A row of the type, as deep as it stands.
#[must_use]
pub fn depth(place: &Place) -> usize {
    match place {
        Place::Part(Part::Location(_)) | Place::Parameter(_) => 1,
        Place::Part(Part::Price(..)) => 2,
        _ => 0,
    }
}

impl Place {
    /// What a key of the editor adds on a row of the type, by the name of its word; none where it adds what it adds
    /// anywhere.
    #[must_use]
    pub fn adds(&self, command: Command) -> Option<&'static str> {
        match (command, self) {
            (Command::FlowAdd | Command::FlowField, Self::Part(Part::Locations))
            | (Command::FlowAdd, Self::Part(Part::Location(_))) => Some("flow-add-location"),
            (Command::FlowAdd, Self::Part(Part::Price(..)))
            | (Command::FlowField, Self::Part(Part::Location(_) | Part::Price(..))) => Some("flow-add-price"),
            (Command::FlowAdd, Self::Part(Part::Questions) | Self::Parameter(_))
            | (Command::FlowField, Self::Head | Self::Part(_) | Self::Parameter(_)) => Some("flow-add-question"),
            _ => None,
        }
    }
}

impl Editor {
    /// The rows of the type, from top to bottom, without its own.
    #[must_use]
    pub fn parts(&self) -> Vec<Place> {
        let mut places: Vec<Place> =
            [Part::Access, Part::Charge, Part::Email, Part::Guidance, Part::Locations].map(Place::Part).to_vec();
        for location in &self.file().locations {
            places.push(Place::Part(Part::Location(location.code.clone())));
            let prices = location.prices.iter().map(|p| Place::Part(Part::Price(location.code.clone(), p.from)));
            places.extend(prices);
        }
        places.push(Place::Part(Part::Questions));
        places.extend(self.file().parameters.iter().map(|p| Place::Parameter(p.code.clone())));
        places
    }

    /// Where a problem that concerns no stage is mended.
    #[must_use]
    pub fn part_of(&self, problem: &Problem) -> Place {
        let key = problem.field.as_deref().unwrap_or_default();
        if let Some(asked) = self.file().parameters.iter().find(|p| p.code == key) {
            return Place::Parameter(asked.code.clone());
        }
        match problem.check.as_str() {
            "V-01" if key == "handler" || (key.is_empty() && self.file().head.handler.is_none()) => Place::Head,
            "V-01" | "V-04" | "V-18" => Place::Part(Part::Access),
            "V-02" | "V-13" => Place::Part(Part::Locations),
            "V-11" | "V-12" | "V-14" | "V-15" | "V-16" | "V-28" => Place::Part(Part::Charge),
            _ => Place::Head,
        }
    }

    /// True when a problem is mended in this row of the type.
    #[must_use]
    pub fn concerns_part(&self, problem: &Problem, place: &Place) -> bool {
        problem.stage.is_none() && (*place == Place::Head || self.part_of(problem) == *place)
    }
}
