//! The editor and the text are the same thing: export → import → export gives the same bytes, by file, by document
//! and through the engine, on files that use any key.

use balcao::domain::flow::TypeFile;
use serde_json::Value;

use super::random::file;
use super::{dice, import, is_full, school};
use crate::support::run;

#[test]
fn export_of_import_of_export_is_the_same_bytes_for_any_file() {
    let (seed, mut rng) = dice();
    let rounds = if is_full() { 5_000 } else { 1_000 };
    for round in 0..rounds {
        let file = file(&mut rng);
        let text = file.to_text();
        let read = TypeFile::parse(&text).unwrap_or_else(|error| panic!("seed {seed}, round {round}: {error}\n{text}"));
        assert_eq!(read, file, "seed {seed}, round {round}\n{text}");
        assert_eq!(read.to_text(), text, "seed {seed}, round {round}");
        assert_eq!(TypeFile::from_doc(&read.to_doc()).unwrap().to_text(), text, "seed {seed}, round {round}");
    }
    println!("{rounds} random files: the same bytes by text and by document");
}

#[test]
fn export_of_import_of_export_is_the_same_bytes_through_the_engine() {
    let (seed, mut rng) = dice();
    let rounds = if is_full() { 500 } else { 80 };
    run(async {
        let (_scratch, admin) = school().await;
        for round in 0..rounds {
            let mut file = file(&mut rng);
            // Edges tell the engine which reasons are meant; a reason that no edge uses stays in the catalogue.
            file.reasons.retain(|reason| file.edges.iter().any(|edge| edge.reason == reason.code));
            let text = file.to_text();
            let why = |error: &dyn std::fmt::Display| format!("seed {seed}, round {round}: {error}\n{text}");
            import(&admin, &file.to_doc()).await.unwrap_or_else(|error| panic!("{}", why(&error)));
            let document: Value =
                sqlx::query_scalar("select api.export_type('inteiro', 'draft')").fetch_one(&admin).await.unwrap();
            let out = TypeFile::from_doc(&document).unwrap_or_else(|error| panic!("{}", why(&error)));
            assert_eq!(out.to_text(), text, "seed {seed}, round {round}");
        }
        println!("{rounds} random files: the same bytes through the engine");
    });
}
