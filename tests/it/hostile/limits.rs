//! What a text that passes may still not do: see another company, run without end, give too much.

use super::*;

#[test]
fn no_row_of_another_company_comes_out_not_even_through_an_error() {
    run(async {
        let scratch = school().await;
        let admin = scratch.login("admin");
        for text in [
            "select nome, ra from saluno",
            "select nome, ra from saluno where codcoligada = 2",
            "select nome, coddisc from sdisciplina where codcoligada <> $1",
            "select cast(ra as int) + cast(nome as int) from saluno where codcoligada = 2",
            "select nome from saluno where 1 / (case when nome like 'Segredo%' then 0 else 1 end) = 1",
            "select m.ra, t.coddisc from smatricula m, sturmadisc t where t.idturmadisc = m.idturmadisc",
            "select p.texto, s.descricao from sparam p, sstatus s",
            "select c.nome, f.nome from gcoligada c, gfilial f",
            "select p.descricao, k.ra, m.ra from spletivo p left join scontrato k on k.idperlet = p.idperlet left join smatricpl m on true",
        ] {
            let told = ask(&admin, "select api.test_query($1)", json!({"bound": text, "student": "1001"})).await;
            let said = match told {
                Ok(rows) => rows["rows"].to_string(),
                Err((state, problems)) => {
                    assert_eq!(state, "BL001", "{text}");
                    format!("{problems:?}")
                }
            };
            for foreign in ["Segredo", "Alheia", "SEG001", "2001", "Outra"] {
                assert!(!said.contains(foreign), "{text}: {said}");
            }
        }
        let own = ask(
            &admin,
            "select api.test_query($1)",
            json!({"bound": "select nome, ra from saluno order by ra", "student": "1001"}),
        )
        .await
        .unwrap();
        assert_eq!(own["rows"], json!([["Maria", "1001"], ["Davi", "1002"]]));
    });
}

#[test]
fn rows_values_time_and_cost_are_bounded() {
    run(async {
        let scratch = school().await;
        let admin = scratch.login("admin");
        let rows = "select a.nome || b.nome || c.nome, d.coddisc || e.coddisc || f.coddisc || g.coddisc || h.coddisc || i.coddisc
                      from sdisciplina a, sdisciplina b, sdisciplina c, sdisciplina d, sdisciplina e, sdisciplina f, sdisciplina g, sdisciplina h, sdisciplina i";
        let told = ask(&admin, "select api.test_query($1)", json!({"bound": rows, "student": "1001"})).await;
        match told {
            Ok(told) => assert_eq!((&told["count"], told["rows"].as_array().unwrap().len()), (&json!(500), 20)),
            Err((_, problems)) => assert!(problems[0].1.contains("ceiling"), "{problems:?}"),
        }
        let long = format!("select '{}', nome from saluno", "x".repeat(3000));
        let told = ask(&admin, "select api.test_query($1)", json!({"bound": long, "student": "1001"})).await.unwrap();
        assert_eq!(told["rows"][0][0].as_str().unwrap().len(), 200);
        // Millions of pairs are seen by the planner before anybody waits for them.
        let many: Vec<String> = (0..12).map(|n| format!("smatricula m{n}, saluno s{n}, sdisciplina d{n}")).collect();
        let big = format!("select count(*) from {}", many.join(", "));
        let Err((_, problems)) = ask(&admin, "select api.save_query($1)", saved(&big)).await else {
            panic!("it was saved")
        };
        assert!(problems[0].1.contains("ceiling"), "{problems:?}");
        let too_long = format!("select nome from saluno where nome <> '{}'", "x".repeat(41_000));
        let Err((_, problems)) = ask(&admin, "select api.save_query($1)", saved(&too_long)).await else {
            panic!("it was saved")
        };
        assert!(problems[0].1.contains("too long"), "{problems:?}");
    });
}

#[test]
fn only_an_administrator_saves_tries_and_approves_and_nobody_writes_the_table() {
    run(async {
        let scratch = school().await;
        for login in ["ana", "sonia", "iris"] {
            let pool = scratch.login(login);
            for sql in ["select api.save_query($1)", "select api.test_query($1)"] {
                assert_eq!(
                    ask(&pool, sql, saved("select nome from saluno")).await.unwrap_err().0,
                    "42501",
                    "{login}: {sql}"
                );
            }
        }
        for login in ["ana", "sonia", "iris", "admin"] {
            let pool = scratch.login(login);
            for sql in [
                "update app.sql_query set bound = 'select 1'",
                "select act.query_rows('select 1', '{}', 1)",
                "select act.query_opens('select 1')",
                "select nome from rm.saluno",
                "select rm.saluno from rm.saluno",
            ] {
                let error = sqlx::raw_sql(sql).execute(&pool).await.unwrap_err();
                assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501", "{login}: {sql}");
            }
        }
    });
}
