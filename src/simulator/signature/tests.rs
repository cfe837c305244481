//! The signatures are those of AWS's published test suite for Signature Version 4: key AKIDEXAMPLE, service `service`.

use axum::http::{HeaderName, HeaderValue};

use super::*;

struct Vector {
    method: &'static str,
    path: &'static str,
    query: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    signature: &'static str,
}

const GET: Vector =
    Vector { method: "GET", path: "/", query: "", headers: &[], body: "", signature: VANILLA };
const VANILLA: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

const VECTORS: [Vector; 8] = [
    GET,
    Vector { path: "/./", ..GET },
    Vector {
        path: "/\u{1234}",
        signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        ..GET
    },
    Vector {
        path: "/example space/",
        signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        ..GET
    },
    Vector {
        query: "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ..GET
    },
    Vector {
        headers: &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
        signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ..GET
    },
    Vector {
        headers: &[("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1")],
        signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ..GET
    },
    Vector {
        method: "POST",
        headers: &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-length", "13"),
            ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
        ],
        body: "Param1=value1",
        signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        ..GET
    },
];

/// Checks a request with these headers as that suite's service at that suite's moment.
fn outcome(vector: &Vector, change: impl Fn(&mut HeaderMap)) -> Result<(), String> {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("example.amazonaws.com"));
    headers.insert("x-amz-date", HeaderValue::from_static("20150830T123600Z"));
    for (name, value) in vector.headers {
        headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let mut names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={}, Signature={}",
        names.join(";"),
        vector.signature
    );
    headers.insert("authorization", authorization.parse().unwrap());
    change(&mut headers);
    let signed = Signed {
        method: vector.method,
        path: vector.path,
        query: vector.query,
        headers: &headers,
        body: vector.body.as_bytes(),
    };
    let now = "2015-08-30T12:38:00Z".parse().unwrap();
    let secret = |key: &str| (key == "AKIDEXAMPLE").then_some("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    verify(&signed, "service", now, secret).map_err(|error| format!("{}: {}", error.code(), error.message()))
}

#[test]
fn the_published_vectors_hold() {
    for vector in VECTORS {
        assert_eq!(outcome(&vector, |_| ()), Ok(()), "{} {} {}", vector.path, vector.query, vector.body);
    }
    let token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
    let with_token = Vector {
        headers: &[(
            "x-amz-security-token",
            "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
        )],
        signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        ..GET
    };
    assert_eq!(outcome(&with_token, |_| ()), Ok(()));
    let smuggled = outcome(&GET, |headers| {
        headers.insert("x-amz-security-token", HeaderValue::from_static(token));
    });
    assert!(smuggled.unwrap_err().contains("'x-amz-security-token' must be a 'SignedHeader'"));
}

#[test]
fn anything_else_than_was_signed_is_refused() {
    let refused = |vector: Vector| outcome(&vector, |_| ()).unwrap_err();
    for vector in [
        Vector { path: "/a", ..GET },
        Vector { query: "a=b", ..GET },
        Vector { method: "PUT", ..GET },
        Vector { body: "{}", ..GET },
        Vector { signature: "", ..GET },
    ] {
        assert!(
            refused(vector).starts_with("InvalidSignatureException: The request signature we calculated")
        );
    }
}

#[test]
fn what_is_missing_or_malformed_is_said() {
    for (name, value, said) in [
        ("authorization", None, "MissingAuthenticationTokenException: Missing Authentication Token"),
        ("authorization", Some("Basic eA=="), "IncompleteSignature: Authorization header must begin with"),
        (
            "authorization",
            Some("AWS4-HMAC-SHA256 Signature=a"),
            "IncompleteSignature: Authorization header requires 'Credential'",
        ),
        (
            "authorization",
            Some("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=a"),
            "IncompleteSignature: Credential must have",
        ),
        (
            "authorization",
            Some(
                "AWS4-HMAC-SHA256 Credential=STRANGER/20150830/us-east-1/service/aws4_request, SignedHeaders=host, Signature=a",
            ),
            "UnrecognizedClientException: The security token included in the request is invalid.",
        ),
        (
            "authorization",
            Some(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=a",
            ),
            "InvalidSignatureException: Credential should be scoped to correct service: 'service'.",
        ),
        ("x-amz-date", None, "IncompleteSignature: Authorization header requires existence"),
        ("x-amz-date", Some("yesterday"), "IncompleteSignature: Date must be"),
        ("x-amz-date", Some("20150831T123600Z"), "InvalidSignatureException: Date in Credential scope"),
        ("x-amz-date", Some("20150830T120000Z"), "InvalidSignatureException: Signature expired: "),
        ("x-amz-security-token", Some("expired"), "ExpiredTokenException: "),
    ] {
        let refused = outcome(&GET, |headers| {
            match value {
                Some(value) => headers.insert(name, HeaderValue::from_static(value)),
                None => headers.remove(name),
            };
        });
        let refused = refused.unwrap_err();
        assert!(refused.starts_with(said), "{refused}");
    }
}
