//! Rows in the text format of COPY, one buffer a table, flushed when a batch is full.

use chrono::DateTime;
use sqlx::PgConnection;

use crate::store::failure::Failure;

/// A table's rows, waiting to be copied.
#[derive(Debug)]
pub(super) struct Rows {
    into: &'static str,
    text: Vec<u8>,
    fresh: bool,
}

impl Rows {
    /// `into` is the table with its columns, as COPY wants it.
    pub(super) fn new(into: &'static str) -> Self {
        Self { into, text: Vec::new(), fresh: true }
    }

    fn gap(&mut self) {
        if !self.fresh {
            self.text.push(b'\t');
        }
        self.fresh = false;
    }

    /// A text.
    pub(super) fn text(&mut self, value: &str) -> &mut Self {
        self.gap();
        for byte in value.bytes() {
            match byte {
                b'\\' => self.text.extend_from_slice(b"\\\\"),
                b'\t' => self.text.extend_from_slice(b"\\t"),
                b'\n' => self.text.extend_from_slice(b"\\n"),
                b'\r' => self.text.extend_from_slice(b"\\r"),
                other => self.text.push(other),
            }
        }
        self
    }

    /// Anything that writes itself without characters that COPY knows: numbers, booleans, dates.
    pub(super) fn plain(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.gap();
        self.text.extend_from_slice(value.to_string().as_bytes());
        self
    }

    /// No value.
    pub(super) fn null(&mut self) -> &mut Self {
        self.gap();
        self.text.extend_from_slice(b"\\N");
        self
    }

    /// A plain value or none.
    pub(super) fn maybe(&mut self, value: Option<impl std::fmt::Display>) -> &mut Self {
        match value {
            Some(value) => self.plain(value),
            None => self.null(),
        }
    }

    /// A text or none.
    pub(super) fn maybe_text(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    /// An instant, in seconds since 1970.
    pub(super) fn time(&mut self, seconds: i64) -> &mut Self {
        match DateTime::from_timestamp(seconds, 0) {
            Some(at) => self.plain(at.format("%Y-%m-%d %H:%M:%S+00")),
            None => self.null(),
        }
    }

    /// An instant or none.
    pub(super) fn maybe_time(&mut self, seconds: Option<i64>) -> &mut Self {
        match seconds {
            Some(seconds) => self.time(seconds),
            None => self.null(),
        }
    }

    /// Bytes.
    pub(super) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.gap();
        self.text.extend_from_slice(b"\\\\x");
        for byte in value {
            self.text.extend_from_slice(format!("{byte:02x}").as_bytes());
        }
        self
    }

    /// Ends a row.
    pub(super) fn end(&mut self) {
        self.text.push(b'\n');
        self.fresh = true;
    }

    /// Copies what waits.
    pub(super) async fn flush(&mut self, db: &mut PgConnection) -> Result<(), Failure> {
        if self.text.is_empty() {
            return Ok(());
        }
        let mut copy = db.copy_in_raw(&format!("copy {} from stdin", self.into)).await?;
        copy.send(std::mem::take(&mut self.text)).await?;
        copy.finish().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_would_take_for_its_own_signs_is_escaped() {
        let mut rows = Rows::new("t (a)");
        rows.text("a\tb\\c\nd").null().bytes(&[0, 255]).time(0).maybe(None::<i32>).plain(3).end();
        assert_eq!(
            String::from_utf8(rows.text).unwrap(),
            "a\\tb\\\\c\\nd\t\\N\t\\\\x00ff\t1970-01-01 00:00:00+00\t\\N\t3\n"
        );
    }
}
