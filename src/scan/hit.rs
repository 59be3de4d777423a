//! What goes into a scan, a text, and what comes out, hits.

use std::fmt;
use std::ops::Range;

use crate::fingerprint::Identity;
use crate::rules::Rule;

/// A text to be scanned.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The path of its file, as bytes, or nothing: it tells what kind of text it is.
    pub path: &'a [u8],
    /// The text.
    pub text: &'a [u8],
    /// What is looked for in it.
    pub sensitivity: Sensitivity,
}

/// How much of what may be a secret is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// What has a provider's form or a telling container.
    KeysOnly,
    /// And values under a telling name that look generated.
    #[default]
    Careful,
    /// And values under such a name that may be chosen by people.
    Strict,
}

/// A key found in a text.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Where the secret stands: bytes of the scanned text, end excluded.
    pub secret: Range<usize>,
    /// From there to the end of what matched: a private key's rest, which its rule need not name.
    pub extent: Range<usize>,
    /// The name that the text gives it, if it gives one: bytes of the scanned text, end excluded, without quotes.
    pub name: Option<Range<usize>>,
    /// How sure the finding is.
    pub confidence: Confidence,
    /// What the secret says of itself and whoever reads the finding should know.
    pub note: Option<&'static str>,
    /// The rule of the provider that stands near, where the one that found it knows none.
    pub owner: Option<&'static Rule>,
    /// The rule of a provider that stands near without being tied to the value: it may be its, and nothing follows from it.
    pub perhaps: Option<&'static Rule>,
    /// What tells of the secret itself, where the text holds it in another form.
    pub disguise: Option<Disguise>,
}

impl Hit {
    /// The rule that tells most: the provider's, where there is one. The fingerprint is that of the rule that found
    /// it, so that it stays when what stands near changes.
    #[must_use]
    pub fn telling_rule(&self) -> &'static Rule {
        self.owner.unwrap_or(self.rule)
    }

    /// The secret itself, given the text that it was found in: decoded where it stands in another form.
    #[must_use]
    pub fn value<'a>(&'a self, text: &'a [u8]) -> &'a [u8] {
        match &self.disguise {
            Some(disguise) => &disguise.value.0,
            None => &text[self.secret.clone()],
        }
    }

    /// Which secret it is, given the text that it was found in: the same wherever and in whatever form it stands.
    #[must_use]
    pub fn identity(&self, text: &[u8]) -> Identity {
        Identity::of(self.rule.id(), self.value(text))
    }

    /// Returns true if the secret of the other stands within this one's.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.secret.start <= other.secret.start && other.secret.end <= self.secret.end
    }
}

/// What a scan of a text came to.
#[derive(Debug)]
pub struct Scan {
    /// The keys, in the order in which they stand; none overlaps another.
    pub hits: Vec<Hit>,
    /// False if the text was not scanned to the end: it has more hits than anybody reads, or repeats the beginnings of keys
    /// and values so often that looking at each would take too long. No file that people or their tools write does.
    pub is_complete: bool,
}

impl Scan {
    /// Why the text was not scanned to the end, unless it was.
    #[must_use]
    pub fn gap(&self) -> Option<&'static str> {
        (!self.is_complete)
            .then_some("only a part was scanned: it looks like secrets too often for all of it to be looked at")
    }
}

/// How a text holds a secret without holding it literally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disguise {
    /// The form that it has in the text.
    pub form: Form,
    /// What it decodes to.
    pub value: Decoded,
}

/// A secret, decoded. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded(pub(super) Box<[u8]>);

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoded({} bytes)", self.0.len())
    }
}

/// A form in which a text can hold another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Base64 in either alphabet.
    Base64,
    /// Two hexadecimal digits for each byte.
    Hex,
    /// Percent-encoding, as in URLs.
    Percent,
    /// Quoted-printable, as in mail.
    QuotedPrintable,
    /// Escapes as in JSON and string literals.
    Escapes,
    /// Entities as in HTML and XML.
    Entities,
    /// A list of the numbers of its characters, or of literals of one character.
    Numbers,
    /// Characters that nobody sees stand within it.
    Invisible,
    /// Several literals or lines that are joined.
    Pieces,
}

impl Form {
    /// The word for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Percent => "percent-encoding",
            Self::QuotedPrintable => "quoted-printable",
            Self::Escapes => "escapes",
            Self::Entities => "entities",
            Self::Numbers => "numbers",
            Self::Invisible => "invisible characters",
            Self::Pieces => "pieces",
        }
    }
}

/// How sure a finding is, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The words around it and its randomness speak for it.
    Likely,
    /// It has the provider's format.
    Matched,
    /// It has the provider's format, and a checksum or its structure holds.
    Proven,
}

impl Confidence {
    /// The word for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Matched => "matched",
            Self::Proven => "proven",
        }
    }
}
