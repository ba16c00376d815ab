//! A table for people: aligned by terminal cells, cut to the width of the terminal, in colour only on
//! one. Piped, it is the same columns without cutting and without escape codes.

use std::io::IsTerminal;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Space between two columns, cells.
const GAP_CELLS: usize = 2;
/// A column that may be cut keeps at least this much, cells.
const LEAST_CELLS: usize = 6;

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text: to the left; may be cut when the terminal is narrow.
    Text,
    /// Sentences: to the left; where the terminal is narrow they go on below, nothing is cut.
    Prose,
    /// Codes, times: to the left, never cut.
    Code,
    /// Numbers: to the right, never cut.
    Number,
}

/// Rows under headings.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

/// What the table is printed on.
#[derive(Debug, Clone, Copy)]
pub struct Surface {
    /// Cells to a line; none when piped.
    pub width: Option<usize>,
    /// True where escape codes are understood and wanted.
    pub is_coloured: bool,
}

impl Surface {
    /// Looks at standard output, `NO_COLOR` and `TERM`.
    #[must_use]
    pub fn of_stdout() -> Self {
        if !std::io::stdout().is_terminal() {
            return Self { width: None, is_coloured: false };
        }
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0);
        Self { width, is_coloured: !is_plain }
    }
}

impl Table {
    /// Begins a table by its headings.
    #[must_use]
    pub fn new<const N: usize>(columns: [(String, Align); N]) -> Self {
        Self::of(columns.into())
    }

    /// Begins a table whose headings are known only when it is made.
    #[must_use]
    pub fn of(columns: Vec<(String, Align)>) -> Self {
        let columns = columns.into_iter().map(|(head, align)| (clean(&head), align)).collect();
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; control characters become spaces, so that a name cannot drive the terminal.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.push(&cells);
    }

    /// The same for a row of as many cells as there are headings.
    pub fn push(&mut self, cells: &[String]) {
        self.rows.push(cells.iter().map(|cell| clean(cell)).collect());
    }

    /// Lays the table out; every line ends with a newline.
    #[must_use]
    pub fn text(&self, surface: &Surface) -> String {
        let widths = self.widths(surface.width);
        let heads: Vec<&str> = self.columns.iter().map(|(head, _)| head.as_str()).collect();
        let head = self.line(&heads, &widths);
        let mut text = if surface.is_coloured { format!("\x1b[1m{head}\x1b[0m\n") } else { head + "\n" };
        for row in &self.rows {
            for line in self.lines(row, &widths) {
                text.push_str(&line);
                text.push('\n');
            }
        }
        text
    }

    /// A row, on as many lines as its longest sentence takes.
    fn lines(&self, row: &[String], widths: &[usize]) -> Vec<String> {
        let parts: Vec<Vec<String>> = row
            .iter()
            .zip(widths)
            .zip(&self.columns)
            .map(|((cell, width), (_, align))| match align {
                Align::Prose => fold(cell, *width),
                Align::Text | Align::Code | Align::Number => vec![cell.clone()],
            })
            .collect();
        let most = parts.iter().map(Vec::len).max().unwrap_or(0);
        (0..most)
            .map(|at| {
                let cells: Vec<&str> = parts.iter().map(|part| part.get(at).map_or("", String::as_str)).collect();
                self.line(&cells, widths)
            })
            .collect()
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (head, _))| {
                let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
                cells.max().unwrap_or(0).max(head.width())
            })
            .collect();
        let Some(limit) = limit else { return widths };
        let gaps = GAP_CELLS * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > limit {
            // The widest text column gives way, cell by cell, so that no one of them disappears first.
            let widest = widths
                .iter_mut()
                .zip(&self.columns)
                .filter(|(width, (_, align))| matches!(align, Align::Text | Align::Prose) && **width > LEAST_CELLS);
            match widest.max_by_key(|(width, _)| **width) {
                Some((width, _)) => *width -= 1,
                None => break,
            }
        }
        widths
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP_CELLS));
            }
            let cell = cut(cell, *width);
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Number => line.extend([pad, cell]),
                Align::Text | Align::Prose | Align::Code => line.extend([cell, pad]),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// The value of a key as people read it in a cell: nothing is a dash.
#[must_use]
pub fn cell(row: &serde_json::Value, key: &str) -> String {
    match row.get(key) {
        None | Some(serde_json::Value::Null) => "—".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Breaks a sentence between words into lines of so many cells; a word that is longer stands alone.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Cuts a text to so many cells, the last one saying that more was there.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut cells = 0;
    for symbol in text.chars() {
        cells += symbol.width().unwrap_or(0);
        if cells >= width {
            break;
        }
        kept.push(symbol);
    }
    kept + "…"
}

/// One line without control characters.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().map(|symbol| if symbol.is_control() { ' ' } else { symbol }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        let mut table = Table::new([
            ("Protocolo".to_owned(), Align::Code),
            ("Aluno".to_owned(), Align::Text),
            ("Nº".to_owned(), Align::Number),
        ]);
        table.row(["2026.0000001".into(), "Maria Aparecida de Souza".into(), "7".into()]);
        table.row(["2026.0000002".into(), "João\u{1b}[31m\nReis".into(), "128".into()]);
        table
    }

    #[test]
    fn columns_align_by_cells_and_nothing_drives_the_terminal() {
        let text = sample().text(&Surface { width: None, is_coloured: false });
        assert_eq!(
            text,
            "Protocolo     Aluno                      Nº\n\
             2026.0000001  Maria Aparecida de Souza    7\n\
             2026.0000002  João [31m Reis            128\n"
        );
    }

    #[test]
    fn names_are_cut_before_codes_when_the_terminal_is_narrow() {
        let text = sample().text(&Surface { width: Some(32), is_coloured: false });
        assert!(text.lines().all(|line| line.width() <= 32), "{text}");
        assert!(text.contains("2026.0000001  Maria Aparec…    7"), "{text}");
    }

    #[test]
    fn colour_is_only_where_it_is_wanted() {
        assert!(sample().text(&Surface { width: None, is_coloured: true }).contains("\x1b[1m"));
        assert!(!sample().text(&Surface { width: None, is_coloured: false }).contains('\x1b'));
    }
}
