//! Every model with every parameter and every value: what the reference says, what the local check says, and what the
//! sandbox says over a real socket.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{sync::LazyLock, time::Duration};

use futures_util::{StreamExt, stream};
use pochade::{
    domain::{Draft, Field, ModelTable, Operation, OptionName},
    sandbox::{self, Options},
};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

#[path = "matrix/case.rs"]
mod case;
#[path = "matrix/inputs.rs"]
mod inputs;
#[path = "matrix/prices.rs"]
mod prices;
#[path = "matrix/table.rs"]
mod table;

use case::{Case, Verdict, cases};
use table::{FAMILIES, Family};

/// How many requests are under way at once.
const AT_ONCE: usize = 8;

static MODELS: LazyLock<ModelTable> = LazyLock::new(|| ModelTable::standard().unwrap());

/// The fields that the local check finds faulty.
fn faulty(draft: &Draft) -> Vec<Field> {
    let checked = MODELS.checked(draft);
    let faults = checked.err().map(|faults| faults.0).unwrap_or_default();
    faults.into_iter().map(|fault| fault.field).collect()
}

/// A server of its own and a client for it.
struct Server {
    base: String,
    client: Client,
}

impl Server {
    async fn start(retired: bool) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = Options {
            port: 0,
            latency: Duration::ZERO,
            retired,
            variations: retired,
            ..Options::default()
        };
        let server = sandbox::start(options).await.unwrap();
        let base = server.base_url();
        tokio::spawn(server.run_until(std::future::pending()));
        // No certificates: everything is plain, and the machine may have none.
        let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { base, client }
    }

    fn post(&self, operation: Operation) -> RequestBuilder {
        let path = match operation {
            Operation::Generate => "generations",
            Operation::Edit => "edits",
            Operation::Variation => "variations",
        };
        self.client
            .post(format!("{}/images/{path}", self.base))
            .bearer_auth("k")
    }

    /// The `param` and `code` of the refusal; everything asked here is refused, if only by the filter.
    async fn refusal(&self, request: RequestBuilder) -> (String, String) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let said = |key: &str| body["error"][key].as_str().unwrap_or_default().to_owned();
        assert_eq!(status, 400, "{}", &text[..text.len().min(300)]);
        assert!(!said("message").is_empty() && !said("type").is_empty(), "{text}");
        (said("param"), said("code"))
    }

    /// What the server says is wrong, in all the ways in which the case can be asked.
    async fn verdicts(&self, case: &Case) -> Vec<(String, String)> {
        let mut requests = Vec::new();
        // DALL·E never took an edit as JSON.
        if case.operation == Operation::Generate || !case.model.starts_with("dall-e") {
            requests.push(self.post(case.operation).json(&case.json()));
        }
        if case.operation == Operation::Edit {
            requests.push(self.post(case.operation).multipart(case.form()));
        }
        let mut found = Vec::new();
        for request in requests {
            found.push(self.refusal(request).await);
        }
        found
    }
}

async fn compare(server: &Server, cases: Vec<Case>) -> Vec<String> {
    let asked = stream::iter(cases).map(|case| async move {
        let expected = |param: &str, code: &str| match case.verdict {
            Verdict::Taken | Verdict::Stricter => code == "moderation_blocked",
            Verdict::Refused {
                param: right,
                code: rule,
            } => right.split_whitespace().any(|right| right == param) && code == rule,
        };
        let got = server.verdicts(&case).await;
        let wrong = got.iter().find(|(param, code)| !expected(param, code));
        wrong.map(|(param, code)| format!("{}, got {code} at '{param}'", case.named()))
    });
    asked
        .buffer_unordered(AT_ONCE)
        .filter_map(|wrong| async { wrong })
        .collect()
        .await
}

fn all_ids(family: &Family) -> Vec<&'static str> {
    family.ids.iter().chain(family.alike).copied().collect()
}

fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_local_check_gives_every_verdict() {
    let cases = cases(all_ids);
    assert!(cases.len() > 5000, "{} cases", cases.len());
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let expected = match case.verdict {
                Verdict::Taken => vec![],
                Verdict::Stricter | Verdict::Refused { .. } => vec![case.field()],
            };
            let got = faulty(&case.draft());
            (got != expected).then(|| format!("{}, got {got:?}", case.named()))
        })
        .collect();
    nothing(&wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_gives_every_verdict_for_the_living() {
    let server = Server::start(false).await;
    let living = cases(|family| if family.alive { family.ids.to_vec() } else { Vec::new() });
    nothing(&compare(&server, living).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_gives_every_verdict_for_the_retired_when_it_serves_them() {
    let server = Server::start(true).await;
    let retired = cases(|family| if family.alive { Vec::new() } else { family.ids.to_vec() });
    nothing(&compare(&server, retired).await);
}

#[tokio::test]
async fn the_retired_and_the_unknown_do_not_exist() {
    let server = Server::start(false).await;
    let retired = ["gpt-image-1", "dall-e-3", "dall-e-2"];
    let unknown = FAMILIES.iter().flat_map(|family| family.alike).copied();
    for model in retired.into_iter().chain(unknown).chain(["flux-kontext-pro", ""]) {
        let body = json!({ "model": model, "prompt": "a kite" });
        let got = server.refusal(server.post(Operation::Generate).json(&body)).await;
        assert_eq!(got, ("model".to_owned(), "invalid_value".to_owned()), "{model}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_of_white_space_is_painted_and_billed_there_and_refused_here() {
    let server = Server::start(false).await;
    let draft = Draft {
        prompt: " \n\t".to_owned(),
        model: "gpt-image-2".to_owned(),
        ..Draft::default()
    };
    assert_eq!(faulty(&draft), [Field::Prompt]);

    let body = json!({ "model": draft.model, "prompt": draft.prompt, "size": "1024x640", "quality": "low" });
    let response = server.post(Operation::Generate).json(&body).send().await.unwrap();

    assert_eq!(response.status().as_u16(), 200);
}

#[test]
fn a_model_of_nobody_is_sent_whatever_is_set() {
    for model in [
        "flux-kontext-pro",
        "openai/gpt-image-2",
        "gpt-image",
        "dalle-3",
        "my.model-vip",
    ] {
        for case in cases(|family| family.ids[..1].to_vec()) {
            let draft = Draft {
                model: model.to_owned(),
                ..case.draft()
            };
            // No words and no number of pictures are nothing to send at all.
            let expected = match (case.parameter, case.value) {
                ("prompt", "0") => vec![Field::Prompt],
                ("n", "0" | "-1" | "1.5" | "many") => vec![Field::Count],
                _ => vec![],
            };
            assert_eq!(faulty(&draft), expected, "{model}: {} = {}", case.parameter, case.value);
        }
    }
}

#[test]
fn the_table_says_something_of_every_option_of_every_family() {
    for family in FAMILIES {
        let has = |name: &str| family.rows.iter().copied().flatten().any(|row| row.name == name);
        for name in OptionName::ALL {
            let name = match name {
                OptionName::SvgModel => "svg.model",
                OptionName::SvgEffort => "svg.reasoning.effort",
                name => name.wire(),
            };
            assert!(has(name), "{}: {name}", family.ids[0]);
        }
        for name in ["prompt", "n", "size"] {
            assert!(has(name), "{}: {name}", family.ids[0]);
        }
    }
}
