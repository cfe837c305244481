//! AWS Signature Version 4, as the service checks it.

mod canonical;
mod time;

#[cfg(test)]
mod tests;

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

pub(super) use time::check as check_time;

use super::wire::ApiError;
use canonical::{hash, hex};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The secret of every account's access key.
const SECRET: &str = "simulated";
/// A session token that has run out. Any other is good.
const RUN_OUT: &str = "expired";

/// A request as it came, before anything of it is decoded.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// Checks who a request to `service` (its signing name) is from. Each account's 12-digit number is an access key id,
/// with one secret for all.
pub(super) fn check(signed: &Signed<'_>, service: &str, now: Timestamp) -> Result<(), ApiError> {
    let is_account = |key: &str| key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit());
    verify(signed, service, now, |key| is_account(key).then_some(SECRET))
}

fn verify<'a>(
    signed: &Signed<'_>,
    service: &str,
    now: Timestamp,
    secret_of: impl Fn(&str) -> Option<&'a str>,
) -> Result<(), ApiError> {
    let header = signed.header("authorization").ok_or_else(|| {
        refuse("MissingAuthenticationTokenException", "Missing Authentication Token".to_owned())
    })?;
    let authorization = Authorization::read(header)?;
    let date = signed.header("x-amz-date").ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })?;
    let [key, day, region, to, "aws4_request"] = authorization.credential[..] else {
        return Err(incomplete("Credential must have exactly 5 slash-delimited elements."));
    };
    let secret = secret_of(key).ok_or_else(invalid_token)?;
    let token = signed.header("x-amz-security-token");
    if token == Some(RUN_OUT) {
        let message = "The security token included in the request is expired";
        return Err(refuse("ExpiredTokenException", message.to_owned()));
    }
    if to != service {
        let message = format!("Credential should be scoped to correct service: '{service}'. ");
        return Err(mismatch(message));
    }
    if time::read(date).is_none() {
        return Err(incomplete("Date must be in ISO-8601 'basic format'."));
    }
    if !date.starts_with(day) {
        let message = format!("Date in Credential scope does not match YYYYMMDD from {date}.");
        return Err(mismatch(message));
    }
    let must = ["host", "x-amz-date"].into_iter().chain(token.map(|_| "x-amz-security-token"));
    if let Some(unsigned) = must.into_iter().find(|name| !authorization.headers.contains(name)) {
        return Err(mismatch(format!("'{unsigned}' must be a 'SignedHeader' in the AWS Authorization.")));
    }
    check_time(date, now)?;
    let canonical = canonical::request(signed, &authorization.headers);
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let to_sign = format!("{ALGORITHM}\n{date}\n{scope}\n{}", hash(canonical.as_bytes()));
    let key = [day, region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
    if hex(&mac(&key, &to_sign)) == authorization.signature {
        return Ok(());
    }
    tracing::debug!(canonical, to_sign, "the signature does not match");
    Err(super::faults::error("InvalidSignatureException", None, None))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn refuse(code: &'static str, message: String) -> ApiError {
    ApiError::new(code, 403, message)
}

fn incomplete(message: &str) -> ApiError {
    refuse("IncompleteSignature", message.to_owned())
}

fn mismatch(message: String) -> ApiError {
    refuse("InvalidSignatureException", message)
}

fn invalid_token() -> ApiError {
    super::faults::error("UnrecognizedClientException", None, None)
}

impl<'a> Signed<'a> {
    /// A header that is there once, as text.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What the `Authorization` header says.
struct Authorization<'a> {
    credential: Vec<&'a str>,
    headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn read(header: &'a str) -> Result<Self, ApiError> {
        let parts = header.strip_prefix(ALGORITHM).ok_or_else(|| {
            incomplete("Authorization header must begin with the algorithm AWS4-HMAC-SHA256.")
        })?;
        let part = |name: &str| {
            let found = parts.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
            found.ok_or_else(|| incomplete(&format!("Authorization header requires '{name}' parameter.")))
        };
        Ok(Self {
            credential: part("Credential")?.split('/').collect(),
            headers: part("SignedHeaders")?.split(';').collect(),
            signature: part("Signature")?,
        })
    }
}
