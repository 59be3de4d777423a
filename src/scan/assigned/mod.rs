//! Secrets without a form of their own: a value under a name that speaks of a secret, and perhaps of a provider.
//!
//! A name is found by a keyword, and the value that it is given by how languages and formats write that
//! ([`assignment`]). What value and name are like is measured ([`measure`]), and a model says how likely it is that
//! the value is a secret (`model`). `docs/detection.md` tells how well that works.

pub mod assignment;
mod below;
mod characters;
pub mod feature;
pub mod kind;
pub mod measure;
mod model;
pub mod name;
pub(super) mod nearby;

use std::cell::OnceCell;
use std::ops::Range;

use assignment::{Assignment, Operator, Quotes};
use kind::Kind;
use measure::Measures;

use super::{Confidence, Hit, Input, Sensitivity, engine, placeholder, proof, published};
use crate::rules::{self, Proof, Rule};

/// The shortest value that is looked at, in bytes.
const SHORTEST: usize = 4;

/// The shortest value under a provider's name, in bytes.
const SHORTEST_OF_PROVIDER: usize = 14;

/// The same where the name says no more than whose it is.
const SHORTEST_WITHOUT_WORD: usize = 20;

/// The rules that know the header in which a token stands, and not whose it is.
const HEADERS: [&str; 2] = ["http-auth-header-bearer", "http-auth-header-option"];

/// A line of code longer than that, in bytes, was not written by a person.
const LONGEST_LINE: usize = 4096;

/// Looks for values in one text that are secrets by what they are assigned to.
pub(super) struct Assigned<'a> {
    input: &'a Input<'a>,
    /// The kind of the file, once a name asks for it.
    kind: OnceCell<Kind>,
}

impl<'a> Assigned<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        Self { input, kind: OnceCell::new() }
    }

    /// The value under the name around `word`, which speaks of a secret.
    pub(super) fn to_telling_name(&self, rule: &'static Rule, word: &Range<usize>) -> Option<Hit> {
        if self.input.sensitivity == Sensitivity::KeysOnly {
            return None;
        }
        let (candidate, measures) = self.candidate(word)?;
        measures.speaks?;
        let least = match self.input.sensitivity {
            Sensitivity::Strict => model::STRICT,
            // A nonce is no secret, though it looks like one.
            _ if measures.speaks_last(b"nonce") => return None,
            _ => model::CAREFUL,
        };
        let odds = model::log_odds(&measures);
        if odds < least.min(model::PROVIDER) {
            return None;
        }
        let (name, value) = (&candidate.name, &candidate.value);
        let owner = || nearby::owner(self.input, Some(name), value);
        let owner = if odds >= least {
            owner()
        } else {
            // As good as the provider's name within this one.
            let owner = may_be_of_provider(&self.input.text[value.clone()], SHORTEST_OF_PROVIDER).then(owner);
            Some(owner.flatten().filter(|owner| owner.tie.is_firm())?)
        };
        let hit = self.hit(rule, candidate, &measures, least.min(odds))?;
        Some(Hit { owner: owner.map(|owner| owner.rule), ..hit })
    }

    /// The value under the name around `word`, a provider's, if the name speaks of a secret too.
    pub(super) fn to_provider(&self, rule: &'static Rule, word: &Range<usize>) -> Option<Hit> {
        if !name::is_part(self.input.text, word) {
            return None;
        }
        let (candidate, measures) = self.candidate(word)?;
        let is_identifier = measures.words.last().is_some_and(|word| matches!(name::letters(word), b"id" | b"ids"));
        if is_identifier {
            return None;
        }
        let value = &self.input.text[candidate.value.clone()];
        // Whose it is makes it likelier; but a short value is as likely a word with a number.
        let shortest = match measures.speaks {
            Some(_) => SHORTEST_OF_PROVIDER,
            None if self.names_the_provider_alone(&candidate, word) && may_stand_for_itself(&candidate, value) => {
                SHORTEST_WITHOUT_WORD
            }
            None => return None,
        };
        let possible = may_be_of_provider(value, shortest);
        possible.then(|| self.hit(rule, candidate, &measures, model::PROVIDER)).flatten()
    }

    /// Whether a name says no more than whose the value is, but for words such as `login`.
    fn names_the_provider_alone(&self, candidate: &Assignment, word: &Range<usize>) -> bool {
        const WORDS: [&[u8]; 7] = [b"api", b"bot", b"client", b"live", b"login", b"pat", b"sdk"];
        let says_no_more = |part: Range<usize>| {
            name::words(&self.input.text[part]).iter().all(|word| WORDS.contains(&name::letters(word)))
        };
        let name = &candidate.name;
        says_no_more(name.start..word.start.max(name.start)) && says_no_more(word.end.min(name.end)..name.end)
    }

    /// Names the provider of a hit whose rule knows only the header that it stands in.
    pub(super) fn name_owner(&self, hit: &mut Hit) {
        if HEADERS.contains(&hit.rule.id()) {
            hit.owner = nearby::owner(self.input, None, &hit.secret).map(|owner| owner.rule);
        }
    }

    fn candidate(&self, word: &Range<usize>) -> Option<(Assignment, Measures)> {
        let kind = *self.kind.get_or_init(|| Kind::of(self.input.path));
        let candidate = (kind != Kind::Generated).then(|| candidate(self.input, kind, word)).flatten()?;
        let measures = Measures::of(self.input.text, &candidate, self.input.path, kind);
        Some((candidate, measures))
    }

    /// The candidate as a hit, if the odds are good enough.
    fn hit(&self, rule: &'static Rule, candidate: Assignment, measures: &Measures, least: f32) -> Option<Hit> {
        let secret = candidate.value;
        let value = &self.input.text[secret.clone()];
        // The odds first: setting up the search for placeholders costs as much as a small commit.
        let is_one = model::log_odds(measures) >= least
            && !placeholder::is_placeholder(value)
            && !published::is_published(value)
            && !engine::claims_a_checksum(value);
        is_one.then(|| Hit {
            rule,
            extent: secret.clone(),
            secret,
            confidence: Confidence::Likely,
            note: None,
            owner: None,
            disguise: None,
        })
    }
}

/// Whether the value under a provider's name alone may be its key: in quotes, or where a setting gives it no other
/// meaning, as a revision, a digest or an identifier have.
fn may_stand_for_itself(candidate: &Assignment, value: &[u8]) -> bool {
    let is_lower_hex = value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'-'));
    let has_end = candidate.quotes == Quotes::Own
        || candidate.quotes == Quotes::None && candidate.operator == Operator::Assigns && !is_lower_hex;
    has_end && memchr::memmem::find(value, b"://").is_none()
}

/// Whether a value is long enough for a provider's key, and mixed: whose it is makes it likelier, but a short value
/// is as likely a word.
fn may_be_of_provider(value: &[u8], shortest: usize) -> bool {
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    let is_mixed = has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    value.len() >= shortest && is_mixed
}

/// Whether a value that is known to stand for a password is likely one, and no word or placeholder.
pub(super) fn is_password(value: &str) -> bool {
    const NAME: &str = "password";
    let text = [NAME, "=", value].concat();
    let assignment = Assignment {
        name: 0..NAME.len(),
        value: NAME.len() + 1..text.len(),
        operator: Operator::Assigns,
        quotes: Quotes::Shared,
    };
    let measures = Measures::of(text.as_bytes(), &assignment, b"", Kind::Settings);
    value.len() >= SHORTEST
        && model::log_odds(&measures) >= model::CAREFUL
        && !stands_for_another(value.as_bytes(), Quotes::Shared)
}

/// What stands under the name around that word, if it can be a secret at all.
#[must_use]
pub fn candidate(input: &Input<'_>, kind: Kind, word: &Range<usize>) -> Option<Assignment> {
    let found = assignment::around(input.text, word, kind)?;
    let value = &input.text[found.value.clone()];
    let impossible = value.len() < SHORTEST
        || stands_for_another(value, found.quotes)
        || found.quotes == Quotes::None && begins_with_sign(value)
        || found.quotes != Quotes::Own && value.iter().filter(|b| b.is_ascii_alphanumeric()).count() < SHORTEST
        || counts(placeholder::behind_zeros(value))
        || says_public(value)
        || found.operator == Operator::Lists && !is_mixed(value)
        || is_public(&input.text[found.name.clone()])
        || is_fingerprint(&input.text[found.name.clone()])
        || is_called_public(&input.text[..found.name.start])
        || is_key_id(&input.text[found.name.clone()], value)
        || is_in_public_address(&input.text[..found.value.start])
        || names_a_variable(value)
        || proof::encodes_example(value)
        || proof::is_token_for_nothing(value)
        || is_encoding(value)
        || kind == Kind::Code && is_in_long_line(input.text, word);
    (!impossible).then_some(found)
}

/// Whether the value has digits among its letters, or upper and lower case in turns, and names no secret: what follows
/// a name in a list is as often another name.
fn is_mixed(value: &[u8]) -> bool {
    /// A name with dots in it is seldom longer, in bytes.
    const DOTTED: usize = 48;
    let lower = value.to_ascii_lowercase();
    let names = [&b"secret"[..], b"token", b"key", b"pass", b"auth"];
    (proof::holds(Proof::Mixed, value) || has_letters_and_digits(value))
        && (value.len() > DOTTED || !value.contains(&b'.'))
        && !names.iter().any(|name| memchr::memmem::find(&lower, name).is_some())
}

fn has_letters_and_digits(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

/// Whether the value says in its prefix that it may be seen by everyone, as `pk_live_…`, `pubkey-…` and `phc_…`
/// (<https://posthog.com/docs/api#public-endpoints>) do.
fn says_public(value: &[u8]) -> bool {
    const PREFIX: usize = 24;
    let start = value[..value.len().min(PREFIX)].iter().rposition(|b| matches!(b, b'_' | b'-')).unwrap_or(0);
    let prefix = name::words(&value[..start]);
    let words = || prefix.iter().map(name::letters);
    words().any(|word| matches!(word, b"pub" | b"public" | b"publishable" | b"pubkey" | b"pubk"))
        || words().next() == Some(b"phc")
        || words().next() == Some(b"pk") && words().any(|word| matches!(word, b"live" | b"test" | b"prod"))
}

/// Whether the value is the name of an encoding, as in `password: bytes.toString("utf8")`.
fn is_encoding(value: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [b"utf8", b"utf16le", b"utf16", b"latin1", b"base64", b"base64url"];
    NAMES.iter().any(|name| value.eq_ignore_ascii_case(name))
}

/// Whether the value begins as an alias, an anchor, a tag or an annotation does where it has no quotes.
fn begins_with_sign(value: &[u8]) -> bool {
    matches!(value, [b'&' | b'*' | b'@' | b'!', ..])
}

/// Whether the value is computed, looked up, or encrypted.
fn stands_for_another(value: &[u8], quotes: Quotes) -> bool {
    // A version's requirement, an image's digest, a regular expression.
    const INSIDE: [&[u8]; 6] = [b"==", b"@sha256:", b"[A-", b"[a-", b"[0-", b"(?"];
    // Where no quotes of its own say where a value ends, it may be the beginning of something longer.
    const OF_MORE: [&[u8]; 3] = [b"$", b"<", b"{"];
    const BEGINNINGS: [&[u8]; 19] = [
        b"#/",
        b"{\"",
        b"{'",
        b"%(",
        b"%{",
        b"%s",
        b"%env",
        b"ENC[",
        b"EJ[",
        b"ENC(",
        b"vault:",
        b"arn:",
        b"env.",
        b"process.",
        b"os.",
        b"secretsmanager",
        b"AQICAH",
        b"-----BEGIN CERT",
        // The same in base64.
        b"LS0tLS1CRUdJTiBDRVJU",
    ];
    let ends_call = value.last() == Some(&b')') && value.contains(&b'(');
    let number = value.strip_prefix(b"v").unwrap_or(value);
    // `6.1.177-arm64`
    let is_part = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let parts = number.split(|b| matches!(b, b'.' | b'-' | b'+')).take_while(is_part).count();
    let is_version = number.contains(&b'.') && parts >= 3;
    let is_number =
        number.contains(&b'.') && number.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    let is_variable = value.len() > 1 && value[0] == b'%' && memchr::memchr(b'%', &value[1..]).is_some();
    // A hash of a password, which has a rule of its own: `$6$…`, `$2b$…`.
    let is_hash = value.strip_prefix(b"$").is_some_and(|rest| rest.iter().take(12).any(|b| *b == b'$'));
    let is_markup = value.first() == Some(&b'<') && value.contains(&b'>');
    let text = value.trim_ascii_end();
    let text = &text[..text.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1)];
    let is_other = INSIDE.iter().any(|part| memchr::memmem::find(text, part).is_some());
    // What Sealed Secrets encrypt: the length of the key in two bytes, the key, the value.
    let is_sealed = value.len() > 700 && matches!(value, [b'A', b'g', b'A'..=b'D', ..]);
    ends_call
        || is_version
        || is_number
        || is_variable
        || is_hash
        || is_markup
        || has_field(value)
        || placeholder::is_template(value)
        || is_other
        || is_sealed
        || BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
        || quotes != Quotes::Own && OF_MORE.iter().any(|beginning| value.starts_with(beginning))
}

/// Whether an expression stands in braces in the value, as in template strings: letters, digits and the signs of names
/// and calls.
fn has_field(value: &[u8]) -> bool {
    value.split(|b| *b == b'{').skip(1).any(|text| {
        let is_of_expression = |b: &u8| b.is_ascii_alphanumeric() || b"_.:-()'\"[] $|,?!/".contains(b);
        text.iter().position(|b| *b == b'}').is_some_and(|end| text[..end].iter().all(is_of_expression))
    })
}

/// Whether the name is that of something public that looks like a secret, or of something about a secret.
fn is_public(name: &[u8]) -> bool {
    const ANYWHERE: [&[u8]; 20] = [
        b"authorized",
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
    let words = name::words(name);
    let letters = || words.iter().map(name::letters);
    let is_public = |word: &[u8]| {
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
    // Holds for one call. Source: <https://www.rfc-editor.org/rfc/rfc8839#section-5.4>
    let is_of_call = name.eq_ignore_ascii_case(b"ice-pwd");
    // Longer than a word is kept: what someone may do.
    let lists_rights = name.to_ascii_lowercase().ends_with(b"authorizations");
    counts_visitors
        || is_of_call
        || lists_rights
        || letters().any(is_public)
        || letters().next_back().is_some_and(is_about)
}

/// Whether a word before the name says that it is public, or the form of it that is safe to show: `Public Key: …`.
fn is_called_public(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    [&b"public"[..], b"encrypted"]
        .iter()
        .any(|word| before.len().checked_sub(word.len()).is_some_and(|at| before[at..].eq_ignore_ascii_case(word)))
}

/// Whether the value tells which of somebody's PGP keys is meant. Source:
/// <https://www.rfc-editor.org/rfc/rfc9580#name-key-ids-and-fingerprints>
fn is_key_id(name: &[u8], value: &[u8]) -> bool {
    let is_of_openpgp = name::words(name).iter().any(|word| matches!(name::letters(word), b"gpg" | b"pgp"));
    is_of_openpgp && matches!(value.len(), 8 | 16 | 40) && value.iter().all(u8::is_ascii_hexdigit)
}

/// Whether the value stands in the address of a badge or a picture, as READMEs show them.
pub(super) fn is_in_public_address(before: &[u8]) -> bool {
    const ADDRESS: usize = 200;
    let before = &before[before.len().saturating_sub(ADDRESS)..];
    let start = before.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'('));
    let address = &before[start.map_or(0, |at| at + 1)..];
    [&b"badge"[..], b"shields.io", b".svg?", b"googleusercontent.com/"]
        .iter()
        .any(|part| memchr::memmem::find(address, part).is_some())
}

/// Whether the value is the name of a variable that holds a secret: `os.getenv("API_TOKEN")`.
fn names_a_variable(value: &[u8]) -> bool {
    let is_constant = value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    is_constant && memchr::memchr(b'_', value).is_some() && {
        let says = [&b"SECRET"[..], b"TOKEN", b"KEY", b"PASS", b"AUTH", b"CRED"];
        says.iter().any(|word| memchr::memmem::find(value, word).is_some())
    }
}

/// Whether the name is a rule's id, as before the hash of an allow entry.
fn is_fingerprint(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| rules::by_id(name).is_some())
}

/// Whether the value is bytes in hexadecimal that count up or down, as test vectors have them.
fn counts(value: &[u8]) -> bool {
    const RUN: usize = 6;
    let digits = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = value.chunks(2).take(RUN).map(digits).collect();
    bytes.is_some_and(|bytes| {
        let steps = |step: u8| bytes.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step);
        bytes.len() == RUN && (steps(1) || steps(u8::MAX) || steps(0) || steps(0x11))
    })
}

fn is_in_long_line(text: &[u8], word: &Range<usize>) -> bool {
    let before = &text[word.start.saturating_sub(LONGEST_LINE)..word.start];
    let after = &text[word.end..text.len().min(word.end + LONGEST_LINE)];
    let start = memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at);
    let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
    start + end >= LONGEST_LINE
}
