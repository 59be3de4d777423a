//! Names, values and places of what looks like a secret and is public.

use crate::file_type::{Family, FileType};
use crate::rules;
use crate::scan::syntax::assignment::{Assignment, Operator};
use crate::scan::text::words::{self, Word};
use crate::scan::text::{lexicon, lines};

/// Words that make a name one of something public, wherever they stand in it.
const ANYWHERE: [&[u8]; 45] = [
    // Made up, as tests have them.
    b"bogus",
    b"dummy",
    b"fake",
    b"authorized",
    // Good for nothing any more.
    b"banned",
    b"revoked",
    // Words that only end as those for a password do.
    b"bypass",
    b"compass",
    b"encompass",
    b"highpass",
    b"lowpass",
    b"overpass",
    // Telegraf's filters, and sudo's right to do without.
    b"fieldpass",
    b"namepass",
    b"tagpass",
    b"nopasswd",
    // Texts of a form.
    b"label",
    b"placeholder",
    b"tooltip",
    // Of a site, before every visitor: <https://developers.google.com/recaptcha/docs/display>.
    b"sitekey",
    // Public keys of Tailscale, and Bittensor's: <https://pkg.go.dev/tailscale.com/types/key>,
    // <https://docs.learnbittensor.org/keys/wallets>.
    b"discokey",
    b"hotkey",
    b"nodekey",
    // Of a key, or of a call about one.
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
    // What browsers send to open a web socket, and links to shared documents:
    // <https://www.rfc-editor.org/rfc/rfc6455#section-11.3.1>,
    // <https://support.google.com/a/answer/10685032>.
    b"websocket",
    b"resourcekey",
    // Of a token: its hash, its last digits, by what it is found.
    b"hashed",
    b"accessor",
    // Sent by each browser and app: <https://learn.microsoft.com/azure/azure-monitor/app/javascript-sdk>.
    b"instrumentat",
    b"csrf",
    b"xsrf",
];

/// The same where the name ends with them: what is said about a secret.
const AT_END: [&[u8]; 45] = [
    b"users",
    b"user",
    b"at",
    b"expiration",
    b"expires",
    b"expiry",
    b"hash",
    b"hashes",
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
    b"hint",
    b"prefix",
    b"suffix",
    b"sha",
    b"scheme",
    b"encryption",
    b"eight",
    b"four",
    b"with",
    b"of",
    b"replace",
    b"split",
    b"match",
    b"includes",
];

/// The same where a `key` follows: it finds something, or checks a signature. A webhook's `verify_token` is secret.
const PLAIN_KEYS: [&[u8]; 23] = [
    b"alert",
    b"cache",
    b"composite",
    b"dedup",
    b"file",
    b"foreign",
    b"group",
    b"incident",
    b"lookup",
    b"memo",
    b"natural",
    b"object",
    b"partition",
    b"primary",
    b"query",
    b"row",
    b"site",
    b"sort",
    b"storage",
    b"surrogate",
    b"unique",
    b"verify",
    b"verifying",
];

/// The same where a `token` follows: where a list, a stream of changes or a request goes on, or a purchase is told by.
const PLAIN_TOKENS: [&[u8]; 11] = [
    b"change",
    b"continuation",
    b"continue",
    b"next",
    b"page",
    b"pagination",
    b"paging",
    b"purchase",
    b"request",
    b"resume",
    b"sync",
];

/// Whether what has that name in a map of secrets is none itself: who logs in, where, or what is public of a key that is
/// written as an object. Source: <https://www.rfc-editor.org/rfc/rfc7518#section-6>
pub(in crate::scan) fn is_public_entry(key: &[u8]) -> bool {
    const WORDS: [&[u8]; 11] =
        [b"login", b"account", b"endpoint", b"bucket", b"project", b"tenant", b"database", b"x", b"y", b"n", b"e"];
    is_public_name(key) || words::words(key).last().is_some_and(|word| WORDS.contains(&words::letters(word)))
}

/// Whether the value says in its prefix that it may be seen by everyone, as `pk_live_…`, `pubkey-…` and `phc_…`
/// (<https://posthog.com/docs/api#public-endpoints>) do.
pub(in crate::scan) fn says_public(value: &[u8]) -> bool {
    const PREFIX: usize = 24;
    let start = value[..value.len().min(PREFIX)].iter().rposition(|b| matches!(b, b'_' | b'-')).unwrap_or(0);
    let prefix = words::words(&value[..start]);
    let words = || prefix.iter().map(words::letters);
    words().any(|word| matches!(word, b"pub" | b"public" | b"publishable" | b"pubkey" | b"pubk"))
        || is_client_token(value)
        || is_public_key(value)
        || is_identifier(value)
        || words().next() == Some(b"phc")
        || words().next() == Some(b"pk") && words().any(|word| matches!(word, b"live" | b"test" | b"prod"))
}

/// Returns true for public keys of SSH, with or without their type, and for Mapbox's public tokens. Sources:
/// <https://www.rfc-editor.org/rfc/rfc4253#section-6.6>, <https://docs.mapbox.com/help/dive-deeper/access-tokens/>
fn is_public_key(value: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 9] = [
        b"ssh-rsa",
        b"ssh-ed25519",
        b"ssh-dss",
        b"ecdsa-sha2-",
        b"sk-ssh-",
        b"AAAAB3NzaC1",
        b"AAAAC3NzaC1",
        b"AAAAE2VjZHNhLX",
        b"pk.eyJ",
    ];
    BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
}

/// Returns true for what names an account, a document or a key: the unique ids of AWS, sids of Twilio, documents in XMP,
/// fingerprints of `OpenPGP` in groups of four. Sources:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>,
/// <https://www.twilio.com/docs/glossary/what-is-a-sid>, <https://www.rfc-editor.org/rfc/rfc9580#name-key-ids-and-fingerprints>
fn is_identifier(value: &[u8]) -> bool {
    const AWS: [&[u8]; 8] = [b"AGPA", b"AIDA", b"AIPA", b"ANPA", b"ANVA", b"APKA", b"AROA", b"ASCA"];
    const TWILIO: [&[u8]; 10] = [b"AC", b"AP", b"CA", b"CH", b"IS", b"MG", b"MM", b"PN", b"SM", b"VA"];
    const DOCUMENTS: [&[u8]; 4] = [b"docid:", b"uuid:", b"urn:", b"xmp."];
    let is_of_aws = matches!(value.len(), 20 | 21)
        && AWS.iter().any(|prefix| value.starts_with(prefix))
        && value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_sid = value.len() == 34
        && TWILIO.iter().any(|prefix| value.starts_with(prefix))
        && value[2..].iter().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    let mut groups = value.split(|b| *b == b' ').filter(|group| !group.is_empty());
    let is_fingerprint = value.contains(&b' ')
        && groups.clone().count() == 10
        && groups.all(|group| group.len() == 4 && group.iter().all(u8::is_ascii_hexdigit));
    is_of_aws || is_sid || is_fingerprint || DOCUMENTS.iter().any(|beginning| value.starts_with(beginning))
}

/// Whether it is a client token of Datadog's, which browsers send. Source:
/// <https://docs.datadoghq.com/account_management/api-app-keys/#client-tokens>
fn is_client_token(value: &[u8]) -> bool {
    value.strip_prefix(b"pub").is_some_and(|rest| rest.len() == 32 && rest.iter().all(u8::is_ascii_hexdigit))
}

/// Whether the name is that of something public that looks like a secret, or of something about a secret.
pub(in crate::scan) fn is_public_name(name: &[u8]) -> bool {
    let words = words::words(name);
    let letters = || words.iter().map(words::letters);
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
    let counts_visitors = letters().any(|word| matches!(word, b"segment" | b"rudder" | b"rudderstack" | b"analytics"))
        && (letters().any(|word| word == b"write") || letters().any(|word| word == b"writekey"));
    let is_plain_key = words.windows(2).any(|pair| {
        let [first, second] = [&pair[0], &pair[1]].map(words::letters);
        matches!(second, b"key" | b"keys") && PLAIN_KEYS.contains(&first)
    });
    // Where a list goes on.
    let own = words::words(name.rsplit(|b| *b == b'.').next().unwrap_or_default());
    let is_of_page = own.windows(2).any(|pair| {
        let [first, second] = [&pair[0], &pair[1]].map(words::letters);
        PLAIN_TOKENS.contains(&first) && matches!(second, b"token" | b"page")
    });
    // Of an object in a store, `S3Key`, or the id beside the secret, `S3_ACCESS_KEY`.
    let is_of_object = name.to_ascii_lowercase().windows(2).any(|pair| pair == b"s3")
        && letters().next_back() == Some(b"key")
        && letters().all(|word| !matches!(word, b"secret" | b"private"))
        && (letters().count() == 2 || letters().any(|word| matches!(word, b"object" | b"access")));
    // Every visitor gets these: <https://developers.facebook.com/docs/facebook-login/guides/access-tokens/>.
    let is_client_token = words.windows(2).any(|pair| pair.iter().map(words::letters).eq([&b"client"[..], b"token"]));
    let is_of_client = is_client_token && (words.len() == 2 || letters().any(|word| word == b"facebook"));
    // Holds for one call. Source: <https://www.rfc-editor.org/rfc/rfc8839#section-5.4>
    let is_of_call = name.eq_ignore_ascii_case(b"ice-pwd");
    // The digest of a file: `"third_party_auth.ts": "…"`.
    let is_file = name.iter().rposition(|b| *b == b'.').is_some_and(|dot| {
        let is_source = !matches!(FileType::of(name), FileType::Unknown)
            && matches!(FileType::of(name).family(), Family::Code | Family::Markup | Family::Json | Family::Prose);
        let ending = name[dot + 1..].to_ascii_lowercase();
        ending.len() > 1
            && (is_source || matches!(ending.as_slice(), b"crt" | b"deb" | b"gz" | b"pem" | b"rpm" | b"zip"))
            || name.contains(&b'/')
    });
    // Longer than a word is kept: what someone may do.
    let lists_rights = name.to_ascii_lowercase().ends_with(b"authorizations");
    counts_visitors
        || is_plain_key
        || is_of_page
        || is_of_object
        || is_of_client
        || is_of_call
        || is_file
        || lists_rights
        || letters().any(is_public_word)
        || letters().next_back().is_some_and(is_about)
}

/// Whether the value is the key of an array's member or a document, or holds against forged requests: `"_key"` and `'_token'`
/// in quotes, which no private field of a class has. Source: <https://www.sanity.io/docs/array-type>,
/// <https://docs.arangodb.com/stable/concepts/data-structure/documents/#document-keys>,
/// <https://symfony.com/doc/current/security/csrf.html>
pub(in crate::scan) fn is_of_member(text: &[u8], found: &Assignment) -> bool {
    let (before, after) = (text[..found.name.start].last(), text.get(found.name.end));
    matches!(&text[found.name.clone()], b"_key" | b"_token") && before == after && matches!(after, Some(b'"' | b'\''))
}

/// Returns true if the name is the attribute `key` of an element, by which React tells members of a list apart, or says where
/// a store keeps the secret, in an `ExternalSecret`. Sources: <https://react.dev/learn/rendering-lists>,
/// <https://external-secrets.io/latest/api/externalsecret/>
pub(in crate::scan) fn is_key_of_place(text: &[u8], found: &Assignment) -> bool {
    const ABOVE: usize = 96;
    if !text[found.name.clone()].eq_ignore_ascii_case(b"key") {
        return false;
    }
    let before = &text[found.name.start.saturating_sub(ABOVE)..found.name.start];
    let is_of_element = before.ends_with(b" ")
        && text.get(found.name.end) == Some(&b'=')
        && before
            .iter()
            .rposition(|b| *b == b'<')
            .is_some_and(|at| before.get(at + 1).is_some_and(u8::is_ascii_alphabetic) && !before[at..].contains(&b'>'));
    let mut lines = before.rsplit(|b| *b == b'\n').skip(1);
    let parent = lines.next().unwrap_or_default().trim_ascii();
    let parent = parent.strip_prefix(b"- ").unwrap_or(parent);
    is_of_element || matches!(parent, b"remoteRef:" | b"extract:" | b"find:")
}

/// Whether a word before the name says that it is public, or the form of it that is safe to show: `Public Key: …`.
pub(in crate::scan) fn is_called_public(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    [&b"public"[..], b"encrypted"]
        .iter()
        .any(|word| before.len().checked_sub(word.len()).is_some_and(|at| before[at..].eq_ignore_ascii_case(word)))
}

/// Whether the value tells which of somebody's PGP keys is meant: by the name, or in upper case, as `GnuPG` prints it, by
/// what stands around on the line.
/// Source: <https://www.rfc-editor.org/rfc/rfc9580#name-key-ids-and-fingerprints>
pub(in crate::scan) fn is_key_id(text: &[u8], found: &Assignment) -> bool {
    const LINE: usize = 120;
    let value = &text[found.value.clone()];
    if !matches!(value.len(), 8 | 16 | 40) || !value.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let is_of_openpgp = |word: &Word| {
        matches!(words::letters(word), b"gpg" | b"pgp" | b"gnupg" | b"gnupghome" | b"keyserver" | b"recv")
    };
    let speaks = |text: &[u8]| words::words(text).iter().any(is_of_openpgp);
    let apart = found.value.start.saturating_sub(found.name.start);
    let before = &text[lines::start(text, found.value.start, LINE + apart)..found.value.start];
    let after = &text[found.value.end..lines::end(text, found.value.end, LINE)];
    speaks(&text[found.name.clone()]) || !value.iter().any(u8::is_ascii_lowercase) && (speaks(before) || speaks(after))
}

/// Whether the value only searches the pages of a site, and stands in each of them: in the settings of `DocSearch`. Source:
/// <https://docusaurus.io/docs/search#connecting-algolia>
pub(in crate::scan) fn searches_a_site(text: &[u8], found: &Assignment) -> bool {
    const NEAR: usize = 300;
    let name = &text[found.name.clone()];
    let value = &text[found.value.clone()];
    // The name may stand behind the value.
    let start = found.name.start.min(found.value.start).saturating_sub(NEAR);
    let near = &text[start..text.len().min(found.value.end + NEAR)];
    let holds = |words: &[&[u8]]| words.iter().any(|word| memchr::memmem::find(near, word).is_some());
    matches!(name, b"apiKey" | b"api_key" | b"searchApiKey" | b"search_api_key")
        && value.len() == 32
        && value.iter().all(u8::is_ascii_hexdigit)
        && holds(&[b"indexName", b"index_name"])
        && holds(&[b"appId", b"app_id", b"applicationId", b"application_id"])
}

/// Whether the value is the key by which browsers and apps report to `BugSnag` or Mixpanel: each of them carries it. Sources:
/// <https://docs.bugsnag.com/platforms/javascript/#basic-configuration>, <https://docs.mixpanel.com/docs/tracking-methods/sdks/javascript>
pub(in crate::scan) fn reports_of_a_client(text: &[u8], found: &Assignment) -> bool {
    const CALL: usize = 48;
    let name = &text[found.name.clone()];
    let before = &text[found.name.start.saturating_sub(CALL)..found.name.start];
    let named = words::words(name);
    let has = |word: &[u8]| named.iter().any(|there| words::letters(there) == word);
    let is_called = |call: &[u8]| memchr::memmem::find(before, call).is_some();
    let value = &text[found.value.clone()];
    let has_form = value.len() == 32 && value.iter().all(u8::is_ascii_hexdigit);
    let is_key = has(b"key") && !has(b"secret");
    has_form
        && (is_key && (has(b"bugsnag") || is_called(b"Bugsnag.start(") || is_called(b"bugsnag.start("))
            || has(b"mixpanel") && has(b"token"))
}

/// Whether the value is what a call finds a secret by, or what it is called for: `get_secret("db/main")`,
/// `keys.find_by_user("…")`.
pub(in crate::scan) fn is_name_of_key(text: &[u8], found: &Assignment) -> bool {
    const VERBS: [&[u8]; 11] =
        [b"get", b"fetch", b"find", b"list", b"load", b"lookup", b"read", b"has", b"generate", b"rotate", b"delete"];
    // `connectWithToken("…")`
    const JOINTS: [&[u8]; 4] = [b"by", b"from", b"using", b"with"];
    let name = &text[found.name.clone()];
    let called = words::words(name.rsplit(|b| *b == b'.').next().unwrap_or_default());
    let has = |words: &[Word], list: &[&[u8]]| words.iter().any(|word| list.contains(&words::letters(word)));
    let joint = called.iter().rposition(|word| JOINTS.contains(&words::letters(word)));
    let argument = joint.map_or(&called[..], |at| &called[at..]);
    let speaks = |words: &[Word]| words.iter().any(|word| lexicon::speaks_of(words::letters(word)).is_some());
    let is_of_another = speaks(&words::words(name)) && !speaks(argument);
    found.operator == Operator::Calls && (is_of_another || joint.is_none() && has(&called, &VERBS))
}

/// Whether the value is somebody's address: with it comes a password, but it is none.
pub(in crate::scan) fn is_address_of_mail(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', value) else { return false };
    let (user, domain) = (&value[..at], &value[at + 1..]);
    let mut labels = domain.split(|b| *b == b'.');
    let is_of_label = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-';
    !user.is_empty()
        && user.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'))
        && labels.clone().count() > 1
        && labels.clone().all(|label| !label.is_empty() && label.iter().all(is_of_label))
        && labels.next_back().is_some_and(|last| last.len() > 1 && last.iter().all(u8::is_ascii_lowercase))
}

/// Whether the value is a digest in the notation of keys' fingerprints, pairs of hexadecimal digits with colons: of MD5,
/// SHA-1 or SHA-256.
pub(in crate::scan) fn is_digest_in_pairs(value: &[u8]) -> bool {
    let pairs = value.split(|b| *b == b':');
    matches!(pairs.clone().count(), 16 | 20 | 32)
        && pairs.clone().all(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit))
}

/// Whether the value stands in the address of a badge or a picture, as READMEs show them, or of a meeting that all are
/// invited to.
pub(in crate::scan) fn is_in_public_address(before: &[u8]) -> bool {
    const ADDRESS: usize = 200;
    let before = &before[before.len().saturating_sub(ADDRESS)..];
    let start = before.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'('));
    let address = &before[start.map_or(0, |at| at + 1)..];
    [&b"badge"[..], b"shields.io", b".svg?", b"googleusercontent.com/", b"zoom.us/j/"]
        .iter()
        .any(|part| memchr::memmem::find(address, part).is_some())
}

/// Returns true if name and value are a finding's fingerprint, as allow entries have it: a rule's id, and the 16
/// hexadecimal digits behind it.
pub(in crate::scan) fn is_fingerprint(name: &[u8], value: &[u8]) -> bool {
    const DIGITS: usize = 16;
    let is_digit = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    value.len() == DIGITS
        && value.iter().all(is_digit)
        && std::str::from_utf8(name).is_ok_and(|name| rules::by_id(name).is_some())
}
