//! A name and the value that it is given.

use std::ops::Range;

/// A name and its value: places in the text.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The whole name, dots and dashes included.
    pub name: Range<usize>,
    /// The value, without its quotes.
    pub value: Range<usize>,
    /// What stands between them.
    pub operator: Operator,
    /// What the value stands in.
    pub quotes: Quotes,
}

/// How a value is joined to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`, `:`, `:=`, `=>` and their like.
    Assigns,
    /// `==`, `!=`, `===`.
    Compares,
    /// `name("value")`.
    Calls,
    /// `"name", "value"`.
    Lists,
    /// `put("name", "value")`, `{name, "value"}`: the two are a key and what it is set to, not items among others.
    Pairs,
    /// `<name>value</name>`.
    Encloses,
    /// `--name value`, `Bearer value`.
    Follows,
}

/// What a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// Quotes of its own.
    Own,
    /// The quotes of a longer text: a query, a header, a connection string.
    Shared,
    /// No quotes.
    None,
}
