//! Parameter queries as administrators write them (domain.md §4.12, §7): one SELECT in SQL Server's or PostgreSQL's
//! words, with named binds. [`translate`] turns it into the text that the server runs; it is no boundary – the
//! database judges again whatever text it is sent.

mod rewrite;
mod tokens;

use std::fmt::Write as _;

use serde_json::{Value, json};
use sqlparser::ast::{Statement, VisitMut as _};
use sqlparser::dialect::{MsSqlDialect, PostgreSqlDialect};
use sqlparser::parser::{Parser, ParserError};

use super::catalogue::Dialect;
use super::refusal::Problem;

/// The binds, in the order of the server's parameters: the first is `$1`.
pub const BINDS: [&str; 7] = ["CODCOLIGADA", "RA", "IDPERLET", "CODFILIAL", "IDCONTRATO", "CODUSUARIO", "HOJE"];

/// The longest text, in characters.
pub const MAX_CHARACTERS: usize = 20_000;

/// A text that the server can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// PostgreSQL's words, binds as `$1` … `$7`.
    pub bound: String,
    /// The binds it uses, in the order of [`BINDS`].
    pub binds: Vec<&'static str>,
}

/// One thing to mend, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line and column, from 1; none when the whole text is meant.
    pub at: Option<(u64, u64)>,
    /// An unknown bind (`E_QUERY_BIND`) rather than anything else (`E_QUERY`).
    pub is_bind: bool,
    /// In Brazilian Portuguese.
    pub pt: String,
    /// In English.
    pub en: String,
}

impl Fault {
    fn new(at: Option<(u64, u64)>, pt: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, is_bind: false, pt: pt.into(), en: en.into() }
    }

    /// The fault as a refusal tells it, of the query with this code.
    #[must_use]
    pub fn problem(&self, code: &str) -> Problem {
        let place = |line: &str, column: &str| match self.at {
            Some((l, c)) => format!("{line} {l}, {column} {c}: "),
            None => String::new(),
        };
        let (pt, en) = (place("linha", "coluna") + &self.pt, place("line", "column") + &self.en);
        let mut args = serde_json::Map::new();
        args.insert("code".to_owned(), json!(code));
        args.insert("why_pt".to_owned(), json!(pt));
        args.insert("why_en".to_owned(), json!(en));
        if let Some((line, column)) = self.at {
            args.insert("line".to_owned(), json!(line));
            args.insert("column".to_owned(), json!(column));
        }
        Problem {
            code: if self.is_bind { "E_QUERY_BIND" } else { "E_QUERY" }.to_owned(),
            field: Some("query".to_owned()),
            stage: None,
            args,
            pt: format!("Consulta {code}: {pt}."),
            en: format!("Query {code}: {en}."),
        }
    }
}

/// Translates a text, or names everything in it that keeps it from running.
///
/// # Errors
/// The faults found, never none, in the order of the text.
pub fn translate(dialect: Dialect, text: &str) -> Result<Translated, Vec<Fault>> {
    if text.chars().count() > MAX_CHARACTERS {
        return Err(vec![Fault::new(
            None,
            format!("o texto passa de {MAX_CHARACTERS} caracteres"),
            format!("the text has more than {MAX_CHARACTERS} characters"),
        )]);
    }
    let read = tokens::read(dialect, text)?;
    parse(dialect, read)
}

/// Puts beside each query of a catalogue's document (`"query": [{"code","dialect","sql",…}]`) the text that the server
/// runs, as `"bound"`; gives what keeps any of them from being translated, and those have none.
#[must_use]
pub fn bind_document(document: &mut Value) -> Vec<Problem> {
    let mut problems = vec![];
    let Some(Value::Array(queries)) = document.get_mut("query") else { return problems };
    for query in queries {
        let text = |key: &str| query.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (code, dialect) =
            (text("code"), if text("dialect") == "mssql" { Dialect::Mssql } else { Dialect::Postgres });
        let bound = translate(dialect, &text("sql")).map_err(|faults| {
            problems.extend(faults.iter().map(|fault| fault.problem(&code)));
        });
        if let (Some(row), Ok(translated)) = (query.as_object_mut(), bound) {
            row.insert("bound".to_owned(), Value::from(translated.bound));
        }
    }
    problems
}

fn parse(dialect: Dialect, read: tokens::Read) -> Result<Translated, Vec<Fault>> {
    let parsed = match dialect {
        Dialect::Mssql => Parser::new(&MsSqlDialect {}).with_tokens_with_locations(read.tokens).parse_statements(),
        Dialect::Postgres => {
            Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(read.tokens).parse_statements()
        }
    };
    let mut statements = parsed.map_err(|error| vec![unreadable(&error)])?;
    let only = statements.pop().filter(|_| statements.is_empty());
    let Some(mut statement @ Statement::Query(_)) = only else {
        return Err(vec![Fault::new(
            None,
            "escreva um só SELECT (ou WITH … SELECT), nada mais",
            "write one SELECT (or WITH … SELECT) and nothing else",
        )]);
    };
    let mut rewriter = rewrite::Rewriter::new(dialect);
    let _ = statement.visit(&mut rewriter);
    if rewriter.faults.is_empty() {
        let mut bound = String::new();
        // Writing to a text does not fail.
        let _ = write!(bound, "{statement}");
        return Ok(Translated { bound, binds: read.binds });
    }
    Err(rewriter.faults)
}

/// The parser's error, its place taken out of its words.
fn unreadable(error: &ParserError) -> Fault {
    let said = match error {
        ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
        ParserError::RecursionLimitExceeded => {
            return Fault::new(None, "há parênteses demais, um dentro do outro", "too many nested parentheses");
        }
    };
    let (said, at) = match said.rsplit_once(" at Line: ") {
        Some((words, place)) => (words, place_of(place)),
        None => (said, None),
    };
    Fault::new(at, format!("não entendi o texto ({said})"), format!("could not read the text ({said})"))
}

fn place_of(place: &str) -> Option<(u64, u64)> {
    let (line, column) = place.split_once(", Column: ")?;
    Some((line.trim().parse().ok()?, column.trim().parse().ok()?))
}

#[cfg(test)]
mod tests;
