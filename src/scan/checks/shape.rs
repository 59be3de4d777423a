//! What sets a random value apart from a name of the same length and alphabet.

/// Holds a digit. Of random values of base 62, 996 in 1000 do that are 32 characters long, and 999 in 1000 of
/// 40; a `camelCaseName` or a `kebab-case-name` of just that length seldom does.
pub(super) fn digit(secret: &[u8]) -> bool {
    secret.iter().any(u8::is_ascii_digit)
}

/// Base64, with its padding.
pub(super) fn base64(secret: &[u8]) -> bool {
    data_encoding::BASE64.decode(secret).is_ok()
}

/// Something else than a digest in hexadecimal digits, as cache keys have it, behind the last `-`.
pub(super) fn not_digest(secret: &[u8]) -> bool {
    let last = secret.rsplit(|byte| *byte == b'-').next().unwrap_or_default();
    !last.iter().all(u8::is_ascii_hexdigit)
}

/// Generated at random, by the look of its characters.
pub(super) fn random(secret: &[u8]) -> bool {
    crate::scan::value::entropy::looks_generated(secret)
}

/// Base64 of something that is secret, as the values of a Kubernetes Secret are: no certificate and no public key,
/// which stand there as well, and nothing to be replaced.
///
/// Source: <https://kubernetes.io/docs/concepts/configuration/secret/> (`data`).
pub(super) fn kubernetes_value(secret: &[u8]) -> bool {
    const PUBLIC: [&[u8]; 4] = [b"-----BEGIN CERT", b"-----BEGIN PUBLIC", b"ssh-", b"ecdsa-"];
    const LEAST: usize = 6;
    data_encoding::BASE64.decode(secret).is_ok_and(|value| {
        value.len() >= LEAST
            && !PUBLIC.iter().any(|start| value.starts_with(start))
            && !crate::scan::value::placeholder::is_placeholder(value.trim_ascii())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_digit() {
        assert!(digit(b"a7"));
        assert!(!digit(b"subscriberListController"));
    }
}
