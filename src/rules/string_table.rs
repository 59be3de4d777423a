//! Texts of the rules that come with keystop, without pointers.
//!
//! A table of `&str` holds an address for each, and the loader has to write every one of them at each start: with
//! hundreds of rules that is a third of the time that a small commit takes. Here a text is a place in one long
//! string, and stays on disk until someone asks for it. The keywords stand first there, since a scan asks for them
//! alone.

/// A text; its bytes in the string of them all.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    pub(crate) start: u32,
    pub(crate) length: u16,
}

/// Several texts, one after the other in the list of them all.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    first: u16,
    count: u16,
}

/// What there is to say of a rule.
pub(super) struct Wording {
    pub(super) id: Text,
    /// Empty for none.
    pub(super) provider: Text,
    pub(super) title: Text,
    pub(super) allows: Text,
    pub(super) revoke: Text,
    pub(super) source: Text,
    pub(super) pattern: Text,
    pub(super) keywords: Texts,
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Text {
    /// The text as such.
    pub(crate) fn as_str(self) -> &'static str {
        &ALL[self.start as usize..][..usize::from(self.length)]
    }
}

impl Texts {
    /// The texts, in order.
    pub(super) fn iter(self) -> impl Iterator<Item = &'static str> {
        LISTS[usize::from(self.first)..][..usize::from(self.count)].iter().map(|text| text.as_str())
    }
}

impl Wording {
    /// That of the rule with this number.
    pub(super) fn of(rule: u16) -> &'static Self {
        &WORDINGS[usize::from(rule)]
    }

    /// The number of the rule with that id.
    pub(super) fn number_of(id: &str) -> Option<usize> {
        WORDINGS.binary_search_by(|wording| wording.id.as_str().cmp(id)).ok()
    }
}
