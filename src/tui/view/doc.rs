//! Lines of a pane that scrolls, built from top to bottom; remembers which lines must stay in sight and
//! where the cursor of a field stands.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::cells;
use crate::tui::theme::Theme;

/// A document of lines.
#[derive(Debug, Default)]
pub struct Doc {
    /// Cells of a line.
    pub width: usize,
    /// The lines.
    pub lines: Vec<Line<'static>>,
    /// First and last line that must stay in sight.
    pub focus: Option<(usize, usize)>,
    /// Lines around them that should, when there is room.
    pub around: Option<(usize, usize)>,
    /// Line of the part that is turned to: messages, files, history, charge.
    pub part: Option<usize>,
    /// Few rows: headings stand without an empty line above.
    pub dense: bool,
    /// Column and line of the cursor.
    pub cursor: Option<(usize, usize)>,
}

impl Doc {
    /// An empty document.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// Adds a line of parts.
    pub fn line(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }

    /// Adds parts with a dot between them, on as many lines as they need.
    pub fn parts(&mut self, parts: Vec<Span<'static>>) {
        let mut line: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        for part in parts {
            let wide = part.width();
            if used > 0 && used + 3 + wide > self.width {
                self.line(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(Span::raw(" · "));
                used += 3;
            }
            used += wide;
            line.push(part);
        }
        self.line(line);
    }

    /// Adds an empty line, unless the last one is empty.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|l| l.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// Adds a wrapped text with an indent.
    pub fn text(&mut self, text: &str, indent: usize, style: Style) {
        for piece in cells::paragraph(text, self.width.saturating_sub(indent)) {
            self.line(vec![Span::raw(" ".repeat(indent)), Span::styled(piece, style)]);
        }
    }

    /// Adds a heading with a thin line to the right edge.
    pub fn heading(&mut self, title: &str, theme: Theme, style: Style) {
        if !self.dense {
            self.gap();
        }
        let rule = self.width.saturating_sub(cells::width(title) + 1);
        self.line(vec![
            Span::styled(title.to_owned(), style),
            Span::styled(format!(" {}", "─".repeat(rule)), theme.dim()),
        ]);
    }

    /// Adds a label and its value, wrapped beside it.
    pub fn pair(&mut self, label: &str, value: &str, label_cells: usize, styles: (Style, Style)) {
        let room = self.width.saturating_sub(label_cells + 2).max(8);
        let pieces = cells::paragraph(value, room);
        let mut head = cells::fit(label, label_cells);
        for piece in if pieces.is_empty() { vec![String::new()] } else { pieces } {
            self.line(vec![Span::styled(format!("{head}  "), styles.0), Span::styled(piece, styles.1)]);
            head = " ".repeat(label_cells);
        }
    }

    /// The lines from `from` on must stay in sight.
    pub fn keep_in_sight(&mut self, from: usize) {
        self.focus = Some((from, self.lines.len().saturating_sub(1)));
    }

    /// The first line to draw, so that `rows` lines show what must be seen.
    #[must_use]
    pub fn offset(&self, wanted: usize, rows: usize) -> usize {
        let most = self.lines.len().saturating_sub(rows);
        let mut offset = wanted.min(most);
        let around = self.around.filter(|(first, last)| last + 1 - first <= rows);
        for (first, last) in around.into_iter().chain(self.focus) {
            if last + 1 > offset + rows {
                offset = (last + 1).saturating_sub(rows);
            }
            offset = offset.min(first);
        }
        offset
    }
}
