//! What all running requests share: store, profiles, models, the built-in server, the voice.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::OnceCell, task::spawn_blocking};
use url::Url;

use super::{program::log, purse::Purse, voice::Voice, wire::Hello};
use crate::{
    api::{Client, Endpoint},
    config,
    domain::{
        ApiKey, Failure, FailureKind, Files, Model, ModelTable, Places, Prices, Profile, Redactor, Request, SANDBOX,
        ServedModel,
    },
    sandbox,
    store::Store,
};

/// A profile and its key, as they came through the pipe.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub profile: Profile,
    pub key: Option<ApiKey>,
}

/// A server, ready to be sent to.
#[derive(Debug)]
pub(super) struct Connection {
    pub client: Client,
    pub origin: String,
    pub redactor: Redactor,
}

/// Shared by every request of this engine.
#[derive(Debug)]
pub(super) struct Desk {
    pub store: Store,
    pub voice: Voice,
    /// The engine's name, which is that of its lock.
    pub engine: String,
    pub models: ModelTable,
    /// What its requests may cost.
    pub purse: Purse,
    /// Where copies of results go, and how they are named.
    pub files: Files,
    /// Whether the person can be asked where to save what finds no room.
    pub asks: bool,
    sandbox_latency: Option<Duration>,
    sandbox: OnceCell<Url>,
    accounts: Mutex<HashMap<String, Account>>,
}

impl Desk {
    pub(super) fn new(hello: &Hello, engine: String, voice: Voice) -> Result<Self, Failure> {
        Ok(Self {
            store: Store::open(&hello.places)?,
            voice,
            purse: Purse::new(hello.spending, engine.clone()),
            engine,
            models: models(&hello.places)?,
            files: hello.files.clone(),
            asks: hello.asks,
            sandbox_latency: hello.sandbox_latency_ms.map(Duration::from_millis),
            sandbox: OnceCell::new(),
            accounts: Mutex::default(),
        })
    }

    pub(super) fn know(&self, name: String, account: Account) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.insert(name, account);
    }

    fn account(&self, name: &str) -> Option<Account> {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.get(name).cloned()
    }

    /// Does work that blocks on a thread made for it.
    pub(super) async fn blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(Store) -> R + Send + 'static,
    ) -> Result<R, Failure> {
        let store = self.store.clone();
        spawn_blocking(move || work(store))
            .await
            .map_err(|error| broke(&error.to_string()))
    }

    /// The server of a profile.
    pub(super) async fn connection(&self, name: &str) -> Result<Connection, Failure> {
        let (account, base) = if name == SANDBOX {
            let account = Account {
                profile: Profile::sandbox(),
                key: ApiKey::new("sandbox"),
            };
            (account, self.sandbox().await?)
        } else {
            let setup = |why: &str| Failure::new(FailureKind::Setup, format!("profile '{name}' {why}"));
            let account = self.account(name).ok_or_else(|| setup("is not known to the engine"))?;
            let base = account
                .profile
                .base_url
                .clone()
                .ok_or_else(|| setup("has no base_url"))?;
            (account, base)
        };
        let config = self.store.places().config.clone();
        self.blocking(move |_| connected(account, &base, &config)).await?
    }

    /// What the server of a profile says it serves.
    pub(super) async fn models_of(&self, name: &str) -> Result<Vec<ServedModel>, Failure> {
        let connection = self.connection(name).await?;
        connection.client.models().await.map_err(|error| {
            let failure = Failure::from(error);
            // Nothing can have been billed by a question.
            if failure.kind != FailureKind::Unknown {
                return failure;
            }
            Failure {
                kind: FailureKind::Refused,
                hint: None,
                ..failure
            }
        })
    }

    /// The address of the built-in server, which is started when it is first asked for.
    async fn sandbox(&self) -> Result<Url, Failure> {
        let started = self.sandbox.get_or_try_init(|| async {
            let usual = sandbox::Options::default();
            let options = sandbox::Options {
                latency: self.sandbox_latency.unwrap_or(usual.latency),
                ..usual
            };
            let server = sandbox::start(options)
                .await
                .map_err(|error| broke(&error.to_string()))?;
            let base = Url::parse(&server.base_url()).map_err(|error| broke(&error.to_string()))?;
            tokio::spawn(async move {
                if let Err(error) = server.run_until(std::future::pending()).await {
                    log(&error.to_string());
                }
            });
            Ok(base)
        });
        started.await.cloned()
    }

    /// What a request costs with this profile: nothing, the profile's own prices, or those of the model.
    pub(super) async fn prices(&self, name: &str, request: &Request) -> Prices {
        let profile = self.account(name).map(|account| account.profile).unwrap_or_default();
        if name == SANDBOX {
            return Prices {
                free: true,
                ..Prices::default()
            };
        }
        self.prices_with(name, profile, &self.models.model(request.model()))
            .await
    }

    /// What a model costs with a profile that this engine was told of.
    pub(super) async fn own_prices(&self, name: &str, model: &Model) -> Option<Prices> {
        let profile = self.account(name)?.profile;
        Some(self.prices_with(name, profile, model).await)
    }

    async fn prices_with(&self, name: &str, profile: Profile, model: &Model) -> Prices {
        let listed = model.rules().prices.clone();
        let own = self
            .blocking(move |_| config::prices(&profile).map_err(Failure::from))
            .await;
        match own.and_then(|own| own) {
            Ok(own) => own.of(model),
            Err(Failure { message, .. }) => {
                log(&format!("the prices of profile '{name}' are not used: {message}"));
                listed
            }
        }
    }
}

fn connected(account: Account, base: &Url, config: &Path) -> Result<Connection, Failure> {
    let ca_pem = match &account.profile.ca_file {
        Some(file) => Some(fs::read(beside(config, file)).map_err(|error| {
            let message = format!("ca_file {} cannot be read: {error}", file.display());
            Failure::new(FailureKind::Setup, message)
        })?),
        None => None,
    };
    let endpoint = Endpoint::new(&account.profile, base, account.key, ca_pem)?;
    Ok(Connection {
        client: Client::new(&endpoint)?,
        origin: endpoint.origin(),
        redactor: endpoint.redactor(),
    })
}

/// A file that a profile names: relative ones lie beside `config.toml`.
fn beside(config: &Path, file: &Path) -> PathBuf {
    config.join(file)
}

/// The shipped table with the person's laid over it.
fn models(places: &Places) -> Result<ModelTable, Failure> {
    let user = fs::read_to_string(places.config.join("models.toml")).unwrap_or_default();
    ModelTable::overlaid(&user)
        .or_else(|error| {
            // Prices of the shipped table are better than a request that is not sent: the studio tells of the fault.
            log(&format!("models.toml is not used: {error}"));
            ModelTable::standard()
        })
        .map_err(|error| broke(&error.to_string()))
}

/// A defect of ours, told as one.
pub(super) fn broke(why: &str) -> Failure {
    Failure::new(FailureKind::Internal, format!("the engine failed: {why}"))
}
