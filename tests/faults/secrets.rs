//! Keys and those who want them: wrong certificates, hostile proxies, arguments, core files, and every place to leak to.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::Command,
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{
    fake_api::json,
    grades::{Grade, Need, can_run, is_root},
    lost_lines::{homes, send, waiting_server},
    scene::{Home, KEY, POCHADE, Ran, body, eventually, finished, generate, ready_server},
    support::Term,
};

/// Where the key of these tests comes from: it stands in no file.
const VARIABLE: &str = "CANARY_KEY";

/// A home whose only profile sends to this server and takes its key from a variable.
fn home_of(base: &str, more: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path("config")).unwrap();
    let text = format!("profile = \"own\"\n[profiles.own]\nbase_url = \"{base}\"\nkey_env = \"{VARIABLE}\"\n{more}\n");
    fs::write(home.path("config/config.toml"), text).unwrap();
    home
}

/// Runs with the key in its variable, and perhaps others.
fn run(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = home.command_of(&[POCHADE], arguments);
    command.env(VARIABLE, KEY).envs(variables.iter().copied());
    finished(command.spawn().unwrap())
}

/// An authority of our own, and what it has signed.
struct Authority(tempfile::TempDir);

impl Authority {
    fn new() -> Self {
        let authority = Self(tempfile::tempdir().unwrap());
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=authority";
        authority.openssl(&format!("{request} -keyout ca.key -out ca.pem"));
        authority
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, line: &str) {
        let mut command = Command::new("openssl");
        command.args(line.split(' ')).current_dir(self.0.path());
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {errors}");
    }

    /// A server with a certificate for that name, which holds for so many days; gives its port.
    fn serve(&self, host: &str, days: i32) -> u16 {
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=server";
        self.openssl(&format!(
            "{request} -addext subjectAltName=DNS:{host} -keyout server.key -out server.csr"
        ));
        let sign = "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy";
        self.openssl(&format!("{sign} -days {days} -out server.pem"));
        let certificate = CertificateDer::from_pem_file(self.path("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(self.path("server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        serve_one_picture(Arc::new(config))
    }
}

/// Answers every request over TLS with a picture.
fn serve_one_picture(config: Arc<ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream));
            // A client that does not trust us leaves in the middle.
            let _ = answer_one(&mut stream);
        }
    });
    port
}

fn answer_one<S: Read + Write>(stream: &mut BufReader<S>) -> std::io::Result<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(told) = line.strip_prefix("content-length: ") {
            length = told.parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    stream.read_exact(&mut vec![0; length])?;
    stream.get_mut().write_all(&json("200 OK", &body(&[7])))?;
    stream.get_mut().flush()
}

#[test]
fn a_certificate_that_is_wrong_is_told_and_nothing_is_sent() {
    if !can_run("wrong certificates", Grade::Quick, &[Need::Program("openssl")]) {
        return;
    }
    let authority = Authority::new();
    let trusted = format!("ca_file = \"{}\"", authority.path("ca.pem").display());
    let cases = [
        ("localhost", 30, trusted.as_str(), None),
        ("localhost", 30, "", Some("issuer")),
        ("other.example", 30, &trusted, Some("name")),
        // It may be the own clock that is wrong.
        ("localhost", -1, &trusted, Some("the clock of this machine says 20")),
    ];
    for (host, days, more, wrong) in cases {
        let port = authority.serve(host, days);
        let home = home_of(&format!("https://localhost:{port}/v1"), more);
        let ran = run(&home, &generate("a fox"), &[]);
        let Some(word) = wrong else {
            assert_eq!((ran.code, &ran.json()[0]["state"]), (0, &"stored".into()), "{ran:?}");
            continue;
        };
        assert_ne!(ran.code, 0, "{ran:?}");
        let told = ran.out.to_lowercase() + &ran.errors.to_lowercase();
        assert!(told.contains("certificate") && told.contains(word), "{word}: {told}");
        let history = run(&home, &["history", "--json"], &[]).json();
        assert_eq!(history[0]["state"], "not_sent", "{history:?}");
        assert_eq!(history[0]["attempts"], 1, "it is not tried again");
    }
}

#[test]
fn no_option_turns_the_look_at_certificates_off() {
    for verb in verbs() {
        let found = options(&verb).into_iter().find(|option| {
            let words = ["verify", "certificate", "tls", "ssl"];
            words.iter().any(|word| option.contains(word))
        });
        assert_eq!(found, None, "{verb:?}");
    }
}

#[test]
fn a_proxy_never_sees_what_is_meant_for_this_machine() {
    let names = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ];
    let server = ready_server();
    let proxy = ready_server();
    let all = names.map(|name| (name, proxy.base.trim_end_matches("/v1")));
    for base in [server.base.clone(), server.base.replace("127.0.0.1", "localhost")] {
        let ran = run(&home_of(&base, ""), &generate("at home"), &all);
        assert_eq!(
            (ran.code, &ran.json()[0]["state"]),
            (0, &"stored".into()),
            "{base}: {ran:?}"
        );
    }
    assert_eq!((server.heard().len(), proxy.heard().len()), (2, 0));
    // That the proxy is one: it is asked for another machine, and says where to.
    let home = home_of("http://192.0.2.1/v1", "insecure = true");
    let ran = run(&home, &generate("abroad"), &all);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        proxy.heard()[0].line.contains("http://192.0.2.1/v1/"),
        "{:?}",
        proxy.heard()[0].line
    );
}

/// The words behind which there is a help of its own.
fn verbs() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while at < found.len() {
        let verb = found[at].clone();
        at += 1;
        let help = help_of(&verb);
        let Some((_, commands)) = help.split_once("Commands:\n") else {
            continue;
        };
        for line in commands.lines().take_while(|line| line.starts_with("  ")) {
            let Some(word) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) else {
                continue;
            };
            let word = word.split_whitespace().next().unwrap();
            if word != "help" {
                found.push(verb.iter().cloned().chain([word.to_owned()]).collect());
            }
        }
    }
    found
}

fn help_of(verb: &[String]) -> String {
    let home = Home::new();
    let mut arguments: Vec<&str> = verb.iter().map(String::as_str).collect();
    arguments.push("--help");
    let ran = home.run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.out
}

/// The long options of a verb.
fn options(verb: &[String]) -> Vec<String> {
    let help = help_of(verb);
    let option = |line: &str| {
        let words = line
            .trim_start()
            .starts_with('-')
            .then(|| line.split([' ', '=', '<']))?;
        words.map(str::to_owned).find(|word| word.starts_with("--"))
    };
    let found: Vec<String> = help.lines().filter_map(option).collect();
    assert!(found.contains(&"--help".to_owned()), "{help}");
    found
}

#[test]
fn no_option_takes_a_key_and_none_stands_among_the_arguments_of_a_process() {
    let verbs = verbs();
    assert!(verbs.len() > 15, "{verbs:?}");
    for verb in verbs {
        let found = options(&verb).into_iter().find(|option| {
            let words = ["key", "token", "secret", "password", "bearer"];
            words.iter().any(|word| option.contains(word)) && !["--key-env", "--key-file"].contains(&option.as_str())
        });
        assert_eq!(found, None, "{verb:?}");
    }
    let (server, go_on) = waiting_server();
    let home = home_of(&server.base, "");
    let mut command = home.command_of(&[POCHADE], &generate("a fox"));
    let child = command.env(VARIABLE, KEY).spawn().unwrap();
    eventually("the server has it", || (server.heard().len() == 1).then_some(()));
    let engines = home.engines();
    assert_eq!(engines.len(), 1);
    let facts = |pid: u32, name: &str| fs::read(format!("/proc/{pid}/{name}")).unwrap();
    for pid in [engines[0], child.id()] {
        assert!(!holds(&facts(pid, "cmdline")), "{pid}");
    }
    // Only root may see more of a process that keeps to itself.
    if is_root() {
        assert!(holds(&facts(child.id(), "environ")), "the person gave it there");
        assert!(!holds(&facts(engines[0], "environ")));
    }
    go_on.send(()).unwrap();
    assert_eq!(finished(child).code, 0);
}

#[test]
fn no_process_of_ours_leaves_a_core_file() {
    let limit = |pid: u32| {
        let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
        let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"));
        let mut words = line.unwrap().split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    };
    let none = || ("0".to_owned(), "0".to_owned());
    let (server, go_on) = waiting_server();
    let home = home_of(&server.base, "");
    // Whoever may not ask for core files has none to fear.
    let line = format!("ulimit -c unlimited 2>/dev/null; exec {POCHADE} \"$@\"");
    let arguments: Vec<&str> = ["-c", &line, "sh"].into_iter().chain(generate("a fox")).collect();
    let mut command = home.command_of(&["sh"], &arguments);
    let child = command.env(VARIABLE, KEY).spawn().unwrap();
    eventually("the server has it", || (server.heard().len() == 1).then_some(()));
    assert_eq!((limit(child.id()), limit(home.engines()[0])), (none(), none()));
    go_on.send(()).unwrap();
    assert_eq!(finished(child).code, 0);

    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let mut term = Term::start(&terminal_home, &[], 80, 24);
    send(&mut term, &server);
    assert_eq!((limit(term.process()), limit(home.engines()[0])), (none(), none()));
    go_on.send(()).unwrap();
}

/// Whether the key stands in some bytes, whole or without its beginning.
fn holds(bytes: &[u8]) -> bool {
    let core = KEY.trim_start_matches("sk-").as_bytes();
    bytes.windows(core.len()).any(|window| window == core)
}
