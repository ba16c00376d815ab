//! `balcao request file`: files of a request, in and out. A restricted file is read by the request's
//! group and its supervisors only; the engine logs each reading.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{HowArgs, told};
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::cli::table::{Align, Table};
use crate::cli::{values, when};
use crate::store::requests;

/// Arguments of `balcao request file`.
#[derive(Debug, Args)]
pub struct FileArgs {
    #[command(subcommand)]
    command: FileCommand,
}

#[derive(Debug, Subcommand)]
enum FileCommand {
    /// Attach a file
    #[command(after_help = "Example:\n  balcao request file add 2026.0000042 atestado.pdf --restricted")]
    Add {
        /// The request
        protocol: String,
        /// The file
        path: PathBuf,
        /// Its name in the request; that of the file when absent
        #[arg(long)]
        name: Option<String>,
        /// Only for the request's group and its supervisors
        #[arg(long)]
        restricted: bool,
        #[command(flatten)]
        how: HowArgs,
    },
    /// List the files
    List {
        /// The request
        protocol: String,
    },
    /// Write a file to disk, or to standard output
    #[command(after_help = "Examples:
  balcao request file save 2026.0000042 1
  balcao request file save 2026.0000042 1 - > atestado.pdf")]
    Save {
        /// The request
        protocol: String,
        /// Number of the file, as listed
        no: i32,
        /// Where to; its own name here when absent, - for standard output
        path: Option<PathBuf>,
    },
}

pub(super) async fn run(context: &Context, args: FileArgs) -> Result<(), Trouble> {
    match args.command {
        FileCommand::Add { protocol, path, name, restricted, how } => {
            let content = std::fs::read(&path).map_err(|error| Trouble::file(&path, &error))?;
            let name = name.unwrap_or_else(|| values::file_name(&path));
            let db = context.db().await?;
            let request = requests::file_add(&db, &protocol, &name, &content, restricted, how.how()).await?;
            told::act(context, &request)
        }
        FileCommand::List { protocol } => list(context, &protocol).await,
        FileCommand::Save { protocol, no, path } => save(context, &protocol, no, path).await,
    }
}

async fn list(context: &Context, protocol: &str) -> Result<(), Trouble> {
    let db = context.db().await?;
    let request = requests::show(&db, protocol).await?;
    if context.is_json() {
        return told::json(context, &request.files);
    }
    let mut table = Table::new([
        (context.word("cli-col-no"), Align::Number),
        (context.word("cli-col-name"), Align::Text),
        (context.word("cli-col-media-type"), Align::Code),
        (context.word("cli-col-size"), Align::Number),
        (context.word("cli-col-at"), Align::Code),
        (context.word("cli-col-by"), Align::Code),
    ]);
    for file in request.files {
        table.row([
            file.no.to_string(),
            file.name,
            file.media_type,
            file.size.to_string(),
            when::short(&file.at),
            file.by.unwrap_or_default(),
        ]);
    }
    context.print_table(&table)
}

async fn save(context: &Context, protocol: &str, no: i32, path: Option<PathBuf>) -> Result<(), Trouble> {
    let db = context.db().await?;
    let (name, media_type, content) = requests::file_get(&db, protocol, no).await?;
    if path.as_deref().is_some_and(|path| path.as_os_str() == "-") {
        if std::io::stdout().is_terminal() {
            return Err(Trouble::usage(context.word("cli-file-terminal")));
        }
        return context.print_bytes(&content);
    }
    // The name comes from outside: only its last part, so that it cannot lead out of this directory.
    let path = path.unwrap_or_else(|| PathBuf::from(values::file_name(&PathBuf::from(&name))));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    let written = options.open(&path).and_then(|mut out| out.write_all(&content));
    written.map_err(|error| Trouble::file(&path, &error))?;
    context.note_plain(&context.with("cli-file-saved", &[("path", path.display().to_string().into())]));
    if context.is_json() {
        let size = content.len();
        context.print_json(&serde_json::json!({"path": path, "name": name, "type": media_type, "size": size}))?;
    }
    Ok(())
}
