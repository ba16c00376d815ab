//! Addresses as people write them: URLs with several hosts, libpq's variables. Pure text; nothing is connected.

/// Parameters of a URL that are understood; others are refused, since a mistyped `sslmode` is no detail.
const KNOWN_PARAMETERS: [&str; 11] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
];
/// Parameters of libpq that say what is done here anyway.
const IGNORED_PARAMETERS: [&str; 3] = ["target_session_attrs", "connect_timeout", "fallback_application_name"];

/// Keeps what we understand; names the first that we do not.
pub(super) fn known_parameters(text: &str) -> Result<String, String> {
    let mut kept = vec![];
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        if KNOWN_PARAMETERS.contains(&name) {
            kept.push(pair);
        } else if !IGNORED_PARAMETERS.contains(&name) {
            return Err(format!("it has the unknown parameter \"{name}\""));
        }
    }
    Ok(kept.join("&"))
}

/// Splits a list of hosts; one without a port takes the next port that is said.
pub(super) fn with_ports(hosts: &str) -> Vec<String> {
    let mut port: Option<&str> = None;
    let mut listed: Vec<String> = hosts
        .rsplit(',')
        .map(|host| {
            let bare = match host.rsplit_once(':') {
                // The colon of a bare IPv6 address is not a port's.
                Some((bare, said)) if said.chars().all(|c| c.is_ascii_digit()) && !said.is_empty() => {
                    port = Some(said);
                    bare
                }
                _ => host,
            };
            port.map_or_else(|| bare.to_owned(), |port| format!("{bare}:{port}"))
        })
        .collect();
    listed.reverse();
    listed
}

/// What libpq's variables say, as a URL; `None` when none of them is set.
pub(super) fn url_of_variables(get: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let said = ["PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE"].iter().any(|name| get(name).is_some());
    if !said {
        return None;
    }
    let hosts = get("PGHOSTADDR").or_else(|| get("PGHOST")).unwrap_or_default();
    let ports = get("PGPORT").unwrap_or_default();
    let mut ports: Vec<&str> = ports.split(',').collect();
    let last = ports.last().copied().unwrap_or_default();
    let hosts: Vec<&str> = hosts.split(',').collect();
    ports.resize(hosts.len(), last);
    let listed: Vec<String> = hosts
        .iter()
        .zip(ports)
        .map(|(host, port)| match (host.is_empty(), port.is_empty()) {
            // Without a host libpq goes to the local socket; so does the driver.
            (true, _) => String::new(),
            (false, true) => encoded(host),
            (false, false) => format!("{}:{port}", encoded(host)),
        })
        .collect();
    let login = match (get("PGUSER"), get("PGPASSWORD")) {
        (Some(user), Some(password)) => format!("{}:{}@", encoded(&user), encoded(&password)),
        (Some(user), None) => format!("{}@", encoded(&user)),
        (None, _) => String::new(),
    };
    let mut url = format!("postgres://{login}{}/{}", listed.join(","), encoded(&get("PGDATABASE").unwrap_or_default()));
    for (variable, parameter) in [("PGSSLMODE", "sslmode"), ("PGSSLROOTCERT", "sslrootcert")] {
        if let Some(value) = get(variable) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{separator}{parameter}={}", encoded(&value));
        }
    }
    Some(url)
}

/// Percent-encodes everything that has a meaning in a URL.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
