//! Paints a buffer of cells as an SVG picture: for the tests that look at screens and for the README.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

const CELL_WIDTH: f32 = 9.0;
const CELL_HEIGHT: f32 = 18.0;
const MARGIN: f32 = 14.0;
const BACK: &str = "#1b1e26";
const INK: &str = "#d7dae0";

/// The picture of a buffer, with its text cursor when it has one.
#[must_use]
pub fn picture(buffer: &Buffer, cursor: Option<(u16, u16)>) -> String {
    let (cols, rows) = (f32::from(buffer.area.width), f32::from(buffer.area.height));
    let (width, height) = (cols * CELL_WIDTH + 2.0 * MARGIN, rows * CELL_HEIGHT + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACK}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n"
    );
    for y in 0..buffer.area.height {
        row(&mut svg, buffer, y);
    }
    if let Some((x, y)) = cursor {
        let (x, y) = (MARGIN + f32::from(x) * CELL_WIDTH, MARGIN + f32::from(y) * CELL_HEIGHT);
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{CELL_WIDTH}\" height=\"{CELL_HEIGHT}\" fill=\"{INK}\" opacity=\"0.6\"/>"
        );
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// One row: runs of cells that look alike are one text.
fn row(svg: &mut String, buffer: &Buffer, y: u16) {
    let mut x = 0;
    while x < buffer.area.width {
        let Some(first) = buffer.cell((x, y)) else { return };
        let start = x;
        let mut text = String::new();
        let mut cells = 0;
        while let Some(cell) = buffer.cell((x, y)).filter(|c| c.style() == first.style()) {
            // Each box-drawing character stands alone, so that no font moves it.
            if x >= buffer.area.width || (cells > 0 && !cell.symbol().is_ascii()) {
                break;
            }
            text.push_str(cell.symbol());
            cells += 1;
            x += 1;
            if !cell.symbol().is_ascii() {
                break;
            }
        }
        run(svg, (start, y), cells, &text, first);
    }
}

fn run(svg: &mut String, (x, y): (u16, u16), cells: u16, text: &str, cell: &ratatui::buffer::Cell) {
    let (px, py) = (MARGIN + f32::from(x) * CELL_WIDTH, MARGIN + f32::from(y) * CELL_HEIGHT);
    let width = f32::from(cells) * CELL_WIDTH;
    let modifier = cell.modifier;
    let (mut ink, mut back) = (colour(cell.fg, INK), colour(cell.bg, ""));
    if modifier.contains(Modifier::REVERSED) {
        (ink, back) = (if back.is_empty() { BACK.to_owned() } else { back }, ink);
    }
    if !back.is_empty() {
        let _ =
            writeln!(svg, "<rect x=\"{px}\" y=\"{py}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{back}\"/>");
    }
    if modifier.contains(Modifier::UNDERLINED) {
        let _ = writeln!(
            svg,
            "<rect x=\"{px}\" y=\"{}\" width=\"{width}\" height=\"1\" fill=\"{ink}\"/>",
            py + CELL_HEIGHT - 2.0
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let opacity = if modifier.contains(Modifier::DIM) { " opacity=\"0.55\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{px}\" y=\"{}\" fill=\"{ink}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"{weight}{opacity}>{escaped}</text>",
        py + CELL_HEIGHT - 5.0
    );
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Cyan | Color::LightCyan => "#63c5da",
        Color::Red | Color::LightRed => "#f0776c",
        Color::Yellow | Color::LightYellow => "#e0b450",
        Color::Blue | Color::LightBlue => "#7fa8ff",
        Color::Green | Color::LightGreen => "#87c17a",
        Color::Magenta | Color::LightMagenta => "#c792ea",
        Color::DarkGray => "#5d6470",
        Color::Gray => "#a3a9b5",
        Color::White => "#ffffff",
        Color::Black => "#000000",
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset | Color::Indexed(_) => otherwise,
    }
    .to_owned()
}
