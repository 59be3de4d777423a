//! What stands where a value of no fixed format would, and is none: the assignment behind an empty one, an expression of code, a
//! piece of something sealed.
//!
//! A provider's format tells by itself; a password does not, so what a rule takes for one is looked at once more.

use std::ops::Range;

use crate::file_type::Family;
use crate::scan::syntax::name as names;
use crate::scan::text::words;
use crate::scan::value::reference;

/// How far before a value the sign that gives it is looked for, in bytes.
const BEFORE: usize = 160;

/// A run of base64 of that many bytes is no password: the data of a picture, a sealed value.
const LONGEST_RUN: usize = 300;

/// Returns true if the bytes at `value` are no literal value. `kind` is how values are written in the file.
pub(in crate::scan) fn is_no_literal(text: &[u8], value: &Range<usize>, kind: Family) -> bool {
    let held = &text[value.clone()];
    let is_quoted = text[..value.start].last().is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    reference::is_kept_in_store(held)
        || is_in_long_run(text, value)
        || !is_quoted && (follows_empty(text, value) || is_assigned(text, value) && is_expression(text, value, kind))
}

/// Returns true if the sign before the value ends an assignment that is left empty, so that what follows is another:
/// `NAME=` at a line's end, or `NAME= OTHER=x` in a shell.
pub(in crate::scan) fn follows_empty(text: &[u8], value: &Range<usize>) -> bool {
    let before = &text[value.start.saturating_sub(BEFORE)..value.start];
    let Some(sign) = before.iter().rposition(|byte| !byte.is_ascii_whitespace()) else { return false };
    if !matches!(before[sign], b'=' | b':') {
        return false;
    }
    let gap = &before[sign + 1..];
    if let Some(last) = memchr::memrchr(b'\n', gap) {
        let own = gap.len() - last - 1;
        let line = memchr::memrchr(b'\n', &before[..sign]).map_or(&before[..sign], |at| &before[at + 1..sign]);
        let outer = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        // Only YAML goes on in a line that is indented further.
        return before[sign] == b'=' || own <= outer || names_another(&text[value.start..]);
    }
    let is_spaced = sign > 0 && before[sign - 1].is_ascii_whitespace();
    !gap.is_empty() && before[sign] == b'=' && !is_spaced && names_another(&text[value.start..])
}

/// Returns true if the text begins with a name and a sign: `OTHER=`, `other: `.
fn names_another(text: &[u8]) -> bool {
    let name = text.iter().take(names::NAME).take_while(|byte| names::is_name(**byte)).count();
    name > 0 && matches!(&text[name..], [b'=', ..] | [b':', b' ' | b'\n' | b'\r', ..])
}

/// Returns true if a sign that assigns stands before the value on its line.
fn is_assigned(text: &[u8], value: &Range<usize>) -> bool {
    let before = text[value.start.saturating_sub(BEFORE)..value.start].iter().rev();
    before.copied().find(|byte| !matches!(byte, b' ' | b'\t')).is_some_and(|byte| matches!(byte, b'=' | b':'))
}

/// Returns true if the value, which has no quotes, is a call, a member or a variable.
fn is_expression(text: &[u8], value: &Range<usize>, kind: Family) -> bool {
    let (held, behind) = (&text[value.clone()], &text[value.end..]);
    let is_of_path =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'$' | b'@' | b'?');
    let held = held.strip_suffix(b"!").unwrap_or(held);
    let begins =
        held.first().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@' | b'!'));
    if !begins || !held[1..].iter().all(is_of_path) {
        return false;
    }
    let is_called = matches!(behind.first(), Some(b'(' | b'[')) || behind.starts_with(b"!(");
    let is_scoped = memchr::memmem::find(held, b"::").is_some();
    let is_tag = held[0] == b'!' && kind == Family::Settings;
    is_scoped
        || is_tag
        || is_called && (kind == Family::Code || held.contains(&b'.'))
        || is_member(held, kind)
        || is_variable(held, kind)
}

/// Returns true for a chain of names such as `settings.DB_PASSWORD_V2`: of any in code, and elsewhere of those that begin as
/// configuration and templates do.
fn is_member(held: &[u8], kind: Family) -> bool {
    const OBJECTS: [&[u8]; 22] = [
        b"args",
        b"cfg",
        b"conf",
        b"config",
        b"credentials",
        b"ctx",
        b"data",
        b"env",
        b"local",
        b"module",
        b"options",
        b"opts",
        b"os",
        b"params",
        b"process",
        b"secrets",
        b"self",
        b"settings",
        b"this",
        b"values",
        b"var",
        b"vault",
    ];
    let mut parts = held.split(|byte| *byte == b'.');
    let is_name =
        |part: &[u8]| part.first().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@'));
    let first = parts.next().unwrap_or_default();
    let first = first.strip_prefix(b"$").or(first.strip_prefix(b"@")).unwrap_or(first);
    let is_known = OBJECTS.iter().any(|object| first.eq_ignore_ascii_case(object));
    let rest: Vec<&[u8]> = parts.collect();
    !rest.is_empty() && is_name(first) && rest.iter().all(|part| is_name(part)) && (kind == Family::Code || is_known)
}

/// Returns true for a name that itself says what it holds, `routingKeyFromVault2`: in code, and in snake case anywhere.
fn is_variable(held: &[u8], kind: Family) -> bool {
    const SAYS: [&[u8]; 9] =
        [b"password", b"passwd", b"pass", b"pwd", b"secret", b"token", b"key", b"credential", b"vault"];
    /// Longer runs of letters and digits between signs are seldom words, in bytes.
    const LONGEST_WORD: usize = 12;
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_snake = memchr::memchr_iter(b'_', held).nth(1).is_some()
        && held.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_');
    let said = words::words(held);
    let is_of_words = held.split(|byte| *byte == b'_').all(|part| {
        let digits = part.iter().filter(|byte| byte.is_ascii_digit()).count();
        (part.len() <= LONGEST_WORD || kind == Family::Code) && (digits <= 2 || digits == part.len())
    });
    held.iter().all(of_name)
        && is_of_words
        && (kind == Family::Code || is_snake)
        && said.len() > 1
        && said.iter().all(|word| words::letters(word).len() > 1)
        && said.iter().any(|word| SAYS.contains(&words::letters(word)))
}

/// Returns true if the value is a piece of a long run of base64.
pub(in crate::scan) fn is_in_long_run(text: &[u8], value: &Range<usize>) -> bool {
    let is_of_run = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = text[..value.start].iter().rev().take(LONGEST_RUN).take_while(is_of_run).count();
    let behind = text[value.start..].iter().take(LONGEST_RUN).take_while(is_of_run).count();
    before + behind >= LONGEST_RUN
}

#[cfg(test)]
#[allow(clippy::expect_used)] // A helper outside of test functions fails a test as well.
mod tests {
    use super::*;

    #[track_caller]
    fn judged(line: &str, kind: Family) -> bool {
        // Without the word, the samples are nothing that keystop finds in this file.
        let line = line.replace("$P", "PASSWORD").replace("$p", "password");
        let (before, rest) = line.split_once('«').expect("the value in «»");
        let (value, after) = rest.split_once('»').expect("the value in «»");
        let text = [before, value, after].concat();
        is_no_literal(text.as_bytes(), &(before.len()..before.len() + value.len()), kind)
    }

    #[test]
    fn what_is_no_value() {
        for (line, kind) in [
            ("DB_$P=\n«SESSION_DRIVER=database»\n", Family::Settings),
            ("DB_$P=\r\n«SESSION_DRIVER=database»\r\n", Family::Settings),
            ("DB_$P:\n«other: database2»\n", Family::Settings),
            ("MYSQL_$P= «FOO=bar12345» npm test\n", Family::Shell),
            ("DB_$P=«arn:aws:secretsmanager:eu-west-1:760487647593:secret:prod/db-x»\n", Family::Settings),
            ("DB_$P = \"«projects/shop-prod/secrets/DbPassword2/versions/3»\"\n", Family::Code),
            ("DB_$P=«vault:secret/data/prod#Password2»\n", Family::Settings),
            ("DB_$P=«op://vault/item/Password2»\n", Family::Settings),
            ("db_$p = «data.vault_kv_secret_v2.db.data»[\"password\"]\n", Family::Code),
            ("db_$p: «vault_db_password_2»\n", Family::Settings),
            ("let db_$p = «args.db_password2»;\n", Family::Code),
            ("db_$p = «settings.DB_PASSWORD_V2»\n", Family::Settings),
            ("$db_$p = «Config::get»(\"x\");\n", Family::Code),
            ("db_$p: «Application.fetch_env!»(:shop, :db),\n", Family::Code),
            ("let db_$p = «std::env::var»(\"X\")\n", Family::Code),
            ("let mysql_$p = «String::new»();\n", Family::Code),
            ("  REDIS_$P: «!ImportValue» RedisSecret\n", Family::Settings),
            ("{ routingKey: «routingKeyFromVault2» }\n", Family::Code),
        ] {
            assert!(judged(line, kind), "{line}");
        }
    }

    #[test]
    fn what_may_be_one() {
        for (line, kind) in [
            ("DB_$P=«kZ8mXq2vR7bN»\n", Family::Settings),
            ("DB_$P = «kZ8mXq2v=R7bN»\n", Family::Settings),
            ("DB_$P: \n  «kZ8mXq2vR7bN»\n", Family::Settings),
            ("$p =\n  \"«kZ8mXq2vR7bN»\"\n", Family::Code),
            ("db_$p: «kZ8m.Xq2v.R7bN»\n", Family::Settings),
            ("db_$p: «summer_rain_2024»\n", Family::Settings),
            ("cfg := `\n$p = «kZ8mXq2vR7bN4cT9wPfL»\n`\n", Family::Code),
        ] {
            assert!(!judged(line, kind), "{line}");
        }
    }
}
