//! The lines of a file, as they arrive in pieces of any size, made lines of COPY in bounded memory: a record that does
//! not end within [`MAX_RECORD_BYTES`] ends the reading instead of filling the memory.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::header::{self, Header, HeaderFault};
use super::{Kind, LineProblem};
use crate::domain::text::{self, Shape};

/// The longest record, bytes; the longest that fits the columns is a tenth of it.
pub const MAX_RECORD_BYTES: usize = 64 << 10;
/// Problems that are kept to be told; the others are counted.
pub const MAX_PROBLEMS: usize = 50;
/// The most cells of a record that are counted.
const MAX_CELLS: usize = 1000;
/// The longest excerpt of a value, characters.
const MAX_EXCERPT: usize = 40;

/// A file being read.
#[derive(Debug)]
pub struct Lines {
    kind: Kind,
    /// Comes before every line of COPY: the import's id.
    id: String,
    header: Option<Header>,
    /// The first line, until it is whole.
    first: Vec<u8>,
    core: Reader,
    cells: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    ended: usize,
    /// Within a record, which began on the line `start`.
    within: bool,
    start: i64,
    line: i64,
    stopped: bool,
    records: i64,
    bad: i64,
    problems: Vec<LineProblem>,
}

impl Lines {
    /// A file of a kind; `id` is the import's, a UUID as text.
    #[must_use]
    pub fn new(kind: Kind, id: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            header: None,
            first: Vec::new(),
            core: Reader::new(),
            cells: vec![0; MAX_RECORD_BYTES],
            filled: 0,
            ends: vec![0; MAX_CELLS],
            ended: 0,
            within: false,
            start: 1,
            line: 1,
            stopped: false,
            records: 0,
            bad: 0,
            problems: Vec::new(),
        }
    }

    /// Records read, good and bad, the header apart.
    #[must_use]
    pub fn records(&self) -> i64 {
        self.records
    }

    /// Bad records.
    #[must_use]
    pub fn bad(&self) -> i64 {
        self.bad
    }

    /// The first [`MAX_PROBLEMS`] problems, by line.
    #[must_use]
    pub fn problems(&self) -> &[LineProblem] {
        &self.problems
    }

    /// Reads a piece and writes the lines of COPY that it completes.
    ///
    /// # Errors
    /// The header does not name the columns of the kind.
    pub fn feed(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), HeaderFault> {
        let mut rest = piece;
        if self.header.is_none() {
            let end = piece.iter().position(|b| *b == b'\n').map_or(piece.len(), |at| at + 1);
            let (head, tail) = piece.split_at(end);
            self.first.extend_from_slice(head);
            rest = tail;
            if self.first.len() > MAX_RECORD_BYTES {
                return Err(HeaderFault::new("a primeira linha não é um cabeçalho", "the first line is not a header"));
            }
            if !self.first.ends_with(b"\n") {
                return Ok(());
            }
            self.take_header()?;
        }
        self.take_records(rest, out);
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// As [`Self::feed`], for a file that is one line or none.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), HeaderFault> {
        if self.header.is_none() {
            self.take_header()?;
        }
        if self.within && !self.stopped {
            // A line's end closes a record, unless a quote is open.
            self.take_records(b"\n", out);
            if self.within && !self.stopped {
                self.stop(
                    "E_IMPORT_QUOTE",
                    "uma aspa abre aqui e não fecha até o fim do arquivo.",
                    "a quote opens here and does not close before the file ends.",
                );
            }
        }
        Ok(())
    }

    fn take_header(&mut self) -> Result<(), HeaderFault> {
        let first = std::mem::take(&mut self.first);
        if first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff") {
            return Err(HeaderFault::new(
                "o arquivo está em UTF-16: salve-o como CSV UTF-8",
                "the file is UTF-16: save it as CSV UTF-8",
            ));
        }
        let line = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let read = header::read(self.kind, line)?;
        self.core = ReaderBuilder::new().delimiter(read.delimiter).build();
        self.header = Some(read);
        self.line = 2;
        Ok(())
    }

    fn take_records(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        while !self.stopped {
            if !self.within {
                let skip = rest.iter().position(|b| !matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
                let (blank, tail) = rest.split_at(skip);
                self.line += breaks(blank);
                rest = tail;
                self.start = self.line;
            }
            if rest.is_empty() {
                return;
            }
            self.within = true;
            let (Some(cells), Some(ends)) = (self.cells.get_mut(self.filled..), self.ends.get_mut(self.ended..)) else {
                return;
            };
            let (result, eaten, filled, ended) = self.core.read_record(rest, cells, ends);
            let (read, tail) = rest.split_at(eaten.min(rest.len()));
            self.line += breaks(read);
            rest = tail;
            self.filled += filled;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty => return,
                ReadRecordResult::Record => {
                    self.within = false;
                    self.take_record(out);
                    self.filled = 0;
                    self.ended = 0;
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => self.stop(
                    "E_IMPORT_LONG",
                    "a linha passa de 64 KiB (uma aspa aberta?); a leitura parou aqui.",
                    "the line is longer than 64 KiB (an open quote?); reading stopped here.",
                ),
                ReadRecordResult::End => return,
            }
        }
    }

    /// Nothing after this can be told apart.
    fn stop(&mut self, code: &str, pt: &str, en: &str) {
        self.records += 1;
        self.bad += 1;
        self.tell(code, None, None, pt.to_owned(), en.to_owned());
        self.stopped = true;
    }

    fn take_record(&mut self, out: &mut Vec<u8>) {
        let Some(header) = &self.header else { return };
        let ends = self.ends.get(..self.ended).unwrap_or_default();
        let cell = |place: usize| -> &[u8] {
            let from = place.checked_sub(1).and_then(|before| ends.get(before).copied()).unwrap_or(0);
            ends.get(place).and_then(|to| self.cells.get(from..*to)).unwrap_or_default()
        };
        if ends.len() == 1 && cell(0).trim_ascii().is_empty() {
            return;
        }
        self.records += 1;
        if ends.len() != header.width {
            let (found, wanted) = (ends.len(), header.width);
            self.bad += 1;
            self.tell(
                "E_IMPORT_RAGGED",
                None,
                None,
                format!("tem {found} valores; o cabeçalho tem {wanted} colunas."),
                format!("has {found} values; the header has {wanted} columns."),
            );
            return;
        }
        let mark = out.len();
        out.extend_from_slice(self.id.as_bytes());
        out.push(b'\t');
        out.extend_from_slice(self.start.to_string().as_bytes());
        let mut faults = Vec::new();
        for (column, place) in self.kind.columns().iter().zip(&header.places) {
            out.push(b'\t');
            let bytes = cell(*place);
            match judge(bytes) {
                Ok(value) => write(&value, out),
                Err(fault) => faults.push((*column, excerpt(bytes), fault)),
            }
        }
        if faults.is_empty() {
            out.push(b'\n');
            return;
        }
        out.truncate(mark);
        self.bad += 1;
        for (column, value, (code, pt, en)) in faults {
            let (pt, en) = (format!("{column} \"{value}\": {pt}"), format!("{column} \"{value}\": {en}"));
            self.tell(code, Some(column), Some(value), pt, en);
        }
    }

    fn tell(&mut self, code: &str, column: Option<&str>, value: Option<String>, pt: String, en: String) {
        if self.problems.len() < MAX_PROBLEMS {
            let column = column.map(str::to_owned);
            self.problems.push(LineProblem { line: self.start, column, value, code: code.to_owned(), pt, en });
        }
    }
}

fn breaks(bytes: &[u8]) -> i64 {
    bytes.iter().map(|b| i64::from(*b == b'\n')).sum()
}

type Fault = (&'static str, &'static str, &'static str);

/// A cell as text that may be stored; plain letters pass without a copy.
fn judge(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        (
            "E_IMPORT_ENCODING",
            "não está em UTF-8; salve o arquivo como CSV UTF-8.",
            "not UTF-8; save the file as CSV UTF-8.",
        )
    })?;
    if text.contains('\0') {
        return Err(("E_IMPORT_NUL", "tem um byte nulo, que não é texto.", "holds a null byte, which is no text."));
    }
    if bytes.iter().all(|b| matches!(b, b' '..=b'~')) {
        return Ok(text.trim().into());
    }
    Ok(text::clean(text, Shape::Line).into())
}

/// A value in COPY's text format; an empty cell is no value.
fn write(value: &str, out: &mut Vec<u8>) {
    if value.is_empty() {
        out.extend_from_slice(b"\\N");
        return;
    }
    for byte in value.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            other => out.push(other),
        }
    }
}

fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(4 * MAX_EXCERPT)).unwrap_or_default());
    text::clean(&text, Shape::Line).chars().take(MAX_EXCERPT).collect()
}
