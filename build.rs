//! Embeds the SQL of `assets/`: the roles, the numbered migrations and the engine in the order of their paths.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let assets = root.join("assets");
    for watched in [
        "build.rs",
        "assets/roles.sql",
        "assets/migrations",
        "assets/engine",
    ] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let mut code = String::new();
    writeln!(
        code,
        "static ROLES: (&str, &str) = {};",
        embedded(&root, &assets.join("roles.sql"))?
    )?;
    for (name, folder) in [("MIGRATIONS", "migrations"), ("ENGINE", "engine")] {
        let mut files = vec![];
        // A folder without files is not kept by git.
        if assets.join(folder).is_dir() {
            collect(&assets.join(folder), &mut files)?;
        }
        files.sort();
        writeln!(code, "static {name}: &[(&str, &str)] = &[")?;
        for file in files {
            writeln!(code, "    {},", embedded(&root, &file)?)?;
        }
        writeln!(code, "];")?;
    }
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("sql_assets.rs"),
        code,
    )?;
    Ok(())
}

/// Gathers the `.sql` files of a folder and of those in it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    Ok(())
}

/// A pair of the path as people know it and the text.
fn embedded(root: &Path, file: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let shown = file.strip_prefix(root)?.display().to_string();
    Ok(format!(
        "({shown:?}, include_str!({:?}))",
        file.display().to_string()
    ))
}
