//! Receipts out of the desk: into a file, or to the printer of this machine.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use super::{Ground, Told, Trouble};
use crate::domain::receipt::{Receipt, pdf, text};

/// What prints, the first that is there.
const PRINTERS: [&str; 2] = ["lp", "lpr"];
/// Longest wait for a printer's queue to take a page.
const PRINTING: Duration = Duration::from_secs(20);

/// Writes a receipt, never over a file that is there: text when the name says so, else PDF.
pub(super) async fn save(facts: &Receipt, path: &str, ground: &Ground) -> Result<Told, Trouble> {
    let sheet = ground.words.receipt(facts);
    let content =
        if path.to_lowercase().ends_with(".txt") { text::render(&sheet).into_bytes() } else { pdf::render(&sheet) };
    super::save(path, &content, ground).await.map(Told::Saved)
}

/// Hands a receipt to the printer's queue.
pub(super) async fn print(facts: &Receipt, ground: &Ground) -> Result<Told, Trouble> {
    let page = pdf::render(&ground.words.receipt(facts));
    for program in PRINTERS {
        match handed(program, &page).await {
            Ok(()) => return Ok(Told::Printed(program.to_owned())),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => {
                let why = fault.to_string();
                let text = ground
                    .words
                    .with("print-failed", &[("program", program.into()), ("why", why.trim().to_owned().into())]);
                return Err(Trouble::Local { field: None, text });
            }
        }
    }
    Err(Trouble::Local { field: None, text: ground.words.text("print-none") })
}

/// Gives a page to a program; what it complains of is the fault's text.
async fn handed(program: &str, page: &[u8]) -> io::Result<()> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut mouth = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let told = async {
        // A program that ends before it read all says why on its other end.
        let fed = mouth.write_all(page).await;
        drop(mouth);
        let out = child.wait_with_output().await?;
        if out.status.success() {
            return fed;
        }
        let why = String::from_utf8_lossy(&out.stderr);
        Err(io::Error::other(why.lines().next().unwrap_or_default().to_owned()))
    };
    timeout(PRINTING, told).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
