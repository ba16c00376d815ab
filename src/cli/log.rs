//! The program's log: warnings and errors into one file of this person, never names, CPF or free text
//! of requests. `BALCAO_LOG` widens what is written.

use std::fs::OpenOptions;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use super::places::Places;

/// A log larger than this is begun anew, bytes: a desk runs for years.
const LARGEST_LOG_BYTES: u64 = 4 << 20;

/// Opens the log; a place that cannot be written costs only the log.
pub fn start(places: &Places) {
    if std::fs::create_dir_all(&places.state_dir).is_err() {
        return;
    }
    let is_large = std::fs::metadata(&places.log_file).is_ok_and(|found| found.len() > LARGEST_LOG_BYTES);
    let mut options = OpenOptions::new();
    options.create(true);
    let options = if is_large { options.write(true).truncate(true) } else { options.append(true) };
    let Ok(file) = options.open(&places.log_file) else {
        return;
    };
    let filter = EnvFilter::try_from_env("BALCAO_LOG").unwrap_or_else(|_| EnvFilter::new("warn,sqlx=error"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Mutex::new(file));
    // A second start in one process (tests) keeps the first one.
    let _ = subscriber.try_init();
}
