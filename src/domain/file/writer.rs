//! The canonical hand: one way of writing each value, keys in the order they are given, no comments.
//! What to write and what to leave out is decided by the caller.

use super::scalar::Scalar;
use chrono::NaiveDate;
use std::fmt::Write as _;

/// Builds the text of a file, table after table.
#[derive(Debug, Default)]
pub(in crate::domain) struct Writer {
    out: String,
}

impl Writer {
    /// Begins the file.
    pub(in crate::domain) fn new() -> Self {
        Self { out: "format = 1\n".to_owned() }
    }

    /// Begins a table; `header` comes with its brackets.
    pub(in crate::domain) fn table(&mut self, header: &str) {
        self.out.push('\n');
        self.out.push_str(header);
        self.out.push('\n');
    }

    /// Writes a value that is written already.
    pub(in crate::domain) fn raw(&mut self, key: &str, value: &str) {
        self.out.push_str(key);
        self.out.push_str(" = ");
        self.out.push_str(value);
        self.out.push('\n');
    }

    /// Writes a text.
    pub(in crate::domain) fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    /// Writes a text unless it is empty.
    pub(in crate::domain) fn text_unless_empty(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    /// Writes a text if there is one.
    pub(in crate::domain) fn opt_text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// Writes what shows itself as its own value: numbers, dates, booleans.
    pub(in crate::domain) fn plain(&mut self, key: &str, value: impl std::fmt::Display) {
        self.raw(key, &value.to_string());
    }

    /// Writes a plain value if there is one.
    pub(in crate::domain) fn opt_plain(&mut self, key: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.plain(key, value);
        }
    }

    /// Writes a yes/no unless it is the default.
    pub(in crate::domain) fn flag(&mut self, key: &str, value: bool, default: bool) {
        if value != default {
            self.plain(key, value);
        }
    }

    /// Writes a field's default or bound if there is one.
    pub(in crate::domain) fn scalar(&mut self, key: &str, value: Option<&Scalar>) {
        match value {
            Some(Scalar::Text(text)) => self.text(key, text),
            Some(value) => self.plain(key, value),
            None => {}
        }
    }

    /// Writes a list of texts on one line.
    pub(in crate::domain) fn texts<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let list: Vec<String> = values.into_iter().map(quoted).collect();
        self.raw(key, &format!("[{}]", list.join(", ")));
    }

    /// Writes a list of texts, one a line.
    pub(in crate::domain) fn column<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        let mut list = String::from("[\n");
        for value in values {
            let _ = writeln!(list, "    {},", quoted(value));
        }
        list.push(']');
        self.raw(key, &list);
    }

    /// Writes a list of dates.
    pub(in crate::domain) fn dates(&mut self, key: &str, dates: &[NaiveDate]) {
        let list: Vec<String> = dates.iter().map(ToString::to_string).collect();
        self.raw(key, &format!("[{}]", list.join(", ")));
    }

    /// Gives the whole text.
    pub(in crate::domain) fn finish(self) -> String {
        self.out
    }
}

/// Quotes a text: on one line, or between triple quotes when it has several.
pub(in crate::domain) fn quoted(text: &str) -> String {
    let lines = text.contains('\n');
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(if lines { "\"\"\"\n" } else { "\"" });
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            // Between triple quotes a quote stands bare, unless another one or the end follows.
            '"' if lines && chars.peek().is_some_and(|next| *next != '"') => out.push('"'),
            '"' => out.push_str("\\\""),
            '\n' => out.push('\n'),
            '\t' if lines => out.push('\t'),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push_str(if lines { "\"\"\"" } else { "\"" });
    out
}
