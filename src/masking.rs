//! Words that leave the program: whatever came from outside may hold a secret, and what could be one is masked.
//!
//! Lines of files are masked where findings are made; paths, arguments, names of branches and the words of other programs
//! pass here on their way into a message.

use crate::scan::{Hit, Input, Scanner, Sensitivity};

/// What stands in place of a secret, whatever its length.
pub const MASK: &str = "********";

/// From that length on, in characters, a run of letters and digits may be the other half of a key.
const RUN: usize = 20;

/// From that length on, in characters, a word may be a password.
const PASSWORD: usize = 8;

/// A message with everything masked that a rule knows, or that looks like a secret more than like the part of a path.
#[must_use]
pub fn words(message: &str) -> String {
    let text = message.as_bytes();
    let hits = Scanner::new().scan(&Input { path: b"", text, sensitivity: Sensitivity::KeysOnly });
    let mut out = String::with_capacity(message.len());
    let mut at = 0;
    for Hit { extent, .. } in hits {
        out.push_str(&String::from_utf8_lossy(&text[at..extent.start.max(at)]));
        out.push_str(MASK);
        at = extent.end.max(at);
    }
    out.push_str(&String::from_utf8_lossy(&text[at..]));
    let is_run = |run: &str, before: &str| is_mixed(run) && !(is_object_id(run) && names_object(before));
    let out = masked(&out, |c| !c.is_ascii_alphanumeric(), |run, before| run.len() > RUN && is_run(run, before));
    masked(&out, ends_word, |word, _| is_password(word) && word.contains(|c: char| "!@#$%^&*?~".contains(c)))
}

/// A path with the words in it masked that look like passwords more than like names of files, as `@2x` has.
#[must_use]
pub fn path(path: &str) -> String {
    masked(path, ends_word, |word, _| is_password(word) && word.contains(|c: char| "!%^*?".contains(c)))
}

/// What stands on one line with a secret, with everything masked that could be a secret, too: long runs of letters and
/// digits, and words as passwords are. A key's other half often stands there, and no rule needs to know it for it to be one.
#[must_use]
pub fn beside_secret(text: &str) -> String {
    let out =
        masked(text, |c| !(c.is_ascii_alphanumeric() || "+_=-".contains(c)), |run, _| run.len() > RUN && is_mixed(run));
    masked(&out, ends_word, |word, _| is_password(word))
}

/// The text with those of its words masked; a word is asked for with what stands before it.
fn masked(text: &str, ends: fn(char) -> bool, is_secret: impl Fn(&str, &str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends) {
        let word = piece.trim_end_matches(ends);
        out.push_str(if is_secret(word, &out) { MASK } else { word });
        out.push_str(&piece[word.len()..]);
    }
    out
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || "\"'`,;()[]{}<>=:/".contains(c)
}

/// Returns true for upper and lower case with digits in one word.
fn is_password(word: &str) -> bool {
    let has = |class: fn(&char) -> bool| word.chars().any(|c| class(&c));
    word.len() >= PASSWORD
        && has(char::is_ascii_digit)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
}

fn is_mixed(run: &str) -> bool {
    run.contains(|c: char| c.is_ascii_digit()) && run.contains(|c: char| c.is_ascii_alphabetic())
}

/// Returns true for what may be the name of a Git object: 40 or 64 digits.
fn is_object_id(run: &str) -> bool {
    matches!(run.len(), 40 | 64) && run.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
}

fn names_object(before: &str) -> bool {
    ["blob ", "tree ", "commit ", "tag ", "object "].iter().any(|kind| before.ends_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_a_secret_is_masked() {
        let password = ["Sommer", "2019", "!x"].concat();
        let run = ["Zx81kfo", "Qpw72Lm", "Nb55Ra3a"].concat();
        for secret in [password, run] {
            for message in [format!("cannot read a/{secret}/b"), format!("unknown \"{secret}\"; old = '{secret}'")] {
                let masked = words(&message);
                assert!(!masked.contains(&secret) && masked.contains(MASK), "{masked}");
            }
        }
    }

    #[test]
    fn what_stands_beside_a_secret_is_masked_sooner() {
        let word = ["Zk39d", "kfUUw"].concat();
        assert_eq!(beside_secret(&format!("connect(\"{word}\", user)")), format!("connect(\"{MASK}\", user)"));
        assert_eq!(
            beside_secret("db.connect(host, old_password) // see v1"),
            "db.connect(host, old_password) // see v1"
        );
    }

    #[test]
    fn ordinary_words_stay() {
        for message in [
            "cannot read blob 0123456789abcdef0123456789abcdef01234567: it is in none of the object directories",
            "the index /home/a/work/.git/index is damaged: it is cut off",
            "error: unexpected argument '--formats' found; a similar argument exists: '--format'",
            "cannot read /home/me/MyProject2024/my-branch-of-the-year-2024/x: it is not a file",
        ] {
            assert_eq!(words(message), message);
        }
    }
}
