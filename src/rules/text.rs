//! Texts of the rules, without pointers.
//!
//! A table of `&str` holds an address for each, and the loader has to write every one of them at each start: with
//! hundreds of rules that is a third of the time that a small commit takes. Here a text is a place in one long
//! string, and the table stays on disk until a rule is looked at.

use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

/// A text of a rule; use it as a `&str`.
#[derive(Clone, Copy)]
pub enum Text {
    /// Of one that comes with keystop: a place in the string of them all.
    Builtin {
        /// Its first byte there.
        start: u32,
        /// How many bytes it has.
        length: u32,
    },
    /// Of one of the repository's own.
    Own(&'static str),
}

/// Several texts of a rule, one after the other.
#[derive(Clone, Copy)]
pub enum Texts {
    /// Of a rule that comes with keystop: a place in the list of them all.
    Builtin {
        /// The first one's number there.
        start: u16,
        /// How many they are.
        count: u16,
    },
    /// Of one of the repository's own.
    Own(&'static [Text]),
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Text {
    /// The text as such.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match *self {
            Self::Builtin { start, length } => &ALL[start as usize..][..length as usize],
            Self::Own(text) => text,
        }
    }
}

impl Texts {
    /// The texts, in order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        let texts = match self {
            Self::Builtin { start, count } => &LISTS[usize::from(start)..][..usize::from(count)],
            Self::Own(texts) => texts,
        };
        texts.iter().map(Text::as_str)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
