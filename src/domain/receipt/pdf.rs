//! The receipt as an A4 page, with the fonts that every reader has (Helvetica, WinAnsi): nothing is embedded, nothing is
//! downloaded. A character outside of WinAnsi is shown without its marks, or as `?`.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use unicode_normalization::UnicodeNormalization as _;

use super::{Sheet, bars};

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
/// Space at the sides, and above and below.
const MARGIN: f32 = 62.0;
/// Where the text of a page ends and its foot begins.
const FLOOR: f32 = 84.0;
/// From the left edge of labels to that of values.
const LABELS: f32 = 132.0;
const TEXT: f32 = 10.0;
const SMALL: f32 = 8.5;
/// Baseline to baseline, as a part of the size.
const LEADING: f32 = 1.38;
const INK: f32 = 0.0;
const QUIET: f32 = 0.38;
const HAIR: f32 = 0.78;
/// Width and height of a module of the bars: whole dots of a printer, four of 300 an inch.
const MODULE: (f32, f32) = (4.0 * DOT, 26.0);
/// A dot of 300 an inch.
const DOT: f32 = 0.24;

/// The two cuts of the letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Plain,
    Bold,
}

impl Cut {
    fn name(self) -> Name<'static> {
        match self {
            Self::Plain => Name(b"R"),
            Self::Bold => Name(b"B"),
        }
    }
}

/// The sheet as the bytes of a PDF.
#[must_use]
pub fn render(sheet: &Sheet) -> Vec<u8> {
    let mut setter = Setter::new();
    setter.head(sheet);
    for block in sheet.blocks.iter().filter(|b| !b.rows.is_empty()) {
        setter.heading(&block.heading);
        for row in &block.rows {
            setter.row(&row.label, &row.value, if row.loud { Cut::Bold } else { Cut::Plain });
        }
    }
    setter.notes(&sheet.notes);
    let pages = setter.finish(&sheet.foot, &sheet.protocol);
    assembled(sheet, pages)
}

/// Puts text on pages from top to bottom.
struct Setter {
    done: Vec<Content>,
    page: Content,
    /// Baseline of the next line.
    y: f32,
}

impl Setter {
    fn new() -> Self {
        Self { done: Vec::new(), page: Content::new(), y: PAGE.1 - MARGIN }
    }

    fn head(&mut self, sheet: &Sheet) {
        let room = PAGE.0 - 2.0 * MARGIN;
        for text in lines(&sheet.school, room, Cut::Bold, 13.0) {
            self.put(MARGIN, &text, (Cut::Bold, 13.0, INK));
            self.y -= 14.0;
        }
        for text in lines(&sheet.place, room, Cut::Plain, SMALL + 0.5) {
            self.put(MARGIN, &text, (Cut::Plain, SMALL + 0.5, QUIET));
            self.y -= 12.0;
        }
        self.rule(0.9, QUIET);
        self.y -= 26.0;
        self.put(MARGIN, &sheet.title, (Cut::Plain, 12.0, QUIET));
        self.y -= 30.0;
        self.put(MARGIN, &sheet.protocol, (Cut::Bold, 27.0, INK));
        self.bars(&sheet.protocol);
        self.y -= 14.0;
        self.put(MARGIN, &sheet.protocol_label, (Cut::Plain, SMALL, QUIET));
        self.y -= 12.0;
    }

    /// The protocol as bars, right-aligned, level with its figures.
    fn bars(&mut self, protocol: &str) {
        let Some(widths) = bars::code_128(protocol) else { return };
        let modules: f32 = widths.iter().map(|w| f32::from(*w)).sum();
        let left = PAGE.0 - MARGIN - modules * MODULE.0;
        let mut x = (left / DOT).floor() * DOT;
        self.page.set_fill_gray(INK);
        for (at, width) in widths.iter().enumerate() {
            let width = f32::from(*width) * MODULE.0;
            if at % 2 == 0 {
                self.page.rect(x, self.y - 3.0, width, MODULE.1);
            }
            x += width;
        }
        self.page.fill_nonzero();
    }

    fn heading(&mut self, text: &str) {
        // A heading does not stand alone at the foot of a page.
        self.room(60.0);
        self.y -= 22.0;
        self.put(MARGIN, text, (Cut::Bold, SMALL + 0.5, QUIET));
        self.y -= 5.0;
        self.rule(0.5, HAIR);
        self.y -= 3.0;
    }

    fn row(&mut self, label: &str, value: &str, cut: Cut) {
        let room = PAGE.0 - 2.0 * MARGIN - LABELS;
        let labels = lines(label, LABELS - 10.0, Cut::Plain, SMALL + 0.5);
        let values = lines(value, room, cut, TEXT);
        for at in 0..labels.len().max(values.len()) {
            self.room(TEXT * LEADING);
            self.y -= TEXT * LEADING;
            if let Some(text) = labels.get(at) {
                self.put(MARGIN, text, (Cut::Plain, SMALL + 0.5, QUIET));
            }
            if let Some(text) = values.get(at) {
                self.put(MARGIN + LABELS, text, (cut, TEXT, INK));
            }
        }
        self.y -= 1.6;
    }

    fn notes(&mut self, notes: &[String]) {
        self.y -= 16.0;
        for note in notes {
            for text in lines(note, PAGE.0 - 2.0 * MARGIN, Cut::Plain, SMALL) {
                self.room(SMALL * LEADING);
                self.y -= SMALL * LEADING;
                self.put(MARGIN, &text, (Cut::Plain, SMALL, QUIET));
            }
            self.y -= 3.0;
        }
    }

    /// A new page when so much does not fit on this one.
    fn room(&mut self, height: f32) {
        if self.y - height < FLOOR {
            self.done.push(std::mem::replace(&mut self.page, Content::new()));
            self.y = PAGE.1 - MARGIN;
        }
    }

    fn put(&mut self, x: f32, text: &str, (cut, size, gray): (Cut, f32, f32)) {
        self.page.set_fill_gray(gray);
        self.page.begin_text().set_font(cut.name(), size).next_line(x, self.y).show(Str(&win_ansi(text))).end_text();
    }

    fn rule(&mut self, width: f32, gray: f32) {
        self.page.set_stroke_gray(gray).set_line_width(width);
        self.page.move_to(MARGIN, self.y).line_to(PAGE.0 - MARGIN, self.y).stroke();
    }

    /// Every page with its foot: when and by whom; where there are several, of what it is a page and which.
    fn finish(mut self, foot: &str, protocol: &str) -> Vec<Content> {
        self.done.push(std::mem::replace(&mut self.page, Content::new()));
        let mut pages = std::mem::take(&mut self.done);
        let count = pages.len();
        for (at, page) in pages.iter_mut().enumerate() {
            std::mem::swap(&mut self.page, page);
            self.y = FLOOR - 26.0;
            self.rule(0.5, HAIR);
            self.y -= 13.0;
            self.put(MARGIN, foot, (Cut::Plain, SMALL - 0.5, QUIET));
            if count > 1 {
                let text = format!("{protocol} · {}/{count}", at + 1);
                let x = PAGE.0 - MARGIN - points(&text, Cut::Plain, SMALL - 0.5);
                self.put(x, &text, (Cut::Plain, SMALL - 0.5, QUIET));
            }
            std::mem::swap(&mut self.page, page);
        }
        pages
    }
}

fn assembled(sheet: &Sheet, pages: Vec<Content>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, plain, bold, about) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let first = 6;
    let count = i32::try_from(pages.len()).unwrap_or(1);
    let page_ref = |at: i32| Ref::new(first + 2 * at);
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr(&sheet.lang));
    root.finish();
    pdf.pages(tree).kids((0..count).map(page_ref)).count(count);
    for (id, name) in [(plain, b"Helvetica".as_slice()), (bold, b"Helvetica-Bold".as_slice())] {
        pdf.type1_font(id).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    let title = format!("{} {}", sheet.title, sheet.protocol);
    pdf.document_info(about).title(TextStr(&title)).author(TextStr(&sheet.school)).creator(TextStr("Balcão"));
    for (at, content) in (0..count).zip(pages) {
        let id = page_ref(at);
        let body = Ref::new(first + 2 * at + 1);
        let mut page = pdf.page(id);
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(body);
        page.resources().fonts().pair(Cut::Plain.name(), plain).pair(Cut::Bold.name(), bold);
        page.finish();
        pdf.stream(body, &content.finish());
    }
    pdf.finish()
}

/// The lines of a text that are at most so many points wide.
fn lines(text: &str, room: f32, cut: Cut, size: f32) -> Vec<String> {
    // Thousandths of a point: the breaking counts in whole numbers.
    broken(text, whole(room), |piece| whole(points(piece, cut, size)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is some hundred points wide")]
fn whole(points: f32) -> usize {
    (points.max(0.0) * 1000.0) as usize
}

/// Breaks each line of a text between words; a word that is too long is broken where it must.
pub(super) fn broken(text: &str, room: usize, width: impl Fn(&str) -> usize) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut kept = String::new();
        for word in line.split_whitespace() {
            let longer = if kept.is_empty() { word.to_owned() } else { format!("{kept} {word}") };
            if width(&longer) <= room {
                kept = longer;
                continue;
            }
            if !kept.is_empty() {
                out.push(std::mem::take(&mut kept));
            }
            for c in word.chars() {
                kept.push(c);
                if width(&kept) > room && kept.chars().count() > 1 {
                    kept.pop();
                    out.push(std::mem::replace(&mut kept, c.to_string()));
                }
            }
        }
        out.push(kept);
    }
    out
}

/// Width of a text in points.
fn points(text: &str, cut: Cut, size: f32) -> f32 {
    let units: u32 = text.chars().map(|c| advance(c, cut)).sum();
    #[allow(clippy::cast_precision_loss, reason = "a line has some thousand units")]
    let units = units as f32;
    units * size / 1000.0
}

/// Advance widths of Helvetica from the blank to `~`, in thousandths of the size (Adobe's font metrics).
#[rustfmt::skip]
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// The same of Helvetica-Bold.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

fn advance(c: char, cut: Cut) -> u32 {
    // A letter with a mark is as wide as the letter.
    let base = c.nfd().next().unwrap_or(c);
    let table = if cut == Cut::Bold { &BOLD } else { &PLAIN };
    let known = (base as usize).checked_sub(32).and_then(|at| table.get(at)).copied();
    u32::from(known.unwrap_or(match c {
        '·' | '‘' | '’' => 278,
        'º' | 'ª' => 370,
        '•' => 350,
        '—' | '…' | '™' | '‰' => 1000,
        _ => 611,
    }))
}

/// The bytes of a text in WinAnsi (CP1252).
fn win_ansi(text: &str) -> Vec<u8> {
    text.nfc().flat_map(|c| encoded(c).map_or_else(|| plainer(c), |b| vec![b])).collect()
}

/// A character without its marks, or a question mark.
fn plainer(c: char) -> Vec<u8> {
    let kept: Vec<u8> = c.nfkd().filter_map(encoded).collect();
    if !kept.is_empty() {
        return kept;
    }
    match c {
        '−' | '‐' | '‑' | '‒' | '─' => vec![b'-'],
        '→' => vec![b'-', b'>'],
        '\u{2009}' | '\u{202f}' => vec![b' '],
        _ if c.is_control() => Vec::new(),
        _ => vec![b'?'],
    }
}

fn encoded(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(c) {
        32..=126 | 160..=255 => u8::try_from(u32::from(c)).ok(),
        0..=159 => None,
        _ => HIGH.chars().position(|h| h == c).and_then(|at| u8::try_from(at + 128).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portuguese_is_written_in_win_ansi() {
        assert_eq!(win_ansi("Balcão º ª ç É – R$ “x”"), b"Balc\xe3o \xba \xaa \xe7 \xc9 \x96 R$ \x93x\x94");
        // Composed or not, the same letter; what is outside of the code loses its mark, or shows itself as unknown.
        assert_eq!(win_ansi("a\u{303}"), b"\xe3");
        assert_eq!(win_ansi("ẽ → 漢\u{7}"), b"e -> ?");
    }

    #[test]
    fn a_line_is_never_wider_than_its_room() {
        let text =
            "Requer segunda chamada da prova de Introdução ao Estudo do Direito Civil, perdida por motivo de saúde.";
        for room in [60.0, 120.0, 300.0] {
            let pieces = lines(text, room, Cut::Plain, TEXT);
            assert!(pieces.iter().all(|p| points(p, Cut::Plain, TEXT) <= room), "{pieces:?}");
            assert_eq!(pieces.join(" "), text, "nothing is lost");
        }
        assert_eq!(lines("abcdefghijklmnop", 30.0, Cut::Plain, TEXT).concat(), "abcdefghijklmnop");
        assert_eq!(lines("um\n\ndois", 300.0, Cut::Plain, TEXT), ["um", "", "dois"]);
    }
}
