//! Random files through the real path: bytes of all kinds, quotes, delimiters, marks, ragged and endless lines. Nothing
//! panics, nothing is half loaded, and the lines said to be bad are the bad ones. Seeds are printed; `BALCAO_SEED` walks
//! one again, `BALCAO_FULL=1` tries many more, and a million lines at once.

use std::fmt::Write as _;

use balcao::domain::import::Kind;
use balcao::store::import::Untried;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{counts, load, number, rows, staged};
use crate::support::{Scratch, run};

fn is_full() -> bool {
    std::env::var("BALCAO_FULL").is_ok_and(|v| v == "1")
}

/// A file of students whose bad lines are known: (file, numbers of the bad lines).
fn known(dice: &mut ChaCha8Rng, stem: &str) -> (Vec<u8>, Vec<i64>) {
    let semicolon = dice.random_bool(0.5);
    let (gap, end) = (if semicolon { ";" } else { "," }, if dice.random_bool(0.5) { "\r\n" } else { "\n" });
    let mut order: Vec<&str> = Kind::Students.columns().to_vec();
    for at in (1..order.len()).rev() {
        order.swap(at, dice.random_range(0..=at));
    }
    let mut file = Vec::new();
    if dice.random_bool(0.3) {
        file.extend_from_slice("\u{feff}".as_bytes());
    }
    file.extend_from_slice((order.join(gap) + end).as_bytes());
    let (mut line, mut bad) = (2, Vec::new());
    for n in 0..dice.random_range(1..40) {
        let fault = if dice.random_bool(0.1) { dice.random_range(1..9) } else { 0 };
        let mut breaks = 0;
        let mut cells: Vec<Vec<u8>> = Vec::new();
        for column in &order {
            let cell: Vec<u8> = match (*column, fault) {
                ("company", 1) => b"2".to_vec(),
                ("company", _) => b"1".to_vec(),
                ("ra", 2) => b"a b".to_vec(),
                ("ra", _) => format!("{stem}{n}").into_bytes(),
                ("name", 3) => b"Jo\xe3o".to_vec(),
                ("name", 4) => Vec::new(),
                ("name", 5) => b"a\0b".to_vec(),
                ("name", _) if dice.random_bool(0.3) => {
                    breaks = 2;
                    format!("\"Zé \"\"da\n{gap} Silva\n\u{200b}\"").into_bytes()
                }
                ("name", _) => "Ana \\N \t D\u{301}".as_bytes().to_vec(),
                ("cpf", 6) => b"52998224724".to_vec(),
                ("cpf", _) if dice.random_bool(0.5) => b" 529.982.247-25 ".to_vec(),
                ("birth_date", 7) => b"31/04/2001".to_vec(),
                ("birth_date", _) if dice.random_bool(0.5) => b"\"30/04/2001\"".to_vec(),
                _ => Vec::new(),
            };
            cells.push(cell);
        }
        if fault == 8 {
            cells.pop();
            if order.last() == Some(&"name") {
                breaks = 0;
            }
        }
        if fault > 0 {
            bad.push(line);
        }
        file.extend_from_slice(&cells.join(gap.as_bytes()));
        file.extend_from_slice(end.as_bytes());
        line += 1 + breaks;
        if dice.random_bool(0.1) {
            file.extend_from_slice(end.as_bytes());
            line += 1;
        }
    }
    (file, bad)
}

#[test]
fn of_a_random_file_exactly_the_bad_lines_are_told_and_any_of_them_keeps_all_out() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.admin();
        let first: u64 = std::env::var("BALCAO_SEED").ok().and_then(|v| v.parse().ok()).unwrap_or(1);
        let (mut fine, mut refused) = (0, 0);
        for seed in first..first + if is_full() { 3000 } else { 80 } {
            let mut dice = ChaCha8Rng::seed_from_u64(seed);
            let (file, bad) = known(&mut dice, &format!("S{seed}-"));
            let before = rows(&admin).await;
            let done =
                load(&scratch, Kind::Students, &file, false).await.unwrap_or_else(|e| panic!("seed {seed}: {e:?}"));
            let mut told: Vec<i64> = done.problems.iter().map(|p| p.line).collect();
            told.dedup();
            assert_eq!(told, bad, "seed {seed}: {done:?}\n{}", String::from_utf8_lossy(&file));
            assert_eq!(done.bad, i64::try_from(bad.len()).expect("few"), "seed {seed}");
            let after = rows(&admin).await;
            if bad.is_empty() {
                assert_eq!(after, before + done.lines + 1, "seed {seed}: every line and its trace");
                fine += 1;
            } else {
                assert_eq!(after, before, "seed {seed}: nothing");
                refused += 1;
            }
        }
        assert_eq!(staged(&admin).await, 0);
        assert!(fine > 0 && refused > 0, "{fine} loaded, {refused} refused");
    });
}

#[test]
fn any_bytes_are_answered_and_never_half_loaded() {
    run(async {
        let scratch = Scratch::new().await;
        let admin = scratch.admin();
        for seed in 0..if is_full() { 4000 } else { 120 } {
            let mut dice = ChaCha8Rng::seed_from_u64(seed);
            let kind = Kind::ALL[dice.random_range(0..Kind::ALL.len())];
            let gap = [",", ";"][dice.random_range(0..2)];
            let mut file = (kind.columns().join(gap) + "\n").into_bytes();
            for _ in 0..dice.random_range(0..60) {
                match dice.random_range(0..12) {
                    0 => file.push(b'"'),
                    1 => file.extend_from_slice(b"\n"),
                    2 => file.extend_from_slice(b"\r\n"),
                    3 => file.push(0),
                    4 => file.extend_from_slice(&[0xe3, 0xff]),
                    5 => file.extend_from_slice("\u{202e}\u{feff}\u{2028}é".as_bytes()),
                    6 => file.extend_from_slice(b"\\.\n\\N"),
                    7 if dice.random_bool(0.1) => file.extend(std::iter::repeat_n(b'x', 80_000)),
                    8 => file.push(dice.random()),
                    _ => {
                        let cells: Vec<&str> = (0..kind.columns().len())
                            .map(|_| {
                                ["1", "1", "A1", "2026-01-01", "99999999999999999999", "1.5", "open", "", "-0", "1e9"]
                                    [dice.random_range(0..10)]
                            })
                            .collect();
                        file.extend_from_slice((cells.join(gap) + "\n").as_bytes());
                    }
                }
            }
            let before = rows(&admin).await;
            let after = match load(&scratch, kind, &file, false).await {
                Ok(done) if done.bad == 0 => before + done.inserted + 1,
                Ok(done) => {
                    assert!(!done.problems.is_empty() && done.bad <= done.lines, "seed {seed}: {done:?}");
                    before
                }
                Err(Untried::Header(_)) => before,
                Err(other) => panic!("seed {seed}: {other:?}\n{}", String::from_utf8_lossy(&file)),
            };
            assert_eq!(rows(&admin).await, after, "seed {seed}");
        }
        assert_eq!(staged(&admin).await, 0);
    });
}

/// Twenty thousand lines here, a million in the full tier.
#[test]
fn a_long_file_is_loaded_again_without_effect_and_one_bad_line_at_its_end_keeps_all_out() {
    run(async {
        let lines = if is_full() { 1_000_000 } else { 20_000 };
        let scratch = Scratch::new().await;
        let admin = scratch.admin();
        let mut file = "company,ra,name,cpf,email,phone,birth_date\n".to_owned();
        for n in 0..lines {
            writeln!(file, "1,L{n},Aluno Número {n},,a{n}@example.com,,{:02}/{:02}/2001", 1 + n % 28, 1 + n % 12)
                .expect("memory");
        }
        let spoiled = format!("{file}1,last,,,,,\n");
        let done = load(&scratch, Kind::Students, spoiled.as_bytes(), false).await.expect("an answer");
        assert_eq!((done.bad, done.problems[0].line), (1, lines + 2));
        assert_eq!(number(&admin, "select count(*) from academic.student").await, 0);
        for expected in [[lines, 0, 0, 0], [0, 0, lines, 0]] {
            let done = load(&scratch, Kind::Students, file.as_bytes(), false).await.expect("an answer");
            assert_eq!(counts(&done), expected);
        }
        assert_eq!(number(&admin, "select count(*) from academic.student").await, lines);
    });
}
