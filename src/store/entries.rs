//! The entries of the catalogue: what kinds there are, one kind's rows, the trail of one, one saved over the one that
//! was seen, and a query tried before it is saved.
//!
//! # Errors
//! [`Failure`] as it says; an entry that someone else changed meanwhile is a conflict.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Failure;
use super::db::{Db, value};
use super::editing::Named;
use crate::domain::catalogue::Dialect;
use crate::domain::catalogue::entity::EntryKind;
use crate::domain::query;
use crate::domain::refusal::{Kind, Problem, Refusal};

/// How many entries of a kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// Which kind.
    pub kind: EntryKind,
    /// All.
    pub count: i64,
    /// Of these, out of use.
    pub inactive: i64,
}

/// What there is to look at, and what fields may refer to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overview {
    /// The kinds that the person may look at.
    pub kinds: Vec<KindCount>,
    /// Options by the name of their list.
    pub choices: BTreeMap<String, Vec<Named>>,
    /// The company's settings, which branches inherit.
    pub inherited: Value,
}

/// Who uses an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// `types people portal_users requests localities branches`.
    pub what: String,
    /// How many.
    pub n: i64,
    /// Their codes or names; empty when there are too many to name.
    pub who: String,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// Its key within the kind.
    pub code: String,
    /// What it says, in the shape of the catalogue's document.
    pub entry: Value,
    /// What is there to be written over.
    pub stamp: String,
    /// Who uses it.
    #[serde(default)]
    pub uses: Vec<Use>,
    /// Of a query: its cost, columns, binds, who saved and approved it, whether it can be used.
    #[serde(default)]
    pub about: Value,
}

/// A kind's entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entries {
    /// Which kind.
    pub kind: EntryKind,
    /// How many match, of which at most 500 are here.
    pub total: i64,
    /// The entries, those out of use last.
    pub rows: Vec<Entry>,
}

/// One field of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its key in the document.
    pub field: String,
    /// What it said; of a list, what left it.
    pub old: Option<String>,
    /// What it says; of a list, what joined it.
    pub new: Option<String>,
}

/// What one person changed in one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When, with the offset of the first branch.
    pub at: String,
    /// Who.
    pub login: String,
    /// Name of the person, where the login is one's.
    pub name: Option<String>,
    /// The entry was made by it.
    pub created: bool,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// An entry to be saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Saving {
    /// Which kind.
    pub kind: EntryKind,
    /// Which entry; none adds one.
    pub code: Option<String>,
    /// The fields that are said.
    pub row: Value,
    /// Stamp of what was seen; none = over whatever is there.
    pub seen: Option<String>,
}

/// An entry that was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedEntry {
    /// Which kind.
    pub kind: EntryKind,
    /// Its key.
    pub code: String,
    /// What it says now.
    pub entry: Value,
    /// What is there now.
    pub stamp: String,
    /// What it leaves without what it needs.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What stands and yet leaves something without what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// In Portuguese.
    pub pt: String,
    /// In English.
    pub en: String,
}

/// A text to be tried for a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trying {
    /// Code of the query, for what is said of it.
    pub code: String,
    /// In which SQL it is written.
    pub dialect: Dialect,
    /// The text.
    pub sql: String,
    /// RA of the sample student.
    pub student: String,
}

/// What a query gave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tried {
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its first rows, 20 at most.
    pub rows: Vec<Value>,
    /// How many rows it gave, 500 at most.
    pub count: i64,
    /// The planner's cost.
    pub cost: Value,
    /// How long it took, in milliseconds.
    pub ms: Value,
}

/// Words of a mail, as they are being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailWords {
    /// Of which event.
    pub event: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Something that a mail may be filled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its name, between braces in the text.
    pub name: String,
    /// What it would say.
    pub sample: String,
}

/// A mail as it would be read, filled with an invented request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MailExample {
    /// Of which event.
    pub event: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// What is wrong with the words.
    pub problems: Vec<Problem>,
    /// What may be filled in.
    pub places: Vec<Place>,
}

/// The kinds, their counts, and what fields may refer to.
pub async fn overview(db: &Db) -> Result<Overview, Failure> {
    value(sqlx::query_scalar!("select api.entry_overview()").fetch_one(&db.pool).await)
}

/// A kind's entries that hold every word of `find`.
pub async fn list(db: &Db, kind: EntryKind, find: Option<&str>) -> Result<Entries, Failure> {
    value(sqlx::query_scalar!("select api.entries($1, $2)", kind.word(), find).fetch_one(&db.pool).await)
}

/// The trail of an entry, newest first.
pub async fn history(db: &Db, kind: EntryKind, code: &str) -> Result<Vec<Change>, Failure> {
    value(sqlx::query_scalar!("select api.entry_history($1, $2)", kind.word(), code).fetch_one(&db.pool).await)
}

/// Saves an entry. The text of a query is translated on the way: what cannot be is told together with what the engine
/// says of the rest.
pub async fn save(db: &Db, saving: &Saving) -> Result<SavedEntry, Failure> {
    let mut row = saving.row.clone();
    let mut problems = Vec::new();
    if saving.kind == EntryKind::Query && row.get("sql").is_some() {
        let mut document = json!({ "query": [row] });
        problems = query::bind_document(&mut document);
        row = document.pointer_mut("/query/0").map(Value::take).unwrap_or_default();
    }
    let kind = saving.kind.word();
    let asked = sqlx::query_scalar!(
        "select api.save_entry($1, $2, $3, $4)",
        kind,
        saving.code.as_deref(),
        row,
        saving.seen.as_deref()
    );
    match value(asked.fetch_one(&db.pool).await) {
        Err(Failure::Refused(refusal)) if refusal.kind == Kind::Refused && !problems.is_empty() => {
            // An untranslated query is refused by the engine too, in fewer words.
            let others: Vec<Problem> = refusal.problems.into_iter().filter(|said| said.code != "E_QUERY").collect();
            problems.extend(others);
            Err(Failure::Refused(Refusal { kind: Kind::Refused, problems }))
        }
        told => told,
    }
}

/// Words of a mail filled with an invented request, with what is wrong with them.
pub async fn mail_example(db: &Db, words: &MailWords) -> Result<MailExample, Failure> {
    let asked = sqlx::query_scalar!("select api.mail_example($1, $2, $3)", words.event, words.subject, words.text);
    value(asked.fetch_one(&db.pool).await)
}

/// Runs a text for a sample student, saved or not.
pub async fn try_query(db: &Db, trying: &Trying) -> Result<Tried, Failure> {
    let translated = query::translate(trying.dialect, &trying.sql).map_err(|faults| {
        let problems = faults.iter().map(|fault| fault.problem(&trying.code)).collect();
        Failure::Refused(Refusal { kind: Kind::Refused, problems })
    })?;
    let asked = json!({ "code": trying.code, "bound": translated.bound, "student": trying.student });
    value(sqlx::query_scalar!("select api.test_query($1)", asked).fetch_one(&db.pool).await)
}
