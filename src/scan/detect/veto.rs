//! What a value under a telling name can be that is no secret: the clauses that leave a candidate alone.

use std::ops::Range;

use crate::file_type::Family;
use crate::rules::Check;
use crate::scan::checks;
use crate::scan::syntax::assignment::{Assignment, Operator, Quotes};
use crate::scan::syntax::bare_words;
use crate::scan::text::lines;
use crate::scan::value::{non_secret, placeholder, reference, shape};

/// The shortest value that is looked at, in bytes.
const SHORTEST: usize = 4;

/// A line of code longer than that, in bytes, was not written by a person.
const LONGEST_LINE: usize = 4096;

/// A name and its value in a text.
pub(super) struct Candidate<'a> {
    text: &'a [u8],
    family: Family,
    found: &'a Assignment,
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Candidate<'a> {
    /// The candidate in a text of a file of that family.
    pub(super) fn of(text: &'a [u8], family: Family, found: &'a Assignment) -> Self {
        let (name, value) = (&text[found.name.clone()], &text[found.value.clone()]);
        Self { text, family, found, name, value }
    }

    /// The text before the name.
    fn before(&self) -> &'a [u8] {
        &self.text[..self.found.name.start]
    }
}

/// A clause that leaves a candidate alone, and what it says of it.
type Veto = (&'static str, fn(&Candidate<'_>) -> bool);

/// The clauses, in the order in which they are asked: the cheap ones first.
#[rustfmt::skip]
pub(super) const VETOES: &[Veto] = &[
    ("shorter than any secret", |c| c.value.len() < SHORTEST),
    ("control characters", |c| c.value.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace())),
    ("a reference to a secret", |c| reference::stands_for_another(c.value, c.found.quotes)),
    ("begins with a sign of YAML or a comment", |c| c.found.quotes == Quotes::None && reference::begins_with_sign(c.value)),
    ("the next option", |c| c.found.operator == Operator::Follows && reference::is_option(c.value)),
    ("the next assignment", |c| c.found.quotes == Quotes::None && reference::is_next_assignment(&c.text[..c.found.value.start], c.value)),
    ("hardly a letter or digit", |c| c.found.quotes != Quotes::Own && c.value.iter().filter(|b| b.is_ascii_alphanumeric()).count() < SHORTEST),
    ("the rest of an address", |c| reference::is_rest_of_address(c.text, c.found)),
    ("bytes that count", |c| reference::counts(placeholder::behind_zeros(c.value))),
    ("a prefix of public keys", |c| non_secret::says_public(c.value)),
    ("an item that is a word", |c| matches!(c.found.operator, Operator::Lists | Operator::Pairs) && !is_mixed(c.value)),
    ("a UUID in a row of values", |c| c.found.operator == Operator::Lists && shape::is_uuid(c.value) && is_further_item(c.before())),
    ("a public name", |c| non_secret::is_public_name(c.name)),
    ("a rule's id", |c| non_secret::is_fingerprint(c.name, c.value)),
    ("a key that searches a site", |c| non_secret::searches_a_site(c.text, c.found)),
    ("the key of an array's member", |c| non_secret::is_of_member(c.text, c.found)),
    ("the key of a place in a store", |c| non_secret::is_key_of_place(c.text, c.found)),
    ("called public", |c| non_secret::is_called_public(c.before()) && !bare_words::is_clause(c.text, &c.found.name)),
    ("a key's id", |c| non_secret::is_key_id(c.text, c.found)),
    ("the name of a key in a call", |c| non_secret::is_name_of_key(c.text, c.found)),
    ("an address of mail", |c| non_secret::is_address_of_mail(c.value)),
    ("a digest in pairs", |c| non_secret::is_digest_in_pairs(c.value)),
    ("in a public address", |c| non_secret::is_in_public_address(&c.text[..c.found.value.start])),
    ("the name of a variable", |c| reference::names_a_variable(c.value)),
    ("base64 of an example", |c| checks::encodes_example(c.value)),
    ("a token for nothing", |c| checks::is_token_for_nothing(c.value)),
    ("an encoding or an algorithm", |c| reference::is_encoding(c.value)),
    ("a line that no person wrote", |c| c.family == Family::Code && is_in_long_line(c.text, &c.found.name)),
];

/// What the first clause says that leaves the candidate alone.
pub(super) fn veto(candidate: &Candidate<'_>) -> Option<&'static str> {
    VETOES.iter().find(|(_, holds)| holds(candidate)).map(|(says, _)| *says)
}

/// Whether the value has digits among its letters, or upper and lower case in turns, and names no secret: what follows
/// a name in a list is as often another name.
fn is_mixed(value: &[u8]) -> bool {
    /// A name with dots in it is seldom longer, in bytes.
    const DOTTED: usize = 48;
    /// `owner/Model-82M` is shorter, base64 is not.
    const SLASHED: usize = 32;
    let lower = value.to_ascii_lowercase();
    let names = [&b"secret"[..], b"token", b"key", b"pass", b"auth"];
    // `DB_PASSWORD`, `DB_CONFIG_NAME`
    let is_constant = value.contains(&b'_') && !value.iter().any(u8::is_ascii_lowercase);
    (checks::holds(Check::Mixed, value) || has_letters_and_digits(value))
        && !is_constant
        && (value.len() > DOTTED || !value.contains(&b'.'))
        && !value.contains(&b'\\')
        && (value.len() >= SLASHED || !value.contains(&b'/'))
        && !names.iter().any(|name| memchr::memmem::find(&lower, name).is_some())
}

/// Whether another item stands before the name in its list: a row of values.
fn is_further_item(before: &[u8]) -> bool {
    before.strip_suffix(b"'").or(before.strip_suffix(b"\"")).is_some_and(|rest| rest.trim_ascii_end().ends_with(b","))
}

fn has_letters_and_digits(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

fn is_in_long_line(text: &[u8], name: &Range<usize>) -> bool {
    let start = lines::start(text, name.start, LONGEST_LINE);
    let end = lines::end(text, name.end, LONGEST_LINE);
    name.start - start + (end - name.end) >= LONGEST_LINE
}
