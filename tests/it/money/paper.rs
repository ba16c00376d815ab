//! The receipt on paper, read by what did not write it: the page's size, margins and letters, and the bars as a scanner
//! sees them, decoded by the symbology's published table (ISO/IEC 15417).

use std::io::Write as _;
use std::process::{Command, Stdio};

use balcao::domain::charge::Charge;
use balcao::domain::receipt::{Answer, Holder, Named, Receipt, pdf};
use balcao::words::{Lang, Words};

/// The module patterns of values 0 … 105, bars as ones; 103 … 105 start sets A, B and C.
const SYMBOLS: &str = "11011001100 11001101100 11001100110 10010011000 10010001100 10001001100 10011001000 10011000100 10001100100
    11001001000 11001000100 11000100100 10110011100 10011011100 10011001110 10111001100 10011101100 10011100110 11001110010 11001011100
    11001001110 11011100100 11001110100 11101101110 11101001100 11100101100 11100100110 11101100100 11100110100 11100110010 11011011000
    11011000110 11000110110 10100011000 10001011000 10001000110 10110001000 10001101000 10001100010 11010001000 11000101000 11000100010
    10110111000 10110001110 10001101110 10111011000 10111000110 10001110110 11101110110 11010001110 11000101110 11011101000 11011100010
    11011101110 11101011000 11101000110 11100010110 11101101000 11101100010 11100011010 11101111010 11001000010 11110001010 10100110000
    10100001100 10010110000 10010000110 10000101100 10000100110 10110010000 10110000100 10011010000 10011000010 10000110100 10000110010
    11000010010 11001010000 11110111010 11000010100 10001111010 10100111100 10010111100 10010011110 10111100100 10011110100 10011110010
    11110100100 11110010100 11110010010 11011011110 11011110110 11110110110 10101111000 10100011110 10001011110 10111101000 10111100010
    11110101000 11110100010 10111011110 10111101110 11101011110 11110101110 11010000100 11010010000 11010011100";
const STOP: &str = "1100011101011";

/// Reads modules as a scanner does: a start, characters of set B, the check character, the stop.
fn decode(modules: &str) -> Result<String, String> {
    let symbols: Vec<&str> = SYMBOLS.split_whitespace().collect();
    assert_eq!(symbols.len(), 106, "the table is whole");
    let body = modules.strip_suffix(STOP).ok_or("no stop")?;
    let mut values = Vec::new();
    for at in (0..body.len()).step_by(11) {
        let piece = body.get(at..at + 11).ok_or("a piece of a character")?;
        values.push(symbols.iter().position(|s| *s == piece).ok_or_else(|| format!("{piece} is no character"))?);
    }
    let (Some(104), Some(check)) = (values.first().copied(), values.pop()) else { return Err("not set B".into()) };
    let sum: usize = values.iter().enumerate().map(|(place, value)| place.max(1) * value).sum();
    if sum % 103 != check {
        return Err(format!("the check character is {check}, not {}", sum % 103));
    }
    values[1..].iter().map(|v| u8::try_from(v + 32).map(char::from).map_err(|e| e.to_string())).collect()
}

/// Runs of one colour as modules, the narrowest one wide.
fn modules(runs: &[(bool, f64)], module: f64) -> String {
    runs.iter()
        .map(|(black, wide)| {
            let count = (wide / module).round();
            assert!((1.0..=4.0).contains(&count), "a bar of {wide} is {count} modules");
            assert!((wide / module - count).abs() < 0.35, "{wide} is not so many times {module}");
            (if *black { "1" } else { "0" }).repeat(count as usize)
        })
        .collect()
}

/// A receipt of everything that takes room: long names, accents, a charge, as many answers as asked for.
fn full(answers: usize) -> Receipt {
    Receipt {
        protocol: "2026.0000042".into(),
        school: "Associação Educacional e Beneficente Nossa Senhora da Conceição Aparecida do Vale do Ribeirão das Três Marias – Centro Universitário".into(),
        branch: "Câmpus São José dos Pinhais".into(),
        place: Some("Secretaria Acadêmica – 2º piso".into()),
        kind: Named { code: "aproveitamento".into(), name: "Aproveitamento de estudos e dispensa de disciplinas cursadas em outra instituição".into() },
        student: Holder {
            ra: "20230001".into(),
            name: "Maria Conceição Guimarães de Albuquerque Assunção e Araújo Vasconcelos Leão".into(),
            cpf: Some("***.444.777-**".into()),
        },
        course: Some("Ciência da Computação".into()),
        period: Some("2026/2".into()),
        contract: Some("C20230001-2".into()),
        location: "Secretaria – Sede".into(),
        description: "À atenção da coordenação: “ementas” em anexo – três páginas. Não é urgente; ligar à tarde.".into(),
        status: "queued".into(),
        promised_date: Some("2026-12-08".into()),
        charge: Some(Charge { status: "charged".into(), amount: "1250.00".into(), ..Charge::default() }),
        opened_at: "2026-11-24T14:05:00-03:00".into(),
        opened_by: Some("Ana Lima".into()),
        issued_at: "2026-11-24T14:06:00-03:00".into(),
        issued_by: Some("Ana Lima".into()),
        instructions: Some("Traga um documento com foto e a carteirinha. Horário: 8h às 18h.".into()),
        parameters: (1..=answers)
            .map(|n| Answer { question: format!("Disciplina cursada nº {n}"), answer: format!("Introdução à Álgebra Linear {n} – 60 h, média 8,5") })
            .collect(),
        ..Receipt::default()
    }
}

fn paper(answers: usize) -> Vec<u8> {
    let bytes = pdf::render(&Words::new(Lang::PtBr).receipt(&full(answers)));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screens");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("receipt-{answers}.pdf")), &bytes).unwrap();
    bytes
}

/// What a reader of PDF makes of it; nothing, said aloud, where it is not installed.
fn reader(program: &str, args: &[&str], bytes: &[u8]) -> Option<Vec<u8>> {
    let started = Command::new(program).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut reader) = started else {
        println!("SKIPPED: {program} is not installed (poppler-utils); what the paper shows was not looked at");
        return None;
    };
    reader.stdin.take().unwrap().write_all(bytes).unwrap();
    let out = reader.wait_with_output().unwrap();
    assert!(out.status.success());
    Some(out.stdout)
}

#[test]
fn a_decoder_of_the_published_table_tells_a_wrong_bar() {
    // "PJJ123C" in set B, from the standard's table: start, seven characters, check 55, stop.
    let symbols: Vec<&str> = SYMBOLS.split_whitespace().collect();
    let text = [104, 48, 42, 42, 17, 18, 19, 35, (104 + 48 + 84 + 126 + 68 + 90 + 114 + 245) % 103];
    let good: String = text.iter().map(|v| symbols[*v]).collect::<String>() + STOP;
    assert_eq!(decode(&good).as_deref(), Ok("PJJ123C"));
    let swapped: String =
        [104, 42, 48, 42, 17, 18, 19, 35, text[8]].iter().map(|v| symbols[*v]).collect::<String>() + STOP;
    assert!(decode(&swapped).is_err_and(|e| e.contains("check")), "two characters that changed places");
    assert!(decode(&good[1..]).is_err() && decode(&good[..good.len() - 1]).is_err());
}

#[test]
fn the_bars_of_the_page_say_the_protocol() {
    let bytes = paper(3);
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    // `x y width height re`: the page has no other rectangles.
    let mut bars: Vec<[f64; 4]> = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for at in words.iter().enumerate().filter(|(_, w)| **w == "re").map(|(at, _)| at) {
        let number = |back: usize| words[at - back].parse::<f64>().unwrap();
        bars.push([number(4), number(3), number(2), number(1)]);
    }
    assert!(bars.windows(2).all(|w| w[0][0] < w[1][0]), "from left to right");
    let module = bars.iter().map(|b| b[2]).fold(f64::MAX, f64::min);
    let mut runs = Vec::new();
    for (at, bar) in bars.iter().enumerate() {
        runs.push((true, bar[2]));
        runs.extend(bars.get(at + 1).map(|next| (false, next[0] - bar[0] - bar[2])));
    }
    assert_eq!(decode(&modules(&runs, module)).as_deref(), Ok("2026.0000042"));
    // A hand scanner wants modules of a quarter of a millimetre, bars of 15 % of their length, ten modules of quiet.
    let (first, last) = (bars[0], bars[bars.len() - 1]);
    let length = last[0] + last[2] - first[0];
    assert!(module >= 0.25 * 72.0 / 25.4, "{module} points");
    assert!(first[3] >= 0.15 * length, "{} of {length} points", first[3]);
    assert!(last[0] + last[2] + 10.0 * module <= 595.28, "quiet at the right");
}

/// A page as rows of dark and light.
struct Picture {
    width: usize,
    rows: Vec<Vec<bool>>,
}

fn picture(bytes: &[u8], page: &str) -> Option<Picture> {
    let seen = reader("pdftoppm", &["-r", "300", "-gray", "-f", page, "-l", page, "-"], bytes)?;
    let mut head = seen.splitn(4, |b| *b == b'\n');
    assert_eq!(head.next(), Some(b"P5".as_slice()));
    let size = String::from_utf8(head.next().unwrap().to_vec()).unwrap();
    let size: Vec<usize> = size.split_whitespace().map(|n| n.parse().unwrap()).collect();
    assert_eq!(head.next(), Some(b"255".as_slice()));
    let dots = head.next().unwrap();
    assert_eq!(dots.len(), size[0] * size[1]);
    Some(Picture {
        width: size[0],
        rows: dots.chunks(size[0]).map(|row| row.iter().map(|d| *d < 128).collect()).collect(),
    })
}

fn runs(row: &[bool]) -> Vec<(bool, usize)> {
    let mut runs: Vec<(bool, usize)> = Vec::new();
    for dark in row {
        match runs.last_mut() {
            Some((colour, count)) if colour == dark => *count += 1,
            _ => runs.push((*dark, 1)),
        }
    }
    runs
}

#[test]
fn the_printed_bars_are_read_by_a_scanner_and_stand_alone() {
    let Some(seen) = picture(&paper(3), "1") else { return };
    // Bars are the same three millimetres further down; letters are not.
    let right = |y: usize| &seen.rows[y][seen.width / 2..];
    let upper = 0..seen.rows.len() / 3;
    let y = upper.clone().find(|y| runs(right(*y)).len() > 20 && right(*y) == right(*y + 40)).unwrap();
    let row = &seen.rows[y + 40];
    let all = runs(row);
    assert!(all.len() > runs(right(y)).len(), "the protocol's figures stand in the same line");
    let module = 4.0;
    // From the right, until more light than any space of the symbology has: what stands before is the protocol's figures.
    let begin = (0..all.len() - 1).rev().find(|at| !all[*at].0 && all[*at].1 as f64 > 4.5 * module).unwrap();
    let bars: Vec<(bool, f64)> = all[begin + 1..all.len() - 1].iter().map(|(dark, n)| (*dark, *n as f64)).collect();
    assert_eq!(decode(&modules(&bars, module)).as_deref(), Ok("2026.0000042"));
    for (_, quiet) in [all[begin], all[all.len() - 1]] {
        assert!(quiet as f64 >= 10.0 * module, "{quiet} dots of quiet, a module is {module}");
    }
}

#[test]
fn the_page_is_a4_with_margins_whatever_it_has_to_say() {
    for (answers, pages) in [(3, ["1"].as_slice()), (60, &["1", "2"])] {
        let bytes = paper(answers);
        for page in pages {
            let Some(seen) = picture(&bytes, page) else { return };
            // 210 × 297 mm at 300 dots an inch.
            assert!(seen.width.abs_diff(2480) <= 2 && seen.rows.len().abs_diff(3508) <= 2, "{}", seen.width);
            // 15 mm on every side, for printers and punches.
            let edge = 177;
            let inked = |row: &[bool]| row.iter().any(|dark| *dark);
            assert!(
                !seen.rows[..edge].iter().any(|r| inked(r)) && !seen.rows[3508 - edge..].iter().any(|r| inked(r)),
                "{page}"
            );
            let beside = |row: &Vec<bool>| inked(&row[..edge]) || inked(&row[seen.width - edge..]);
            assert!(!seen.rows.iter().any(beside), "{answers} answers, page {page}: ink in the margin");
            assert!(seen.rows.iter().any(|r| inked(r)));
        }
    }
}

#[test]
fn every_word_with_its_accents_can_be_copied_from_the_paper() {
    let bytes = paper(60);
    let Some(text) = reader("pdftotext", &["-layout", "-enc", "UTF-8", "-", "-"], &bytes) else { return };
    let text = String::from_utf8(text).unwrap();
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 1, "{text}");
    for (n, page) in (1..).zip(&pages) {
        assert!(page.contains(&format!("2026.0000042 · {n}/{}", pages.len())), "which page of what: {page}");
        assert!(page.contains("Emitido em 24/11/2026 às 14:06 por Ana Lima"), "{page}");
    }
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let facts = full(60);
    for words in
        [&facts.school, &facts.student.name, &facts.kind.name, &facts.description, facts.instructions.as_ref().unwrap()]
    {
        for word in words.split_whitespace() {
            assert!(joined.contains(word), "{word} of {words}: {text}");
        }
    }
    for answer in &facts.parameters {
        assert!(joined.contains(&answer.question) && joined.contains(&answer.answer), "{answer:?}");
    }
    let fonts = bytes.iter().map(|b| char::from(*b)).collect::<String>();
    assert!(fonts.contains("/Helvetica") && fonts.contains("/WinAnsiEncoding"), "letters that every reader has");
}
