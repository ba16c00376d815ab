//! The receipt as plain text, for a terminal, a mail or a matrix printer.

use unicode_width::UnicodeWidthStr as _;

use super::Sheet;

/// Columns of the text.
pub const COLUMNS: usize = 76;
/// Columns of the longest label that is not cut.
const LABEL: usize = 22;

/// The sheet as lines of at most [`COLUMNS`] columns, ending with a newline.
#[must_use]
pub fn render(sheet: &Sheet) -> String {
    let mut lines = vec![sheet.school.clone(), sheet.place.clone(), "─".repeat(COLUMNS)];
    lines.push(sheet.title.clone());
    lines.push(format!("{} {}", sheet.protocol_label, sheet.protocol));
    let rows = sheet.blocks.iter().flat_map(|b| &b.rows);
    let label_cells = rows.map(|r| r.label.width()).max().unwrap_or(0).min(LABEL);
    for block in sheet.blocks.iter().filter(|b| !b.rows.is_empty()) {
        lines.push(String::new());
        lines.push(block.heading.clone());
        for row in &block.rows {
            let mut head = padded(&row.label, label_cells);
            for piece in wrapped(&row.value, COLUMNS - 4 - label_cells.min(LABEL)) {
                lines.push(format!("  {head}  {piece}"));
                head = " ".repeat(label_cells);
            }
        }
    }
    lines.push(String::new());
    for note in &sheet.notes {
        lines.extend(wrapped(note, COLUMNS));
    }
    lines.push("─".repeat(COLUMNS));
    lines.extend(wrapped(&sheet.foot, COLUMNS));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn padded(text: &str, cells: usize) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() >= cells {
            break;
        }
        kept.push(c);
    }
    let missing = cells.saturating_sub(kept.width());
    kept + &" ".repeat(missing)
}

/// The lines of a text, broken between words; a word that is longer than a line is broken where it must.
fn wrapped(text: &str, cells: usize) -> Vec<String> {
    super::pdf::broken(text, cells.max(8), |piece| piece.width())
}
