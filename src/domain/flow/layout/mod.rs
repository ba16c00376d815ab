//! A flow laid out for a terminal: where each stage's box stands and which cells each way takes, in whole
//! cells, without knowing how they are painted. Layers go from top to bottom, because the names of the
//! ways are long and a terminal has more columns than rows: a name stands to the right of its line.
//!
//! It is the layered method of Sugiyama: ways that turn back are reversed (`rank`), long ways pass through
//! points of their own, names are points as wide as they are (so nothing ever covers them), the order within
//! a layer is swept by barycentres, columns are least squares that keep the order (`place`), and the
//! ways between two layers get rows of their own (`route`). The same graph gives the same picture.

mod of_type;
mod place;
mod rank;
mod route;

use super::report::Level;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use of_type::of_type;

#[cfg(test)]
mod tests;

/// How long names may be, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Of a stage, at most.
    pub name: usize,
    /// Of a way, at most.
    pub label: usize,
    /// Blank columns between neighbours of a layer.
    gap: usize,
}

/// From roomy to narrow.
const CUTS: [Cut; 6] = [
    Cut { name: 24, label: 26, gap: 3 },
    Cut { name: 20, label: 18, gap: 2 },
    Cut { name: 18, label: 15, gap: 1 },
    Cut { name: 16, label: 13, gap: 1 },
    Cut { name: 14, label: 11, gap: 1 },
    Cut { name: 12, label: 9, gap: 1 },
];

impl Default for Cut {
    fn default() -> Self {
        let [roomy, ..] = CUTS;
        roomy
    }
}

/// Up from a cell.
pub const UP: u8 = 1;
/// Down from a cell.
pub const DOWN: u8 = 2;
/// Left from a cell.
pub const LEFT: u8 = 4;
/// Right from a cell.
pub const RIGHT: u8 = 8;

/// How much of a stage is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Zoom {
    /// Its name.
    Names,
    /// Its name and its badge.
    #[default]
    Normal,
    /// Its name, its badge and its lines.
    Fields,
}

/// A stage to draw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapNode {
    /// Code of the stage, unique.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is shown beneath the name when zoomed in.
    pub lines: Vec<String>,
    /// Requests there, as shown: `14 (2!)`.
    pub badge: String,
    /// A request may end here.
    pub end: bool,
    /// A request may begin here.
    pub entry: bool,
    /// A request begins here when nothing else is said.
    pub default: bool,
    /// Switched off.
    pub inactive: bool,
    /// The worst problem here.
    pub level: Option<Level>,
}

/// A way to draw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapEdge {
    /// Code of the stage left.
    pub from: String,
    /// Code of the stage reached.
    pub to: String,
    /// Name of the reason.
    pub label: String,
    /// It turns back to an earlier layer. [`layout`] finds out; what is given is not looked at.
    pub back: bool,
}

/// A stage's box: its frame and all within, in cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// The stage.
    pub node: MapNode,
    /// First column.
    pub x: usize,
    /// First row.
    pub y: usize,
    /// Columns, frame included.
    pub width: usize,
    /// Rows, frame included.
    pub height: usize,
    /// Layer, counted from the top.
    pub layer: usize,
}

impl Placed {
    /// A cell of the map is the box's, frame included.
    #[must_use]
    pub fn covers(&self, x: usize, y: usize) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// A cell of a way and the sides on which it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// Any of [`UP`], [`DOWN`], [`LEFT`], [`RIGHT`].
    pub sides: u8,
}

/// All ways from one stage to another, one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Number of the box left.
    pub from: usize,
    /// Number of the box reached.
    pub to: usize,
    /// It leads up.
    pub back: bool,
    /// The name as shown; further reasons between the same stages are counted: `Deferido +1`.
    pub label: String,
    /// Where the name begins.
    pub label_at: (usize, usize),
    /// The cells from the upper box's last row to the lower box's first, both included.
    pub steps: Vec<Step>,
    /// The cell of the frame at which it arrives.
    pub arrow: (usize, usize),
}

/// A laid out flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// How much of each stage is shown.
    pub zoom: Zoom,
    /// How long names are.
    pub cut: Cut,
    /// The boxes, in the order of the nodes.
    pub boxes: Vec<Placed>,
    /// The ways. A way from a stage to itself or to a stage that is not there is not drawn.
    pub routes: Vec<Route>,
    /// Columns of the whole.
    pub width: usize,
    /// Rows of the whole.
    pub height: usize,
}

/// Where to look for a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are what they say")]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

/// Lays a flow out, names as long as they are readable.
#[must_use]
pub fn layout(nodes: &[MapNode], edges: &[MapEdge], zoom: Zoom) -> Layout {
    let mut ranked = rank::rank(nodes, edges);
    ranked.order();
    lay(nodes, ranked, zoom, Cut::default())
}

/// The same within so many columns: names are cut as far as that makes the whole fit. What fits in no way is laid out
/// a little tighter than it would be and has to be scrolled.
#[must_use]
pub fn within(nodes: &[MapNode], edges: &[MapEdge], zoom: Zoom, columns: usize) -> Layout {
    let mut ranked = rank::rank(nodes, edges);
    // The order within the layers does not depend on how wide things are.
    ranked.order();
    let mut tighter = None;
    for (n, cut) in CUTS.into_iter().enumerate() {
        let found = lay(nodes, ranked.clone(), zoom, cut);
        if found.width <= columns {
            return found;
        }
        // Three times too wide: no name is short enough.
        let hopeless = found.width > 3 * columns;
        if n == 1 || hopeless {
            tighter.get_or_insert(found);
        }
        if hopeless {
            break;
        }
    }
    tighter.unwrap_or_else(|| lay(nodes, ranked, zoom, Cut::default()))
}

fn lay(nodes: &[MapNode], mut ranked: rank::Ranked, zoom: Zoom, cut: Cut) -> Layout {
    let mut boxes: Vec<Placed> = nodes.iter().map(|node| sized(node, zoom, cut)).collect();
    for (placed, node) in boxes.iter_mut().zip(&ranked.layer) {
        placed.layer = *node;
    }
    ranked.name(cut.label);
    let placing = place::place(&ranked, &mut boxes, cut.gap);
    Layout { cut, ..route::route(&ranked, &placing, boxes, zoom) }
}

impl Layout {
    /// The box of a stage.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Placed> {
        self.boxes.iter().find(|placed| placed.node.id == id)
    }

    /// The stage next to another one in a direction: left and right stay in the layer, up and down go to the
    /// nearest box of the next layer that has one, those that a line leads to first.
    #[must_use]
    pub fn neighbour(&self, id: &str, direction: Direction) -> Option<&str> {
        let from = self.boxes.iter().position(|placed| placed.node.id == id)?;
        let here = self.boxes.get(from)?;
        let centre = |placed: &Placed| 2 * placed.x + placed.width;
        let fits = |placed: &Placed| match direction {
            Direction::Left => placed.layer == here.layer && placed.x < here.x,
            Direction::Right => placed.layer == here.layer && placed.x > here.x,
            Direction::Up => placed.layer < here.layer,
            Direction::Down => placed.layer > here.layer,
        };
        let joined =
            |to: usize| self.routes.iter().any(|r| (r.from == from && r.to == to) || (r.from == to && r.to == from));
        self.boxes
            .iter()
            .enumerate()
            .filter(|(_, placed)| fits(placed))
            .min_by_key(|(to, placed)| {
                (placed.layer.abs_diff(here.layer), !joined(*to), centre(placed).abs_diff(centre(here)))
            })
            .map(|(_, placed)| placed.node.id.as_str())
    }
}

/// The first line of a box in parts: where it begins, the name, the marks of end and problem, the badge.
#[must_use]
pub fn head(node: &MapNode, (zoom, cut): (Zoom, Cut), ascii: bool) -> [String; 4] {
    let pick = |symbol: &str, twin: &str| if ascii { twin.to_owned() } else { symbol.to_owned() };
    let before = match (node.default, node.entry) {
        (true, _) => pick("▶ ", "> "),
        (_, true) => pick("◇ ", "* "),
        _ => String::new(),
    };
    let mut after = String::new();
    if node.end {
        after += &pick(" ■", " #");
    }
    after += &match node.level {
        Some(Level::Error) => pick(" ✖", " x"),
        Some(Level::Warning) => " !".to_owned(),
        None => String::new(),
    };
    let badge = if zoom == Zoom::Names || node.badge.is_empty() { String::new() } else { format!("  {}", node.badge) };
    let name = clip(&node.name, cut.name);
    [before, if ascii { name.replace('…', "~") } else { name }, after, badge]
}

/// The lines beneath the name.
#[must_use]
pub fn lines(node: &MapNode, (zoom, cut): (Zoom, Cut)) -> Vec<String> {
    if zoom == Zoom::Fields { node.lines.iter().map(|line| clip(line, cut.name + 6)).collect() } else { Vec::new() }
}

fn sized(node: &MapNode, zoom: Zoom, cut: Cut) -> Placed {
    let lines = lines(node, (zoom, cut));
    let first: usize = head(node, (zoom, cut), false).iter().map(|part| part.width()).sum();
    let inner = lines.iter().map(|line| line.width()).max().unwrap_or(0).max(first).max(8);
    Placed { node: node.clone(), width: inner + 4, height: 3 + lines.len(), ..Placed::default() }
}

/// Cuts a text to so many cells, with `…` when something is left out.
fn clip(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for sign in text.chars() {
        used += sign.width().unwrap_or(0);
        if used > cells {
            break;
        }
        out.push(sign);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}
