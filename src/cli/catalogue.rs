//! `balcao catalogue`: the institution as one file. Loading again changes nothing; nothing is deleted.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::context::Context;
use super::files;
use super::outcome::Trouble;
use super::table::{self, Align, Table};
use crate::domain::catalogue::CatalogueFile;
use crate::store::admin;

/// Arguments of `balcao catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    #[command(subcommand)]
    command: CatalogueCommand,
}

#[derive(Debug, Subcommand)]
enum CatalogueCommand {
    /// Write the catalogue as a file
    #[command(after_help = "Example:\n  balcao catalogue export escola.toml")]
    Export {
        /// The file; standard output when absent or -
        file: Option<PathBuf>,
    },
    /// Create and change what the file says
    #[command(after_help = "Example:\n  balcao catalogue import escola.toml")]
    Import {
        /// The file; - for standard input
        file: PathBuf,
    },
}

/// Runs `balcao catalogue`.
///
/// # Errors
/// A file that cannot be read (2); whatever the engine refuses.
pub async fn run(context: &Context, args: CatalogueArgs) -> Result<(), Trouble> {
    match args.command {
        CatalogueCommand::Export { file } => export(context, file.as_deref()).await,
        CatalogueCommand::Import { file } => import(context, &file).await,
    }
}

async fn export(context: &Context, file: Option<&Path>) -> Result<(), Trouble> {
    let db = context.db().await?;
    let document = admin::export_catalogue(&db).await?;
    if document.get("query").is_none() {
        context.note(&context.word("cli-catalogue-no-queries"));
    }
    if context.is_json() && file.is_none() {
        return context.print_json(&document);
    }
    let read = CatalogueFile::from_doc(&document).map_err(|error| Trouble::Broken(error.to_string()))?;
    files::write(context, file, &read.to_text())
}

async fn import(context: &Context, file: &Path) -> Result<(), Trouble> {
    let text = files::read(file)?;
    let read = CatalogueFile::parse(&text).map_err(|error| files::unreadable(context, file, &error))?;
    let db = context.db().await?;
    let told = admin::import_catalogue(&db, &read.to_doc()).await?;
    if context.is_json() {
        return context.print_json(&told);
    }
    let mut table =
        Table::new([(context.word("cli-col-what"), Align::Text), (context.word("cli-col-no"), Align::Number)]);
    for (what, _) in told.as_object().into_iter().flatten() {
        table.row([context.word(&format!("ck-{}", what.replace('_', "-"))), table::cell(&told, what)]);
    }
    context.print_table(&table)
}
