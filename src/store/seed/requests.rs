//! Which requests there are: how many a day, of which type, whose, where. Each is then walked along its flow.

use std::collections::HashMap;

use chrono::Datelike;
use sqlx::PgConnection;

use super::dice::Dice;
use super::model::Kind;
use super::pupils::{DEBTOR, Pupil, Pupils};
use super::tables::Tables;
use super::walk::{Origin, World, walk};
use crate::store::failure::Failure;

/// Requests copied at once; the buffers of so many fit easily into memory.
const BATCH: usize = 20_000;

/// How often a type is asked for, among a hundred or so; other types count as `OTHER_WEIGHT`.
const WEIGHTS: [(&str, u64); 10] = [
    ("declaracao-matricula", 24),
    ("segunda-chamada", 15),
    ("historico-escolar", 13),
    ("correcao-cadastral", 9),
    ("revisao-prova", 8),
    ("trancamento", 7),
    ("diploma-2a-via", 2),
    ("diploma-1a-via", 2),
    ("guia-transferencia", 2),
    ("colacao-antecipada", 1),
];
const OTHER_WEIGHT: u64 = 4;

/// Tries to find a student for a type before the request is given to whoever came last.
const TRIES: u32 = 12;

/// How many, over how many days, by which seed.
pub(super) struct Spread {
    pub seed: u64,
    pub count: u32,
    pub days: u64,
}

/// Draws and walks all requests.
pub(super) async fn fill(
    db: &mut PgConnection,
    world: &World<'_>,
    pupils: &Pupils,
    spread: &Spread,
    progress: &mut impl FnMut(u32),
) -> Result<(), Failure> {
    let mut tables = Tables::new();
    let mut numbers: HashMap<i32, u64> = HashMap::new();
    // When the last request of a student and type ended; a far future while it is open (O-10).
    let mut busy: HashMap<(i64, i32), i64> = HashMap::new();
    let mut waiting = 0;
    for (at, n) in openings(world, spread).into_iter().zip(0_u64..) {
        let mut dice = Dice::of(spread.seed, 3, n);
        let Some(kind) = kind(world, &mut dice) else {
            break;
        };
        let Some(pupil) = asker(pupils, kind, at, &busy, world, &mut dice) else {
            continue;
        };
        let Some(day) = world.hours.day(at) else {
            continue;
        };
        let period = pupils.period(day).map(|period| period.id);
        let stay = period.and_then(|period| pupil.stay(period)).filter(|stay| stay.active);
        let number = numbers.entry(day.year()).or_default();
        *number += 1;
        let portal = kind.portal && pupil.portal_user.is_some() && dice.percent(70);
        let here: Vec<&(i32, i16, i32)> = kind.locations.iter().filter(|location| location.1 == pupil.branch).collect();
        let Some(location) = here.first().copied().or_else(|| kind.locations.first()) else {
            continue;
        };
        let origin = Origin {
            id: i64::try_from(n).unwrap_or(0) + 1,
            protocol: format!("{}.{number:07}", day.year()),
            at,
            kind,
            pupil,
            period,
            enrolment: stay.map(|stay| stay.enrolment),
            contract: stay.and_then(|stay| stay.contract),
            location: *location,
            portal,
            turn: usize::try_from(n).unwrap_or(0),
        };
        if let Some(ended) = walk(world, &origin, Dice::of(spread.seed, 4, n), &mut tables) {
            busy.insert((pupil.id, kind.id), ended.closed_at.unwrap_or(i64::MAX));
        }
        waiting += 1;
        if waiting == BATCH {
            flush(db, &mut tables).await?;
            waiting = 0;
            progress(u32::try_from(n).unwrap_or(u32::MAX));
        }
    }
    flush(db, &mut tables).await?;
    progress(spread.count);
    Ok(())
}

async fn flush(db: &mut PgConnection, tables: &mut Tables) -> Result<(), Failure> {
    tables.flush(db).await?;
    super::run(db, include_str!("../../../assets/demo/charges.sql")).await?;
    super::run(db, include_str!("../../../assets/demo/chain.sql")).await
}

/// Moments of opening within business hours, in order, so that protocols follow time.
fn openings(world: &World<'_>, spread: &Spread) -> Vec<i64> {
    let end = world.hours.elapsed(world.cut);
    let begin = world.hours.elapsed(world.cut - i64::try_from(spread.days).unwrap_or(0) * 86_400);
    let mut dice = Dice::of(spread.seed, 2, 0);
    let mut all: Vec<i64> =
        (0..spread.count).map(|_| world.hours.instant(dice.between(begin + 1, end.max(begin + 2) - 1))).collect();
    all.sort_unstable();
    all
}

fn kind<'a>(world: &World<'a>, dice: &mut Dice) -> Option<&'a Kind> {
    let weight =
        |kind: &Kind| WEIGHTS.iter().find(|(code, _)| *code == kind.code).map_or(OTHER_WEIGHT, |(_, weight)| *weight);
    let mut drawn = dice.below(world.model.types.iter().map(weight).sum());
    for kind in &world.model.types {
        match drawn.checked_sub(weight(kind)) {
            Some(rest) => drawn = rest,
            None => return Some(kind),
        }
    }
    world.model.types.first()
}

/// A student who may ask for the type on that day: enrolled and under contract where the type wants it (O-06, O-07),
/// without one of the kind under way where only so many are allowed (O-10).
fn asker<'a>(
    pupils: &'a Pupils,
    kind: &Kind,
    at: i64,
    busy: &HashMap<(i64, i32), i64>,
    world: &World<'_>,
    dice: &mut Dice,
) -> Option<&'a Pupil> {
    let period = pupils.period(world.hours.day(at)?)?.id;
    let may_ask = |pupil: &Pupil| {
        let stay = pupil.stay(period).filter(|stay| stay.active);
        // Who owes could not have asked (G-1).
        !(kind.debts && pupil.ra == DEBTOR)
            && (!kind.enrolment || stay.is_some())
            && (!kind.contract || stay.is_some_and(|stay| stay.contract.is_some()))
    };
    let mut last = None;
    for _ in 0..TRIES {
        let pupil = dice.pick(&pupils.pupils)?;
        if !may_ask(pupil) {
            continue;
        }
        last = Some(pupil);
        if kind.max_open.is_none() || busy.get(&(pupil.id, kind.id)).is_none_or(|ended| *ended < at) {
            return last;
        }
    }
    // Long ago few of them were here: then the next one who was.
    let start = usize::try_from(dice.below(pupils.pupils.len() as u64)).unwrap_or(0);
    let next = || pupils.pupils.iter().cycle().skip(start).take(pupils.pupils.len()).find(|pupil| may_ask(pupil));
    last.or_else(next)
}
