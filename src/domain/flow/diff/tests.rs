//! The difference of two flows: complete, applicable, and told in words.

use super::{How, What, diff, patch};
use crate::domain::flow::{SHIPPED, TypeFile};
use serde_json::{Value, json};

fn flow(code: &str) -> TypeFile {
    let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == code).unwrap();
    TypeFile::parse(text).unwrap()
}

/// The flow after a change of its document, and the differences.
fn after(code: &str, edit: impl FnOnce(&mut Value)) -> (Vec<super::Change>, TypeFile) {
    let a = flow(code);
    let mut doc = a.to_doc();
    edit(&mut doc);
    let b = TypeFile::from_doc(&doc).unwrap();
    let changes = diff(&a, &b);
    assert_eq!(patch(&a, &changes).unwrap(), b);
    (changes, b)
}

fn told(changes: &[super::Change]) -> Vec<&str> {
    changes.iter().map(|change| change.en.as_str()).collect()
}

#[test]
fn a_flow_does_not_differ_from_itself() {
    for (code, _) in SHIPPED {
        assert_eq!(diff(&flow(code), &flow(code)), [], "{code}");
    }
}

#[test]
fn any_two_flows_of_the_library_are_bridged_by_their_difference() {
    for (first, _) in SHIPPED {
        for (second, _) in SHIPPED.iter().filter(|(second, _)| second != first) {
            let (a, b) = (flow(first), flow(second));
            let changes = diff(&a, &b);
            assert_eq!(patch(&a, &changes).unwrap(), b, "{first} → {second}");
            assert!(changes.iter().all(|change| !change.pt.is_empty() && !change.en.is_empty()));
        }
    }
}

#[test]
fn a_stage_renamed_a_way_retargeted_and_a_field_required_are_told_as_such() {
    let (changes, b) = after("segunda-chamada", |doc| {
        doc["stage"][0]["name"] = json!("Conferência");
        let end = doc["stage"].as_array().unwrap().last().unwrap()["code"].clone();
        let edge = &mut doc["edge"][0];
        assert_ne!(edge["to"], end, "the sample leads elsewhere");
        edge["to"] = end;
        let field = json!({"key": "novo", "label": "Novo", "type": "bool", "required": true});
        doc["stage"][0]["field"].as_array_mut().unwrap().insert(0, field);
        doc["stage"][0]["duration"] = json!({"amount": 1, "unit": "business_hours"});
    });
    let told = told(&changes);
    assert_eq!(changes.len(), 4, "{told:?}");
    assert!(told.iter().any(|text| text.ends_with("is now called “Conferência”")), "{told:?}");
    let end = &b.stages.last().unwrap().name;
    assert!(told.iter().any(|text| text.contains(&format!("leads to “{end}” instead of “"))), "{told:?}");
    assert!(told.contains(&"Stage “Conferência”, field novo: added (required)"), "{told:?}");
    assert!(told.iter().any(|text| text.ends_with("→ 1 business hour")), "{told:?}");
}

#[test]
fn a_stage_between_two_others_is_one_change_and_a_new_order_another() {
    let (changes, _) = after("segunda-chamada", |doc| {
        let stages = doc["stage"].as_array_mut().unwrap();
        stages.insert(1, json!({"code": "conferencia", "name": "Conferência", "activate_task": true}));
    });
    assert_eq!(changes.len(), 1, "{:?}", told(&changes));
    assert_eq!((changes[0].what, changes[0].how), (What::Stage, How::Added));
    let (changes, _) = after("segunda-chamada", |doc| doc["stage"].as_array_mut().unwrap().reverse());
    assert_eq!((changes.len(), changes[0].what, changes[0].how), (1, What::Stage, How::Ordered));
}

#[test]
fn twins_of_a_flow_that_is_not_sound_yet_are_told_apart() {
    let a = flow("segunda-chamada");
    let mut doc = a.to_doc();
    let edge = doc["edge"][0].clone();
    doc["edge"].as_array_mut().unwrap().insert(0, edge.clone());
    doc["edge"].as_array_mut().unwrap().push(edge);
    doc["edge"][0]["note_required"] = json!(!doc["edge"][0]["note_required"].as_bool().unwrap());
    let b = TypeFile::from_doc(&doc).unwrap();
    for (from, to) in [(&a, &b), (&b, &a)] {
        let changes = diff(from, to);
        assert!(!changes.is_empty());
        assert_eq!(&patch(from, &changes).unwrap(), to);
    }
}

#[test]
fn the_check_of_differences_can_fail() {
    let a = flow("segunda-chamada");
    let mut doc = a.to_doc();
    doc["stage"][0]["name"] = json!("Outra");
    doc["stage"][1]["name"] = json!("Outra ainda");
    let b = TypeFile::from_doc(&doc).unwrap();
    let mut changes = diff(&a, &b);
    changes.pop();
    assert_ne!(patch(&a, &changes).unwrap(), b);
}

#[cfg(test)]
mod random {
    //! Random edits of the library's flows.

    use super::{diff, flow, patch, told};
    use crate::domain::flow::{SHIPPED, TypeFile};
    use rand::seq::{IndexedRandom as _, SliceRandom as _};
    use rand::{Rng as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;
    use serde_json::{Value, json};

    /// Every place of a document where a value stands, as keys and numbers.
    fn places(value: &Value, way: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
        match value {
            Value::Object(row) => {
                for (key, inner) in row {
                    way.push(key.clone());
                    places(inner, way, all);
                    way.pop();
                }
            }
            Value::Array(list) => {
                all.push(way.clone());
                for (at, inner) in list.iter().enumerate() {
                    way.push(at.to_string());
                    places(inner, way, all);
                    way.pop();
                }
            }
            _ => all.push(way.clone()),
        }
    }

    /// One random edit: a switch, a word, a number, a list shortened, doubled or shuffled.
    fn edit(doc: &mut Value, dice: &mut ChaCha8Rng) {
        let mut all = Vec::new();
        places(doc, &mut Vec::new(), &mut all);
        let way = all.choose(dice).unwrap();
        let mut at = doc;
        for step in way {
            at = match step.parse::<usize>() {
                Ok(number) if at.is_array() => &mut at[number],
                _ => &mut at[step.as_str()],
            };
        }
        *at = match at.take() {
            Value::Bool(flag) => json!(!flag),
            Value::Number(number) => json!(number.as_i64().unwrap_or(0) + dice.random_range(1..3)),
            Value::String(text) => json!(format!("{text}{}", ["x", "2", "-b", ""].choose(dice).unwrap())),
            Value::Array(mut list) => {
                match dice.random_range(0..3) {
                    0 if !list.is_empty() => drop(list.remove(dice.random_range(0..list.len()))),
                    1 if !list.is_empty() => {
                        let mut twin = list.choose(dice).unwrap().clone();
                        for key in ["code", "key", "reason"] {
                            if let Some(Value::String(text)) = twin.get(key) {
                                let text = format!("{text}x");
                                twin[key] = json!(text);
                            }
                        }
                        list.insert(dice.random_range(0..=list.len()), twin);
                    }
                    _ => list.shuffle(dice),
                }
                Value::Array(list)
            }
            other => other,
        };
    }

    #[test]
    fn random_edits_are_each_reported_and_the_difference_leads_there() {
        let seed = 0xD1FF;
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let (mut tried, mut several) = (0, 0);
        while tried < 800 {
            let (code, _) = SHIPPED.choose(&mut dice).unwrap();
            let a = flow(code);
            let mut doc = a.to_doc();
            for _ in 0..dice.random_range(1..6) {
                edit(&mut doc, &mut dice);
            }
            // An edit may make what is no flow: that is the reader's business.
            let Ok(b) = TypeFile::from_doc(&doc) else { continue };
            tried += 1;
            let changes = diff(&a, &b);
            assert_eq!(changes.is_empty(), a == b, "seed {seed:#x}, {code}");
            assert_eq!(patch(&a, &changes).unwrap(), b, "seed {seed:#x}, {code}: {:?}", told(&changes));
            // Each is needed: the others alone lead elsewhere.
            for left_out in 0..changes.len() {
                let others: Vec<_> = changes
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != left_out)
                    .map(|(_, change)| change.clone())
                    .collect();
                let there = patch(&a, &others);
                assert!(
                    there.ok().as_ref() != Some(&b),
                    "seed {seed:#x}, {code}: {} says nothing",
                    changes[left_out].en
                );
            }
            several += usize::from(changes.len() > 1);
        }
        assert!(several > 130, "only {several} of {tried} had more than one change");
        println!("{tried} pairs, {several} with more than one change");
    }
}
