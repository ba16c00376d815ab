//! Who may enter which room (architecture: imports go down only), read from the syntax of every file.
//! A boundary without a guard does not last; that the guard bites is tested here too.

mod reader;

use std::path::{Path, PathBuf};

use reader::Seen;

/// A room: what of ours it may name, and what of others it may not.
struct Room {
    name: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static str],
}

/// The clock and the world outside: not for pure rooms.
const IMPURE: &[&str] = &[
    "sqlx",
    "tokio",
    "ratatui",
    "crossterm",
    "clap",
    "nix",
    "rand",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io",
    "std::time::SystemTime",
    "std::time::Instant",
    "chrono::Utc",
    "chrono::Local",
];

const ROOMS: &[Room] = &[
    Room { name: "domain", may: &["domain"], never: IMPURE },
    Room { name: "words", may: &["words", "domain"], never: &["sqlx", "tokio", "ratatui", "crossterm", "clap"] },
    Room { name: "cluster", may: &["cluster"], never: &["ratatui", "crossterm", "clap"] },
    Room { name: "store", may: &["store", "domain"], never: &["ratatui", "crossterm", "clap"] },
    Room {
        name: "tui",
        may: &["tui", "store", "domain", "words"],
        never: &["sqlx", "clap", "std::process", "std::fs", "std::env"],
    },
    Room {
        name: "cli",
        may: &["cli", "cluster", "store", "domain", "words"],
        never: &["sqlx", "ratatui", "crossterm"],
    },
    Room {
        name: "worker",
        may: &["worker", "store", "domain", "words"],
        never: &["sqlx", "ratatui", "crossterm", "clap"],
    },
];

/// Files that may do what their room may not, with the reason.
const EXCUSED: &[(&str, &str, &str)] = &[(
    "tui/runtime/paper.rs",
    "std::process::Stdio",
    "the pipes of a printing program, which tokio's own processes take",
)];

fn room_of(file: &Path) -> Option<&'static Room> {
    let first = file.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    ROOMS.iter().find(|r| r.name == name)
}

/// Every trespass of one file; `file` is relative to `src`.
fn trespasses(file: &Path, text: &str) -> Vec<String> {
    let Some(room) = room_of(file) else {
        return Vec::new();
    };
    let shown = file.display();
    let seen = match reader::read(file, text) {
        Ok(seen) => seen,
        Err(e) => return vec![format!("{shown}: cannot be read: {e}")],
    };
    let rooms: Vec<&str> = ROOMS.iter().map(|r| r.name).collect();
    let mut found: Vec<String> = Vec::new();
    for Seen { path, test } in &seen.paths {
        let excused = EXCUSED.iter().any(|(f, p, _)| Path::new(f) == file && path.starts_with(p));
        if let Some(inside) = path.strip_prefix("crate::") {
            let first = inside.split("::").next().unwrap_or_default();
            if (rooms.contains(&first) || first == "*" || first == "self") && !room.may.contains(&first) && !excused {
                found.push(format!("{shown}: {} names {path}", room.name));
            }
        } else if !test
            && !excused
            && room.never.iter().any(|n| path == n || path.strip_prefix(n).is_some_and(|rest| rest.starts_with("::")))
        {
            found.push(format!("{shown}: {} names {path}", room.name));
        }
    }
    if room.name == "tui" && seen.awaits && !file.starts_with("tui/runtime") && file != Path::new("tui/runtime.rs") {
        found.push(format!("{shown}: awaits, which only tui/runtime does"));
    }
    found.extend(seen.disguises.iter().map(|d| format!("{shown}: {d}")));
    found.sort();
    found.dedup();
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&src)
        .sort_by_file_name()
        .into_iter()
        .map(|e| e.expect("an entry").into_path())
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .map(|p| (p.strip_prefix(&src).expect("below src").to_owned(), std::fs::read_to_string(&p).expect("a source")))
        .collect()
}

#[test]
fn imports_go_down_only() {
    let found: Vec<String> = sources().iter().flat_map(|(file, text)| trespasses(file, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_folder_of_src_is_a_room_of_the_table() {
    let unknown: Vec<String> = sources()
        .iter()
        .filter(|(f, _)| room_of(f).is_none() && f != Path::new("main.rs") && f != Path::new("lib.rs"))
        .map(|(f, _)| f.display().to_string())
        .collect();
    assert!(unknown.is_empty(), "in no room: {unknown:?}");
}

#[test]
fn every_excuse_is_needed() {
    for (file, path, _) in EXCUSED {
        let all = sources();
        let (file, text) = all.iter().find(|(f, _)| f == Path::new(file)).expect("the excused file exists");
        let seen = reader::read(file, text).expect("it can be read");
        assert!(seen.paths.iter().any(|s| s.path.starts_with(path)), "{} no longer names {path}", file.display());
    }
}

/// Each smuggles something into a room; the guard must find it.
const SMUGGLED: &[(&str, &str)] = &[
    ("domain/a.rs", "use crate::store::Db;"),
    ("domain/a.rs", "use crate::{domain::refusal, store};"),
    ("domain/deep/a.rs", "use super::super::super::store::Db;"),
    ("domain/a.rs", "fn f() { crate::store::connect(); }"),
    ("domain/a.rs", "fn f(_: &crate::store::Db) {}"),
    ("domain/a.rs", "fn f() { println!(\"{}\", crate::store::x()); }"),
    ("domain/a.rs", "use crate::*;"),
    ("domain/a.rs", "use crate as house; use house::store::Db;"),
    ("domain/a.rs", "use std::fs;"),
    ("domain/a.rs", "use std::{collections::BTreeMap, env};"),
    ("domain/a.rs", "fn f() { let _ = std::env::var(\"HOME\"); }"),
    ("domain/a.rs", "use std as s;"),
    ("domain/a.rs", "use std::*;"),
    ("domain/a.rs", "extern crate sqlx as q;"),
    ("domain/a.rs", "use ::sqlx::PgPool;"),
    ("domain/a.rs", "fn f() { let _ = chrono::Utc::now(); }"),
    ("domain/a.rs", "use std::time::Instant;"),
    ("domain/a.rs", "fn f() { let _ = std::time::SystemTime::now(); }"),
    ("domain/a.rs", "mod inner { use crate::tui::Model; }"),
    ("domain/a.rs", "#[path = \"../store/mod.rs\"] mod mine;"),
    ("domain/a.rs", "fn f() { include!(\"../store/mod.rs\"); }"),
    ("tui/view.rs", "use sqlx::Row;"),
    ("tui/view.rs", "async fn f() { g().await }"),
    ("tui/view.rs", "use crate::cli::Args;"),
    ("cli/request.rs", "use crate::tui::Model;"),
    ("cli/request.rs", "fn f() { sqlx::query(\"select 1\"); }"),
    ("store/mod.rs", "use crate::tui::Model;"),
    ("store/mod.rs", "fn f() -> ratatui::Frame { }"),
    ("cluster/mod.rs", "use crate::domain::refusal::Lang;"),
    ("worker/mod.rs", "use crate::cli::Args;"),
    ("words.rs", "use crate::store::Db;"),
];

#[test]
fn smuggled_imports_are_caught() {
    for (file, text) in SMUGGLED {
        assert!(!trespasses(Path::new(file), text).is_empty(), "not caught in {file}: {text}");
    }
}

#[test]
fn honest_imports_pass() {
    let honest = [
        ("domain/a.rs", "use crate::domain::refusal::Kind; use std::collections::BTreeMap; use super::b::C;"),
        ("domain/a.rs", "#[cfg(test)] mod tests { use std::fs; use super::*; }"),
        ("store/mod.rs", "use crate::domain::request::Request; use sqlx::PgPool; async fn f() { g().await }"),
        ("tui/runtime.rs", "use crate::store::Db; async fn f() { g().await }"),
        ("cli/mod.rs", "use crate::{cluster, store, domain, words};"),
        ("main.rs", "use balcao::{cli, tui}; fn main() {}"),
    ];
    for (file, text) in honest {
        assert_eq!(trespasses(Path::new(file), text), Vec::<String>::new(), "{file}: {text}");
    }
}
