//! Single characters written as escapes: percent-encoding, quoted-printable, the entities of HTML and XML, and the
//! escapes of JSON and programming languages.
//!
//! Only the neighbourhood of an escape is decoded; all else was seen by the scan of the text itself.

use std::ops::{Range, RangeInclusive};

use memchr::memmem;

use super::source_map::{Scale, SourceMap};
use super::{Embedded, REACH, base64_hex};
use crate::scan::hit::Form;
use crate::scan::text::lines;
use crate::scan::text::spans::Spans;

/// How much further than `REACH` a token may go on, in bytes.
const LONG: usize = 8 * 1024;

/// What an escape stands for, and how long it is.
struct Escape {
    length: usize,
    meaning: Meaning,
}

enum Meaning {
    Nothing,
    Byte(u8),
    Char(char),
}

/// A way to write characters as escapes.
struct Way {
    form: Form,
    /// What each escape begins with.
    lead: u8,
    /// The escape at the beginning of these bytes.
    escape: fn(&[u8]) -> Option<Escape>,
    /// Whether a value can go on in the next line.
    spans_lines: bool,
}

const PERCENT: Way = Way { form: Form::Percent, lead: b'%', escape: percent, spans_lines: false };
const BACKSLASH: Way = Way { form: Form::Escapes, lead: b'\\', escape: backslash, spans_lines: false };
const ENTITY: Way = Way { form: Form::Entities, lead: b'&', escape: entity, spans_lines: false };
const ZERO_WIDTH: Way = Way { form: Form::Invisible, lead: 0xe2, escape: invisible, spans_lines: false };
const SOFT_HYPHEN: Way = Way { form: Form::Invisible, lead: 0xc2, escape: invisible, spans_lines: false };
const QUOTED_PRINTABLE: Way =
    Way { form: Form::QuotedPrintable, lead: b'=', escape: quoted_printable, spans_lines: true };

/// Hands on each part of the text that has escapes, decoded, given where its keywords are.
pub(super) fn each(text: &[u8], keywords: &Spans, mut found: impl FnMut(Embedded)) {
    let (mut percents, mut backslashes) = (Parts::of(text, &PERCENT), Parts::of(text, &BACKSLASH));
    for at in memchr::memchr2_iter(b'%', b'\\', text) {
        let rest = &text[at..];
        if is_telling(rest) {
            backslashes.add(at, &mut found);
        } else if percent(rest).is_some() {
            percents.add(at, &mut found);
        }
    }
    percents.finish(&mut found);
    backslashes.finish(&mut found);

    let mut numbers = Parts::of(text, &ENTITY);
    let numeric = memmem::find_iter(text, b"&#");
    numeric.filter(|at| is_of_key(entity(&text[*at..]))).for_each(|at| numbers.add(at, &mut found));
    numbers.finish(&mut found);
    // Other entities are everywhere in markup.
    let mut names = Parts::of(text, &ENTITY);
    for part in keywords.within(text.len()) {
        let entities = memchr::memchr_iter(b'&', &text[part.clone()]).map(|at| part.start + at);
        entities.filter(|at| entity(&text[*at..]).is_some()).for_each(|at| names.add(at, &mut found));
    }
    names.finish(&mut found);
    let (mut zero_width, mut soft_hyphens) = (Parts::of(text, &ZERO_WIDTH), Parts::of(text, &SOFT_HYPHEN));
    for part in keywords.within(text.len()) {
        let leads = memchr::memchr2_iter(0xe2, 0xc2, &text[part.clone()]).map(|at| part.start + at);
        for at in leads.filter(|at| invisible(&text[*at..]).is_some()) {
            if text[at] == 0xe2 { zero_width.add(at, &mut found) } else { soft_hyphens.add(at, &mut found) }
        }
    }
    zero_width.finish(&mut found);
    soft_hyphens.finish(&mut found);

    let mut equals = Parts::of(text, &QUOTED_PRINTABLE);
    memmem::find_iter(text, b"=3D").for_each(|at| equals.add(at, &mut found));
    equals.finish(&mut found);
    let mut soft_breaks = Parts::of(text, &QUOTED_PRINTABLE);
    let line_break: &[u8] = if has_carriage_returns(text) { b"=\r\n" } else { b"=\n" };
    let ends = memmem::find_iter(text, line_break).filter(|at| is_soft_break(text, *at));
    ends.for_each(|at| soft_breaks.add(at, &mut found));
    soft_breaks.finish(&mut found);
}

/// Whether the first line ends as on Windows and in mail.
fn has_carriage_returns(text: &[u8]) -> bool {
    memchr::memchr(b'\n', text).is_some_and(|at| at > 0 && text[at - 1] == b'\r')
}

/// Puts escapes that are near to each other into one part.
struct Parts<'a> {
    text: &'a [u8],
    way: &'static Way,
    part: Option<Range<usize>>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a [u8], way: &'static Way) -> Self {
        Self { text, way, part: None }
    }

    /// Takes in an escape, behind all before; hands on the part that it is too far from.
    fn add(&mut self, at: usize, found: &mut impl FnMut(Embedded)) {
        let around = around(self.text, at, self.way);
        match &mut self.part {
            Some(part) if around.start <= part.end => part.end = around.end.max(part.end),
            _ => {
                let part = self.part.replace(around);
                self.hand_on(part, found);
            }
        }
    }

    fn finish(mut self, found: &mut impl FnMut(Embedded)) {
        let part = self.part.take();
        self.hand_on(part, found);
    }

    fn hand_on(&self, part: Option<Range<usize>>, found: &mut impl FnMut(Embedded)) {
        if let Some(part) = part {
            found(decode(self.text, part, self.way));
        }
    }
}

/// The text around an escape.
fn around(text: &[u8], at: usize, way: &Way) -> Range<usize> {
    if way.spans_lines {
        return at.saturating_sub(REACH)..text.len().min(at + REACH);
    }
    // A long token goes on over its digits: the parts of a JSON web token around an escaped dot.
    let (start, end) = (lines::start(text, at, REACH), lines::end(text, at, REACH));
    let is_digit = |byte: &&u8| base64_hex::is_digit(**byte);
    let before = text[..start].iter().rev().take(LONG).take_while(is_digit).count();
    let behind = text[end..].iter().take(LONG).take_while(is_digit).count();
    start - before..end + behind
}

fn decode(text: &[u8], part: Range<usize>, way: &Way) -> Embedded {
    let mut source_map = SourceMap::new(Scale::ONE);
    let mut decoded = Vec::with_capacity(part.len());
    let mut at = part.start;
    while at < part.end {
        let plain = memchr::memchr(way.lead, &text[at..part.end]).map_or(part.end, |lead| at + lead);
        decoded.extend_from_slice(&text[at..plain]);
        source_map.push(at..plain);
        at = plain;
        if at == part.end {
            break;
        }
        let Some(escape) = (way.escape)(&text[at..part.end]) else {
            decoded.push(way.lead);
            source_map.push(at..at + 1);
            at += 1;
            continue;
        };
        let before = decoded.len();
        match escape.meaning {
            Meaning::Nothing => {}
            Meaning::Byte(byte) => decoded.push(byte),
            Meaning::Char(char) => decoded.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        source_map.push_escape(&(at..at + escape.length), decoded.len() - before);
        at += escape.length;
    }
    let is_end = |at: usize| text.get(at).is_none_or(|byte| *byte == b'\n');
    let cut = (part.start > 0 && !is_end(part.start - 1), !is_end(part.end));
    Embedded { form: way.form, text: decoded, source_map, cut }
}

/// `%67`. Source: RFC 3986, section 2.1.
fn percent(text: &[u8]) -> Option<Escape> {
    let [b'%', first, second, ..] = text else {
        return None;
    };
    Some(Escape { length: 3, meaning: Meaning::Byte(hex(&[*first, *second])?.try_into().ok()?) })
}

/// Whether the escape stands for a character that keys have, and that nobody has to escape.
fn is_of_key(escape: Option<Escape>) -> bool {
    let char = match escape.map(|escape| escape.meaning) {
        Some(Meaning::Byte(byte)) => char::from(byte),
        Some(Meaning::Char(char)) => char,
        Some(Meaning::Nothing) | None => return false,
    };
    char.is_ascii_alphanumeric() || "_-.=+/:@".contains(char)
}

/// Whether this is a backslash that stands before something that could have been written without: others, as before a
/// quote or for a line break, are everywhere, and no key holds one.
fn is_telling(text: &[u8]) -> bool {
    match text.get(1) {
        Some(b'u' | b'U' | b'x' | b'/') => backslash(text).is_some(),
        // Octal escapes of control characters colour terminals, those of others are names in UTF-8.
        Some(b'0'..=b'3') => is_of_key(octal(text)),
        _ => false,
    }
}

/// `\u0067`, `\u{67}`, `\U00000067`, `\x67`, `\147`, `\/`, `\"`, `\n`. Source: RFC 8259, section 7, and the
/// references of C, Rust and Python.
fn backslash(text: &[u8]) -> Option<Escape> {
    let char = |length: usize, digits: &[u8]| {
        let char = char::from_u32(hex(digits)?).unwrap_or(char::REPLACEMENT_CHARACTER);
        Some(Escape { length, meaning: Meaning::Char(char) })
    };
    match text {
        [b'\\', b'u', b'{', rest @ ..] => {
            let digits = rest.iter().take(7).position(|byte| *byte == b'}')?;
            char(digits + 4, &rest[..digits])
        }
        [b'\\', b'u', rest @ ..] => char(6, rest.get(..4)?),
        [b'\\', b'U', rest @ ..] => char(10, rest.get(..8)?),
        [b'\\', b'x', rest @ ..] => {
            Some(Escape { length: 4, meaning: Meaning::Byte(hex(rest.get(..2)?)?.try_into().ok()?) })
        }
        [b'\\', b'0'..=b'3', ..] => octal(text),
        [b'\\', other, ..] => {
            let byte = match other {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'/' | b'"' | b'\'' | b'\\' => *other,
                _ => return None,
            };
            Some(Escape { length: 2, meaning: Meaning::Byte(byte) })
        }
        _ => None,
    }
}

/// `\147`, and `\0147` as the shell's `echo` and `printf %b` take it (POSIX), where C reads a control character and a
/// digit.
fn octal(text: &[u8]) -> Option<Escape> {
    let byte = |digits: &[u8]| -> Option<u8> {
        let number = digits.iter().try_fold(0u32, |number, digit| {
            let value = char::from(*digit).to_digit(8)?;
            Some(number << 3 | value)
        })?;
        number.try_into().ok()
    };
    let digits = text.get(1..4)?;
    match (digits, text.get(2..5).and_then(byte)) {
        ([b'0', ..], Some(byte @ b' '..0x7f)) => Some(Escape { length: 5, meaning: Meaning::Byte(byte) }),
        _ => Some(Escape { length: 4, meaning: Meaning::Byte(byte(digits)?) }),
    }
}

/// The named entities of the characters that stand in keys and around them.
///
/// Source: <https://html.spec.whatwg.org/multipage/named-characters.html>; the first five are XML's as well.
const ENTITIES: [(&[u8], char); 17] = [
    (b"amp", '&'),
    (b"quot", '"'),
    (b"apos", '\''),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"lowbar", '_'),
    (b"UnderBar", '_'),
    (b"hyphen", '-'),
    (b"dash", '-'),
    (b"period", '.'),
    (b"sol", '/'),
    (b"plus", '+'),
    (b"equals", '='),
    (b"colon", ':'),
    (b"commat", '@'),
    (b"num", '#'),
    (b"nbsp", ' '),
];

/// `&#103;`, `&#x67;`, `&quot;`. Source: the HTML standard, section 13.5.
fn entity(text: &[u8]) -> Option<Escape> {
    const LONGEST: usize = 10;
    let inside = text.get(1..)?;
    if !matches!(inside.first(), Some(b'#' | b'a'..=b'z' | b'U')) {
        return None;
    }
    let end = inside.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let meaning = match &inside[..end] {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        name => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some(Escape { length: end + 2, meaning: Meaning::Char(meaning) })
}

/// A character that nobody sees, as web pages and chats put it into long words: a soft hyphen, a zero-width space or joiner, a
/// word joiner. Source: <https://www.unicode.org/charts/PDF/U2000.pdf>
fn invisible(text: &[u8]) -> Option<Escape> {
    const SIGNS: [&str; 5] = ["\u{ad}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}"];
    let sign = SIGNS.iter().find(|sign| text.starts_with(sign.as_bytes()))?;
    Some(Escape { length: sign.len(), meaning: Meaning::Nothing })
}

/// `=3D`, and `=` at a line's end. Source: RFC 2045, section 6.7.
fn quoted_printable(text: &[u8]) -> Option<Escape> {
    let (length, meaning) = match text {
        [b'=', b'\n', ..] => (2, Meaning::Nothing),
        [b'=', b'\r', b'\n', ..] => (3, Meaning::Nothing),
        [b'=', first, second, ..] => (3, Meaning::Byte(hex(&[*first, *second])?.try_into().ok()?)),
        _ => return None,
    };
    Some(Escape { length, meaning })
}

/// Whether the `=` there, at a line's end, breaks a line of quoted-printable text and is no part of it.
fn is_soft_break(text: &[u8], at: usize) -> bool {
    // RFC 2045 allows 76 characters; encoders fill them but for an escape that no longer fits.
    const LINE: RangeInclusive<usize> = 72..=76;
    let start = at.saturating_sub(*LINE.end());
    let before = &text[start..at];
    let length = memchr::memrchr(b'\n', before).map_or(before.len(), |line| before.len() - line - 1) + 1;
    LINE.contains(&length) && before.last() != Some(&b'=')
}

/// The number written in these digits, all of them.
fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(number << 4 | value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<String> {
        let mut near = Spans::default();
        text.match_indices("token").for_each(|(at, _)| near.add(super::super::near(at)));
        let mut all = Vec::new();
        each(text.as_bytes(), &near, |inner| all.push(String::from_utf8_lossy(&inner.text).into_owned()));
        all
    }

    #[test]
    fn each_way() {
        for (text, plain) in [
            ("token%3D%67hp%5fabc", "token=ghp_abc"),
            (r#"{"a": "\u0067hp\u{5f}\x61b\/c\n"}"#, "{\"a\": \"ghp_ab/c\n\"}"),
            (r"\U00000067\u00e9", "gé"),
            (r"\033[1m\147\150p\0137\0141\n", "\u{1b}[1mghp_a\n"),
            ("&#103;&#x68;&#X070;&lowbar;&amp;&eacute;&", "ghp_&&eacute;&"),
            ("{&quot;token&quot;:&quot;ghp", "{\"token\":\"ghp"),
            ("token=3Dghp_abc", "token=ghp_abc"),
            ("token=ghp_\u{200b}a\u{2060}bc", "token=ghp_abc"),
            ("token=ghp_a\u{ad}bc", "token=ghp_abc"),
        ] {
            assert_eq!(decoded(text), [plain], "{text}");
        }
        let line = "x".repeat(75);
        assert_eq!(decoded(&format!("{line}=\nyy\n")), [format!("{line}yy\n")]);
        assert_eq!(decoded(&format!("{line}=\r\nyy")), [format!("{line}yy")]);
    }

    #[test]
    fn what_only_looks_like_it() {
        for text in [
            "100%",
            "%d %s",
            r"a\nb\tc",
            r"C:\users\x",
            "x=3\n",
            "let x =\n",
            "a==\nb",
            r"\033[0m\303\251\1\12",
            "a&#39;b &quot;c&quot; &amp;&lt;&#160; d&& e &f;",
        ] {
            assert_eq!(decoded(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn far_from_each_other() {
        let text = format!("%41{}%42", " ".repeat(1000));
        assert_eq!(decoded(&text).len(), 2);
    }
}
