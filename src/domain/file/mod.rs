//! What the type file and the catalogue file share: strict reading with the place of a mistake,
//! and the canonical way of writing. Neither file's keys are known here, nor where files lie.
//!
//! Both files have a twin, the *document*: the same keys as JSON with every default filled in,
//! which is what the engine takes and gives. The same structs read both.

pub mod scalar;
pub mod writer;

use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use toml::de::{DeTable, DeValue};

/// Where in the text a mistake stands; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// A file or document that cannot be read: where, why, and what would fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The place; `None` when a document was read, which has no lines.
    pub at: Option<Place>,
    /// Why, in Brazilian Portuguese.
    pub pt: String,
    /// Why, in English.
    pub en: String,
    /// What could stand there instead: keys, values or a sample; may be empty.
    pub would_fit: Vec<String>,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Place { line, column }) = self.at {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.en)?;
        if !self.would_fit.is_empty() {
            write!(f, " (would fit: {})", self.would_fit.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for FileError {}

/// One step of the way to a value inside a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Step {
    /// A key of a table.
    Key(&'static str),
    /// An element of an array, counted from 0.
    At(usize),
}

/// A mistake found after reading, by what the values say of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain) struct Fault {
    pub(in crate::domain) way: Vec<Step>,
    pub(in crate::domain) pt: String,
    pub(in crate::domain) en: String,
    pub(in crate::domain) would_fit: Vec<String>,
}

impl Fault {
    pub(in crate::domain) fn new(way: &[Step], pt: impl Into<String>, en: impl Into<String>) -> Self {
        Self { way: way.to_vec(), pt: pt.into(), en: en.into(), would_fit: Vec::new() }
    }

    pub(in crate::domain) fn fits(mut self, options: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.would_fit = options.into_iter().map(Into::into).collect();
        self
    }

    fn located(self, text: &str) -> FileError {
        let at = Some(place(text, find(text, &self.way)));
        FileError { at, pt: self.pt, en: self.en, would_fit: self.would_fit }
    }

    fn named(self) -> FileError {
        let way = self.way.iter().fold(String::new(), |mut way, step| {
            match step {
                Step::Key(key) if way.is_empty() => way.push_str(key),
                Step::Key(key) => way.push_str(&format!(".{key}")),
                Step::At(index) => way.push_str(&format!("[{index}]")),
            }
            way
        });
        FileError {
            at: None,
            pt: format!("{way}: {}", self.pt),
            en: format!("{way}: {}", self.en),
            would_fit: self.would_fit,
        }
    }
}

/// Reads a file strictly, then lets `settle` check and complete what it says.
pub(in crate::domain) fn read<T: DeserializeOwned>(
    text: &str,
    settle: impl FnOnce(&mut T) -> Result<(), Fault>,
) -> Result<T, FileError> {
    let mut value: T = toml::from_str(text).map_err(|error| {
        let at = place(text, error.span().map_or(0, |span| span.start));
        explain(error.message(), Some(at))
    })?;
    settle(&mut value).map_err(|fault| fault.located(text))?;
    Ok(value)
}

/// Reads a document as [`read`] reads a file.
pub(in crate::domain) fn read_doc<T: DeserializeOwned>(
    doc: &Value,
    settle: impl FnOnce(&mut T) -> Result<(), Fault>,
) -> Result<T, FileError> {
    let mut value = T::deserialize(doc).map_err(|error| explain(&error.to_string(), None))?;
    settle(&mut value).map_err(Fault::named)?;
    Ok(value)
}

/// Refuses a second row with the key of an earlier one; `key` is empty in a list of plain values.
pub(in crate::domain) fn unique<'a>(
    way: &[Step],
    key: &'static str,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<(), Fault> {
    let mut seen = std::collections::HashSet::new();
    for (index, value) in keys.into_iter().enumerate() {
        if !seen.insert(value) {
            let mut way = [way, &[Step::At(index)]].concat();
            if !key.is_empty() {
                way.push(Step::Key(key));
            }
            let pt = format!("`{value}` já foi usado acima: escreva outro");
            let en = format!("`{value}` was used above: write another");
            return Err(Fault::new(&way, pt, en));
        }
    }
    Ok(())
}

/// Refuses any other format than 1.
pub(in crate::domain) fn format_one(format: u32) -> Result<(), Fault> {
    if format == 1 {
        return Ok(());
    }
    let pt = format!("formato {format} desconhecido: este programa lê `format = 1`");
    let en = format!("unknown format {format}: this program reads `format = 1`");
    Err(Fault::new(&[Step::Key("format")], pt, en).fits(["1"]))
}

fn place(text: &str, offset: usize) -> Place {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Place { line, column }
}

/// Gives the offset of a value, or of the nearest thing above it that the file holds.
fn find(text: &str, way: &[Step]) -> usize {
    let Ok(root) = DeTable::parse(text) else {
        return 0;
    };
    let mut offset = 0;
    let mut table = Some(root.get_ref());
    let mut array = None;
    for step in way {
        let next = match step {
            Step::Key(key) => table.and_then(|table| table.get(*key)),
            Step::At(index) => array.and_then(|array: &toml::de::DeArray<'_>| array.get(*index)),
        };
        let Some(next) = next else { break };
        offset = next.span().start;
        table = next.get_ref().as_table();
        array = match next.get_ref() {
            DeValue::Array(array) => Some(array),
            _ => None,
        };
    }
    offset
}

/// Words a mistake of the reader in both languages and lists what it says would fit.
fn explain(message: &str, at: Option<Place>) -> FileError {
    if let Some((en, pt, would_fit)) = scalar::unpack(message) {
        return FileError { at, pt, en, would_fit };
    }
    let (head, tail) = message.split_once(", expected ").unwrap_or((message, ""));
    let would_fit = ticked(tail);
    let name = ticked(head).into_iter().next().unwrap_or_default();
    let (pt, en) = if head.starts_with("unknown field") {
        (format!("chave desconhecida `{name}`"), format!("unknown key `{name}`"))
    } else if head.starts_with("unknown variant") {
        (format!("valor desconhecido `{name}`"), format!("unknown value `{name}`"))
    } else if head.starts_with("missing field") {
        (format!("falta a chave `{name}`"), format!("key `{name}` is missing"))
    } else if let Some(found) = head.strip_prefix("invalid type: ").or_else(|| head.strip_prefix("invalid value: ")) {
        (
            format!("{} não cabe aqui; escreva {}", kind_pt(found), kind_pt(tail)),
            format!("{found} does not fit here; write {tail}"),
        )
    } else {
        (format!("o texto não está em TOML: {message}"), message.to_owned())
    };
    FileError { at, pt, en, would_fit }
}

fn ticked(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Puts the reader's names of kinds into Portuguese; what it does not know stays as it is.
fn kind_pt(kind: &str) -> String {
    const KINDS: [(&str, &str); 14] = [
        ("boolean", "o valor lógico"),
        ("integer", "o número inteiro"),
        ("floating point", "o número"),
        ("string", "o texto"),
        ("sequence", "uma lista"),
        ("map", "uma tabela"),
        ("a boolean", "true ou false"),
        ("a sequence", "uma lista [ ]"),
        ("a string", "um texto entre aspas"),
        ("u32", "um número inteiro"),
        ("u8", "um número inteiro"),
        ("i32", "um número inteiro"),
        ("i64", "um número inteiro"),
        ("a map", "uma tabela"),
    ];
    for (en, pt) in KINDS {
        if kind == en {
            return pt.to_owned();
        }
        if let Some(rest) = kind.strip_prefix(en).filter(|rest| rest.starts_with(' ')) {
            return format!("{pt}{rest}");
        }
    }
    kind.to_owned()
}
