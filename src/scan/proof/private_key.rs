//! Private keys in armour.

/// An armoured private key with a body: base64 between the lines that begin and end it, at least 64 characters.
///
/// The armour also stands in documentation and in code that writes or reads keys, without a body. Line breaks may be
/// real or escaped, as in JSON, and lines may be quoted or indented. Source: RFC 7468, sections 2 and 3.
pub(super) fn private_key(secret: &[u8]) -> bool {
    const LEAST: usize = 64;
    let text = String::from_utf8_lossy(secret);
    let Some(body) = text.split_once("KEY").and_then(|(_, rest)| rest.split_once("-----")).map(|(_, body)| body) else {
        return false;
    };
    let body = body.split("-----END").next().unwrap_or_default();
    let body = body.replace("\\r", "\n").replace("\\n", "\n").replace("\\t", " ");
    let encoded: usize = body
        .lines()
        .map(|line| line.trim_matches(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))))
        .filter(|line| !line.contains(": "))
        .filter(|line| line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)))
        .map(str::len)
        .sum();
    encoded >= LEAST
}
