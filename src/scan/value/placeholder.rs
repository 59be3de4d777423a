//! Values that stand where a secret would, and are none: templates, and what people write into examples.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// How much of a value is looked at: of a private key with thousands of characters any short word is a part by chance.
const LOOKED_AT: usize = 128;

/// Words that nobody's random generator makes. Six characters stand in 100 of base 62 by chance about once in ten
/// million times (in either case).
const WORDS: &[&str] = &[
    "example",
    "dummykey",
    "dummytoken",
    "dummy_",
    "dummy-",
    "your_api",
    "your-api",
    "your_key",
    "your-key",
    "your_token",
    "your-token",
    "your_secret",
    "your-secret",
    "your_pass",
    "your-pass",
    "<your-",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "redacted",
    "sample",
    "xxxxxx",
    "xyzxyz",
    "******",
    "......",
    "______",
    "------",
    "yourtoken",
    "yourkey",
    "yourpass",
    "yoursecret",
    "notreal",
    "not_real",
    "not-real",
    "secret_here",
    "key_here",
    "token_here",
    "<secret",
    "<password",
    "invalid",
    "fakekey",
    "faketoken",
    "test_only",
    // jwt.io's own: `your-256-bit-secret` and its successor.
    "-bit-secret",
    "string-secret",
];

/// Names of a password rather than one, when they are the whole value.
const WHOLE: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "test",
    "user",
    "username",
    "undefined",
    "empty",
    "unset",
    "value",
    "string",
    "credentials",
    "pw",
    "xxx",
    "foo",
    "bar",
];

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // A fixed list of short words builds; were it not to, every value would count as real.
    AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS).ok()
});

/// Whether the value is made up, or stands for one to be filled in.
pub(in crate::scan) fn is_placeholder(value: &[u8]) -> bool {
    let value = behind_zeros(value);
    let value = &value[..value.len().min(LOOKED_AT)];
    value.ends_with(b"..") || is_filler(value) || SEQUENCES.iter().any(|row| holds(value, row)) || has_long_run(value)
}

/// What stands in base64 behind the zeros that numbers and lengths begin with: `AAAA…`. The whole, where little does.
pub(in crate::scan) fn behind_zeros(value: &[u8]) -> &[u8] {
    const LEAST: usize = 40;
    let zeros = value.iter().take_while(|b| **b == b'A').count();
    if value.len() - zeros >= LEAST { &value[zeros..] } else { value }
}

/// Whether a value that has a provider's fixed form is made up all the same. A row such as `12345678` in it says less
/// than in a value of no form: it has to be made of rows by half.
pub(in crate::scan) fn is_filler(value: &[u8]) -> bool {
    let value = &value[..value.len().min(LOOKED_AT)];
    is_filled_in_later(value) || in_rows(value) * 2 >= value.len()
}

/// Whether it is a template, a word for a key, or of hardly any characters.
fn is_filled_in_later(value: &[u8]) -> bool {
    is_template(value)
        || WHOLE.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
        || AUTOMATON
            .as_ref()
            .is_some_and(|words| words.find_iter(value).any(|found| !is_amid_random(value, &found.range())))
        || has_too_few_characters(value)
        || has_rows_in_one_another(value)
}

/// Rows that fingers type.
const SEQUENCES: &[&str] = &["abcdefgh", "abcdef0123", "0123456789", "1234567890", "9876543210", "deadbeefdeadbeef"];

fn holds(value: &[u8], word: &str) -> bool {
    value.windows(word.len()).any(|there| there.eq_ignore_ascii_case(word.as_bytes()))
}

/// How many characters stand in rows of five and more that are equal or count up or down by one.
fn in_rows(value: &[u8]) -> usize {
    const ROW: usize = 5;
    let mut count = 0;
    let mut start = 0;
    while start < value.len() {
        let step = value.get(start + 1).map_or(2, |next| next.wrapping_sub(value[start]));
        let further = value[start..].windows(2).take_while(|pair| pair[1].wrapping_sub(pair[0]) == step).count();
        let is_row = matches!(step, 0 | 1 | u8::MAX) && further + 1 >= ROW;
        count += if is_row { further + 1 } else { 0 };
        start += if is_row { further + 1 } else { 1 };
    }
    count
}

/// Whether letters that count up have digits between them that count up, too: `a1b2c3d4e5f6`, `A1bC2dE3fG4h`. In 100
/// random letters and digits that is met once in about 10^5 times.
fn has_rows_in_one_another(value: &[u8]) -> bool {
    const WINDOW: usize = 12;
    const DIGITS: usize = 4;
    const LETTERS: usize = 5;
    // Behind 9 comes 0.
    const NEXT_DIGIT: [u8; 2] = [1, 0u8.wrapping_sub(9)];
    let count_up = |window: &[u8], is_of_row: fn(&u8) -> bool, steps: &[u8]| {
        let row: Vec<u8> = window.iter().filter(|b| is_of_row(b)).map(u8::to_ascii_lowercase).collect();
        let goes_on = row.windows(2).all(|pair| steps.contains(&pair[1].wrapping_sub(pair[0])));
        if goes_on { row.len() } else { 0 }
    };
    value.windows(WINDOW).any(|window| {
        window.iter().all(u8::is_ascii_alphanumeric)
            && count_up(window, u8::is_ascii_digit, &NEXT_DIGIT) >= DIGITS
            && count_up(window, u8::is_ascii_alphabetic, &[1, 2]) >= LETTERS
    })
}

/// Whether something else fills the value in: `${NAME}`, `{{ name }}`, `{name}`, `{name:form}`, `<name>`, `%(name)s`,
/// `$NAME`, `%NAME%`, `id=<id>`. A password of a generator has such signs too, but no name behind them.
pub(in crate::scan) fn is_template(value: &[u8]) -> bool {
    if is_generated_around_brackets(value) {
        return false;
    }
    let wrapped = |open: u8, close: u8| value.len() > 1 && value.first() == Some(&open) && value.last() == Some(&close);
    opens_field(value, b"${")
        || opens_field(value, b"{{")
        || opens_field(value, b"#{")
        || value.windows(2).enumerate().any(|(at, pair)| matches!(pair, b"$(" | b"%(") && is_named(&value[at + 2..]))
        || memchr::memmem::find(value, b"<%").is_some_and(|at| matches!(value.get(at + 2), Some(b'=' | b'-' | b' ')))
        || wrapped(b'<', b'>')
        || wrapped(b'%', b'%')
        || wrapped(b'[', b']')
        || wrapped(b'{', b'}')
        || value.strip_prefix(b"$").is_some_and(is_variable)
        || value.split(|b| *b == b'{').skip(1).any(is_field)
        || value
            .windows(2)
            .enumerate()
            .any(|(at, pair)| matches!(pair, b"=<" | b"/<" | b":<") && is_blank(&value[at + 2..]))
}

/// Returns true if brackets and dollars stand within a generated password, `q9{z6Y}1t…`: what is left without the first
/// pair of brackets has both cases and digits in many turns.
pub(in crate::scan) fn is_generated_around_brackets(value: &[u8]) -> bool {
    const SHORTEST: usize = 10;
    const LONGEST_FIELD: usize = 6;
    const TURNS: usize = 5;
    let Some(open) = value.iter().position(|b| matches!(b, b'{' | b'(')) else { return false };
    let Some(length) = value[open + 1..].iter().position(|b| matches!(b, b'}' | b')')) else { return false };
    let close = open + 1 + length;
    let field = &value[open + 1..close];
    let start = if open > 0 && matches!(value[open - 1], b'$' | b'%') { open - 1 } else { open };
    let rest = [&value[..start], &value[close + 1..]].concat();
    let class = |b: &u8| (b.is_ascii_uppercase(), b.is_ascii_lowercase(), b.is_ascii_digit());
    let has = |kind: fn(&u8) -> bool| rest.iter().any(kind);
    field.len() <= LONGEST_FIELD
        && field.iter().all(u8::is_ascii_alphanumeric)
        && rest.len() >= SHORTEST
        && rest.iter().all(|b| b.is_ascii_graphic() && !b"{}()<>[]\\\"'`/".contains(b))
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && rest.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count() >= TURNS
}

/// Whether the sign opens a field that a brace closes, or one that goes on to the end.
fn opens_field(value: &[u8], sign: &[u8]) -> bool {
    memchr::memmem::find_iter(value, sign).any(|at| {
        let field = &value[at + sign.len()..];
        field.contains(&b'}') || field.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b' '))
    })
}

/// Whether the text behind a dollar sign is a variable, a part of one or something computed, and no more.
fn is_variable(text: &[u8]) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let name = text.iter().take_while(|b| is_name(b)).count();
    let begins = text.first().is_some_and(|b| !b.is_ascii_digit());
    begins && matches!(text.get(name), None | Some(b'.' | b'[' | b'(' | b'{' | b'-' | b':' | b'/' | b'$' | b'%'))
}

/// Whether a name and the closing parenthesis come next.
fn is_named(text: &[u8]) -> bool {
    let name =
        text.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b' ' | b'-' | b'.' | b'/')).count();
    name >= 2 && text.get(name) == Some(&b')')
}

/// Whether the text behind an opening brace is a field's name, as in Python's and Rust's format strings.
fn is_field(text: &[u8]) -> bool {
    let name = text.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
    name >= 2 && matches!(text.get(name), Some(b'}' | b':' | b'.'))
}

/// Whether the text behind an opening angle bracket is what is to be filled in there.
fn is_blank(text: &[u8]) -> bool {
    let name = text.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b' ')).count();
    name >= 2 && text.get(name) == Some(&b'>')
}

/// Whether a long value is made of a handful of characters. Of 32 random hex digits, fewer than 7 kinds are met once in
/// about 10^7 times.
fn has_too_few_characters(value: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in value {
        seen[usize::from(*byte)] = true;
    }
    let kinds = seen.iter().filter(|s| **s).count();
    value.len() >= 16 && kinds < 7
}

/// Whether eight characters in a row are equal, or count up or down by one. In 64 random hex digits that is met once
/// in about 10^6 times.
fn has_long_run(value: &[u8]) -> bool {
    const RUN: usize = 8;
    // Armour of PEM blocks has its dashes by design; they are at the edges of multi-line values only.
    let value = if value.contains(&b'\n') { &[] } else { value };
    value.windows(RUN).any(|run| {
        let step = run[1].wrapping_sub(run[0]);
        matches!(step, 0 | 1 | u8::MAX) && run.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step)
    })
}

/// Returns true if a word stands in the middle of a long random value, where it means nothing: on both sides letters
/// and digits go on, in turns.
pub(in crate::scan) fn is_amid_random(value: &[u8], part: &Range<usize>) -> bool {
    const SIDE: usize = 8;
    const TURNS: usize = 2;
    let is_random = |side: &[u8]| {
        let turns = side.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
        side.len() == SIDE && side.iter().all(u8::is_ascii_alphanumeric) && turns >= TURNS
    };
    let is_between = is_random(&value[part.start.saturating_sub(SIDE)..part.start])
        && is_random(&value[part.end..value.len().min(part.end + SIDE)]);
    is_between || is_random_as_a_whole(&value[..part.start], &value[part.end..])
}

/// Returns true if what stands around a word is mostly random: letters of both cases and digits in as many turns as only a
/// generator makes.
fn is_random_as_a_whole(before: &[u8], behind: &[u8]) -> bool {
    const LEAST: usize = 24;
    const DIGITS: usize = 4;
    let class = |byte: &u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let turns = |side: &[u8]| side.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count();
    let sides = [before, behind];
    let length: usize = sides.iter().map(|side| side.len()).sum();
    let digits = sides.iter().flat_map(|side| side.iter()).filter(|byte| byte.is_ascii_digit()).count();
    length >= LEAST
        && digits >= DIGITS
        && sides.iter().all(|side| side.iter().all(u8::is_ascii_alphanumeric))
        && sides.iter().map(|side| turns(side)).sum::<usize>() * 2 >= length
}
