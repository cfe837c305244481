//! The one form of a request that both sides sign.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Signed;

/// The canonical request.
pub(super) fn request(signed: &Signed<'_>, headers: &[&str]) -> String {
    let mut text = format!("{}\n{}\n{}\n", signed.method, path(signed.path), query(signed.query));
    for name in headers {
        let values = signed.headers.get_all(*name).iter();
        let values: Vec<String> = values.map(|value| one_spaced(value.as_bytes())).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}:{}", values.join(","));
    }
    let _ = write!(text, "\n{}\n{}", headers.join(";"), hash(signed.body));
    text
}

/// The path as it came, without dots and doubled slashes, encoded once more: for every service but S3 what the client
/// encoded is encoded twice.
fn path(raw: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let ends_open = raw.ends_with('/') || raw.ends_with("/.") || raw.ends_with("/..");
    let encoded: Vec<String> = kept.iter().map(|segment| encode(segment.as_bytes())).collect();
    let end = if ends_open && !kept.is_empty() { "/" } else { "" };
    format!("/{}{end}", encoded.join("/"))
}

/// Query members decoded, encoded in the one way, and sorted.
fn query(raw: &str) -> String {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(&decode(name)), encode(&decode(value))))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    out
}

/// Everything but letters, digits and `-_.~` as `%XX`.
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A header's value, trimmed, its runs of blanks as one.
fn one_spaced(value: &[u8]) -> String {
    String::from_utf8_lossy(value).split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
