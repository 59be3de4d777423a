//! No secret leaves the program: secrets are planted in every place that its output can come from, and no format, message
//! or refusal holds more of one than the beginning that its type has in common.

use std::ffi::OsStr;

use crate::support::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};
use crate::support::template::fill;

/// The most of a secret that may be shown, in characters: what its type begins with is known to all.
const SHOWN: usize = 7;

const FORMATS: [&str; 4] = ["human", "json", "sarif", "github"];

/// A password as people choose it: no rule knows it.
fn password() -> String {
    fill("K{base62:3}7a!v{base62:3}B9{base62:4}")
}

/// The longest part of the secret, behind its beginning, that stands in the text.
fn shown_of(secret: &str, text: &str) -> usize {
    let body = &secret[secret.len().min(6)..];
    (0..body.len())
        .flat_map(|start| (start + 1..=body.len()).map(move |end| (start, end)))
        .filter(|(start, end)| text.contains(&body[*start..*end]))
        .map(|(start, end)| end - start)
        .max()
        .unwrap_or(0)
}

#[track_caller]
fn hides(what: &str, outcome: &Outcome, secrets: &[&str]) {
    let output = [outcome.stdout.as_str(), &outcome.stderr].concat();
    for secret in secrets {
        let shown = shown_of(secret, &output);
        assert!(shown <= SHOWN, "{what} shows {shown} characters of {secret}: {outcome:#?}");
    }
}

/// Runs the hook in each format.
#[track_caller]
fn hook_hides(what: &str, sandbox: &Sandbox, secrets: &[&str]) {
    for format in FORMATS {
        hides(&format!("{what} as {format}"), &sandbox.keystop(["--format", format]), secrets);
    }
}

#[track_caller]
fn scan_hides(what: &str, sandbox: &Sandbox, path: &str, secrets: &[&str]) {
    for format in FORMATS {
        hides(&format!("{what} as {format}"), &sandbox.keystop(["scan", "--format", format, path]), secrets);
    }
}

#[test]
fn other_secrets_on_the_line_are_hidden() {
    let (key, other, password, user) = (fresh_key(), fresh_key(), password(), fill("Zk{base62:6}8Q"));
    let lines = [
        format!("a={key} b={other} password='{password}'"),
        format!("db = connect(\"{password}\", \"{key}\", \"{password}\") # was {other}"),
        format!("password = \"{password}\"; old_pass = \"{password}\"; user: {user}; key = '{key}'"),
        format!("curl -u bob:{password} -H \"Authorization: Bearer {other}\" https://h/?key={key}"),
    ];
    for line in lines {
        let sandbox = Sandbox::without_hook();
        sandbox.stage("f.py", &line);
        hook_hides(&line, &sandbox, &[&key, &other, &password]);
        scan_hides(&line, &sandbox, "f.py", &[&key, &other, &password]);
    }
}

#[test]
fn secrets_in_names_are_hidden() {
    let (key, other) = (fresh_key(), fresh_key());
    let sandbox = Sandbox::without_hook();
    sandbox.stage(&format!("d-{key}/x"), format!("k = '{other}'\n"));
    hook_hides("a path", &sandbox, &[&key, &other]);
    scan_hides("an argument that is not there", &sandbox, &format!("no-{key}"), &[&key]);
    sandbox.git(["checkout", "--quiet", "-b", &format!("feat/{key}")]).passes();
    sandbox.write(&format!(".git/refs/heads/feat/{key}"), "garbage\n");
    hook_hides("a branch", &sandbox, &[&key, &other]);
}

#[test]
fn secrets_on_the_command_line_are_hidden() {
    let key = fresh_key();
    let sandbox = Sandbox::without_hook();
    let lines: [Vec<String>; 6] = [
        vec![format!("--format={key}")],
        vec![format!("--{key}")],
        vec![key.clone()],
        vec!["rules".to_owned(), key.clone()],
        vec!["scan".to_owned(), "--format".to_owned(), key.clone()],
        vec!["--install".to_owned(), format!("/nope/{key}")],
    ];
    for line in lines {
        let outcome = Sandbox::run(sandbox.command(keystop_program()).args(line.iter().map(OsStr::new)));
        assert_eq!(outcome.status, Some(2), "{outcome:?}");
        hides(&line.join(" "), &outcome, &[&key]);
    }
}

#[test]
fn secrets_in_the_environment_are_hidden() {
    let key = fresh_key();
    let sandbox = Sandbox::without_hook();
    sandbox.stage("f", "x\n");
    for (name, value) in [("GIT_INDEX_FILE", format!("/none/{key}/i")), ("GIT_DIR", format!("/none/{key}"))] {
        for format in FORMATS {
            let mut keystop = sandbox.command(keystop_program());
            let outcome = Sandbox::run(keystop.args(["--format", format]).env(name, &value));
            hides(name, &outcome, &[&key]);
        }
    }
}

#[test]
fn secrets_in_the_policy_are_hidden() {
    let (key, password, id) = (fresh_key(), password(), fill("k{hex:32}"));
    let policies = [
        format!("[[rule]]\nid = '{id}'\ntitle = 'T'\n"),
        format!("[[allow]]\nrule = '{id}'\npath = '/{key}/'\nreason = '{password}'\n"),
        format!("{key} = 1\n"),
        format!("[[allow]]\n\"{password}\" = 'x'\n"),
        format!("fingerprint = {key}\n"),
        format!("\"{key}\" = 1\n\"{key}\" = 2\n"),
        format!("sensitivity = \"{password}\"\n"),
        format!("[[allow]]\nfingerprint = \"{key}\"\nreason = 'x'\n"),
        format!("[[override]]\npath = '**'\n\"{password}\" = 1\n"),
        format!(
            "[[rule]]\nid = 'acme-key'\ntitle = 'T'\nkeywords = ['k = ']\npattern = '({key}'\nrevoke = 'https://localhost'\n"
        ),
    ];
    for policy in policies {
        let sandbox = Sandbox::without_hook();
        sandbox.stage("f", "k = 1\n");
        sandbox.write(".keystop.toml", &policy);
        hook_hides(&policy, &sandbox, &[&key, &password, &id]);
        // The copy in the work tree is looked at once there is a finding.
        sandbox.stage("f", format!("k = {}\n", fresh_key()));
        hook_hides(&policy, &sandbox, &[&key, &password, &id]);
    }
}
