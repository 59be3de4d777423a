//! Values that stand where a secret would, and are none: templates, and what people write into examples.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Words that nobody's random generator makes, long enough not to appear in a random value by chance
/// (five letters in 40 characters of base 62: about one in five million).
const WORDS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "insert",
    "redacted",
    "dummy",
    "sample",
    "xxxxxx",
    "******",
    "......",
    "______",
    "------",
    "000000",
    "your-",
    "your_",
    "yourtoken",
    "yourkey",
    "yourpass",
    "yoursecret",
    "abcdef",
    "fedcba",
    "012345",
    "123456",
    "654321",
    "deadbeef",
    "foobar",
    "notreal",
    "not_real",
    "not-real",
    "secret_here",
    "key_here",
    "token_here",
    "todo_",
    "fixme",
    "<your",
    "<token",
    "<secret",
    "<password",
    "<api",
    "invalid",
    "fake_",
    "fake-",
    "fakekey",
    "faketoken",
    "mock_",
    "mock-",
    "test_only",
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
pub(super) fn is_placeholder(value: &[u8]) -> bool {
    is_template(value)
        || WHOLE.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
        || AUTOMATON.as_ref().is_some_and(|words| words.is_match(value))
        || has_too_few_characters(value)
        || has_long_run(value)
}

/// Whether something else fills the value in: `${NAME}`, `{{ name }}`, `<name>`, `%(name)s`, `$NAME`, `%NAME%`.
fn is_template(value: &[u8]) -> bool {
    let holds = |needle: &[u8]| memchr::memmem::find(value, needle).is_some();
    let wrapped = |open: u8, close: u8| value.len() > 1 && value.first() == Some(&open) && value.last() == Some(&close);
    holds(b"${")
        || holds(b"{{")
        || holds(b"$(")
        || holds(b"%(")
        || holds(b"#{")
        || holds(b"<%")
        || wrapped(b'<', b'>')
        || wrapped(b'%', b'%')
        || wrapped(b'[', b']')
        || wrapped(b'{', b'}')
        || value.first() == Some(&b'$')
}

/// Whether a long value is made of a handful of characters. Of 32 random hex digits, fewer than 7 kinds
/// are met once in about 10^7 times.
fn has_too_few_characters(value: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in value {
        seen[usize::from(*byte)] = true;
    }
    let kinds = seen.iter().filter(|s| **s).count();
    value.len() >= 16 && kinds < 7
}

/// Whether seven characters in a row are equal, or count up or down by one.
fn has_long_run(value: &[u8]) -> bool {
    const RUN: usize = 7;
    // Armour of PEM blocks has its dashes by design; they are at the edges of multi-line values only.
    let value = if value.contains(&b'\n') { &[] } else { value };
    value.windows(RUN).any(|run| {
        let step = run[1].wrapping_sub(run[0]);
        matches!(step, 0 | 1 | u8::MAX) && run.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step)
    })
}
