//! Integration settings and installment rules are judged by the engine, whoever sends them (domain §16, D-6, D-7): every
//! mistake at once, each under its key with what would fit, and nothing is written.

use std::collections::BTreeSet;

use balcao::domain::catalogue::{CatalogueFile, Settings};
use serde_json::{Value, json};
use sqlx::PgPool;
use sqlx::postgres::PgDatabaseError;

use crate::support::{Scratch, run};

/// Loads a document past the program, as raw SQL would: the answer, or (field, English words) of each problem.
async fn load(pool: &PgPool, doc: &Value) -> Result<Value, Vec<(String, String)>> {
    let told = sqlx::query_scalar::<_, Value>("select api.import_catalogue($1)").bind(doc).fetch_one(pool).await;
    match told {
        Ok(answer) => Ok(answer),
        Err(sqlx::Error::Database(error)) => {
            let error = error.downcast_ref::<PgDatabaseError>();
            assert_eq!(error.code(), "BL001", "{doc}: {error}");
            let detail: Value = serde_json::from_str(error.detail().expect("a refusal has a detail")).expect("JSON");
            let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
            Err(detail["problems"]
                .as_array()
                .expect("problems")
                .iter()
                .map(|p| {
                    assert_eq!(p["code"], "E_FILE_VALUE", "{p}");
                    assert!(!text(p, "pt").is_empty(), "{p}");
                    (text(p, "field"), text(p, "en"))
                })
                .collect())
        }
        Err(error) => panic!("{doc}: {error}"),
    }
}

async fn stored(pool: &PgPool) -> Value {
    sqlx::query_scalar(
        "select jsonb_build_array((select jsonb_agg(s order by s.branch) from app.settings s), (select jsonb_agg(r order by r) from app.installment_rule r))",
    )
    .fetch_one(pool)
    .await
    .expect("what is stored")
}

#[test]
fn every_setting_that_does_not_fit_is_named_with_what_would() {
    let whole = "a whole number from 0 to 3660";
    let settings = |value: Value| json!({ "settings": value });
    let rule = |value: Value| json!({ "installment_rule": [value] });
    let fit = |key: &str, value: Value| {
        let mut row =
            json!({"period": "2026/1", "request_until": "2026-03-20", "installment": 3, "due_date": "2026-04-06"});
        row[key] = value;
        row
    };
    // A document, the key that is named, words of what would fit.
    let rows: Vec<(Value, &str, &str)> = vec![
        (settings(json!({"reopen_day": 3})), "settings.reopen_day", "what fits: use_contract_fixed_day, "),
        (settings(json!({"saturday_is_business": "yes"})), "settings.saturday_is_business", "true or false"),
        (settings(json!({"use_contract_fixed_day": 1})), "settings.use_contract_fixed_day", "true or false"),
        (settings(json!({"query_approval": "x"})), "settings.query_approval", "true or false"),
        (settings(json!({"auto_due_date": {}})), "settings.auto_due_date", "{ days = N }"),
        (settings(json!({"auto_due_date": false})), "settings.auto_due_date", "without the key it is off"),
        (settings(json!({"auto_due_date": 5})), "settings.auto_due_date", "{ days = N }"),
        (settings(json!({"auto_due_date": {"days": -1}})), "settings.auto_due_date.days", whole),
        (settings(json!({"auto_due_date": {"days": 1.5}})), "settings.auto_due_date.days", whole),
        (settings(json!({"auto_due_date": {"days": "5"}})), "settings.auto_due_date.days", whole),
        (settings(json!({"auto_due_date": {"days": 5, "day": 6}})), "settings.auto_due_date.day", "what fits: days"),
        (settings(json!({"non_business_day": "nearest"})), "settings.non_business_day", "previous, keep, next"),
        (settings(json!({"installment_fallback": "last"})), "settings.installment_fallback", "reject, next_number"),
        (settings(json!({"debt": 5})), "settings.debt", "grace_days"),
        (settings(json!({"debt": {"grace": 1}})), "settings.debt.grace", "what fits: grace_days"),
        (settings(json!({"debt": {"grace_days": -1}})), "settings.debt.grace_days", whole),
        (settings(json!({"debt": {"tolerance_amount": "-1"}})), "settings.debt.tolerance_amount", "an amount"),
        (settings(json!({"debt": {"tolerance_amount": "1.234"}})), "settings.debt.tolerance_amount", "an amount"),
        (settings(json!({"debt": {"allow_override": 0}})), "settings.debt.allow_override", "true or false"),
        (settings(json!({"debt": {"all_companies": "on"}})), "settings.debt.all_companies", "true or false"),
        (settings(json!({"reopen_days": -1})), "settings.reopen_days", whole),
        (settings(json!({"reopen_days": 1e9})), "settings.reopen_days", whole),
        (settings(json!({"waiting_autocancel_days": "0"})), "settings.waiting_autocancel_days", whole),
        (settings(json!({"warn_days": 0.5})), "settings.warn_days", whole),
        (settings(json!({"default_priority": 0})), "settings.default_priority", "from 1 to 5"),
        (settings(json!({"default_locality": "lua"})), "settings.default_locality", "not in the catalogue"),
        (settings(json!({"default_attendant": "zeca"})), "settings.default_attendant", "not in the catalogue"),
        (settings(json!({"default_attendant": "iris"})), "settings.default_attendant", "attendants and supervisors"),
        (settings(json!({"default_group": true})), "settings.default_group", "not in the catalogue"),
        (settings(json!([])), "settings", "an object"),
        (settings(json!({"branch": {}})), "settings.branch", "a list of rows"),
        (settings(json!({"branch": [{"branch": 9}]})), "settings.branch.branch", "not in the catalogue"),
        (settings(json!({"branch": [{"reopen_days": 1}]})), "settings.branch.branch", "not in the catalogue"),
        (settings(json!({"branch": [{"branch": 2}, {"branch": 2}]})), "settings.branch[2]", "twice"),
        (
            settings(json!({"branch": [{"branch": 2, "auto_due_date": true}]})),
            "settings.branch[2].auto_due_date",
            "or false",
        ),
        (
            settings(json!({"branch": [{"branch": 2, "query_approval": true}]})),
            "settings.branch[2].query_approval",
            "unknown key",
        ),
        (
            settings(json!({"branch": [{"branch": 2, "non_business_day": "later"}]})),
            "settings.branch[2].non_business_day",
            "previous, keep, next",
        ),
        (rule(fit("installment", json!(0))), "installment_rule[2026/1 2026-03-20].installment", "from 1 to 9999"),
        (rule(fit("installment", json!(null))), "installment_rule[2026/1 2026-03-20].installment", "from 1 to 9999"),
        (
            rule(fit("request_until", json!("2026-02-30"))),
            "installment_rule[2026/1 2026-02-30].request_until",
            "a date",
        ),
        (
            rule(fit("request_until", json!("20/03/2026"))),
            "installment_rule[2026/1 20/03/2026].request_until",
            "a date",
        ),
        (
            rule(fit("due_date", json!("2026-03-19"))),
            "installment_rule[2026/1 2026-03-20].due_date",
            "2026-03-20 or later",
        ),
        (rule(fit("due_date", json!(20_260_406))), "installment_rule[2026/1 2026-03-20].due_date", "a date"),
        (rule(fit("period", json!(""))), "installment_rule[ 2026-03-20].period", "academic period"),
        (rule(fit("branch", json!(9))), "installment_rule[2026/1 2026-03-20].branch", "not in the catalogue"),
        (rule(fit("until", json!(1))), "installment_rule[2026/1 2026-03-20].until", "what fits: branch, period"),
        (
            json!({"installment_rule": [fit("installment", json!(3)), fit("installment", json!(4))]}),
            "installment_rule[2026/1 2026-03-20]",
            "twice (D-7)",
        ),
        (json!({"branches": []}), "branches", "what fits: format, settings, branch"),
        (json!({"group": {"code": "x"}}), "group", "a list of rows"),
        (json!({"service": ["x"]}), "service", "a list of rows"),
        (json!({"format": 2}), "format", "only format 1"),
        (json!("settings"), "catalogue", "an object"),
    ];
    run(async {
        let scratch = Scratch::new().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        let before = stored(&root).await;
        for (doc, field, words) in &rows {
            let told = load(&admin, doc).await.expect_err(&format!("{doc} was taken"));
            assert!(told.iter().any(|(f, en)| f == field && en.contains(words)), "{doc}: {told:?}");
        }
        assert_eq!(stored(&root).await, before, "nothing is written");
        // All of them at once, for one reading.
        let worse = json!({"settings": {"reopen_days": -1, "warn_days": -1, "branch": [{"branch": 2, "default_priority": 6}]},
            "installment_rule": [fit("installment", json!(0))]});
        assert_eq!(load(&admin, &worse).await.expect_err("refused").len(), 4);
    });
}

#[test]
fn settings_that_fit_are_stored_at_both_levels_and_null_is_the_same_as_absent() {
    run(async {
        let scratch = Scratch::new().await;
        let (admin, root) = (scratch.login("admin"), scratch.admin());
        let doc = json!({"group": null, "settings": {"auto_due_date": {"days": 0}, "non_business_day": "previous", "default_locality": "leste",
              "default_attendant": "ana", "default_group": null, "debt": {"tolerance_amount": "10.50"}, "query_approval": true,
              "branch": [{"branch": 2, "auto_due_date": false}, {"branch": 3, "reopen_days": 0, "warn_days": null}]},
            "branch": [{"company": 1, "code": 3, "name": "Polo Leste", "calendar": "padrao"}],
            "locality": [{"code": "leste", "branch": 3, "name": "Secretaria Leste"}],
            "installment_rule": [{"branch": 3, "period": "2026/1", "request_until": "2028-02-29", "installment": 2, "due_date": "2028-02-29"}]});
        let done = load(&admin, &doc).await.expect("what the document brings along may be named in it");
        assert_eq!(done, json!({"branch": 1, "locality": 1, "installment_rule": 1}));
        let kept: Value = sqlx::query_scalar("select jsonb_object_agg(branch, doc) from app.settings")
            .fetch_one(&root)
            .await
            .unwrap();
        assert_eq!(kept["2"], json!({"auto_due_date": false}));
        assert_eq!(kept["3"], json!({"reopen_days": 0}));
        assert_eq!((&kept["0"]["query_approval"], &kept["0"]["default_group"]), (&json!(true), &Value::Null));
        assert_eq!(load(&admin, &json!({"settings": {}})).await.expect("settings alone"), json!({}));
    });
}

#[test]
fn every_row_of_the_catalogue_that_does_not_fit_is_named_with_what_would() {
    /// A key, a value that does not fit, words of what would.
    type Fault = (&'static str, Value, &'static str);
    // A table, a row that fits, and what does not.
    let rows: Vec<(&str, Value, Vec<Fault>)> = vec![
        (
            "branch",
            json!({"company": 1, "code": 4, "name": "Polo Sul", "calendar": "padrao", "tz": "America/Manaus", "active": true}),
            vec![
                ("code", json!("4"), "from 1 to 32767"),
                ("name", json!(""), "1 to 255"),
                ("calendar", json!("x y"), "lower case"),
                ("active", json!(1), "true or false"),
            ],
        ),
        (
            "locality",
            json!({"code": "sul", "branch": 1, "name": "Secretaria Sul", "active": false}),
            vec![
                ("branch", json!(0), "from 1 to 32767"),
                ("code", json!("Sul"), "lower case"),
                ("name", json!(null), "missing"),
            ],
        ),
        (
            "calendar",
            json!({"code": "noite", "hours": {"mon": "08:00-12:00 18:00-24:00", "sat": ""}, "holidays": ["2026-12-25"]}),
            vec![
                ("hours", json!({"mon": "22:00-18:00"}), "spans in order"),
                ("hours", json!({"mon": "18:00-24:30"}), "spans in order"),
                ("hours", json!({"mon": "08:00-12:00 11:00-18:00"}), "spans in order"),
                ("hours", json!({"seg": "08:00-12:00"}), "what fits: mon"),
                ("hours", json!({"mon": "", "sun": ""}), "never open"),
                ("holidays", json!(["25/12/2026"]), "list of dates"),
            ],
        ),
        (
            "group",
            json!({"code": "noturno", "name": "Noturno", "description": "À noite"}),
            vec![("name", json!("a\u{202e}b"), "1 to 255"), ("description", json!(5), "up to 8000")],
        ),
        (
            "profile",
            json!({"code": "noturno", "name": "Noturno", "can_open": ["*"], "can_handle": ["segunda-chamada"]}),
            vec![("can_open", json!("*"), "list of codes"), ("can_handle", json!(["X"]), "list of codes")],
        ),
        (
            "reason",
            json!({"code": "noturno", "name": "Noturno", "kind": "deny"}),
            vec![("kind", json!("denied"), "forward, return, deny")],
        ),
        (
            "service",
            json!({"code": "noturno", "name": "Noturno", "value": "10.00", "document_type": "BOLETO"}),
            vec![
                ("value", json!("10,00"), "like \"50.00\""),
                ("value", json!(-1), "like \"50.00\""),
                ("name", json!(["x"]), "1 to 255"),
            ],
        ),
        (
            "query",
            json!({"code": "noturno", "title": "Noturno", "dialect": "postgres", "sql": "select nome from saluno", "bound": "select nome from saluno"}),
            vec![("dialect", json!("oracle"), "mssql, postgres"), ("title", json!(null), "missing")],
        ),
    ];
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        for (table, fits, faults) in &rows {
            load(&admin, &json!({ *table: [fits] })).await.unwrap_or_else(|told| panic!("{table} fits: {told:?}"));
            let mut odd = fits.clone();
            odd["nome"] = json!("x");
            let mut faults: Vec<(Value, String, &str)> = faults
                .iter()
                .map(|(key, value, words)| {
                    let mut row = fits.clone();
                    row[*key] = value.clone();
                    (json!({ *table: [row] }), (*key).to_owned(), *words)
                })
                .collect();
            faults.push((json!({ *table: [odd] }), "nome".to_owned(), "what fits: "));
            faults.push((json!({ *table: [fits, fits] }), String::new(), "stands there twice"));
            for (doc, key, words) in faults {
                let told = load(&admin, &doc).await.expect_err(&format!("{doc} was taken"));
                let named = |field: &str| {
                    field.starts_with(&format!("{table}[")) && (key.is_empty() || field.contains(&format!("].{key}")))
                };
                assert!(told.iter().any(|(field, en)| named(field) && en.contains(words)), "{doc}: {told:?}");
            }
        }
    });
}

/// PR-1: who changed what, and what it was.
#[test]
fn pr_1_a_change_of_settings_leaves_its_old_and_new_form_and_the_name() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.login("admin");
        load(&admin, &json!({"settings": {"reopen_days": 12}})).await.expect("fits");
        let (login, old, new): (String, Value, Value) = sqlx::query_as(
            "select login, old_row, new_row from app.audit where relation like '%settings' order by id desc limit 1",
        )
        .fetch_one(&admin)
        .await
        .expect("a trace");
        assert_eq!(login, "admin");
        assert_eq!(old["doc"]["auto_due_date"]["days"], 5);
        assert_eq!(new["doc"], json!({"reopen_days": 12}));
    });
}

#[test]
fn the_program_and_the_engine_know_the_same_settings() {
    run(async {
        let scratch = Scratch::new().await;
        let known: Vec<String> =
            sqlx::query_scalar("select key from act.setting_keys()").fetch_all(&scratch.admin()).await.expect("keys");
        let mut ours: BTreeSet<String> = serde_json::to_value(Settings::default())
            .expect("JSON")
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        ours.remove("branch");
        assert_eq!(known.into_iter().collect::<BTreeSet<_>>(), ours);
        // The rows of each table: a file with every key, as the program writes it; only the engine knows what it runs.
        let doc = CatalogueFile::parse(include_str!("support/catalogue.toml")).expect("a catalogue").to_doc();
        let known: Vec<(String, String)> =
            sqlx::query_as("select tab, key from act.catalogue_keys() where key <> 'bound'")
                .fetch_all(&scratch.admin())
                .await
                .expect("keys");
        let known: BTreeSet<(String, String)> = known.into_iter().collect();
        let tables = doc.as_object().expect("an object").iter().filter(|(name, _)| *name != "installment_rule");
        let ours: BTreeSet<(String, String)> = tables
            .filter_map(|(name, rows)| rows.as_array().map(|rows| (name, rows)))
            .flat_map(|(name, rows)| {
                rows.iter().flat_map(move |row| {
                    row.as_object().expect("a row").keys().map(move |key| (name.clone(), key.clone()))
                })
            })
            .collect();
        assert_eq!(known, ours);
    });
}
