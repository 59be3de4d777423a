//! What a value under a telling name can be that is no secret: the clauses that leave a candidate alone.

use std::ops::Range;

use crate::file_type::Family;
use crate::rules::Check;
use crate::scan::checks;
use crate::scan::clause::{Clause, first_of};
use crate::scan::syntax::assignment::{Assignment, Operator, Quotes};
use crate::scan::syntax::bare_words;
use crate::scan::text::lines;
use crate::scan::value::{non_secret, placeholder, reference, shape};

/// The shortest value that is looked at, in bytes.
const SHORTEST: usize = 4;

/// A line of code longer than that, in bytes, was not written by a person.
const LONGEST_LINE: usize = 4096;

/// A name and its value in a text.
pub(in crate::scan) struct Candidate<'a> {
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

/// A clause that leaves a candidate alone.
type Veto = Clause<fn(&Candidate<'_>) -> bool>;

/// A row of the table.
const fn row(
    says: &'static str,
    holds: fn(&Candidate<'_>) -> bool,
    needed_by: &'static [(&'static str, &'static str)],
) -> Veto {
    Veto { says, holds, needed_by }
}

/// The clauses, in the order in which they are asked: the cheap ones first.
pub(in crate::scan) const VETOES: &[Veto] = &[
    row("shorter than any secret", |c| c.value.len() < SHORTEST, &[("a.py", "password = \"a1\"\n")]),
    row(
        "control characters",
        |c| c.value.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace()),
        &[("a.py", "password = \"{mixed:8}\u{1}{mixed:8}\"\n")],
    ),
    row(
        "a reference to a secret",
        |c| reference::stands_for_another(c.value, c.found.quotes),
        &[("secrets.ejson", "  \"secret_key_base\": \"EJ[1:{base64:43}=:{base64:32}:{base64:80}]\",\n")],
    ),
    row(
        "begins with a sign of YAML or a comment",
        |c| c.found.quotes == Quotes::None && reference::begins_with_sign(c.value),
        &[(
            ".env.example",
            "# AWS_SECRET_ACCESS_KEY=                          # Omit to use the {lower:8}/IRSA credential chain\n",
        )],
    ),
    row(
        "the next option",
        |c| c.found.operator == Operator::Follows && reference::is_option(c.value),
        &[("restore.sh", "psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc -U admin\n")],
    ),
    row(
        "the next assignment",
        |c| c.found.quotes == Quotes::None && reference::is_next_assignment(&c.text[..c.found.value.start], c.value),
        &[("run.sh", "MYSQL_PASSWORD= FOO={mixed:12} npm test\n")],
    ),
    row(
        "hardly a letter or digit",
        |c| c.found.quotes != Quotes::Own && c.value.iter().filter(|b| b.is_ascii_alphanumeric()).count() < SHORTEST,
        &[("a.txt", "password: ---/{mixed:2}---!!!---\n")],
    ),
    row(
        "the rest of an address",
        |c| reference::is_rest_of_address(c.text, c.found),
        &[("a.txt", "see https://token:{mixed:20}.net/x\n")],
    ),
    row(
        "bytes that count",
        |c| reference::counts(placeholder::behind_zeros(c.value)) || reference::counts_in_base64(c.value),
        &[
            ("a.py", "encryption_key = \"000102030405060708090a0b0c0d0e0f\"\n"),
            ("b.py", "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n"),
        ],
    ),
    row(
        "a prefix of public keys",
        |c| non_secret::says_public(c.value),
        &[("telemetry.ts", "const POSTHOG_API_KEY = 'phc_{mixed:43}';\n")],
    ),
    row(
        "an item that is a word",
        |c| matches!(c.found.operator, Operator::Lists | Operator::Pairs) && !is_mixed(c.value),
        &[("providers.py", "url = helper.prepare(\"hf_token\", \"owner/Model-{digit:2}M-{mixed:6}\")\n")],
    ),
    row(
        "a UUID in a row of values",
        |c| c.found.operator == Operator::Lists && shape::is_uuid(c.value) && is_further_item(c.before()),
        &[("rows.sql", "VALUES (1, 'password', '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}', 'x');\n")],
    ),
    row(
        "a public name",
        |c| non_secret::is_public_name(c.name),
        &[("analytics.ts", "export const SEGMENT_WRITE_KEY = '{mixed:32}';\n")],
    ),
    row(
        "a rule's id",
        |c| non_secret::is_fingerprint(c.name, c.value),
        &[("a.toml", "fingerprint = \"postgres-password:{hex:16}\"\n")],
    ),
    row(
        "a key that searches a site",
        |c| non_secret::searches_a_site(c.text, c.found),
        &[(
            "docusaurus.config.js",
            "algolia: {lb}\n  appId: 'X',\n  apiKey: '{hex:32}',\n  indexName: 'docs',\n{rb}\n",
        )],
    ),
    row(
        "a key with which browsers and apps report",
        |c| non_secret::reports_of_a_client(c.text, c.found),
        &[("map.js", "Bugsnag.start({lb} apiKey: \"{hex:32}\" {rb});\n"), (".env", "VITE_MIXPANEL_TOKEN={hex:32}\n")],
    ),
    row(
        "the key of an array's member",
        |c| non_secret::is_of_member(c.text, c.found),
        &[("rows.json", "  \"_key\": \"{hex:12}\",\n  \"x\": 1\n")],
    ),
    row(
        "the key of a place in a store",
        |c| non_secret::is_key_of_place(c.text, c.found),
        &[
            ("secret.yaml", "spec:\n  data:\n    - remoteRef:\n        key: {mixed:24}\n"),
            ("List.jsx", "<Item key=\"{mixed:24}\" />\n"),
        ],
    ),
    row(
        "called public",
        |c| non_secret::is_called_public(c.before()) && !bare_words::is_clause(c.text, &c.found.name),
        &[("NOTES.md", "Encrypted password: {mixed:24}\n")],
    ),
    row(
        "a key's id",
        |c| non_secret::is_key_id(c.text, c.found),
        &[("SECURITY.md", "You can use the following GPG key: {HEX:40}\n")],
    ),
    row(
        "the name of a key in a call",
        |c| non_secret::is_name_of_key(c.text, c.found),
        &[("app.py", "keys.get_keys_by_device('{hex:32}')\n")],
    ),
    row(
        "an address of mail",
        |c| non_secret::is_address_of_mail(c.value),
        &[("a.env", "SMTP_PASSWORD=bob{digit:4}@{lower:6}.com\n")],
    ),
    row(
        "a digest in pairs",
        |c| non_secret::is_digest_in_pairs(c.value),
        &[(
            "keys.tf",
            "  \"test-key\": \"{hex:2}:fa:{hex:2}:f8:fb:4c:{hex:2}:0e:cd:f2:{hex:2}:20:79:c6:{hex:2}:bd\"\n",
        )],
    ),
    row(
        "in a public address",
        |c| non_secret::is_in_public_address(&c.text[..c.found.value.start]),
        &[("README.md", "![Circle CI](https://circleci.com/gh/a/b.svg?style=svg&circle-token={hex:40})\n")],
    ),
    row(
        "the name of a variable",
        |c| reference::names_a_variable(c.value),
        &[("config.py", "api_key = os.environ[\"API_KEY\"] if prod else \"{hex:32}\"\n")],
    ),
    row(
        "base64 of an example",
        |c| checks::encodes_example(c.value),
        &[("auth_test.go", "key := \"AccountKey={base64(a fake key for tests only: not a credential)}\"\n")],
    ),
    row(
        "a token for nothing",
        |c| checks::is_token_for_nothing(without_scheme(c.value)),
        &[(
            "client.ts",
            "const token =\n  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ7YXBwfSJ9.not-a-signature';\n",
        )],
    ),
    row(
        "an encoding or an algorithm",
        |c| reference::is_encoding(c.value),
        &[("app.java", "    this(CipherUtils.newSecretKey(\"PBKDF2WithHmacSHA256\", spec));\n")],
    ),
    row(
        "a line that no person wrote",
        |c| c.family == Family::Code && is_in_long_line(c.text, &c.found.name),
        &[("a.js", "var a=1;{lower:4100};var token=\"{mixed:32}\";{lower:200}\n")],
    ),
];

/// The value behind the scheme of an `Authorization` header.
fn without_scheme(value: &[u8]) -> &[u8] {
    [&b"Bearer "[..], b"bearer ", b"JWT ", b"Token "]
        .iter()
        .find_map(|scheme| value.strip_prefix(*scheme))
        .unwrap_or(value)
}

/// What the first clause says that leaves the candidate alone.
pub(super) fn veto(candidate: &Candidate<'_>) -> Option<&'static str> {
    first_of(VETOES, |holds| holds(candidate))
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
