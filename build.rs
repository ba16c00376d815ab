//! Embeds the SQL of `assets/`: the roles, the numbered migrations and the engine in the order of their paths.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let assets = root.join("assets");
    for watched in ["build.rs", "assets/roles.sql", "assets/migrations", "assets/engine"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let mut files = vec![assets.join("roles.sql")];
    for folder in ["migrations", "engine"] {
        // A folder without files is not kept by git.
        let folder = assets.join(folder);
        if folder.is_dir() {
            let mut found = vec![];
            collect(&folder, &mut found)?;
            found.sort();
            files.extend(found);
        }
    }
    // Each file: its path as people know it, a tab, its length in bytes, a line's end, its text.
    let mut bundle = String::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let path = file.strip_prefix(&root)?.display();
        write!(bundle, "{path}\t{}\n{text}", text.len())?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("assets.sql"), bundle)?;
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
