//! Properties of the repository itself: how long files are, that they say what they are for, that nothing is left
//! half done.

use std::path::{Path, PathBuf};

/// Lines beyond which a file has more than one subject.
const LONGEST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folders: &[&str], extensions: &[&str]) -> Vec<(PathBuf, String)> {
    folders
        .iter()
        .map(|f| root().join(f))
        .filter(|f| f.exists())
        .flat_map(|f| walkdir::WalkDir::new(f).sort_by_file_name())
        .map(|e| e.expect("an entry").into_path())
        .filter(|p| p.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e)))
        .map(|p| {
            (p.strip_prefix(root()).expect("below the root").to_owned(), std::fs::read_to_string(&p).expect("a text"))
        })
        .collect()
}

fn nothing(found: Vec<String>) {
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let all = files(&["src", "tests", "benches", "assets/engine", "assets/migrations"], &["rs", "sql"]);
    assert!(all.len() > 20, "the files are found");
    nothing(
        all.iter()
            .map(|(p, t)| (p, t.lines().count()))
            .filter(|(_, n)| *n > LONGEST)
            .map(|(p, n)| format!("{}: {n} lines, at most {LONGEST}", p.display()))
            .collect(),
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let rust = files(&["src", "tests", "benches"], &["rs"]);
    let sql = files(&["assets/engine", "assets/migrations"], &["sql"]);
    let silent_rust = rust.iter().filter(|(_, t)| !t.trim_start().starts_with("//!"));
    let silent_sql = sql.iter().filter(|(_, t)| !t.trim_start().starts_with("--"));
    nothing(
        silent_rust
            .chain(silent_sql)
            .map(|(p, _)| format!("{} does not begin with what it is for", p.display()))
            .collect(),
    );
}

#[test]
fn nothing_is_left_half_done() {
    // Written apart, so that this file does not find itself.
    let marks = [
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("TO", "DO"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
    ];
    let all = files(&["src", "tests", "benches", "assets/engine", "assets/migrations"], &["rs", "sql"]);
    let mut found = Vec::new();
    for (path, text) in &all {
        for (n, line) in text.lines().enumerate() {
            let left = marks.iter().find(|m| {
                line.split(|c: char| !c.is_alphanumeric() && c != '!' && c != '(').any(|word| word.starts_with(**m))
            });
            if let Some(mark) = left {
                found.push(format!("{}:{}: {mark}", path.display(), n + 1));
            }
        }
    }
    nothing(found);
}

#[test]
fn text_has_no_tabs_no_trailing_blanks_and_ends_with_a_line() {
    let all = files(&["src", "tests", "benches", "assets"], &["rs", "sql", "ftl", "toml"]);
    let mut found = Vec::new();
    for (path, text) in &all {
        if !text.is_empty() && !text.ends_with('\n') {
            found.push(format!("{}: no line end at its end", path.display()));
        }
        for (n, line) in text.lines().enumerate() {
            if line.contains('\t') || line.ends_with(' ') {
                found.push(format!("{}:{}: a tab or a trailing blank", path.display(), n + 1));
            }
        }
    }
    nothing(found);
}

#[test]
fn definer_functions_pin_their_search_path() {
    let mut found = Vec::new();
    for (path, text) in files(&["assets/engine"], &["sql"]) {
        let lower = text.to_lowercase();
        let (definers, pinned) = (lower.matches("security definer").count(), lower.matches("set search_path").count());
        if definers > pinned {
            found.push(format!("{}: {definers} definer functions, {pinned} with a pinned search path", path.display()));
        }
    }
    nothing(found);
}

#[test]
fn the_change_log_names_what_is_in_it() {
    let log = std::fs::read_to_string(root().join("CHANGELOG.md")).expect("a change log");
    assert!(log.contains("## "), "the change log has sections");
    let version = env!("CARGO_PKG_VERSION");
    assert!(log.contains(version) || log.to_lowercase().contains("unreleased"), "the change log speaks of {version}");
}

#[test]
fn landed_migrations_are_numbered_without_a_gap() {
    let names: Vec<String> = files(&["assets/migrations"], &["sql"])
        .iter()
        .map(|(p, _)| p.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    for (n, name) in names.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", n + 1)), "{name} stands at place {}", n + 1);
    }
}
