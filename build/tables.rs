//! Prints the rules as static tables of Rust.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use keystop_rules::outline::{Outline, with_open_counts};
use keystop_rules::schema::Check;
use keystop_rules::spec::RuleSpec;

use crate::validate::Checked;

/// Nobody reads the tables.
pub const PLAIN_NUMBERS: &str = "#[allow(clippy::unreadable_literal)]\n";

/// A number of 64 bits as a literal.
pub fn hex(word: u64) -> String {
    format!("0x{:04x}_{:04x}_{:04x}_{:04x}", word >> 48, word >> 32 & 0xffff, word >> 16 & 0xffff, word & 0xffff)
}

/// The texts of all rules in one string, and lists of them, as `rules::string_table` has them.
#[derive(Default)]
pub struct Texts {
    all: String,
    known: BTreeMap<String, String>,
    lists: Vec<String>,
}

impl Texts {
    /// The text as a `Text`.
    pub fn text(&mut self, text: &str) -> String {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let place = format!("Text {{ start: {}, length: {} }}", self.all.len(), text.len());
        self.all.push_str(text);
        self.known.insert(text.to_owned(), place.clone());
        place
    }

    /// The texts as a `Texts`.
    fn list<'a>(&mut self, texts: impl Iterator<Item = &'a String>) -> String {
        let first = self.lists.len();
        for text in texts {
            let place = self.text(text);
            self.lists.push(place);
        }
        format!("Texts {{ first: {first}, count: {} }}", self.lists.len() - first)
    }

    /// The texts of a rule as a `Wording`.
    pub fn wording(&mut self, Checked { spec: rule, provider, .. }: &Checked) -> String {
        let mut field = |name: &str, text: &str| format!("{name}: {}, ", self.text(text));
        let fields = [
            field("id", &rule.id),
            field("provider", provider.as_deref().unwrap_or_default()),
            field("title", &rule.title),
            field("allows", &rule.allows),
            field("revoke", &rule.revoke),
            field("source", &rule.source),
            field("pattern", &with_open_counts(&rule.pattern)),
        ];
        format!("Wording {{ {}keywords: {} }}", fields.concat(), self.list(rule.words()))
    }

    /// The content of `texts.rs`.
    pub fn source(&self, wordings: &[String]) -> String {
        let table = |name: &str, kind: &str, entries: &[String]| {
            format!("{PLAIN_NUMBERS}static {name}: [{kind}; {}] = [{}];\n", entries.len(), entries.join(", "))
        };
        let (lists, wordings) = (table("LISTS", "Text", &self.lists), table("WORDINGS", "Wording", wordings));
        format!("static ALL: &str = {:?};\n{lists}{wordings}", self.all)
    }
}

/// The content of `rules.rs`.
pub fn rule_table(rules: &[Checked]) -> String {
    let mut out = format!("{PLAIN_NUMBERS}static BUILTIN: [Rule; {}] = [\n", rules.len());
    for (number, Checked { spec, trigger, outline, .. }) in rules.iter().enumerate() {
        let RuleSpec { severity, general, shared, own_file, .. } = spec;
        let Outline { shortest, longest, bytes, needs } = outline;
        writeln!(
            out,
            "    Rule {{ origin: Origin::Builtin({number}), severity: Severity::{severity:?}, general: {general}, \
             shared: {shared}, own_file: {own_file}, trigger: Trigger::{trigger:?}, whole: {}, shortest: {shortest}, longest: {longest}, \
             bytes: [{}], needs: {needs}, proofs: {}, supports: {} }},",
            spec.whole.map_or("None".to_owned(), |kind| format!("Some(Whole::{kind:?})")),
            bytes.map(hex).join(", "),
            proofs(&spec.proofs),
            proofs(&spec.supports),
        )
        .expect("writing to a string");
    }
    out.push_str("];\n");
    out
}

/// The checks as `rules::Proofs`.
fn proofs(list: &[Check]) -> String {
    let one = |at: usize| list.get(at).map_or("None".to_owned(), |proof| format!("Some(Check::{proof:?})"));
    format!("[{}, {}]", one(0), one(1))
}
