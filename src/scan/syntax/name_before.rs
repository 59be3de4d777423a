//! From a value back to the name that it is given: for values that a provider's format found.

use std::ops::Range;

use super::name as names;
use crate::scan::text::lines;

/// How far before its value a name may begin, on the same line, in bytes.
const REACH: usize = 256;

/// The signs that join a name to its value, longer ones before those that they end with.
const SIGNS: [&str; 5] = ["<-", "=>", ":=", "=", ":"];

/// The name that the text ends by assigning to, where a value begins at byte `value`: `name = "`, `"name": "`, `name := `,
/// `name: String = "`, `name <- "`, `#define name "`, `define('NAME', '`. Bytes of the text, end excluded, without quotes.
pub(in crate::scan) fn of_value(text: &[u8], value: usize) -> Option<Range<usize>> {
    let line = lines::start(text, value, REACH);
    let before = trimmed(text, line..value, b"\"'` \t");
    if is_defined(&text[before.clone()]) {
        return last_name(text, before);
    }
    if text[before.clone()].ends_with(b",") {
        return first_argument(text, before.start..before.end - 1);
    }
    let sign = SIGNS.iter().find(|sign| text[before.clone()].ends_with(sign.as_bytes()))?;
    let before = trimmed(text, before.start..before.end - sign.len(), b":?= \t");
    let name = last_name(text, before.clone())?;
    let declared = trimmed(text, before.start..name.start, b" \t");
    let typed = [&b":"[..], b" As"].into_iter().find(|sign| text[declared.clone()].ends_with(sign));
    let outer =
        typed.and_then(|sign| last_name(text, trimmed(text, declared.start..declared.end - sign.len(), b" \t")));
    Some(outer.unwrap_or(name))
}

/// The part without those bytes at its end.
fn trimmed(text: &[u8], part: Range<usize>, signs: &[u8]) -> Range<usize> {
    let kept = text[part.clone()].iter().rposition(|byte| !signs.contains(byte)).map_or(0, |last| last + 1);
    part.start..part.start + kept
}

/// Returns true for `#define NAME`.
fn is_defined(before: &[u8]) -> bool {
    before.trim_ascii_start().strip_prefix(b"#define ").is_some_and(|rest| !rest.trim_ascii().contains(&b' '))
}

/// The name in quotes that is the argument before: `("NAME", `. A plain word is as likely a user's name.
fn first_argument(text: &[u8], before: Range<usize>) -> Option<Range<usize>> {
    let is_quoted = matches!(text[before.clone()].last(), Some(b'"' | b'\''));
    let name = last_name(text, before).filter(|_| is_quoted)?;
    let is_compound = text[name.clone()].iter().any(|byte| matches!(byte, b'_' | b'-' | b'.'));
    let opens = text[..name.start].strip_suffix(b"\"").or(text[..name.start].strip_suffix(b"'"));
    (is_compound && opens.is_some_and(|opens| opens.ends_with(b"("))).then_some(name)
}

/// The name that the part ends with, in quotes or without.
fn last_name(text: &[u8], part: Range<usize>) -> Option<Range<usize>> {
    let part = trimmed(text, part, b"\"'`");
    let is_other = |byte: &u8| !names::is_name(*byte);
    let start = text[part.clone()].iter().rposition(is_other).map_or(part.start, |at| part.start + at + 1);
    // What stands before may be the last character of a longer name in another script.
    let start = start + text[start..part.end].iter().position(u8::is_ascii_alphabetic)?;
    (part.end - start <= names::NAME).then_some(start..part.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_author_s_own_name_is_found() {
        let cases = [
            ("const dbPassword = \"", Some("dbPassword")),
            ("  password: ", Some("password")),
            ("{\"api_key\": \"", Some("api_key")),
            (":secret_key_base => '", Some("secret_key_base")),
            ("apiToken := `", Some("apiToken")),
            ("let apiKey: string = \"", Some("apiKey")),
            ("var key: [u8; 32] = \"", None),
            ("spring.mail.password=", Some("spring.mail.password")),
            ("KEY ?= ", Some("KEY")),
            ("api_key <- \"", Some("api_key")),
            ("Dim apiKey As String = \"", Some("apiKey")),
            ("#define WIFI_PASSWORD \"", Some("WIFI_PASSWORD")),
            ("os.environ[\"MY_KEY\"] = '", None),
            ("connect(\"admin\", \"", None),
            ("define('DB_PASSWORD', '", Some("DB_PASSWORD")),
            ("if password == \"", Some("password")),
            ("other = 1\nnext", None),
            ("密码 = \"", None),
            ("= \"", None),
            ("", None),
        ];
        for (before, name) in cases {
            let found = of_value(before.as_bytes(), before.len()).and_then(|range| before.get(range));
            assert_eq!(found, name, "{before}");
        }
    }
}
