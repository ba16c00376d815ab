//! A receipt in words: which facts stand on it, in which order, under which names.

use chrono::{DateTime, FixedOffset};

use super::Words;
use crate::domain::charge::{Charge, day, money};
use crate::domain::receipt::{Block, Receipt, Sheet};
use crate::domain::refusal::Lang;

impl Words {
    /// The sheet of a receipt.
    #[must_use]
    pub fn receipt(&self, receipt: &Receipt) -> Sheet {
        let place = [Some(&receipt.branch), receipt.place.as_ref()];
        let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
        Sheet {
            lang: match self.lang() {
                Lang::PtBr => "pt-BR".to_owned(),
                Lang::En => "en".to_owned(),
            },
            title: self.text("receipt-paper"),
            school: receipt.school.clone(),
            place: place.join(" · "),
            protocol_label: self.text("receipt-protocol"),
            protocol: receipt.protocol.clone(),
            blocks: vec![self.whose(receipt), self.asked(receipt), self.costs(receipt)],
            notes: self.receipt_notes(receipt),
            foot: self.by_whom("receipt-issued", &receipt.issued_at, receipt.issued_by.as_deref()),
        }
    }

    fn whose(&self, receipt: &Receipt) -> Block {
        let mut block = Block::new(self.text("receipt-student"));
        let student = &receipt.student;
        block.say(self.text("receipt-name"), Some(student.name.clone()), true);
        let (label, value) = match &student.cpf {
            Some(cpf) => ("RA · CPF", format!("{} · {cpf}", student.ra)),
            None => ("RA", student.ra.clone()),
        };
        block.say(label.to_owned(), Some(value), false);
        let course = [receipt.course.as_deref(), receipt.period.as_deref()];
        let course: Vec<&str> = course.into_iter().flatten().collect();
        block.say(self.text("receipt-course"), Some(course.join(" · ")), false);
        block
    }

    fn asked(&self, receipt: &Receipt) -> Block {
        let mut block = Block::new(self.text("receipt-ask"));
        block.say(self.text("receipt-type"), Some(receipt.kind.name.clone()), true);
        for answer in &receipt.parameters {
            block.say(answer.question.clone(), Some(answer.answer.clone()), false);
        }
        // Who says nothing asks for what the type is for: its name needs no second line.
        let said = Some(receipt.description.clone()).filter(|d| *d != receipt.kind.name);
        block.say(self.text("receipt-description"), said, false);
        block.say(self.text("receipt-location"), Some(receipt.location.clone()), false);
        block.say(self.text("receipt-promised"), receipt.promised_date.as_deref().map(day), true);
        block.say(self.text("receipt-requester"), self.requester(receipt), false);
        let opened = self.by_whom("receipt-opened", &receipt.opened_at, receipt.opened_by.as_deref());
        block.say(self.text("receipt-opening"), Some(opened), false);
        let status = self.text(&format!("status-{}", receipt.status.replace('_', "-")));
        let status = match &receipt.outcome {
            Some(outcome) => format!("{status} · {}", self.text(&format!("outcome-{outcome}"))),
            None => status,
        };
        block.say(self.text("receipt-status"), Some(status), false);
        block
    }

    /// Who asked, in words; none when the desk opened it for whoever it was.
    fn requester(&self, receipt: &Receipt) -> Option<String> {
        let who = &receipt.requester;
        match (who.kind.as_str(), &who.name, &who.relation) {
            ("guardian", Some(name), Some(relation)) => {
                Some(format!("{name} ({})", self.text(&format!("guardian-{relation}"))))
            }
            ("student" | "guardian", _, _) => Some(self.text(&format!("requester-{}", who.kind))),
            _ => None,
        }
    }

    fn costs(&self, receipt: &Receipt) -> Block {
        let mut block = Block::new(self.text("receipt-charge"));
        let Some(charge) = &receipt.charge else {
            block.say(self.text("receipt-amount"), Some(self.text("charge-none")), false);
            return block;
        };
        let free = charge.status == "free";
        let amount = if free { self.text("charge-free") } else { money(&charge.amount, self.lang()) };
        block.say(self.text("receipt-amount"), Some(amount), true);
        if !free {
            block.say(self.text("receipt-due"), charge.due_date.as_deref().map(day), true);
            let number = charge.installment.map(|n| match &receipt.contract {
                Some(contract) => self.with(
                    "receipt-of-contract",
                    &[("n", n.to_string().into()), ("contract", contract.as_str().into())],
                ),
                None => n.to_string(),
            });
            block.say(self.text("receipt-installment"), number, false);
            block.say(self.text("receipt-state"), Some(self.charge_state(charge)), false);
        }
        block.say(self.text("receipt-service"), charge.service.clone(), false);
        block
    }

    /// What became of a charge, without its figures.
    #[must_use]
    pub fn charge_state(&self, charge: &Charge) -> String {
        let state = match (charge.status.as_str(), charge.ledger.as_deref()) {
            ("charged", Some("paid")) => "paid",
            ("charged", Some("renegotiated")) => "renegotiated",
            ("charged", _) => "open",
            (status, _) => status,
        };
        let paid = charge.paid_on.as_deref().map(day).unwrap_or_default();
        self.with(&format!("charge-state-{state}"), &[("paid", paid.into())])
    }

    fn receipt_notes(&self, receipt: &Receipt) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(receipt.instructions.clone().filter(|text| !text.trim().is_empty()));
        notes.push(self.text("receipt-note-keep"));
        if receipt.charge.as_ref().is_some_and(|c| c.status == "charged") {
            notes.push(self.text("receipt-note-charge"));
        }
        if receipt.legal_document {
            notes.push(self.text("receipt-note-law"));
        }
        notes.push(self.text("receipt-note-privacy"));
        notes
    }

    fn by_whom(&self, id: &str, at: &str, who: Option<&str>) -> String {
        let moment = DateTime::parse_from_rfc3339(at).ok();
        let shown = |format: &str| moment.map(|m: DateTime<FixedOffset>| m.format(format).to_string());
        let day = shown("%d/%m/%Y").unwrap_or_else(|| at.to_owned());
        let time = shown("%H:%M").unwrap_or_default();
        let who = who.unwrap_or("—").to_owned();
        self.with(id, &[("day", day.into()), ("time", time.into()), ("who", who.into())])
    }
}
