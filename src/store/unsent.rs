//! What a desk changed or typed and the engine does not have yet, on this machine's disk: one file for each type under
//! edit and for each form of an act, of each run of the program, written whole or not at all, readable by nobody else.
//! Knows nothing of what the texts in it mean.
//!
//! The files stand under a folder for the database and the person, so that no work reaches another school or another
//! login. A run holds a lock while it lives; the files of a run whose lock is free were left by a desk that is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Failure;
use super::db::Db;

/// Parts the code of a type from the run that wrote the file.
const PART: char = '~';
/// Begins the code of a form; no type's code has it.
const FORM: char = '@';
/// Bytes of a digest that tell one person's forms apart.
const DIGEST_BYTES: usize = 10;
/// How often a lock is made anew that another desk swept away while it was made.
const TRIES: usize = 8;

/// Unsent work on one type, or the text of one form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Unsent {
    /// Code of the type, or of the form as [`form_code`] made it.
    pub code: String,
    /// The type's name, for those who are told of it.
    pub name: String,
    /// When the first of it was typed, RFC 3339.
    pub since: String,
    /// Stamp of the draft that it was made on.
    pub seen: String,
    /// The whole type as it is here; none when the engine has it and only texts of forms are unsent.
    #[serde(default)]
    pub document: Option<Value>,
    /// Documents that went out without an answer: the engine may have any of them.
    #[serde(default)]
    pub sent: Vec<Value>,
    /// Forms with text in them, as their front wrote them.
    #[serde(default)]
    pub forms: Vec<Value>,
    /// The file that it was read from; empty for work of this run.
    #[serde(skip)]
    pub place: String,
}

impl Unsent {
    /// True for the text of one form, which belongs to no type under edit.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.code.starts_with(FORM)
    }
}

/// The code of the form of an act on a subject. It names the file, so nothing can be read in it: a subject may be a
/// person's login or a student's number.
#[must_use]
pub fn form_code(subject: &str, act: &str) -> String {
    let digest = Sha256::digest(format!("{act}\0{subject}").as_bytes());
    let hex = digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}"));
    std::iter::once(FORM.to_string()).chain(hex).collect()
}

/// The folder of one person's unsent work on one database.
#[derive(Debug)]
pub struct Shelf {
    dir: PathBuf,
    run: String,
    /// Held as long as this run lives; the system frees it however the run ends.
    _alive: File,
}

/// Names the database and the person, as a path below the folder of all unsent work. The database is named by its
/// cluster and its own number, so that neither another address nor a standby that took over is another database.
///
/// # Errors
/// [`Failure`] as it says.
pub async fn owner(db: &Db) -> Result<PathBuf, Failure> {
    let row = sqlx::query!(
        r#"select system_identifier::text as "cluster!", d.oid::text as "database!", session_user::text as "login!"
             from pg_control_system(), pg_database d where d.datname = current_database()"#
    )
    .fetch_one(&db.pool)
    .await?;
    Ok(PathBuf::from(format!("{}-{}", row.cluster, row.database)).join(safe(&row.login)))
}

impl Shelf {
    /// Makes the folder and takes the lock of this run. `base` is the folder of all unsent work, `owner` as [`owner`] gave it.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn open(base: &Path, owner: &Path, run: Uuid) -> io::Result<Self> {
        let dir = base.join(owner);
        DirBuilder::new().recursive(true).mode(0o700).create(&dir)?;
        let run = run.simple().to_string();
        let lock = dir.join(format!("{run}.lock"));
        for _ in 0..TRIES {
            let alive = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&lock)?;
            alive.lock()?;
            // Swept away between making and locking: nobody would see this lock.
            if alive.metadata()?.nlink() > 0 {
                let shelf = Self { dir, run, _alive: alive };
                shelf.sweep();
                return Ok(shelf);
            }
        }
        Err(io::Error::new(ErrorKind::ResourceBusy, lock.display().to_string()))
    }

    /// Where the unsent work under a code stands while this run holds it.
    #[must_use]
    pub fn slot(&self, code: &str) -> PathBuf {
        self.dir.join(format!("{}{PART}{}.json", safe(code), self.run))
    }

    /// Writes unsent work over what this run had of the type. When it returns, no end of the program can lose it.
    ///
    /// # Errors
    /// As writing a file; what was there before stays.
    pub fn put(&self, unsent: &Unsent) -> io::Result<()> {
        let text = serde_json::to_vec(unsent).map_err(io::Error::other)?;
        let slot = self.slot(&unsent.code);
        let fresh = slot.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(&text)?;
        fs::rename(&fresh, &slot)
    }

    /// Lets no loss of power take what was put under these codes either. Slow: not for the loop that draws.
    ///
    /// # Errors
    /// As the disk says.
    pub fn settle(&self, codes: &BTreeSet<String>) -> io::Result<()> {
        for code in codes {
            match File::open(self.slot(code)) {
                Ok(file) => file.sync_all()?,
                Err(absent) if absent.kind() == ErrorKind::NotFound => {}
                Err(fault) => return Err(fault),
            }
        }
        File::open(&self.dir)?.sync_all()
    }

    /// The engine has it: nothing of the type is unsent any more.
    ///
    /// # Errors
    /// As removing a file.
    pub fn clear(&self, code: &str) -> io::Result<()> {
        match fs::remove_file(self.slot(code)) {
            Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }

    /// Removes what a desk that is gone left, once this run has put what came of it.
    ///
    /// # Errors
    /// As removing a file.
    pub fn forget(&self, place: &str) -> io::Result<()> {
        match fs::remove_file(place) {
            Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }

    /// What desks that are gone left, the newest of each type. A file that cannot be read is left where it is.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn left(&self) -> io::Result<Vec<Unsent>> {
        let mut newest: BTreeMap<String, (SystemTime, Unsent)> = BTreeMap::new();
        for (path, run) in self.files("json")? {
            if run == self.run || self.lives(&run) {
                continue;
            }
            let (Ok(text), Ok(at)) = (fs::read(&path), fs::metadata(&path).and_then(|m| m.modified())) else {
                continue;
            };
            let Ok(mut unsent) = serde_json::from_slice::<Unsent>(&text) else {
                tracing::warn!(place = %path.display(), "unsent work cannot be read");
                continue;
            };
            unsent.place = path.display().to_string();
            if newest.get(&unsent.code).is_none_or(|(other, _)| *other < at) {
                newest.insert(unsent.code.clone(), (at, unsent));
            }
        }
        Ok(newest.into_values().map(|(_, unsent)| unsent).collect())
    }

    /// Files with an ending, each with the run that made it.
    fn files(&self, ending: &str) -> io::Result<Vec<(PathBuf, String)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let path = entry?.path();
            let fits = path.extension().is_some_and(|e| e == ending);
            if let (true, Some(stem)) = (fits, path.file_stem().and_then(|s| s.to_str())) {
                let run = stem.rsplit(PART).next().unwrap_or(stem).to_owned();
                found.push((path, run));
            }
        }
        found.sort();
        Ok(found)
    }

    /// True while the desk of a run lives.
    fn lives(&self, run: &str) -> bool {
        let lock = File::open(self.dir.join(format!("{run}.lock")));
        lock.is_ok_and(|lock| lock.try_lock().is_err())
    }

    /// Removes the locks of desks that are gone, and what they began to write.
    fn sweep(&self) {
        let others = |ending| self.files(ending).unwrap_or_default().into_iter().filter(|(_, run)| *run != self.run);
        for (path, run) in others("new") {
            if !self.lives(&run) {
                let _ = fs::remove_file(path);
            }
        }
        for (path, _) in others("lock") {
            let free = File::open(&path).ok().filter(|lock| lock.try_lock().is_ok());
            // Removed while it is held, so that no desk believes to hold it afterwards.
            if free.is_some() {
                let _ = fs::remove_file(path);
            }
        }
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.dir.join(format!("{}.lock", self.run)));
    }
}

/// A code as a name of a file.
fn safe(code: &str) -> String {
    code.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'@' => char::from(b).to_string(),
            other => format!("%{other:02x}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use serde_json::json;

    use super::*;

    fn unsent(code: &str, text: &str) -> Unsent {
        Unsent { code: code.into(), document: Some(json!({ "text": text })), ..Unsent::default() }
    }

    fn shelf(base: &Path) -> Shelf {
        Shelf::open(base, Path::new("1-2/ana"), Uuid::new_v4()).unwrap()
    }

    #[test]
    fn what_a_desk_left_is_found_by_the_next_one_and_by_no_other_login() {
        let base = tempfile::tempdir().unwrap();
        let first = shelf(base.path());
        first.put(&unsent("a/../b", "um")).unwrap();
        first.put(&unsent("a/../b", "dois")).unwrap();
        let mode = fs::metadata(first.slot("a/../b")).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert_eq!(fs::metadata(&first.dir).unwrap().permissions().mode() & 0o777, 0o700);
        // While it lives, its work is its own.
        let second = shelf(base.path());
        assert!(second.left().unwrap().is_empty());
        drop(first);
        let left = second.left().unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].document, Some(json!({"text": "dois"})));
        let other = Shelf::open(base.path(), Path::new("1-2/bruno"), Uuid::new_v4()).unwrap();
        assert!(other.left().unwrap().is_empty());
        // Taken over, it is the second's; cleared, it is nobody's.
        second.put(&left[0]).unwrap();
        second.forget(&left[0].place).unwrap();
        assert!(second.slot("a/../b").exists() && second.left().unwrap().is_empty());
        second.clear("a/../b").unwrap();
        second.clear("a/../b").unwrap();
        drop(second);
        assert!(shelf(base.path()).left().unwrap().is_empty());
    }

    #[test]
    fn of_two_desks_that_are_gone_the_newer_work_comes_first_and_the_older_is_not_lost() {
        let base = tempfile::tempdir().unwrap();
        let (older, newer) = (shelf(base.path()), shelf(base.path()));
        older.put(&unsent("t", "velho")).unwrap();
        newer.put(&unsent("t", "novo")).unwrap();
        let past = SystemTime::now() - std::time::Duration::from_secs(60);
        File::options().write(true).open(older.slot("t")).unwrap().set_modified(past).unwrap();
        drop((older, newer));
        let third = shelf(base.path());
        let found = third.left().unwrap();
        assert_eq!((found.len(), &found[0].document), (1, &Some(json!({"text": "novo"}))));
        third.forget(&found[0].place).unwrap();
        assert_eq!(third.left().unwrap()[0].document, Some(json!({"text": "velho"})));
    }

    #[test]
    fn a_file_half_written_or_not_ours_hides_nothing_and_is_not_removed() {
        let base = tempfile::tempdir().unwrap();
        let first = shelf(base.path());
        first.put(&unsent("bom", "x")).unwrap();
        let broken = first.dir.join("ruim~0.json");
        fs::write(&broken, "{\"code\": ").unwrap();
        fs::write(first.slot("bom").with_extension("new"), "half").unwrap();
        drop(first);
        let second = shelf(base.path());
        assert_eq!(second.left().unwrap().iter().map(|u| u.code.as_str()).collect::<Vec<_>>(), ["bom"]);
        assert!(broken.exists());
        assert!(second.files("new").unwrap().is_empty());
        assert_eq!(second.files("lock").unwrap().len(), 1, "locks of desks that are gone do not pile up");
    }
}
