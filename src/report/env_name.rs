//! What to call the environment variable that takes a secret's place.

use crate::finding::Finding;

/// The longest name of an author's that is taken over, in bytes.
const LONGEST: usize = 60;

/// The name under which the author keeps the secret, in the way of environment variables (`dbPassword` becomes
/// `DB_PASSWORD`); where there is none, or one that says too little of a provider's key (`token`), the rule's id.
pub(super) fn variable(finding: &Finding) -> String {
    let rule = finding.rule.id();
    let generic = rule.strip_prefix("generic-");
    match assigned_name(&finding.excerpt.before).map(capitals) {
        Some(name) if generic.is_some() || name.contains('_') => name,
        _ => capitals(generic.unwrap_or(rule)),
    }
}

/// The name that the text ends by assigning to: `name = "`, `"name": "`, `name := `, `name: String = "`, `name <- "`,
/// `#define name "`.
fn assigned_name(before: &str) -> Option<&str> {
    let before = before.trim_end_matches(['"', '\'', '`', ' ', '\t']);
    if let Some(defined) = before.trim_start().strip_prefix("#define ") {
        return last_name(defined);
    }
    let before = ["<-", "=>", "=", ":"].iter().find_map(|sign| before.strip_suffix(sign))?;
    let before = before.trim_end_matches([':', '?', '=', ' ', '\t']);
    let name = last_name(before)?;
    let declared = before[..before.len() - name.len()].trim_end();
    match declared.strip_suffix(':').or_else(|| declared.strip_suffix(" As")) {
        Some(typed) => last_name(typed.trim_end()).or(Some(name)),
        None => Some(name),
    }
}

/// The name that the text ends with, in quotes or without.
fn last_name(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['"', '\'', '`']);
    let start = text.rfind(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c))).map_or(0, |at| at + 1);
    // What stands before may be the last character of a longer name in another script.
    let start = start + text.get(start..)?.find(|c: char| c.is_ascii_alphabetic())?;
    let name = &text[start..];
    (name.len() <= LONGEST).then_some(name)
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
    fn the_author_s_own_name_is_found() {
        let cases = [
            ("const dbPassword = \"", Some("DB_PASSWORD")),
            ("  password: ", Some("PASSWORD")),
            ("{\"api_key\": \"", Some("API_KEY")),
            (":secret_key_base => '", Some("SECRET_KEY_BASE")),
            ("apiToken := `", Some("API_TOKEN")),
            ("let apiKey: string = \"", Some("API_KEY")),
            ("var key: [u8; 32] = \"", None),
            ("spring.mail.password=", Some("SPRING_MAIL_PASSWORD")),
            ("KEY ?= ", Some("KEY")),
            ("api_key <- \"", Some("API_KEY")),
            ("Dim apiKey As String = \"", Some("API_KEY")),
            ("#define WIFI_PASSWORD \"", Some("WIFI_PASSWORD")),
            ("os.environ[\"MY_KEY\"] = '", None),
            ("connect(\"admin\", \"", None),
            ("if password == \"", Some("PASSWORD")),
            ("密码 = \"", None),
            ("= \"", None),
            ("", None),
        ];
        for (before, name) in cases {
            assert_eq!(assigned_name(before).map(capitals).as_deref(), name, "{before}");
        }
    }

    #[test]
    fn names_become_capitals() {
        for (name, expected) in [("dbURL", "DB_URL"), ("a--b.c_", "A_B_C"), ("_key", "KEY"), ("key2Name", "KEY2_NAME")]
        {
            assert_eq!(capitals(name), expected);
        }
    }
}
