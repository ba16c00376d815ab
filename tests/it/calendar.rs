//! Business time (Z-8, amendment 17): the vectors of deadlines, and what a pause does to them.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::support::{Scratch, run};

/// From, amount, unit, deadline: Monday to Friday 08–18, holidays 03/04, 21/04 and 01/05 of 2026, São Paulo.
const VECTORS: [(&str, i32, &str, &str); 14] = [
    ("2026-03-10T12:04:00-03:00", 2, "business_days", "2026-03-12T18:00:00-03:00"),
    ("2026-03-13T17:00:00-03:00", 1, "business_days", "2026-03-16T18:00:00-03:00"),
    ("2026-04-02T09:00:00-03:00", 1, "business_days", "2026-04-06T18:00:00-03:00"),
    ("2026-03-14T10:00:00-03:00", 1, "business_days", "2026-03-16T18:00:00-03:00"),
    ("2026-04-17T10:00:00-03:00", 10, "business_days", "2026-05-05T18:00:00-03:00"),
    ("2026-03-10T12:00:00-03:00", 4, "business_hours", "2026-03-10T16:00:00-03:00"),
    ("2026-03-10T16:00:00-03:00", 4, "business_hours", "2026-03-11T10:00:00-03:00"),
    ("2026-03-13T17:30:00-03:00", 1, "business_hours", "2026-03-16T08:30:00-03:00"),
    ("2026-04-02T17:00:00-03:00", 2, "business_hours", "2026-04-06T09:00:00-03:00"),
    ("2026-03-10T06:00:00-03:00", 10, "business_hours", "2026-03-10T18:00:00-03:00"),
    ("2026-04-30T19:00:00-03:00", 1, "business_hours", "2026-05-04T09:00:00-03:00"),
    ("2026-03-10T23:59:00-03:00", 1, "business_days", "2026-03-11T18:00:00-03:00"),
    ("2026-03-10T12:04:00-03:00", 3, "calendar_days", "2026-03-13T12:04:00-03:00"),
    ("2026-04-02T22:30:00-03:00", 120, "business_days", "2026-09-22T18:00:00-03:00"),
];

async fn calendar(pool: &PgPool) {
    sqlx::raw_sql(
        "insert into app.holiday (company, calendar_id, day) select 1, c.id, d::date from app.calendar c,
         unnest(array['2026-04-03', '2026-04-21', '2026-05-01']) d where c.code = 'padrao' on conflict do nothing",
    )
    .execute(pool)
    .await
    .unwrap();
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn z8_deadlines_follow_the_vectors() {
    run(async {
        let scratch = Scratch::new().await;
        let pool = scratch.admin();
        calendar(&pool).await;
        for (from, amount, unit, want) in VECTORS {
            let got: DateTime<Utc> = sqlx::query_scalar("select act.deadline(1::smallint, 1::smallint, $1, $2, $3)")
                .bind(at(from))
                .bind(amount)
                .bind(unit)
                .fetch_one(&pool)
                .await
                .unwrap();
            assert_eq!(got, at(want), "{from} + {amount} {unit}");
        }
    });
}

#[test]
fn z8_business_seconds_and_their_addition_agree() {
    run(async {
        let scratch = Scratch::new().await;
        let pool = scratch.admin();
        calendar(&pool).await;
        // For every start of a fortnight and every length: adding seconds lands where counting them says.
        let wrong: i64 = sqlx::query_scalar(
            "select count(*) from generate_series(timestamptz '2026-03-28 00:00-03', timestamptz '2026-04-10 00:00-03', interval '97 min') t,
                    unnest(array[1, 60, 3600, 36000, 36001, 200000]::bigint[]) n, app.calendar c,
                    lateral (select act.add_business_seconds(1::smallint, c.id, 'America/Sao_Paulo', t, n) as d) x
              where c.code = 'padrao' and act.business_seconds(1::smallint, c.id, 'America/Sao_Paulo', t, x.d) <> n",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        assert_eq!(wrong, 0);
    });
}

#[test]
fn z8_a_calendar_that_never_opens_gives_no_deadline() {
    run(async {
        let scratch = Scratch::new().await;
        let pool = scratch.admin();
        sqlx::raw_sql("delete from app.calendar_hours").execute(&pool).await.unwrap();
        for unit in ["business_days", "business_hours"] {
            let got: Option<DateTime<Utc>> =
                sqlx::query_scalar("select act.deadline(1::smallint, 1::smallint, now(), 2, $1)")
                    .bind(unit)
                    .fetch_one(&pool)
                    .await
                    .unwrap();
            assert_eq!(got, None, "{unit}");
        }
    });
}
