//! The entities of the catalogue described as data: which columns a list shows, which fields a form asks, what each
//! takes and refers to. One list and one form serve them all; what may be saved is the engine's to say.

use crate::domain::file::scalar;
use crate::domain::flow::file::words;

words!(
    /// A kind of entry, under the engine's name of it, in the order of the screen.
    EntryKind {
        Person = "person", Group = "group", Profile = "profile", PortalUser = "portal_user",
        Branch = "branch", Locality = "locality", Calendar = "calendar", Reason = "reason",
        Service = "service", InstallmentRule = "installment_rule", Settings = "settings", Mail = "mail",
        Query = "query",
    }
);

words!(
    /// Lists that fields choose from, under the engine's names of them.
    Of {
        Branch = "branch", Calendar = "calendar", Locality = "locality", Group = "group", Profile = "profile",
        Type = "type", Person = "person", Period = "period", Zone = "zone",
    }
);

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A text of one line.
    Line,
    /// A text of several lines.
    Block,
    /// The text of a query.
    Sql,
    /// A code, proposed from the name.
    Code,
    /// A whole number.
    Integer,
    /// An amount of money.
    Money,
    /// A day.
    Date,
    /// Days, apart from each other by blanks.
    Dates,
    /// Opening hours of a day.
    Hours,
    /// Yes or no.
    Bool,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of a list.
    Ref(Of),
    /// Several of a list, each of which may be led: `[{KEY, "lead"}]`.
    Members(Of),
    /// Types that may be opened, handled, or both: the field `can_open` and its twin `can_handle`.
    Grants,
}

/// When a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only of a new entry; afterwards it is told.
    New,
    /// Only of the company, not of a branch.
    Company,
}

/// A field of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Its key in the document; a dot leads into a table.
    pub key: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// It is marked as one that must be filled; the engine says whether it is.
    pub required: bool,
    /// When it is asked.
    pub when: When,
    /// A heading stands above it: its name among the words, `ce-head-NAME`.
    pub head: Option<&'static str>,
}

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Key of what it shows.
    pub key: &'static str,
    /// Cells; the first column of a list takes what is left.
    pub cells: u16,
    /// Numbers stand to the right.
    pub right: bool,
}

/// A kind of entry as lists and forms see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    /// Which.
    pub kind: EntryKind,
    /// Its columns, the most wanted first.
    pub columns: &'static [Column],
    /// Its fields.
    pub fields: &'static [Spec],
    /// It can be added, and copied.
    pub adds: bool,
    /// It can be taken out of use.
    pub disables: bool,
}

const fn column(key: &'static str, cells: u16) -> Column {
    Column { key, cells, right: false }
}

const fn number(key: &'static str, cells: u16) -> Column {
    Column { key, cells, right: true }
}

const fn field(key: &'static str, takes: Takes) -> Spec {
    Spec { key, takes, required: false, when: When::Always, head: None }
}

const fn must(key: &'static str, takes: Takes) -> Spec {
    Spec { required: true, ..field(key, takes) }
}

const fn first(key: &'static str, takes: Takes) -> Spec {
    Spec { when: When::New, ..must(key, takes) }
}

const fn under(head: &'static str, spec: Spec) -> Spec {
    Spec { head: Some(head), ..spec }
}

const fn company(spec: Spec) -> Spec {
    Spec { when: When::Company, ..spec }
}

const ROLES: Takes = Takes::Words(&["attendant", "supervisor", "admin", "auditor"]);
const REASONS: Takes = Takes::Words(&["forward", "return", "deny", "cancel", "reopen", "reassign", "wait"]);
const DIALECTS: Takes = Takes::Words(&["mssql", "postgres"]);
const DAYS: Takes = Takes::Words(&["previous", "keep", "next"]);
const FALLBACKS: Takes = Takes::Words(&["reject", "next_number"]);
const PRIORITIES: Takes = Takes::Words(&["1", "2", "3", "4", "5"]);

const PERSON: Entity = Entity {
    kind: EntryKind::Person,
    columns: &[column("name", 0), column("login", 10), column("role", 13), column("groups", 30), column("email", 26)],
    fields: &[
        must("name", Takes::Line),
        first("login", Takes::Line),
        must("role", ROLES),
        field("profile", Takes::Ref(Of::Profile)),
        field("email", Takes::Line),
        field("locality", Takes::Ref(Of::Locality)),
        field("cpf", Takes::Line),
        under("groups", field("groups", Takes::Members(Of::Group))),
    ],
    adds: true,
    disables: true,
};

const GROUP: Entity = Entity {
    kind: EntryKind::Group,
    columns: &[column("name", 0), number("members", 8), column("code", 18), column("description", 30)],
    fields: &[
        must("name", Takes::Line),
        first("code", Takes::Code),
        field("description", Takes::Block),
        under("members", field("members", Takes::Members(Of::Person))),
    ],
    adds: true,
    disables: true,
};

const PROFILE: Entity = Entity {
    kind: EntryKind::Profile,
    columns: &[column("name", 0), column("code", 14), column("can_open", 20), column("can_handle", 20)],
    fields: &[must("name", Takes::Line), first("code", Takes::Code), under("grants", field("can_open", Takes::Grants))],
    adds: true,
    disables: true,
};

const PORTAL_USER: Entity = Entity {
    kind: EntryKind::PortalUser,
    columns: &[column("name", 0), column("profile", 14), column("student", 10), column("login", 28)],
    fields: &[
        must("name", Takes::Line),
        first("login", Takes::Line),
        must("profile", Takes::Ref(Of::Profile)),
        field("email", Takes::Line),
        Spec { when: When::New, ..field("student", Takes::Line) },
        Spec { when: When::New, ..field("guardian_cpf", Takes::Line) },
    ],
    adds: true,
    disables: true,
};

const BRANCH: Entity = Entity {
    kind: EntryKind::Branch,
    columns: &[column("name", 0), number("code", 7), column("calendar", 16), column("tz", 22)],
    fields: &[
        must("name", Takes::Line),
        first("code", Takes::Integer),
        must("calendar", Takes::Ref(Of::Calendar)),
        must("tz", Takes::Ref(Of::Zone)),
    ],
    adds: true,
    disables: true,
};

const LOCALITY: Entity = Entity {
    kind: EntryKind::Locality,
    columns: &[column("name", 0), column("branch", 14), column("code", 18)],
    fields: &[must("name", Takes::Line), first("code", Takes::Code), must("branch", Takes::Ref(Of::Branch))],
    adds: true,
    disables: true,
};

const CALENDAR: Entity = Entity {
    kind: EntryKind::Calendar,
    columns: &[column("code", 0), number("holidays", 9), column("hours", 34)],
    fields: &[
        first("code", Takes::Code),
        under("hours", field("hours.mon", Takes::Hours)),
        field("hours.tue", Takes::Hours),
        field("hours.wed", Takes::Hours),
        field("hours.thu", Takes::Hours),
        field("hours.fri", Takes::Hours),
        field("hours.sat", Takes::Hours),
        field("hours.sun", Takes::Hours),
        field("holidays", Takes::Dates),
    ],
    adds: true,
    disables: true,
};

const REASON: Entity = Entity {
    kind: EntryKind::Reason,
    columns: &[column("name", 0), column("kind", 14), column("code", 26)],
    fields: &[must("name", Takes::Line), first("code", Takes::Code), must("kind", REASONS)],
    adds: true,
    disables: true,
};

const SERVICE: Entity = Entity {
    kind: EntryKind::Service,
    columns: &[column("name", 0), number("value", 12), column("code", 26), column("document_type", 14)],
    fields: &[
        must("name", Takes::Line),
        first("code", Takes::Code),
        field("value", Takes::Money),
        field("document_type", Takes::Line),
    ],
    adds: true,
    disables: true,
};

const RULE: Entity = Entity {
    kind: EntryKind::InstallmentRule,
    columns: &[
        column("period", 0),
        column("request_until", 12),
        number("installment", 9),
        column("due_date", 12),
        column("branch", 14),
    ],
    fields: &[
        must("period", Takes::Ref(Of::Period)),
        must("request_until", Takes::Date),
        must("installment", Takes::Integer),
        field("due_date", Takes::Date),
        field("branch", Takes::Ref(Of::Branch)),
    ],
    adds: true,
    disables: true,
};

const SETTINGS: Entity = Entity {
    kind: EntryKind::Settings,
    columns: &[column("name", 0), number("own", 18)],
    fields: &[
        under("due", field("use_contract_fixed_day", Takes::Bool)),
        field("auto_due_date", Takes::Bool),
        field("auto_due_date.days", Takes::Integer),
        field("non_business_day", DAYS),
        field("saturday_is_business", Takes::Bool),
        field("sunday_is_business", Takes::Bool),
        field("adjust_extra_installments", Takes::Bool),
        field("installment_fallback", FALLBACKS),
        under("debts", field("debt.grace_days", Takes::Integer)),
        field("debt.tolerance_amount", Takes::Money),
        field("debt.all_companies", Takes::Bool),
        field("debt.allow_override", Takes::Bool),
        under("opening", field("send_opening_email", Takes::Bool)),
        field("default_locality", Takes::Ref(Of::Locality)),
        field("default_attendant", Takes::Ref(Of::Person)),
        field("default_priority", PRIORITIES),
        field("default_group", Takes::Ref(Of::Group)),
        under("times", field("reopen_days", Takes::Integer)),
        field("waiting_autocancel_days", Takes::Integer),
        field("warn_days", Takes::Integer),
        company(under("queries", field("query_approval", Takes::Bool))),
    ],
    adds: false,
    disables: false,
};

const MAIL: Entity = Entity {
    kind: EntryKind::Mail,
    columns: &[column("event", 0), column("words", 11), column("subject", 38)],
    fields: &[must("subject", Takes::Line), must("text", Takes::Block)],
    adds: false,
    disables: true,
};

const QUERY: Entity = Entity {
    kind: EntryKind::Query,
    columns: &[column("title", 0), column("state", 12), number("cost", 9), column("code", 24), column("dialect", 11)],
    fields: &[
        must("title", Takes::Line),
        first("code", Takes::Code),
        must("dialect", DIALECTS),
        must("sql", Takes::Sql),
    ],
    adds: true,
    disables: true,
};

/// Brazil's time zones, from east to west.
pub const ZONES: [&str; 16] = [
    "America/Noronha",
    "America/Sao_Paulo",
    "America/Bahia",
    "America/Maceio",
    "America/Recife",
    "America/Fortaleza",
    "America/Araguaina",
    "America/Belem",
    "America/Santarem",
    "America/Campo_Grande",
    "America/Cuiaba",
    "America/Porto_Velho",
    "America/Boa_Vista",
    "America/Manaus",
    "America/Eirunepe",
    "America/Rio_Branco",
];

impl EntryKind {
    /// The description of the kind.
    #[must_use]
    pub const fn entity(self) -> &'static Entity {
        match self {
            Self::Person => &PERSON,
            Self::Group => &GROUP,
            Self::Profile => &PROFILE,
            Self::PortalUser => &PORTAL_USER,
            Self::Branch => &BRANCH,
            Self::Locality => &LOCALITY,
            Self::Calendar => &CALENDAR,
            Self::Reason => &REASON,
            Self::Service => &SERVICE,
            Self::InstallmentRule => &RULE,
            Self::Settings => &SETTINGS,
            Self::Mail => &MAIL,
            Self::Query => &QUERY,
        }
    }

    /// Its name among the words: `ck-NAME` for many, `ck-NAME-one`.
    #[must_use]
    pub fn name(self) -> String {
        self.word().replace('_', "-")
    }
}

/// The code that a name proposes; empty when it holds no letter.
#[must_use]
pub fn proposed_code(name: &str) -> String {
    scalar::slug(name, '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_proposes_a_code_that_fits() {
        assert_eq!(proposed_code("Prova de 2ª chamada — 1º período"), "prova-de-2-chamada-1-periodo");
        assert_eq!(proposed_code("— ·"), "");
        assert!(scalar::is_code(&proposed_code(&"Ação ".repeat(40))));
    }

    #[test]
    fn keys_are_told_apart_and_columns_begin_with_the_one_that_grows() {
        for kind in EntryKind::ALL {
            let entity = kind.entity();
            let mut keys: Vec<&str> = entity.fields.iter().map(|f| f.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), entity.fields.len(), "{kind:?}");
            let grows = |c: &Column| c.cells == 0;
            assert!(entity.columns.first().is_some_and(grows), "{kind:?}");
            assert_eq!(entity.columns.iter().filter(|c| grows(c)).count(), 1, "{kind:?}");
            assert_eq!(entity.kind, *kind);
        }
    }
}
