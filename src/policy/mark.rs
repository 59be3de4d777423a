//! Marks in comments that let a finding through: `keystop:allow RULE reason`, on its line or the one before.

use super::fields::RuleName;

/// What a mark of keystop's begins with.
pub const MARK: &str = "keystop:allow";

/// How far from a finding a mark is looked for, in bytes: a minified file is one line.
const FARTHEST: usize = 4096;

/// What stands beside a finding.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'p> {
    /// A mark that names the rule and a reason.
    Own,
    /// A mark of another scanner's that the policy accepts.
    Accepted(&'p str),
    /// A mark that names no rule, or no reason.
    Incomplete,
    /// A mark for other rules.
    ForOthers,
}

/// Looks for a mark on the line on which byte `at` of the text stands, and on a line before it that is all comment.
/// `openers` are what comments begin with in this file; `names` says whether a name in a mark is the finding's rule.
pub(super) fn find<'p>(
    text: &[u8],
    at: usize,
    openers: &[&str],
    accepted: &(impl Iterator<Item = &'p str> + Clone),
    names: &dyn Fn(&RuleName) -> bool,
) -> Option<Found<'p>> {
    let here = line(text, at);
    let before = here.start.checked_sub(1).map(|end| line(text, end));
    // Most lines have no mark, and a line may have many findings.
    let may_be_one = |line: &[u8]| {
        std::iter::once(MARK).chain(accepted.clone()).any(|mark| memchr::memmem::find(line, mark.as_bytes()).is_some())
    };
    let of = |line: &std::ops::Range<usize>, must_be_all: bool| {
        if !may_be_one(&text[line.clone()]) {
            return None;
        }
        let line = String::from_utf8_lossy(&text[line.clone()]);
        comments(&line, openers, must_be_all).find_map(|comment| judge(comment, accepted.clone(), names))
    };
    let on_it = of(&here, false);
    match (on_it, before) {
        (Some(found @ (Found::Own | Found::Accepted(_))), _) => Some(found),
        (first, Some(before)) => match of(&before, true) {
            Some(found @ (Found::Own | Found::Accepted(_))) => Some(found),
            second => first.or(second),
        },
        (first, None) => first,
    }
}

fn judge<'p>(
    comment: &str,
    mut accepted: impl Iterator<Item = &'p str>,
    names: &dyn Fn(&RuleName) -> bool,
) -> Option<Found<'p>> {
    if let Some((_, after)) = comment.split_once(MARK) {
        return Some(own(after, names));
    }
    accepted.find(|mark| comment.contains(mark)).map(Found::Accepted)
}

/// What a mark is, given what follows its first word: rules, separated by commas, and the reason.
fn own(after: &str, names: &dyn Fn(&RuleName) -> bool) -> Found<'static> {
    let after = after.strip_prefix(':').unwrap_or(after);
    let mut words = after.split_whitespace();
    let Some(rules) = words.next() else { return Found::Incomplete };
    let rules: Option<Vec<RuleName>> = rules.split(',').map(RuleName::parse).collect();
    let reason: String = words.collect::<Vec<_>>().join(" ");
    let says_something = reason.chars().filter(|c| c.is_alphanumeric()).count() >= 3;
    match rules {
        Some(rules) if says_something && !super::allow::is_placeholder(&reason) => {
            if rules.iter().any(names) {
                Found::Own
            } else {
                Found::ForOthers
            }
        }
        _ => Found::Incomplete,
    }
}

/// What stands in comments on a line: from each opener to the line's end. A line that `must_be_all` comment begins with
/// one, or with the `*` of a longer one.
fn comments<'l>(line: &'l str, openers: &'l [&'l str], must_be_all: bool) -> impl Iterator<Item = &'l str> {
    let start = line.trim_start();
    let is_all = openers.iter().any(|opener| start.starts_with(opener));
    let whole = is_all.then_some(start);
    // A lone `*` begins the further lines of a comment, and nothing within a line.
    let parts =
        openers.iter().filter(move |opener| !is_all && !must_be_all && **opener != "*").filter_map(move |opener| {
            let mut from = 0;
            // What is part of a word or an address is no comment: `http://`, `a#b`.
            while let Some(at) = line[from..].find(opener).map(|at| from + at) {
                from = at + opener.len();
                if line[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "\"';,)]}>".contains(c)) {
                    return Some(&line[from..]);
                }
            }
            None
        });
    whole.into_iter().chain(parts)
}

/// The line on which byte `at` stands, without its end, as far as `FARTHEST` reaches.
fn line(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let first = at.saturating_sub(FARTHEST);
    let last = text.len().min(at + FARTHEST);
    let start = memchr::memrchr(b'\n', &text[first..at]).map_or(first, |before| first + before + 1);
    let end = memchr::memchr(b'\n', &text[at..last]).map_or(last, |length| at + length);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, openers: &[&str]) -> Option<Found<'static>> {
        let at = text.find("SECRET").expect("a place");
        let names = |rule: &RuleName| rule.names("some-rule");
        find(text.as_bytes(), at, openers, &["gitleaks:allow"].into_iter(), &names)
    }

    #[test]
    fn marks_stand_in_comments_and_name_rule_and_reason() {
        const HASH: &[&str] = &["#"];
        const C: &[&str] = &["//", "/*", "*"];
        let rows = [
            ("a = SECRET # keystop:allow some-rule a test value", HASH, Some(Found::Own)),
            ("a = SECRET # keystop:allow some-* a test value", HASH, Some(Found::Own)),
            ("a = SECRET # keystop:allow other,some-rule a test value", HASH, Some(Found::Own)),
            ("# keystop:allow some-rule a test value\na = SECRET", HASH, Some(Found::Own)),
            ("# keystop:allow some-rule a test value\r\na = SECRET\r\n", HASH, Some(Found::Own)),
            ("/* keystop:allow some-rule a test value */ a = SECRET", C, Some(Found::Own)),
            ("/*\n * keystop:allow some-rule a test value\n*/ a = SECRET", C, Some(Found::Own)),
            ("a = b * keystop:allow some-rule a test value SECRET", C, None),
            ("/**\n * keystop:allow some-rule a test value\n a = SECRET", C, Some(Found::Own)),
            ("b = 1 # keystop:allow some-rule a test value\na = SECRET", HASH, None),
            ("# keystop:allow some-rule a test value\n\na = SECRET", HASH, None),
            ("a = SECRET # keystop:allow other-rule a test value", HASH, Some(Found::ForOthers)),
            ("a = SECRET # keystop:allow", HASH, Some(Found::Incomplete)),
            ("a = SECRET # keystop:allow some-rule", HASH, Some(Found::Incomplete)),
            ("a = SECRET # keystop:allow some-rule say why this may be committed", HASH, Some(Found::Incomplete)),
            ("a = SECRET // keystop:allow some-rule a test value", HASH, None),
            ("a = 'SECRET keystop:allow some-rule a test value'", HASH, None),
            ("a = SECRET#keystop:allow some-rule a test value", HASH, None),
            ("a = SECRET # gitleaks:allow", HASH, Some(Found::Accepted("gitleaks:allow"))),
            ("a = SECRET gitleaks:allow", HASH, None),
            ("a = SECRET", HASH, None),
            ("SECRET", &[], None),
        ];
        for (text, openers, expected) in rows {
            assert_eq!(found(text, openers), expected, "{text}");
        }
    }
}
