//! What leaves as a file: the texts of queries only for who may read them.

use balcao::domain::catalogue::CatalogueFile;
use serde_json::Value;

use crate::support::{Scratch, disciplines, run};

#[test]
fn q4_an_export_has_the_texts_of_queries_only_for_who_may_read_them() {
    run(async {
        let scratch = Scratch::new().await;
        disciplines::queries(&scratch).await;
        let mut files: Vec<CatalogueFile> = Vec::new();
        for (login, reads) in [("admin", true), ("iris", true), ("ana", false), ("sonia", false)] {
            let pool = scratch.login(login);
            let doc: Value =
                sqlx::query_scalar("select api.export_catalogue()").fetch_one(&pool).await.expect("a document");
            assert_eq!(doc.get("query").is_some_and(|q| q.as_array().is_some_and(|q| !q.is_empty())), reads, "{login}");
            assert_eq!(doc.get("query").is_some(), reads, "{login}: no table at all");
            assert_eq!(doc.to_string().to_lowercase().contains("select "), reads, "{login}");
            files.push(CatalogueFile::from_doc(&doc).expect("a catalogue"));
        }
        // All else is the same for everyone.
        for file in &mut files {
            file.queries.clear();
        }
        assert!(files.iter().all(|file| *file == files[0] && !file.groups.is_empty()));
    });
}
