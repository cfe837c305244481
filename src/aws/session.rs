//! One scope's connection to AWS: clients made when first used, and made anew on demand.

use std::sync::{Arc, Mutex, PoisonError};

use aws_config::SdkConfig;
use tokio::sync::OnceCell;

use super::limit::Budget;
use super::login::Login;
use super::skew::Skew;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::scope::ScopeId;

const NO_REGION: &str = "no Region is set: name one with --region, AWS_REGION or the profile's region";

/// Where one scope's calls go, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSettings {
    /// Who signs the calls.
    pub login: Login,
    /// The Region; `None` takes the environment's, else the profile's, as the AWS CLI does.
    pub region: Option<String>,
    /// All calls go here instead of to AWS.
    pub endpoint_url: Option<String>,
    /// Budget of calls a second.
    pub requests_per_second: u32,
}

/// One scope's connection. Cheap to make: nothing is read before the first call.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) scope: ScopeId,
    pub(super) budget: Budget,
    pub(super) skew: Skew,
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
        let (budget, skew) = (Budget::new(settings.requests_per_second), Skew::default());
        Self { scope, budget, skew, settings, clients: Mutex::default() }
    }

    /// The profile that a login command would have to name.
    /// The address that is asked in AWS's place.
    pub(super) fn endpoint(&self) -> Option<&str> {
        self.settings.endpoint_url.as_deref()
    }

    pub(super) fn profile(&self) -> Option<String> {
        self.settings.login.profile()
    }

    /// Forgets configuration and credentials; the next call loads them anew. Calls under way keep theirs.
    pub(super) fn renew(&self) {
        *self.clients.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    /// The clients; loads the configuration first where that has not been done. A load that fails is tried again by
    /// the next call.
    pub(super) async fn clients(&self, operation: &'static str) -> Result<Clients, Failure> {
        let cell = Arc::clone(&self.clients.lock().unwrap_or_else(PoisonError::into_inner));
        let ScopeSettings { login, region, endpoint_url, .. } = &self.settings;
        let load = || async {
            let config = login.load(region.as_deref(), endpoint_url.as_deref()).await?;
            Clients::new(&config, &self.skew).ok_or_else(|| NO_REGION.to_owned())
        };
        let clients = cell.get_or_try_init(load).await.cloned();
        clients.map_err(|why: String| Failure::new(FailureKind::NoCredentials, operation, &why))
    }
}

impl Clients {
    /// `None` when the configuration names no Region.
    fn new(config: &SdkConfig, skew: &Skew) -> Option<Self> {
        let backup = aws_sdk_backup::config::Builder::from(config).interceptor(skew.clone()).build();
        Some(Self {
            region: config.region()?.to_string(),
            backup: aws_sdk_backup::Client::from_conf(backup),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
        })
    }
}
