//! `balcao request`: every read and every act on a request, one file each.

mod assign;
mod cancel;
mod conclude;
mod explain;
mod file;
mod forward;
mod list;
mod message;
mod next;
mod open;
mod options;
mod preview;
mod priority;
mod receipt;
mod release;
mod reopen;
mod resume;
mod send_back;
mod set;
mod show;
mod take;
pub(super) mod told;
mod undo;
mod wait;
mod why;

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::context::Context;
use super::outcome::Trouble;
use crate::store::How;

/// Arguments of `balcao request`.
#[derive(Debug, Args)]
pub struct RequestArgs {
    #[command(subcommand)]
    command: RequestCommand,
}

#[derive(Debug, Subcommand)]
enum RequestCommand {
    /// Say whether a request could be opened, and everything that is missing
    Preview(Box<open::OpenArgs>),
    /// Open a request at the desk
    Open(Box<open::OpenArgs>),
    /// List what a parameter offers a student
    Options(options::OptionsArgs),
    /// List requests by a filter
    List(list::ListArgs),
    /// Show one request in full
    Show(show::ShowArgs),
    /// Say which acts you may do on a request, and why not the others
    Why(why::WhyArgs),
    /// Take the next request of a queue
    Next(next::NextArgs),
    /// Take requests from the queue
    Take(take::TakeArgs),
    /// Put requests back into the queue
    Release(release::ReleaseArgs),
    /// Take your last act back, within its time
    Undo(undo::UndoArgs),
    /// Fill fields and tick actions of the current stage
    Set(set::SetArgs),
    /// Forward a request by a reason
    Forward(forward::ForwardArgs),
    /// Return a request to the stage it came from
    Return(send_back::ReturnArgs),
    /// Wait for the student, with a message
    Wait(wait::WaitArgs),
    /// Resume a waiting request
    Resume(resume::ResumeArgs),
    /// Conclude a request with an outcome
    Conclude(conclude::ConcludeArgs),
    /// Cancel a request
    Cancel(cancel::CancelArgs),
    /// Reopen an ended request
    Reopen(reopen::ReopenArgs),
    /// Write to the student, or a note for colleagues
    Message(message::MessageArgs),
    /// Give requests to a person
    Assign(assign::AssignArgs),
    /// Change the priority: 1 is the most urgent, 5 can wait
    Priority(priority::PriorityArgs),
    /// Files of a request
    File(file::FileArgs),
    /// The receipt that the student takes home, as text or PDF
    Receipt(receipt::ReceiptArgs),
    /// Explain the deadline of the current stage, step by step
    Explain(explain::ExplainArgs),
}

/// How an act is repeated safely, and guarded against what others did meanwhile.
#[derive(Debug, Clone, Args)]
pub struct HowArgs {
    /// Identity of this act: repeated with the same UUID it happens once
    #[arg(long, value_name = "UUID")]
    op: Option<Uuid>,
    /// Refuse (exit 4) unless the request still has this version
    #[arg(long, value_name = "N")]
    if_version: Option<i32>,
}

impl HowArgs {
    pub(in crate::cli) fn how(&self) -> How {
        How { op: Some(self.op.unwrap_or_else(Uuid::new_v4)), if_version: self.if_version }
    }
}

/// Runs `balcao request`.
///
/// # Errors
/// Whatever the act is refused for.
pub async fn run(context: &Context, args: RequestArgs) -> Result<(), Trouble> {
    match args.command {
        RequestCommand::Preview(args) => preview::run(context, *args).await,
        RequestCommand::Open(args) => open::run(context, *args).await,
        RequestCommand::Options(args) => options::run(context, args).await,
        RequestCommand::List(args) => list::run(context, args).await,
        RequestCommand::Show(args) => show::run(context, args).await,
        RequestCommand::Why(args) => why::run(context, args).await,
        RequestCommand::Next(args) => next::run(context, args).await,
        RequestCommand::Take(args) => take::run(context, args).await,
        RequestCommand::Release(args) => release::run(context, args).await,
        RequestCommand::Undo(args) => undo::run(context, args).await,
        RequestCommand::Set(args) => set::run(context, args).await,
        RequestCommand::Forward(args) => forward::run(context, args).await,
        RequestCommand::Return(args) => send_back::run(context, args).await,
        RequestCommand::Wait(args) => wait::run(context, args).await,
        RequestCommand::Resume(args) => resume::run(context, args).await,
        RequestCommand::Conclude(args) => conclude::run(context, args).await,
        RequestCommand::Cancel(args) => cancel::run(context, args).await,
        RequestCommand::Reopen(args) => reopen::run(context, args).await,
        RequestCommand::Message(args) => message::run(context, args).await,
        RequestCommand::Assign(args) => assign::run(context, args).await,
        RequestCommand::Priority(args) => priority::run(context, args).await,
        RequestCommand::File(args) => file::run(context, args).await,
        RequestCommand::Receipt(args) => receipt::run(context, args).await,
        RequestCommand::Explain(args) => explain::run(context, args).await,
    }
}
