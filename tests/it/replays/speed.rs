//! Ten thousand past requests in under ten seconds (issue 3 §5), beside a plain reading of the same history. In the
//! full tier on a hundred thousand requests of the sample school; otherwise on a few, for the figures' sake only.

use std::time::Instant;

use balcao::domain::flow::TypeFile;
use balcao::store::replay::replay;
use balcao::store::seed::Seed;
use balcao::store::{Db, admin};
use sqlx::PgPool;

use crate::seed::{school, usual};
use crate::support::run;
use crate::walk::full;

const READING: &str = "
select count(h.*) filter (where length(h.kind) > 0) from app.request q join app.history h on h.company = q.company and h.request_id = q.id
 where q.type_id = (select id from app.request_type where code = $1) and h.kind in
   ('opened', 'forwarded', 'returned', 'wait_started', 'concluded', 'cancelled', 'reopened', 'migrated', 'undone')";

async fn reading(owner: &PgPool, code: &str) -> (i64, f64) {
    let begun = Instant::now();
    let rows = sqlx::query_scalar(READING).bind(code).fetch_one(owner).await.unwrap();
    (rows, begun.elapsed().as_secs_f64())
}

#[test]
fn ten_thousand_past_requests_are_replayed_in_under_ten_seconds() {
    run(async {
        let requests = if full() { 100_000 } else { 2_000 };
        let scratch = school(Seed { students: requests / 5, requests, ..usual() }).await;
        let (owner, db) = (scratch.admin(), Db::from(scratch.login("iris")));
        sqlx::raw_sql("analyze").execute(&owner).await.unwrap();
        for code in ["segunda-chamada", "historico-escolar"] {
            let document = admin::export_type(&db, code, Some("published")).await.unwrap();
            let mut file = TypeFile::from_doc(&document).unwrap();
            // A draft that concerns everyone: a reason retargeted, a field asked for, notes wanted everywhere.
            let far = file
                .stages
                .iter()
                .rfind(|s| s.active && s.code != file.edges[0].to && s.code != file.edges[0].from)
                .unwrap();
            file.edges[0].to = far.code.clone();
            for edge in &mut file.edges {
                edge.note_required = true;
            }
            for field in file.stages.iter_mut().flat_map(|stage| &mut stage.fields) {
                field.required = true;
                field.regex =
                    (field.kind == balcao::domain::flow::file::DataType::ShortText).then(|| "[A-Z]*".to_owned());
            }
            admin::import_type(&Db::from(scratch.login("admin")), &file.to_doc(), None).await.unwrap();
            for version in ["published", "draft"] {
                let mut best = (f64::INFINITY, f64::INFINITY);
                let (mut total, mut misfits, mut rows) = (0, 0, 0);
                for _ in 0..3 {
                    let (read, plain) = reading(&owner, code).await;
                    let begun = Instant::now();
                    let found = replay(&db, code, Some(version), None).await.unwrap();
                    let took = begun.elapsed().as_secs_f64();
                    best = (best.0.min(took), best.1.min(plain));
                    (total, misfits, rows) = (found.total, found.total - found.fits, read);
                }
                println!(
                    "{code} {version}: {total} requests, {rows} events, {misfits} misfits told in {:.2} s; reading the events alone {:.2} s, ratio {:.1}",
                    best.0,
                    best.1,
                    best.0 / best.1
                );
                assert!(!full() || total >= 10_000, "{total} requests");
                assert!(best.0 * 10_000.0 / (total as f64).max(10_000.0) < 10.0, "{} s for {total}", best.0);
            }
        }
    });
}
