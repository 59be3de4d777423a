//! Passwords as people and generators choose them, and what stands in their place in examples.
//!
//! A password has no form of its own, so these checks turn away what is surely none: names of variables, defaults
//! of images and products, the words that documentation writes, and hosts that only exist on one machine.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};

use crate::scan::model::password as model;
use crate::scan::value::{known_examples, placeholder, reference};

/// `user:password@host`, as in RFC 3986, section 3.2.1: a password of some strength for a host that others can reach, or
/// a strong one for a host on this machine or in this network.
pub(super) fn url_credentials(secret: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(secret) else {
        return false;
    };
    let Some((userinfo, host)) = text.rsplit_once('@') else {
        return false;
    };
    let Some((user, password)) = userinfo.split_once(':') else {
        return false;
    };
    if is_for_documentation(host) || is_filled_in(user) {
        return false;
    }
    let (user, password) = (percent_decoded(user), percent_decoded(password));
    let is_somebodys = are_credentials(&user, &password)
        || is_hosted(host) && !PUBLISHED.contains(&password.as_str()) && is_made_of_more_than_words(&password, &user);
    is_somebodys && (!is_local(host) || is_chosen_with_care(&password) || is_likely(&password))
}

/// Whether the host is one of a provider of databases, with a name that it has generated: someone's own, where even a word
/// with other signs for its letters is a password.
fn is_hosted(host: &str) -> bool {
    const PROVIDERS: [&str; 14] = [
        ".aivencloud.com",
        ".azure.com",
        ".cockroachlabs.cloud",
        ".docdb.amazonaws.com",
        ".mongodb.net",
        ".neon.tech",
        ".ondigitalocean.com",
        ".psdb.cloud",
        ".rds.amazonaws.com",
        ".redis-cloud.com",
        ".render.com",
        ".rlwy.net",
        ".supabase.com",
        ".upstash.io",
    ];
    let name = host.split([':', '/', ',']).next().unwrap_or_default();
    let own = PROVIDERS.iter().find_map(|provider| name.strip_suffix(provider));
    own.is_some_and(|own| {
        own.rsplit(['.', '-']).any(|label| label.len() >= 4 && label.bytes().any(|b| b.is_ascii_digit()))
    })
}

/// `user:password`, as for `curl --user`, each perhaps in quotes of its own.
pub(super) fn user_and_password(secret: &[u8]) -> bool {
    let without_quotes = |text: &str| text.trim_matches(['"', '\'']).to_owned();
    std::str::from_utf8(secret)
        .ok()
        .and_then(|text| text.split_once(':'))
        .is_some_and(|(user, password)| are_credentials(&without_quotes(user), &without_quotes(password)))
}

/// Whether the two belong to an account, or one of them is a token of its own and the other left empty.
fn are_credentials(user: &str, password: &str) -> bool {
    let is_token = |text: &str| {
        is_chosen(text, "")
            && text.bytes().any(|b| b.is_ascii_digit())
            && !known_examples::is_published(text.as_bytes())
    };
    match (user, password) {
        (token, "" | "x-oauth-basic" | "x-token-auth") | ("", token) => is_token(token),
        (user, password) => !is_filled_in(user) && is_password(password, user),
    }
}

/// Whether somebody uses it, by its strength or by its looks.
fn is_password(password: &str, user: &str) -> bool {
    !PUBLISHED.contains(&password) && (is_chosen(password, user) || is_likely(password))
}

/// A password alone.
pub(super) fn password(secret: &[u8]) -> bool {
    std::str::from_utf8(secret).is_ok_and(|password| is_password(password, ""))
}

/// A password alone, where names and addresses stand as often.
pub(super) fn strong_password(secret: &[u8]) -> bool {
    std::str::from_utf8(secret).is_ok_and(|password| is_password(password, "") && is_chosen_with_care(password))
}

/// Whether the password is one by its looks, though it has none of the marks of a strong one.
fn is_likely(password: &str) -> bool {
    !is_filled_in(password)
        && !placeholder::is_placeholder(password.as_bytes())
        && model::is_password(password)
        && model::is_password(&plain(&password.to_lowercase()))
}

/// Base64 of `user:password` (RFC 7617, section 2), or of a generated token with a colon on one of its sides.
pub(super) fn basic_credentials(secret: &[u8]) -> bool {
    text_in_base64(secret).is_some_and(|text| text.trim().split_once(':').is_some_and(are_basic_credentials))
}

fn are_basic_credentials(pair: (&str, &str)) -> bool {
    match pair {
        (token, "") | ("", token) => token.len() >= 20 && is_strong(token, ""),
        (user, password) => are_credentials(user, password),
    }
}

/// Base64 of a text that says what it is for or is made of words, or of `user:password` that are no credentials, such as
/// those of examples; perhaps with `Basic ` before it.
pub(super) fn encodes_example(value: &[u8]) -> bool {
    text_in_base64(value.strip_prefix(b"Basic ").unwrap_or(value)).is_some_and(|text| {
        let text = text.trim();
        is_of_a_test(text)
            || is_text(text) && left_without_words(text, "") <= MADE_OF_WORDS
            || text.split_once(':').is_some_and(|pair| !are_basic_credentials(pair))
    })
}

/// So many characters beside the words make a text no password: `CA1-secret`.
const MADE_OF_WORDS: usize = 3;

/// Whether base64 holds it by intention, and no signs as passwords have them: of three random bytes, one in twenty makes
/// text.
fn is_text(text: &str) -> bool {
    const SHORTEST: usize = 5;
    text.len() >= SHORTEST && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_. ".contains(&b))
}

/// Whether a text of several words has one by which tests and examples call what they make up.
fn is_of_a_test(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = || lower.split(|c: char| !c.is_ascii_alphabetic());
    words().count() > 2
        && words().any(|word| {
            matches!(word, "test" | "tests" | "example" | "sample")
                || word.starts_with("fake")
                || word.starts_with("dummy")
        })
}

/// The text that base64 holds, without control characters but for a line break at its end.
fn text_in_base64(encoded: &[u8]) -> Option<String> {
    [&BASE64, &BASE64_NOPAD, &BASE64URL, &BASE64URL_NOPAD]
        .iter()
        .find_map(|form| form.decode(encoded).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|text| !text.trim_end().chars().any(char::is_control))
}

/// Characters as a generator mixes them: a digit among letters, or upper and lower case in turns; not hex alone, which
/// names commits and files.
pub(super) fn mixed(secret: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(secret) else {
        return false;
    };
    let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    let digest = matches!(text.len(), 40 | 64 | 96 | 128) && text.bytes().all(hex);
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    let has_letter = text.bytes().any(|b| b.is_ascii_alphabetic());
    !digest && has_letter && (has_digit || is_mixed(text))
}

/// Words of which defaults and examples are made, longer ones before those that they contain.
const WORDS: &[&str] = &[
    "clickhouse",
    "wordpress",
    "keycloak",
    "superset",
    "metabase",
    "supabase",
    "postgres",
    "elastic",
    "password",
    "passphrase",
    "passwort",
    "username",
    "database",
    "rabbitmq",
    "rabbit",
    "mariadb",
    "mongodb",
    "grafana",
    "airflow",
    "bitnami",
    "symfony",
    "laravel",
    "default",
    "letmein",
    "welcome",
    "example",
    "changeme",
    "change",
    "hunter2",
    "staging",
    "private",
    "service",
    "account",
    "secure",
    "secret",
    "passwd",
    "docker",
    "mysql",
    "mongo",
    "redis",
    "admin",
    "guest",
    "hello",
    "world",
    "login",
    "basic",
    "local",
    "sample",
    "server",
    "client",
    "dummy",
    "strong",
    "super",
    "qwerty",
    "asdf",
    "token",
    "minio",
    "django",
    "prisma",
    "rails",
    "hasura",
    "neo4j",
    "couch",
    "value",
    "user",
    "test",
    "demo",
    "root",
    "temp",
    "your",
    "here",
    "host",
    "name",
    "pass",
    "auth",
    "word",
    "some",
    "pgpass",
    "pwd",
    "dev",
    "prod",
    "foo",
    "bar",
    "baz",
    "abc",
    "the",
    "key",
    "app",
    "api",
    "web",
    "new",
    "old",
    "my",
    "db",
    "pw",
    "sa",
];

/// Passwords of RFC 6749, RFC 7617 and RFC 2617, which documentation of every OAuth and HTTP library repeats.
const PUBLISHED: &[&str] = &["gX1fBat3bV", "7Fjfp0ZBr1KtDRbnfVdmIw", "open sesame", "Circle Of Life"];

/// Whether somebody chose or generated this password, as opposed to a default, a variable or an example.
fn is_chosen(password: &str, user: &str) -> bool {
    is_made_of_more_than_words(password, user) && left_without_words(&plain(password), user) >= LEFT
}

/// How many characters beside words make a text a password.
const LEFT: usize = 5;

/// The same where a word with other signs for its letters, `secur3`, is none.
fn is_made_of_more_than_words(password: &str, user: &str) -> bool {
    const LEAST: usize = 8;
    if password.len() < LEAST || password == user || is_filled_in(password) {
        return false;
    }
    let has = |class: fn(&char) -> bool| password.chars().any(|c| class(&c));
    let letters = has(char::is_ascii_alphabetic);
    let digits = has(char::is_ascii_digit);
    let symbols = password.chars().any(|c| !c.is_ascii_alphanumeric() && !"_-.".contains(c));
    let mut kinds: Vec<u8> = password.bytes().collect();
    kinds.sort_unstable();
    kinds.dedup();
    letters
        && kinds.len() >= 5
        && (digits || symbols || is_mixed(password))
        && left_without_words(password, user) >= LEFT
}

/// Whether a password is more than what people type to have any: for this machine most are.
fn is_chosen_with_care(password: &str) -> bool {
    let kinds = [char::is_ascii_lowercase as fn(&char) -> bool, char::is_ascii_uppercase, char::is_ascii_digit];
    password.len() >= 9 && kinds.iter().all(|kind| password.chars().any(|c| kind(&c))) || is_strong(password, "")
}

/// Whether the password is long and of several kinds of characters, as generators make them.
fn is_strong(password: &str, user: &str) -> bool {
    let kinds = [char::is_ascii_lowercase as fn(&char) -> bool, char::is_ascii_uppercase, char::is_ascii_digit]
        .iter()
        .filter(|kind| password.chars().any(|c| kind(&c)))
        .count();
    let hex = password.bytes().all(|b| b.is_ascii_hexdigit());
    let long = password.len() >= 16 && kinds == 3 || password.len() >= 20 && kinds >= 2 || password.len() >= 24 && hex;
    long && is_chosen(password, user) && left_without_words(password, user) >= 12
}

/// Whether upper and lower case alternate as they do in random text, and not only where words begin.
fn is_mixed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let changes = bytes.windows(2).filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()).count();
    bytes.len() >= 12 && changes * 3 >= bytes.len()
}

/// How many letters and digits are left when the usual words, the user's name and digits in a row are taken away.
fn left_without_words(password: &str, user: &str) -> usize {
    let mut rest = password.to_ascii_lowercase();
    let user = user.to_ascii_lowercase();
    let rows = ["1234567890", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123"];
    let names = (user.len() >= 3).then_some(user.as_str());
    for word in names.into_iter().chain(rows).chain(WORDS.iter().copied()) {
        if rest.contains(word) {
            rest = rest.replace(word, " ");
        }
    }
    rest.chars().filter(char::is_ascii_alphanumeric).count()
}

/// The word behind `p@ssw0rd`.
fn plain(password: &str) -> String {
    password
        .chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '$' | '5' => 's',
            '3' => 'e',
            '1' | '!' => 'i',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// Whether something else fills the value in, or code computes it.
fn is_filled_in(value: &str) -> bool {
    value.starts_with(['$', '<', '{', '[', '*', '%', ':', '&'])
        || value.contains("{{")
        || value.contains("${")
        || value.contains("#{")
        || value.contains("%s")
        || value.contains("...")
        || value.contains("***")
        || value.contains("env.")
        || value.contains("getenv")
        || reference::is_kept_elsewhere(value.as_bytes())
        || value.ends_with(['(', ')', ']', '}', '>'])
}

/// Whether the host is one that nobody owns: reserved by RFC 2606 and RFC 6761, or a word for one.
fn is_for_documentation(host: &str) -> bool {
    let name = name_of(host);
    let labels: Vec<&str> = name.split('.').collect();
    let second = labels.iter().rev().nth(1).copied().unwrap_or_default();
    ["example", "domain", "yourdomain", "mydomain", "company", "yourcompany", "yourhost", "acme"]
        .iter()
        .any(|word| labels.first() == Some(word) && labels.len() <= 2 || second == *word)
        || matches!(labels.last().copied(), Some("example" | "test" | "invalid" | "tld"))
        || second.contains("example")
        || labels.contains(&"example")
        || matches!(
            name.as_str(),
            "demo"
                | "host"
                | "hostname"
                | "server"
                | "foo.com"
                | "bar.com"
                | "host.com"
                | "site.com"
                | "test.com"
                | "a.com"
                | "x.com"
        )
}

/// Whether the host is this machine, or one that only its own network knows.
fn is_local(host: &str) -> bool {
    let name = name_of(host);
    !name.contains('.')
        || name.starts_with("127.")
        || name == "0.0.0.0"
        || matches!(name.rsplit('.').next(), Some("local" | "localhost"))
        || name.ends_with(".docker.internal")
}

fn name_of(host: &str) -> String {
    let end = host.find([':', '/', '?', ',']).unwrap_or(host.len());
    host[..end].to_ascii_lowercase()
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let decoded = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(decoded.unwrap_or(bytes[at]));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_and_examples_are_no_passwords() {
        for text in [
            "postgres:postgres@localhost",
            "guest:guest@rabbitmq",
            "user:password@db.internal.net",
            "user:p%40ssw0rd@db.internal.net",
            "app:app_password_123@10.0.0.1",
            "root:changeme123@db.internal.net",
            "sa:yourStrong(!)Password@sql.internal.net",
            "admin:Admin123!@sql.internal.net",
            "user:some_other_value@db.internal.net",
            "user:dbPassword@db.internal.net",
            "deploy:deploy2024@db.internal.net",
            "user:12345678@db.internal.net",
        ] {
            assert!(!url_credentials(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn chosen_passwords() {
        for text in
            ["user:Kestrel-moss7@db.internal.net", "app:q9%40Tz7mWv@10.20.0.1", "deploy:wq83hdk2@sql.internal.net:1433"]
        {
            assert!(url_credentials(text.as_bytes()), "{text}");
        }
        assert!(url_credentials(b"app:q9Tz7mWvB2sLx81Kd@localhost"));
        assert!(!url_credentials(b"app:q9Tz7mWvB2sLx81Kd@db.example.com"));
    }

    #[test]
    fn names_and_digests_are_not_mixed() {
        for text in ["PagerDutyIntegration", "browserstackexecutor"] {
            assert!(!mixed(text.as_bytes()), "{text}");
        }
        assert!(!mixed("0a".repeat(20).as_bytes()));
        assert!(mixed(b"q9Tz7mWvB2sLx81Kd"));
        assert!(mixed(b"qYTzmWvRBsLxaQKd"));
    }

    #[test]
    fn words_are_no_credentials() {
        for text in ["dXNlcjpwYXNzd29yZA==", "authentication", "authorization"] {
            assert!(!basic_credentials(text.as_bytes()), "{text}");
        }
        assert!(basic_credentials(BASE64.encode(b"deploy:Kestrel-moss7").as_bytes()));
    }
}
