//! Names, values and places of what looks like a secret and is public.

use super::name;
use crate::rules;

/// Whether what has that name in a map of secrets is none itself: who logs in, where, or what is public of a key that is
/// written as an object. Source: <https://www.rfc-editor.org/rfc/rfc7518#section-6>
pub(super) fn is_public_entry(key: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] = [
        b"user",
        b"login",
        b"account",
        b"endpoint",
        b"bucket",
        b"project",
        b"tenant",
        b"database",
        b"x",
        b"y",
        b"n",
        b"e",
    ];
    is_public_name(key) || name::words(key).last().is_some_and(|word| WORDS.contains(&name::letters(word)))
}

/// Whether the value says in its prefix that it may be seen by everyone, as `pk_live_…`, `pubkey-…` and `phc_…`
/// (<https://posthog.com/docs/api#public-endpoints>) do.
pub(super) fn says_public(value: &[u8]) -> bool {
    const PREFIX: usize = 24;
    let start = value[..value.len().min(PREFIX)].iter().rposition(|b| matches!(b, b'_' | b'-')).unwrap_or(0);
    let prefix = name::words(&value[..start]);
    let words = || prefix.iter().map(name::letters);
    words().any(|word| matches!(word, b"pub" | b"public" | b"publishable" | b"pubkey" | b"pubk"))
        || words().next() == Some(b"phc")
        || words().next() == Some(b"pk") && words().any(|word| matches!(word, b"live" | b"test" | b"prod"))
}

/// Whether the name is that of something public that looks like a secret, or of something about a secret.
pub(super) fn is_public_name(name: &[u8]) -> bool {
    const ANYWHERE: [&[u8]; 25] = [
        // Made up, as tests have them.
        b"bogus",
        b"dummy",
        b"fake",
        b"authorized",
        // Good for nothing any more.
        b"banned",
        b"revoked",
        b"bypass",
        b"compass",
        b"contains",
        b"formkey",
        b"idempotency",
        b"pub",
        b"pubnonce",
        b"thumbprint",
        b"fingerprint",
        b"checksum",
        b"digest",
        b"encrypted",
        b"certificate",
        b"keyid",
        b"authority",
        b"anon",
        b"authenticity",
        b"csrf",
        b"xsrf",
    ];
    const AT_END: [&[u8]; 33] = [
        b"oid",
        b"uuid",
        b"guid",
        b"verify",
        b"verification",
        b"name",
        b"url",
        b"uri",
        b"host",
        b"path",
        b"file",
        b"dir",
        b"region",
        b"version",
        b"type",
        b"length",
        b"size",
        b"ttl",
        b"arn",
        b"email",
        b"username",
        b"field",
        b"header",
        b"label",
        b"prefix",
        b"suffix",
        b"sha",
        b"with",
        b"of",
        b"replace",
        b"split",
        b"match",
        b"includes",
    ];
    // What finds something, or what a signature is checked with; a webhook's `verify_token` is secret.
    const PLAIN_KEYS: [&[u8]; 10] =
        [b"cache", b"foreign", b"lookup", b"partition", b"primary", b"query", b"row", b"sort", b"verify", b"verifying"];
    let words = name::words(name);
    let letters = || words.iter().map(name::letters);
    let is_public_word = |word: &[u8]| {
        // `publish_token` publishes; `publishable_key` is published.
        ANYWHERE.contains(&word)
            || word.starts_with(b"public") && !word.starts_with(b"publicat")
            || word.starts_with(b"publishable")
            || memchr::memmem::find(word, b"pubkey").is_some()
    };
    // A secret's name is no secret, but Vault's `secret_id` is one.
    let is_about = |word: &[u8]| {
        AT_END.contains(&word) || matches!(word, b"id" | b"ids" | b"uid") && !letters().any(|word| word == b"secret")
    };
    // Every visitor of a site gets it. Source: <https://segment.com/docs/connections/find-writekey/>
    let counts_visitors = letters().any(|word| matches!(word, b"segment" | b"rudder" | b"rudderstack"))
        && (letters().any(|word| word == b"write") || letters().any(|word| word == b"writekey"));
    let is_plain_key = words.windows(2).any(|pair| {
        let [first, second] = [&pair[0], &pair[1]].map(name::letters);
        matches!(second, b"key" | b"keys") && PLAIN_KEYS.contains(&first)
    });
    // Holds for one call. Source: <https://www.rfc-editor.org/rfc/rfc8839#section-5.4>
    let is_of_call = name.eq_ignore_ascii_case(b"ice-pwd");
    // Longer than a word is kept: what someone may do.
    let lists_rights = name.to_ascii_lowercase().ends_with(b"authorizations");
    counts_visitors
        || is_plain_key
        || is_of_call
        || lists_rights
        || letters().any(is_public_word)
        || letters().next_back().is_some_and(is_about)
}

/// Whether a word before the name says that it is public, or the form of it that is safe to show: `Public Key: …`.
pub(super) fn is_called_public(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    [&b"public"[..], b"encrypted"]
        .iter()
        .any(|word| before.len().checked_sub(word.len()).is_some_and(|at| before[at..].eq_ignore_ascii_case(word)))
}

/// Whether the value tells which of somebody's PGP keys is meant. Source:
/// <https://www.rfc-editor.org/rfc/rfc9580#name-key-ids-and-fingerprints>
pub(super) fn is_key_id(name: &[u8], value: &[u8]) -> bool {
    let is_of_openpgp = name::words(name).iter().any(|word| matches!(name::letters(word), b"gpg" | b"pgp"));
    is_of_openpgp && matches!(value.len(), 8 | 16 | 40) && value.iter().all(u8::is_ascii_hexdigit)
}

/// Whether the value stands in the address of a badge or a picture, as READMEs show them.
pub(in crate::scan) fn is_in_public_address(before: &[u8]) -> bool {
    const ADDRESS: usize = 200;
    let before = &before[before.len().saturating_sub(ADDRESS)..];
    let start = before.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'('));
    let address = &before[start.map_or(0, |at| at + 1)..];
    [&b"badge"[..], b"shields.io", b".svg?", b"googleusercontent.com/"]
        .iter()
        .any(|part| memchr::memmem::find(address, part).is_some())
}

/// Whether the name is a rule's id, as before the hash of an allow entry.
pub(super) fn is_fingerprint(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| rules::by_id(name).is_some())
}
