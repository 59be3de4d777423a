//! The names of what is measured of an assignment. The build script reads their weights, and the scan measures them.

use serde::{Deserialize, Serialize};

/// Something measured of an assignment: 0 or 1, or a share between them, where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Always 1.
    Always,
    /// How much likelier its letters are in words than at random: natural logarithm per letter, halved.
    Wordlike,
    /// The same over all its letters, divided by 20 and cut to -1 to 1.
    WordlikeInAll,
    /// `Wordlike` where it holds nothing but letters.
    WordlikeLetters,
    /// The least wordlike of its runs of four letters and more, halved.
    LeastWordlike,
    /// Shorter than 6 bytes.
    Under6,
    /// 6 or 7 bytes.
    From6,
    /// 8 to 11 bytes.
    From8,
    /// 12 to 15 bytes.
    From12,
    /// 16 to 23 bytes.
    From16,
    /// 24 to 31 bytes.
    From24,
    /// 32 to 47 bytes.
    From32,
    /// 48 to 95 bytes.
    From48,
    /// 96 bytes and more.
    From96,
    /// The share of digits.
    Digits,
    /// The share of upper-case letters.
    Upper,
    /// The share of what is neither letter nor digit.
    Signs,
    /// How many kinds of such signs it has, in fours, up to 1.
    KindsOfSigns,
    /// Changes between letters, digits and signs, per byte.
    Changes,
    /// Changes between upper and lower case, per byte.
    CaseChanges,
    /// Nothing but digits.
    AllDigits,
    /// Nothing but lower-case letters.
    AllLower,
    /// Nothing but upper-case letters.
    AllUpper,
    /// Letters and digits, both.
    Alphanumeric,
    /// 16 bytes and more in which letters beyond f and digits take turns, at every fifth byte or more often.
    Interleaved,
    /// 16 hexadecimal digits and more, in one case.
    Hex,
    /// Hexadecimal digits in the length of a digest.
    Digest,
    /// A UUID.
    Uuid,
    /// As generators of passwords make them, with signs of many kinds.
    FromGenerator,
    /// Ends with `=` as base64 does.
    Padded,
    /// Letters, digits and signs of base64 in a length of 16 and more, with upper case, lower case and digits.
    Base64,
    /// Has a space.
    Space,
    /// Has several.
    Spaces,
    /// Has a dot, and is not from a generator.
    Dot,
    /// Words joined by dots.
    Dotted,
    /// Has a slash, and is not from a generator.
    Slash,
    /// Begins as a path does.
    Path,
    /// Has `://`.
    Url,
    /// Has `@`, with a dot somewhere behind it.
    Email,
    /// Has a colon, and is not from a generator.
    Colon,
    /// Has an opening bracket of any kind, and is not from a generator.
    Bracket,
    /// Has an underscore.
    Underscore,
    /// Has a dash.
    Dash,
    /// `UPPER_CASE` words.
    Constant,
    /// Lower-case words joined by dashes or underscores.
    Joined,
    /// A word and then a number.
    WordAndNumber,
    /// `camelCase` or `PascalCase` words.
    Camel,
    /// Bytes beyond ASCII.
    Beyond,
    /// Begins with an upper-case letter and goes on in lower case.
    Capital,
    /// Ends with a sign that ends sentences.
    Sentence,
    /// Has a backslash.
    Backslash,
    /// Has a word of its own name in it.
    SaysItsName,
    /// Says password, secret, token or key.
    SaysSecret,
    /// Has a word that people write into examples.
    SaysExample,
    /// Has digits in a row, as in 1234.
    SaysRow,
    /// The name ends with the word that speaks of a secret.
    NameEndsSecret,
    /// Something stands in the name before that word.
    NameQualified,
    /// The name is an upper-case constant.
    NameConstant,
    /// The value is compared with what has the name.
    OperatorCompares,
    /// The value is an argument of a call of that name.
    OperatorCalls,
    /// The value follows the name in a list.
    OperatorLists,
    /// The value is an element's text.
    OperatorEncloses,
    /// The value follows the name and a space.
    OperatorFollows,
    /// The value stands in the quotes of a longer text.
    QuotesShared,
    /// The value has no quotes.
    QuotesNone,
    /// The file is of `Kind::Code`, and so on.
    KindCode,
    /// See `Kind`.
    KindShell,
    /// See `Kind`.
    KindSettings,
    /// See `Kind`.
    KindJson,
    /// See `Kind`.
    KindMarkup,
    /// See `Kind`.
    KindProse,
    /// The path speaks of tests.
    InTests,
    /// The path speaks of examples, templates or documentation.
    InExamples,
}

/// What a name speaks of: each has weights of its own, since the same value can be a password and no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// A password, as people choose them.
    Password,
    /// A secret, a token, credentials.
    Secret,
    /// A key, or whatever else: names of parts and places too.
    Key,
}

impl Speaks {
    /// How many there are.
    pub const COUNT: usize = Self::Key as usize + 1;
}

impl Feature {
    /// How many there are.
    pub const COUNT: usize = Self::InExamples as usize + 1;
}
