//! Comma-separated values for spreadsheets: quoted where needed, and a cell that a spreadsheet would
//! take for a formula begins with an apostrophe, so that a student's text cannot run on a desk.

/// Writes one record with its line end.
#[must_use]
pub fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains([',', '"', '\n', '\r', ';']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(record(["a", "b c", "d,e", "f\"g", "h\ni"]), "a,b c,\"d,e\",\"f\"\"g\",\"h\ni\"\r\n");
    }

    #[test]
    fn a_cell_cannot_be_a_formula() {
        for text in ["=1+1", "+1", "-1", "@sum(a)", "\t=1"] {
            assert!(cell(text).starts_with("\"'"), "{text} became {}", cell(text));
        }
    }
}
