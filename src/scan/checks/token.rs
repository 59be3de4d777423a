//! Tokens that carry structure: JSON web tokens, macaroons, identifiers with an account inside.

use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// Three parts in base64url; the first two are JSON objects, and the third is a signature with a key that is not published.
/// Tokens for whose issuer there is a rule of its own and tokens that are public by design are none.
///
/// Source: RFC 7519 (JWT), sections 3 and 6; RFC 7515 (JWS), section 3.1. Its `alg` must be there, but not all who
/// make tokens know.
pub(super) fn jwt(secret: &[u8]) -> bool {
    payload(secret).is_some_and(|payload| issuer(&payload) == Issuer::Any)
}

/// A JSON web token of a Kubernetes service account.
///
/// Source: <https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/> (claims of bound and of
/// legacy tokens).
pub(super) fn jwt_kubernetes(secret: &[u8]) -> bool {
    payload(secret).is_some_and(|payload| issuer(&payload) == Issuer::Kubernetes)
}

/// A JSON web token with the claims of a monday.com API token.
pub(super) fn jwt_monday(secret: &[u8]) -> bool {
    payload(secret).is_some_and(|payload| issuer(&payload) == Issuer::Monday)
}

/// A JSON web token that opens a Supabase project without regard to its row-level policies.
///
/// Source: <https://supabase.com/docs/guides/api/api-keys> (the `anon` key is public, the `service_role` key is not).
pub(super) fn jwt_supabase(secret: &[u8]) -> bool {
    payload(secret).is_some_and(|payload| issuer(&payload) == Issuer::SupabaseService)
}

/// A JSON web token of an n8n instance's public API.
pub(super) fn jwt_n8n(secret: &[u8]) -> bool {
    payload(secret).is_some_and(|payload| issuer(&payload) == Issuer::N8n)
}

/// Who issued a JSON web token, as far as there are rules for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issuer {
    Any,
    Kubernetes,
    Monday,
    N8n,
    SupabaseService,
    /// Public by design.
    Nobody,
}

fn issuer(claims: &Map<String, Value>) -> Issuer {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let all = |names: &[&str]| names.iter().all(|name| claims.contains_key(*name));
    if claims.keys().any(|name| name.starts_with("kubernetes.io")) || text("sub").starts_with("system:serviceaccount:")
    {
        Issuer::Kubernetes
    } else if all(&["tid", "uid", "per"]) {
        Issuer::Monday
    } else if text("iss") == "n8n" {
        Issuer::N8n
    } else if text("iss").starts_with("supabase") && text("role") == "service_role" {
        Issuer::SupabaseService
    } else if text("iss").starts_with("supabase") && text("role") == "anon" {
        Issuer::Nobody
    } else {
        Issuer::Any
    }
}

/// What a JSON web token says of itself: that its time is over.
///
/// Source: RFC 7519, section 4.1.4 (`exp`, in seconds since 1970).
pub(super) fn note(secret: &[u8]) -> Option<&'static str> {
    let (_, payload) = objects(secret)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
    let expiry = payload.get("exp").and_then(Value::as_f64)?;
    (expiry < now).then_some("this token has expired; whether the key behind it is still in use, it does not say")
}

/// Whether the value has the form of a JSON web token and opens nothing: its signature is shorter than that of any
/// algorithm, as in tests, or made with a published key, or it is public by design. What nobody signed (`alg` is `none`),
/// whoever reads it could have written.
///
/// Source: RFC 7518, section 3.1 (the shortest signatures have 256 bits); RFC 7519, section 6 (`none`).
pub(super) fn opens_nothing(value: &[u8]) -> bool {
    const SHORTEST_SIGNATURE: usize = 43;
    objects(value).is_some_and(|(header, payload)| {
        let signature = value.split(|b| *b == b'.').nth(2).unwrap_or_default();
        let is_base64 = signature.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let is_signed = is_base64 && signature.len() >= SHORTEST_SIGNATURE;
        !is_signed || is_unsigned(&header) || issuer(&payload) == Issuer::Nobody || has_published_key(value)
    })
}

/// The claims of a JSON web token that is signed with a key of its own.
fn payload(secret: &[u8]) -> Option<Map<String, Value>> {
    let (header, payload) = objects(secret)?;
    let is_signed = secret.split(|b| *b == b'.').nth(2).is_some_and(|signature| !signature.is_empty());
    (is_signed && !is_unsigned(&header) && !has_published_key(secret)).then_some(payload)
}

/// Returns true if the token's signature is one with SHA-256 and a key that jwt.io fills in, today or formerly: whoever tries
/// something there has made it. Sources: RFC 7518, section 3.2 (HS256); RFC 2104 (HMAC); <https://jwt.io>
fn has_published_key(token: &[u8]) -> bool {
    const KEYS: [&[u8]; 2] = [b"your-256-bit-secret", b"a-string-secret-at-least-256-bits-long"];
    let Some(dot) = memchr::memrchr(b'.', token) else { return false };
    let Ok(signature) = BASE64URL_NOPAD.decode(&token[dot + 1..]) else { return false };
    signature.len() == 32 && KEYS.iter().any(|key| hmac_sha256(key, &token[..dot]) == signature)
}

/// A code of RFC 2104 with SHA-256, for keys of up to 64 bytes.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let padded = |pad: u8| -> [u8; 64] { std::array::from_fn(|at| key.get(at).unwrap_or(&0) ^ pad) };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}

/// Header and claims of a JSON web token.
fn objects(secret: &[u8]) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let mut parts = secret.split(|b| *b == b'.');
    let mut object = || match serde_json::from_slice(&BASE64URL_NOPAD.decode(parts.next()?).ok()?) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    };
    Some((object()?, object()?))
}

/// Whether the header says that nobody signed the token.
fn is_unsigned(header: &Map<String, Value>) -> bool {
    header.get("alg").and_then(Value::as_str).is_some_and(|algorithm| algorithm.eq_ignore_ascii_case("none"))
}

/// Base64, after a prefix that ends with `_` where there is one, of a JSON object; what follows a further `_` or `.` is a
/// signature.
///
/// Sources: <https://docs.sentry.io/security-legal-pii/security/token-formats/> (Sentry's organization tokens),
/// <https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/>
/// (Grafana Cloud), <https://developer.1password.com/docs/service-accounts/security/> (1Password).
pub(super) fn json_base64(secret: &[u8]) -> bool {
    let Some(start) = memchr::memmem::find(secret, b"eyJ") else {
        return false;
    };
    let body = &secret[start..];
    // In the URL-safe alphabet, `_` may be a digit: the whole is tried first.
    let ends = [body.len(), memchr::memchr2(b'_', b'.', body).unwrap_or(body.len())];
    ends.iter().any(|end| {
        let encoded = body[..*end].trim_ascii_end();
        let bare = encoded.iter().rposition(|b| *b != b'=').map_or(encoded, |last| &encoded[..=last]);
        [BASE64_NOPAD, BASE64URL_NOPAD]
            .iter()
            .filter_map(|form| form.decode(bare).ok())
            .any(|json| matches!(serde_json::from_slice(&json), Ok(Value::Object(_))))
    })
}

/// The last part is the CRC-32 of all before its `_`, four bytes in hex with the lowest first.
///
/// Source: <https://github.com/grafana/grafana> (`pkg/components/satokengen/tokengen.go`), which refuses tokens where
/// it differs.
pub(super) fn crc32_hex(secret: &[u8]) -> bool {
    let Some(at) = secret.iter().rposition(|b| *b == b'_') else {
        return false;
    };
    let checksum = crc32fast::hash(&secret[..at]).to_le_bytes();
    secret[at + 1..] == *data_encoding::HEXLOWER.encode(&checksum).as_bytes()
}

/// The base32 characters after the four of the prefix hold an account number of at most twelve digits.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html> (prefixes) and
/// `aws sts get-access-key-info`, which tells the account from the id alone.
pub(super) fn aws_account(secret: &[u8]) -> bool {
    const MASK: u64 = 0x7fff_ffff_ff80;
    let Some(Ok(id)) = secret.get(4..20).map(|id| BASE32_NOPAD.decode(id)) else {
        return false;
    };
    let number = id.iter().take(6).fold(0u64, |n, b| n << 8 | u64::from(*b));
    (number & MASK) >> 7 < 1_000_000_000_000
}

/// A `PyPI` token is a macaroon, version 2, whose location is pypi.org or test.pypi.org.
///
/// Source: <https://pypi.org/help/#apitoken> and the format of libmacaroons, version 2 (`doc/format.txt`).
pub(super) fn pypi_macaroon(secret: &[u8]) -> bool {
    let Some(body) = secret.strip_prefix(b"pypi-") else {
        return false;
    };
    let whole = &body[..body.len() / 4 * 4];
    let Ok(bytes) = BASE64URL_NOPAD.decode(whole) else {
        return false;
    };
    // Version 2, then a packet of type 1 (location), its length, and the location.
    matches!(bytes.as_slice(), [2, 1, length, rest @ ..]
        if [&b"pypi.org"[..], b"test.pypi.org"].iter().any(|host| usize::from(*length) == host.len() && rest.starts_with(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str) -> Vec<u8> {
        let part = |json: &str| BASE64URL_NOPAD.encode(json.as_bytes());
        format!("{}.{}.c2lnbmF0dXJl", part(header), part(payload)).into_bytes()
    }

    const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

    #[test]
    fn tokens_go_to_the_rule_of_their_issuer() {
        let of = |payload: &str| payload_issuer(&token(HEADER, payload));
        assert_eq!(of(r#"{"sub":"42","exp":1}"#), Some(Issuer::Any));
        assert_eq!(
            of(r#"{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"a"}"#),
            Some(Issuer::Kubernetes)
        );
        assert_eq!(of(r#"{"iss":"supabase","role":"anon"}"#), Some(Issuer::Nobody));
        assert_eq!(of(r#"{"iss":"supabase","role":"service_role"}"#), Some(Issuer::SupabaseService));
        assert_eq!(of(r#"{"tid":1,"uid":2,"per":"me:write"}"#), Some(Issuer::Monday));
        assert_eq!(of("[1]"), None);
    }

    fn payload_issuer(token: &[u8]) -> Option<Issuer> {
        payload(token).map(|claims| issuer(&claims))
    }

    #[test]
    fn a_token_is_signed() {
        let unsigned = |header: &str| {
            let mut token = token(header, r#"{"sub":"42"}"#);
            token.truncate(token.len() - "c2lnbmF0dXJl".len());
            token
        };
        assert!(jwt(&token(HEADER, r#"{"sub":"42"}"#)));
        assert!(jwt(&token(r#"{"typ":"JWT"}"#, r#"{"sub":"42"}"#)));
        assert!(!jwt(&unsigned(r#"{"alg":"none"}"#)));
        assert!(!jwt(&unsigned(HEADER)));
    }

    /// RFC 4231, section 4.3.
    #[test]
    fn a_published_code() {
        let code = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        assert!(data_encoding::HEXLOWER.encode(&code).starts_with("5bdcc146bf60754e6a042426089575c7"));
    }

    #[test]
    fn a_token_that_a_published_key_signed_is_none() {
        let part = |json: &str| BASE64URL_NOPAD.encode(json.as_bytes());
        let signed = format!("{}.{}", part(HEADER), part(r#"{"sub":"42"}"#));
        let with = |key: &[u8]| format!("{signed}.{}", BASE64URL_NOPAD.encode(&hmac_sha256(key, signed.as_bytes())));
        assert!(!jwt(with(b"your-256-bit-secret").as_bytes()));
        assert!(jwt(with(b"of somebody's own").as_bytes()));
    }

    #[test]
    fn expired_tokens_say_so() {
        let says = |header: &str, payload: &str| note(&token(header, payload)).unwrap_or_default();
        assert!(says(HEADER, r#"{"exp":1300819380}"#).contains("expired"));
        assert_eq!(says(HEADER, r#"{"exp":99999999999}"#), "");
        assert_eq!(says(HEADER, "{}"), "");
    }

    #[test]
    fn json_in_base64_with_and_without_a_signature() {
        let body = BASE64_NOPAD.encode(br#"{"iat":1,"url":"https://sentry.io"}"#);
        for text in [format!("sntrys_{body}_c2ln"), format!("sntrys_{body}==_c2ln"), format!("glc_{body}"), body] {
            assert!(json_base64(text.as_bytes()), "{text}");
        }
        assert!(!json_base64(b"glc_eyJub3QganNvbg"));
    }
}
