//! The forms of a type itself: its data, who may open it, its charge, e-mail and guidance, its delivery locations and
//! their prices. Each says only its own keys; the others stay as they are.

use chrono::NaiveDate;
use serde_json::Value;

use super::read::Read;
use super::{Field, Ground, Misfit, Role, Takes};
use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::{Audience, Channel, Charge, Handler, Location, Price, TypeHead};
use crate::tui::form::field::Choice;
use crate::tui::form::reading;
use crate::tui::model::Part;

/// Priorities, the most urgent first.
const LEVELS: std::ops::RangeInclusive<u8> = 1..=5;

impl Ground<'_> {
    fn day(&self, key: &str, value: Option<NaiveDate>) -> Field {
        let mut field = Field::new(Role::Value, Takes::Date, key, &self.label(key));
        if let Some(day) = value {
            field.fill(&Value::String(day.to_string()));
        }
        field.help = self.help(key);
        field
    }

    /// The data of the type.
    pub(super) fn head_fields(&self) -> Vec<Field> {
        let head = &self.file.head;
        let handlers = Handler::ALL
            .iter()
            .map(|h| Choice {
                code: h.word().to_owned(),
                label: self.words.text("fw-educational"),
                hint: String::new(),
            })
            .collect();
        let levels = LEVELS
            .map(|n| Choice {
                code: n.to_string(),
                label: self.words.text(&format!("priority-{n}")),
                hint: String::new(),
            })
            .collect();
        vec![
            self.text(Takes::Short, "name", &head.name).required(),
            self.choice("handler", handlers, head.handler.map(Handler::word).unwrap_or_default(), false),
            self.choice("priority", levels, &head.default_priority.to_string(), true).required(),
            self.number("expected-days", head.expected_days),
            self.yes("legal", head.legal_document),
            self.text(Takes::Long, "description", &head.description),
        ]
    }

    /// The fields of a part.
    pub(super) fn part_fields(&self, part: &Part) -> Option<(Vec<Field>, String)> {
        let head = &self.file.head;
        let name = head.name.clone();
        Some(match part {
            Part::Access => (self.access_fields(), name),
            Part::Charge => (self.charge_fields(), name),
            Part::Email => (
                vec![
                    self.text(Takes::Short, "from-name", &head.email_from_name),
                    self.text(Takes::Short, "from-addr", &head.email_from_addr),
                    self.text(Takes::Short, "subject", &head.email_subject),
                ],
                name,
            ),
            Part::Guidance => (
                vec![
                    self.text(Takes::Long, "to-student", &head.instructions_student),
                    self.text(Takes::Long, "to-attendant", &head.instructions_attendant),
                ],
                name,
            ),
            Part::Location(code) => {
                let location = self.location(code)?;
                (self.location_fields(Some(location)), location.description.clone())
            }
            Part::Price(code, from) => {
                let location = self.location(code)?;
                let price = location.prices.iter().find(|p| p.from == *from)?;
                (self.price_fields(Some(price)), location.description.clone())
            }
            Part::Locations | Part::Questions => return None,
        })
    }

    pub(super) fn location(&self, code: &str) -> Option<&Location> {
        self.file.locations.iter().find(|l| l.code == code)
    }

    fn access_fields(&self) -> Vec<Field> {
        let head = &self.file.head;
        let mut fields = vec![
            self.day("valid-from", head.valid_from),
            self.day("valid-to", head.valid_to),
            self.yes("desk", head.channels.contains(&Channel::Desk)),
            self.yes("portal", head.channels.contains(&Channel::Portal)),
            self.yes("student", head.audience.contains(&Audience::Student)),
            self.yes("guardian", head.audience.contains(&Audience::Guardian)),
        ];
        for group in &self.known.groups {
            let mut field = self.yes("of-group", head.groups.contains(&group.code));
            field.key = format!("group {}", group.code);
            field.label = self.words.with("ff-of-group", &[("group", group.name.clone().into())]);
            fields.push(field);
        }
        fields.extend([
            self.yes("enrolment", head.requires_enrolment),
            self.yes("contract", head.requires_active_contract),
            self.number("max-open", head.max_open_per_student),
            self.yes("attachments", head.allow_attachments),
            self.yes("attachment", head.attachment_required),
            self.yes("student-cancel", head.allow_student_cancel),
        ]);
        fields
    }

    fn charge_fields(&self) -> Vec<Field> {
        let none =
            Charge { service: None, insert_extra_service: false, use_location_price: false, validate_debts: false };
        let charge = self.file.head.charge.as_ref().unwrap_or(&none);
        let services = self
            .known
            .services
            .iter()
            .map(|s| Choice {
                code: s.code.clone(),
                label: s.name.clone(),
                hint: s.value.as_deref().map_or_else(
                    || self.words.text("ff-service-no-value"),
                    |v| crate::domain::charge::money(v, self.words.lang()),
                ),
            })
            .collect();
        vec![
            self.yes("charges", charge.insert_extra_service),
            self.choice("service", services, charge.service.as_deref().unwrap_or_default(), false),
            self.yes("location-price", charge.use_location_price),
            self.yes("debts", charge.validate_debts),
        ]
    }

    pub(super) fn location_fields(&self, location: Option<&Location>) -> Vec<Field> {
        let branch_name = |code: i16| {
            let code = code.to_string();
            self.known.branches.iter().find(|b| b.code == code).map_or(code.clone(), |b| b.name.clone())
        };
        let localities = self
            .known
            .localities
            .iter()
            .map(|l| Choice { code: l.code.clone(), label: l.name.clone(), hint: branch_name(l.branch) })
            .collect();
        let branch = location.map(|l| l.branch.to_string());
        vec![
            self.text(Takes::Short, "place", location.map_or("", |l| &l.description)).required(),
            self.choice("locality", localities, location.map_or("", |l| &l.locality), false).required(),
            self.named("branch", &self.known.branches, branch.as_deref()),
            self.yes("active", location.is_none_or(|l| l.active)),
        ]
    }

    pub(super) fn price_fields(&self, price: Option<&Price>) -> Vec<Field> {
        let mut amount = Field::new(Role::Value, Takes::Decimal, "amount", &self.label("amount")).required();
        if let Some(price) = price {
            amount.fill(&Value::String(format!("{:.2}", price.amount)));
        }
        amount.help = self.help("amount");
        vec![amount, self.day("from", price.map(|p| p.from)).required(), self.day("until", price.and_then(|p| p.to))]
    }
}

impl Read<'_> {
    /// The data of the type.
    pub(super) fn head(&self, was: &TypeHead) -> Result<TypeHead, Misfit> {
        Ok(TypeHead {
            name: self.typed("name"),
            handler: Handler::ALL.iter().copied().find(|h| self.code("handler").as_deref() == Some(h.word())),
            default_priority: self.code("priority").and_then(|p| p.parse().ok()).unwrap_or(was.default_priority),
            expected_days: self.number("expected-days")?,
            legal_document: self.says("legal"),
            description: self.typed("description"),
            ..was.clone()
        })
    }

    /// What the form of a part says.
    pub(super) fn part(&self, part: &Part) -> Result<Option<Edit>, Misfit> {
        let was = &self.ground.file.head;
        let head = |head: TypeHead| Edit::ChangeHead { head: Box::new(head) };
        Ok(Some(match part {
            Part::Access => head(self.access(was)?),
            Part::Charge => head(TypeHead { charge: self.charge(), ..was.clone() }),
            Part::Email => head(TypeHead {
                email_from_name: self.typed("from-name"),
                email_from_addr: self.typed("from-addr"),
                email_subject: self.typed("subject"),
                ..was.clone()
            }),
            Part::Guidance => head(TypeHead {
                instructions_student: self.typed("to-student"),
                instructions_attendant: self.typed("to-attendant"),
                ..was.clone()
            }),
            Part::Location(code) if self.ground.location(code).is_some() => {
                Edit::ChangeLocation { code: code.clone(), location: Box::new(self.location()) }
            }
            Part::Price(code, from) if self.ground.location(code).is_some() => {
                Edit::ChangePrice { location: code.clone(), from: *from, price: self.price()? }
            }
            Part::Location(_) | Part::Price(..) | Part::Locations | Part::Questions => return Ok(None),
        }))
    }

    fn access(&self, was: &TypeHead) -> Result<TypeHead, Misfit> {
        let set = |key: &str| self.says(key);
        let mut channels = Vec::new();
        let mut audience = Vec::new();
        channels.extend(set("desk").then_some(Channel::Desk));
        channels.extend(set("portal").then_some(Channel::Portal));
        audience.extend(set("student").then_some(Audience::Student));
        audience.extend(set("guardian").then_some(Audience::Guardian));
        // Those that were there keep their order; new ones follow.
        let wanted = |code: &String| set(&format!("group {code}"));
        let offered = |code: &String| self.ground.known.groups.iter().any(|g| g.code == *code);
        let mut groups: Vec<String> = was.groups.iter().filter(|c| wanted(c) || !offered(c)).cloned().collect();
        let more = self.ground.known.groups.iter().map(|g| &g.code).filter(|c| wanted(c) && !was.groups.contains(c));
        groups.extend(more.cloned());
        Ok(TypeHead {
            valid_from: self.day("valid-from")?,
            valid_to: self.day("valid-to")?,
            max_open_per_student: self.number("max-open")?,
            channels,
            audience,
            groups,
            requires_enrolment: set("enrolment"),
            requires_active_contract: set("contract"),
            allow_attachments: set("attachments"),
            attachment_required: set("attachment"),
            allow_student_cancel: set("student-cancel"),
            ..was.clone()
        })
    }

    /// The charge; none when nothing is said of it.
    fn charge(&self) -> Option<Charge> {
        let charge = Charge {
            service: self.code("service"),
            insert_extra_service: self.says("charges"),
            use_location_price: self.says("location-price"),
            validate_debts: self.says("debts"),
        };
        let says = charge.service.is_some()
            || charge.insert_extra_service
            || charge.use_location_price
            || charge.validate_debts;
        says.then_some(charge)
    }

    /// A location; its branch is the one of its locality where no other was chosen.
    pub(super) fn location(&self) -> Location {
        let locality = self.code("locality").unwrap_or_default();
        let own = self.ground.known.localities.iter().find(|l| l.code == locality).map(|l| l.branch);
        Location {
            code: String::new(),
            branch: self.code("branch").and_then(|b| b.parse().ok()).or(own).unwrap_or_default(),
            locality,
            description: self.typed("place"),
            active: self.says("active"),
            prices: Vec::new(),
        }
    }

    pub(super) fn price(&self) -> Result<Price, Misfit> {
        let words = self.ground.words;
        let amount = reading::decimal(&self.typed("amount")).and_then(|text| text.parse().ok());
        Ok(Price {
            amount: amount.ok_or_else(|| ("amount".to_owned(), words.text("field-decimal")))?,
            from: self.day("from")?.ok_or_else(|| ("from".to_owned(), words.text("field-date")))?,
            to: self.day("until")?,
        })
    }
}
