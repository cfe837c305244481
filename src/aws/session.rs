//! One scope's connection to AWS: configuration and credentials, loaded when first used, and the clients made of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::profile::Profile;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use tokio::sync::OnceCell;

use super::limit::Budget;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::scope::ScopeId;

/// The first byte of an answer has to come within this time; connecting has the SDK's own limit of 3.1 s.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// One attempt, with all of its answer, has to end within this time: a page of 1000 jobs over a poor line is slow.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// Attempts in all, as the SDK's own default (aws-backup-api.md section 4.5).
const ATTEMPTS: u32 = 3;

/// Where one scope's calls go, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSettings {
    /// Who signs the calls.
    pub login: Login,
    /// The Region; `None` takes the profile's, or the environment's.
    pub region: Option<String>,
    /// All calls go here instead of to AWS.
    pub endpoint_url: Option<String>,
    /// Budget of calls a second.
    pub requests_per_second: u32,
}

/// Who signs a scope's calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// The environment's own choice: variables, the default profile, container and instance roles.
    Ambient,
    /// A profile of the AWS configuration.
    Profile(String),
    /// Made-up credentials whose access key id is this account, as the simulator understands them. Reads no file and
    /// no environment variable.
    MadeUp(String),
}

/// One scope's connection. Cheap to make: nothing is read before the first call.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) scope: ScopeId,
    pub(super) budget: Budget,
    settings: ScopeSettings,
    clients: Mutex<Arc<OnceCell<Clients>>>,
}

/// The clients of one load of the configuration. Clones share their connections.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) region: String,
    pub(super) backup: aws_sdk_backup::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) sts: aws_sdk_sts::Client,
}

impl Session {
    pub(super) fn new(scope: ScopeId, settings: ScopeSettings) -> Self {
        Self { scope, budget: Budget::new(settings.requests_per_second), settings, clients: Mutex::default() }
    }

    /// The profile that a login command would have to name.
    pub(super) fn profile(&self) -> Option<String> {
        match &self.settings.login {
            Login::Profile(profile) => Some(profile.clone()),
            Login::Ambient => std::env::var("AWS_PROFILE").ok().filter(|profile| !profile.is_empty()),
            Login::MadeUp(_) => None,
        }
    }

    /// Forgets configuration and credentials; the next call loads them anew. Calls under way keep theirs.
    pub(super) fn renew(&self) {
        *self.clients.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    /// The clients; loads the configuration first where that has not been done. A load that fails is tried again by the
    /// next call.
    pub(super) async fn clients(&self, operation: &'static str) -> Result<Clients, Failure> {
        let cell = Arc::clone(&self.clients.lock().unwrap_or_else(PoisonError::into_inner));
        let clients = cell.get_or_try_init(|| async {
            let config = match &self.settings.login {
                Login::MadeUp(account) => made_up(account, &self.settings),
                Login::Ambient => load(None, &self.settings).await,
                Login::Profile(profile) => {
                    find_profile(profile).await.map_err(|why| no_credentials(operation, &why))?;
                    load(Some(profile), &self.settings).await
                }
            };
            Clients::new(&config).ok_or_else(|| no_credentials(operation, NO_REGION))
        });
        clients.await.cloned()
    }
}

const NO_REGION: &str = "no Region is set: name one with --region, AWS_REGION or the profile's region";

fn no_credentials(operation: &'static str, why: &str) -> Failure {
    Failure::new(FailureKind::NoCredentials, operation, why)
}

impl Clients {
    fn new(config: &SdkConfig) -> Option<Self> {
        Some(Self {
            region: config.region()?.to_string(),
            backup: aws_sdk_backup::Client::new(config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
        })
    }
}

async fn load(profile: Option<&str>, settings: &ScopeSettings) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(url) = &settings.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    loader.load().await
}

/// Built by hand, because the loader reads files and the environment whatever it is given.
fn made_up(account: &str, settings: &ScopeSettings) -> SdkConfig {
    let credentials = Credentials::new(account, "made-up", None, None, "made-up");
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(settings.region.clone().map(Region::new))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    config.set_endpoint_url(settings.endpoint_url.clone());
    config.build()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().read_timeout(READ_TIMEOUT).operation_attempt_timeout(ATTEMPT_TIMEOUT).build()
}

/// Whether the profile stands in the AWS configuration; else a sentence with those that do. Without this the SDK would go on to
/// ask for an instance's role, and fail much later with words about that.
async fn find_profile(name: &str) -> Result<(), String> {
    let (fs, env) = (Fs::real(), Env::real());
    let known = aws_config::profile::load(&fs, &env, &EnvConfigFiles::default(), None)
        .await
        .map_err(|error| format!("the AWS configuration cannot be read: {error}"))?;
    if known.get_profile(name).is_some_and(|profile: &Profile| profile.name() == name) {
        return Ok(());
    }
    let mut names: Vec<_> = known.profiles().collect();
    names.sort_unstable();
    Err(match names.as_slice() {
        [] => format!("there is no profile \"{name}\": the AWS configuration has none"),
        names => format!("there is no profile \"{name}\"; there are: {}", names.join(", ")),
    })
}
