//! The canonical text of a catalogue file: tables in the order of the documentation, rows by code,
//! settings with every key, so that a reader sees what is in force.

use super::calendar::Calendar;
use super::settings::{AutoDueDate, AutoDueDateOfBranch, Debt, Settings, SettingsOfBranch};
use super::{CatalogueFile, Profile, Query, Service};
use crate::domain::file::writer::{Writer, quoted};

impl CatalogueFile {
    /// Writes the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut w = Writer::new();
        self.places(&mut w);
        self.calendars.iter().for_each(|row| calendar(&mut w, row));
        for group in &self.groups {
            w.table("[[group]]");
            w.text("code", &group.code);
            w.text("name", &group.name);
            w.text_unless_empty("description", &group.description);
            w.flag("active", group.active, true);
        }
        self.profiles.iter().for_each(|row| profile(&mut w, row));
        for reason in &self.reasons {
            w.table("[[reason]]");
            w.text("code", &reason.code);
            w.text("name", &reason.name);
            w.text("kind", reason.kind.word());
            w.flag("active", reason.active, true);
        }
        self.services.iter().for_each(|row| service(&mut w, row));
        for mail in &self.mails {
            w.table("[[mail]]");
            w.text("event", &mail.event);
            w.text("subject", &mail.subject);
            w.text("text", &mail.text);
            w.flag("active", mail.active, true);
        }
        self.queries.iter().for_each(|row| query(&mut w, row));
        if let Some(row) = &self.settings {
            settings(&mut w, row);
            row.branches.iter().for_each(|row| settings_of_branch(&mut w, row));
        }
        for rule in &self.installment_rules {
            w.table("[[installment_rule]]");
            w.opt_plain("branch", rule.branch);
            w.text("period", &rule.period);
            w.plain("request_until", rule.request_until);
            w.plain("installment", rule.installment);
            w.opt_plain("due_date", rule.due_date);
            w.flag("active", rule.active, true);
        }
        w.finish()
    }

    fn places(&self, w: &mut Writer) {
        for branch in &self.branches {
            w.table("[[branch]]");
            w.plain("company", branch.company);
            w.plain("code", branch.code);
            w.text("name", &branch.name);
            w.text("calendar", &branch.calendar);
            w.text("tz", &branch.tz);
            w.flag("active", branch.active, true);
        }
        for locality in &self.localities {
            w.table("[[locality]]");
            w.text("code", &locality.code);
            w.plain("branch", locality.branch);
            w.text("name", &locality.name);
            w.flag("active", locality.active, true);
        }
    }
}

fn calendar(w: &mut Writer, calendar: &Calendar) {
    w.table("[[calendar]]");
    w.text("code", &calendar.code);
    let days = calendar.hours.days();
    let hours: Vec<String> = days.iter().map(|(key, day)| format!("{key} = {}", quoted(&day.to_string()))).collect();
    w.raw("hours", &format!("{{ {} }}", hours.join(", ")));
    w.dates("holidays", &calendar.holidays);
    w.flag("active", calendar.active, true);
}

fn profile(w: &mut Writer, profile: &Profile) {
    w.table("[[profile]]");
    w.text("code", &profile.code);
    w.text("name", &profile.name);
    w.texts("can_open", profile.can_open.iter().map(String::as_str));
    w.texts("can_handle", profile.can_handle.iter().map(String::as_str));
    w.flag("active", profile.active, true);
}

fn service(w: &mut Writer, service: &Service) {
    w.table("[[service]]");
    w.text("code", &service.code);
    w.text("name", &service.name);
    w.opt_text("value", service.value.map(|value| format!("{value:.2}")).as_deref());
    w.opt_text("document_type", service.document_type.as_deref());
    w.flag("active", service.active, true);
}

fn query(w: &mut Writer, query: &Query) {
    w.table("[[query]]");
    w.text("code", &query.code);
    w.text("title", &query.title);
    w.text("dialect", query.dialect.word());
    w.text("sql", &query.sql);
    w.flag("active", query.active, true);
}

fn settings(w: &mut Writer, settings: &Settings) {
    w.table("[settings]");
    w.plain("use_contract_fixed_day", settings.use_contract_fixed_day);
    w.plain("send_opening_email", settings.send_opening_email);
    w.opt_plain("auto_due_date", settings.auto_due_date.map(auto_due_date));
    w.text("non_business_day", settings.non_business_day.word());
    w.plain("saturday_is_business", settings.saturday_is_business);
    w.plain("sunday_is_business", settings.sunday_is_business);
    w.plain("adjust_extra_installments", settings.adjust_extra_installments);
    w.text("installment_fallback", settings.installment_fallback.word());
    w.raw("debt", &debt(&settings.debt));
    w.plain("reopen_days", settings.reopen_days);
    w.plain("waiting_autocancel_days", settings.waiting_autocancel_days);
    w.plain("warn_days", settings.warn_days);
    w.opt_text("default_locality", settings.default_locality.as_deref());
    w.opt_text("default_attendant", settings.default_attendant.as_deref());
    w.plain("default_priority", settings.default_priority);
    w.opt_text("default_group", settings.default_group.as_deref());
    w.plain("query_approval", settings.query_approval);
}

fn settings_of_branch(w: &mut Writer, settings: &SettingsOfBranch) {
    w.table("[[settings.branch]]");
    w.plain("branch", settings.branch);
    w.opt_plain("use_contract_fixed_day", settings.use_contract_fixed_day);
    w.opt_plain("send_opening_email", settings.send_opening_email);
    w.opt_plain("auto_due_date", settings.auto_due_date.map(auto_due_date_of_branch));
    w.opt_text("non_business_day", settings.non_business_day.map(|day| day.word()));
    w.opt_plain("saturday_is_business", settings.saturday_is_business);
    w.opt_plain("sunday_is_business", settings.sunday_is_business);
    w.opt_plain("adjust_extra_installments", settings.adjust_extra_installments);
    w.opt_text("installment_fallback", settings.installment_fallback.map(|fallback| fallback.word()));
    w.opt_plain("debt", settings.debt.as_ref().map(debt));
    w.opt_plain("reopen_days", settings.reopen_days);
    w.opt_plain("waiting_autocancel_days", settings.waiting_autocancel_days);
    w.opt_plain("warn_days", settings.warn_days);
    w.opt_text("default_locality", settings.default_locality.as_deref());
    w.opt_text("default_attendant", settings.default_attendant.as_deref());
    w.opt_plain("default_priority", settings.default_priority);
    w.opt_text("default_group", settings.default_group.as_deref());
}

fn auto_due_date(auto: AutoDueDate) -> String {
    format!("{{ days = {} }}", auto.days)
}

fn auto_due_date_of_branch(auto: AutoDueDateOfBranch) -> String {
    match auto {
        AutoDueDateOfBranch::On(auto) => auto_due_date(auto),
        AutoDueDateOfBranch::Off(_) => "false".to_owned(),
    }
}

fn debt(debt: &Debt) -> String {
    format!(
        "{{ grace_days = {}, tolerance_amount = {}, all_companies = {}, allow_override = {} }}",
        debt.grace_days,
        quoted(&format!("{:.2}", debt.tolerance_amount)),
        debt.all_companies,
        debt.allow_override
    )
}
