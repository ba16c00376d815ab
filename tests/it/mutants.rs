//! The engine broken on purpose, one rule at a time: each mutant must be caught, most by the walk, some by a race,
//! the rights, the verification or the moves. Three sentinels by default, all of them with `BALCAO_FULL=1`.

mod list;

use balcao::store::migrate::Program;

use crate::support::run;
use crate::walk::{full, ground, house, walk};
use list::{By, MUTANTS, Mutant};

/// Walks until a difference is found, at most so many seeds.
const SEEDS: u64 = 120;
const STEPS: usize = 200;

/// The engine with the mutant's words in place of its own.
///
/// # Errors
/// When its place does not stand exactly once.
fn broken(mutant: &Mutant) -> Result<Program, String> {
    let mut program = house::program();
    let path = format!("assets/engine/{}", mutant.file);
    let script = program.engine.iter_mut().find(|s| s.path == path).ok_or_else(|| format!("no file {path}"))?;
    let found = script.text.matches(mutant.from).count();
    if found != 1 {
        return Err(format!("its place stands {found} times in {path}: {}", mutant.from));
    }
    script.text = script.text.replace(mutant.from, mutant.to).into();
    Ok(program)
}

/// How the mutant was caught.
///
/// # Errors
/// That it was not.
async fn caught(mutant: &Mutant) -> Result<String, String> {
    let template =
        house::build("mutant", &broken(mutant)?, &ground::school()).await.map_err(|e| format!("does not load: {e}"))?;
    let answer = match mutant.by {
        By::Walk => by_walk(&template).await,
        By::Race => by_race(mutant).await,
        By::Rights => crate::matrix::secrets_kept(&template).await.err().map(|e| format!("rights: {e}")),
        By::Moves => by_moves(mutant).await,
        By::Verify => crate::attacks::forgeries_found(&template).await.err().map(|e| format!("verify: {e}")),
    };
    house::drop(&template).await;
    answer.ok_or_else(|| "survived".to_owned())
}

async fn by_walk(template: &str) -> Option<String> {
    for seed in 1..=SEEDS {
        let db = house::copy(template, "mutant").await;
        let walked = walk(&db, seed, STEPS).await;
        house::drop(&db).await;
        if let Err(difference) = walked {
            return Some(difference.lines().next().unwrap_or_default().to_owned());
        }
    }
    None
}

/// The mutant's file in place of the one that a database of moves was made with.
async fn by_moves(mutant: &Mutant) -> Option<String> {
    let path = format!("assets/engine/{}", mutant.file);
    let text = broken(mutant)
        .ok()?
        .engine
        .iter()
        .find(|s| s.path == path)?
        .text
        .replace("create function", "create or replace function");
    crate::moves::mistaken(&text).await.map(|e| format!("moves: {e}"))
}

async fn by_race(mutant: &Mutant) -> Option<String> {
    let db = house::build("mutant_race", &broken(mutant).ok()?, &crate::races::crowded(50)).await.ok()?;
    let ended = crate::races::rounds(&db, crate::races::TAKE, 100).await;
    house::drop(&db).await;
    ended.err().map(|e| format!("race: {e}"))
}

fn short(text: &str) -> String {
    text.chars().take(90).collect()
}

#[test]
fn every_mutant_of_the_engine_is_caught() {
    let names = std::env::var("BALCAO_MUTANT").ok();
    let chosen: Vec<&Mutant> = MUTANTS
        .iter()
        .filter(|m| match &names {
            Some(n) => m.name.contains(n.as_str()),
            None => full() || m.sentinel,
        })
        .collect();
    assert!(MUTANTS.len() >= 20 && !chosen.is_empty());
    let mut survivors = Vec::new();
    println!("{:<52} caught by", "mutant");
    for mutant in chosen {
        match run(caught(mutant)) {
            Ok(how) => println!("{:<52} {}", mutant.name, short(&how)),
            Err(why) => {
                println!("{:<52} NOT CAUGHT: {}", mutant.name, short(&why));
                survivors.push(format!("{}: {why}", mutant.name));
            }
        }
    }
    assert!(survivors.is_empty(), "{}", survivors.join("\n"));
}

/// When the engine's words change, its mutants move with them.
#[test]
fn every_mutant_still_finds_its_place() {
    let lost: Vec<String> =
        MUTANTS.iter().filter_map(|m| broken(m).err().map(|e| format!("{}: {e}", m.name))).collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
