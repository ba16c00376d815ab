//! Ten mutations over every place of the library: what the explorer calls unsound is refused by publishing, what it
//! calls sound is published. Mutants are judged by all three; a part of them by default goes through the database,
//! all of them with `BALCAO_FULL=1`.

use std::collections::BTreeMap;

use balcao::domain::flow::file::{Can, DataType, FilledBy, Outcome, Purpose, Reason, ReasonKind};
use balcao::domain::flow::{SHIPPED, TypeFile, check};
use serde_json::Value;

use super::explorer::faults;
use super::{import, is_full, school, world};
use crate::support::run;

/// A mutation: what it does to a file at a place, counted from nought; none when there is no such place.
type Operator = fn(&TypeFile, usize) -> Option<TypeFile>;

const OPERATORS: [(&str, Operator); 10] = [
    ("drop an edge", drop_edge),
    ("retarget an edge", retarget),
    ("drop concluding", drop_conclude),
    ("take the staff away", unstaff),
    ("ask the student without waiting", ask_student),
    ("deactivate a stage", deactivate),
    ("a reason of another act", other_kind),
    ("move or remove the default", undefault),
    ("trap two stages", trap),
    ("a pattern that is none", bad_pattern),
];

/// The library without what belongs to the school's catalogue: charges and queries have checks of their own.
pub fn library() -> Vec<TypeFile> {
    let bare = |(_, text): &(&str, &str)| {
        let mut file = TypeFile::parse(text).unwrap();
        file.head.charge = None;
        for parameter in file.parameters.iter_mut().filter(|row| row.kind == DataType::SqlChoice) {
            parameter.kind = DataType::ShortText;
            parameter.query = None;
        }
        file
    };
    SHIPPED.iter().map(bare).collect()
}

/// Every mutant of a file with the operator's name.
pub fn mutants(file: &TypeFile) -> impl Iterator<Item = (&'static str, TypeFile)> {
    OPERATORS.into_iter().flat_map(move |(name, mutate)| {
        (0..).map_while(move |place| mutate(file, place)).map(move |mutant| (name, mutant))
    })
}

fn drop_edge(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    (place < file.edges.len()).then(|| file.edges.remove(place))?;
    Some(file)
}

fn retarget(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let count = file.stages.len();
    let target = file.stages[place % count].code.clone();
    file.edges.get_mut(place / count)?.to = target;
    Some(file)
}

fn drop_conclude(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let stage = file.stages.iter_mut().filter(|stage| stage.can.contains(&Can::Conclude)).nth(place)?;
    stage.can.retain(|can| *can != Can::Conclude);
    Some(file)
}

fn unstaff(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    file.stages.get_mut(place)?.group = Some("vazio".to_owned());
    Some(file)
}

fn ask_student(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let stage = file.stages.iter_mut().filter(|stage| !stage.fields.is_empty()).nth(place)?;
    stage.can.retain(|can| *can != Can::Wait);
    stage.fields[0].filled_by = FilledBy::Student;
    Some(file)
}

fn deactivate(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    file.stages.get_mut(place)?.active = false;
    Some(file)
}

/// The reason gets a name of its own, as the school keeps the kind that a reason first came with.
fn other_kind(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let kind = [ReasonKind::Wait, ReasonKind::Cancel, ReasonKind::Return][place % 3];
    let code = format!("mutante-{}", kind.word());
    file.edges.get_mut(place)?.reason.clone_from(&code);
    file.reasons.push(Reason { name: code.clone(), code, kind });
    Some(file)
}

fn undefault(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let count = file.stages.len();
    file.stages.iter_mut().for_each(|stage| stage.default = false);
    match place {
        0 => {}
        place if place < count => {
            file.stages[place].default = true;
            file.stages[place].entry = true;
        }
        _ => return None,
    }
    Some(file)
}

/// Two stages that an edge joins lead to each other only.
fn trap(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let edge = file.edges.get(place)?.clone();
    for other in &mut file.edges {
        if other.from == edge.to {
            other.to.clone_from(&edge.from);
        } else if other.from == edge.from {
            other.to.clone_from(&edge.to);
        }
    }
    for stage in file.stages.iter_mut().filter(|stage| stage.code == edge.to) {
        stage.can.retain(|can| *can != Can::Conclude);
    }
    if !file.edges.iter().any(|other| other.from == edge.to) {
        let back = balcao::domain::flow::file::Edge { from: edge.to, to: edge.from, ..edge };
        file.edges.push(back);
    }
    Some(file)
}

fn bad_pattern(file: &TypeFile, place: usize) -> Option<TypeFile> {
    let mut file = file.clone();
    let fields = file.stages.iter_mut().flat_map(|stage| &mut stage.fields);
    let texts = [DataType::ShortText, DataType::LongText];
    // Every other one is a pattern after all, but a strange one.
    let field = fields.filter(|field| texts.contains(&field.kind)).nth(place / 2)?;
    field.regex = Some(if place.is_multiple_of(2) { "([a-z]+" } else { "(\\w|[)(])+" }.to_owned());
    Some(file)
}

/// Sound and unsound mutants of each operator.
type Counts = BTreeMap<&'static str, [usize; 2]>;

fn count(counts: &mut Counts, name: &'static str, is_sound: bool) {
    counts.entry(name).or_default()[usize::from(!is_sound)] += 1;
}

#[test]
fn checker_and_explorer_agree_on_every_mutant_of_the_library() {
    let (world, today) = (world(), chrono::Utc::now().date_naive());
    let mut counts = Counts::new();
    for file in library() {
        for (name, mutant) in mutants(&file) {
            let found = faults(&mutant, &world);
            let report = check(&mutant, today);
            count(&mut counts, name, found.is_empty());
            if name == "take the staff away" {
                // Who is in a group only the database knows.
                assert!(report.unchecked.iter().any(|check| check == "V-24"));
                continue;
            }
            assert_eq!(
                report.sound,
                found.is_empty(),
                "{name}: {found:?}\n{:#?}\n{}",
                report.problems,
                mutant.to_text()
            );
        }
    }
    println!("mutants of the library [sound, unsound]: {counts:#?}");
    assert_eq!(counts.len(), 10);
    // Every operator bites, and few of them always.
    assert!(counts.values().all(|[_, unsound]| *unsound > 5), "{counts:?}");
    assert!(counts.values().filter(|[sound, _]| *sound > 5).count() >= 4, "{counts:?}");
}

#[test]
fn every_unsound_mutant_of_the_library_is_refused_by_publishing_and_no_sound_one() {
    let step = if is_full() { 1 } else { 9 };
    run(async {
        let (_scratch, admin) = school().await;
        let world = world();
        let (mut refused, mut published) = (Counts::new(), Counts::new());
        let all: Vec<(&str, TypeFile)> =
            library().iter().flat_map(|file| mutants(file).collect::<Vec<_>>()).step_by(step).collect();
        for (name, mutant) in &all {
            let found = faults(mutant, &world);
            let why = || format!("{name}: {found:?}\n{}", mutant.to_text());
            if let Err(error) = import(&admin, &mutant.to_doc()).await {
                assert!(!found.is_empty(), "not even a draft: {error}\n{}", why());
                count(&mut refused, name, false);
                continue;
            }
            let answer = sqlx::query_scalar::<_, Value>("select api.publish_flow($1)").bind(&mutant.head.code);
            match answer.fetch_one(&admin).await {
                Ok(answer) => {
                    assert!(found.is_empty(), "published: {answer}\n{}", why());
                    count(&mut published, name, true);
                }
                Err(error) => {
                    assert!(!found.is_empty() && error.to_string().contains("E_FLOW_UNSOUND"), "{error}\n{}", why());
                    count(&mut refused, name, false);
                }
            }
        }
        println!(
            "{} mutants tried to publish; sound, all published: {published:?}; unsound, all refused: {refused:?}",
            all.len()
        );
        assert!(refused.len() >= 9 && published.len() >= 4, "{refused:?} {published:?}");
    });
}

#[test]
fn what_a_stage_concludes_with_is_part_of_the_verdict() {
    // A denial passes without the gate, a grant does not: the same field strands one and not the other.
    let mut file = library().into_iter().find(|file| file.head.code == "segunda-chamada").unwrap();
    let stage = file.stages.iter_mut().find(|stage| stage.purpose == Purpose::Deny).unwrap();
    stage.fields[0].filled_by = FilledBy::Student;
    let sound = |file: &TypeFile| {
        let report = check(file, chrono::Utc::now().date_naive());
        assert_eq!(report.sound, faults(file, &world()).is_empty(), "{:?}", report.problems);
        report.sound
    };
    assert!(sound(&file));
    file.stages.iter_mut().find(|stage| stage.purpose == Purpose::Deny).unwrap().outcomes.push(Outcome::Done);
    assert!(!sound(&file));
}
