//! The real program in a real terminal: tmux on a private socket, keys in, text out.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// How long a screen may take; generous, because other builds may share the machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A tmux server of a test's own; its death takes everything in it along.
pub struct Tmux {
    home: tempfile::TempDir,
}

/// One terminal.
pub struct Terminal<'a> {
    tmux: &'a Tmux,
    name: String,
}

impl Tmux {
    /// None, loudly, where tmux is not installed.
    pub fn new() -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("SKIPPED: tmux is not installed; journeys in a real terminal were not walked");
            return None;
        }
        Some(Self { home: tempfile::tempdir().expect("a folder") })
    }

    /// The home of the people at these terminals.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    fn socket(&self) -> PathBuf {
        self.home.path().join("tmux")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.socket()).args(["-f", "/dev/null"]).args(args);
        command.env_remove("TMUX").env("LC_ALL", "C.UTF-8").output().expect("tmux")
    }

    /// Opens a terminal and starts the desk in it, as the person of this URL, below a shell that stays.
    pub fn desk(&self, name: &str, url: &str, size: (u16, u16)) -> Terminal<'_> {
        let program = env!("CARGO_BIN_EXE_balcao");
        let home = self.home.path().display();
        let set = format!("HOME={home} XDG_STATE_HOME={home} BALCAO_LANG=pt-BR DATABASE_URL='{url}'");
        self.open(name, &format!("env {set} {program}"), size)
    }

    /// Opens a terminal and starts a program in it, below a shell that stays.
    pub fn open(&self, name: &str, program: &str, size: (u16, u16)) -> Terminal<'_> {
        let (cols, rows) = (size.0.to_string(), size.1.to_string());
        let line = format!("echo before the desk; {program}; echo status=$?; exec sh");
        let made = self.run(&["new-session", "-d", "-s", name, "-x", &cols, "-y", &rows, "sh", "-c", &line]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Terminal { tmux: self, name: name.to_owned() }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

impl Terminal<'_> {
    /// Presses keys by tmux's names: `j`, `Enter`, `Escape`, `Tab`.
    pub fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.tmux.run(&["send-keys", "-t", &self.name, key]);
        }
    }

    /// Types a text as it is.
    pub fn text(&self, text: &str) {
        self.tmux.run(&["send-keys", "-t", &self.name, "-l", text]);
    }

    /// Pastes a text, as a terminal does: bracketed.
    pub fn paste(&self, text: &str) {
        self.tmux.run(&["set-buffer", text]);
        self.tmux.run(&["paste-buffer", "-p", "-t", &self.name]);
    }

    /// What is on screen.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux.run(&["capture-pane", "-p", "-t", &self.name]).stdout).into_owned()
    }

    /// Waits for a text.
    pub fn wait(&self, text: &str) -> String {
        self.wait_for(text, |screen| screen.contains(text))
    }

    /// Waits for a condition on the screen.
    pub fn wait_for(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if is(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what:?}; on screen:\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Process id of the desk in this terminal.
    pub fn pid(&self) -> i32 {
        let out = self.tmux.run(&["display-message", "-p", "-t", &self.name, "#{pane_pid}"]);
        let shell = String::from_utf8_lossy(&out.stdout).trim().to_owned();
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).expect("its children");
        children.split_whitespace().next().expect("the desk").parse().expect("a number")
    }
}
