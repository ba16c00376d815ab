//! The walk: random people try random acts on the engine and on the model, and after every act both must agree on
//! the outcome, on the refusal's every code and field, and on the request's whole state.
//! Ten seeds of 200 steps by default; a hundred of 500 with `BALCAO_FULL=1`. Seeds are printed.

pub mod dice;
pub mod engine;
pub mod ground;
pub mod house;
pub mod invariants;

use std::collections::BTreeMap;

use rand::SeedableRng as _;
use serde_json::Value;

use crate::model::acts::{Act, Outcome, Step};
use crate::model::world::World;
use dice::Dice;
use engine::{Answer, Engine, foreseen};

/// How often each thing happened, so that a walk that never got anywhere is seen.
pub type Tally = BTreeMap<String, usize>;

/// Walks one seed over a database filled with the school of `ground`.
///
/// # Errors
/// The first difference between model and engine, told with the seed and the step.
pub async fn walk(db: &str, seed: u64, steps: usize) -> Result<Tally, String> {
    let mut w = ground::school();
    let mut engine = Engine::open(db, w.people.len()).await;
    let mut dice = Dice { rng: rand_chacha::ChaCha8Rng::seed_from_u64(seed), done: Vec::new() };
    let mut tally = Tally::new();
    for n in 0..steps {
        w.now += dice.pause();
        engine.turn(w.now).await;
        if let Some(person) = dice.staff(&mut w) {
            engine.staff(&w, person).await;
        }
        if n % 7 == 3 && !w.requests.is_empty() {
            asked(&w, &mut engine, &mut dice).await.map_err(|e| format!("seed {seed} step {n}: {e}"))?;
        }
        let step = dice.step(&w);
        let told = |what: String| {
            format!("seed {seed} step {n}: {} {} {:?}\n{what}", w.people[step.who].login, step.protocol, step.act)
        };
        let context = told(String::new());
        one(&mut w, &mut engine, &step, &mut tally).await.map_err(|what| format!("{context}{what}"))?;
        if tally.contains_key("done") && matches!(w.ops.get(&(step.who, step.op)), Some(d) if d.act == step.act.name())
        {
            dice.done.push(step);
        }
    }
    for r in &w.requests {
        agree(&mut engine, &w, r).await.map_err(|e| format!("seed {seed} at the end: {e}"))?;
    }
    invariants::hold(&mut engine.all_seeing).await.map_err(|e| format!("seed {seed} at the end: {e}"))?;
    verified(&w, &mut engine).await.map_err(|e| format!("seed {seed} at the end: {e}"))?;
    Ok(tally)
}

/// `api.why` foresees of the acts that need no words exactly what the model judges.
async fn asked(w: &World, engine: &mut Engine, dice: &mut Dice) -> Result<(), String> {
    let (who, request) = dice.pair(w);
    let r = &w.requests[request];
    if !w.works(who) || w.people[who].company != r.company {
        return Ok(());
    }
    let why = engine.why(w, who, &r.protocol).await?;
    for (name, act) in [("take", Act::Take), ("release", Act::Release), ("resume", Act::Resume), ("undo", Act::Undo)] {
        let want = match w.judge(who, request, &act, None) {
            Ok(()) => std::collections::BTreeSet::new(),
            Err(no) => no.problems.into_iter().map(|p| p.0).collect(),
        };
        let told = &why["acts"][name];
        let codes = told["problems"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| p["code"].as_str().unwrap_or_default().to_owned());
        let got: std::collections::BTreeSet<String> = codes.collect();
        if got != want || told["allowed"] != Value::Bool(want.is_empty()) {
            return Err(format!(
                "why {name} of {} for {}: model {want:?}, engine {told}",
                r.protocol, w.people[who].login
            ));
        }
    }
    Ok(())
}

/// The hash chain of every request holds, by the word of the engine itself.
async fn verified(w: &World, engine: &mut Engine) -> Result<(), String> {
    for who in ["w.iris", "w.kelly"] {
        let who = w.people.iter().position(|p| p.login == who).expect("of the school");
        let told = engine.verify(w, who).await?;
        let own = w.requests.iter().filter(|r| r.company == w.people[who].company).count();
        if told["checked"].as_u64() != u64::try_from(own).ok() || told["broken"] != Value::Array(Vec::new()) {
            return Err(format!("verify: {own} requests, told {told}"));
        }
    }
    Ok(())
}

async fn one(w: &mut World, engine: &mut Engine, step: &Step, tally: &mut Tally) -> Result<(), String> {
    let before = w.find(step.who, &step.protocol).map(|r| w.requests[r].clone());
    let got = engine.step(w, step).await;
    let want = w.step(step);
    let name = step.act.name();
    match (&want, &got) {
        (Outcome::Done { request, replayed }, Answer::Request(answer)) => {
            *tally.entry(if *replayed { "replayed".into() } else { format!("done {name}") }).or_default() += 1;
            tally.insert("done".into(), 1);
            let r = w.requests[*request].clone();
            answered(w, &r, *replayed, answer)?;
            agree(engine, w, &r).await
        }
        (Outcome::Woken(want), Answer::Woken(got)) if i64::try_from(*want) == Ok(*got) => Ok(()),
        (Outcome::Refused(want), Answer::Refused(got)) if same(want, got) => {
            for (code, _) in &want.problems {
                *tally.entry(format!("refused {name} {code}")).or_default() += 1;
            }
            match before {
                Some(r) => agree(engine, w, &r).await,
                None => Ok(()),
            }
        }
        _ => Err(format!("model: {want:?}\nengine: {got:?}\nrequest before: {:?}", before.map(|r| foreseen(w, &r)))),
    }
}

/// Codes whose field the rules name; of the others only the code is compared.
const WITH_FIELD: [&str; 7] = [
    "E_FIELD_REQUIRED",
    "E_FIELD_INVALID",
    "E_FIELD_UNKNOWN",
    "E_ACTION_REQUIRED",
    "E_PARAM_REQUIRED",
    "E_PARAM_NOT_ALLOWED",
    "E_NOTE_REQUIRED",
];

fn same(want: &crate::model::standing::No, got: &crate::model::standing::No) -> bool {
    let bare = |no: &crate::model::standing::No| -> std::collections::BTreeSet<(String, String)> {
        no.problems
            .iter()
            .map(|(c, f)| {
                (c.clone(), if WITH_FIELD.contains(&c.as_str()) && f != "note" { f.clone() } else { String::new() })
            })
            .collect()
    };
    want.class == got.class && bare(want) == bare(got)
}

/// The answer of the act itself tells the same request as the model.
fn answered(w: &World, r: &crate::model::world::Request, replayed: bool, answer: &Value) -> Result<(), String> {
    let row = foreseen(w, r);
    for key in ["status", "stage", "group", "assignee", "version", "outcome", "priority"] {
        let got = answer.get(key).filter(|v| !v.is_null()).map(crate::model::answers::text).unwrap_or_default();
        if got != row[key] {
            return Err(format!("the answer's {key} is {got:?}, the model's {:?}", row[key]));
        }
    }
    if answer["protocol"] != Value::String(r.protocol.clone()) {
        return Err(format!("the answer is about {}, the model's request is {}", answer["protocol"], r.protocol));
    }
    if (answer.get("replayed") == Some(&Value::Bool(true))) != replayed {
        return Err(format!("replayed: {:?}, the model says {replayed}", answer.get("replayed")));
    }
    Ok(())
}

/// The rows of a request equal the model's.
async fn agree(engine: &mut Engine, w: &World, r: &crate::model::world::Request) -> Result<(), String> {
    let (want, got) = (foreseen(w, r), engine.row(r.company, &r.protocol).await);
    let differs: Vec<String> = want
        .iter()
        .filter(|(k, v)| got.get(*k) != Some(v))
        .map(|(k, v)| format!("{k}\n  model:  {v}\n  engine: {}", got.get(k).cloned().unwrap_or_default()))
        .collect();
    if differs.is_empty() { Ok(()) } else { Err(format!("{} differs in {}", r.protocol, differs.join("\n"))) }
}

/// True when the long tier is asked for.
pub fn full() -> bool {
    std::env::var("BALCAO_FULL").is_ok_and(|v| v == "1")
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::support::run;

    #[test]
    fn the_engine_and_the_model_walk_alike() {
        let (seeds, steps) = if full() { (100, 500) } else { (10, 200) };
        let first: u64 = std::env::var("BALCAO_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
        run(async {
            let mut all = Tally::new();
            for seed in first..first + seeds {
                let db = house::fresh("walk").await;
                let tally = walk(&db, seed, steps).await;
                house::drop(&db).await;
                let tally = tally.unwrap_or_else(|e| panic!("{e}"));
                println!("seed {seed}: {steps} steps equal");
                for (k, n) in tally {
                    *all.entry(k).or_default() += n;
                }
            }
            for (what, n) in &all {
                println!("{n:>6}  {what}");
            }
        });
    }
}
