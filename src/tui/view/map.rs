//! The map of a flow: paints what the layout found, with the selected stage in sight. Every state has a sign
//! of its own beside its colour: heavy frame (selected), numbers (path), dashes (off, way back), ✖ and !.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::domain::flow::Level;
use crate::domain::flow::layout::{DOWN, LEFT, Layout, Placed, RIGHT, UP, head, lines};
use crate::tui::cells::width;
use crate::tui::theme::Theme;

/// What is shown besides the flow itself.
#[derive(Debug, Clone, Copy)]
pub struct MapLook<'a> {
    /// Code of the selected stage.
    pub selected: Option<&'a str>,
    /// Codes of the stages of a path, in its order; they are numbered.
    pub path: &'a [String],
    /// Only ASCII is painted.
    pub ascii: bool,
    /// Styles.
    pub theme: Theme,
}

/// Paints the map. What does not fit is scrolled so that the selected stage stands in the middle, as far as
/// the map reaches. Gives how many stages lie beyond each border, to be told outside of the map: `‹ 2  ▾ 5`; empty
/// when all is in sight.
pub fn draw(buffer: &mut Buffer, area: Rect, layout: &Layout, look: &MapLook<'_>) -> String {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return String::new();
    }
    let selected = look.selected.and_then(|id| layout.find(id));
    let (width, height) = (i32::from(area.width), i32::from(area.height));
    let middle = selected.map(|b| (int(2 * b.x + b.width) / 2, int(2 * b.y + b.height) / 2));
    let offset = (
        scroll(int(layout.width), width, middle.map(|m| m.0), true),
        scroll(int(layout.height), height, middle.map(|m| m.1), false),
    );
    let mut canvas = Canvas { buffer, area, offset };
    for placed in &layout.boxes {
        frame(&mut canvas, placed, layout, look);
    }
    ways(&mut canvas, layout, look);
    for (number, id) in look.path.iter().enumerate() {
        // A stage that a path passes twice keeps its first number.
        if let Some(placed) = layout.find(id).filter(|_| !look.path.iter().take(number).any(|before| before == id)) {
            canvas.text(placed.x, placed.y, &numeral(number + 1, look.ascii), on_path(look.theme));
        }
    }
    beyond(&canvas, layout, look)
}

/// First cell shown: the whole in the middle (or at the top) when it fits, else what surrounds the focus.
fn scroll(whole: i32, room: i32, focus: Option<i32>, centred: bool) -> i32 {
    if whole <= room {
        return if centred { -((room - whole) / 2) } else { 0 };
    }
    focus.map_or(0, |focus| (focus - room / 2).clamp(0, whole - room))
}

fn int(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    offset: (i32, i32),
}

impl Canvas<'_> {
    fn put(&mut self, x: usize, y: usize, symbol: &str, style: Style) {
        let (column, row) = (int(x) - self.offset.0, int(y) - self.offset.1);
        let (Ok(column), Ok(row)) = (u16::try_from(column), u16::try_from(row)) else { return };
        if column >= self.area.width || row >= self.area.height {
            return;
        }
        if let Some(cell) = self.buffer.cell_mut((self.area.x + column, self.area.y + row)) {
            cell.set_symbol(symbol).set_style(style);
        }
    }

    fn text(&mut self, x: usize, y: usize, text: &str, style: Style) {
        let mut column = x;
        for sign in text.chars() {
            let mut bytes = [0; 4];
            let symbol: &str = sign.encode_utf8(&mut bytes);
            self.put(column, y, symbol, style);
            column += width(symbol);
        }
    }
}

/// Signs of a frame: corners from the upper left one clockwise, level, upright, line leaving below, above.
struct Signs([&'static str; 8]);

fn signs(placed: &Placed, look: &MapLook<'_>) -> Signs {
    let selected = look.selected == Some(placed.node.id.as_str());
    Signs(match (look.ascii, selected, placed.node.inactive) {
        (true, true, _) => ["#", "#", "#", "#", "=", "#", "+", "+"],
        (true, _, true) => ["+", "+", "+", "+", ".", ":", "+", "+"],
        (true, _, _) => ["+", "+", "+", "+", "-", "|", "+", "+"],
        (_, true, true) => ["┏", "┓", "┛", "┗", "┅", "┇", "┯", "┷"],
        (_, true, _) => ["┏", "┓", "┛", "┗", "━", "┃", "┯", "┷"],
        (_, _, true) => ["╭", "╮", "╯", "╰", "┄", "┆", "┬", "┴"],
        _ => ["╭", "╮", "╯", "╰", "─", "│", "┬", "┴"],
    })
}

fn on_path(theme: Theme) -> Style {
    theme.accent().add_modifier(Modifier::BOLD)
}

fn frame(canvas: &mut Canvas<'_>, placed: &Placed, layout: &Layout, look: &MapLook<'_>) {
    let Signs([a, b, c, d, level, upright, _, _]) = signs(placed, look);
    let node = &placed.node;
    let theme = look.theme;
    let selected = look.selected == Some(node.id.as_str());
    let line = if selected || look.path.contains(&node.id) {
        on_path(theme)
    } else if node.inactive {
        theme.dim()
    } else {
        theme.label()
    };
    let (right, bottom) = (placed.x + placed.width - 1, placed.y + placed.height - 1);
    for x in placed.x + 1..right {
        canvas.put(x, placed.y, level, line);
        canvas.put(x, bottom, level, line);
    }
    for y in placed.y + 1..bottom {
        canvas.put(placed.x, y, upright, line);
        canvas.put(right, y, upright, line);
    }
    for (x, y, sign) in [(placed.x, placed.y, a), (right, placed.y, b), (right, bottom, c), (placed.x, bottom, d)] {
        canvas.put(x, y, sign, line);
    }
    let [before, name, marks, badge] = head(node, (layout.zoom, layout.cut), look.ascii);
    let ink = if node.inactive {
        theme.dim()
    } else if selected {
        theme.accent().patch(theme.strong())
    } else if node.default {
        theme.strong()
    } else {
        theme.plain()
    };
    let room = placed.width - 4;
    let mark = match node.level {
        Some(Level::Error) => theme.late(),
        Some(Level::Warning) => theme.soon(),
        None => theme.label(),
    };
    let parts = [(before, theme.label()), (name, ink), (marks, mark), (badge, theme.label())];
    let taken: usize = parts.iter().map(|(text, _)| width(text)).sum();
    let mut x = placed.x + 2 + if placed.height > 3 { 0 } else { room.saturating_sub(taken) / 2 };
    for (text, style) in &parts {
        canvas.text(x, placed.y + 1, text, *style);
        x += width(text);
    }
    for (text, y) in lines(node, (layout.zoom, layout.cut)).iter().zip(placed.y + 2..) {
        let text = if look.ascii { text.replace('·', "-").replace('…', "~") } else { text.clone() };
        canvas.text(placed.x + 2, y, &text, theme.label());
    }
}

/// What of a way lies in a cell.
#[derive(Default, Clone, Copy)]
struct Ink {
    sides: u8,
    path: bool,
    forth: bool,
}

fn ways(canvas: &mut Canvas<'_>, layout: &Layout, look: &MapLook<'_>) {
    let theme = look.theme;
    let mut inks: BTreeMap<(usize, usize), Ink> = BTreeMap::new();
    let id = |index: usize| layout.boxes.get(index).map(|b| b.node.id.as_str());
    let steps: Vec<(&str, &str)> =
        look.path.iter().zip(look.path.iter().skip(1)).map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let is_path = |from: usize, to: usize| id(from).zip(id(to)).is_some_and(|pair| steps.contains(&pair));
    for route in &layout.routes {
        let path = is_path(route.from, route.to);
        for step in &route.steps {
            let ink = inks.entry((step.x, step.y)).or_default();
            ink.sides |= step.sides;
            ink.path |= path;
            ink.forth |= !route.back;
        }
    }
    let style = |path: bool, back: bool| match (path, back) {
        (true, _) => on_path(theme),
        (_, true) => theme.dim(),
        _ => theme.label(),
    };
    for ((x, y), ink) in &inks {
        let symbol = match layout.boxes.iter().find(|b| b.covers(*x, *y)) {
            Some(placed) => {
                let Signs([.., below, above]) = signs(placed, look);
                if ink.sides & DOWN > 0 { below } else { above }
            }
            None => line(ink.sides, !ink.forth, look.ascii),
        };
        canvas.put(*x, *y, symbol, style(ink.path, !ink.forth));
    }
    for route in &layout.routes {
        let path = is_path(route.from, route.to);
        let style = style(path, route.back);
        let arrow = match (route.back, look.ascii) {
            (true, false) => "▲",
            (true, true) => "^",
            (false, false) => "▼",
            (false, true) => "v",
        };
        canvas.put(
            route.arrow.0,
            route.arrow.1,
            arrow,
            if route.back { style } else { style.add_modifier(Modifier::BOLD) },
        );
        let label = if look.ascii { route.label.replace('…', "~") } else { route.label.clone() };
        canvas.text(route.label_at.0, route.label_at.1, &label, if path { style } else { theme.label() });
    }
}

/// The sign of a line that goes on at these sides.
fn line(sides: u8, dashed: bool, ascii: bool) -> &'static str {
    const ALL: u8 = UP | DOWN | LEFT | RIGHT;
    match (sides, ascii) {
        (s, true) if s == UP | DOWN => {
            if dashed {
                ":"
            } else {
                "|"
            }
        }
        (s, true) if s == LEFT | RIGHT => {
            if dashed {
                "."
            } else {
                "-"
            }
        }
        (_, true) => "+",
        (s, _) if s == UP | DOWN => {
            if dashed {
                "┆"
            } else {
                "│"
            }
        }
        (s, _) if s == LEFT | RIGHT => {
            if dashed {
                "┄"
            } else {
                "─"
            }
        }
        (s, _) if s == UP | RIGHT => "╰",
        (s, _) if s == UP | LEFT => "╯",
        (s, _) if s == DOWN | RIGHT => "╭",
        (s, _) if s == DOWN | LEFT => "╮",
        (s, _) if s == UP | DOWN | RIGHT => "├",
        (s, _) if s == UP | DOWN | LEFT => "┤",
        (s, _) if s == LEFT | RIGHT | DOWN => "┬",
        (s, _) if s == LEFT | RIGHT | UP => "┴",
        (ALL, _) => "┼",
        _ => "·",
    }
}

/// `①` to `⑳`, then `(21)`; `(1)` in ASCII.
fn numeral(number: usize, ascii: bool) -> String {
    let circled = u32::try_from(number).ok().filter(|n| !ascii && *n <= 20).and_then(|n| char::from_u32(0x245f + n));
    circled.map_or_else(|| format!("({number})"), String::from)
}

/// How many stages lie wholly beyond each border.
fn beyond(canvas: &Canvas<'_>, layout: &Layout, look: &MapLook<'_>) -> String {
    let (left, top) = canvas.offset;
    let (right, bottom) = (left + i32::from(canvas.area.width), top + i32::from(canvas.area.height));
    let count = |hidden: &dyn Fn(&Placed) -> bool| layout.boxes.iter().filter(|b| hidden(b)).count();
    let sides = [
        ("‹", "<", count(&|b| int(b.x + b.width) <= left)),
        ("›", ">", count(&|b| int(b.x) >= right)),
        ("▴", "^", count(&|b| int(b.y + b.height) <= top)),
        ("▾", "v", count(&|b| int(b.y) >= bottom)),
    ];
    let told: Vec<String> = sides
        .into_iter()
        .filter(|(.., n)| *n > 0)
        .map(|(symbol, twin, n)| format!("{} {n}", if look.ascii { twin } else { symbol }))
        .collect();
    told.join("  ")
}

#[cfg(test)]
mod tests;
