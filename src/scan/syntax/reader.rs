//! From a name to the value that it is given, as languages and formats write it.
//!
//! A reader of bytes and not a parser: it looks at what stands behind a name on its line, and takes the
//! value where the writing is one of those that carry values.

use std::ops::Range;

use super::assignment::{Assignment, Operator, Quotes};
use super::value::{self, Reader};
use super::{bare_words, key_value, name, next_line};
use crate::file_type::Family;
use crate::scan::text::lines::behind_blanks;

/// A colon as wide as a Chinese character.
const FULL_COLON: &[u8] = "：".as_bytes();

/// The value that the name around `word` is given.
#[must_use]
pub fn around(text: &[u8], word: &Range<usize>, kind: Family) -> Option<Assignment> {
    let name = name::around(text, word);
    joined(text, name.clone(), kind)
        .or_else(|| key_value::value_before(text, &name))
        .or_else(|| (kind == Family::Prose).then(|| headed(text, word)).flatten())
}

/// The value that a sign joins to a name.
fn joined(text: &[u8], name: Range<usize>, kind: Family) -> Option<Assignment> {
    let (at, operator) = operator(text, &name, kind)?;
    let reader = Reader { text, kind, name: name.clone() };
    let (value, quotes) = reader.value(at, operator)?;
    let value = value::trimmed(text, value);
    (!value.is_empty()).then_some(Assignment { name, value, operator, quotes })
}

/// The value that has a line to itself under a heading, in text for people.
fn headed(text: &[u8], word: &Range<usize>) -> Option<Assignment> {
    let (name, value) = next_line::headed(text, word)?;
    Some(Assignment { name, value, operator: Operator::Assigns, quotes: Quotes::None })
}

/// What joins the name to a value, and where the value begins.
fn operator(text: &[u8], name: &Range<usize>, kind: Family) -> Option<(usize, Operator)> {
    let end = name.end;
    if let Some(value) = bare_words::robot_variable(text, name) {
        return Some((value, Operator::Assigns));
    }
    let closers = text[end..]
        .iter()
        .take(4)
        .take_while(|b| matches!(b, b'"' | b'\'' | b'`' | b']' | b')' | b'\\' | b'*' | b'?'))
        .count();
    let mut at = end + closers + behind_property(&text[end + closers..], &text[..name.start]);
    // `(token) => "…"`, `sign("token") => "…"`
    let is_argument = text[end..at].contains(&b')');
    let is_quoted = closers > 0 && memchr::memchr3(b'"', b'\'', b'`', &text[end..at]).is_some();
    let is_call = closers == 0;
    at = behind_blanks(text, at + value::quote_entity(&text[at..]).map_or(0, <[u8]>::len));
    if kind == Family::Code || kind == Family::Prose {
        at = behind_type(text, at);
    }
    if kind == Family::Prose && at > end {
        at = behind_purpose(text, at).unwrap_or(at);
    }
    let found = match *text.get(at)? {
        b'<' => next_line::next_element(text, at).map(|at| (at, Operator::Encloses)).or_else(|| arrow(text, at)),
        b',' if is_quoted || key_value::is_symbol(text, name.start) || key_value::begins_tuple(text, name.start) => {
            let item = if key_value::is_key(text, name, at + 1) { Operator::Pairs } else { Operator::Lists };
            field(text, at + 1).or(Some((at + 1, item)))
        }
        b',' if key_value::is_copied_to(text, name.start) => Some((at + 1, Operator::Pairs)),
        // `{name: TOKEN, value: …}`
        b',' if kind == Family::Settings => field(text, at + 1),
        // `let(:token) { "…" }`, `ENV.fetch("TOKEN") { "…" }`
        b'{' if is_argument && (is_quoted || key_value::is_symbol(text, name.start)) => {
            let next = behind_blanks(text, at + 1);
            matches!(text.get(next), Some(b'"' | b'\'')).then_some((next, Operator::Assigns))
        }
        b'(' if is_call => {
            next_line::returned(text, at).map(|at| (at, Operator::Assigns)).or(Some((at + 1, Operator::Calls)))
        }
        b'>' if is_quoted || text[..name.start].last() == Some(&b'<') => Some((at + 1, Operator::Encloses)),
        b'=' if is_argument && text[at..].starts_with(b"=>") => None,
        b'.' if is_argument => behind_call(text, at),
        _ if text[at..].starts_with(FULL_COLON) => Some((at + FULL_COLON.len(), Operator::Assigns)),
        b'=' | b':' | b'!' | b'|' | b'+' | b'?' | b'.' => {
            let found = signs(text, at);
            let has_fields = |at: usize| matches!(text.get(at), Some(b'\r' | b'\n' | b'{'));
            let arrow = || found.and_then(|(at, operator)| next_line::returned(text, at).map(|at| (at, operator)));
            found.filter(|(at, _)| has_fields(*at)).and_then(|(at, _)| field(text, at)).or_else(arrow).or(found)
        }
        b'\r' | b'\n' | b'{' => field(text, at).or_else(|| item_behind(text, name, at, kind)).or_else(|| {
            let next = next_line::next_line(text, at).filter(|next| text.get(*next) == Some(&b'='))?;
            signs(text, next)
        }),
        _ if at > end => {
            let said = || says(text, at).filter(|_| kind == Family::Prose).map(|at| (at, Operator::Assigns));
            // `"password" "length"` are two items of a list.
            let may_follow = !is_quoted || text[name.start] == b'-' || bare_words::is_set(text, name, kind);
            let follows = || may_follow.then_some((at, Operator::Follows));
            let of_tag = is_quoted && matches!(kind, Family::Markup | Family::Prose);
            let enclosed =
                || of_tag.then(|| next_line::rest_of_tag(text, at)).flatten().map(|at| (at, Operator::Encloses));
            let pointed_at = || key_value::arrow(text, at).filter(|_| is_quoted).map(|at| (at, Operator::Pairs));
            said()
                .or_else(|| behind_or(text, at))
                .or_else(|| field(text, at))
                .or_else(pointed_at)
                .or_else(enclosed)
                .or_else(follows)
        }
        _ => None,
    };
    found.map(|(at, operator)| (behind_blanks(text, at), operator))
}

/// How long the rest of a name is that is a property of C# (`Name { get; set; }`) or a variable of Perl (`$ENV{NAME}`).
fn behind_property(text: &[u8], before: &[u8]) -> usize {
    const ACCESSORS: [&[u8]; 5] =
        [b" { get; set; }", b" { get; }", b" { get; init; }", b" { get; private set; }", b" { get; internal set; }"];
    if !text.starts_with(b" {") {
        return usize::from(text.starts_with(b"}") && before.ends_with(b"$ENV{"));
    }
    ACCESSORS.iter().find(|accessors| text.starts_with(accessors)).map_or(0, |accessors| accessors.len())
}

/// What joins the name to a value in a field of its own.
fn field(text: &[u8], at: usize) -> Option<(usize, Operator)> {
    next_line::field(text, at).and_then(|at| signs(text, at))
}

/// Behind the words by which text for people gives a value: `API key - …`, `the password is: …`.
fn says(text: &[u8], at: usize) -> Option<usize> {
    const WORDS: [&str; 5] = ["- ", "– ", "— ", "is ", "is: "];
    WORDS.iter().find(|word| text[at..].starts_with(word.as_bytes())).map(|word| at + word.len())
}

/// Behind what text for people says about a name, before the sign: `API key (live): …`, `password for the database = …`.
fn behind_purpose(text: &[u8], at: usize) -> Option<usize> {
    const PURPOSE: usize = 32;
    let line = &text[at..text.len().min(at + PURPOSE)];
    let sign = memchr::memchr3(b':', b'=', b'\n', line)?;
    let purpose = line[..sign].trim_ascii_end();
    let is_of_words = |b: &u8| b.is_ascii_alphanumeric() || b" _-'".contains(b);
    let inner = purpose.strip_prefix(b"(").and_then(|rest| rest.strip_suffix(b")"));
    let words = || [&b"for "[..], b"of ", b"on ", b"in "].iter().find_map(|word| purpose.strip_prefix(*word));
    inner.or_else(words)?.iter().all(is_of_words).then_some(at + sign)
}

/// Where the argument of an option stands that has an item of its own in a list of YAML.
fn item_behind(text: &[u8], name: &Range<usize>, at: usize, kind: Family) -> Option<(usize, Operator)> {
    let is_option = kind == Family::Settings && text[name.start] == b'-';
    let item = is_option.then(|| next_line::next_item(text, name.start, at)).flatten()?;
    Some((item.start, Operator::Follows))
}

/// Where a literal stands that is taken if the name has no value: `name or "value"`.
fn behind_or(text: &[u8], at: usize) -> Option<(usize, Operator)> {
    let next = behind_blanks(text, at + text[at..].strip_prefix(b"or ").map(|_| 3)?);
    matches!(text.get(next), Some(b'"' | b'\'')).then_some((next, Operator::Assigns))
}

/// The arrow of R, before a literal: `name <- "value"`.
fn arrow(text: &[u8], at: usize) -> Option<(usize, Operator)> {
    let next = behind_blanks(text, at + text[at..].strip_prefix(b"<-").map(|_| 2)?);
    matches!(text.get(next), Some(b'"' | b'\'')).then_some((next, Operator::Assigns))
}

/// Where a literal stands that is taken if the call before `at` gives nothing, `var("NAME").unwrap_or("value")`, or that is
/// typed into what it gives, `get("#password").type("value")`.
fn behind_call(text: &[u8], at: usize) -> Option<(usize, Operator)> {
    const METHODS: [&str; 11] = [
        "fill(",
        "getOrElse(",
        "ok()",
        "orElse(",
        "sendKeys(",
        "send_keys(",
        "type(",
        "unwrap_or(",
        "unwrap_or_else(|_e| ",
        "unwrap_or_else(|_| ",
        "unwrap_or_else(|| ",
    ];
    let method = &text[at + 1..];
    let called = METHODS.iter().find(|called| method.starts_with(called.as_bytes()))?;
    let next = at + 1 + called.len();
    match text.get(next)? {
        b'"' | b'\'' => Some((next, Operator::Assigns)),
        b'.' => behind_call(text, next),
        _ => None,
    }
}

/// Behind the type in `name string = …` and `name As String = …`.
fn behind_type(text: &[u8], at: usize) -> usize {
    let lead = [&b"As "[..], b"&'static "].into_iter().find(|lead| text[at..].starts_with(lead));
    let start = at + lead.map_or(0, <[u8]>::len);
    let word = text[start..]
        .iter()
        .take(24)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'[' | b']' | b'*' | b'.' | b'&' | b'(' | b')'))
        .count();
    let behind = behind_blanks(text, start + word);
    let is_sign = |sign: &[u8]| sign.starts_with(b"=") || sign.starts_with(b":=");
    if word > 0 && behind > start + word && text.get(behind..).is_some_and(is_sign) { behind } else { at }
}

/// `=`, `:` and the signs around them.
fn signs(text: &[u8], at: usize) -> Option<(usize, Operator)> {
    let length = text[at..]
        .iter()
        .take(4)
        .take_while(|b| matches!(b, b'=' | b':' | b'!' | b'|' | b'+' | b'?' | b'>' | b'~' | b'.'))
        .count();
    // `${NAME:-value}`
    let length = length + usize::from(text[at..].starts_with(b":-"));
    let operator = match &text[at..at + length] {
        b"=" | b":" | b":=" | b":-" | b"=>" | b"?=" | b"??=" | b"||=" | b"|=" | b"+=" | b".=" | b"::=" | b":::="
        | b"?:" => Operator::Assigns,
        b"==" | b"===" | b"!=" | b"!==" => Operator::Compares,
        b"||" | b"??" | b"::" => {
            // What is taken where the name has no value; in a shell, another command. A hidden field of Jsonnet; in
            // C++ and Rust, a part of a name.
            let next = behind_blanks(text, at + length);
            return matches!(text.get(next), Some(b'"' | b'\'' | b'`')).then_some((next, Operator::Assigns));
        }
        _ => return None,
    };
    // `**name:** value`, in Markdown.
    let emphasis = if matches!(text.get(at + length..at + length + 2), Some(b"**" | b"__")) { 2 } else { 0 };
    let mut next = behind_blanks(text, at + length + emphasis);
    // `name: type = value`
    if text[at] == b':' && length == 1 {
        next = behind_type(text, next);
        if text.get(next) == Some(&b'=') && next > behind_blanks(text, at + length) {
            next += 1;
        }
    }
    Some((next, operator))
}
