//! Whose secret it is, by what stands near the value: the key above it, what it is handed to, a host, a comment.
//!
//! Looked for outward from a value that is likely a secret already, so that text without one costs nothing, and over no more
//! than `ABOVE` and `BELOW`.

mod provider;

use std::ops::Range;

use provider::Mention;

use crate::rules::Rule;
use crate::scan::hit::Input;
use crate::scan::text::lines::{self, Lines, Reach};
use crate::scan::text::words;

/// How far above a value its provider is looked for.
const ABOVE: Reach = Reach { lines: 40, bytes: 4096 };

/// How far below.
const BELOW: Reach = Reach { lines: 3, bytes: 1024 };

/// Within how many lines above a provider that is only spoken of counts.
const SPOKEN_ABOVE: usize = 5;

/// Within how many lines above the parts of a command that goes over several lines, or of one object, are looked at.
const SIBLINGS: usize = 8;

/// How many of them count as one object though nothing tells that they are.
const ADJACENT: usize = 2;

/// The provider whose name stands near a value.
pub(in crate::scan) struct Owner {
    /// Its rule.
    pub(in crate::scan) rule: &'static Rule,
    /// How firmly the name is tied to the value.
    pub(in crate::scan) tie: Tie,
}

/// How firmly a provider's name is tied to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::scan) enum Tie {
    /// The file is named for it.
    File,
    /// It alone is imported.
    Imported,
    /// It is spoken of: in a comment, a message, on a line beside.
    Spoken,
    /// It is said to have a key, a token or the like, in a comment right above or on the line.
    Described,
    /// It stands beside the value in one object: a host, the name of a service.
    Beside,
    /// The value lies under its name: in a section, an object, a block.
    Above,
    /// The value is handed to it, or its name stands right before the value's.
    Given,
    /// The value goes to its host, in the same URL or command.
    Sent,
}

impl Tie {
    /// Whether it tells as much as the provider's name within the value's own.
    pub(in crate::scan) fn is_firm(self) -> bool {
        self >= Self::Above
    }

    /// Returns true if it tells whose the value is; a looser one says whose it may be.
    pub(in crate::scan) fn is_sure(self) -> bool {
        self >= Self::Described
    }

    /// Whether it needs a name of the value that says no more than that it is a secret: `DB_PASSWORD` is nobody's
    /// whose host stands beside.
    fn needs_bare_name(self) -> bool {
        self <= Self::Beside
    }
}

/// The provider whose secret the value is, of that name if it has one: the one that is tied to it most firmly, and of
/// these the nearest.
pub(in crate::scan) fn owner(input: &Input<'_>, name: Option<&Range<usize>>, value: &Range<usize>) -> Option<Owner> {
    let start = name.map_or(value.start, |name| name.start.min(value.start));
    let search = Search { text: input.text, start, value: value.clone() };
    let is_bare =
        name.is_none_or(|name| provider::is_generic_name(&input.text[name.clone()]) && !says_more(input.text, name));
    let mut best: Option<(Tie, usize, &'static Rule)> = None;
    let mut offer = |tie: Tie, distance: usize, rule: &'static Rule| {
        let is_better =
            best.is_none_or(|(other, other_distance, _)| tie > other || tie == other && distance < other_distance);
        if is_better && (is_bare || !tie.needs_bare_name()) {
            best = Some((tie, distance, rule));
        }
    };
    search.on_the_line(&mut offer);
    search.above(&mut offer);
    search.below(&mut offer);
    if best.is_none() && is_bare {
        let file = input.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        provider::each(file, 0..file.len(), |mention| {
            if !mention.is_common {
                best = best.or(Some((Tie::File, 0, mention.rule)));
            }
        });
    }
    best.map(|(tie, _, rule)| Owner { rule, tie })
}

/// Returns true if the name, or the label that it ends, tells what the value is for: a password, which is an account's and no
/// provider's key, `S3_SECRET_KEY`, or `JWT secret` in a table.
fn says_more(text: &[u8], name: &Range<usize>) -> bool {
    const LABEL: usize = 48;
    let is_password =
        |word: &words::Word| matches!(words::letters(word), b"password" | b"passwd" | b"passphrase" | b"pwd");
    let own = &text[name.clone()];
    let has_number = own.windows(2).enumerate().any(|(at, pair)| {
        pair[0].is_ascii_alphabetic()
            && pair[1].is_ascii_digit()
            && own[..at].last().is_none_or(|byte| !byte.is_ascii_alphabetic())
    });
    let line = &text[name.start.saturating_sub(LABEL)..name.start];
    let start = line.iter().rposition(|byte| matches!(byte, b'\n' | b'|'));
    let label = start.map_or(&b""[..], |at| line[at + 1..].trim_ascii());
    let label = label.strip_prefix(b"- ").or(label.strip_prefix(b"* ")).unwrap_or(label);
    let is_of_words = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b'-');
    let is_label = text[..name.start].ends_with(b" ") && label.iter().all(is_of_words);
    has_number || words::words(own).last().is_some_and(is_password) || is_label && !provider::is_generic_name(label)
}

/// The surroundings of a value.
struct Search<'a> {
    text: &'a [u8],
    /// Where the value begins, with its name.
    start: usize,
    value: Range<usize>,
}

impl Search<'_> {
    fn on_the_line(&self, offer: &mut impl FnMut(Tie, usize, &'static Rule)) {
        let line = lines::line(self.text, &self.value);
        provider::each(self.text, line.clone(), |mention| {
            let word = &mention.word;
            if word.start < self.value.end && self.value.start < word.end {
                return;
            }
            let distance = if word.end <= self.value.start {
                self.value.start - word.end
            } else {
                word.start.saturating_sub(self.value.end)
            };
            let before = word.end <= self.value.start;
            let tie = if mention.is_host(self.text) {
                Some(Tie::Sent)
            } else if before && self.is_given(&mention) {
                Some(Tie::Given)
            } else if mention.is_a_whole_value(self.text) {
                Some(Tie::Beside)
            } else {
                let is_key_of = before && mention.has_a_key(self.text);
                mention.is_spoken_of(self.text).then_some(if is_key_of { Tie::Described } else { Tie::Spoken })
            };
            if let Some(tie) = tie {
                offer(tie, distance, mention.rule);
            }
        });
    }

    /// Whether the value stands in what is handed to the provider, or right behind its name and words such as `API key`.
    fn is_given(&self, mention: &Mention) -> bool {
        mention.may_own(self.text)
            && (lines::opens(self.text, mention.identifier.end, self.value.start)
                || provider::is_generic_name(&self.text[mention.identifier.end..self.value.start]))
    }

    fn above(&self, offer: &mut impl FnMut(Tie, usize, &'static Rule)) {
        let text = self.text;
        let own = lines::line(text, &(self.start..self.value.end));
        let mut indentation = lines::indentation(text, &own);
        let mut is_one_command = true;
        let mut is_one_object = indentation > 0;
        let mut knows_section = false;
        let mut imported: Option<&'static Rule> = None;
        for (number, line) in Lines::above(text, own.start, ABOVE).enumerate() {
            let content = text[line.clone()].trim_ascii();
            is_one_command &= content.ends_with(b"\\");
            let here = lines::indentation(text, &line);
            let is_less = !content.is_empty() && here < indentation;
            is_one_object &= !content.is_empty() && here >= indentation && number < SIBLINGS;
            let is_section = !knows_section && lines::is_section(content);
            let is_parent = is_section || is_less && lines::goes_on(content) && !lines::is_comment(content);
            provider::each(text, line.clone(), |mention| {
                // A link in a comment leads to where it may be read.
                let is_host = mention.is_host(text) && !(mention.is_common && lines::is_comment(content));
                let owns = mention.may_own(text);
                if is_host && is_one_command {
                    offer(Tie::Sent, number, mention.rule);
                } else if is_parent && owns && (is_section || lines::opens(text, mention.identifier.end, line.end)) {
                    offer(Tie::Above, number, mention.rule);
                } else if !knows_section
                    && (is_one_object && here == indentation || number < ADJACENT)
                    && (is_host || mention.is_a_whole_value(text))
                {
                    offer(Tie::Beside, number, mention.rule);
                } else if !knows_section && number < SPOKEN_ABOVE && mention.is_spoken_of(text) {
                    let describes = number < ADJACENT && lines::is_comment(content) && mention.has_a_key(text);
                    offer(if describes { Tie::Described } else { Tie::Spoken }, number, mention.rule);
                } else if !mention.is_common
                    && lines::imports(content)
                    && imported.is_none_or(|other| std::ptr::eq(other, mention.rule))
                {
                    imported = Some(mention.rule);
                    offer(Tie::Imported, number, mention.rule);
                }
            });
            if is_less {
                indentation = here;
            }
            knows_section |= is_section;
        }
    }

    fn below(&self, offer: &mut impl FnMut(Tie, usize, &'static Rule)) {
        let text = self.text;
        let own = lines::line(text, &(self.start..self.value.end));
        let indentation = lines::indentation(text, &own);
        let mut is_one_command = text[own.clone()].trim_ascii().ends_with(b"\\");
        let mut is_one_object = indentation > 0;
        for (number, line) in Lines::below(text, own.end, BELOW).enumerate() {
            let content = text[line.clone()].trim_ascii();
            is_one_object &= !content.is_empty() && lines::indentation(text, &line) == indentation;
            provider::each(text, line.clone(), |mention| {
                let is_host = mention.is_host(text);
                if is_host && is_one_command {
                    offer(Tie::Sent, number + 1, mention.rule);
                } else if is_one_object && (is_host || mention.is_a_whole_value(text)) {
                    offer(Tie::Beside, number + 1, mention.rule);
                } else if mention.is_spoken_of(text) {
                    // What stands below is more likely about something else.
                    offer(Tie::Spoken, number + SPOKEN_ABOVE, mention.rule);
                }
            });
            is_one_command &= content.ends_with(b"\\");
        }
    }
}
