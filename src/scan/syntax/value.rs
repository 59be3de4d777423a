//! From where a value begins to where it ends: in quotes, in brackets, in an element, or without any of them. What kind of
//! file it is decides whether a value may stand without quotes.

use std::ops::Range;

use super::assignment::{Operator, Quotes};
use super::bare_words::{self, Follower};
use super::name::{NAME, is_name};
use super::next_line;
use crate::file_type::Family;
use crate::scan::text::lines::{self, behind_blanks};

/// The longest value, in bytes.
const LONGEST: usize = 4096;

/// How names end that take a user's name and then a password, in lower case.
const PAIRS: [&[u8]; 6] =
    [b"auth", b"basicauth", b"basic_auth", b"credential", b"credentials", b"passwordauthentication"];

/// What opens text that XML takes as it is.
const CDATA: &[u8] = b"<![CDATA[";

/// The element that holds a value inside of the one with its name, as in the beans of Spring and the resources of .NET.
const VALUE: &[u8] = b"<value";

/// Reads values in a kind of file.
pub(in crate::scan) struct Reader<'a> {
    pub(in crate::scan) text: &'a [u8],
    pub(in crate::scan) kind: Family,
    pub(in crate::scan) name: Range<usize>,
}

impl Reader<'_> {
    /// The value that begins at `at`, and what it stands in.
    pub(in crate::scan) fn value(&self, at: usize, operator: Operator) -> Option<(Range<usize>, Quotes)> {
        if let Some(quoted) = self.in_entities(at) {
            return Some(quoted);
        }
        let opened = self.opening_quote(at);
        if opened.is_none()
            && matches!(operator, Operator::Assigns | Operator::Calls)
            && let Some(value) = self.below(at)
        {
            return Some(value);
        }
        match operator {
            Operator::Encloses => {
                // The text may have lines of its own.
                let rest = &self.text[at..self.text.len().min(at + LONGEST)];
                let start = rest.len() - rest.trim_ascii_start().len();
                let is_inside = rest.get(start..start + VALUE.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(VALUE));
                let start = if is_inside { start + memchr::memchr(b'>', &rest[start..])? + 1 } else { start };
                if let Some(text) = rest[start..].strip_prefix(CDATA) {
                    let length = memchr::memmem::find(text, b"]]>")?;
                    let start = at + start + CDATA.len();
                    return Some((start..start + length, Quotes::Own));
                }
                let length = memchr::memchr2(b'<', b'\n', &rest[start..])?;
                let is_closed = rest[start + length..].trim_ascii_start().starts_with(b"</");
                is_closed.then_some((at + start..at + start + length, Quotes::Own))
            }
            Operator::Calls | Operator::Lists | Operator::Pairs => self.of_pair(at).or_else(|| self.quoted(opened?)),
            Operator::Follows => self.following(at, opened),
            Operator::Assigns | Operator::Compares => match opened {
                Some(open) => self.of_tuple(at).or_else(|| self.quoted(open)).filter(|(value, _)| {
                    let is_of_map = self.text[at..open].contains(&b'{');
                    !(is_of_map && self.is_followed_by_operator(value))
                }),
                None if operator == Operator::Assigns => self.chosen(at).or_else(|| self.bare(at, operator)),
                None => None,
            },
        }
    }

    /// The value behind a blank; `opened` tells where the next quote is.
    fn following(&self, at: usize, opened: Option<usize>) -> Option<(Range<usize>, Quotes)> {
        let follower = bare_words::follower(self.text, &self.name, self.kind)?;
        let has_digit = |value: &Range<usize>| self.text[value.clone()].iter().any(u8::is_ascii_digit);
        if let Some(open) = opened {
            // `@"…"` is a text of Objective-C.
            let is_next = open == at || self.text[at..open] == *b"@";
            let found = is_next.then(|| self.quoted(open)).flatten();
            return found
                .filter(|(value, _)| follower != Follower::WithDigit || self.text[open] == b'`' && has_digit(value));
        }
        let (value, quotes) = self.bare(at, Operator::Follows)?;
        let ends_line =
            || matches!(self.text.get(behind_blanks(self.text, value.end)), None | Some(b'\n' | b'\r' | b';'));
        let fits = match follower {
            Follower::Any => true,
            Follower::Quoted => false,
            Follower::WithDigit => has_digit(&value),
            Follower::Last => has_digit(&value) && ends_line(),
        };
        fits.then_some((value, quotes))
    }

    /// The value on the next line, if it is not the name of another one.
    fn below(&self, at: usize) -> Option<(Range<usize>, Quotes)> {
        let Some(open) = next_line::next_line(self.text, at).and_then(|next| self.opening_quote(next)) else {
            let has_scalars = matches!(self.kind, Family::Settings | Family::Prose);
            let scalar = has_scalars.then(|| next_line::scalar(self.text, self.name.start, at)).flatten();
            return scalar.map(|value| (value, Quotes::None));
        };
        let (value, quotes) = self.quoted(open)?;
        (!self.is_followed_by_operator(&value)).then_some((value, quotes))
    }

    /// Whether a text in quotes is the name of a value behind it.
    fn is_followed_by_operator(&self, quoted: &Range<usize>) -> bool {
        matches!(self.text.get(behind_blanks(self.text, quoted.end + 1)), Some(b':' | b'='))
    }

    /// The literal that a condition chooses, in code: `name = ready ? "value" : ""`, `name = ready && "value"`.
    fn chosen(&self, at: usize) -> Option<(Range<usize>, Quotes)> {
        const CONDITION: usize = 80;
        let rest = &self.text[at..self.text.len().min(at + CONDITION)];
        let quote = memchr::memchr3(b'"', b'\'', b'\n', rest).filter(|end| rest[*end] != b'\n')?;
        let condition = rest[..quote].trim_ascii_end();
        let is_of_condition = |b: &u8| b.is_ascii_alphanumeric() || b"_.!=<>&|()? ".contains(b);
        let chooses = condition.ends_with(b"?") || condition.ends_with(b"&&");
        let is_code = self.kind == Family::Code && chooses && condition.iter().all(is_of_condition);
        is_code.then(|| self.quoted(at + quote)).flatten()
    }

    /// The second of two arguments, where the name is that of what takes a user's name and a password, such as
    /// `NetworkCredential("user", "password")`.
    fn of_pair(&self, at: usize) -> Option<(Range<usize>, Quotes)> {
        const USER: usize = 80;
        let name = self.text[self.name.clone()].to_ascii_lowercase();
        if !PAIRS.iter().any(|word| name.ends_with(word)) {
            return None;
        }
        let rest = &self.text[at..self.text.len().min(at + USER)];
        let user = match *rest.first()? {
            quote @ (b'"' | b'\'') => 2 + memchr::memchr2(quote, b'\n', &rest[1..])?,
            _ => rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count(),
        };
        let comma = behind_blanks(self.text, at + user);
        let second = behind_blanks(self.text, comma + 1);
        let is_second = self.text.get(comma) == Some(&b',') && matches!(self.text.get(second), Some(b'"' | b'\''));
        is_second.then(|| self.quoted(second)).flatten()
    }

    /// The same where the two stand in brackets: `auth=("user", "password")`.
    fn of_tuple(&self, at: usize) -> Option<(Range<usize>, Quotes)> {
        matches!(self.text.get(at), Some(b'(' | b'[')).then(|| self.of_pair(behind_blanks(self.text, at + 1))).flatten()
    }

    /// The text in quotes that HTML writes as `&quot;`.
    fn in_entities(&self, at: usize) -> Option<(Range<usize>, Quotes)> {
        let rest = &self.text[at..self.text.len().min(at + LONGEST)];
        let quote = quote_entity(rest)?;
        let line = &rest[quote.len()..];
        let length = memchr::memmem::find(&line[..memchr::memchr(b'\n', line).unwrap_or(line.len())], quote)?;
        let start = at + quote.len();
        Some((start..start + length, Quotes::Own))
    }

    /// Where a quote opens a value at `at`: behind brackets, prefixes such as `b"`, and calls such as `String("` and
    /// `Field(default="`.
    fn opening_quote(&self, at: usize) -> Option<usize> {
        let window = &self.text[at..self.text.len().min(at + 48)];
        let is_of_lead = |b: &u8| b.is_ascii_alphanumeric() || b"([]{<.@_ :&*!\\".contains(b);
        let before = window.iter().take_while(|b| is_of_lead(b)).count();
        let names_default = window[..before].ends_with(b"default") && window.get(before) == Some(&b'=');
        let before = before + usize::from(names_default);
        let quote = *window.get(before)?;
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        let lead = window[..before].trim_ascii_end();
        let lead = lead.strip_suffix(b"\\").unwrap_or(lead);
        let fits = match lead.strip_suffix(b"default=").unwrap_or(lead) {
            // `b"…"`, `@"…"`, `r'…'`
            [letter] if letter.is_ascii_alphabetic() => true,
            // Erlang's `<<"…">>`
            [] | [.., b'(' | b'[' | b'{' | b'@'] | b"<<" => true,
            [.., b'(' | b'[' | b'{', letter] => letter.is_ascii_alphabetic(),
            _ => false,
        };
        fits.then_some(at + before)
    }

    /// The text in the quotes that open at `open`.
    fn quoted(&self, open: usize) -> Option<(Range<usize>, Quotes)> {
        let quote = self.text[open];
        let is_escaped = self.text[..open].last() == Some(&b'\\');
        // `"""…"""`, as in Python and INI files.
        let is_triple = self.text.get(open..open + 3).is_some_and(|quotes| quotes.iter().all(|byte| *byte == quote));
        let start = open + if is_triple { 3 } else { 1 };
        let rest = &self.text[start..self.text.len().min(start + LONGEST)];
        let mut at = 0;
        loop {
            let Some(found) = memchr::memchr3(quote, b'\n', b'\\', &rest[at..]).map(|found| at + found) else {
                return first_line(rest).map(|length| (start..start + length, Quotes::Own));
            };
            match rest[found] {
                b'\n' => return first_line(&rest[..found]).map(|length| (start..start + length, Quotes::Own)),
                b'\\' if is_escaped && rest.get(found + 1) == Some(&quote) => {
                    return Some((start..start + found, Quotes::Own));
                }
                b'\\' => at = (found + 2).min(rest.len()),
                _ => return Some((start..start + found, Quotes::Own)),
            }
        }
    }

    /// A value without quotes.
    fn bare(&self, at: usize, operator: Operator) -> Option<(Range<usize>, Quotes)> {
        let at = if self.kind == Family::Settings { behind_properties(self.text, at) } else { at };
        let before = self.text[..self.name.start].last().copied().unwrap_or(b'\n');
        // A key of JSON: what has no quotes is a number there.
        let is_json = matches!(before, b'"' | b'\'') && self.text.get(self.name.end) == Some(&before);
        let in_text = match before {
            b'?' | b'&' | b';' => true,
            b'"' | b'\'' | b'`' => self.text.get(self.name.end) != Some(&before),
            b'n' if self.text[..self.name.start].ends_with(b"\\n") => true,
            // `${NAME:-value}`; what stands behind `${NAME}` is outside of it.
            b'{' => self.text[..self.name.start].ends_with(b"${") && self.text.get(self.name.end) != Some(&b'}'),
            // `"host=db user=app password=…"`
            b' ' | b',' if self.text.get(self.name.end) == Some(&b'=') => self.is_inside_quotes(),
            _ => operator == Operator::Follows || bare_words::is_option(self.text, &self.name),
        };
        let line = &self.text[at..self.text.len().min(at + LONGEST)];
        let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
        let until = |ends: &[u8]| {
            let mut is_end = [false; 256];
            for end in ends {
                is_end[usize::from(*end)] = true;
            }
            line.iter().position(|b| is_end[usize::from(*b)]).unwrap_or(line.len())
        };
        let (length, quotes) = match self.kind {
            _ if before == b'{' && in_text => (until(b" \t\r\"'`}"), Quotes::Shared),
            _ if in_text => (until(b" \t\r\"'`&;<>\\),"), Quotes::Shared),
            Family::Code if self.is_in_comment() => (until(b" \t\r\"`<>,;"), Quotes::None),
            Family::Code | Family::Json | Family::Generated => return None,
            Family::Settings if is_json => (until(b" \t\r,}]"), Quotes::None),
            Family::Settings if before == b' ' && self.text.get(self.name.end) == Some(&b'=') => {
                // `name=app password=…`, Ansible's arguments on one line.
                (before_next(line, b' ').unwrap_or_else(|| before_comment(line)), Quotes::None)
            }
            // `{name: TOKEN, value: …}`, in YAML.
            Family::Settings if self.is_in_flow() => (until(b"\r,}]"), Quotes::None),
            Family::Settings => (before_comment(line), Quotes::None),
            Family::Shell => {
                let word = &line[..until(b" \t\r;|&)\"'")];
                (before_next(word, b',').unwrap_or(word.len()), Quotes::None)
            }
            Family::Markup => (until(b" \t\r\"'`<>&,"), Quotes::None),
            Family::Prose => (until(b" \t\r\"`<>,"), Quotes::None),
        };
        Some((at..at + length, quotes))
    }

    /// Whether a quote before the name on its line is still open.
    fn is_inside_quotes(&self) -> bool {
        const LINE: usize = 256;
        let line = lines::before(self.text, self.name.start, LINE);
        [b'"', b'\''].iter().any(|quote| memchr::memchr_iter(*quote, line).count() % 2 == 1)
    }

    /// Whether a map or a list of YAML that opened on the line before the name, behind a blank, is still open.
    fn is_in_flow(&self) -> bool {
        const LINE: usize = 256;
        let line = lines::before(self.text, self.name.start, LINE);
        let is_open = |open: u8, close: u8| {
            let opened =
                line.iter().rposition(|b| *b == open).filter(|at| *at == 0 || line[at - 1].is_ascii_whitespace());
            opened.is_some_and(|at| !line[at..].contains(&close))
        };
        is_open(b'{', b'}') || is_open(b'[', b']')
    }

    /// Whether the name stands in a comment that fills its line.
    fn is_in_comment(&self) -> bool {
        let line = lines::before(self.text, self.name.start, NAME).trim_ascii_start();
        [&b"//"[..], b"#", b"* ", b"--", b";;"].iter().any(|mark| line.starts_with(mark))
    }
}

/// The length of the first line of a text whose quotes close further down, if it can be the beginning of a key.
fn first_line(line: &[u8]) -> Option<usize> {
    const SHORTEST: usize = 40;
    let line = line.trim_ascii_end();
    let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
    (line.len() >= SHORTEST && line.iter().all(is_base64)).then_some(line.len())
}

/// The length of what stands before the next of several settings with that sign between them, if there is one:
/// `value,name=…`, `value name=…`.
fn before_next(value: &[u8], sign: u8) -> Option<usize> {
    let is_next = |at: &usize| {
        let name = value[at + 1..].iter().take_while(|b| is_name(**b)).count();
        name > 0 && value.get(at + 1 + name) == Some(&b'=')
    };
    memchr::memchr_iter(sign, value).find(is_next)
}

/// The length of what stands before a comment in a file of settings.
fn before_comment(line: &[u8]) -> usize {
    [&b" #"[..], b"\t#", b" ;"].iter().filter_map(|mark| memchr::memmem::find(line, mark)).min().unwrap_or(line.len())
}

/// The value without white space and further quotes around it, and without an escaped or continued line break at its end.
pub(in crate::scan) fn trimmed(text: &[u8], value: Range<usize>) -> Range<usize> {
    let bytes = &text[value.clone()];
    let start = value.start + (bytes.len() - bytes.trim_ascii_start().len());
    let mut bytes = bytes.trim_ascii();
    while let Some(rest) = [&b"\\n"[..], b"\\r", b" \\"].iter().find_map(|end| bytes.strip_suffix(*end)) {
        bytes = rest.trim_ascii_end();
    }
    // `"\"…\""`, `'"…"'`
    let quotes = [&b"\\\""[..], b"\""];
    let within = |quote: &[u8]| Some((quote.len(), bytes.strip_prefix(quote)?.strip_suffix(quote)?.len()));
    let (lead, length) = quotes.into_iter().find_map(within).unwrap_or((0, bytes.len()));
    start + lead..start + lead + length
}

/// Behind the tag and the anchor of a node of YAML: `!!str value`, `&name value`. Source:
/// <https://yaml.org/spec/1.2.2/#69-node-properties>
fn behind_properties(text: &[u8], at: usize) -> usize {
    let length = text[at..].iter().take(NAME).take_while(|b| is_name(**b) || matches!(b, b'!' | b'&')).count();
    let begins = text[at..].starts_with(b"!!") || text[at..].starts_with(b"&");
    let is_property = begins && text.get(at + length) == Some(&b' ');
    if is_property { behind_blanks(text, at + length) } else { at }
}

/// The quote that the text begins with, as HTML writes it.
pub(in crate::scan) fn quote_entity(text: &[u8]) -> Option<&'static [u8]> {
    [&b"&quot;"[..], b"&#34;", b"&#39;", b"&apos;"].into_iter().find(|quote| text.starts_with(quote))
}
