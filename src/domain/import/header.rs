//! The first line of a file: which delimiter it uses, and where each column stands.

use super::Kind;

/// A header that does not name the columns of its kind; nothing else of the file can be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderFault {
    /// What is wrong, in Brazilian Portuguese.
    pub pt: String,
    /// What is wrong, in English.
    pub en: String,
}

impl HeaderFault {
    pub(super) fn new(pt: impl Into<String>, en: impl Into<String>) -> Self {
        Self { pt: pt.into(), en: en.into() }
    }
}

/// What a header says.
#[derive(Debug)]
pub(super) struct Header {
    pub delimiter: u8,
    /// By column of the kind: its place in the file.
    pub places: Vec<usize>,
    /// How many cells every line has.
    pub width: usize,
}

/// Reads the header, without its line's end and byte order mark.
pub(super) fn read(kind: Kind, line: &[u8]) -> Result<Header, HeaderFault> {
    let text = std::str::from_utf8(line).map_err(|_| {
        HeaderFault::new(
            "a primeira linha não está em UTF-8: salve o arquivo como CSV UTF-8",
            "the first line is not UTF-8: save the file as CSV UTF-8",
        )
    })?;
    if text.contains('\0') {
        return Err(HeaderFault::new(
            "o arquivo não é texto UTF-8: salve-o como CSV UTF-8",
            "the file is not UTF-8 text: save it as CSV UTF-8",
        ));
    }
    let delimiter = if text.matches(';').count() > text.matches(',').count() { ';' } else { ',' };
    let names: Vec<String> =
        text.split(delimiter).map(|name| name.trim().trim_matches('"').trim().to_lowercase()).collect();
    let columns = kind.columns();
    let mut pt = Vec::new();
    let mut en = Vec::new();
    let mut say = |found: Vec<String>, words: (&str, &str)| {
        if !found.is_empty() {
            let list = found.join(", ");
            pt.push(format!("{}: {list}", words.0));
            en.push(format!("{}: {list}", words.1));
        }
    };
    let missing = columns.iter().filter(|c| !names.iter().any(|n| n == *c)).map(|c| (*c).to_owned()).collect();
    let unknown = names.iter().filter(|n| !columns.contains(&n.as_str())).map(|n| shown(n)).collect();
    let twice =
        columns.iter().filter(|c| names.iter().filter(|n| n == *c).count() > 1).map(|c| (*c).to_owned()).collect();
    say(missing, ("faltam as colunas", "missing columns"));
    say(unknown, ("colunas desconhecidas", "unknown columns"));
    say(twice, ("colunas repetidas", "columns named twice"));
    if !pt.is_empty() {
        let all = columns.join(", ");
        return Err(HeaderFault::new(
            format!("{}; as colunas de {} são {all}", pt.join("; "), kind.code()),
            format!("{}; the columns of {} are {all}", en.join("; "), kind.code()),
        ));
    }
    let places = columns.iter().filter_map(|c| names.iter().position(|n| n == c)).collect();
    Ok(Header { delimiter: if delimiter == ';' { b';' } else { b',' }, places, width: names.len() })
}

/// A name as it can be told: short, on one line.
fn shown(name: &str) -> String {
    let name = crate::domain::text::clean(name, crate::domain::text::Shape::Line);
    let short: String = name.chars().take(40).collect();
    format!("\"{short}\"")
}
