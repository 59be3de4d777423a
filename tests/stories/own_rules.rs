//! Rules of the repository's own: what they find, and what is said where one is wrong.

use serde_json::Value;

use crate::support::sandbox::{Sandbox, keystop_program};
use crate::support::template::fill;

/// The format of an organisation that issues keys itself.
const KEY: &str = "acme_live_{base62:24}";

const RULE: &str = r#"
[[rule]]
id = "acme-api-key"
title = "ACME API key"
keywords = ["acme_live_"]
pattern = '\bacme_live_[0-9A-Za-z]{24}\b'
revoke = "https://keys.acme.example/"
"#;

fn with_policy(policy: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", policy);
    sandbox.commit_unchecked();
    sandbox
}

#[test]
fn a_key_of_the_organisation_blocks_and_is_explained() {
    let sandbox = with_policy(RULE);
    let key = fill(KEY);
    sandbox.stage("src/app.py", format!("client = connect('{key}')\n"));
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&key[10..]), "{blocked:?}");
    let words: Vec<&str> = blocked.stderr.lines().filter(|line| !line.contains("fingerprint")).collect();
    insta::assert_snapshot!(words.join("\n"));

    let entry =
        blocked.stderr.lines().skip_while(|line| !line.contains("[[allow]]")).take(3).collect::<Vec<_>>().join("\n");
    sandbox.stage(".keystop.toml", [RULE, &entry.replace("say why this may be committed", "a test value")].concat());
    sandbox.commit().passes();
    sandbox.stage("src/app.py", format!("client = connect('{}')\n", fill(KEY)));
    sandbox.commit().blocks();
}

#[test]
fn it_is_found_in_every_form_and_place() {
    let encoded = |key: &str| data_encoding::BASE64.encode(key.as_bytes());
    let inner = RULE.replace(r"'\bacme_live_[0-9A-Za-z]{24}\b'", r#"'(?i)^ACME_KEY\s*=\s*"([0-9a-z]{24})"'"#);
    let inner = inner.replace("acme_live_", "acme_key");
    let cases = [
        (RULE, format!("a = 1\nkey: {}\n", fill(KEY))),
        (RULE, format!("blob = '{}'\n", encoded(&fill(KEY)))),
        (RULE, format!("key = 'acme_live_' + '{}'\n", fill("{base62:24}"))),
        (&inner, format!("x = 1\nACME_KEY = \"{}\"\n", fill("{alnum:24}").to_lowercase())),
    ];
    for (policy, text) in cases {
        let sandbox = with_policy(policy);
        sandbox.stage("a.txt", text.as_str());
        let blocked = sandbox.commit().blocks();
        assert!(blocked.stderr.contains("ACME API key"), "{text}{blocked:?}");
    }
}

#[test]
fn a_keyword_may_stand_far_from_the_key() {
    let sandbox = with_policy(&RULE.replace("[\"acme_live_\"]", "[\"acme client\"]"));
    let settings = format!("# acme client\n{}", "setting = 1\n".repeat(20_000));
    sandbox.stage("a.ini", &settings);
    sandbox.commit().passes();
    sandbox.stage("a.ini", format!("{settings}name = {}\n", fill(KEY)));
    sandbox.commit().blocks();
}

#[test]
fn what_is_no_key_passes() {
    let here = RULE.replace("revoke", "path = \"deploy/**\"\nrevoke");
    let checked = RULE.replace("revoke", "proofs = [\"crc32-base62\"]\nrevoke");
    let cases = [
        (RULE, "a.txt", fill("a = 'acme_live_{base62:25}'\n")),
        (RULE, "a.txt", "a = 'acme_live_xxxxxxxxxxxxxxxxxxxxxxxx'\n".to_owned()),
        (RULE, "a.txt", "acme_live_ is what keys begin with\n".to_owned()),
        (&here, "src/a.txt", fill("a = 'acme_live_{base62:24}'\n")),
        (&checked, "a.txt", fill("a = 'acme_live_{base62:24}'\n")),
    ];
    for (policy, path, text) in cases {
        let sandbox = with_policy(policy);
        sandbox.stage(path, text);
        sandbox.commit().passes();
    }
    let sandbox = with_policy(&here);
    sandbox.stage("deploy/a.txt", fill("a = 'acme_live_{base62:24}'\n"));
    sandbox.commit().blocks();
}

#[test]
fn the_rules_that_are_built_in_stay() {
    let sandbox =
        with_policy(&RULE.replace(r"\bacme_live_[0-9A-Za-z]{24}\b", r"(?s)glpat.*").replace("acme_live_", "glpat"));
    let key = crate::support::sandbox::fresh_key();
    sandbox.stage("a.txt", format!("{key}\n"));
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&key[8..]), "{blocked:?}");
    let json: Value = serde_json::from_str(&sandbox.keystop(["--format", "json"]).stdout).expect("JSON");
    let builtin = keystop::rules::builtin().len();
    assert_eq!(json["stats"]["rules"], builtin + 1);
}

#[test]
fn they_are_listed_and_explained() {
    let sandbox = with_policy(RULE);
    assert!(sandbox.keystop(["rules"]).passes().stdout.contains("ACME API key (own)"));
    let page = sandbox.keystop(["rules", "acme-api-key"]).passes().stdout;
    assert!(page.contains("https://keys.acme.example/") && page.contains(".keystop.toml"), "{page}");
    let below = sandbox.path().join("below");
    std::fs::create_dir(&below).expect("a directory");
    Sandbox::run(sandbox.command_in(&below, keystop_program()).args(["rules", "acme-api-key"])).passes();
}

#[test]
fn a_rule_that_is_wrong_is_named_with_its_cause() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    let with = |from: &str, to: &str| RULE.replace(from, to);
    let without = |name: &str| RULE.lines().filter(|line| !line.starts_with(name)).collect::<Vec<_>>().join("\n");
    let cases = [
        (without("id"), ".keystop.toml:2: this `[[rule]]` has no `id`"),
        (without("title"), "rule `acme-api-key`: has no `title`"),
        (without("revoke"), "rule `acme-api-key`: has no `revoke`"),
        (without("pattern"), "rule `acme-api-key`: has no `pattern`"),
        (without("keywords"), "rule `acme-api-key`: has no `keywords`"),
        (with("acme-api-key", "ACME key"), ".keystop.toml:3: `id` is lower-case words"),
        (with("acme-api-key", "gitlab-personal-access-token"), "a rule that comes with keystop has this `id`"),
        ([RULE, RULE].concat(), "rule `acme-api-key`: another rule here has the same `id`"),
        (with("title", "titel"), ".keystop.toml:4: rule `acme-api-key`: unknown key `titel`"),
        (with("\"ACME API key\"", "3"), "rule `acme-api-key`: `title` is a text in quotes"),
        (with("ACME API key", " "), "rule `acme-api-key`: `title` is empty"),
        (with("ACME API key", "a\\nb"), "rule `acme-api-key`: `title` is one line"),
        (with("[\"acme_live_\"]", "[]"), "rule `acme-api-key`: `keywords` is a list of texts"),
        (with("[\"acme_live_\"]", "\"acme_\""), "rule `acme-api-key`: `keywords` is a list of texts"),
        (with("[\"acme_live_\"]", "[\"\"]"), ".keystop.toml:5: rule `acme-api-key`: `keywords` is empty"),
        (with("[\"acme_live_\"]", "[\"ac\"]"), "`keywords` have at least 3 characters"),
        (with("[\"acme_live_\"]", "[\"äcme\"]"), "`keywords` have at least 3 characters"),
        (with("https://", "ask "), "rule `acme-api-key`: `revoke` is an address"),
        (with("revoke", "severity = \"low\"\nrevoke"), "`severity` is \"critical\", \"high\" or \"medium\""),
        (with("revoke", "proofs = [\"magic\"]\nrevoke"), "`proofs` is names of checks"),
        (with("revoke", "path = \"a[\"\nrevoke"), "rule `acme-api-key`: `path` is not a path pattern"),
        ("rule = 3\n".to_owned(), ".keystop.toml:1: `rule` is a list of tables"),
    ];
    for (content, cause) in cases {
        sandbox.stage(".keystop.toml", content);
        if cause.starts_with(".keystop.toml:") {
            sandbox.keystop([]).fails_at(cause)
        } else {
            sandbox.keystop([]).fails_with(cause)
        }
        .fails_with("next step");
    }
}

/// Patterns are not compiled for every commit; but none is passed over that a commit asks for.
#[test]
fn a_pattern_that_cannot_be_used_stops_whoever_needs_it() {
    let cases = [
        ("acme_(", "`pattern` at character 6: unclosed group"),
        ("acme_live_*?{2}x|", "`pattern` matches where nothing stands"),
        (r"\pL{4}", "`pattern` at character 1: Unicode not allowed here"),
        (r"(a)(b)", "`pattern` has several groups"),
        (r"(?:[a-z]{500}){500}", "`pattern` is too large"),
    ];
    for (pattern, cause) in cases {
        let sandbox = with_policy(&RULE.replace(r"\bacme_live_[0-9A-Za-z]{24}\b", pattern));
        let cause = format!(".keystop.toml: rule `acme-api-key`: {cause}");
        sandbox.stage("a.txt", "nothing like it\n");
        sandbox.commit().passes();
        sandbox.stage("b.txt", "acme_live_\n");
        assert_ne!(sandbox.commit().status, Some(0), "{pattern}");
        sandbox.keystop([]).fails_with(&cause);
        sandbox.keystop(["rules"]).fails_with(&cause);
        sandbox.keystop(["scan", "a.txt"]).fails_with(&cause);

        sandbox.git(["rm", "--quiet", "--cached", "b.txt"]).passes();
        let again = sandbox.read(".keystop.toml") + "# and again\n";
        sandbox.stage(".keystop.toml", again);
        sandbox.keystop([]).fails_with(&cause).fails_with("next step");
    }
}
