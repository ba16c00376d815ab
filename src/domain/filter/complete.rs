//! What Tab offers: keys while a key is typed, values after the colon. Values that only the database
//! knows (types, groups, logins) are handed in by the caller.

use super::lexer::lex;
use super::terms::{self, Key, TERMS};
use super::write::quoted;
use crate::domain::refusal::Lang;
use crate::domain::text::fold;

/// A way to go on typing. Columns count characters from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// First column to replace.
    pub from: usize,
    /// First column that stays.
    pub to: usize,
    /// What to put there.
    pub insert: String,
    /// What it means, in the language asked for; may be empty.
    pub meaning: &'static str,
}

/// Offers keys and named values for the term under the cursor, in Portuguese.
#[must_use]
pub fn complete(text: &str, cursor: usize) -> Vec<Completion> {
    complete_with(text, cursor, Lang::PtBr, &|_| Vec::new())
}

/// Offers keys and values, also those that `known` has for a key. The cursor counts characters.
#[must_use]
pub fn complete_with(text: &str, cursor: usize, lang: Lang, known: &dyn Fn(Key) -> Vec<String>) -> Vec<Completion> {
    let before: String = text.chars().take(cursor).collect();
    let cursor = before.chars().count();
    let last = lex(&before).pop().filter(|lexeme| lexeme.end == cursor);
    let Some(lexeme) = last else {
        return keys("", cursor, cursor, lang);
    };
    match &lexeme.key {
        None if lexeme.quoted => Vec::new(),
        None => keys(&lexeme.value, lexeme.value_at, cursor, lang),
        Some((name, _)) => {
            let Some(info) = terms::find(name) else {
                return Vec::new();
            };
            // Only the part after the last comma is replaced: `estado:na-fila,ag`.
            let done = lexeme.value.rfind(',').filter(|_| info.key == Key::Status).map_or(0, |at| at + 1);
            let typed = fold(lexeme.value.get(done..).unwrap_or_default());
            let from = lexeme.value_at + lexeme.value.get(..done).map_or(0, |kept| kept.chars().count());
            let named = info.values.iter().map(|value| word(value.pt, value.en, lang).to_owned());
            let rest = known(info.key).into_iter().map(|value| quoted(&value, &[]));
            let mut offers: Vec<Completion> = Vec::new();
            for insert in named.chain(rest).filter(|value| fold(value).trim_start_matches('"').starts_with(&typed)) {
                if !offers.iter().any(|offer| offer.insert == insert) {
                    offers.push(Completion { from, to: cursor, insert, meaning: "" });
                }
            }
            offers
        }
    }
}

fn keys(typed: &str, from: usize, to: usize, lang: Lang) -> Vec<Completion> {
    let typed = fold(typed);
    let starts = |name: &str| name.starts_with(&typed);
    TERMS
        .iter()
        .filter_map(|row| {
            let name = word(row.pt, row.en(), lang);
            let other = word(row.en(), row.pt, lang);
            let best = if starts(name) { name } else { other };
            (starts(best)).then(|| Completion {
                from,
                to,
                insert: format!("{best}:"),
                meaning: word(row.meaning_pt, row.meaning_en, lang),
            })
        })
        .collect()
}

fn word(pt: &'static str, en: &'static str, lang: Lang) -> &'static str {
    match lang {
        Lang::PtBr => pt,
        Lang::En => en,
    }
}
