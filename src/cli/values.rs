//! `KEY=VALUE` arguments of the command line: stage fields, checklist actions, parameters, files.
//! What a value means is the engine's business; here it is only read.

use std::path::Path;

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::context::Context;
use super::outcome::Trouble;

/// One assignment as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Left of the first `=`.
    pub key: String,
    /// Right of it; may be empty.
    pub value: String,
}

/// Reads `KEY=VALUE` for clap.
///
/// # Errors
/// No `=`, or nothing before it.
pub fn parse_assignment(text: &str) -> Result<Assignment, String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok(Assignment { key: key.trim().to_owned(), value: value.to_owned() })
        }
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}

/// Puts assignments into the object that the engine takes: `KEY=` empties a field, `KEY=@path` reads a
/// file (`@@` begins a text with one `@`), `true` and `false` are themselves, all else is text.
///
/// # Errors
/// A key given twice, a file that cannot be read.
pub fn object(context: &Context, assignments: &[Assignment]) -> Result<Value, Trouble> {
    let mut values = Map::new();
    for Assignment { key, value } in assignments {
        let value = match value.as_str() {
            "" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match text.strip_prefix('@') {
                Some(rest) if rest.starts_with('@') => Value::String(rest.to_owned()),
                Some(path) => file(Path::new(path))?,
                None => Value::String(text.to_owned()),
            },
        };
        if values.insert(key.clone(), value).is_some() {
            return Err(Trouble::usage(context.with("cli-key-twice", &[("key", key.as_str().into())])));
        }
    }
    Ok(Value::Object(values))
}

/// A file as the engine takes it: its name and its content in base64.
///
/// # Errors
/// A file that cannot be read.
pub fn file(path: &Path) -> Result<Value, Trouble> {
    Ok(json!({"name": file_name(path), "content": content(path)?}))
}

/// The content of a file in base64.
///
/// # Errors
/// A file that cannot be read.
pub fn content(path: &Path) -> Result<String, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| Trouble::file(path, &error))?;
    Ok(base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// The last part of a path, as text.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_splits_at_the_first_sign() {
        let read = parse_assignment("nota=a=b").unwrap();
        assert_eq!((read.key.as_str(), read.value.as_str()), ("nota", "a=b"));
        assert_eq!(parse_assignment("nota=").unwrap().value, "");
        assert!(parse_assignment("nota").is_err());
        assert!(parse_assignment("=x").is_err());
    }
}
