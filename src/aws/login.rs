//! Whose credentials sign a scope's calls, and the SDK configuration that follows from that.

use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::origin::Origin;
use aws_types::os_shim_internal::{Env, Fs};

/// A connection has to stand within this time; the SDK's own limit.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);
/// The first byte of an answer has to come within this time.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// One attempt, with all of its answer, has to end within this time: a page of 1000 jobs over a poor line is slow.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// The simulator is on this machine and its throttling is made up: nobody is relieved by the SDK's second of waiting.
const MADE_UP_BACK_OFF: Duration = Duration::from_millis(20);

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

impl Login {
    /// The profile that a login command would have to name.
    pub(super) fn profile(&self) -> Option<String> {
        match self {
            Self::Profile(profile) => Some(profile.clone()),
            Self::Ambient => std::env::var("AWS_PROFILE").ok().filter(|profile| !profile.is_empty()),
            Self::MadeUp(_) => None,
        }
    }

    /// Loads the configuration. Credentials themselves are fetched by the first call.
    ///
    /// # Errors
    /// A sentence for the operator: there is no such profile, or the files cannot be read.
    pub(super) async fn load(
        &self,
        region: Option<&str>,
        endpoint_url: Option<&str>,
    ) -> Result<SdkConfig, String> {
        let files = EnvConfigFiles::default();
        let mut config = match self {
            Self::MadeUp(account) => made_up(account, region),
            Self::Ambient => ambient(region).await,
            Self::Profile(name) => of_profile(name, region, files).await?,
        }
        .into_builder();
        if let Some(url) = endpoint_url {
            config.set_endpoint_url(Some(url.to_owned()));
            // Else the clients would prefer AWS_ENDPOINT_URL.
            config.insert_origin("endpoint_url", Origin::shared_config());
        }
        Ok(config.build())
    }
}

async fn ambient(region: Option<&str>) -> SdkConfig {
    let loader = aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts());
    match region {
        Some(region) => loader.region(Region::new(region.to_owned())).load().await,
        None => loader.load().await,
    }
}

/// The profile's own credentials and no others: the SDK's chain would prefer keys in the environment even to a
/// profile that is named, and so show one account under the name of another.
async fn of_profile(name: &str, region: Option<&str>, files: EnvConfigFiles) -> Result<SdkConfig, String> {
    find(name, &files).await?;
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts())
        .profile_files(files.clone())
        .profile_name(name);
    let config = match region {
        Some(region) => loader.region(Region::new(region.to_owned())).load().await,
        None => loader.load().await,
    };
    let provider = ProviderConfig::without_region()
        .with_region(config.region().cloned())
        .with_use_fips(config.use_fips())
        .with_behavior_version(Some(BehaviorVersion::latest()));
    let credentials = ProfileFileCredentialsProvider::builder()
        .configure(&provider)
        .profile_files(files)
        .profile_name(name)
        .build();
    Ok(config.into_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build())
}

/// Built by hand, because the loader reads files and the environment whatever it is given.
fn made_up(account: &str, region: Option<&str>) -> SdkConfig {
    let credentials = Credentials::new(account, "made-up", None, None, "made-up");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(region.map(|region| Region::new(region.to_owned())))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_initial_backoff(MADE_UP_BACK_OFF))
        .build()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build()
}

/// Whether the profile stands in the AWS configuration; if not, a sentence with those that do.
async fn find(name: &str, files: &EnvConfigFiles) -> Result<(), String> {
    let known = aws_config::profile::load(&Fs::real(), &Env::real(), files, None)
        .await
        .map_err(|error| format!("the AWS configuration cannot be read: {error}"))?;
    if known.get_profile(name).is_some() {
        return Ok(());
    }
    let mut names: Vec<_> = known.profiles().collect();
    names.sort_unstable();
    Err(match names.as_slice() {
        [] => format!("there is no profile \"{name}\": the AWS configuration has none"),
        names => format!("there is no profile \"{name}\"; there are: {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use aws_credential_types::provider::ProvideCredentials;
    use aws_credential_types::provider::error::CredentialsError;
    use aws_runtime::env_config::file::EnvConfigFileKind;

    use super::*;

    const CONFIG: &str = "
[profile prod]
region = eu-central-1
aws_access_key_id = AKIAPROD
aws_secret_access_key = secret

[profile sso]
region = us-east-1
sso_session = nobody-ever-logged-in-here
sso_account_id = 123456789012
sso_role_name = ops

[sso-session nobody-ever-logged-in-here]
sso_region = us-east-1
sso_start_url = https://example.invalid/start

[profile empty]
region = us-east-1
";

    fn files() -> EnvConfigFiles {
        EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, CONFIG).build()
    }

    async fn credentials(profile: &str) -> Result<Credentials, CredentialsError> {
        let config = of_profile(profile, None, files()).await.unwrap();
        config.credentials_provider().unwrap().provide_credentials().await
    }

    #[tokio::test]
    async fn a_profile_brings_its_keys_and_its_region() {
        assert_eq!(credentials("prod").await.unwrap().access_key_id(), "AKIAPROD");
        let there = of_profile("prod", Some("us-west-2"), files()).await.unwrap();
        assert_eq!(there.region().map(Region::as_ref), Some("us-west-2"));
    }

    #[tokio::test]
    async fn a_profile_that_nobody_wrote_is_named_with_those_that_there_are() {
        let why = of_profile("pord", None, files()).await.unwrap_err();
        assert_eq!(why, "there is no profile \"pord\"; there are: empty, prod, sso");
    }

    #[tokio::test]
    async fn a_login_that_was_never_made_asks_for_aws_sso_login() {
        let error = credentials("sso").await.unwrap_err();
        let failure = crate::aws::errors::of_credentials("ListBackupVaults", Some("sso"), &error);
        assert_eq!(failure.command.as_deref(), Some("aws sso login --profile sso"));
    }

    #[tokio::test]
    async fn a_profile_without_credentials_says_so() {
        let error = credentials("empty").await.unwrap_err();
        let failure = crate::aws::errors::of_credentials("ListBackupVaults", Some("empty"), &error);
        assert_eq!(failure.kind, crate::domain::failure::FailureKind::NoCredentials);
        assert!(failure.message.as_str().contains("empty"), "{}", failure.message);
    }

    #[tokio::test]
    async fn made_up_credentials_carry_the_account() {
        let login = Login::MadeUp("123456789012".into());
        let config = login.load(Some("us-east-1"), Some("http://127.0.0.1:1")).await.unwrap();
        let credentials = config.credentials_provider().unwrap().provide_credentials().await.unwrap();
        assert_eq!(credentials.access_key_id(), "123456789012");
        assert_eq!(config.endpoint_url(), Some("http://127.0.0.1:1"));
    }
}
