//! The sample school of `demo`: made once, found again quickly, thrown away on request, never trusted half made.

use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;
use std::time::Instant;

use balcao::cli::school::{self, Step, Wishes};
use balcao::cluster::Arrival;
use balcao::store::connect::Target;

use crate::support::home::Home;
use crate::support::run;

const SMALL: Wishes = Wishes { students: 30, requests: 40, seed: 7, reset: false };

async fn bring_up(home: &Home, wishes: Wishes) -> (school::Demo, Vec<Step>) {
    let steps = Mutex::new(vec![]);
    let demo = school::bring_up_in(&home.base(), wishes, |step| steps.lock().unwrap().push(step)).await.unwrap();
    (demo, steps.into_inner().unwrap())
}

#[test]
fn the_first_start_makes_everything_and_the_second_only_looks() {
    run(async {
        let home = Home::new();
        let (first, steps) = bring_up(&home, SMALL).await;
        assert_eq!(steps, [Step::Server, Step::Schema, Step::School]);
        assert!(first.is_new);
        let file = home.base().join("people.json");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let view = first.view.clone();
        drop(first);

        let begun = Instant::now();
        let (second, steps) = bring_up(&home, SMALL).await;
        eprintln!("a later start, server included: {:?}", begun.elapsed());
        assert_eq!(steps, [Step::Server]);
        assert!(!second.is_new);
        assert_eq!(second.lease().arrival(), Arrival::Started);
        assert_eq!(second.view, view, "the same port, people and passwords");

        let begun = Instant::now();
        let (third, _) = bring_up(&home, SMALL).await;
        eprintln!("a start beside another: {:?}", begun.elapsed());
        assert_eq!(third.lease().arrival(), Arrival::Attached);
    });
}

#[test]
fn everyone_gets_in_by_the_printed_url_and_by_the_socket() {
    run(async {
        let home = Home::new();
        let (demo, _) = bring_up(&home, SMALL).await;
        assert!(!demo.view.people.is_empty());
        for person in &demo.view.people {
            let by_url = Target::from_url(&person.url).unwrap();
            for target in [by_url, demo.target(&person.login).unwrap()] {
                let opened = target.open(1).await.unwrap();
                let who: String =
                    sqlx::query_scalar("select session_user::text").fetch_one(&opened.pool).await.unwrap();
                assert_eq!(who, person.login);
                opened.pool.close().await;
            }
        }
        let trouble = demo.target("ninguem").unwrap_err();
        assert_eq!((trouble.code(), trouble.exit_code()), ("stranger", 2));
        assert!(trouble.to_string().contains("ana"), "{trouble}");
    });
}

#[test]
fn a_start_that_was_killed_in_the_middle_is_begun_anew() {
    run(async {
        let home = Home::new();
        let (demo, _) = bring_up(&home, SMALL).await;
        let mut owner = demo.owner().connect().await.unwrap();
        sqlx::raw_sql("comment on database balcao is null").execute(&mut owner).await.unwrap();
        drop(owner);
        let (again, steps) = bring_up(&home, SMALL).await;
        assert_eq!(steps, [Step::Server, Step::Schema, Step::School]);
        assert!(again.is_new);
    });
}

#[test]
fn two_at_once_make_one_school_and_a_reset_makes_another() {
    run(async {
        let home = Home::new();
        let ((a, _), (b, _)) = tokio::join!(bring_up(&home, SMALL), bring_up(&home, SMALL));
        assert!(a.is_new != b.is_new, "exactly one of them filled it");
        assert_eq!(a.view, b.view);
        let mut owner = a.owner().connect().await.unwrap();
        sqlx::raw_sql("create table public.mark ()").execute(&mut owner).await.unwrap();
        drop(owner);
        let (anew, _) = bring_up(&home, Wishes { reset: true, ..SMALL }).await;
        assert!(anew.is_new);
        assert_eq!(anew.view.people, a.view.people, "the people keep their passwords");
        let mut owner = anew.owner().connect().await.unwrap();
        let gone: bool =
            sqlx::query_scalar("select to_regclass('public.mark') is null").fetch_one(&mut owner).await.unwrap();
        assert!(gone);
    });
}
