//! One field of a form: what may be typed into it and what that is worth. Foresees only the shape of a
//! value (a date is a date); every rule is the engine's.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::picker;
use super::reading::{date, decimal};
use crate::tui::effect::Typed;

pub use super::picker::{Choice, Picker, SHOWN_OPTIONS};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line.
    Short,
    /// Many lines.
    Long,
    /// A whole number.
    Integer,
    /// A number with a comma.
    Decimal,
    /// `dd/mm/aaaa`.
    Date,
    /// Yes or no.
    Bool,
    /// One of a list.
    Choice,
    /// A file of this machine, by its path.
    File,
}

impl Kind {
    /// The kind of a stage field or parameter, by the engine's name; an unknown one is taken as text.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "long_text" => Self::Long,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "date" => Self::Date,
            "bool" => Self::Bool,
            "choice" | "sql_choice" => Self::Choice,
            "file" => Self::File,
            _ => Self::Short,
        }
    }
}

/// What a field says in the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A field or action of the stage, or a parameter of an opening: goes under its key.
    Value,
    /// The note, message, description or justification.
    Note,
    /// How it concludes.
    Outcome,
    /// Until when it waits.
    Until,
    /// The new priority.
    Level,
    /// To whom it goes.
    To,
    /// By which return edge it goes.
    Edge,
    /// Only staff reads the message.
    Internal,
    /// The student of an opening.
    Student,
    /// The type of an opening.
    Type,
    /// The group of an opening.
    Group,
    /// The location of an opening.
    Location,
    /// The entry stage of an opening.
    Entry,
    /// The contract of an opening.
    Contract,
    /// Open although one is open already.
    Override,
    /// Open although there are debts.
    OverrideDebts,
    /// Why so.
    OverrideWhy,
    /// The period of an opening.
    Period,
    /// Who asks.
    Requester,
    /// What is done about a charge.
    Charge,
    /// A file to attach.
    Path,
}

/// What is in a field.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A text under edit.
    Text(Box<TextArea<'static>>),
    /// Yes, no, or not said.
    Bool(Option<bool>),
    /// A choice.
    Choice(Picker),
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Key within the stage, or the name of the argument.
    pub key: String,
    /// Label.
    pub label: String,
    /// What it takes.
    pub kind: Kind,
    /// What it says.
    pub role: Role,
    /// Must be filled.
    pub required: bool,
    /// Its options come from a query of the institution.
    pub fed: bool,
    /// A hint, shown on the line below.
    pub help: Option<String>,
    /// What is in it.
    pub entry: Entry,
    /// The person changed it; an untouched one follows the engine.
    pub touched: bool,
    /// What to mend, shown on the line below.
    pub error: Option<String>,
    /// What the engine holds against it, foreseen; shown on the line below until it judges again.
    pub verdict: Option<String>,
    /// Its value is a default that one may well leave: Enter passes it by.
    pub preset: bool,
    /// What holds while nothing is in it.
    pub blank: Option<String>,
    /// A heading above it.
    pub head: Option<String>,
    /// Its stage does not ask it any more: it is there to be read, not to be sent.
    pub gone: bool,
}

/// Why a text is not a value of its kind; each has words `field-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// Not a whole number.
    Integer,
    /// Not a number.
    Decimal,
    /// Not a day of the calendar.
    Date,
}

impl Field {
    /// An empty field.
    #[must_use]
    pub fn new(role: Role, kind: Kind, key: &str, label: &str) -> Self {
        let entry = match kind {
            Kind::Bool => Entry::Bool(None),
            Kind::Choice => Entry::Choice(Picker::default()),
            _ => Entry::Text(Box::new(editor(""))),
        };
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
            role,
            required: false,
            fed: false,
            help: None,
            entry,
            touched: false,
            error: None,
            verdict: None,
            preset: false,
            blank: None,
            head: None,
            gone: false,
        }
    }

    /// The same field, to be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, choosing among these.
    #[must_use]
    pub fn among(mut self, options: Vec<Choice>, digits: bool) -> Self {
        self.entry = Entry::Choice(Picker { options, digits, ..Picker::default() });
        self
    }

    /// Puts in a stored value, as the engine gave it.
    pub fn fill(&mut self, value: &Value) {
        match &mut self.entry {
            Entry::Bool(said) => *said = value.as_bool(),
            Entry::Choice(picker) => {
                picker.chosen = None;
                if let Some(code) = value.as_str() {
                    picker.choose_code(code);
                }
            }
            Entry::Text(text) => **text = editor(&shown_value(self.kind, value)),
        }
    }

    /// The text typed so far; empty for yes/no.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.entry {
            Entry::Text(text) => text.lines().join("\n"),
            Entry::Choice(picker) => picker.typed.clone(),
            Entry::Bool(_) => String::new(),
        }
    }

    /// True when nothing is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match &self.entry {
            Entry::Text(text) => text.lines().iter().all(|l| l.trim().is_empty()),
            Entry::Choice(picker) => picker.chosen.is_none(),
            Entry::Bool(said) => said.is_none(),
        }
    }

    /// What it is worth, as the engine takes it; null when blank.
    ///
    /// # Errors
    /// The misfit, when a text is not of its kind.
    pub fn value(&self) -> Result<Typed, Misfit> {
        let plain = match &self.entry {
            Entry::Bool(said) => said.map_or(Value::Null, Value::Bool),
            Entry::Choice(picker) => picker.chosen.as_ref().map_or(Value::Null, |c| Value::String(c.code.clone())),
            Entry::Text(_) if self.is_blank() => Value::Null,
            Entry::Text(_) => {
                let text = self.text();
                let trimmed = text.trim();
                match self.kind {
                    Kind::Integer => Value::from(trimmed.parse::<i64>().map_err(|_| Misfit::Integer)?),
                    Kind::Decimal => Value::String(decimal(trimmed).ok_or(Misfit::Decimal)?),
                    Kind::Date => Value::String(date(trimmed).ok_or(Misfit::Date)?.to_string()),
                    Kind::File => return Ok(Typed::File(trimmed.to_owned())),
                    Kind::Short | Kind::Long | Kind::Bool | Kind::Choice => Value::String(trimmed.to_owned()),
                }
            }
        };
        Ok(Typed::Plain(plain))
    }

    /// The chosen code of a choice.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.entry {
            Entry::Choice(picker) => picker.chosen.as_ref().map(|c| c.code.as_str()),
            Entry::Text(_) | Entry::Bool(_) => None,
        }
    }

    /// Gives a key to the field; true when the field took it.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let taken = match &mut self.entry {
            Entry::Bool(said) => match key.code {
                KeyCode::Char(' ') => {
                    *said = Some(!said.unwrap_or(false));
                    true
                }
                KeyCode::Char('s' | 'S' | 'y' | 'Y') if plain => {
                    *said = Some(true);
                    true
                }
                KeyCode::Char('n' | 'N') if plain => {
                    *said = Some(false);
                    true
                }
                KeyCode::Left | KeyCode::Right => {
                    *said = Some(!said.unwrap_or(false));
                    true
                }
                KeyCode::Backspace | KeyCode::Delete => {
                    *said = None;
                    true
                }
                _ => false,
            },
            Entry::Choice(picker) => picker::key(picker, key, plain),
            Entry::Text(text) => {
                let many = self.kind == Kind::Long;
                match key.code {
                    KeyCode::Up if many && text.cursor().0 > 0 => text.move_cursor(CursorMove::Up),
                    KeyCode::Down if many && text.cursor().0 + 1 < text.lines().len() => {
                        text.move_cursor(CursorMove::Down)
                    }
                    KeyCode::Up | KeyCode::Down | KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc => {
                        return false;
                    }
                    // What the text area would take for an edit and a person for something else.
                    KeyCode::Char('c' | 'q' | 'j' | 'm') if !plain => return false,
                    KeyCode::F(_) => return false,
                    // As on every command line: back to the beginning.
                    KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                        let changed = text.delete_line_by_head();
                        return self.changed(changed);
                    }
                    _ => {
                        let before = text.cursor();
                        let changed = text.input(key);
                        return if changed || text.cursor() != before || plain { self.changed(changed) } else { false };
                    }
                }
                return true;
            }
        };
        if taken {
            self.changed(true);
        }
        taken
    }

    /// Adds a pasted text; newlines become spaces where one line is meant.
    pub fn paste(&mut self, pasted: &str) {
        let clean: String = pasted
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .filter(|c| *c == '\n' || !c.is_control())
            .collect();
        match &mut self.entry {
            Entry::Text(text) if self.kind == Kind::Long => {
                text.insert_str(clean);
            }
            Entry::Text(text) => {
                text.insert_str(clean.replace('\n', " "));
            }
            Entry::Choice(picker) => picker.typed.push_str(&clean.replace('\n', " ")),
            Entry::Bool(_) => return,
        }
        self.changed(true);
    }

    /// Begins a new line in a long text.
    pub fn newline(&mut self) {
        if let (Entry::Text(text), Kind::Long) = (&mut self.entry, self.kind) {
            text.insert_newline();
            self.changed(true);
        }
    }

    fn changed(&mut self, really: bool) -> bool {
        if really {
            self.touched = true;
            self.error = None;
        }
        true
    }
}

/// A text editor with this text, the cursor at its end.
#[must_use]
pub fn editor(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

fn shown_value(kind: Kind, value: &Value) -> String {
    let plain = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match kind {
        Kind::Date => NaiveDate::parse_from_str(&plain, "%Y-%m-%d").map_or(plain, |d| d.format("%d/%m/%Y").to_string()),
        Kind::Decimal => plain.replace('.', ","),
        Kind::File => String::new(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_newline_stays_text_in_one_line() {
        let mut field = Field::new(Role::Value, Kind::Short, "k", "K");
        field.paste("um\ndois\r\n");
        assert_eq!(field.text(), "um dois ");
        let mut long = Field::new(Role::Note, Kind::Long, "k", "K");
        long.paste("um\ndois");
        assert_eq!(long.text(), "um\ndois");
    }

    #[test]
    fn a_choice_is_found_without_accents() {
        let mut field = Field::new(Role::Value, Kind::Choice, "k", "K")
            .among(["dir|Direito Civil", "pen|Penal", "his|História"].map(Choice::from_text).to_vec(), false);
        for c in "historia".chars() {
            assert!(field.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        let Entry::Choice(picker) = &mut field.entry else { panic!("a choice") };
        assert!(picker.choose());
        assert_eq!(field.code(), Some("his"));
    }
}
