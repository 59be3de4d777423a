//! What stands before the random part of a value: an issuer's own prefix, a user's name.

/// The shortest random part, in bytes.
const SHORTEST: usize = 20;

/// The longest prefix, in bytes.
const LONGEST_PREFIX: usize = 24;

/// Words before a digest or a name that a program made, which are no secrets.
const OTHERS: [&[u8]; 12] =
    [b"sha", b"md", b"rev", b"commit", b"build", b"digest", b"hash", b"cache", b"deps", b"id", b"image", b"ref"];

/// The random part of a value behind the words that its issuer puts first, `acme_live_…`, or the whole value where it
/// has no such form. The random part is one run of letters and digits.
pub(in crate::scan) fn behind_issuer(value: &[u8]) -> &[u8] {
    let Some(joint) = value.iter().rposition(|b| matches!(b, b'-' | b'_')) else { return value };
    let (prefix, random) = (&value[..joint], &value[joint + 1..]);
    let digits = random.iter().filter(|b| b.is_ascii_digit()).count();
    let is_run = random.len() >= SHORTEST
        && random.iter().all(u8::is_ascii_alphanumeric)
        && digits * 8 >= random.len()
        && digits < random.len();
    let is_word = |word: &[u8]| {
        let letters = word.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        letters > 0
            && word.len() - letters <= 3
            && word[letters..].iter().all(u8::is_ascii_digit)
            && !OTHERS.iter().any(|other| word[..letters].eq_ignore_ascii_case(other))
    };
    let is_prefix = prefix.len() <= LONGEST_PREFIX && prefix.split(|b| matches!(b, b'-' | b'_')).all(is_word);
    if is_run && is_prefix { random } else { value }
}

/// The password of `user:password`.
pub(in crate::scan) fn behind_user(value: &[u8]) -> Option<&[u8]> {
    let is_of_user = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'@' | b'+');
    let at = value.iter().position(|b| *b == b':')?;
    let (user, password) = (&value[..at], &value[at + 1..]);
    (at > 0 && user.iter().all(is_of_user) && !password.is_empty()).then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_of_words_is_set_aside() {
        let random = "4f0c7a26".repeat(4);
        for prefix in ["key-", "acme_live_", "sk-prod-", "svc-v2-"] {
            assert_eq!(behind_issuer(format!("{prefix}{random}").as_bytes()), random.as_bytes(), "{prefix}");
        }
        for whole in ["sha256-", "md5_", "build-", "a.b-", "2024-", ""] {
            let value = format!("{whole}{random}");
            assert_eq!(behind_issuer(value.as_bytes()), value.as_bytes());
        }
        assert_eq!(behind_issuer(b"production-signing-configuration1"), b"production-signing-configuration1");
    }

    #[test]
    fn a_user_is_set_aside() {
        assert_eq!(behind_user(b"svc:pw:1"), Some(&b"pw:1"[..]));
        assert_eq!(behind_user(b"a b:pw"), None);
        assert_eq!(behind_user(b"svc:"), None);
    }
}
