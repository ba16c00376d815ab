//! An unsound version is not published by any hand: not by the command, not by an administrator's SQL, not by the
//! owner's.

use balcao::domain::flow::{SHIPPED, TypeFile};
use sqlx::AssertSqlSafe;

use super::{import, school};
use crate::support::run;

#[test]
fn an_unsound_version_is_refused_from_raw_sql_as_admin_and_as_owner() {
    run(async {
        let (scratch, admin) = school().await;
        let mut file =
            TypeFile::parse(SHIPPED.iter().find(|(code, _)| *code == "correcao-cadastral").unwrap().1).unwrap();
        file.edges.retain(|edge| edge.to != "alteracao");
        import(&admin, &file.to_doc()).await.unwrap();
        let publish = "update app.flow_version set state = 'published', published_at = now() where state = 'draft'";
        let tries = [
            ("admin", "select api.publish_flow('correcao-cadastral', 'x')", "BL001"),
            ("admin", publish, "42501"),
            (
                "admin",
                "insert into app.flow_version (company, type_id, number, state, author, created_at, published_at) select company, type_id, 2, 'published', 'x', now(), now() from app.flow_version",
                "42501",
            ),
            ("ana", publish, "42501"),
            ("owner", publish, "BL001"),
            (
                "owner",
                "insert into app.flow_version (company, type_id, number, state, author, created_at, published_at) select company, type_id, 2, 'published', 'x', now(), now() from app.flow_version",
                "42501",
            ),
        ];
        for (who, sql, class) in tries {
            let pool = if who == "owner" { scratch.admin() } else { scratch.login(who) };
            let error = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap_err();
            let error = error.as_database_error().unwrap();
            assert_eq!(error.code().unwrap(), class, "{who}: {sql}: {error}");
            if class == "BL001" {
                assert!(error.message().starts_with("E_FLOW_UNSOUND: "), "{error}");
                let detail = error.downcast_ref::<sqlx::postgres::PgDatabaseError>().detail().unwrap();
                assert!(detail.contains("V-07") && detail.contains("\"path\": [\"conferencia\""), "{detail}");
            }
        }
        let live: i64 = sqlx::query_scalar("select count(*) from app.flow_version where state = 'published'")
            .fetch_one(&scratch.admin())
            .await
            .unwrap();
        assert_eq!(live, 0);
    });
}
