//! One request as the operations see it: who asks, which path labels, query and body members.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::wire::{ApiError, Text};

/// The account an access key that is not itself an account number belongs to.
pub(super) const DEFAULT_ACCOUNT: &str = "123456789012";
/// The region of an unsigned request.
pub(super) const DEFAULT_REGION: &str = "us-east-1";

/// One account in one region: the unit all state belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Scope {
    /// The 12-digit account.
    pub(super) account: Text,
    /// The region, such as `us-east-1`.
    pub(super) region: Text,
}

impl Scope {
    /// The scope of an account and a region.
    pub(super) fn new(account: &str, region: &str) -> Self {
        Self { account: account.into(), region: region.into() }
    }

    /// Who calls: everybody has assumed the same role in their own account.
    pub(super) fn caller(&self) -> String {
        format!("arn:aws:sts::{}:assumed-role/BackupOperator/on-call", self.account)
    }

    /// Reads the `SigV4` credential scope of an `Authorization` header. The access key is the account when it is
    /// 12 digits; whatever cannot be read falls back to the defaults.
    pub(super) fn from_authorization(header: Option<&str>) -> Self {
        let credential = header
            .and_then(|header| header.split("Credential=").nth(1))
            .and_then(|rest| rest.split([',', ' ']).next())
            .unwrap_or_default();
        let mut parts = credential.split('/');
        let key = parts.next().unwrap_or_default();
        let region = parts.nth(1).filter(|region| !region.is_empty()).unwrap_or(DEFAULT_REGION);
        let is_account = key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit());
        Self::new(if is_account { key } else { DEFAULT_ACCOUNT }, region)
    }

    /// Whether an ARN names something of this account and Region; some, such as a bucket's, name neither.
    pub(super) fn has(&self, arn: &str) -> bool {
        let mut parts = arn.split(':').skip(3);
        let is_ours = |part: Option<&str>, own: &str| part.is_some_and(|part| part.is_empty() || part == own);
        is_ours(parts.next(), &self.region) && is_ours(parts.next(), &self.account)
    }

    /// An AWS Backup ARN in this scope, for example `backup-vault:prod-daily`.
    pub(super) fn arn(&self, resource: &str) -> Text {
        format!("arn:aws:backup:{}:{}:{resource}", self.region, self.account).into()
    }
}

/// A routed request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Who asks, and where.
    pub(super) scope: Scope,
    /// Path labels in order, decoded.
    pub(super) labels: Vec<String>,
    /// Query members in order, decoded.
    pub(super) query: Vec<(String, String)>,
    /// The raw body.
    pub(super) body: Vec<u8>,
    /// The seed by which pages come short, where they do.
    pub(super) short_pages: Option<u64>,
}

impl Request {
    /// The path label at `index`; routing has made sure that it is there.
    pub(super) fn label(&self, index: usize) -> &str {
        self.labels.get(index).map_or("", String::as_str)
    }

    /// A query member, absent when empty.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// A query member that is a time: ISO 8601 as the SDKs send it.
    pub(super) fn query_time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let parse = |text: &str| {
            text.parse().map_err(|_| ApiError::invalid(name, format!("{text} is not a timestamp")))
        };
        self.query(name).map(parse).transpose()
    }

    /// A query member that is a whole number.
    pub(super) fn query_number(&self, name: &str) -> Result<Option<u64>, ApiError> {
        let parse =
            |text: &str| text.parse().map_err(|_| ApiError::invalid(name, format!("{text} is not a number")));
        self.query(name).map(parse).transpose()
    }

    /// A query member that is a flag; absent is false.
    pub(super) fn query_flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// The JSON body's members; no body is an empty object.
    pub(super) fn members(&self) -> Result<Members, ApiError> {
        self.json().map(Members)
    }

    /// The JSON body as it stands; no body is an empty object.
    pub(super) fn json(&self) -> Result<Map<String, Value>, ApiError> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(ApiError::new("SerializationException", 400, "the body is not a JSON object")),
        }
    }
}

/// The members of a JSON body, read with errors that name the member.
#[derive(Debug)]
pub(super) struct Members(Map<String, Value>);

impl Members {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// All members that are not null.
    pub(super) fn all(&self) -> Map<String, Value> {
        self.0.clone().into_iter().filter(|(_, value)| !value.is_null()).collect()
    }

    /// A member that may be absent.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let wrong = || ApiError::invalid(name, "expected a string");
        self.get(name).map(|value| value.as_str().ok_or_else(wrong)).transpose()
    }

    /// A member that must be there and not blank.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)?.filter(|text| !text.trim().is_empty()).ok_or_else(|| ApiError::missing(name))
    }

    /// A whole number that may be absent.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let read =
            |value: &Value| value.as_i64().ok_or_else(|| ApiError::invalid(name, "expected a whole number"));
        self.get(name).map(read).transpose()
    }

    /// A structure; an absent one is empty.
    pub(super) fn parsed_or_empty<T: serde::de::DeserializeOwned + Default>(
        &self,
        name: &str,
    ) -> Result<T, ApiError> {
        Ok(self.parsed(name)?.unwrap_or_default())
    }

    /// A structure that may be absent.
    pub(super) fn parsed<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let read = |value: &Value| T::deserialize(value).map_err(|error| ApiError::invalid(name, error));
        self.get(name).map(read).transpose()
    }
}

/// Undoes percent-encoding; bytes that are not UTF-8 become replacement characters.
pub(super) fn percent_decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let decoded = (*first == b'%').then(|| hex_pair(tail)).flatten();
        out.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let pair = std::str::from_utf8(bytes.get(..2)?).ok()?;
    u8::from_str_radix(pair, 16).ok()
}

/// Splits a query string or a form body into decoded pairs; `+` is a blank.
pub(super) fn parse_query(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| percent_decode(&part.replace('+', " "));
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_comes_from_the_signature() {
        let header = "AWS4-HMAC-SHA256 Credential=210987654321/20261121/eu-west-1/backup/aws4_request, SignedHeaders=host, Signature=0";
        assert_eq!(Scope::from_authorization(Some(header)), Scope::new("210987654321", "eu-west-1"));
        let ordinary = header.replace("210987654321", "AKIAIOSFODNN7EXAMPLE");
        assert_eq!(Scope::from_authorization(Some(&ordinary)), Scope::new(DEFAULT_ACCOUNT, "eu-west-1"));
        assert_eq!(Scope::from_authorization(None), Scope::new(DEFAULT_ACCOUNT, DEFAULT_REGION));
    }

    #[test]
    fn encoded_text_is_decoded_and_a_stray_percent_is_kept() {
        assert_eq!(percent_decode("arn%3Aaws%3As3%3A%3A%3Ab%2Fc"), "arn:aws:s3:::b/c");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(
            parse_query("a=SAP%20HANA+x&delete"),
            [("a".to_owned(), "SAP HANA x".to_owned()), ("delete".to_owned(), String::new())]
        );
    }
}
