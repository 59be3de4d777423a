//! Tokens that carry structure: JSON web tokens, macaroons, identifiers with an account inside.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use serde_json::Value;

/// Three parts in base64url; the first two are JSON objects, and the first names an algorithm.
///
/// Source: RFC 7519 (JWT), section 3; RFC 7515 (JWS), sections 3.1 and 4.1.1.
pub(super) fn jwt(secret: &[u8]) -> bool {
    let mut parts = secret.split(|b| *b == b'.');
    let mut object = || {
        let json = BASE64URL_NOPAD.decode(parts.next()?).ok()?;
        match serde_json::from_slice(&json) {
            Ok(Value::Object(fields)) => Some(fields),
            _ => None,
        }
    };
    let (Some(header), Some(_payload)) = (object(), object()) else {
        return false;
    };
    header.get("alg").is_some_and(Value::is_string)
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
