//! The canonical text of a type file: keys in the order of the documentation, defaults left out where
//! they say nothing. What is read from it is the same file (amendment: export∘import∘export = export).

use super::file::{Edge, FilledBy, Location, Parameter, Stage, StageField, TypeFile, TypeHead};
use crate::domain::file::writer::{Writer, quoted};

impl TypeFile {
    /// Writes the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut w = Writer::new();
        head(&mut w, &self.head);
        self.locations.iter().for_each(|row| location(&mut w, row));
        self.parameters.iter().for_each(|row| parameter(&mut w, row));
        self.stages.iter().for_each(|row| stage(&mut w, row));
        self.edges.iter().for_each(|row| edge(&mut w, row));
        for reason in &self.reasons {
            w.table("[[reason]]");
            w.text("code", &reason.code);
            w.text("name", &reason.name);
            w.text("kind", reason.kind.word());
        }
        w.finish()
    }
}

fn head(w: &mut Writer, head: &TypeHead) {
    w.table("[type]");
    w.text("code", &head.code);
    w.text("name", &head.name);
    w.text_unless_empty("description", &head.description);
    w.opt_text("handler", head.handler.map(|handler| handler.word()));
    w.opt_plain("valid_from", head.valid_from);
    w.opt_plain("valid_to", head.valid_to);
    w.texts("channels", head.channels.iter().map(|channel| channel.word()));
    w.texts("audience", head.audience.iter().map(|audience| audience.word()));
    w.texts("groups", head.groups.iter().map(String::as_str));
    w.plain("default_priority", head.default_priority);
    w.opt_plain("expected_days", head.expected_days);
    w.text_unless_empty("instructions_student", &head.instructions_student);
    w.text_unless_empty("instructions_attendant", &head.instructions_attendant);
    w.flag("allow_student_cancel", head.allow_student_cancel, false);
    w.opt_plain("max_open_per_student", head.max_open_per_student);
    w.flag("allow_attachments", head.allow_attachments, true);
    w.flag("attachment_required", head.attachment_required, false);
    w.plain("requires_enrolment", head.requires_enrolment);
    w.plain("requires_active_contract", head.requires_active_contract);
    w.plain("legal_document", head.legal_document);
    w.text_unless_empty("email_from_name", &head.email_from_name);
    w.text_unless_empty("email_from_addr", &head.email_from_addr);
    w.text_unless_empty("email_subject", &head.email_subject);
    if let Some(charge) = &head.charge {
        w.table("[type.charge]");
        w.opt_text("service", charge.service.as_deref());
        w.plain("insert_extra_service", charge.insert_extra_service);
        w.plain("use_location_price", charge.use_location_price);
        w.plain("validate_debts", charge.validate_debts);
    }
}

fn location(w: &mut Writer, location: &Location) {
    w.table("[[location]]");
    w.text("code", &location.code);
    w.plain("branch", location.branch);
    w.text("locality", &location.locality);
    w.text("description", &location.description);
    w.flag("active", location.active, true);
    let prices: Vec<String> = location
        .prices
        .iter()
        .map(|price| {
            let to = price.to.map(|to| format!(", to = {to}")).unwrap_or_default();
            format!("{{ amount = {}, from = {}{to} }}", quoted(&format!("{:.2}", price.amount)), price.from)
        })
        .collect();
    if !prices.is_empty() {
        w.raw("prices", &format!("[{}]", prices.join(", ")));
    }
}

fn parameter(w: &mut Writer, parameter: &Parameter) {
    w.table("[[parameter]]");
    w.text("code", &parameter.code);
    w.text("label", &parameter.label);
    w.text("type", parameter.kind.word());
    w.plain("required", parameter.required);
    w.opt_text("query", parameter.query.as_deref());
    choices(w, &parameter.choices);
    w.scalar("min", parameter.min.as_ref());
    w.scalar("max", parameter.max.as_ref());
    w.opt_text("regex", parameter.regex.as_deref());
    w.text_unless_empty("help", &parameter.help);
    w.flag("active", parameter.active, true);
}

fn stage(w: &mut Writer, stage: &Stage) {
    w.table("[[stage]]");
    w.text("code", &stage.code);
    w.text("name", &stage.name);
    w.text_unless_empty("description", &stage.description);
    w.flag("default", stage.default, false);
    w.flag("entry", stage.entry, false);
    w.plain("activate_task", stage.activate_task);
    w.opt_text("group", stage.group.as_deref());
    w.text("assignment", stage.assignment.word());
    w.opt_text("attendant", stage.attendant.as_deref());
    w.opt_text("duration", stage.duration.map(|duration| duration.to_string()).as_deref());
    w.text("purpose", stage.purpose.word());
    w.texts("can", stage.can.iter().map(|can| can.word()));
    if stage.outcomes != stage.purpose.outcomes() {
        w.texts("outcomes", stage.outcomes.iter().map(|outcome| outcome.word()));
    }
    w.text_unless_empty("public_label", &stage.public_label);
    w.flag("active", stage.active, true);
    stage.fields.iter().for_each(|row| field(w, row));
    for action in &stage.actions {
        w.table("[[stage.action]]");
        w.text("key", &action.key);
        w.text("kind", action.kind.word());
        w.text("label", &action.label);
        w.flag("required_on_select", action.required_on_select, false);
        w.flag("required_on_execute", action.required_on_execute, false);
    }
}

fn field(w: &mut Writer, field: &StageField) {
    w.table("[[stage.field]]");
    w.text("key", &field.key);
    w.text("label", &field.label);
    w.text("type", field.kind.word());
    w.plain("required", field.required);
    w.scalar("min", field.min.as_ref());
    w.scalar("max", field.max.as_ref());
    w.opt_text("regex", field.regex.as_deref());
    choices(w, &field.choices);
    w.opt_text("query", field.query.as_deref());
    w.scalar("default", field.default.as_ref());
    w.text_unless_empty("help", &field.help);
    if field.filled_by != FilledBy::Attendant {
        w.text("filled_by", field.filled_by.word());
    }
    w.flag("visible_to_student", field.visible_to_student, false);
    w.flag("restricted", field.restricted, false);
}

fn choices(w: &mut Writer, choices: &[String]) {
    let length: usize = choices.iter().map(|choice| choice.chars().count() + 4).sum();
    match choices {
        [] => {}
        _ if length <= 80 => w.texts("choices", choices.iter().map(String::as_str)),
        _ => w.column("choices", choices.iter().map(String::as_str)),
    }
}

fn edge(w: &mut Writer, edge: &Edge) {
    w.table("[[edge]]");
    w.text("from", &edge.from);
    w.text("reason", &edge.reason);
    w.text("to", &edge.to);
    w.flag("skip_required", edge.skip_required, false);
    w.flag("note_required", edge.note_required, false);
    w.flag("active", edge.active, true);
}
