//! A name for one secret found by one rule, by which it can be allowed.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER_PERMISSIVE;
use sha2::{Digest, Sha256};

/// A rule's id and a hash of the secret: `rule-id:` and 16 hexadecimal digits.
///
/// It holds neither place nor path, so it outlives moved lines, renames and rebases; and it never stands for another
/// value. The hash is SHA-256 over the rule's id, a NUL and the secret (carriage returns left out), cut to 8 bytes:
/// enough that no second value meets it by chance, and too few to be of use in a table of hashes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    rule: String,
    hash: [u8; 8],
}

/// Not a fingerprint.
#[derive(Debug, thiserror::Error)]
#[error("a fingerprint is a rule's id, a colon and 16 hexadecimal digits, as the message prints it")]
pub struct NotAFingerprint;

impl Fingerprint {
    /// The fingerprint of a secret that a rule found.
    #[must_use]
    pub fn of(rule: &str, secret: &[u8]) -> Self {
        let mut hasher = Sha256::new_with_prefix(rule);
        hasher.update([0]);
        for part in secret.split(|b| *b == b'\r') {
            hasher.update(part);
        }
        let mut hash = [0; 8];
        hash.copy_from_slice(&hasher.finalize()[..8]);
        Self { rule: rule.to_owned(), hash }
    }

    /// The rule's id.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.rule, data_encoding::HEXLOWER.encode(&self.hash))
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let (rule, hash) = text.split_once(':').ok_or(NotAFingerprint)?;
        let hash = HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).map_err(|_| NotAFingerprint)?;
        let hash = hash.try_into().map_err(|_| NotAFingerprint)?;
        Ok(Self { rule: rule.to_owned(), hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again() {
        let fingerprint = Fingerprint::of("some-rule", b"a value");
        assert_eq!(fingerprint.to_string().parse::<Fingerprint>().ok(), Some(fingerprint));
    }

    #[test]
    fn another_rule_or_value_has_another_one() {
        let one = Fingerprint::of("some-rule", b"a value");
        assert_ne!(one, Fingerprint::of("some-rule", b"a valuE"));
        assert_ne!(one, Fingerprint::of("other-rule", b"a value"));
    }

    #[test]
    fn line_endings_do_not_matter() {
        assert_eq!(Fingerprint::of("r", b"a\r\nb"), Fingerprint::of("r", b"a\nb"));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "rule", "rule:12", "rule:xyz", "rule:0123456789abcdef00"] {
            assert!(text.parse::<Fingerprint>().is_err(), "{text}");
        }
    }
}
