//! Rules of the repository's own, as its policy states them.

use super::{Origin, Proofs, Rule, Severity, Trigger};
use crate::path_pattern::PathPattern;

/// A rule of the repository's own: a format of keys that an organisation issues itself. The fields are those of [`Rule`].
#[derive(Debug)]
pub struct CustomRule {
    /// Lower-case words joined by `-`; no other rule has it.
    pub id: String,
    /// What it is, for the headline of a message.
    pub title: String,
    /// What holding it allows; completes "Whoever holds it can …".
    pub allows: String,
    /// Where to revoke it, or the page that tells how: a URL.
    pub revoke: String,
    /// The file that states it.
    pub source: String,
    /// How bad a leak is.
    pub severity: Severity,
    /// Text without which a file is not searched, in any case; at least three bytes each, ASCII.
    pub keywords: Vec<String>,
    /// A regex over bytes. Not looked at before it is needed.
    pub pattern: String,
    /// Each must hold, or there is no finding.
    pub proofs: Proofs,
    /// The files that it is for.
    pub path: PathPattern,
    /// Texts in which it must find something; `{base62:24}` in them stands for random characters.
    pub samples: Vec<String>,
    /// Texts in which it must find nothing.
    pub counter_samples: Vec<String>,
}

impl CustomRule {
    /// The rule as the others are. It stays in memory until the program ends, like those that are built in.
    #[must_use]
    pub fn kept(self) -> (Rule, &'static Self) {
        let custom: &'static Self = Box::leak(Box::new(self));
        let rule = Rule {
            origin: Origin::Custom(custom),
            general: false,
            shared: false,
            own_file: false,
            severity: custom.severity,
            trigger: Trigger::Anywhere,
            shortest: 0,
            longest: 0,
            bytes: [u64::MAX; 4],
            needs: 0,
            whole: None,
            proofs: custom.proofs,
            supports: [None; 2],
        };
        (rule, custom)
    }
}
