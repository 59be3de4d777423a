//! A name for one secret found by one rule, by which it can be allowed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

/// A secret that is shorter, in bytes, may be guessed: its fingerprint is made by a slow hash.
///
/// The length alone decides, so that a fingerprint stays what it is when rules change. Keys that providers issue are
/// longer, with few exceptions, and random; what people choose is shorter, with few exceptions.
pub const SHORT: usize = 24;

/// What Argon2id fills for each guess, in KiB. With one pass it takes some two milliseconds.
const MEMORY: u32 = 2048;

/// What marks the slow hash in a fingerprint.
const SLOW: &str = "argon2-";

/// A rule's id and a hash of the secret: `rule-id:` and 16 hexadecimal digits, or `rule-id:argon2-` and 16 of them.
///
/// It holds neither place nor path, so it outlives moved lines, renames and rebases; and it never stands for another
/// value. Both hashes are of the rule's id and the secret (carriage returns left out), cut to 8 bytes: enough that no
/// second value meets it by chance, and too few to be of use in a table of hashes. The quick one is SHA-256 over id, NUL
/// and secret. The slow one, for secrets shorter than [`SHORT`], is Argon2id (RFC 9106) with 2 MiB, one pass, and
/// `keystop`, NUL and the id as its salt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    rule: String,
    hash: Hash,
}

/// By which hash it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Hash {
    Quick([u8; 8]),
    Slow([u8; 8]),
}

/// Not a fingerprint.
#[derive(Debug, thiserror::Error)]
#[error(
    "a fingerprint is a rule's id, a colon and 16 hexadecimal digits, before which `argon2-` may stand, as messages print it"
)]
pub struct NotAFingerprint;

impl Fingerprint {
    /// The fingerprint of a secret that a rule found, as messages print it: slow for a short secret.
    #[must_use]
    pub fn of(rule: &str, secret: &[u8]) -> Self {
        Self::slow(rule, secret).unwrap_or_else(|| Self::quick(rule, secret))
    }

    /// The fingerprint by the quick hash, as earlier versions gave to secrets of any length. It still counts.
    #[must_use]
    pub fn quick(rule: &str, secret: &[u8]) -> Self {
        let mut hasher = Sha256::new_with_prefix(rule);
        hasher.update([0]);
        hasher.update(without_returns(secret));
        let mut hash = [0; 8];
        hash.copy_from_slice(&hasher.finalize()[..8]);
        Self { rule: rule.to_owned(), hash: Hash::Quick(hash) }
    }

    /// The fingerprint by the slow hash, which only short secrets have. Takes some two milliseconds for each secret
    /// that this process has not met.
    #[must_use]
    pub fn slow(rule: &str, secret: &[u8]) -> Option<Self> {
        static KNOWN: Mutex<Option<HashMap<Fingerprint, [u8; 8]>>> = Mutex::new(None);
        let secret = without_returns(secret);
        if secret.len() >= SHORT {
            return None;
        }
        let name = Self::quick(rule, &secret);
        let known = |hash| Self { rule: rule.to_owned(), hash: Hash::Slow(hash) };
        let remembered =
            KNOWN.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|known| known.get(&name).copied());
        if let Some(hash) = remembered {
            return Some(known(hash));
        }
        let hash = slow_hash(rule, &secret)?;
        KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(name, hash);
        Some(known(hash))
    }

    /// The rule's id.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Returns true if it was made by the slow hash.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        matches!(self.hash, Hash::Slow(_))
    }
}

/// Which secret a finding is of: equal for equal secrets of one rule. Its fingerprint, which may take a slow hash, is made
/// once it is asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Never shown, since that of a short secret could be guessed.
    quick: Fingerprint,
    /// The secret, if it is a short one.
    short: Option<Box<[u8]>>,
}

impl Identity {
    /// That of a secret that a rule found.
    #[must_use]
    pub fn of(rule: &str, secret: &[u8]) -> Self {
        let secret = without_returns(secret);
        let short = (secret.len() < SHORT).then(|| secret.as_ref().into());
        Self { quick: Fingerprint::quick(rule, &secret), short }
    }

    /// Returns true if it is that of this secret.
    #[must_use]
    pub fn is_of(&self, secret: &[u8]) -> bool {
        Self::of(self.quick.rule(), secret) == *self
    }

    /// The fingerprint by which it can be allowed.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let slow = self.short.as_deref().and_then(|secret| Fingerprint::slow(self.quick.rule(), secret));
        slow.unwrap_or_else(|| self.quick.clone())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.quick.rule())
    }
}

fn without_returns(secret: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\r', secret).is_none() {
        return Cow::Borrowed(secret);
    }
    Cow::Owned(secret.iter().copied().filter(|byte| *byte != b'\r').collect())
}

/// None only if the parameters were out of their range, which they are not.
fn slow_hash(rule: &str, secret: &[u8]) -> Option<[u8; 8]> {
    let mut hash = [0; 8];
    let parameters = Params::new(MEMORY, 1, 1, Some(hash.len())).ok()?;
    let mut memory = vec![Block::default(); parameters.block_count()];
    let salt = ["keystop\0", rule].concat();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    argon.hash_password_into_with_memory(secret, salt.as_bytes(), &mut hash, &mut memory).ok()?;
    Some(hash)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hash {
            Hash::Quick(hash) => write!(f, "{}:{}", self.rule, HEXLOWER.encode(&hash)),
            Hash::Slow(hash) => write!(f, "{}:{SLOW}{}", self.rule, HEXLOWER.encode(&hash)),
        }
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let (rule, hash) = text.split_once(':').ok_or(NotAFingerprint)?;
        let (digits, is_slow) = hash.strip_prefix(SLOW).map_or((hash, false), |digits| (digits, true));
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| NotAFingerprint)?;
        let bytes = bytes.try_into().map_err(|_| NotAFingerprint)?;
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if rule.is_empty() || !rule.chars().all(is_word) {
            return Err(NotAFingerprint);
        }
        Ok(Self { rule: rule.to_owned(), hash: if is_slow { Hash::Slow(bytes) } else { Hash::Quick(bytes) } })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn another_rule_or_value_has_another_one() {
        let one = Fingerprint::of("some-rule", b"a value");
        assert_ne!(one, Fingerprint::of("some-rule", b"a valuE"));
        assert_ne!(one, Fingerprint::of("other-rule", b"a value"));
    }

    #[test]
    fn line_endings_do_not_matter() {
        assert_eq!(Fingerprint::of("r", b"a\r\nb"), Fingerprint::of("r", b"a\nb"));
        let long = "a\r\n".repeat(20);
        assert_eq!(Fingerprint::of("r", long.as_bytes()), Fingerprint::of("r", long.replace('\r', "").as_bytes()));
    }

    /// What was printed once counts forever: vectors by which another program can make the same.
    #[test]
    fn they_stay_what_they_are() {
        assert_eq!(Fingerprint::quick("some-rule", b"a value").to_string(), "some-rule:e04302c7c6a62a17");
        assert_eq!(Fingerprint::of("some-rule", b"a value").to_string(), "some-rule:argon2-5207c6269bacfdd8");
        assert!(Fingerprint::slow("r", &[b'x'; SHORT]).is_none());
        assert!(Fingerprint::slow("r", &[b'x'; SHORT - 1]).is_some());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "rule",
            "rule:12",
            "rule:xyz",
            "rule:0123456789abcdef00",
            ":0123456789abcdef",
            "R b:0123456789abcdef",
            "rule:argon2-12",
            "rule:argon-0123456789abcdef",
        ] {
            assert!(text.parse::<Fingerprint>().is_err(), "{text}");
        }
    }

    /// What a guess costs: `cargo test --release --lib -- --ignored --nocapture guess`.
    #[test]
    #[ignore = "measures"]
    #[allow(clippy::print_stderr)]
    fn what_a_guess_costs() {
        let time = |guesses: u32, guess: &dyn Fn(&[u8])| {
            let start = std::time::Instant::now();
            (0..guesses).for_each(|number| guess(number.to_string().as_bytes()));
            start.elapsed() / guesses
        };
        let quick = time(1_000_000, &|guess| {
            std::hint::black_box(Fingerprint::quick("r", guess));
        });
        let slow = time(500, &|guess| {
            std::hint::black_box(slow_hash("r", guess));
        });
        eprintln!("quick: {quick:?}, slow: {slow:?} a guess");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_printed_is_read_again(rule in "[a-z0-9-]{1,40}", secret in prop::collection::vec(any::<u8>(), 1..60)) {
            let printed = Fingerprint::of(&rule, &secret);
            prop_assert_eq!(printed.to_string().parse::<Fingerprint>().ok(), Some(printed));
            let quick = Fingerprint::quick(&rule, &secret);
            prop_assert_eq!(quick.to_string().parse::<Fingerprint>().ok(), Some(quick));
        }
    }
}
