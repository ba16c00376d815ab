//! Carries the mail of the outbox, round after round, until it is told to stop. A mail that left and could not be settled
//! goes out again under the same number; nothing is lost, and a mailbox sees a repeat as one mail.

mod carrier;

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;

use self::carrier::Carrier;
use crate::domain::mail::{Fate, Halt, Mail, Sender, Tally, Tell, Waits, Way};
use crate::store::{Db, Failure, mail};

/// Mails of one claim.
const CLAIM_MAILS: i32 = 20;
/// Between two looks into an empty outbox.
const IDLE: Duration = Duration::from_secs(5);
/// Between two tries to reach a server that is away.
const AWAY: Duration = Duration::from_secs(30);
/// A mail that left is settled within so many tries, or goes out again.
const SETTLE_TRIES: usize = 3;
/// Between those tries.
const SETTLE_PAUSE: Duration = Duration::from_secs(1);

/// How mail is carried.
pub struct Options {
    /// Where it goes.
    pub way: Way,
    /// Whose it is.
    pub sender: Sender,
    /// Ends when the outbox is empty.
    pub is_once: bool,
    /// Told of each mail.
    pub tell: Tell,
    /// Told of each wait.
    pub waits: Waits<Failure>,
}

/// Carries mail until the outbox is empty, or for good; the mail in hand is finished before it stops.
///
/// # Errors
/// The database or the mail server out of reach, when it is carried once; a folder that cannot be written; a refusal.
pub async fn run(db: Db, options: Options) -> Result<Tally, Halt<Failure>> {
    let carrier = Carrier::new(&options.way, options.sender.clone())?;
    let mut tally = Tally::default();
    let mut ended = signal(SignalKind::terminate()).map_err(|e| Halt::Server(e.to_string()))?;
    let mut broken_off = signal(SignalKind::interrupt()).map_err(|e| Halt::Server(e.to_string()))?;
    loop {
        let pause = match round(&db, &carrier, &options, &mut tally).await {
            Ok(0) if options.is_once => return Ok(tally),
            Ok(0) => IDLE,
            Ok(_) => Duration::ZERO,
            Err(halt) if options.is_once || !passes(&halt) => return Err(halt),
            Err(halt) => {
                (options.waits)(&halt);
                AWAY
            }
        };
        tokio::select! {
            biased;
            _ = ended.recv() => return Ok(tally),
            _ = broken_off.recv() => return Ok(tally),
            () = sleep(pause) => {}
        }
    }
}

/// True of what may be well again later.
fn passes(halt: &Halt<Failure>) -> bool {
    matches!(halt, Halt::Server(_) | Halt::Store(Failure::Unreachable(_) | Failure::Unknown(_)))
}

/// One claim carried; how many mails it had.
async fn round(db: &Db, carrier: &Carrier, options: &Options, tally: &mut Tally) -> Result<usize, Halt<Failure>> {
    // Before anything is claimed: a server that is away is no fault of a mail.
    carrier.ready().await?;
    let mails = mail::claim(db, CLAIM_MAILS, matches!(options.way, Way::Folder(_))).await.map_err(Halt::Store)?;
    for mail in &mails {
        let fate = carrier.carry(mail).await;
        tally.count(&fate);
        (options.tell)(mail, &fate);
        settle(db, mail, &fate).await.map_err(Halt::Store)?;
    }
    Ok(mails.len())
}

async fn settle(db: &Db, mail: &Mail, fate: &Fate) -> Result<(), Failure> {
    for _ in 1..SETTLE_TRIES {
        match mail::settle(db, mail, fate).await {
            Err(Failure::Unreachable(_) | Failure::Unknown(_)) => sleep(SETTLE_PAUSE).await,
            settled => return settled,
        }
    }
    mail::settle(db, mail, fate).await
}
