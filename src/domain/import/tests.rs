//! What becomes of a file's lines, whatever pieces they arrive in.

use proptest::prelude::*;

use super::{Kind, Lines, MAX_PROBLEMS, MAX_RECORD_BYTES};

const HEAD: &str = "company,code,name,starts,ends\n";

fn read(kind: Kind, file: &[u8]) -> (String, Lines) {
    let (mut lines, mut out) = (Lines::new(kind, "id"), Vec::new());
    lines.feed(file, &mut out).unwrap();
    lines.finish(&mut out).unwrap();
    (String::from_utf8(out).unwrap(), lines)
}

fn header(kind: Kind, file: &[u8]) -> String {
    let (mut lines, mut out) = (Lines::new(kind, "id"), Vec::new());
    lines.feed(file, &mut out).and_then(|()| lines.finish(&mut out)).unwrap_err().en
}

fn told(lines: &Lines) -> Vec<(i64, &str)> {
    lines.problems().iter().map(|p| (p.line, p.code.as_str())).collect()
}

#[test]
fn a_semicolon_file_of_a_spreadsheet_with_a_mark_and_its_own_order_is_read() {
    let file = "\u{feff}Name;ends;starts;code;company\r\n\"Souza; \"\"Zé\"\"\";2026-06-30;01/02/2026;2026/1;1\r\n";
    let (out, lines) = read(Kind::Periods, file.as_bytes());
    assert_eq!(out, "id\t2\t1\t2026/1\tSouza; \"Zé\"\t01/02/2026\t2026-06-30\n");
    assert_eq!((lines.records(), lines.bad()), (1, 0));
}

#[test]
fn a_header_names_what_is_missing_unknown_and_repeated() {
    let said = header(Kind::Periods, b"company,code,nome,starts,code\n");
    assert_eq!(
        said,
        "missing columns: name, ends; unknown columns: \"nome\"; columns named twice: code; \
         the columns of periods are company, code, name, starts, ends"
    );
    assert!(header(Kind::Periods, b"").starts_with("missing columns"));
    assert!(header(Kind::Periods, b"\xff\xfec\0").contains("UTF-16"));
    assert!(header(Kind::Periods, b"c\0o\0\n").contains("UTF-8"));
    assert!(header(Kind::Periods, b"nome,per\xedodo\n").contains("UTF-8"));
    assert!(header(Kind::Periods, &vec![b'x'; 2 * MAX_RECORD_BYTES]).contains("not a header"));
}

#[test]
fn a_quoted_newline_counts_as_a_line_and_blank_lines_do_too() {
    let file = format!("{HEAD}1,a,\"x\ny\",s,e\r\n\r\n\n1,b,z,s\n1,c,\"\n\n\",s,e\n1,d,q\n");
    let (out, lines) = read(Kind::Periods, file.as_bytes());
    assert_eq!(out, "id\t2\t1\ta\tx y\ts\te\nid\t7\t1\tc\t\\N\ts\te\n");
    assert_eq!(told(&lines), [(6, "E_IMPORT_RAGGED"), (10, "E_IMPORT_RAGGED")]);
    assert_eq!((lines.records(), lines.bad()), (4, 2));
}

#[test]
fn latin_1_and_null_bytes_are_refused_with_line_and_column() {
    let file = [HEAD.as_bytes(), b"1,a,Jo\xe3o,s,e\n1,b,ok,s,e\n1,c,a\0b,s\0,e\n"].concat();
    let (out, lines) = read(Kind::Periods, &file);
    assert_eq!(out, "id\t3\t1\tb\tok\ts\te\n");
    assert_eq!(told(&lines), [(2, "E_IMPORT_ENCODING"), (4, "E_IMPORT_NUL"), (4, "E_IMPORT_NUL")]);
    assert_eq!(lines.problems()[0].column.as_deref(), Some("name"));
    assert_eq!(lines.bad(), 2);
}

#[test]
fn an_open_quote_is_told_where_it_opens() {
    let (out, lines) = read(Kind::Periods, format!("{HEAD}1,a,b,s,e\n1,b,c,s,\"e\n1,c,d,s,e\n").as_bytes());
    assert_eq!(out.lines().count(), 1);
    assert_eq!(told(&lines), [(3, "E_IMPORT_QUOTE")]);
    let (_, lines) = read(Kind::Periods, format!("{HEAD}\"").as_bytes());
    assert_eq!(told(&lines), [(2, "E_IMPORT_QUOTE")]);
}

#[test]
fn a_field_without_end_stops_the_reading_and_not_the_memory() {
    let file = format!("{HEAD}1,a,\"{}\n1,b,c,s,e\n", "x".repeat(3 * MAX_RECORD_BYTES));
    let (out, lines) = read(Kind::Periods, file.as_bytes());
    assert_eq!(out, "");
    assert_eq!(told(&lines), [(2, "E_IMPORT_LONG")]);
    let (_, lines) = read(Kind::Periods, format!("{HEAD}{}\n", ",".repeat(5000)).as_bytes());
    assert_eq!(told(&lines), [(2, "E_IMPORT_LONG")]);
}

#[test]
fn what_copy_would_take_for_its_own_signs_is_escaped() {
    let (out, _) = read(Kind::Periods, format!("{HEAD}1,\\.,\\N,\"a\tb\",\"\\\"\n").as_bytes());
    assert_eq!(out, "id\t2\t1\t\\\\.\t\\\\N\ta b\t\\\\\n");
}

#[test]
fn many_bad_lines_are_counted_and_fifty_told() {
    let (_, lines) = read(Kind::Periods, format!("{HEAD}{}", "1\n".repeat(500)).as_bytes());
    assert_eq!((lines.bad(), lines.problems().len()), (500, MAX_PROBLEMS));
}

#[test]
fn every_kind_is_read_by_its_own_header() {
    for kind in Kind::ALL {
        let columns = kind.columns().join(",");
        let (out, lines) = read(kind, format!("{columns}\n{columns}\n").as_bytes());
        assert_eq!(out, format!("id\t2\t{}\n", columns.replace(',', "\t")), "{kind:?}");
        assert_eq!(lines.bad(), 0);
    }
}

proptest! {
    #[test]
    fn the_pieces_in_which_a_file_arrives_change_nothing(
        body in proptest::collection::vec(prop_oneof![
            4 => Just(b"1,a,b,s,e\n".to_vec()), 1 => Just(b"\"".to_vec()), 1 => Just(b"\r\n".to_vec()), 1 => Just(b"\xe3,".to_vec()),
            1 => Just(b"\0".to_vec()), 1 => Just(b";".to_vec()), 2 => proptest::collection::vec(any::<u8>(), 0..20)], 0..30),
        piece in 1_usize..40,
    ) {
        let file = [HEAD.as_bytes(), &body.concat()].concat();
        let (whole, at_once) = read(Kind::Periods, &file);
        let (mut lines, mut out) = (Lines::new(Kind::Periods, "id"), Vec::new());
        for part in file.chunks(piece) {
            lines.feed(part, &mut out).unwrap();
        }
        lines.finish(&mut out).unwrap();
        prop_assert_eq!(String::from_utf8(out).unwrap(), whole.clone());
        prop_assert_eq!(lines.problems(), at_once.problems());
        // Every record is either a line of COPY with all its cells, or bad.
        prop_assert_eq!(whole.lines().count() as i64 + lines.bad(), lines.records());
        prop_assert!(whole.lines().all(|l| l.split('\t').count() == 7));
    }
}
