//! The three files that configure the private server, written anew at each start.
//! The owner needs no secret (the system vouches for him), people need their passwords, logs hold no data.

use std::fmt::Write as _;
use std::path::Path;

/// The superuser of the private cluster; reachable only through the socket and only by its own system user.
pub const OWNER_ROLE: &str = "balcao_super";

/// Port that names the socket when no TCP port is opened.
pub const SOCKET_ONLY_PORT: u16 = 5432;

/// What a program asks of the private cluster; it counts only for the one who starts the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether commits survive a crash of the machine. Only tests say no.
    pub durable: bool,
    /// How many connections the server takes at once.
    pub max_connections: u16,
    /// Whether a free port of 127.0.0.1 is opened beside the socket.
    pub loopback: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { durable: true, max_connections: 100, loopback: false }
    }
}

/// Words `postgresql.conf`.
pub(super) fn server(options: Options, socket: &Path, port: u16) -> String {
    let directory = socket.display().to_string().replace('"', "\"\"").replace('\'', "''");
    let mut text =
        String::from("# Written by balcao at each start; changes here are lost. Put yours into own.conf beside it.\n");
    let mut set = |name: &str, value: &str| {
        let _ = writeln!(text, "{name} = {value}");
    };
    set("listen_addresses", if options.loopback { "'127.0.0.1'" } else { "''" });
    set("port", &port.to_string());
    set("unix_socket_directories", &format!("'\"{directory}\"'"));
    set("unix_socket_permissions", "0700");
    set("max_connections", &options.max_connections.to_string());
    set("shared_buffers", if options.durable { "'32MB'" } else { "'64MB'" });
    // No standby hangs on a private cluster, so the log need not serve one.
    set("wal_level", "minimal");
    set("max_wal_senders", "0");
    set("max_wal_size", "'512MB'");
    set("jit", "off");
    set("huge_pages", "off");
    set("timezone", "'UTC'");
    set("lc_messages", "'C'");
    set("password_encryption", "'scram-sha-256'");
    // Statements and details carry names and free text: the log gets neither.
    set("log_min_messages", "log");
    set("log_min_error_statement", "panic");
    set("log_error_verbosity", "terse");
    set("log_checkpoints", "off");
    if !options.durable {
        set("fsync", "off");
        set("full_page_writes", "off");
        set("autovacuum", "off");
    }
    // What a person wants otherwise; read last, so it wins.
    set("include_if_exists", "'own.conf'");
    text
}

/// Words `pg_hba.conf`.
pub(super) fn access() -> String {
    format!(
        "# Written by balcao at each start; changes here are lost.\n\
         local all {OWNER_ROLE} peer map=balcao\n\
         local all all scram-sha-256\n\
         host all {OWNER_ROLE} all reject\n\
         host all all 127.0.0.1/32 scram-sha-256\n\
         host all all ::1/128 scram-sha-256\n"
    )
}

/// Words `pg_ident.conf`: which system users are the owner.
pub(super) fn owners(system_users: &[&str]) -> String {
    let mut text = String::from("# Written by balcao at each start; changes here are lost.\n");
    let mut seen: Vec<&str> = vec![];
    for user in system_users {
        if !seen.contains(user) {
            seen.push(user);
            let _ = writeln!(text, "balcao \"{}\" {OWNER_ROLE}", user.replace('"', "\"\""));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_durable_unless_a_test_says_otherwise() {
        let text = server(Options::default(), Path::new("/run/x"), 5432);
        assert!(!text.contains("fsync"), "{text}");
        assert!(text.contains("listen_addresses = ''"), "{text}");
        let loose = server(Options { durable: false, ..Options::default() }, Path::new("/run/x"), 5432);
        assert!(loose.contains("fsync = off"), "{loose}");
    }

    #[test]
    fn a_quote_in_the_path_does_not_end_the_value() {
        let text = server(Options::default(), Path::new("/run/joão's \"x\""), 5432);
        assert!(text.contains("unix_socket_directories = '\"/run/joão''s \"\"x\"\"\"'"), "{text}");
    }

    #[test]
    fn every_owner_is_mapped_once() {
        let text = owners(&["root", "postgres", "root"]);
        assert_eq!(text.matches("balcao \"root\" balcao_super").count(), 1, "{text}");
        assert_eq!(text.matches("balcao \"postgres\" balcao_super").count(), 1, "{text}");
    }
}
