//! What cannot be scanned does not pass, and the message says why.

use std::fs;

use crate::support::sandbox::{Sandbox, fresh_key};

/// The file of a loose object.
fn loose(sandbox: &Sandbox, id: &str) -> std::path::PathBuf {
    sandbox.path().join(".git/objects").join(&id[..2]).join(&id[2..])
}

#[test]
fn not_a_repository() {
    Sandbox::without_repository().keystop([]).fails_with("not a Git repository");
}

#[test]
fn a_damaged_index() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    let index = sandbox.path().join(".git/index");
    let whole = fs::read(&index).expect("the index");
    for cut in [0, 3, 11, 40, whole.len() / 2, whole.len() - 1] {
        fs::write(&index, &whole[..cut]).expect("a writable index");
        sandbox.keystop([]).fails_with("index");
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        fs::write(&index, &flipped).expect("a writable index");
        sandbox.keystop([]).fails_with("index");
    }
}

/// Without its checksum an index has only its own order to be judged by: whatever is changed in it, keystop comes to
/// an end of its own.
#[test]
fn an_index_without_checksum_and_with_a_changed_byte() {
    for version in ["2", "4"] {
        let sandbox = Sandbox::new();
        sandbox.git(["config", "index.version", version]).passes();
        sandbox.git(["config", "index.skipHash", "true"]).passes();
        sandbox.stage("dir/clean.py", "x = 1\n");
        sandbox.commit_unchecked();
        sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
        let index = sandbox.path().join(".git/index");
        let whole = fs::read(&index).expect("the index");
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            fs::write(&index, &changed).expect("a writable index");
            let outcome = sandbox.keystop([]);
            assert!(matches!(outcome.status, Some(0..=2)), "byte {at}: {outcome:?}");
            assert!(!outcome.stderr.contains("defect"), "byte {at}: {outcome:?}");
        }
    }
}

#[test]
fn an_index_that_cannot_be_read() {
    let sandbox = Sandbox::new();
    let index = sandbox.path().join(".git/index");
    fs::create_dir(&index).expect("a fresh directory");
    sandbox.keystop([]).fails_with("index");
}

#[test]
fn a_missing_blob() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    let id = sandbox.git(["rev-parse", ":app.py"]).passes().stdout;
    fs::remove_file(loose(&sandbox, id.trim())).expect("a loose object");
    sandbox.keystop([]).fails_with(id.trim());
}

#[test]
fn an_empty_and_a_corrupt_blob() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    let id = sandbox.git(["rev-parse", ":app.py"]).passes().stdout;
    let object = loose(&sandbox, id.trim());
    for content in [&b""[..], b"garbage"] {
        fs::remove_file(&object).expect("a loose object");
        fs::write(&object, content).expect("a writable object");
        sandbox.keystop([]).fails_with(id.trim());
    }
}

/// libgit2 never comes to an end with an object that is cut off.
#[test]
fn a_blob_a_tree_and_a_commit_that_are_cut_off() {
    for object in [":app.py", "HEAD^{tree}", "HEAD"] {
        let sandbox = Sandbox::new();
        sandbox.stage("old.py", "x = 1\n");
        sandbox.commit().passes();
        sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
        let id = sandbox.git(["rev-parse", object]).passes().stdout;
        let file = loose(&sandbox, id.trim());
        let whole = fs::read(&file).expect("a loose object");
        fs::remove_file(&file).expect("a loose object");
        for cut in [1, 2, 10, whole.len() / 2, whole.len() - 4, whole.len() - 1] {
            fs::write(&file, &whole[..cut]).expect("a writable object");
            sandbox.keystop([]).fails_with(id.trim());
        }
    }
}

#[test]
fn garbage_in_head() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    for place in ["HEAD", "refs/heads/main"] {
        let file = sandbox.path().join(".git").join(place);
        let whole = fs::read(&file).expect("a reference");
        let not_there = "deadbeef".repeat(5);
        for content in ["garbage", "", "ref: ", "ref: refs/heads/../../x", "ref: ref: x", &"0".repeat(40), &not_there] {
            fs::write(&file, format!("{content}\n")).expect("a writable reference");
            sandbox.keystop([]).fails_with("next step");
        }
        fs::write(&file, whole).expect("a writable reference");
    }
    sandbox.keystop([]).passes();
}

#[test]
fn a_missing_tree() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    let tree = sandbox.git(["rev-parse", "HEAD^{tree}"]).passes().stdout;
    sandbox.stage("app.py", "token = 1\n");
    fs::remove_file(loose(&sandbox, tree.trim())).expect("a loose object");
    sandbox.keystop([]).fails_with("next step");
}

#[test]
fn an_allowlist_that_is_not_understood() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    let entry = "[[allow]]\nfingerprint = \"gitlab-personal-access-token:0123456789abcdef\"\nreason = \"r\"\n";
    let cases = [
        ("not toml at all".to_owned(), ".keystop.toml:1: this is not TOML"),
        (format!("{entry}[rules]\n"), ".keystop.toml:4: unknown key `rules`"),
        (format!("{entry}until = \"x\"\n"), ".keystop.toml:4: unknown key `until`"),
        (format!("{entry}{entry}until = \"x\"\n"), ".keystop.toml:7: unknown key `until`"),
        (format!("{entry}{entry}reason\n"), ".keystop.toml:7: this is not TOML"),
        (format!("{entry}[[allow]\n"), ".keystop.toml:4: this is not TOML"),
        (format!("{entry}{}", entry.replace("\"r\"", "3")), ".keystop.toml:6: `reason`"),
        ("\nallow = 3\n".to_owned(), ".keystop.toml:2: `allow` is a list"),
        ("[[allow]]\nreason = \"r\"\n".to_owned(), "has no `fingerprint`"),
        (entry.replace("reason = \"r\"\n", ""), "has no `reason`"),
        (entry.replace("\"r\"", "\" \""), "`reason` is empty"),
        (entry.replace("\"r\"", "3"), ".keystop.toml:3: `reason` is a text"),
        (entry.replace("0123456789abcdef", "0123"), ".keystop.toml:2: `fingerprint`"),
        (format!("{entry}path = \"a[\"\n"), ".keystop.toml:4: `path` is not a path pattern"),
        (format!("{entry}path = '{}'\n", "{a,b}*".repeat(200_000)), ".keystop.toml:4: `path` is not a path pattern"),
        (format!("{entry}path = '{}b{}'\n", "{a,".repeat(2000), "}".repeat(2000)), ".keystop.toml:4: `path` is"),
        (format!("allow = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)), ".keystop.toml:1: this is not TOML"),
        ("\0".to_owned(), ".keystop.toml:1: this is not TOML"),
        ("# x\n".repeat(5_000_000), ".keystop.toml is larger than 16 MiB"),
    ];
    for (content, cause) in cases {
        sandbox.stage(".keystop.toml", content);
        if cause.starts_with(".keystop.toml:") {
            sandbox.keystop([]).fails_at(cause)
        } else {
            sandbox.keystop([]).fails_with(cause)
        };
    }
    assert_ne!(sandbox.commit().status, Some(0), "the commit must not go through either");
    // The head of a table, as a line in a text of several.
    let long = format!("{entry}{}", entry.replace("\"r\"", "\"\"\"\n[[allow]]\n[[allow\n\"\"\""));
    sandbox.stage(".keystop.toml", long);
    sandbox.commit().passes();
}

/// A repository must not name a file elsewhere as its allowlist, nor make the hook wait or grow.
#[test]
fn an_allowlist_that_is_not_a_file_of_the_repository() {
    let outside = "ln -s \"$HOME/allow.toml\" .keystop.toml; touch \"$HOME/allow.toml\"";
    let cases = [
        (outside, "a symbolic link"),
        ("ln -s nowhere .keystop.toml", "a symbolic link"),
        ("ln -s /dev/zero .keystop.toml", "a symbolic link"),
        ("ln -s .keystop.toml .keystop.toml", "a symbolic link"),
        ("mkdir .keystop.toml", "not a file"),
        ("mkfifo .keystop.toml", "not a file"),
        ("truncate -s 20G .keystop.toml", "larger than 16 MiB"),
        ("printf '\\377\\376' > .keystop.toml", "UTF-8"),
    ];
    for (script, cause) in cases {
        let sandbox = Sandbox::new();
        sandbox.stage("app.py", "x = 1\n");
        Sandbox::run(sandbox.command("sh").args(["-c", script])).passes();
        sandbox.keystop(["scan", "app.py"]).fails_with(cause).fails_with("next step");
    }
}

#[test]
fn a_secret_in_the_wrong_place_of_the_allowlist_is_not_repeated() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    for content in [
        format!("[[allow]]\nfingerprint = \"{key}\"\nreason = \"r\"\n"),
        format!("[[allow]]\n{key} = \"x\"\n"),
        format!("{key}\n"),
        format!("allow = \"{key}\"\n"),
    ] {
        sandbox.stage(".keystop.toml", content);
        let failed = sandbox.keystop([]).fails_with(".keystop.toml:");
        assert!(!failed.stderr.contains(&key[8..]), "{failed:?}");
    }
}

#[test]
fn an_unknown_option_and_a_path_that_does_not_exist() {
    let sandbox = Sandbox::new();
    sandbox.keystop(["--frobnicate"]).fails_with("--frobnicate");
    sandbox.keystop(["scan", "nowhere.txt"]).fails_with("nowhere.txt");
    sandbox.keystop(["rules", "no-such-rule"]).fails_with("no-such-rule");
    sandbox.keystop(["scan", "--format", "xml", "."]).fails_with("xml");
}

#[test]
fn a_broken_configuration() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    fs::write(sandbox.path().join(".git/config"), "[core\nbroken").expect("a writable configuration");
    sandbox.keystop([]).fails_with("next step");
}
