//! The files of the academic mirror (interface §5): which kinds there are, what a header must name, and how a line of
//! a file becomes a line of COPY. Cells are judged by the engine; here is judged only what never could become a cell.

mod header;
mod lines;

pub use header::HeaderFault;
pub use lines::{Lines, MAX_PROBLEMS, MAX_RECORD_BYTES};

use serde::{Deserialize, Serialize};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Students.
    Students,
    /// Guardians of students.
    Guardians,
    /// Academic periods.
    Periods,
    /// Enrolments of students in courses.
    Enrolments,
    /// Who sits in which discipline.
    Disciplines,
    /// Contracts of students.
    Contracts,
    /// Installments of contracts.
    Installments,
    /// What is receivable and what was paid.
    Ledger,
}

impl Kind {
    /// Every kind, in an order in which each finds what it refers to.
    pub const ALL: [Self; 8] = [
        Self::Students,
        Self::Guardians,
        Self::Periods,
        Self::Enrolments,
        Self::Disciplines,
        Self::Contracts,
        Self::Installments,
        Self::Ledger,
    ];

    /// Its name in commands and in the engine.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Students => "students",
            Self::Guardians => "guardians",
            Self::Periods => "periods",
            Self::Enrolments => "enrolments",
            Self::Disciplines => "disciplines",
            Self::Contracts => "contracts",
            Self::Installments => "installments",
            Self::Ledger => "ledger",
        }
    }

    /// The columns that a file of this kind has, all of them; their order is free in the file, and this one in COPY.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Students => &["company", "ra", "name", "cpf", "email", "phone", "birth_date"],
            Self::Guardians => &["company", "ra", "cpf", "name", "email", "kind"],
            Self::Periods => &["company", "code", "name", "starts", "ends"],
            Self::Enrolments => &["company", "ra", "period", "course", "branch", "shift", "status", "enrolled_on"],
            Self::Disciplines => &["company", "ra", "period", "discipline_code", "discipline_name", "class", "status"],
            Self::Contracts => &["company", "ra", "period", "number", "course", "status", "fixed_due_day", "signed_on"],
            Self::Installments => {
                &["company", "contract", "number", "quota", "service", "amount", "due_date", "status"]
            }
            Self::Ledger => &[
                "company",
                "contract",
                "number",
                "quota",
                "issued_on",
                "due_date",
                "amount",
                "balance",
                "status",
                "paid_on",
            ],
        }
    }
}

/// What is wrong in one line of a file, found here or by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineProblem {
    /// The line in the file where the record begins; the header's is 1.
    pub line: i64,
    /// The column, where it is one's.
    #[serde(default)]
    pub column: Option<String>,
    /// The beginning of the value, where there is one.
    #[serde(default)]
    pub value: Option<String>,
    /// Stable code, `E_IMPORT_…`.
    pub code: String,
    /// What is wrong, in Brazilian Portuguese.
    pub pt: String,
    /// What is wrong, in English.
    pub en: String,
}

#[cfg(test)]
mod tests;
