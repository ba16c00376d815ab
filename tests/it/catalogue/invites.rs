//! Who comes in: a new person gets a one-time password at the desk, a known one another, and it is in nobody's keeping.

use balcao::domain::catalogue::entity::EntryKind;
use balcao::tui::model::EntryPane;
use serde_json::Value;
use sqlx::PgPool;

use super::Desk;
use crate::support::{Scratch, base, run};

/// The password that stands on the screen.
fn shown(desk: &Desk) -> Option<String> {
    match &desk.hand.model.catalogue.pane {
        Some(EntryPane::Invited(told)) => Some(told.password.reveal().to_owned()),
        _ => None,
    }
}

/// Whether a login comes in with a password.
async fn comes_in(scratch: &Scratch, login: &str, password: &str) -> bool {
    let url = scratch.url("ana");
    let host = url.split_once('@').expect("a host").1;
    match PgPool::connect(&format!("postgres://{login}:{password}@{host}")).await {
        Ok(pool) => {
            let me: Value = sqlx::query_scalar("select api.whoami()").fetch_one(&pool).await.expect("who I am");
            pool.close().await;
            me["login"] == login
        }
        Err(_) => false,
    }
}

#[test]
fn amendment_30_a_new_person_gets_a_password_that_opens_is_shown_once_and_gives_way_to_the_next() {
    run(async {
        let scratch = Scratch::new().await;
        let login = base::unique("nina");
        let mut desk = Desk::admin(&scratch).await;
        desk.go(EntryKind::Person).await;
        desk.key("a").await;
        desk.text("Nina Prado").await;
        desk.field("login").await;
        desk.text(&login).await;
        desk.field("role").await;
        desk.key("4").await;
        desk.key("enter").await;
        let first = shown(&desk).unwrap_or_else(|| panic!("no password:\n{}", desk.hand.screen()));
        desk.seen(&first);
        desk.seen("balcao passwd");
        assert!(comes_in(&scratch, &login, &first).await);
        let hours: f64 = sqlx::query_scalar(
            "select (extract(epoch from rolvaliduntil - now()) / 3600)::float8 from pg_authid where rolname = $1",
        )
        .bind(&login)
        .fetch_one(&scratch.admin())
        .await
        .expect("an end");
        assert!((23.9..=24.0).contains(&hours), "{hours}");
        // It is on the screen and nowhere else, and gone with the pane.
        assert!(!format!("{:?}", desk.hand.model).contains(&first), "it prints itself");
        desk.key("H").await;
        assert_eq!(shown(&desk).as_deref(), Some(first.as_str()), "nothing else takes its place");
        desk.key("esc").await;
        assert_eq!(shown(&desk), None);
        assert!(!desk.hand.screen().contains(&first));
        let stored: bool = sqlx::query_scalar("select exists (select from app.audit d where d.new_row::text like '%' || $1 || '%') or exists (select from app.draft f where f::text like '%' || $1 || '%')")
            .bind(&first)
            .fetch_one(&scratch.admin())
            .await
            .expect("a look");
        assert!(!stored);
        // Another one only when told twice; the first opens no more.
        desk.key("i").await;
        desk.seen("i outra vez dá uma senha nova");
        assert_eq!(shown(&desk), None);
        desk.key("j").await;
        desk.key("k").await;
        desk.find(&login).await;
        desk.key("i").await;
        assert_eq!(shown(&desk), None, "asked anew after anything else");
        desk.key("i").await;
        let second = shown(&desk).expect("a password");
        assert_ne!(first, second);
        assert!(comes_in(&scratch, &login, &second).await);
        assert!(!comes_in(&scratch, &login, &first).await);
        desk.key("esc").await;
        desk.key("d").await;
        desk.key("i").await;
        desk.seen("está fora de uso");
        assert_eq!(shown(&desk), None);
    });
}
