//! The words of a name.

use std::ops::Range;

/// How long a word is kept, in bytes. Longer ones are cut: at the beginning, if the end says what it is.
pub const WORD: usize = 12;

/// A word of a name: lower case, padded with zeros.
pub type Word = [u8; WORD];

/// The most words that are looked at, the last ones of a name.
const MOST: usize = 8;

/// The words of a name, in order: parts between signs, and parts that begin with an upper-case letter. Digits are left out,
/// and letters beyond ASCII stay as they are.
#[must_use]
pub fn words(name: &[u8]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(MOST);
    let mut length = 0;
    let mut before = 0u8;
    for (at, byte) in name.iter().enumerate() {
        if byte.is_ascii() && !byte.is_ascii_alphabetic() {
            length = 0;
            before = *byte;
            continue;
        }
        let humps = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_uppercase() && name.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if length == 0 || humps {
            words.push([0; WORD]);
            length = 0;
        }
        if let Some(place) = words.last_mut().and_then(|word| word.get_mut(length)) {
            *place = byte.to_ascii_lowercase();
        }
        length += 1;
        if length > WORD
            && let Some(word) = words.last_mut()
            && let Some(end) = telling_end(&name[at + 1 - length..=at])
        {
            *word = end;
        }
        before = *byte;
    }
    let mut words: Vec<Word> = words.into_iter().flat_map(apart).flatten().collect();
    words.split_off(words.len().saturating_sub(MOST))
}

/// The two words of a name that is written in one: `cipherkey`. Those that the model has learnt in one stay so.
fn apart(word: Word) -> [Option<Word>; 2] {
    /// What stands before `key`, in full or cut.
    const BEFORE_KEY: [&[u8]; 13] = [
        b"encryption",
        b"ncryption",
        b"ecryption",
        b"encrypt",
        b"crypt",
        b"cipher",
        b"crypto",
        b"aes",
        b"hmac",
        b"signing",
        b"wtsigning",
        b"master",
        b"webhook",
    ];
    let all = letters(&word);
    let key = all.strip_suffix(b"keys").or(all.strip_suffix(b"key"));
    let Some(first) = key.filter(|first| BEFORE_KEY.contains(first)) else { return [Some(word), None] };
    let of = |part: &[u8]| {
        let mut word = [0; WORD];
        word[..part.len()].copy_from_slice(part);
        Some(word)
    };
    let whole: &[u8] = match first {
        b"ncryption" => b"encryption",
        b"ecryption" => b"decryption",
        b"wtsigning" => b"signing",
        other => other,
    };
    [of(whole), of(&all[first.len()..])]
}

/// The last letters of a long word without humps, `applicationsecret`, if they tell that it is of a secret, and the
/// first ones don't tell that it is public.
fn telling_end(word: &[u8]) -> Option<Word> {
    const ENDS: [&[u8]; 5] = [b"key", b"passwd", b"password", b"secret", b"token"];
    const PUBLIC: [&[u8]; 3] = [b"continuation", b"next", b"pub"];
    let begins = |with: &&[u8]| word.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let mut end: Word = *word.last_chunk()?;
    end.make_ascii_lowercase();
    (ENDS.iter().any(|telling| end.ends_with(telling)) && !PUBLIC.iter().any(begins)).then_some(end)
}

/// A word's letters.
#[must_use]
pub fn letters(word: &Word) -> &[u8] {
    let length = word.iter().position(|b| *b == 0).unwrap_or(WORD);
    &word[..length]
}

/// Whether the bytes of a name are words of it, and not a piece of a longer one: `myDropboxKey`, not `nonlinear_key`.
pub(in crate::scan) fn is_part(name: &[u8], part: &Range<usize>) -> bool {
    let begins = part.start == 0 || {
        let (before, first) = (name[part.start - 1], name[part.start]);
        !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && first.is_ascii_uppercase()
    };
    let rest = &name[part.end..];
    let ends = match rest {
        // A word of the language with its joint, `float_`: a word for a secret has to follow.
        _ if !name[part.end - 1].is_ascii_alphanumeric() => begins_with_secret(rest),
        [] => true,
        [next, ..] if !next.is_ascii_alphabetic() => true,
        [next, after @ ..] if next.is_ascii_uppercase() => {
            name[part.end - 1].is_ascii_lowercase() || after.first().is_some_and(u8::is_ascii_lowercase)
        }
        // `dropboxtoken`
        _ => begins_with_secret(rest),
    };
    begins && ends
}

/// Whether a word for a secret, or one that stands before it, comes first, in any case.
fn begins_with_secret(rest: &[u8]) -> bool {
    [&b"token"[..], b"key", b"secret", b"pass", b"pwd", b"api", b"access", b"auth", b"client", b"cred"]
        .iter()
        .any(|word| rest.get(..word.len()).is_some_and(|there| there.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(name: &str) -> Vec<String> {
        words(name.as_bytes()).iter().map(|word| String::from_utf8_lossy(letters(word)).into_owned()).collect()
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(split("AWS_SECRET_ACCESS_KEY"), ["aws", "secret", "access", "key"]);
        assert_eq!(split("--dbPassword2"), ["db", "password"]);
        assert_eq!(split("HTTPServerToken"), ["http", "server", "token"]);
        assert_eq!(split("spring.datasource.password"), ["spring", "datasource", "password"]);
        assert_eq!(split("Authentication-Key"), ["authenticati", "key"]);
        assert_eq!(split("1.2"), Vec::<String>::new());
        assert_eq!(split("Contraseña_web"), ["contraseña", "web"]);
    }
}
