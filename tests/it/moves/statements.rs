//! A fault between any two statements of a move and of taking it back. The rows within a statement, and what is deferred
//! to the commit, are faults.rs's.

use serde_json::json;
use uuid::Uuid;

use super::faults::{everywhere, trapped_ground};
use crate::support::run;
use crate::support::statements::tick_all;
use crate::walk::full;

#[test]
fn z2_a_fault_between_any_two_statements_leaves_the_request_on_one_version() {
    run(async {
        // Every one in the full tier; else one in twenty-three.
        let (steps, hows): (usize, &[&str]) = if full() { (1, &["error", "kill"]) } else { (23, &["error"]) };
        for how in hows {
            let (g, protocol) = trapped_ground(false).await;
            let functions = tick_all(&g.scratch).await;
            assert!(functions > 200, "{functions} functions");
            let run = Uuid::new_v4();
            let moved =
                everywhere(&g, &protocol, g.step(), &g.args(&protocol, 2, &json!({}), run), how, (1, 2), steps).await;
            let moved = moved.unwrap_or_else(|torn| panic!("{torn}"));
            let back = [json!(run.to_string()), json!(protocol)];
            let undone = everywhere(&g, &protocol, g.back(), &back, how, (2, 1), steps).await;
            let undone = undone.unwrap_or_else(|torn| panic!("undo: {torn}"));
            g.hold().await;
            println!(
                "{how}: at one in {steps} of up to {moved} places between statements of a move, of up to {undone} of taking it back; {functions} functions"
            );
            assert!(moved > 100 && undone > 40, "{moved} and {undone}");
        }
    });
}
