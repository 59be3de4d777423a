//! What to call the environment variable that takes a secret's place.

use crate::finding::Finding;

/// The longest name of an author's that is taken over, in bytes.
const LONGEST: usize = 60;

/// The name under which the author keeps the secret, in the way of environment variables (`dbPassword` becomes
/// `DB_PASSWORD`); where there is none, or one that says too little of a provider's key (`token`), the rule's id.
pub(super) fn variable(finding: &Finding) -> String {
    let rule = finding.rule.id();
    let generic = rule.strip_prefix("generic-");
    match finding.name.as_deref().filter(|name| name.len() <= LONGEST).map(capitals) {
        Some(name) if generic.is_some() || name.contains('_') => name,
        _ => capitals(generic.unwrap_or(rule)),
    }
}

/// The words of a name in capitals, joined by underscores.
fn capitals(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut last = '_';
    for c in name.chars() {
        let begins_word = c.is_ascii_uppercase() && (last.is_ascii_lowercase() || last.is_ascii_digit());
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if (begins_word || c == '_') && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if c != '_' {
            out.push(c.to_ascii_uppercase());
        }
        last = c;
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_capitals() {
        for (name, expected) in [("dbURL", "DB_URL"), ("a--b.c_", "A_B_C"), ("_key", "KEY"), ("key2Name", "KEY2_NAME")]
        {
            assert_eq!(capitals(name), expected);
        }
    }
}
