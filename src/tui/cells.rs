//! Text in terminal cells: cut, filled and wrapped by width, never by length.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Cuts a text to so many cells, with `…` when something is left out.
#[must_use]
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide + 1 > cells {
            break;
        }
        out.push_str(grapheme);
        used += wide;
    }
    if cells > 0 {
        let kept = out.trim_end().len();
        out.truncate(kept);
        out.push('…');
    }
    out
}

/// Cuts and fills with blanks on the right.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    let missing = cells.saturating_sub(width(&text));
    text + &" ".repeat(missing)
}

/// Cuts and fills with blanks on the left.
#[must_use]
pub fn fit_right(text: &str, cells: usize) -> String {
    let text = cut(text, cells);
    " ".repeat(cells.saturating_sub(width(&text))) + &text
}

/// Parts one line into pieces of at most so many cells, between words where it can. Gives byte ranges;
/// an empty line is one empty piece.
#[must_use]
pub fn wrap(line: &str, cells: usize) -> Vec<Range<usize>> {
    let cells = cells.max(1);
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut used = 0;
    let mut last_space = None;
    for (at, grapheme) in line.grapheme_indices(true) {
        let wide = width(grapheme);
        if used + wide > cells && at > start {
            // A blank that does not fit hangs over the edge and is not seen.
            let end = last_space.filter(|s| *s > start).unwrap_or(at);
            pieces.push(start..end);
            start = end;
            used = width(line.get(start..at).unwrap_or_default());
            last_space = None;
        }
        used += wide;
        // An amount keeps its currency.
        if grapheme == " " && !line.get(..at).is_some_and(|before| before.ends_with("R$")) {
            last_space = Some(at + 1);
        }
    }
    pieces.push(start..line.len());
    pieces
}

/// A text of several lines, wrapped.
#[must_use]
pub fn paragraph(text: &str, cells: usize) -> Vec<String> {
    text.lines()
        .flat_map(|line| {
            let pieces = wrap(line, cells);
            pieces.into_iter().map(|r| line.get(r).unwrap_or_default().trim_end().to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_cut_with_an_ellipsis() {
        assert_eq!(cut("Maria Aparecida", 20), "Maria Aparecida");
        assert_eq!(cut("Maria Aparecida", 8), "Maria A…");
        assert_eq!(cut("Maria Aparecida", 7), "Maria…");
        assert_eq!(cut("Maria", 0), "");
        assert_eq!(fit("日本", 6), "日本  ");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit_right("há 1d", 8), "   há 1d");
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(paragraph("o aluno pede segunda via", 10), ["o aluno", "pede", "segunda", "via"]);
        assert_eq!(paragraph("abcdefghijkl", 5), ["abcde", "fghij", "kl"]);
        assert_eq!(paragraph("um\n\ndois", 9), ["um", "", "dois"]);
        assert_eq!(paragraph("deve R$ 50,00", 10), ["deve", "R$ 50,00"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,60}", cells in 1usize..40) {
            prop_assert!(width(&cut(&text, cells)) <= cells);
            prop_assert_eq!(width(&fit(&text, cells)), cells);
        }

        #[test]
        fn wrapping_loses_nothing(text in "[a-zé ]{0,80}", cells in 1usize..20) {
            let pieces = wrap(&text, cells);
            let joined: String = pieces.iter().map(|r| &text[r.clone()]).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
