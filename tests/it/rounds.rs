//! Type and catalogue files through the real engine and back, and the engine's verdict over flows against
//! the one foreseen from the file alone.

use std::collections::BTreeSet;

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::flow::{Level, Report, SHIPPED, TypeFile, check};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Scratch, run};

async fn import(admin: &PgPool, doc: &Value) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar("select api.import_type($1)").bind(doc).fetch_one(admin).await
}

async fn export(admin: &PgPool, code: &str, which: Option<&str>) -> TypeFile {
    let doc: Value =
        sqlx::query_scalar("select api.export_type($1, $2)").bind(code).bind(which).fetch_one(admin).await.unwrap();
    TypeFile::from_doc(&doc).unwrap_or_else(|error| panic!("{code}: {error}\n{doc}"))
}

#[test]
fn shipped_types_go_through_the_engine_and_come_back_with_the_same_bytes() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        for (code, text) in SHIPPED {
            let file = TypeFile::parse(text).unwrap();
            let answer = import(&admin, &file.to_doc()).await.unwrap_or_else(|error| panic!("{code}: {error:?}"));
            assert_eq!(answer["version"], json!(1), "{code}");
            assert_eq!(export(&admin, code, Some("draft")).await.to_text(), *text, "{code}, the draft");
            let published: Value =
                sqlx::query_scalar("select api.publish_flow($1)").bind(code).fetch_one(&admin).await.unwrap();
            assert_eq!(published["version"], json!(1), "{code}");
            let live = export(&admin, code, None).await;
            assert_eq!(live.to_text(), *text, "{code}, published");
            // Imported again it is a new draft of the same words.
            let answer = import(&admin, &live.to_doc()).await.unwrap();
            assert_eq!(answer["version"], json!(2), "{code}");
            assert_eq!(export(&admin, code, Some("2")).await.to_text(), *text, "{code}, again");
        }
    });
}

#[test]
fn every_key_of_a_type_survives_the_engine() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        let file = TypeFile::parse(include_str!("support/every_key.toml")).unwrap();
        let text = file.to_text();
        import(&admin, &file.to_doc()).await.unwrap();
        assert_eq!(export(&admin, "todas-as-chaves", Some("draft")).await.to_text(), text);
        sqlx::query_scalar::<_, Value>("select api.publish_flow('todas-as-chaves')").fetch_one(&admin).await.unwrap();
        assert_eq!(export(&admin, "todas-as-chaves", None).await.to_text(), text);
    });
}

#[test]
fn the_catalogue_goes_through_the_engine_and_a_second_import_changes_nothing() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        let file = CatalogueFile::parse(include_str!("support/catalogue.toml")).unwrap();
        let export = async || {
            let doc: Value = sqlx::query_scalar("select api.export_catalogue()").fetch_one(&admin).await.unwrap();
            CatalogueFile::from_doc(&doc).unwrap_or_else(|error| panic!("{error}\n{doc}"))
        };
        let import = async |file: &CatalogueFile| {
            let answer = sqlx::query_scalar::<_, Value>("select api.import_catalogue($1)").bind(file.to_doc());
            answer.fetch_one(&admin).await.unwrap()
        };
        import(&file).await;
        let first = export().await;
        // What was there before stays; what came is there as it came.
        assert_eq!(first.settings, file.settings);
        assert_eq!(first.queries, file.queries);
        assert_eq!(first.services, file.services);
        assert_eq!(first.installment_rules, file.installment_rules);
        for calendar in &file.calendars {
            assert!(first.calendars.contains(calendar), "{calendar:?}");
        }
        for profile in &file.profiles {
            assert!(first.profiles.contains(profile), "{profile:?}");
        }
        for group in &file.groups {
            assert!(first.groups.contains(group), "{group:?}");
        }
        import(&first).await;
        assert_eq!(export().await.to_text(), first.to_text());
    });
}

/// A flow of up to seven stages in which much may be wrong, and sometimes nothing is.
fn random_type(rng: &mut ChaCha8Rng) -> TypeFile {
    let count = rng.random_range(1..=7usize);
    let odds = |rng: &mut ChaCha8Rng, percent| rng.random_range(0..100) < percent;
    let default = if odds(rng, 90) { 0 } else { count };
    let stage = |rng: &mut ChaCha8Rng, number: usize| {
        let able: Vec<&str> = [("conclude", 35), ("cancel", 30), ("wait", 30)]
            .into_iter()
            .filter_map(|(word, percent)| odds(rng, percent).then_some(word))
            .collect();
        let first = number == default;
        let fields: Vec<Value> = (0..rng.random_range(0..2))
            .map(|_| {
                json!({"key": "k", "label": "K", "type": "bool", "required": odds(rng, 60),
                "filled_by": if odds(rng, 30) { "student" } else { "attendant" }})
            })
            .collect();
        let active = first || odds(rng, 92);
        json!({"code": format!("s{number}"), "name": format!("S{number}"), "default": first, "can": able,
            "entry": first || odds(rng, 10), "activate_task": first || odds(rng, 92), "active": active,
            "purpose": if odds(rng, 20) { "deny" } else { "neutral" }, "field": if active { fields } else { Vec::new() }})
    };
    let stages: Vec<Value> = (0..count).map(|number| stage(rng, number)).collect();
    let edges: Vec<Value> = (0..rng.random_range(0..=count * 2))
        .map(|row| {
            // Now and then to itself, to nowhere, or by a reason that is taken.
            let to = if odds(rng, 1) { count } else { rng.random_range(0..count) };
            let from = rng.random_range(0..count);
            let to = if to == from && count > 1 && odds(rng, 95) { (from + 1) % count } else { to };
            json!({"from": format!("s{from}"), "to": format!("s{to}"), "active": odds(rng, 92),
                "reason": format!("r{}", if odds(rng, 97) { row } else { 0 })})
        })
        .collect();
    let kind = |rng: &mut ChaCha8Rng| if odds(rng, 1) { "wait" } else { "forward" };
    let reasons: Vec<Value> = (0..count * 2 + 1)
        .map(|row| json!({"code": format!("r{row}"), "name": format!("R{row}"), "kind": kind(rng)}))
        .collect();
    let head = json!({"code": format!("t-{:08x}", rng.random::<u32>()), "name": "T", "handler": "educational",
        "valid_from": "2020-01-01", "valid_to": if odds(rng, 90) { "2099-12-31" } else { "2020-02-01" },
        "groups": ["secretaria"], "legal_document": odds(rng, 20),
        "charge": odds(rng, 50).then(|| json!({"validate_debts": odds(rng, 30), "use_location_price": odds(rng, 30)}))});
    let place =
        json!({"code": "sede", "branch": 1, "locality": "sede", "description": "Sede", "active": odds(rng, 95)});
    let doc =
        json!({"format": 1, "type": head, "location": [place], "stage": stages, "edge": edges, "reason": reasons});
    TypeFile::from_doc(&doc).unwrap()
}

/// What both judge: id, level and stage of the problems.
fn judged(report: &Report) -> BTreeSet<(String, bool, Option<String>)> {
    const BOTH: [&str; 10] = ["V-02", "V-06", "V-07", "V-08", "V-10", "V-15", "V-16", "V-18", "V-20", "V-21"];
    let both = report.problems.iter().filter(|problem| BOTH.contains(&problem.check.as_str()));
    both.map(|problem| (problem.check.clone(), problem.level == Level::Error, problem.stage.clone())).collect()
}

#[test]
fn the_verdict_foreseen_from_a_file_is_the_engines() {
    let seed = 20_261_124;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        let today = chrono::Utc::now().date_naive();
        let (mut sound, mut unsound, mut refused) = (0, 0, 0);
        for round in 0..160 {
            let file = random_type(&mut rng);
            let foreseen = check(&file, today);
            // Reasons are the company's and an import does not rename them: each round begins with its own.
            sqlx::query("delete from app.flow_edge").execute(&scratch.admin()).await.unwrap();
            sqlx::query("delete from app.reason").execute(&scratch.admin()).await.unwrap();
            if let Err(error) = import(&admin, &file.to_doc()).await {
                // What a table cannot even hold is an error of the file too.
                assert!(!foreseen.sound, "seed {seed}, round {round}: {error}\n{}", file.to_text());
                refused += 1;
                continue;
            }
            let answer: Value = sqlx::query_scalar("select api.check_flow($1, 'draft')")
                .bind(&file.head.code)
                .fetch_one(&admin)
                .await
                .unwrap();
            let answer: Report = serde_json::from_value(answer).unwrap();
            let why = || format!("seed {seed}, round {round}\n{}\n{foreseen:#?}\n{answer:#?}", file.to_text());
            assert_eq!(answer.sound, foreseen.sound, "{}", why());
            if !judged(&foreseen).iter().any(|(check, ..)| check == "V-10") {
                // With a broken edge the two differ in what else they still follow.
                assert_eq!(judged(&answer), judged(&foreseen), "{}", why());
            }
            if foreseen.sound { sound += 1 } else { unsound += 1 }
        }
        assert!(sound > 10 && unsound > 50 && refused > 3, "{sound} sound, {unsound} unsound, {refused} refused");
    });
}

#[test]
fn folding_is_the_same_here_and_in_the_engine() {
    let letters = [
        '\u{20}'..='\u{7e}',
        '\u{a0}'..='\u{17f}',
        '\u{1e00}'..='\u{1eff}',
        '\u{300}'..='\u{36f}',
        '\u{386}'..='\u{44f}',
    ];
    let mut texts: Vec<String> =
        ["Prova de 2ª chamada", "AÇÃO É JÁ", "Ñandú – “x”", "İstanbul", "ﬁm"].map(str::to_owned).to_vec();
    texts.extend(letters.into_iter().flatten().map(|letter| format!("a{letter}b")));
    run(async {
        let scratch = Scratch::new().await;
        let folded: Vec<String> =
            sqlx::query_scalar("select app.fold(t) from unnest($1::text[]) with ordinality as x (t, n) order by n")
                .bind(&texts)
                .fetch_all(&scratch.admin())
                .await
                .unwrap();
        for (text, engine) in texts.iter().zip(folded) {
            assert_eq!(balcao::domain::text::fold(text), engine, "{text:?}");
        }
    });
}

#[test]
fn what_is_clean_here_is_clean_for_the_engine() {
    use balcao::domain::text::{Shape, clean};
    let all = (1u32..0x3000).chain(0xfe00..0x10000).chain(0xe0000..0xe0100);
    let texts: Vec<String> =
        all.filter_map(char::from_u32).map(|letter| clean(&format!("a{letter}b"), Shape::Block)).collect();
    run(async {
        let scratch = Scratch::new().await;
        let dirty: Vec<String> =
            sqlx::query_scalar("select t from unnest($1::text[]) as x (t) where not app.is_clean(t)")
                .bind(&texts)
                .fetch_all(&scratch.admin())
                .await
                .unwrap();
        assert_eq!(dirty, [""; 0]);
    });
}
