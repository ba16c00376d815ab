//! Why a type is not offered, and what a request of it would cost, by the command line.

use serde_json::json;

use super::{School, Shell};

#[test]
fn why_lists_every_condition_and_says_by_its_status_whether_the_type_is_offered() {
    let school = School::new();
    let admin = school.login("admin");
    let kept = admin.json(&["type", "why", "segunda-chamada", "--student", "20230001", "--as", "ana"]);
    assert_eq!((&kept["offered"], &kept["person"]["login"]), (&json!(true), &json!("ana")), "{kept}");
    let table = admin.run(&["type", "why", "segunda-chamada"]);
    assert_eq!(table.status, 0, "{table:#?}");
    assert!(table.out.lines().next().is_some_and(|head| head.contains("Where")), "{table:#?}");
    assert!(table.out.contains("✔") && !table.out.contains("✖"), "{table:#?}");

    assert_eq!(admin.run(&["type", "deactivate", "segunda-chamada"]).status, 0);
    let closed = admin.run(&["type", "why", "segunda-chamada", "--as", "ana"]);
    assert_eq!(closed.status, 1, "{closed:#?}");
    assert!(closed.out.contains("✖  State"), "{closed:#?}");
    assert_eq!(admin.run(&["type", "why", "nenhum"]).status, 1);
}

#[test]
fn what_if_tells_price_and_due_date_of_any_day() {
    let school = School::new();
    let sonia: Shell = school.login("sonia");
    let ask = ["charge", "what-if", "--type", "segunda-chamada", "--student", "20230001", "--location", "sede"];
    let told = sonia.json(&ask);
    assert_eq!((&told["charge"]["amount"], &told["student"]["ra"]), (&json!("50.00"), &json!("20230001")), "{told}");
    let text = sonia.run(&ask);
    assert_eq!(text.status, 0, "{text:#?}");
    assert!(text.out.contains("Price\n") && text.out.contains("R$ 50.00"), "{text:#?}");
    let dated = sonia.json(&[&ask[..], &["--date", "31/12/2027"]].concat());
    assert_eq!(dated["date"], "2027-12-31");
    let bad = sonia.run(&[&ask[..], &["--date", "30/02/2027"]].concat());
    assert_eq!(bad.status, 2, "{bad:#?}");
    assert_eq!(school.login("ana").run(&ask).status, 5);
}
