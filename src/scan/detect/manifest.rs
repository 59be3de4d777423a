//! The values of a Secret of Kubernetes: each is a secret, whatever its name, unless it plainly is none.

use std::ops::Range;

use data_encoding::BASE64;

use super::named::Assigned;
use crate::rules::Rule;
use crate::scan::checks;
use crate::scan::hit::{Confidence, Hit};
use crate::scan::syntax::collection::Entry;
use crate::scan::syntax::manifest::{self, Field};

impl Assigned<'_> {
    /// Hands on the values of the manifest whose kind the keyword is.
    pub(in crate::scan) fn in_manifest(&self, rule: &'static Rule, kind: &Range<usize>, found: &mut dyn FnMut(Hit)) {
        manifest::values(self.input.text, kind, &self.budgets.collections, &mut |field, entry| {
            let hit = match field {
                Field::Plain => self.of_collection(rule, kind, entry),
                Field::Encoded => self.encoded(rule, entry),
            };
            hit.into_iter().for_each(&mut *found);
        });
    }

    /// A value in base64: a secret where its name speaks of one and it is more than words, or where it is no plain value.
    fn encoded(&self, rule: &'static Rule, entry: Entry) -> Option<Hit> {
        let text = self.input.text;
        let secret = entry.value;
        let is_certificate = entry.key.as_ref().is_some_and(|key| names_a_certificate(&text[key.clone()]));
        if !self.may_look_at(&secret) || is_certificate {
            return None;
        }
        let value = &text[secret.clone()];
        let holds = rule.proofs.iter().flatten().all(|proof| checks::holds(*proof, value));
        let speaks = entry.key.as_ref().is_some_and(|key| self.speaks_of_a_secret(key));
        let decoded = BASE64.decode(value).unwrap_or_default();
        let decoded = decoded.trim_ascii();
        let is_secret = holds && !if speaks { is_of_words(decoded) } else { is_plain(decoded) };
        is_secret.then(|| Hit {
            rule,
            extent: secret.clone(),
            secret,
            name: entry.key,
            confidence: Confidence::Matched,
            note: None,
            owner: None,
            perhaps: None,
            disguise: None,
        })
    }
}

/// Returns true for the names under which certificates stand: `tls.crt`, `ca.crt`, `ca-bundle`. Source:
/// <https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets>
fn names_a_certificate(key: &[u8]) -> bool {
    let last = key.rsplit(|byte| matches!(byte, b'.' | b'-' | b'_')).next().unwrap_or_default();
    [&b"ca"[..], b"crt", b"cert", b"bundle", b"pub"].iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Returns true for words alone, as examples have them: `hello-world`.
fn is_of_words(value: &[u8]) -> bool {
    value
        .split(|byte| matches!(byte, b'-' | b'_' | b' '))
        .all(|word| word.iter().all(u8::is_ascii_alphabetic) && is_capitalized(word))
}

/// Returns true for what names and addresses are made of, and numbers: words in lower case with signs between, as in
/// `db.internal:5432`, `eu-west-1`, `https://host/path`, `me@host`.
fn is_plain(value: &[u8]) -> bool {
    /// A word has hardly more digits.
    const DIGITS: usize = 5;
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b" -_.,:/@=\n".contains(byte);
    // `me:word`, `postgres://me:word@host/db`; a port or an address has no letters behind the last colon, or two slashes.
    let behind = memchr::memrchr(b':', value).map_or(&b""[..], |colon| &value[colon + 1..]);
    let has_login =
        !behind.starts_with(b"//") && behind.iter().take_while(|byte| **byte != b'/').any(u8::is_ascii_alphabetic);
    !has_login
        && (value.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
            || value.iter().all(is_word) && digits <= DIGITS
            || value.iter().all(u8::is_ascii_alphabetic) && is_capitalized(value))
}

/// Returns true for a word in one case, or with its first letter in the other.
fn is_capitalized(word: &[u8]) -> bool {
    let rest = word.get(1..).unwrap_or_default();
    rest.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain() {
        for value in ["postgres", "db.internal:5432", "eu-west-1", "https://host.example/path", "4711", "Production"] {
            assert!(is_plain(value.as_bytes()), "{value}");
        }
        for value in [
            "kZ8mXq2vR7bN",
            "me:word",
            "postgres://me:word@host/db",
            "hunter\u{0}x",
            "3f786850e387550fdab836ed7e6dc881",
        ] {
            assert!(!is_plain(value.as_bytes()), "{value}");
        }
    }
}
