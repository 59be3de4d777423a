//! What to call the environment variable that takes a secret's place.

use crate::finding::Finding;

/// The longest name of an author's that is taken over, in bytes.
const LONGEST: usize = 60;

/// Words that tell that something is secret, but not what it is for.
const GENERIC: &[&str] = &[
    "ACCESS",
    "API",
    "AUTH",
    "AUTHORIZATION",
    "BEARER",
    "CREDENTIAL",
    "CREDENTIALS",
    "DEFAULT",
    "ID",
    "K",
    "KEY",
    "KEYS",
    "PASS",
    "PASSWD",
    "PASSWORD",
    "PAT",
    "PRIVATE",
    "PWD",
    "SECRET",
    "TOKEN",
    "VALUE",
];

/// Names that tell nothing at all: types, and what everything is called.
const EMPTY: &[&str] = &[
    "STR",
    "STRING",
    "DEFAULT",
    "VALUE",
    "AUTHORIZATION",
    "BEARER",
    "X",
    "Y",
    "A",
    "B",
    "K",
    "S",
    "V",
    "DATA",
    "ARGS",
];

/// What code puts before a name without meaning it.
const OWNERS: &[&str] = &["PROCESS_ENV_", "SELF_", "THIS_", "OS_ENVIRON_", "ENV_"];

/// Words that are written with a capital inside.
const INNER_CAPITALS: &[(&str, &str)] = &[
    ("GIT_HUB", "GITHUB"),
    ("GIT_LAB", "GITLAB"),
    ("NEO4_J", "NEO4J"),
    ("O_AUTH", "OAUTH"),
    ("OPEN_AI", "OPENAI"),
    ("PAY_PAL", "PAYPAL"),
    ("SEND_GRID", "SENDGRID"),
    ("MONGO_DB", "MONGODB"),
    ("MY_SQL", "MYSQL"),
    ("POSTGRE_SQL", "POSTGRESQL"),
    ("DATA_DOG", "DATADOG"),
    ("DIGITAL_OCEAN", "DIGITALOCEAN"),
];

/// The name of the variable: the one under which the author keeps the secret, in capitals (`dbPassword` becomes
/// `DB_PASSWORD`), led by the provider where it tells no more than `token`; without a name, after the rule.
pub(super) fn variable(finding: &Finding) -> String {
    let rule = finding.rule.id();
    let provider = finding.rule.provider().map(capitals).unwrap_or_default();
    let is_fit = |name: &&str| name.len() <= LONGEST && name.is_ascii() && !EMPTY.contains(&capitals(name).as_str());
    let name = finding.name.as_deref().filter(is_fit).or_else(|| declared(&finding.excerpt.before).filter(is_fit));
    let name = name.map(capitals);
    from_parts(name.as_deref().unwrap_or_default(), &provider, rule)
}

fn from_parts(name: &str, provider: &str, rule: &str) -> String {
    let name = OWNERS.iter().find_map(|owner| name.strip_prefix(owner)).unwrap_or(name);
    let names_nothing = name.is_empty() || EMPTY.contains(&name) || name.starts_with(|c: char| c.is_ascii_digit());
    let variable = if names_nothing {
        capitals(rule.strip_prefix("generic-").unwrap_or(rule))
    } else if !provider.is_empty()
        && name.split('_').all(|word| GENERIC.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())))
    {
        format!("{provider}_{name}")
    } else {
        name.to_owned()
    };
    if variable.starts_with(|c: char| c.is_ascii_digit()) { format!("_{variable}") } else { variable }
}

/// The name that a line declares: what stands before its last `=`, without a type behind a colon.
fn declared(before: &str) -> Option<&str> {
    let (left, _) = before.rsplit_once('=')?;
    let left = left.split_once(": ").map_or(left, |(name, _)| name).trim_end_matches([':', ' ']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    left.rsplit(|c| !is_name(c)).next().filter(|name| !name.is_empty())
}

/// The words of a name in capitals, joined by underscores.
pub(super) fn capitals(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut last = '_';
    let mut signs = name.chars().peekable();
    while let Some(c) = signs.next() {
        let next_is_small = signs.peek().is_some_and(char::is_ascii_lowercase);
        let begins_word = c.is_ascii_uppercase()
            && (last.is_ascii_lowercase() || last.is_ascii_digit() || last.is_ascii_uppercase() && next_is_small);
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if (begins_word || c == '_') && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if c != '_' {
            out.push(c.to_ascii_uppercase());
        }
        last = c;
    }
    let mut out = out.trim_end_matches('_').to_owned();
    for (split, whole) in INNER_CAPITALS {
        out = out.replace(split, whole);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_capitals() {
        for (name, expected) in [
            ("dbURL", "DB_URL"),
            ("a--b.c_", "A_B_C"),
            ("_key", "KEY"),
            ("key2Name", "KEY2_NAME"),
            ("dbURLValue", "DB_URL_VALUE"),
            ("GitHubToken", "GITHUB_TOKEN"),
            ("neo4JPassword", "NEO4J_PASSWORD"),
        ] {
            assert_eq!(capitals(name), expected);
        }
    }

    #[test]
    fn a_variable_is_named_after_what_the_value_is_assigned_to() {
        for (name, provider, rule, expected) in [
            ("DB_PASSWORD", "", "generic-password", "DB_PASSWORD"),
            ("API_KEY", "ANTHROPIC", "anthropic-api-key", "ANTHROPIC_API_KEY"),
            ("STRIPE_SECRET_KEY", "STRIPE", "stripe-live-secret-key", "STRIPE_SECRET_KEY"),
            ("SELF_DB_PASSWORD", "", "generic-password", "DB_PASSWORD"),
            ("STR", "GITHUB", "github-pat", "GITHUB_PAT"),
            ("", "", "generic-password", "PASSWORD"),
        ] {
            assert_eq!(from_parts(name, provider, rule), expected);
        }
    }
}
