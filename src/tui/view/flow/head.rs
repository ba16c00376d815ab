//! The rows of the type itself in the outline: each part with what it says in a few words, locations with their
//! prices, the questions of the opening.

use ratatui::text::Span;

use super::outline::Drawn;
use super::sign;
use crate::domain::charge::money;
use crate::domain::flow::file::{Channel, Location, Parameter, Price};
use crate::tui::cells::{cut, fit, width};
use crate::tui::model::{Part, Place, depth};

/// Cells of the name of a part.
const NAME: usize = 18;
/// Indent of a part, of a location below it.
const PART: usize = 5;
const LOCATION: usize = 7;
/// Cells of the longest name of a location that the others make room for.
const LONGEST: usize = 24;

impl Drawn<'_> {
    /// A row below the row of the type.
    pub(super) fn part(&self, place: &Place) -> Vec<Span<'static>> {
        let file = self.editor.file();
        match place {
            Place::Parameter(code) => match file.parameters.iter().find(|p| p.code == *code) {
                Some(parameter) => self.question(place, parameter),
                None => Vec::new(),
            },
            Place::Part(Part::Location(code)) => match file.locations.iter().find(|l| l.code == *code) {
                Some(location) => self.location(place, location),
                None => Vec::new(),
            },
            Place::Part(Part::Price(code, from)) => {
                let prices = file.locations.iter().find(|l| l.code == *code).map(|l| &l.prices);
                match prices.and_then(|all| all.iter().find(|p| p.from == *from)) {
                    Some(price) => self.price(place, price),
                    None => Vec::new(),
                }
            }
            Place::Part(part) => self.section(place, part),
            _ => Vec::new(),
        }
    }

    /// Where the names of all rows end, so that what they say stands in one column.
    fn column(&self) -> usize {
        let longest = self.editor.file().locations.iter().map(|l| width(&l.description)).max().unwrap_or(0);
        (PART + NAME).max(LOCATION + longest.min(LONGEST))
    }

    /// Cursor, sign, indent; the name, and what it says.
    fn line(&self, place: &Place, name: &str, says: &str, active: bool) -> Vec<Span<'static>> {
        let theme = self.theme;
        let indent = 3 + depth(place) * 2;
        let room = self.room.saturating_sub(indent + 2);
        let cells = self.column().saturating_sub(indent);
        let name = fit(&cut(name, room), cells.min(room).max(width(&cut(name, room))));
        let says = cut(&format!(" {says}"), room.saturating_sub(width(&name)));
        let style = match (*place == self.editor.at, active) {
            (true, _) => theme.strong(),
            (false, true) => theme.plain(),
            (false, false) => theme.dim(),
        };
        vec![
            self.cursor(place),
            sign(self.editor.level(place), theme),
            Span::raw(" ".repeat(indent)),
            Span::styled(name, style),
            Span::styled(says, theme.label()),
        ]
    }

    fn section(&self, place: &Place, part: &Part) -> Vec<Span<'static>> {
        let words = &self.model.words;
        let file = self.editor.file();
        let head = &file.head;
        let says = match part {
            Part::Access => {
                let day = |d: chrono::NaiveDate| d.format("%d/%m/%Y").to_string();
                let until = head.valid_to.map_or_else(|| "—".to_owned(), day);
                let mut says = vec![words.with("flow-until", &[("to", until.into())])];
                says.extend(head.channels.iter().map(|c| {
                    words.text(match c {
                        Channel::Desk => "flow-channel-desk",
                        Channel::Portal => "flow-channel-portal",
                    })
                }));
                says.join(" · ")
            }
            Part::Charge => match head.charge.as_ref().filter(|c| c.insert_extra_service) {
                None => words.text("charge-none"),
                Some(charge) => {
                    let code = charge.service.clone().unwrap_or_else(|| "—".to_owned());
                    let known = self.editor.known.services.iter().find(|s| s.code == code);
                    let name = known.map_or(code, |s| s.name.clone());
                    let value = known.and_then(|s| s.value.as_deref()).map(|v| money(v, words.lang()));
                    let price = if charge.use_location_price {
                        words.text("flow-location-price")
                    } else {
                        value.unwrap_or_else(|| words.text("ff-service-no-value"))
                    };
                    format!("{name} · {price}")
                }
            },
            Part::Email if head.email_subject.is_empty() => words.text("flow-email-usual"),
            Part::Email => format!("“{}”", head.email_subject),
            Part::Guidance => {
                let student = (!head.instructions_student.is_empty()).then(|| words.text("flow-guides-student"));
                let attendant = (!head.instructions_attendant.is_empty()).then(|| words.text("flow-guides-attendant"));
                let both: Vec<String> = [student, attendant].into_iter().flatten().collect();
                if both.is_empty() { "—".to_owned() } else { both.join(" · ") }
            }
            Part::Locations => words.with("flow-locations", &[("n", file.locations.len().into())]),
            Part::Questions => words.with("flow-questions", &[("n", file.parameters.len().into())]),
            Part::Location(_) | Part::Price(..) => String::new(),
        };
        let name = words.text(match part {
            Part::Access => "flow-part-access",
            Part::Charge => "flow-part-charge",
            Part::Email => "flow-part-email",
            Part::Guidance => "flow-part-guidance",
            Part::Questions => "flow-part-questions",
            Part::Locations | Part::Location(_) | Part::Price(..) => "flow-part-locations",
        });
        self.line(place, &name, &says, true)
    }

    fn location(&self, place: &Place, location: &Location) -> Vec<Span<'static>> {
        let words = &self.model.words;
        let today = self.model.now().date_naive();
        let holds = |p: &&Price| p.from <= today && p.to.is_none_or(|to| today <= to);
        let says = match location.prices.iter().find(holds) {
            Some(price) => words.with("flow-price-today", &[("amount", self.amount(price).into())]),
            None => words.text("flow-price-none"),
        };
        let charged = self.editor.file().head.charge.as_ref().is_some_and(|c| c.use_location_price);
        let says = match (location.active, charged || !location.prices.is_empty()) {
            (false, _) => words.text("flow-mark-inactive-long"),
            (true, true) => says,
            (true, false) => String::new(),
        };
        self.line(place, &location.description, &says, location.active)
    }

    fn price(&self, place: &Place, price: &Price) -> Vec<Span<'static>> {
        let words = &self.model.words;
        let day = |d: chrono::NaiveDate| d.format("%d/%m/%Y").to_string();
        let from = ("from", day(price.from).into());
        let says = match price.to {
            Some(to) => words.with("flow-price-between", &[from, ("to", day(to).into())]),
            None => words.with("flow-price-since", &[from]),
        };
        let today = self.model.now().date_naive();
        let holds = price.from <= today && price.to.is_none_or(|to| today <= to);
        self.line(place, &self.amount(price), &says, holds)
    }

    fn amount(&self, price: &Price) -> String {
        money(&format!("{:.2}", price.amount), self.model.words.lang())
    }

    fn question(&self, place: &Place, parameter: &Parameter) -> Vec<Span<'static>> {
        let star = if parameter.required { "* " } else { "  " };
        let label = format!("{star}{}", parameter.label);
        self.line(place, &label, &self.kind(parameter.kind), parameter.active)
    }
}
