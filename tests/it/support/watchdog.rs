//! Ends the servers and removes the directory of a test, however the test process ends.
//! A shell in a process group of its own reads from a pipe that only the test process holds open.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Waits for the end of the input, then ends whoever works in `$1` and removes it.
const SCRIPT: &str = r#"
trap '' INT TERM HUP QUIT
cat >/dev/null
signal=QUIT
round=0
while [ $round -lt 100 ]; do
  if [ -d /proc/self ]; then
    for process in /proc/[0-9]*; do
      case "$(readlink "$process/cwd" 2>/dev/null)" in
        "$1"/*) kill -$signal "${process#/proc/}" 2>/dev/null ;;
      esac
    done
  else
    for file in "$1"/postmaster.pid "$1"/*/postmaster.pid "$1"/*/*/postmaster.pid; do
      [ -f "$file" ] && kill -$signal "$(head -n 1 "$file")" 2>/dev/null
    done
  fi
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
  [ $round -gt 20 ] && signal=KILL
  round=$((round + 1))
  sleep 0.1
done
"#;

/// Guards one directory; dropping it clears the directory and waits until that is done.
#[derive(Debug)]
pub struct Watchdog {
    shell: Child,
}

impl Watchdog {
    /// Begins to guard `dir`, which must be an absolute path without symbolic links.
    pub fn over(dir: &Path) -> Self {
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "watchdog"])
            .arg(dir)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell can be started");
        Self { shell }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
