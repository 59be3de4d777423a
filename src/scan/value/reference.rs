//! Values that stand for a secret which is kept, computed or filled in elsewhere.

use data_encoding::BASE64;

use crate::scan::clause::{Clause, first_of};
use crate::scan::syntax::assignment::{Assignment, Quotes};
use crate::scan::value::placeholder;

/// Whether the value is the name of an encoding, as in `password: bytes.toString("utf8")`, or of an algorithm that makes
/// keys: `newSecretKey("PBKDF2WithHmacSHA256")`.
pub(in crate::scan) fn is_encoding(value: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [b"utf8", b"utf16le", b"utf16", b"latin1", b"base64", b"base64url"];
    const ALGORITHMS: [&[u8]; 3] = [b"PBKDF2With", b"PBEWith", b"HmacSHA"];
    NAMES.iter().any(|name| value.eq_ignore_ascii_case(name))
        || ALGORITHMS.iter().any(|beginning| value.starts_with(beginning))
}

/// Returns true if the name has no value, and the next assignment of a command follows: `PASSWORD= DEBUG=1 npm test`. With a
/// blank before the sign, as in `passwd = a=b`, it is no assignment of a shell, and the value may hold the sign.
pub(in crate::scan) fn is_next_assignment(before: &[u8], value: &[u8]) -> bool {
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let name = before.trim_ascii_end().strip_suffix(b"=");
    let is_empty = before.ends_with(b" ") && name.is_some_and(|name| !name.ends_with(b" ") && !name.ends_with(b"\t"));
    let name = value.iter().take_while(|b| is_of_name(b)).count();
    let rest = &value[name..];
    is_empty && name > 0 && rest.first() == Some(&b'=') && rest.iter().any(|b| *b != b'=')
}

/// Whether the value of an option is the next option.
pub(in crate::scan) fn is_option(value: &[u8]) -> bool {
    matches!(value, [b'-', b'-', letter, ..] if letter.is_ascii_lowercase())
}

/// Whether the value begins as an alias, an anchor, a tag, an annotation or a comment does where it has no quotes.
pub(in crate::scan) fn begins_with_sign(value: &[u8]) -> bool {
    matches!(value, [b'&' | b'*' | b'@' | b'!', ..] | [b'#', b' ' | b'\t', ..])
}

/// A clause by which a value refers to a secret and is none. It is asked with the value and what that stands in.
type Reference = Clause<fn(&[u8], Quotes) -> bool>;

/// A row of the table.
const fn row(
    says: &'static str,
    holds: fn(&[u8], Quotes) -> bool,
    needed_by: &'static [(&'static str, &'static str)],
) -> Reference {
    Reference { says, holds, needed_by }
}

/// The clauses, in the order in which they are asked.
pub(in crate::scan) const REFERENCES: &[Reference] = &[
    row(
        "a call",
        |value, _| value.last() == Some(&b')') && value.contains(&b'('),
        &[("a.py", "password = \"Xq{mixed:6}(7{mixed:4})\"\n")],
    ),
    row("a version", |value, _| is_version(value), &[("package.json", "\"minipass\": \"7.1.2-{mixed:5}\"\n")]),
    row(
        "a number",
        |value, _| is_number(value),
        &[("weights.toml", "passwd = 0.{digit:3}\n"), ("b.toml", "passwordfile = -0.{digit:3}\n")],
    ),
    row("a quantity", is_quantity, &[("metrics.md", "vm,fieldKey=12485903i,pswpin=2092i,pswpout=6206i\n")]),
    row(
        "an expression in braces",
        |value, _| has_field(value) && !placeholder::is_generated_around_brackets(value),
        &[("all.yml", "db_password: \"{lb}{lb} db_password | default('{mixed:20}') {rb}{rb}\"\n")],
    ),
    row(
        "a variable of a batch file, or a format",
        |value, _| value.len() > 1 && value[0] == b'%' && memchr::memchr(b'%', &value[1..]).is_some(),
        &[(
            "galaxy.py",
            "for secret in secrets:\n    display.display(\"%-10s %-10s %s/%s\" % (secret['id'], secret['source'], secret['github_user'],\n",
        )],
    ),
    // It has a rule of its own: `$6$…`, `$2b$…`.
    row(
        "the hash of a password",
        |value, _| value.strip_prefix(b"$").is_some_and(|rest| rest.iter().take(12).any(|b| *b == b'$')),
        &[("a.go", "ok, err := CheckPassword(\"password\", \"$8$rounds=50000${mixed:16}${base62:86}\")\n")],
    ),
    row(
        "a place where secrets are kept",
        |value, _| is_kept_elsewhere(value),
        &[("README.md", "[smtp-auth]: https://datatracker.ietf.org/doc/html/rfc6409#section-4.3\n")],
    ),
    row(
        "kept in a store",
        |value, _| is_kept_in_store(value),
        &[
            ("b.env", "DB_PASSWORD=aws-sm:prod/{mixed:12}\n"),
            ("d.env", "DB_PASSWORD=infisical:{mixed:16}\n"),
            ("e.py", "password = \"encrypted:{base64:60}\"\n"),
        ],
    ),
    row("cut off", |value, _| is_cut(value), &[("log.json", "  \"api_key\": \"{hex:32}*****\",\n")]),
    row(
        "a point in time",
        |value, _| is_time(value),
        &[("a.py", "token = \"2024-01-15T10:{digit:2}:33.{digit:6}Z\"\n")],
    ),
    row(
        "text in another script",
        |value, _| is_foreign_text(value),
        &[(
            "texts.properties",
            "LdapProvider.emptyPassword=\\u7528\\u6237\\u540D\\u6216\\u5BC6\\u7801\\u9519\\u8BEF\n",
        )],
    ),
    row(
        "a choice of words",
        |value, _| is_choice(value),
        &[("Version.php", "$engineToken = 'Chr[o0]me|Chromium|Cronet';\n")],
    ),
    row(
        "a requirement, a pattern or a link",
        |value, _| is_other(value),
        &[("app.py", "token = re.sub(r\"[^A-Za-z0-9._-]+\", \"_\", token)\n")],
    ),
    // What Sealed Secrets encrypt: the length of the key in two bytes, the key, the value.
    row(
        "sealed",
        |value, _| value.len() > 700 && matches!(value, [b'A', b'g', b'A'..=b'D', ..]),
        &[("a.yml", "password: AgB{base64:800}\n")],
    ),
    row(
        "begins as references do",
        |value, _| BEGINNINGS.iter().any(|beginning| value.starts_with(beginning)),
        &[("a.yml", "api_key: sha256-{hex:64}\n")],
    ),
    // Where no quotes of its own say where a value ends, it may be the beginning of something longer.
    row(
        "begins as something longer does",
        |value, quotes| quotes != Quotes::Own && matches!(value, [b'$' | b'<' | b'{', ..]),
        &[("a.txt", "url?token={lb}{mixed:20}\n")],
    ),
];

/// The beginnings of references, templates and encrypted values.
const BEGINNINGS: [&[u8]; 18] = [
    b">=",
    b"~=",
    b"#/",
    b"{\"",
    b"{'",
    b"%(",
    b"%{",
    b"%s",
    b"%env",
    b"ENC[",
    b"sha256-",
    b"sha384-",
    b"sha512-",
    b"EJ[",
    b"ENC(",
    b"AQICAH",
    b"-----BEGIN CERT",
    // The same in base64.
    b"LS0tLS1CRUdJTiBDRVJU",
];

/// Returns true if the value is computed, looked up, or encrypted.
pub(in crate::scan) fn stands_for_another(value: &[u8], quotes: Quotes) -> bool {
    first_of(REFERENCES, |holds| holds(value, quotes)).is_some()
}

/// Returns true for numbers with points, perhaps with a `v` before: `6.1.177-arm64`.
fn is_version(value: &[u8]) -> bool {
    let number = value.strip_prefix(b"v").unwrap_or(value);
    let is_part = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    number.contains(&b'.') && number.split(|b| matches!(b, b'.' | b'-' | b'+')).take_while(is_part).count() >= 3
}

fn is_number(value: &[u8]) -> bool {
    let number = value.strip_prefix(b"v").unwrap_or(value);
    number.contains(&b'.') && number.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'))
}

/// Returns true if a part of the value is one of a version's requirement, an image's digest, a regular expression or a link
/// in Markdown.
fn is_other(value: &[u8]) -> bool {
    const INSIDE: [&[u8]; 9] = [b"==", b"@sha256:", b"[A-", b"[a-", b"[0-", b"[^", b"[\\", b"(?", b"]("];
    let text = value.trim_ascii_end();
    let text = &text[..text.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1)];
    INSIDE.iter().any(|part| memchr::memmem::find(text, part).is_some())
}

/// Returns true if the value names a secret in a store, or is encrypted for one: `op://vault/item`, `arn:aws:secretsmanager:…`,
/// `projects/…/secrets/…`, `encrypted:…`.
///
/// Sources: <https://developer.1password.com/docs/cli/secret-reference-syntax/>,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>,
/// <https://bank-vaults.dev/docs/mutating-webhook/annotations/>,
/// <https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions>,
/// <https://learn.microsoft.com/azure/app-service/app-service-key-vault-references>,
/// <https://learn.microsoft.com/azure/container-apps/manage-secrets>, <https://github.com/helmfile/vals>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>,
/// <https://dotenvx.com/docs/concepts/encryption>.
pub(in crate::scan) fn is_kept_in_store(value: &[u8]) -> bool {
    const STORES: [&[u8]; 26] = [
        b"@Microsoft.KeyVault(",
        b"akv:",
        b"arn:",
        b"aws-sm:",
        b"awssm:",
        b"awsssm:",
        b"azurekeyvault:",
        b"bao:",
        b"doppler:",
        b"encrypted:",
        b"gcp-sm:",
        b"gcpsm:",
        b"gcp:secretmanager:",
        b"gcsecrets:",
        b"infisical:",
        b"keyring:",
        b"keyvault:",
        b"op://",
        b"ref+",
        b"secretref:",
        b"secretmanager:",
        b"secretsmanager",
        b"sm://",
        b"ssm:",
        b"vault:",
        b"{{resolve:",
    ];
    let is_of_project = value.starts_with(b"projects/") && memchr::memmem::find(value, b"/secrets/").is_some();
    is_of_project || STORES.iter().any(|store| value.starts_with(store))
}

/// Whether the value tells where the secret is kept: an address that nobody's name or password is a part of, a path, a
/// member of the environment.
pub(in crate::scan) fn is_kept_elsewhere(value: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] = [b"./", b"../", b"~/", b"env.", b"process.", b"os."];
    let is_of_scheme = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let is_address = memchr::memmem::find(value, b"://")
        .is_some_and(|end| end > 1 && value[..end].iter().all(is_of_scheme) && !value.contains(&b'@'));
    let is_of_path = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_./".contains(b);
    let is_path = value.first() == Some(&b'/') && value[1..].contains(&b'/') && value.iter().all(is_of_path);
    is_address || is_path || BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
}

/// Whether the name is the scheme or the host of an address, and the value the rest of it, `otpauth://…` and
/// `https://token-store:8443/…`, or the text of a link, and the value its address.
pub(in crate::scan) fn is_rest_of_address(text: &[u8], found: &Assignment) -> bool {
    let (before, value) = (&text[..found.value.start], &text[found.value.clone()]);
    // A name in an ARN: `arn:aws:secretsmanager:…:secret:name`.
    let resource = before.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'='));
    let resource = &before[resource.map_or(0, |at| at + 1)..];
    resource.starts_with(b"arn:")
        || value.starts_with(b"//") && before.ends_with(b":")
        || text[..found.name.start].ends_with(b"://")
        || value.starts_with(b"(http")
}

/// Whether something of the value was left out, or crossed out: `ab12…`, `ab12***`, and the first bytes of a token that
/// begins as JSON does in base64.
fn is_cut(value: &[u8]) -> bool {
    const SHORTEST_TOKEN: usize = 24;
    [&b"..."[..], "…".as_bytes(), b"***"].iter().any(|sign| memchr::memmem::find(value, sign).is_some())
        || value.starts_with(b"eyJ") && value.len() < SHORTEST_TOKEN
}

/// Whether it begins as a point in time does: `2026-11-26T06:58:29Z`. Source: <https://www.rfc-editor.org/rfc/rfc3339>
fn is_time(value: &[u8]) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00";
    value.len() >= FORM.len()
        && value.iter().zip(FORM).all(|(b, form)| if *form == b'0' { b.is_ascii_digit() } else { b == form })
}

/// Whether it has letters beyond ASCII that are written as escapes, as files of translations have them: `Ung\u00FCltig`,
/// `\xE2\x9D\x84`.
fn is_foreign_text(value: &[u8]) -> bool {
    const ASCII: u16 = 0x80;
    let has_letter = memchr::memmem::find_iter(value, b"\\u")
        .any(|at| value.get(at + 2..at + 6).and_then(number).is_some_and(|unit| unit >= ASCII));
    let escapes = value.chunks(4).map(|escape| escape.strip_prefix(b"\\x").and_then(number));
    let bytes: Option<Vec<u8>> = escapes.map(|byte| byte.and_then(|byte| u8::try_from(byte).ok())).collect();
    has_letter || bytes.is_some_and(|bytes| !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok())
}

/// Whether it is a choice of words, as regular expressions and command lines write it: `Chr[o0]me|Chromium|Cronet`.
fn is_choice(value: &[u8]) -> bool {
    const SHORTEST: usize = 3;
    let words = value.split(|b| *b == b'|');
    let is_of_word = |b: &u8| b.is_ascii_alphanumeric() || b"[]()-_ .".contains(b);
    words.clone().count() >= 3 && words.clone().all(|word| word.len() >= SHORTEST && word.iter().all(is_of_word))
}

/// The number that hexadecimal digits write.
fn number(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok().and_then(|digits| u16::from_str_radix(digits, 16).ok())
}

/// Whether it is a number as code and protocols write them: `0x50485801`, `12485903i`.
fn is_quantity(value: &[u8], quotes: Quotes) -> bool {
    /// As many hexadecimal digits fill a register.
    const REGISTER: usize = 16;
    let is_hex = value.strip_prefix(b"0x").is_some_and(|digits| {
        quotes == Quotes::None && digits.len() <= REGISTER && digits.iter().all(u8::is_ascii_hexdigit)
    });
    let has_unit = matches!(value, [digits @ .., b'i' | b'u' | b'L'] if digits.iter().all(u8::is_ascii_digit));
    is_hex || has_unit
}

/// Whether the value is bytes in hexadecimal that count up or down, as test vectors have them.
pub(in crate::scan) fn counts(value: &[u8]) -> bool {
    let byte = |pair| number(pair).and_then(|byte| u8::try_from(byte).ok());
    let bytes: Option<Vec<u8>> = value.chunks(2).take(RUN).map(byte).collect();
    bytes.is_some_and(|bytes| is_row(&bytes, &[1, u8::MAX, 0, 0x11]))
}

/// The same in base64, up to 256 bytes.
pub(in crate::scan) fn counts_in_base64(value: &[u8]) -> bool {
    const LONGEST: usize = 344;
    value.len() <= LONGEST && BASE64.decode(value).is_ok_and(|bytes| is_row(&bytes, &[1, u8::MAX]))
}

/// From that many bytes on, a row is none by chance.
const RUN: usize = 6;

/// Whether from each byte to the next it is the same one of these steps.
fn is_row(bytes: &[u8], steps: &[u8]) -> bool {
    let is_step = |step: &u8| bytes.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == *step);
    bytes.len() >= RUN && steps.iter().any(is_step)
}

/// Whether the value is the name of a variable that holds a secret: `os.getenv("API_TOKEN")`.
pub(in crate::scan) fn names_a_variable(value: &[u8]) -> bool {
    let is_constant = value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    is_constant && memchr::memchr(b'_', value).is_some() && {
        let says = [&b"SECRET"[..], b"TOKEN", b"KEY", b"PASS", b"AUTH", b"CRED"];
        says.iter().any(|word| memchr::memmem::find(value, word).is_some())
    }
}

/// Whether an expression stands in braces in the value, as in template strings: letters, digits and the signs of names
/// and calls.
fn has_field(value: &[u8]) -> bool {
    value.split(|b| *b == b'{').skip(1).any(|text| {
        let is_of_expression = |b: &u8| b.is_ascii_alphanumeric() || b"_.:-()'\"[] $|,?!/".contains(b);
        text.iter().position(|b| *b == b'}').is_some_and(|end| text[..end].iter().all(is_of_expression))
    })
}
