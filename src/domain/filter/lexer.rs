//! Cuts a filter text into terms: negation, key, value, quotes. Knows no key and no value.

/// A piece of the text as it was typed; columns count characters from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    /// Begins with `-`.
    pub(super) negated: bool,
    /// What stands before the colon, with its column.
    pub(super) key: Option<(String, usize)>,
    /// What stands after it, or the whole word, quotes taken off.
    pub(super) value: String,
    /// Column of the value, its opening quote included.
    pub(super) value_at: usize,
    /// First column after the term.
    pub(super) end: usize,
    /// The value was quoted, so that nothing in it has a meaning of its own.
    pub(super) quoted: bool,
    /// The closing quote is missing.
    pub(super) unclosed: bool,
}

/// Cuts the whole text.
pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut chars = text.chars().enumerate().peekable();
    let mut lexemes = Vec::new();
    while let Some((column, c)) = chars.peek().copied() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        lexemes.push(term(column, &mut chars));
    }
    lexemes
}

type Chars<'a> = std::iter::Peekable<std::iter::Enumerate<std::str::Chars<'a>>>;

fn term(start: usize, chars: &mut Chars<'_>) -> Lexeme {
    let mut lexeme = Lexeme {
        negated: false,
        key: None,
        value: String::new(),
        value_at: start,
        end: start,
        quoted: false,
        unclosed: false,
    };
    if chars.next_if(|(_, c)| *c == '-').is_some() {
        lexeme.negated = true;
        lexeme.value_at = start + 1;
        lexeme.end = start + 1;
    }
    while let Some((column, c)) = chars.next_if(|(_, c)| !c.is_whitespace()) {
        lexeme.end = column + 1;
        match c {
            '"' => quoted(&mut lexeme, chars),
            ':' if lexeme.key.is_none() && !lexeme.quoted => {
                lexeme.key = Some((std::mem::take(&mut lexeme.value), lexeme.value_at));
                lexeme.value_at = column + 1;
            }
            c => lexeme.value.push(c),
        }
    }
    lexeme
}

/// Takes what stands between quotes; `\"` and `\\` stand for themselves.
fn quoted(lexeme: &mut Lexeme, chars: &mut Chars<'_>) {
    lexeme.quoted = true;
    while let Some((column, c)) = chars.next() {
        lexeme.end = column + 1;
        match c {
            '"' => return,
            '\\' => {
                let next = chars.next_if(|(_, next)| matches!(next, '"' | '\\'));
                lexeme.end += usize::from(next.is_some());
                lexeme.value.push(next.map_or(c, |(_, next)| next));
            }
            c => lexeme.value.push(c),
        }
    }
    lexeme.unclosed = true;
}
