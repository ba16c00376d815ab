//! What was typed into a form, apart from the form: to be written down – on this machine's disk, in the database – and
//! to be put into a fresh form of the same purpose later. What was not touched is not kept: it follows the engine.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::field::{Choice, Entry, Field, Kind as Takes, Role, editor};
use super::{Form, FormId, Kind};
use crate::domain::catalogue::entity::EntryKind;

/// What is in a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    /// A text.
    Text(String),
    /// Yes, no, or not said.
    Said(Option<bool>),
    /// A choice, and what was typed to find one.
    Chosen {
        /// Its code.
        code: Option<String>,
        /// Its words.
        label: String,
        /// The search.
        search: String,
    },
}

impl Typed {
    /// What is in this field.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        match &field.entry {
            Entry::Text(_) => Self::Text(field.text()),
            Entry::Bool(said) => Self::Said(*said),
            Entry::Choice(picker) => Self::Chosen {
                code: picker.chosen.as_ref().map(|c| c.code.clone()),
                label: picker.chosen.as_ref().map(|c| c.label.clone()).unwrap_or_default(),
                search: picker.typed.clone(),
            },
        }
    }

    /// Puts it into a field; false when the field takes something else by now.
    pub fn put(&self, field: &mut Field) -> bool {
        match (self, &mut field.entry) {
            (Self::Text(text), Entry::Text(area)) => **area = editor(text),
            (Self::Said(said), Entry::Bool(now)) => *now = *said,
            (Self::Chosen { code, label, search }, Entry::Choice(picker)) => {
                picker.chosen = None;
                if let Some(code) = code {
                    picker.choose_code(code);
                    let chosen = || Choice { code: code.clone(), label: label.clone(), hint: String::new() };
                    picker.chosen.get_or_insert_with(chosen);
                }
                picker.typed.clone_from(search);
            }
            _ => return false,
        }
        field.touched = true;
        true
    }

    /// As one line that a person recognises.
    fn shown(&self) -> &str {
        match self {
            Self::Text(text) => text.trim(),
            Self::Said(_) => "",
            Self::Chosen { label, search, .. } => {
                if label.is_empty() {
                    search
                } else {
                    label
                }
            }
        }
    }
}

/// One field with something in it; enough to show it when its form does not ask for it any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptField {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// What it takes.
    pub kind: Takes,
    /// What it says.
    pub role: Role,
    /// What is in it.
    pub typed: Typed,
}

impl KeptField {
    fn of(field: &Field) -> Self {
        Self {
            key: field.key.clone(),
            label: field.label.clone(),
            kind: field.kind,
            role: field.role,
            typed: Typed::of(field),
        }
    }

    /// A field of its own.
    #[must_use]
    pub fn field(&self) -> Field {
        let mut field = Field::new(self.role, self.kind, &self.key, &self.label);
        if !self.typed.put(&mut field) {
            field.entry = Entry::Text(Box::new(editor(self.typed.shown())));
            field.touched = true;
        }
        field
    }
}

/// What was typed for one act on one request, with all that is needed to go on with it another day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Protocol, or what stands for it in [`FormId`].
    pub protocol: String,
    /// Code of the act, as [`Kind::code`].
    pub act: String,
    /// When it was typed last, RFC 3339, by the engine's clock. Of two, the later one counts.
    pub at: String,
    /// Code and name of the stage that the request stood in.
    pub stage: Option<(String, String)>,
    /// Stamp of the entry that it was made on.
    pub seen: Option<String>,
    /// Reason of a forward, number of a file.
    pub reason: Option<String>,
    /// Name for the title.
    pub subject: String,
    /// Key of the field under the cursor.
    pub cursor: String,
    /// Under which op it went out without an answer: sent again unchanged, it is done once (O-15).
    pub op: Option<Uuid>,
    /// The database has it: what it has no more was done at another machine.
    #[serde(default)]
    pub stored: bool,
    /// What was typed. Nothing: it is done or thrown away, and the database does not know that yet.
    pub fields: Vec<KeptField>,
}

impl Kept {
    /// What was typed into a form.
    #[must_use]
    pub fn of(id: &FormId, form: &Form) -> Self {
        let fields = form.typed();
        let op = form.tried.as_ref().filter(|tried| tried.fits(form, &fields)).map(|tried| tried.op);
        Self {
            protocol: id.protocol.clone(),
            act: id.kind.code(),
            at: form.typed_at.clone(),
            stage: form.stage.clone(),
            seen: form.seen.clone(),
            reason: form.reason.clone(),
            subject: form.subject.clone(),
            cursor: form.field().map(|f| f.key.clone()).unwrap_or_else(|| form.cursor.clone()),
            op,
            stored: false,
            fields,
        }
    }

    /// Whose form it is, when this program knows the act.
    #[must_use]
    pub fn id(&self, person: &str) -> Option<FormId> {
        let kind = Kind::of_code(&self.act)?;
        Some(FormId { person: person.to_owned(), protocol: self.protocol.clone(), kind })
    }

    /// That nothing of it is left.
    #[must_use]
    pub fn gone(&self, at: String) -> Self {
        Self { at, fields: Vec::new(), op: None, stored: false, ..self.clone() }
    }

    /// A form that waits to be opened: what was typed goes into its fields when they are there.
    #[must_use]
    pub fn form(&self, kind: Kind) -> Form {
        let tried = self.op.map(|op| Tried { op, reason: self.reason.clone(), fields: self.fields.clone() });
        Form {
            reason: self.reason.clone(),
            subject: self.subject.clone(),
            stage: self.stage.clone(),
            seen: self.seen.clone(),
            typed_at: self.at.clone(),
            cursor: self.cursor.clone(),
            waiting: self.fields.clone(),
            resumed: true,
            tried,
            ..Form::new(kind, Vec::new())
        }
    }

    /// The same text, wherever the cursor stands and whenever it was typed.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        self.reason == other.reason && is_same(&self.fields, &other.fields)
    }

    /// The beginning of what was typed, on one line.
    #[must_use]
    pub fn glance(&self) -> String {
        let texts = self.fields.iter().map(|f| f.typed.shown()).filter(|t| !t.is_empty());
        texts.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" · ")
    }
}

/// A sending whose answer is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Its op.
    pub op: Uuid,
    /// The reason that was chosen.
    pub reason: Option<String>,
    /// What was said.
    pub fields: Vec<KeptField>,
}

impl Tried {
    /// True when the form still says the same.
    #[must_use]
    pub fn fits(&self, form: &Form, fields: &[KeptField]) -> bool {
        self.reason == form.reason && is_same(&self.fields, fields)
    }
}

/// The same in the same fields, in whatever order a form asks them.
fn is_same(one: &[KeptField], other: &[KeptField]) -> bool {
    one.len() == other.len() && one.iter().all(|f| other.iter().any(|o| o.key == f.key && o.typed == f.typed))
}

impl Form {
    /// What was typed, and what waits for its field.
    #[must_use]
    pub fn typed(&self) -> Vec<KeptField> {
        let student = |f: &Field| {
            // An opening that begins on a student's card is about this student.
            self.kind == Kind::Open && matches!(f.role, Role::Student | Role::Type) && !f.is_blank()
        };
        let kept = |f: &&Field| f.touched || f.role == Role::Internal || student(f);
        self.fields.iter().filter(kept).map(KeptField::of).chain(self.waiting.iter().cloned()).collect()
    }

    /// Puts what waits into the fields that are there. What the form does not ask becomes a field of its own, unless
    /// the form's questions come one after the other: then it goes on waiting.
    pub fn take_up(&mut self) {
        let by_and_by = matches!(self.kind, Kind::Open | Kind::Flow | Kind::Entry(_));
        for kept in std::mem::take(&mut self.waiting) {
            match self.fields.iter_mut().find(|f| f.key == kept.key) {
                // Typed anew since.
                Some(field) if field.touched => {}
                Some(field) => {
                    if !kept.typed.put(field) {
                        self.fields.push(kept.field());
                    } else if kept.role == Role::Internal {
                        field.touched = false;
                    }
                }
                None if by_and_by => self.waiting.push(kept),
                None => self.fields.push(kept.field()),
            }
        }
        let cursor = std::mem::take(&mut self.cursor);
        if !cursor.is_empty() && !self.point_at(&cursor, None) {
            self.cursor = cursor;
        }
    }
}

impl Kind {
    /// Every act that a text may be kept for.
    const KEPT: [Self; 15] = [
        Self::Edit,
        Self::Forward,
        Self::SendBack,
        Self::Wait,
        Self::Conclude,
        Self::Cancel,
        Self::Reopen,
        Self::Message,
        Self::Assign,
        Self::Priority,
        Self::AddFile,
        Self::SaveFile,
        Self::Charge,
        Self::Open,
        Self::Flow,
    ];

    /// Its code where texts are kept.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Entry(kind) => format!("entry-{}", kind.name()),
            _ => self.name().to_owned(),
        }
    }

    /// By the code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let plain = Self::KEPT.into_iter().find(|kind| kind.code() == code);
        plain.or_else(|| EntryKind::ALL.iter().copied().map(Self::Entry).find(|kind| kind.code() == code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(role: Role, takes: Takes, key: &str, typed: &Typed) -> Field {
        let mut field = Field::new(role, takes, key, key);
        assert!(typed.put(&mut field));
        field
    }

    #[test]
    fn what_was_typed_goes_round_through_its_text() {
        let fields = vec![
            typed(Role::Note, Takes::Long, "note", &Typed::Text("um\ndois ✎ \"três\"".into())),
            typed(Role::Value, Takes::Bool, "visto", &Typed::Said(Some(false))),
            Field::new(Role::Value, Takes::Short, "vazio", "Vazio"),
        ];
        let id = FormId { person: "ana".into(), protocol: "2026.1".into(), kind: Kind::Entry(EntryKind::Person) };
        let form = Form { typed_at: "2026-01-01T10:00:00Z".into(), ..Form::new(id.kind, fields) };
        let kept = Kept::of(&id, &form);
        assert_eq!(kept.fields.iter().map(|f| f.key.as_str()).collect::<Vec<_>>(), ["note", "visto"]);
        let text = serde_json::to_string(&kept).expect("JSON");
        let back: Kept = serde_json::from_str(&text).expect("the same");
        assert_eq!(back, kept);
        assert_eq!(back.id("ana"), Some(id.clone()));
        let again = back.form(id.kind);
        assert!(again.is_draft());
        assert_eq!(Kept::of(&id, &again), kept, "waiting to be opened it is the same text");
    }

    #[test]
    fn every_act_is_found_by_its_code() {
        for kind in Kind::KEPT.into_iter().chain(EntryKind::ALL.iter().copied().map(Kind::Entry)) {
            assert_eq!(Kind::of_code(&kind.code()), Some(kind));
        }
        assert_eq!(Kind::of_code("nothing"), None);
    }
}
