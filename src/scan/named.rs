//! Values that are assigned to a name which speaks both of a provider and of a secret: `DROPBOX_TOKEN = "…"`.
//!
//! Many providers' keys have no form of their own. Under such a name any value that looks generated is one, however the language writes an
//! assignment; who wrote the name has said what it is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::placeholder;

/// How long a name is at most, in bytes, on either side of the provider's word.
const NAME: usize = 48;

/// How far behind the provider's word the value ends at most, in bytes.
const WINDOW: usize = 640;

/// The shortest value: a shorter one is as likely a word with a number.
const SHORTEST: usize = 14;

/// The shortest value of hexadecimal digits alone, which shortened digests have as well.
const SHORTEST_HEX: usize = 20;

/// The shortest piece of a value under a name that is only the provider's.
const SHORTEST_WITHOUT_WORD: usize = 20;

/// The rest of a name (the first group), what may stand between a name and its value, the opening quote if there is one
/// (the second), and the value (the third).
///
/// A closing quote or bracket, a type (`: &str`, ` string`), an operator of any usual language (`=`, `:=`, `?=`, `=>`, `.=`, `:`, `==`), the
/// comma of an argument list, the end of an XML tag, the blank behind an option, or a `value` of its own beside or below; a call that wraps the value; an opening quote.
const ASSIGNED: &str = concat!(
    r#"\A([0-9A-Za-z_.-]{0,48})(?:\\?["'`])?\]?"#,
    r#"(?:[ \t]*:?[ \t]*&?(?:const[ \t]+)?[A-Za-z]{3,9}(?:\[\])?\??)?"#,
    r#"(?:[ \t]*(?:=>|[:?.|+!]{0,3}={1,3}|::?|,)[ \t]*|>\s*|[ \t]+|[ \t]*[,{]?\s{1,40}["']?(?i:value|default)["']?[ \t]*[:=][ \t]*)"#,
    r#"(?:[A-Za-z]{1,12}[ (])?((?:\\?["'`])?)"#,
    r#"([0-9A-Za-z_.~%:+/=!-]{14,512})"#,
);

#[allow(clippy::expect_used)] // A fixed pattern; the tests compile it.
static PATTERN: LazyLock<Regex> =
    LazyLock::new(|| regex::bytes::RegexBuilder::new(ASSIGNED).unicode(false).build().expect("a fixed pattern"));

/// The value that is assigned to the name around the provider's word, if the name speaks of a secret and the value looks like one.
pub(super) fn value(text: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let window = &text[word.end..text.len().min(word.end + WINDOW)];
    if !may_be_assigned(window) {
        return None;
    }
    let name_start = word.start - text[..word.start].iter().rev().take(NAME).take_while(|b| is_name(**b)).count();
    if !begins_part(text, name_start, word) {
        return None;
    }
    let groups = PATTERN.captures(window)?;
    let (rest, quote, found) = (groups.get(1)?, groups.get(2)?, groups.get(3)?);
    let is_option = text.get(name_start) == Some(&b'-');
    let between = &window[rest.end()..found.start()];
    let is_assigned = between.iter().any(|b| matches!(b, b'=' | b':' | b',' | b'>'));
    let is_behind_option = is_option && between.iter().all(|b| matches!(b, b' ' | b'\t' | b'"' | b'\''));
    // A list of names has commas too.
    let is_listed = quote.is_empty() && between.contains(&b',');
    if !is_assigned && !is_behind_option || is_listed {
        return None;
    }
    let name = [&text[name_start..word.start], &b"."[..], rest.as_bytes()].concat();
    let found = word.end + found.start()..word.end + found.end();
    // Code that computes the value, or a template that fills it in.
    if matches!(text.get(found.end), Some(b'(' | b'[' | b'{' | b'$' | b'<' | b'@' | b'*' | b'#')) {
        return None;
    }
    let found = found.start..found.end - trailing(&text[found.clone()]);
    let value = &text[found.clone()];
    let looks_right = match said_by(&name) {
        Said::Secret => value.len() >= SHORTEST && is_generated(value),
        Said::Nothing => is_long(value) && is_generated(value) && has_all_classes(value),
        Said::Other => false,
    };
    (looks_right && !placeholder::is_placeholder(value)).then_some(found)
}

/// Whether the value can stand there at all; cheap, as most provider's words stand in prose.
fn may_be_assigned(window: &[u8]) -> bool {
    let rest = window.iter().take(NAME).take_while(|b| is_name(**b)).count();
    let Some(next) = window.get(rest) else {
        return false;
    };
    if !matches!(
        next,
        b'"' | b'\''
            | b'`'
            | b']'
            | b' '
            | b'\t'
            | b'\n'
            | b'\r'
            | b':'
            | b'='
            | b','
            | b'>'
            | b'\\'
            | b'?'
            | b'|'
            | b'+'
    ) {
        return false;
    }
    let near = &window[rest..window.len().min(rest + NAME)];
    let run = window[rest..]
        .split(|b| !is_value(*b))
        .filter(|piece| !piece.is_empty())
        .take(5)
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0);
    run >= SHORTEST && near.iter().any(|b| matches!(b, b'=' | b':' | b',' | b'>' | b' '))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'~' | b'%' | b':' | b'+' | b'/' | b'=' | b'!' | b'-')
}

/// How many signs stand behind the value that end a sentence or a statement.
fn trailing(value: &[u8]) -> usize {
    value.iter().rev().take_while(|b| matches!(b, b'.' | b':' | b'!')).count()
}

/// Whether the provider's word is a part of the name, and not of a longer word: `myDropboxKey`, not `nonlinear_key`.
fn begins_part(text: &[u8], name_start: usize, word: &Range<usize>) -> bool {
    let begins = word.start == name_start || {
        let (before, first) = (text[word.start - 1], text[word.start]);
        !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && first.is_ascii_uppercase()
    };
    let next = text.get(word.end).copied().unwrap_or(b' ');
    let begins_word = next.is_ascii_uppercase()
        && (text[word.end - 1].is_ascii_lowercase() || text.get(word.end + 1).is_some_and(u8::is_ascii_lowercase));
    let ends = !next.is_ascii_alphabetic()
        || begins_word
        || SECRETS.iter().any(|secret| starts_with_ignore_case(&text[word.end..], secret.as_bytes()));
    begins && ends
}

fn starts_with_ignore_case(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|there| there.eq_ignore_ascii_case(word))
}

/// What a name says of its value, besides whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// That it is secret.
    Secret,
    /// That it is something that need not be.
    Other,
    Nothing,
}

/// Parts of names that speak of a secret; also as the end of a longer part, as in `authtoken`.
const SECRETS: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "apikey",
    "accesskey",
    "authkey",
    "privatekey",
    "credential",
    "credentials",
    "creds",
    "bearer",
];

/// Parts that speak of a secret when they stand alone.
const SECRET_PARTS: &[&str] = &[
    "key",
    "keys",
    "tokens",
    "secrets",
    "pass",
    "pwd",
    "pw",
    "pat",
    "auth",
    "authorization",
    "api",
    "access",
    "signing",
    "license",
    "login",
    "dsn",
    "cookie",
    "session",
    "jwt",
    "private",
];

/// Parts that say, at the end of a name, that the value is something else.
const OTHER_AT_END: &[&str] = &[
    "id",
    "ids",
    "accessid",
    "keyid",
    "clientid",
    "name",
    "url",
    "uri",
    "host",
    "path",
    "file",
    "dir",
    "version",
    "region",
    "type",
    "length",
    "size",
    "expiry",
    "expires",
    "ttl",
    "arn",
    "email",
    "user",
    "username",
    "model",
    "field",
    "header",
    "label",
    "prefix",
    "suffix",
    "endpoint",
    "address",
    "domain",
    "regex",
    "pattern",
    "format",
    "ref",
    "tag",
    "index",
    "status",
    "title",
    "description",
    "image",
    "bucket",
    "org",
    "account",
    "project",
    "class",
    "package",
    "module",
];

/// Parts that say so anywhere in a name.
const OTHER: &[&str] = &[
    "public",
    "publishable",
    "pub",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "md5",
    "checksum",
    "integrity",
    "digest",
    "fingerprint",
    "hash",
    "commit",
    "uuid",
    "guid",
    "count",
    "revision",
    "rev",
    "etag",
    "nonce",
    "resolved",
];

/// What keys begin with that are public by design: publishable keys of Stripe and others, Mapbox's and Mailgun's public ones.
const PUBLIC: &[&[u8]] = &[b"pk_", b"pk.", b"pk-", b"pub", b"sb_publishable_", b"flwpubk", b"test_pub_", b"live_pub_"];

/// What the parts of a name, the provider's word taken out, say together.
fn said_by(name: &[u8]) -> Said {
    let parts = parts(name);
    let is = |list: &[&str], part: &String| list.contains(&part.as_str());
    if parts.iter().any(|part| is(OTHER, part)) || parts.last().is_some_and(|part| is(OTHER_AT_END, part)) {
        return Said::Other;
    }
    let says_secret = |part: &String| is(SECRET_PARTS, part) || SECRETS.iter().any(|word| part.ends_with(word));
    match parts.as_slice() {
        [] => Said::Nothing,
        parts if parts.iter().any(says_secret) => Said::Secret,
        _ => Said::Other,
    }
}

/// The words that a name is made of, in lower case: `myAPIKey_v2` is my, api, key, v.
fn parts(name: &[u8]) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (at, byte) in name.iter().enumerate() {
        if !byte.is_ascii_alphabetic() && !byte.is_ascii_digit() {
            parts.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|at| name[at]);
        let next_is_lower = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let begins = byte.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || b.is_ascii_uppercase() && next_is_lower
            });
        if begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(byte.to_ascii_lowercase().into());
        }
    }
    let letters = |part: &String| part.trim_matches(|c: char| c.is_ascii_digit()).to_owned();
    parts
        .iter()
        .map(|part| if OTHER.contains(&part.as_str()) { part.clone() } else { letters(part) })
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether the characters of a value change between digits, lower and upper case as in random text, and not as in names,
/// paths and versions.
fn is_generated(value: &[u8]) -> bool {
    if is_uuid(value) {
        return true;
    }
    if PUBLIC.iter().any(|prefix| starts_with_ignore_case(value, prefix))
        || value.starts_with(b"/")
        || value.starts_with(b".")
        || memchr::memmem::find(value, b"://").is_some()
    {
        return false;
    }
    let pieces = || value.split(|b| !b.is_ascii_alphanumeric());
    let changes: usize = pieces().map(changes).sum();
    if value.len() < SHORTEST_HEX && value.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let joined: Vec<u8> = value.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
    let longest = pieces().max_by_key(|piece| piece.len()).unwrap_or_default();
    // Keys for people to type come in groups: `A3F7K-9QX2M-…`.
    let longest = if is_grouped(value) { &joined } else { longest };
    let has_uppercase_and_lowercase =
        longest.iter().any(u8::is_ascii_uppercase) && longest.iter().any(u8::is_ascii_lowercase);
    let digits = longest.iter().filter(|b| b.is_ascii_digit()).count();
    let least = if has_uppercase_and_lowercase { longest.len() / 4 } else { longest.len() / 6 };
    letters > 0
        && longest.len() >= 8
        && changes >= 4
        && self::changes(longest) >= least.max(3)
        && (digits > 0 || has_uppercase_and_lowercase)
        && !is_spelled(longest)
}

/// Whether the value is made of at least four groups of capitals and digits.
fn is_grouped(value: &[u8]) -> bool {
    let is_group =
        |piece: &[u8]| piece.len() >= 2 && piece.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    value.split(|b| *b == b'-').count() >= 4 && value.split(|b| *b == b'-').all(is_group)
}

/// Whether the piece reads like words: hardly a digit between letters, and the case changes where words begin
/// (`X509WorkloadIdentity`); between random letters and digits it changes at three of five steps.
fn is_spelled(piece: &[u8]) -> bool {
    let borders = piece.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    borders < 3 && changes(piece) * 20 < piece.len() * 9
}

/// How often the kind of character changes from one to the next.
fn changes(piece: &[u8]) -> usize {
    let kind = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    piece.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count()
}

fn is_long(value: &[u8]) -> bool {
    value.split(|b| !b.is_ascii_alphanumeric()).any(|piece| piece.len() >= SHORTEST_WITHOUT_WORD)
}

fn has_all_classes(value: &[u8]) -> bool {
    [u8::is_ascii_lowercase as fn(&u8) -> bool, u8::is_ascii_uppercase, u8::is_ascii_digit]
        .iter()
        .all(|is| value.iter().any(is))
}

/// Eight, four, four, four and twelve hexadecimal digits, as in RFC 9562; under a name that says so, it is a key.
fn is_uuid(value: &[u8]) -> bool {
    let mut parts = value.split(|b| *b == b'-');
    let lengths = [8, 4, 4, 4, 12];
    value.len() == 36
        && lengths.iter().all(|length| {
            parts.next().is_some_and(|part| part.len() == *length && part.iter().all(u8::is_ascii_hexdigit))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is taken for the value of the name with `dropbox` in it.
    fn found(text: &str) -> Option<&str> {
        let start = text.to_ascii_lowercase().find("dropbox")?;
        value(text.as_bytes(), &(start..start + "dropbox".len())).map(|range| &text[range])
    }

    #[test]
    fn however_a_language_assigns() {
        const KEY: &str = "q7x2mv9k4tz8w1bn";
        for before in [
            "DROPBOX_TOKEN=",
            "export MY_DROPBOX_API_KEY=\"",
            "dropboxToken := `",
            "DropboxSecret => '",
            "dropbox_password: ",
            "var dropboxToken string = \"",
            "const DROPBOX_TOKEN: &str = \"",
            "DROPBOX_TOKEN ?= ",
            "$dropboxToken .= \"",
            "System.setProperty(\"DROPBOX_TOKEN\", \"",
            "<dropboxToken>\n    ",
            "- name: DROPBOX_TOKEN\n  value: \"",
            "variable \"dropbox_token\" {\n  default = \"",
            "--dropbox-token ",
            "{\"dropboxAuthToken\": \"",
            "dropbox_token == \"",
            "dropboxtoken=",
        ] {
            assert_eq!(found(&format!("{before}{KEY}\n")), Some(KEY), "{before}");
        }
    }

    #[test]
    fn names_of_something_else_and_values_of_words() {
        for text in [
            "dropbox_client_id = \"q7x2mv9k4tz8w1bn\"",
            "dropbox_public_key = \"q7x2mv9k4tz8w1bn\"",
            "dropbox_image_sha256 = \"q7x2mv9k4tz8w1bn\"",
            "dropbox_folder = \"q7x2mv9k4tz8w1bn\"",
            "dropboxes_token = \"q7x2mv9k4tz8w1bn\"",
            "dropbox_token = \"your-dropbox-token\"",
            "dropbox_token = settings.dropbox_token_v2",
            "dropbox_token_provider: DropboxTokenProviderV2",
            "from dropbox.auth import TokenProvider2, X509WorkloadIdentityAuth",
            "dropbox_token = get_token_4_the_2nd_1(user)",
            "the Dropbox token q7x2mv9k4tz8w1bn",
            "dropbox-token:9f86d081884c7d65",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
