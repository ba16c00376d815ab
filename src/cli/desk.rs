//! `balcao` without a command: the desk on the terminal. Fronts never import one another, so the desk
//! itself is handed in by `main`.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;

use super::context::Context;
use super::outcome::Trouble;
use super::places;
use crate::store::connect::{Opened, Target};
use crate::store::migrate;
use crate::words::Words;

/// Connections of a desk: reads, an act, and what changed, at the same time.
const CONNECTIONS: u32 = 4;

/// What a desk needs to open.
#[derive(Debug)]
pub struct Seat {
    /// The database, as the person who sits there.
    pub opened: Opened,
    /// The words of the person's language.
    pub words: Words,
    /// Where this person keeps documents, when there is such a folder.
    pub documents: Option<PathBuf>,
    /// Where unsent work of desks is kept; none for a person without a home.
    pub unsent_dir: Option<PathBuf>,
}

/// Opens a desk and stays until it is closed.
pub type OpenDesk = fn(Seat) -> Pin<Box<dyn Future<Output = io::Result<()>>>>;

/// Opens the desk on the database of this run.
///
/// # Errors
/// No terminal to draw on; the database out of reach.
pub async fn run(context: &Context) -> Result<(), Trouble> {
    context.demand_terminal()?;
    let target = context.target_or_private().await?;
    open(context, target).await
}

/// Opens the desk on a database.
///
/// # Errors
/// The database out of reach, or an engine that does not fit.
pub async fn open(context: &Context, target: Target) -> Result<(), Trouble> {
    let opened = target.open_asking(CONNECTIONS, |login| context.ask_password(login)).await?;
    migrate::check(&opened.pool).await?.demand()?;
    let unsent_dir = context.places().map(|places| places.unsent_dir.clone());
    let seat = Seat { opened, words: context.words().clone(), documents: places::documents(), unsent_dir };
    context.open_desk(seat).await.map_err(|error| Trouble::Broken(error.to_string()))
}
