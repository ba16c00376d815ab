//! `balcao request receipt`: what the student takes home, as text or as a PDF. Reading one is a look-up that the engine
//! logs.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::told;
use crate::cli::context::Context;
use crate::cli::outcome::Trouble;
use crate::domain::receipt::{pdf, text};
use crate::store::receipts;

/// Arguments of `balcao request receipt`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  balcao request receipt 2026.0000042
  balcao request receipt 2026.0000042 --pdf comprovante.pdf
  balcao request receipt 2026.0000042 --pdf - | lp")]
pub struct ReceiptArgs {
    /// The request
    protocol: String,
    /// Write a PDF to this file, or to standard output (-)
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pdf: Option<PathBuf>,
    /// Print it as text; this is the default
    #[arg(long)]
    text: bool,
    /// Write over a file that is there
    #[arg(long, requires = "pdf")]
    force: bool,
}

pub(super) async fn run(context: &Context, args: ReceiptArgs) -> Result<(), Trouble> {
    let to_terminal = args.pdf.as_deref().is_some_and(is_standard_output) && std::io::stdout().is_terminal();
    if to_terminal {
        return Err(Trouble::usage(context.word("cli-file-terminal")));
    }
    let db = context.db().await?;
    let receipt = receipts::show(&db, &args.protocol).await?;
    let sheet = context.words().receipt(&receipt);
    match args.pdf {
        None if context.is_json() => told::json(context, &receipt),
        None => context.print(&text::render(&sheet)),
        Some(path) if is_standard_output(&path) => context.print_bytes(&pdf::render(&sheet)),
        Some(path) => {
            write(&path, &pdf::render(&sheet), args.force).map_err(|error| Trouble::file(&path, &error))?;
            context.note_plain(&context.with("cli-file-saved", &[("path", path.display().to_string().into())]));
            if context.is_json() { told::json(context, &receipt) } else { Ok(()) }
        }
    }
}

fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn write(path: &Path, content: &[u8], over: bool) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if over {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options.open(path)?.write_all(content)
}
