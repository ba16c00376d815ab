//! The first reading of a query, word by word: named binds become parameters, table hints, `dbo.` and brackets go,
//! and what no query may hold is named with its place.

use sqlparser::dialect::{MsSqlDialect, PostgreSqlDialect};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Word};

use super::{BINDS, Fault};
use crate::domain::catalogue::Dialect;

/// More words than any query of a school has; the parser's trees stay shallow.
const MAX_TOKENS: usize = 3000;
/// Signs and `AND`/`OR` in one text: each may be one level of a tree.
const MAX_OPERATORS: usize = 400;

/// SQL Server's table hints that change no result.
const HINTS: [&str; 12] = [
    "NOLOCK",
    "READUNCOMMITTED",
    "READCOMMITTED",
    "READPAST",
    "ROWLOCK",
    "PAGLOCK",
    "TABLOCK",
    "NOWAIT",
    "NOEXPAND",
    "FORCESEEK",
    "FORCESCAN",
    "HOLDLOCK",
];

/// What was read.
pub(super) struct Read {
    pub tokens: Vec<TokenWithSpan>,
    pub binds: Vec<&'static str>,
}

/// Reads a text.
///
/// # Errors
/// Every fault that the words alone show.
pub(super) fn read(dialect: Dialect, text: &str) -> Result<Read, Vec<Fault>> {
    let tokens = match dialect {
        Dialect::Mssql => Tokenizer::new(&MsSqlDialect {}, text).tokenize_with_location(),
        Dialect::Postgres => Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location(),
    };
    let tokens = tokens.map_err(|error| {
        let at = (error.location.line > 0).then_some((error.location.line, error.location.column));
        vec![Fault::new(
            at,
            format!("não entendi o texto ({})", error.message),
            format!("could not read the text ({})", error.message),
        )]
    })?;
    let words: Vec<TokenWithSpan> =
        tokens.into_iter().filter(|word| !matches!(word.token, Token::Whitespace(_))).collect();
    if words.len() > MAX_TOKENS || words.iter().filter(|word| is_operator(&word.token)).count() > MAX_OPERATORS {
        return Err(vec![Fault::new(None, "o texto é complexo demais", "the text is too complex")]);
    }
    let mut reader = Reader { dialect, binds: [false; BINDS.len()], faults: vec![] };
    let tokens = reader.all(&words);
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let binds = BINDS.iter().zip(reader.binds).filter_map(|(name, used)| used.then_some(*name)).collect();
    Ok(Read { tokens, binds })
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT
        ),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::Comma | Token::LParen | Token::RParen => false,
        Token::Period | Token::SemiColon | Token::Colon | Token::EOF => false,
        _ => true,
    }
}

struct Reader {
    dialect: Dialect,
    binds: [bool; BINDS.len()],
    faults: Vec<Fault>,
}

impl Reader {
    fn all(&mut self, words: &[TokenWithSpan]) -> Vec<TokenWithSpan> {
        let mut out = Vec::with_capacity(words.len());
        let mut rest = words;
        while let Some((first, after)) = rest.split_first() {
            let (token, taken) = self.one(first, after, out.last());
            out.extend(token.map(|token| TokenWithSpan { token, span: first.span }));
            rest = after.get(taken..).unwrap_or_default();
        }
        out
    }

    /// What stands for a word, if anything, and how many of the words after it are used up.
    fn one(
        &mut self,
        word: &TokenWithSpan,
        after: &[TokenWithSpan],
        before: Option<&TokenWithSpan>,
    ) -> (Option<Token>, usize) {
        let next = after.first().map(|next| &next.token);
        match &word.token {
            Token::Colon => {
                if let Some(Token::Word(name)) = next {
                    return (self.bind(word, &name.value), 1);
                }
            }
            Token::Placeholder(_) | Token::AtSign => self.fault(
                word,
                format!("use os parâmetros pelo nome: {}", named()),
                format!("use the binds by name: {}", named()),
            ),
            Token::Word(name) if name.quote_style.is_none() && name.value.starts_with('@') => self.fault(
                word,
                format!("{} não é um parâmetro: use {}", name.value, named()),
                format!("{} is no bind: use {}", name.value, named()),
            ),
            Token::SemiColon if after.is_empty() => return (None, 0),
            Token::SemiColon => self.fault(
                word,
                "só um comando é permitido; tire o ponto e vírgula e o que vem depois",
                "one statement is allowed; remove the semicolon and what follows",
            ),
            _ if self.dialect == Dialect::Mssql => return mssql(word, after, before),
            _ => {}
        }
        (Some(word.token.clone()), 0)
    }

    fn bind(&mut self, word: &TokenWithSpan, name: &str) -> Option<Token> {
        let found = BINDS.iter().zip(&mut self.binds).zip(1..).find(|((known, _), _)| known.eq_ignore_ascii_case(name));
        if let Some(((_, used), number)) = found {
            *used = true;
            return Some(Token::Placeholder(format!("${number}")));
        }
        self.fault(
            word,
            format!("não existe o parâmetro :{name}; existem {}", named()),
            format!("there is no bind :{name}; there are {}", named()),
        );
        if let Some(fault) = self.faults.last_mut() {
            fault.is_bind = true;
        }
        Some(Token::Placeholder("$1".to_owned()))
    }

    fn fault(&mut self, word: &TokenWithSpan, pt: impl Into<String>, en: impl Into<String>) {
        let start = word.span.start;
        self.faults.push(Fault::new(Some((start.line, start.column)), pt, en));
    }
}

fn named() -> String {
    BINDS.map(|name| format!(":{name}")).join(", ")
}

/// SQL Server's own ways: hints are dropped, `[Name]` and `"Name"` are `"name"`, `dbo.` is nothing, `N'…'` is `'…'`.
fn mssql(word: &TokenWithSpan, after: &[TokenWithSpan], before: Option<&TokenWithSpan>) -> (Option<Token>, usize) {
    match &word.token {
        Token::LParen if before.is_some_and(|before| matches!(before.token, Token::Word(_))) => {
            if let Some(taken) = hints(after) {
                return (None, taken);
            }
        }
        Token::Word(with) if with.keyword == Keyword::WITH => {
            let opened = after.split_first().filter(|(paren, _)| paren.token == Token::LParen);
            if let Some(taken) = opened.and_then(|(_, rest)| hints(rest)) {
                return (None, taken + 1);
            }
        }
        Token::Word(owner)
            if owner.value.eq_ignore_ascii_case("dbo")
                && after.first().is_some_and(|next| next.token == Token::Period) =>
        {
            return (None, 1);
        }
        Token::Word(name) if name.quote_style.is_some() => {
            let lower = Word { value: name.value.to_lowercase(), quote_style: Some('"'), keyword: Keyword::NoKeyword };
            return (Some(Token::Word(lower)), 0);
        }
        Token::NationalStringLiteral(text) => return (Some(Token::SingleQuotedString(text.clone())), 0),
        _ => {}
    }
    (Some(word.token.clone()), 0)
}

/// After an opening parenthesis: hints and commas up to the closing one; how many words that is.
fn hints(words: &[TokenWithSpan]) -> Option<usize> {
    let end = words.iter().position(|word| word.token == Token::RParen)?;
    let inside = words.get(..end)?;
    let is_hint = |word: &TokenWithSpan| match &word.token {
        Token::Word(name) => HINTS.iter().any(|hint| hint.eq_ignore_ascii_case(&name.value)),
        other => *other == Token::Comma,
    };
    (!inside.is_empty() && inside.iter().all(is_hint)).then_some(end + 1)
}
