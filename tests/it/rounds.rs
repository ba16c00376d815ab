//! Type and catalogue files through the real engine and back, and texts that both sides must fold and clean alike.

use balcao::domain::catalogue::CatalogueFile;
use balcao::domain::flow::{SHIPPED, TypeFile};
use balcao::domain::query::bind_document;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::disciplines::queries;
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
        queries(&scratch).await;
        let admin = scratch.login("admin");
        for (code, text) in SHIPPED {
            let file = TypeFile::parse(text).unwrap();
            let text = file.to_text();
            let answer = import(&admin, &file.to_doc()).await.unwrap_or_else(|error| panic!("{code}: {error:?}"));
            assert_eq!(answer["version"], json!(1), "{code}");
            assert_eq!(export(&admin, code, Some("draft")).await.to_text(), text, "{code}, the draft");
            let published: Value =
                sqlx::query_scalar("select api.publish_flow($1)").bind(code).fetch_one(&admin).await.unwrap();
            assert_eq!(published["version"], json!(1), "{code}");
            let live = export(&admin, code, None).await;
            assert_eq!(live.to_text(), text, "{code}, published");
            // Imported again it is a new draft of the same words.
            let answer = import(&admin, &live.to_doc()).await.unwrap();
            assert_eq!(answer["version"], json!(2), "{code}");
            assert_eq!(export(&admin, code, Some("2")).await.to_text(), text, "{code}, again");
        }
    });
}

#[test]
fn every_key_of_a_type_survives_the_engine() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        // What it charges by (V-11).
        let service = "insert into app.service (company, code, name, value) values (1, 'um-servico', 'Um serviço', 1)";
        sqlx::raw_sql(service).execute(&scratch.admin()).await.unwrap();
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
            let mut doc = file.to_doc();
            assert_eq!(bind_document(&mut doc), vec![]);
            let answer = sqlx::query_scalar::<_, Value>("select api.import_catalogue($1)").bind(doc);
            answer.fetch_one(&admin).await.unwrap()
        };
        import(&file).await;
        let first = export().await;
        // What was there before stays; what came is there as it came.
        assert_eq!(first.settings, file.settings);
        assert_eq!(first.queries, file.queries);
        for service in &file.services {
            assert!(first.services.contains(service), "{service:?}");
        }
        for rule in &file.installment_rules {
            assert!(first.installment_rules.contains(rule), "{rule:?}");
        }
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
