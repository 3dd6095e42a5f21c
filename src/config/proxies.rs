//! The proxies that the surroundings ask for, told so that nobody sends through one without knowing.

use url::Url;

use super::Environment;

/// Variables that name a proxy; each counts in small letters too.
const NAMES: &[&str] = &["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/// Each proxy with the variable that names it; without the password that may stand in it. `NO_PROXY=*` turns all off.
#[must_use]
pub fn proxies(environment: &Environment) -> Vec<String> {
    let names = NAMES
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_ascii_lowercase()]);
    let told = |name: String| {
        environment
            .text(&name)
            .map(|value| format!("{} ({name})", place(value)))
    };
    let off = ["NO_PROXY", "no_proxy"]
        .iter()
        .any(|name| environment.text(name) == Some("*"));
    let told = names.filter_map(told);
    if off {
        told.map(|proxy| format!("{proxy}, turned off by NO_PROXY")).collect()
    } else {
        told.collect()
    }
}

/// Host and port of a proxy's address, which may lack its scheme.
fn place(value: &str) -> String {
    let whole = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    let place = Url::parse(&whole).ok().and_then(|url| {
        let host = url.host_str()?;
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{host}{port}"))
    });
    place.unwrap_or_else(|| "an address that cannot be read".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_proxy_is_told_by_its_variable_and_without_its_password() {
        let cases = [
            (
                "https_proxy",
                "http://ada:secret@proxy.example:3128/x",
                "proxy.example:3128",
            ),
            ("HTTP_PROXY", "ada:secret@proxy.example:8080", "proxy.example:8080"),
            ("ALL_PROXY", "socks5h://10.0.0.1", "10.0.0.1"),
            ("all_proxy", "http://ada:secret@:80", "an address that cannot be read"),
        ];
        for (name, value, place) in cases {
            let environment = Environment::new([(name, value)], "/");
            assert_eq!(proxies(&environment), [format!("{place} ({name})")]);
        }
        assert!(proxies(&Environment::new([("NO_PROXY", "*"), ("HTTP_PROXY", "")], "/")).is_empty());
        let off = Environment::new([("no_proxy", "*"), ("HTTP_PROXY", "p.example")], "/");
        assert_eq!(proxies(&off), ["p.example (HTTP_PROXY), turned off by NO_PROXY"]);
    }
}
