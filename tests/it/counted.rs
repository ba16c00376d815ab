//! The engine's sentences count in words: one thing, two things, in both languages (Z-7).

use serde_json::{Value, json};

use crate::support::{Scratch, run};

#[test]
fn z7_refusals_count_in_words() {
    run(async {
        let scratch = Scratch::new().await;
        for (n, pt, en) in
            [(1, "1 título,", "1 item,"), (2, "2 títulos,", "2 items,"), (21, "21 títulos,", "21 items,")]
        {
            let debts = json!({"count": n, "total_pt": "R$ 1,00", "total_en": "R$ 1.00", "oldest": "10/02/2026"});
            let told: Value = sqlx::query_scalar("select sec.problem('E_DEBTS', null, null, $1)")
                .bind(debts)
                .fetch_one(&scratch.admin())
                .await
                .expect("a problem");
            for (lang, part) in [("pt", pt), ("en", en)] {
                let text = told[lang].as_str().expect("words");
                assert!(text.contains(part) && !text.contains(['{', '|']), "{text}");
            }
        }
    });
}
