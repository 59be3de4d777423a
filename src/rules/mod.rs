//! What a key looks like: the rules, as data.
//!
//! A rule is written in one of the files of `builtin/` and becomes an entry of a static table when keystop is
//! built. This module knows nothing of how a rule is applied; `scan` does that.

mod custom;
mod string_table;

use std::fmt;

pub use custom::CustomRule;
pub use keystop_rules::schema::{Check, Severity, Trigger, Whole};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
pub(crate) use string_table::Text;
use string_table::Wording;

/// A type of key: how to recognise one, and what to tell whoever is about to commit it.
///
/// What a scan looks at stands here, close together; the texts are fetched when they are asked for.
pub struct Rule {
    origin: Origin,
    /// Whether it knows a container or a form that several share; it yields to a rule that knows more.
    pub general: bool,
    /// Whether keys of other providers look the same: where one of them is named near, the finding names it.
    pub shared: bool,
    /// Whether such keys come as files of their own, unless code holds them.
    pub own_file: bool,
    /// How bad a leak is.
    pub severity: Severity,
    /// Where the keywords stand.
    pub trigger: Trigger,
    shortest: u32,
    longest: u32,
    /// The bytes that can stand in a match, as a bitmap.
    pub bytes: [u64; 4],
    /// A byte that stands in every match and in no keyword, or 0.
    pub needs: u8,
    /// What kind of file the whole of which is the secret; such a rule has neither keywords nor a pattern.
    pub whole: Option<Whole>,
    /// Each must hold, or there is no finding.
    pub proofs: Proofs,
    /// Each raises the confidence if it holds.
    pub supports: Proofs,
}

/// The checks of a rule; `None` behind the last.
pub type Proofs = [Option<Check>; 2];

/// Where a rule comes from, and with it its texts.
enum Origin {
    /// It comes with keystop: its number in the table.
    Builtin(u16),
    /// It is one of the repository's own.
    Custom(&'static CustomRule),
}

impl Rule {
    fn text(
        &self,
        builtin: impl Fn(&Wording) -> Text,
        custom: impl Fn(&'static CustomRule) -> &'static str,
    ) -> &'static str {
        match self.origin {
            Origin::Builtin(number) => builtin(Wording::of(number)).as_str(),
            Origin::Custom(rule) => custom(rule),
        }
    }

    /// `provider-kind`, lower case, unique.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.text(|wording| wording.id, |custom| &custom.id)
    }

    /// Whose keys it finds, as the provider calls itself: `Stripe`. None for what is no single provider's.
    #[must_use]
    pub fn provider(&self) -> Option<&'static str> {
        Some(self.text(|wording| wording.provider, |_| "")).filter(|name| !name.is_empty())
    }

    /// What it is, for the headline of a message.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text(|wording| wording.title, |custom| &custom.title)
    }

    /// What holding it allows; completes "Whoever holds it can …".
    #[must_use]
    pub fn allows(&self) -> &'static str {
        self.text(|wording| wording.allows, |custom| &custom.allows)
    }

    /// Where to revoke or rotate it: a URL.
    #[must_use]
    pub fn revoke(&self) -> &'static str {
        self.text(|wording| wording.revoke, |custom| &custom.revoke)
    }

    /// The page that documents the format, a URL; for one of the repository's own, the file that states it.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.text(|wording| wording.source, |custom| &custom.source)
    }

    /// A regex over ASCII bytes. Its first group, if it has one, is the secret; otherwise the match is.
    #[must_use]
    pub fn pattern(&self) -> &'static str {
        self.text(|wording| wording.pattern, |custom| &custom.pattern)
    }

    /// Texts without one of which the rule cannot match.
    #[must_use]
    pub fn keywords(&self) -> Vec<&'static str> {
        match self.origin {
            Origin::Builtin(number) => Wording::of(number).keywords.iter().collect(),
            Origin::Custom(rule) => rule.keywords.iter().map(String::as_str).collect(),
        }
    }

    /// The rule as it was stated, if it is one of the repository's own.
    #[must_use]
    pub fn stated(&self) -> Option<&'static CustomRule> {
        match self.origin {
            Origin::Custom(stated) => Some(stated),
            Origin::Builtin(_) => None,
        }
    }

    /// The shortest match, in bytes; 0 where that is not known.
    #[must_use]
    pub const fn shortest(&self) -> usize {
        self.shortest as usize
    }

    /// The longest match, in bytes; 0 where that is not known.
    #[must_use]
    pub const fn longest(&self) -> usize {
        self.longest as usize
    }

    /// Whether it is one of the repository's own.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        matches!(self.origin, Origin::Custom(_))
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.id()).finish()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let checks = |proofs: &Proofs| proofs.iter().flatten().copied().collect::<Vec<_>>();
        let mut fields = serializer.serialize_struct("Rule", 17)?;
        fields.serialize_field("id", self.id())?;
        fields.serialize_field("provider", &self.provider())?;
        fields.serialize_field("title", self.title())?;
        fields.serialize_field("allows", self.allows())?;
        fields.serialize_field("revoke", self.revoke())?;
        fields.serialize_field("source", self.source())?;
        fields.serialize_field("general", &self.general)?;
        fields.serialize_field("shared", &self.shared)?;
        fields.serialize_field("severity", &self.severity)?;
        fields.serialize_field("trigger", &self.trigger)?;
        fields.serialize_field("keywords", &self.keywords())?;
        fields.serialize_field("pattern", self.pattern())?;
        fields.serialize_field("shortest", &self.shortest)?;
        fields.serialize_field("longest", &self.longest)?;
        fields.serialize_field("whole", &self.whole)?;
        fields.serialize_field("checks", &checks(&self.proofs))?;
        fields.serialize_field("supports", &checks(&self.supports))?;
        fields.end()
    }
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rules that come with keystop, sorted by id.
#[must_use]
pub fn builtin() -> &'static [Rule] {
    &BUILTIN
}

/// The rule of that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    Wording::number_of(id).map(|number| &BUILTIN[number])
}

/// The rule for files of that kind.
#[must_use]
pub fn for_files(kind: Whole) -> Option<&'static Rule> {
    BUILTIN.iter().find(|rule| rule.whole == Some(kind))
}
