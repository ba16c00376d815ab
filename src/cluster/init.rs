//! Makes a new data directory: `initdb` beside its place, then one rename, so that a crash leaves no half cluster.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::process::Output;

use super::find::Binaries;
use super::place::{Place, ServerUser, whoami};
use super::settings::{OWNER_ROLE, Options};
use super::trouble::Trouble;

/// Locale of a new cluster, best first: the second is for systems without the first.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];
/// Start of the name of an unfinished data directory.
const UNFINISHED: &str = "data.tmp";

/// The major version that wrote a data directory; `None` when there is none yet.
pub fn version_of_data(data: &Path) -> Option<u32> {
    let text = fs::read_to_string(data.join("PG_VERSION")).ok()?;
    text.trim().split('.').next()?.parse().ok()
}

/// Creates the cluster. The caller holds the start lock and has found no data.
pub(super) fn create(place: &Place, user: &ServerUser, server: &Binaries, options: Options) -> Result<(), Trouble> {
    sweep(&place.base);
    // A name of its own: a killed starter's initdb may still be writing into the last one.
    let unfinished = place.base.join(format!("{UNFINISHED}.{}", std::process::id()));
    let mut last = None;
    for locale in LOCALES {
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&unfinished)
            .map_err(|e| Trouble::from_io(&unfinished, &whoami(), &e))?;
        user.own(&unfinished)?;
        let made = run(user, server, &unfinished, locale, options)
            .map_err(|e| Trouble::from_io(&server.dir.join("initdb"), &user.name, &e))?;
        if made.status.success() {
            return fs::rename(&unfinished, place.data()).map_err(|e| Trouble::from_io(&place.data(), &user.name, &e));
        }
        let words = String::from_utf8_lossy(&made.stderr).into_owned();
        let _ = fs::remove_dir_all(&unfinished);
        let try_next = words.contains("invalid locale");
        last = Some(words);
        if !try_next {
            break;
        }
    }
    Err(judge(place, user, &last.unwrap_or_default()))
}

fn run(user: &ServerUser, server: &Binaries, target: &Path, locale: &str, options: Options) -> std::io::Result<Output> {
    let mut initdb = user.command(&server.dir.join("initdb"));
    initdb.args(["-U", OWNER_ROLE, "-E", "UTF8", "--auth-local=peer", "--auth-host=scram-sha-256"]);
    initdb.arg(format!("--locale={locale}"));
    if !options.durable {
        initdb.arg("--no-sync");
    }
    initdb.arg("-D").arg(target).output()
}

/// Removes what killed starts left; what cannot be removed now is left to the next time.
fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Reads what `initdb` said.
fn judge(place: &Place, user: &ServerUser, words: &str) -> Trouble {
    let path = place.data();
    if words.contains("No space left on device") || words.contains("Disk quota exceeded") {
        return Trouble::DiskFull { path };
    }
    let reason = words
        .lines()
        .find(|line| line.contains("error:") || line.contains("FATAL"))
        .or_else(|| words.lines().last())
        .unwrap_or("initdb said nothing")
        .trim()
        .to_owned();
    if words.contains("Permission denied") || words.contains("Read-only file system") {
        return Trouble::CannotWrite { path, user: user.name.clone(), reason };
    }
    Trouble::InitFailed { path, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_full_disk_and_a_missing_right_are_told_apart() {
        let place = Place { base: PathBuf::from("/x") };
        let user = ServerUser::choose(Path::new("/x")).unwrap();
        let of = |words: &str| judge(&place, &user, words).code();
        assert_eq!(of("initdb: error: could not write file: No space left on device\n"), "disk-full");
        assert_eq!(of("initdb: error: could not access directory \"/x\": Permission denied\n"), "cannot-write");
        assert_eq!(of("initdb: error: something else\nhint\n"), "init-failed");
        assert!(
            judge(&place, &user, "a\ninitdb: error: something else\nhint\n").to_string().contains("something else")
        );
    }
}
