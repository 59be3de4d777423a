//! Texts that stand in memory: messages, and what comes on standard input.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{Commit, Lines, Source, SourceError};

/// Texts that are judged whole, perhaps of one commit.
#[derive(Default)]
pub struct Texts {
    commit: Option<Arc<Commit>>,
}

/// A text, and what it is called in reports and in the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedText {
    /// Stands in place of a path from the repository's top.
    pub name: String,
    /// The same as reports show it.
    pub shown: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// What a commit's message is called.
pub const MESSAGE: &str = "COMMIT_EDITMSG";

impl Texts {
    /// Texts that belong to that commit.
    #[must_use]
    pub fn of_commit(commit: Arc<Commit>) -> Self {
        Self { commit: Some(commit) }
    }
}

impl NamedText {
    /// A text that is called by that name everywhere.
    #[must_use]
    pub fn called(name: &str, content: Vec<u8>) -> Self {
        Self { name: name.to_owned(), shown: name.to_owned(), content }
    }

    /// The message of a commit or tag, given the content of its object: what stands behind its header.
    #[must_use]
    pub fn message(object: &[u8]) -> Self {
        let start = memchr::memmem::find(object, b"\n\n").map_or(object.len(), |end| end + 2);
        Self::called(MESSAGE, object[start..].to_vec())
    }
}

impl Source for Texts {
    type Entry = NamedText;

    fn path<'e>(&self, text: &'e NamedText) -> Cow<'e, [u8]> {
        Cow::Borrowed(text.name.as_bytes())
    }

    fn shown_path<'e>(&self, text: &'e NamedText) -> Cow<'e, [u8]> {
        Cow::Borrowed(text.shown.as_bytes())
    }

    fn added_path(&self, _: &NamedText, _: &[u8]) -> Lines {
        Lines::none()
    }

    fn content(&self, text: &NamedText) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(Some(text.content.clone()))
    }

    fn part_to_scan(&self, _: &NamedText, text: &[u8]) -> Range<usize> {
        0..text.len()
    }

    fn added_lines(&self, _: &NamedText, _: &[u8]) -> Result<Lines, SourceError> {
        Ok(Lines::All)
    }

    fn commit(&self, _: &NamedText) -> Option<Arc<Commit>> {
        self.commit.clone()
    }
}
