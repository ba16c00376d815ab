//! Where a type begins: as little as a sound flow needs, or the whole of another type under a new code.

use chrono::NaiveDate;

use super::free_code;
use crate::domain::flow::TypeFile;
use crate::domain::flow::file::{Assignment, Audience, Can, Channel, Handler, Outcome, Purpose, Stage, TypeHead};

/// A type of one stage in which everything is done: default, entry, concludes. What only the institution knows is
/// left open for the publish check to name: until when it holds, its groups, its delivery locations.
#[must_use]
pub fn blank(code: &str, name: &str, today: NaiveDate) -> TypeFile {
    let stage = Stage {
        code: "atendimento".to_owned(),
        name: "Atendimento".to_owned(),
        description: String::new(),
        default: true,
        entry: true,
        activate_task: true,
        group: None,
        assignment: Assignment::Queue,
        attendant: None,
        duration: None,
        purpose: Purpose::Neutral,
        can: vec![Can::Conclude, Can::Cancel, Can::Wait],
        outcomes: vec![Outcome::Granted, Outcome::Denied, Outcome::Done],
        public_label: String::new(),
        active: true,
        fields: Vec::new(),
        actions: Vec::new(),
    };
    TypeFile {
        format: 1,
        head: TypeHead {
            code: code.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            handler: Some(Handler::Educational),
            valid_from: Some(today),
            valid_to: None,
            channels: Channel::ALL.to_vec(),
            audience: vec![Audience::Student],
            groups: Vec::new(),
            default_priority: 3,
            expected_days: None,
            instructions_student: String::new(),
            instructions_attendant: String::new(),
            allow_student_cancel: false,
            max_open_per_student: None,
            allow_attachments: true,
            attachment_required: false,
            requires_enrolment: true,
            requires_active_contract: true,
            legal_document: false,
            email_from_name: String::new(),
            email_from_addr: String::new(),
            email_subject: String::new(),
            charge: None,
        },
        locations: Vec::new(),
        parameters: Vec::new(),
        stages: vec![stage],
        edges: Vec::new(),
        reasons: Vec::new(),
    }
}

/// The same type under another code and name.
#[must_use]
pub fn copied(file: &TypeFile, code: &str, name: &str) -> TypeFile {
    let mut copy = file.clone();
    code.clone_into(&mut copy.head.code);
    name.clone_into(&mut copy.head.name);
    copy
}

/// The code of a new type: as typed, else made from its name; none of those that are there.
#[must_use]
pub fn type_code(typed: &str, name: &str, taken: impl Fn(&str) -> bool) -> String {
    let typed = typed.trim();
    // `2ª chamada` is said, and found, as `2a-chamada`.
    let name = name.replace('ª', "a").replace('º', "o");
    if typed.is_empty() { free_code(&name, "tipo", taken) } else { typed.to_owned() }
}
