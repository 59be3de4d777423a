//! Commits: what their objects say.
//!
//! Source: <https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>, "Commit Objects".

use std::fmt;

use super::ObjectId;

/// A commit, as far as keystop reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// The tree that it holds.
    pub tree: ObjectId,
    /// The commits that it follows, first to last; none for a first commit.
    pub parents: Vec<ObjectId>,
    /// When its author made it.
    pub author_date: Date,
}

/// A moment, and the time zone that it was written down in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// How far the local time was ahead of UTC, in minutes.
    pub offset: i32,
}

impl Commit {
    /// Reads the content of a commit object. Returns nothing if it does not begin as a commit does.
    #[must_use]
    pub fn parse(id: ObjectId, content: &[u8]) -> Option<Self> {
        let mut lines = content.split(|byte| *byte == b'\n').peekable();
        let tree = lines.next()?.strip_prefix(b"tree ").and_then(ObjectId::from_hex)?;
        let mut parents = Vec::new();
        while let Some(parent) = lines.peek().and_then(|line| line.strip_prefix(b"parent ")) {
            parents.push(ObjectId::from_hex(parent)?);
            lines.next();
        }
        // Old tools wrote commits without a date that can be read; Git reads these, too.
        let author_date = lines.next().and_then(Date::of_author).unwrap_or_default();
        Some(Self { id, tree, parents, author_date })
    }
}

impl Date {
    /// The date at the end of an `author` line: `author NAME <MAIL> SECONDS +HHMM`.
    fn of_author(line: &[u8]) -> Option<Self> {
        let end = &line[memchr::memrchr(b'>', line)? + 1..];
        let mut words = std::str::from_utf8(end).ok()?.split_ascii_whitespace();
        let seconds = words.next()?.parse().ok()?;
        let zone: i32 = words.next()?.parse().ok()?;
        // A year of four digits and a zone within a day: whatever else stands there is no date.
        let offset = zone / 100 * 60 + zone % 100;
        (offset.abs() < 24 * 60 && (0..=253_402_214_400).contains(&seconds)).then_some(Self { seconds, offset })
    }
}

/// As ISO 8601 has it: `2024-03-01T12:00:00+01:00`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.seconds + i64::from(self.offset) * 60;
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = date_of(days);
        let (sign, offset) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60,
            offset / 60,
            offset % 60
        )
    }
}

/// Year, month and day of a number of days since 1970-01-01.
/// Source: <https://howardhinnant.github.io/date_algorithms.html>, `civil_from_days`.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_tells_its_tree_parents_and_date() {
        let id = |digit: char| digit.to_string().repeat(40);
        let text = format!(
            "tree {}\nparent {}\nparent {}\nauthor A <B> c@d <a@b> 1700000000 -0330\ncommitter C <c@d> 1 +0000\n\nparent\n",
            id('1'),
            id('2'),
            id('3')
        );
        let own = ObjectId::from_hex(id('4').as_bytes()).unwrap();
        let commit = Commit::parse(own, text.as_bytes()).unwrap();
        assert_eq!(commit.tree.to_string(), id('1'));
        assert_eq!(commit.parents.iter().map(ToString::to_string).collect::<Vec<_>>(), [id('2'), id('3')]);
        assert_eq!(commit.author_date.to_string(), "2023-11-14T18:43:20-03:30");
        assert_eq!(Commit::parse(own, b"object of another kind"), None);
    }

    #[test]
    fn dates_are_written_as_iso_8601() {
        for (seconds, offset, written) in [
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (951_782_400, 60, "2000-02-29T01:00:00+01:00"),
            (4_107_542_399, 0, "2100-02-28T23:59:59+00:00"),
            (1_000, -60, "1969-12-31T23:16:40-01:00"),
        ] {
            assert_eq!(Date { seconds, offset }.to_string(), written);
        }
    }

    #[test]
    fn what_is_no_date_counts_as_the_first_moment() {
        for end in ["", "x", "1 x", "-5 +0000", "99999999999999 +0000", "1 +9999"] {
            let line = format!("author A <a@b> {end}");
            assert_eq!(Date::of_author(line.as_bytes()), None, "{end}");
        }
    }
}
