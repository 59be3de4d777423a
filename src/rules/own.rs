//! Rules of the repository's own, as its policy states them.

use super::{Proofs, Rule, Severity, Text, Texts, Trigger};
use crate::path_pattern::PathPattern;

/// A rule of the repository's own: a format of keys that an organisation issues itself. The fields are those of [`Rule`].
#[derive(Debug)]
pub struct OwnRule {
    /// Lower-case words joined by `-`; no other rule has it.
    pub id: String,
    /// What it is, for the headline of a message.
    pub title: String,
    /// What holding it allows; completes "Whoever holds it can …".
    pub allows: String,
    /// Where to revoke it, or the page that tells how: a URL.
    pub revoke: String,
    /// How bad a leak is.
    pub severity: Severity,
    /// Text without which a file is not searched, in any case; at least three bytes each, ASCII.
    pub keywords: Vec<String>,
    /// A regex over bytes. Not looked at before it is needed.
    pub pattern: String,
    /// Each must hold, or there is no finding.
    pub proofs: Proofs,
    /// The files that it is for; all, if there is none.
    pub path: Option<PathPattern>,
}

impl OwnRule {
    /// The rule, and the files that it is for. Its texts stay in memory until the program ends, like those of the
    /// rules that are built in.
    #[must_use]
    pub fn kept(self) -> (Rule, Option<PathPattern>) {
        let text = |text: String| Text::Own(text.leak());
        let keywords: Vec<Text> = self.keywords.into_iter().map(text).collect();
        let rule = Rule {
            id: text(self.id),
            title: text(self.title),
            allows: text(self.allows),
            revoke: text(self.revoke),
            source: Text::Own(crate::policy::FILE),
            general: false,
            severity: self.severity,
            trigger: Trigger::Anywhere,
            keywords: Texts::Own(keywords.leak()),
            pattern: text(self.pattern),
            shortest: 0,
            longest: 0,
            bytes: [u64::MAX; 4],
            needs: 0,
            whole: None,
            proofs: self.proofs,
            supports: [None; 2],
        };
        (rule, self.path)
    }
}
