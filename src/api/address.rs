//! The addresses of a server's endpoints, by the way it speaks (images-api.md §1, §13.2, §13.3).

use url::Url;

use super::Endpoint;
use crate::domain::{Flavor, Operation, Profile, Request};

/// The version of Azure's classic addresses that is in wide use for images (images-api.md §13.3).
const AZURE_VERSION: &str = "2025-04-01-preview";
/// The name of that version in addresses.
const VERSION: &str = "api-version";
/// What stands in the path of Azure's classic addresses before the deployment.
const DEPLOYMENTS: &str = "/openai/deployments";

/// How an Azure base address names what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AzureForm {
    /// It names a deployment already.
    Deployment,
    /// The model's id is the deployment.
    Classic,
    /// The newer form: the model stays in the body.
    V1,
}

impl Endpoint {
    /// Where a request goes.
    pub(super) fn address(&self, request: &Request) -> Url {
        let path = match (self.profile().flavor, request.operation()) {
            (Flavor::Openrouter, _) => "images",
            (_, Operation::Generate) => "images/generations",
            (_, Operation::Edit) => "images/edits",
            (_, Operation::Variation) => "images/variations",
        };
        match self.profile().flavor {
            Flavor::Azure => azure(self.base(), self.profile(), request.model(), path),
            Flavor::Openai | Flavor::Compatible | Flavor::Xai => below(self.base(), "/v1", path),
            Flavor::Openrouter => below(self.base(), "/api/v1", path),
        }
    }

    /// Where the list of models is.
    pub(super) fn address_of_models(&self) -> Url {
        match self.profile().flavor {
            Flavor::Azure => azure_models(self.base(), self.profile()),
            Flavor::Openai | Flavor::Compatible | Flavor::Xai => below(self.base(), "/v1", "models"),
            Flavor::Openrouter => {
                let mut url = below(self.base(), "/api/v1", "models");
                url.query_pairs_mut().append_pair("output_modalities", "image");
                url
            }
        }
    }

    /// Whether the address already says which model is meant, so that the body must not (images-api.md §13.3).
    pub(super) fn model_is_in_address(&self) -> bool {
        self.profile().flavor == Flavor::Azure && azure_form(self.base(), self.profile()) != AzureForm::V1
    }
}

/// The path below the base. Only a bare host gets `usual`: other bases say what they mean.
fn below(base: &Url, usual: &str, path: &str) -> Url {
    let mut url = base.clone();
    let start = url.path().trim_end_matches('/');
    let start = if start.is_empty() { usual } else { start };
    let path = format!("{start}/{path}");
    url.set_path(&path);
    url.set_fragment(None);
    url
}

/// A bare host is taken by the classic form where a version is given, and by the newer one otherwise.
fn azure_form(base: &Url, profile: &Profile) -> AzureForm {
    let path = base.path().trim_end_matches('/');
    let versioned = !profile.api_version.is_empty() || base.query_pairs().any(|(name, _)| name == VERSION);
    if path.contains(&format!("{DEPLOYMENTS}/")) {
        AzureForm::Deployment
    } else if path.ends_with("/v1") || !(versioned || path.ends_with(DEPLOYMENTS)) {
        AzureForm::V1
    } else {
        AzureForm::Classic
    }
}

/// The part of an Azure path before `/openai`.
fn azure_root(base: &Url) -> String {
    let path = base.path().trim_end_matches('/');
    let root = path.find("/openai").map_or(path, |at| &path[..at]);
    root.trim_end_matches('/').to_owned()
}

fn azure(base: &Url, profile: &Profile, model: &str, path: &str) -> Url {
    let form = azure_form(base, profile);
    let mut url = match form {
        AzureForm::Deployment => below(base, "", path),
        AzureForm::Classic => {
            let mut url = base.clone();
            url.set_path(&format!("{}{DEPLOYMENTS}", azure_root(base)));
            if let Ok(mut segments) = url.path_segments_mut() {
                segments.push(model).extend(path.split('/'));
            }
            url
        }
        AzureForm::V1 if base.path().trim_end_matches('/').ends_with("/v1") => below(base, "", path),
        AzureForm::V1 => at(base, &format!("{}/openai/v1/{path}", azure_root(base))),
    };
    let usual = if form == AzureForm::V1 { "" } else { AZURE_VERSION };
    add_version(&mut url, profile, usual);
    url
}

fn azure_models(base: &Url, profile: &Profile) -> Url {
    let root = azure_root(base);
    let (mut url, usual) = match azure_form(base, profile) {
        AzureForm::V1 if base.path().trim_end_matches('/').ends_with("/v1") => (below(base, "", "models"), ""),
        AzureForm::V1 => (at(base, &format!("{root}/openai/v1/models")), ""),
        AzureForm::Deployment | AzureForm::Classic => (at(base, &format!("{root}/openai/models")), AZURE_VERSION),
    };
    add_version(&mut url, profile, usual);
    url
}

fn at(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(path);
    url.set_fragment(None);
    url
}

/// A version in the base address stays; otherwise the profile's, else the usual one.
fn add_version(url: &mut Url, profile: &Profile, usual: &str) {
    let version = if profile.api_version.is_empty() {
        usual
    } else {
        &profile.api_version
    };
    if !version.is_empty() && !url.query_pairs().any(|(name, _)| name == VERSION) {
        url.query_pairs_mut().append_pair(VERSION, version);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ModelTable};

    fn endpoint(flavor: Flavor, base: &str, api_version: &str) -> Endpoint {
        let profile = Profile {
            flavor,
            api_version: api_version.to_owned(),
            ..Profile::default()
        };
        Endpoint::new(&profile, &Url::parse(base).unwrap(), None, None).unwrap()
    }

    fn generation(model: &str) -> Request {
        let draft = Draft {
            prompt: "a kite".to_owned(),
            model: model.to_owned(),
            ..Draft::default()
        };
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    #[test]
    fn a_base_works_with_and_without_v1_and_slash() {
        for (base, whole) in [
            ("https://a.example", "https://a.example/v1/images/generations"),
            ("https://a.example/", "https://a.example/v1/images/generations"),
            ("https://a.example/v1", "https://a.example/v1/images/generations"),
            ("https://a.example/v1/", "https://a.example/v1/images/generations"),
            (
                "https://a.example/api/v1",
                "https://a.example/api/v1/images/generations",
            ),
            (
                "https://a.example/openai/deployments/d?api-version=1",
                "https://a.example/openai/deployments/d/images/generations?api-version=1",
            ),
        ] {
            let endpoint = endpoint(Flavor::Compatible, base, "");
            assert_eq!(endpoint.address(&generation("m")).as_str(), whole);
            assert!(!endpoint.model_is_in_address());
        }
    }

    #[test]
    fn azure_has_a_classic_and_a_newer_form() {
        let host = "https://r.openai.azure.com";
        let classic = "openai/deployments/my%2Fpaint/images/generations?api-version=";
        let v1 = "openai/v1/images/generations";
        for (base, version, path, models, in_address) in [
            ("", "", v1.to_owned(), "openai/v1/models".to_owned(), false),
            ("/openai/v1/", "", v1.to_owned(), "openai/v1/models".to_owned(), false),
            (
                "/openai/v1",
                "preview",
                format!("{v1}?api-version=preview"),
                "openai/v1/models?api-version=preview".to_owned(),
                false,
            ),
            (
                "",
                "2025-04-01-preview",
                format!("{classic}2025-04-01-preview"),
                "openai/models?api-version=2025-04-01-preview".to_owned(),
                true,
            ),
            (
                "/openai/deployments",
                "",
                format!("{classic}{AZURE_VERSION}"),
                format!("openai/models?api-version={AZURE_VERSION}"),
                true,
            ),
            (
                "/?api-version=7",
                "",
                format!("{classic}7"),
                "openai/models?api-version=7".to_owned(),
                true,
            ),
            (
                "/openai/deployments/d?api-version=7",
                "8",
                "openai/deployments/d/images/generations?api-version=7".to_owned(),
                "openai/models?api-version=7".to_owned(),
                true,
            ),
        ] {
            let endpoint = endpoint(Flavor::Azure, &format!("{host}{base}"), version);
            let address = endpoint.address(&generation("my/paint"));
            assert_eq!(address.as_str(), format!("{host}/{path}"), "{base} {version}");
            assert_eq!(endpoint.address_of_models().as_str(), format!("{host}/{models}"));
            assert_eq!(endpoint.model_is_in_address(), in_address, "{base} {version}");
        }
    }

    #[test]
    fn openrouter_has_one_address_for_all() {
        for base in ["https://openrouter.ai", "https://openrouter.ai/api/v1"] {
            let endpoint = endpoint(Flavor::Openrouter, base, "");
            let address = endpoint.address(&generation("m"));
            assert_eq!(address.as_str(), "https://openrouter.ai/api/v1/images");
            assert_eq!(
                endpoint.address_of_models().as_str(),
                "https://openrouter.ai/api/v1/models?output_modalities=image"
            );
        }
    }
}
