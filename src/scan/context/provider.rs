//! Names of providers in a text, and what a name alone says.

use std::ops::Range;

use crate::rules::{self, Rule, Trigger};
use crate::scan::keyword::prefilter;
use crate::scan::text::words;

/// How far an identifier or a host is looked at to either side of a provider's name, in bytes.
const IDENTIFIER: usize = 64;

/// A provider's name in a text.
pub(in crate::scan) struct Mention {
    pub(in crate::scan) rule: &'static Rule,
    /// The name.
    pub(in crate::scan) word: Range<usize>,
    /// The identifier or the word that it is a part of.
    pub(in crate::scan) identifier: Range<usize>,
    /// Whether the name is an everyday word too, or stands everywhere.
    pub(in crate::scan) is_common: bool,
}

/// Hands on each name of a provider in that part of the text, in order.
pub(in crate::scan) fn each(text: &[u8], part: Range<usize>, mut found: impl FnMut(Mention)) {
    prefilter::each_keyword(&text[part.clone()], |at, keyword| {
        let Some(rule) =
            keyword.rules().map(|number| &rules::builtin()[number]).find(|r| r.trigger == Trigger::ProviderName)
        else {
            return;
        };
        let word = part.start + at..part.start + at + keyword.text().len();
        let identifier = identifier(text, &word);
        let within = word.start - identifier.start..word.end - identifier.start;
        if words::is_part(&text[identifier.clone()], &within) || begins_label(text, &word) {
            found(Mention { rule, word, identifier, is_common: keyword.is_everyday() });
        }
    });
}

fn identifier(text: &[u8], word: &Range<usize>) -> Range<usize> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let before = text[word.start.saturating_sub(IDENTIFIER)..word.start].iter().rev().take_while(is_part).count();
    let after = text[word.end..].iter().take(IDENTIFIER).take_while(is_part).count();
    word.start - before..word.end + after
}

/// Whether a label of a host name begins there: `datadoghq.com`, `googleapis.com`.
fn begins_label(text: &[u8], word: &Range<usize>) -> bool {
    const ENDS: [&[u8]; 12] =
        [b"hq", b"app", b"api", b"apis", b"apps", b"cloud", b"data", b"cdn", b"inc", b"labs", b"dev", b"io"];
    let begins = word.start > 0 && matches!(text[word.start - 1], b'.' | b'/' | b'@' | b'-');
    let rest = &text[word.end..text.len().min(word.end + IDENTIFIER)];
    let rest = &rest[..rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len())];
    begins && text.get(word.end + rest.len()) == Some(&b'.') && (rest.is_empty() || ENDS.contains(&rest))
}

impl Mention {
    /// Whether it stands in the host of a URL.
    pub(in crate::scan) fn is_host(&self, text: &[u8]) -> bool {
        let before = &text[self.word.start.saturating_sub(IDENTIFIER)..self.word.start];
        let Some(at) = memchr::memmem::rfind(before, b"://") else { return false };
        let is_in_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'@' | b':');
        let rest = &text[self.word.end..];
        let label = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        // The last label is no provider's, and `user@` no host.
        before[at + 3..].iter().all(is_in_host) && rest.get(label) == Some(&b'.')
    }

    /// Whether what it names can own a value: for an everyday word only if the identifier says nothing else.
    pub(in crate::scan) fn may_own(&self, text: &[u8]) -> bool {
        let identifier = &text[self.identifier.clone()];
        !self.is_common || {
            let at = self.word.start - self.identifier.start;
            let (before, after) = (&identifier[..at], &identifier[at + self.word.len()..]);
            is_generic_name(before) && is_generic_name(after)
        }
    }

    /// Whether it is the whole value of a setting: `provider: datadog`.
    pub(in crate::scan) fn is_a_whole_value(&self, text: &[u8]) -> bool {
        let rest = &text[self.identifier.end..];
        let ends = rest.first().is_none_or(|byte| matches!(byte, b'"' | b'\'' | b'\n' | b'\r' | b','));
        let before = text[..self.identifier.start].trim_ascii_end();
        let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before).trim_ascii_end();
        ends && self.identifier == self.word && matches!(before.last(), Some(b':' | b'='))
    }

    /// Returns true if words such as `API key` follow: `Datadog API token`.
    pub(in crate::scan) fn has_a_key(&self, text: &[u8]) -> bool {
        const WORDS: usize = 16;
        let after = &text[self.word.end..text.len().min(self.word.end + WORDS)];
        let line = &after[..memchr::memchr2(b'\n', b'.', after).unwrap_or(after.len())];
        let said = words::words(line.strip_prefix(b"'s").unwrap_or(line));
        let said: Vec<&[u8]> = said.iter().map(words::letters).take_while(|word| is_bare(word)).collect();
        said.iter().any(|word| {
            matches!(*word, b"key" | b"keys" | b"token" | b"tokens" | b"secret" | b"credential" | b"credentials")
        })
    }

    /// Whether it is spoken of as a provider: an everyday word only beside one such as `API` or `token`.
    pub(in crate::scan) fn is_spoken_of(&self, text: &[u8]) -> bool {
        if !self.is_common {
            return true;
        }
        let after = &text[self.word.end..text.len().min(self.word.end + 16)];
        let after = after.strip_prefix(b"'s").unwrap_or(after);
        let start = after.iter().position(|byte| !matches!(byte, b' ' | b'_' | b'-')).unwrap_or(after.len());
        let next = &after[start..];
        let next = &next[..next.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(next.len())];
        start < 2 && !next.is_empty() && words::words(next).first().is_some_and(|word| is_bare(words::letters(word)))
    }
}

/// Whether a name, or what stands between two, says no more than that a secret follows: `API key`, `clientSecret`, `= "`.
pub(in crate::scan) fn is_generic_name(name: &[u8]) -> bool {
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || b" \t_-.:='\"`>[]\\$@".contains(byte);
    name.len() <= IDENTIFIER
        && name.iter().all(joins)
        && words::words(name).iter().all(|word| is_bare(words::letters(word)))
}

fn is_bare(word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|word| BARE.binary_search(&word).is_ok())
}

/// Words of names that do not tell whose or what for a secret is; sorted.
const BARE: [&str; 55] = [
    "a",
    "access",
    "account",
    "admin",
    "api",
    "apikey",
    "apitoken",
    "app",
    "auth",
    "authenticati",
    "authorizatio",
    "bearer",
    "client",
    "cloud",
    "code",
    "config",
    "const",
    "consumer",
    "credential",
    "credentials",
    "dev",
    "for",
    "header",
    "http",
    "https",
    "is",
    "key",
    "keys",
    "let",
    "live",
    "my",
    "new",
    "oauth",
    "our",
    "pass",
    "password",
    "pat",
    "personal",
    "prod",
    "production",
    "pwd",
    "s",
    "sdk",
    "secret",
    "self",
    "service",
    "string",
    "test",
    "the",
    "this",
    "token",
    "tokens",
    "user",
    "x",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(BARE.is_sorted());
    }

    #[test]
    fn what_a_name_says() {
        for bare in ["API_KEY", "clientSecret", "token", " API key = '", "accessToken", "password"] {
            assert!(is_generic_name(bare.as_bytes()), "{bare}");
        }
        for telling in ["DB_PASSWORD", "jwtSecret", "SECRET_KEY_BASE", "webhook_token"] {
            assert!(!is_generic_name(telling.as_bytes()), "{telling}");
        }
    }
}
