//! What is remembered of policy files that were read: it changes no verdict, and nothing strange in its place does.

use std::fs;
use std::path::PathBuf;

use data_encoding::BASE64;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program};
use crate::support::template::fill;

const RULE: &str = "[[rule]]\nid = \"acme-key\"\ntitle = \"T\"\nkeywords = [\"acme_\"]\n\
                    pattern = '\\bacme_[0-9A-Za-z]{24}\\b'\nrevoke = \"https://x.example/\"\n";

const ENTRY: &str = "[[allow]]\nrule = \"generic-password\"\npath = \"/tests/\"\nreason = \"why not\"\n";

fn files(sandbox: &Sandbox) -> Vec<PathBuf> {
    let directory = sandbox.home().join(".cache/keystop/policies");
    let files = fs::read_dir(directory).into_iter().flatten();
    files.map(|entry| entry.expect("an entry").path()).collect()
}

/// A repository whose policy was read and is remembered.
fn remembered(policy: &str) -> Sandbox {
    let sandbox = Sandbox::without_hook();
    sandbox.stage(".keystop.toml", policy);
    sandbox.commit_unchecked();
    sandbox.stage("clean.py", "x = 1\n");
    sandbox.keystop([]).passes();
    assert_eq!(files(&sandbox).len(), 1);
    sandbox
}

/// Takes the policy's text away, which leaves what is remembered of it.
fn without_policy_object(sandbox: &Sandbox) {
    let id = sandbox.git(["rev-parse", ":.keystop.toml"]).passes().stdout;
    let (folder, file) = id.trim().split_at(2);
    fs::remove_file(sandbox.path().join(".git/objects").join(folder).join(file)).expect("a loose object");
}

#[test]
fn a_policy_is_not_read_again_until_there_is_something_to_judge() {
    let sandbox = remembered(&format!("{RULE}{ENTRY}"));
    without_policy_object(&sandbox);
    sandbox.stage("other.py", "y = 2\n");
    sandbox.keystop([]).passes();
    for found in [format!("token = '{}'\n", fresh_key()), "see acme_ in the manual\n".to_owned()] {
        sandbox.stage("other.py", found);
        sandbox.keystop([]).fails_with("cannot read .keystop.toml");
    }
}

#[test]
fn what_is_remembered_decides_as_the_policy_does() {
    let sandbox = remembered(&format!(
        "exclude-all = \"/made/\"\n{RULE}[[override]]\npath = \"/deploy/\"\nsensitivity = \"strict\"\n"
    ));
    let key = fill("acme_{base62:24}");
    for text in [format!("key: {key}\n"), format!("data = {}\n", BASE64.encode(format!("a key: {key}").as_bytes()))] {
        sandbox.stage("own.txt", text);
        assert!(sandbox.keystop([]).blocks().stderr.contains("acme-key"));
    }
    sandbox.git(["mv", "-f", "own.txt", "clean.py"]).passes();
    sandbox.stage("clean.py", "x = 2\n");

    let weak = "password = \"sommer2024\"\n";
    sandbox.stage("deploy/app.py", weak);
    sandbox.keystop([]).blocks();
    sandbox.stage("deploy/app.py", "x = 3\n");
    sandbox.stage("app.py", weak);
    sandbox.stage("made/app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.keystop([]).passes();

    // A directory's own policy adds to what is remembered.
    sandbox.stage("sub/.keystop.toml", RULE.replace("acme", "other"));
    sandbox.commit_unchecked();
    for _ in 0..2 {
        sandbox.stage("sub/key.txt", fill("other_{base62:24}\n"));
        assert!(sandbox.keystop([]).blocks().stderr.contains("other-key"));
        sandbox.stage("sub/key.txt", "no key\n");
        sandbox.keystop([]).passes();
    }
}

#[test]
fn all_of_a_policy_is_checked_before_it_is_remembered() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage(".keystop.toml", "[[allow]]\nrule = \"generic-password\"\nreason = \"no path\"\n");
    sandbox.commit_unchecked();
    sandbox.stage("clean.py", "x = 1\n");
    for _ in 0..2 {
        sandbox.keystop([]).fails_at(".keystop.toml:1: this `[[allow]]` entry has no `fingerprint`");
    }
    assert!(files(&sandbox).is_empty());
}

#[test]
fn nothing_is_remembered_that_only_a_finding_needs() {
    let sandbox = remembered(&format!("{RULE}{ENTRY}"));
    let text = fs::read_to_string(&files(&sandbox)[0]).expect("a readable file");
    for left_out in ["generic-password", "why not", "[0-9A-Za-z]", "x.example"] {
        assert!(!text.contains(left_out), "{text}");
    }
    // Without a place for it, all goes the same way.
    let mut command = sandbox.command(keystop_program());
    Sandbox::run(command.env_remove("HOME")).passes();
}

/// What stands in the place of what was remembered, and makes it.
#[cfg(unix)]
type Wrong<'a> = (&'a str, &'a dyn Fn(&Sandbox));

#[cfg(unix)]
#[test]
fn what_others_could_have_written_is_not_believed() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    let forge = |sandbox: &Sandbox| {
        let file = files(sandbox).remove(0);
        let text = fs::read_to_string(&file).expect("a readable file");
        let summary = text[9..].replace("\"acme_\"", "");
        assert_ne!(summary, text[9..]);
        fs::write(&file, format!("{:08x}\n{summary}", crc32fast::hash(summary.as_bytes()))).expect("a file of ours");
        file
    };
    let wrongs: &[Wrong<'_>] = &[
        ("a file that others may write to", &|sandbox| mode(&forge(sandbox), 0o666)),
        ("a directory that others may write to", &|sandbox| {
            mode(&forge(sandbox).parent().expect("a parent").to_owned(), 0o777);
        }),
        ("a damaged file", &|sandbox| {
            let file = files(sandbox).remove(0);
            let text = fs::read_to_string(&file).expect("a readable file").replace("acme_", "none_");
            fs::write(file, text).expect("a file of ours");
        }),
        ("a file that is cut off", &|sandbox| fs::write(&files(sandbox)[0], "0000").expect("a file of ours")),
        ("a directory in its place", &|sandbox| {
            let file = files(sandbox).remove(0);
            fs::remove_file(&file).expect("a file of ours");
            fs::create_dir(file).expect("a place");
        }),
    ];
    for (what, wrong) in wrongs {
        let sandbox = remembered(RULE);
        wrong(&sandbox);
        sandbox.stage("key.txt", fill("acme_{base62:24}\n"));
        let outcome = sandbox.keystop([]);
        assert_eq!(outcome.status, Some(1), "{what}: {outcome:?}");
    }
}
