//! The whole message, as a person sees it.

use crate::support::sandbox::{Outcome, Sandbox, fresh_key};
use crate::support::template::fill;

/// The message with what differs from run to run left out.
fn message(outcome: &Outcome) -> String {
    let mut words = String::new();
    for line in outcome.stderr.lines() {
        let line = match line.split_once("access-token:") {
            Some((before, _)) if line.contains("fingerprint") => format!("{before}access-token:HASH\""),
            _ => line.to_owned(),
        };
        words.push_str(&line);
        words.push('\n');
    }
    words
}

#[test]
fn a_blocked_commit() {
    let sandbox = Sandbox::new();
    sandbox.stage("src/app.py", format!("import os\n\nclient = connect(token='{}', retries=3)\n", fresh_key()));
    insta::assert_snapshot!(message(&sandbox.commit().blocks()));
}

#[test]
fn the_advice_speaks_the_language_of_the_file() {
    let sandbox = Sandbox::new();
    let paths = [
        "a.ts",
        "a.go",
        "a.rb",
        "a.java",
        "a.cs",
        "a.sh",
        "main.tf",
        ".env",
        "Dockerfile",
        "compose.yaml",
        ".github/workflows/ci.yml",
        "README.md",
        "settings.json",
        "seed.sql",
    ];
    let mut advice = String::new();
    for path in paths {
        sandbox.stage(path, format!("x = '{}'\n", fresh_key()));
        let words = sandbox.commit().blocks().stderr;
        let from = words.lines().skip_while(|line| !line.starts_with("  write") && !line.starts_with("  fix"));
        let remedy: Vec<&str> = from.take_while(|line| !line.starts_with("  risk")).collect();
        advice.extend([path, ":\n", &remedy.join("\n"), "\n"]);
        sandbox.git(["rm", "--quiet", "--cached", path]).passes();
    }
    insta::assert_snapshot!(advice);
}

#[test]
fn the_advice_keeps_the_author_s_name() {
    let sandbox = Sandbox::new();
    sandbox.stage("a.go", format!("const mailApiToken = \"{}\"\n", fresh_key()));
    let words = sandbox.commit().blocks().stderr;
    assert!(words.contains("os.Getenv(\"MAIL_API_TOKEN\")"), "{words}");
}

#[test]
fn a_key_in_a_file_of_its_own_leaves_with_it_and_one_in_code_does_not() {
    let sandbox = Sandbox::new();
    let key = fill("-----BEGIN RSA PRIVATE KEY-----\n{key:rsa}\n-----END RSA PRIVATE KEY-----\n");
    for (path, text, then) in [
        ("server.pem", key.clone(), "git reset -q -- server.pem"),
        ("server.go", format!("const key = `{key}`\n"), "git add -- server.go"),
    ] {
        sandbox.stage(path, text);
        let words = sandbox.commit().blocks().stderr;
        assert!(words.contains(then), "{words}");
        sandbox.git(["rm", "--quiet", "--cached", path]).passes();
    }
}

#[test]
fn what_could_deceive_the_eye_is_spelled_out() {
    let sandbox = Sandbox::new();
    let line = format!("\ta\u{202e}b\u{1b}[2J = '{}' # \u{7}日本\n", fresh_key());
    sandbox.stage("odd \u{1b}[31m name.txt", line);
    insta::assert_snapshot!(message(&sandbox.commit().blocks()));
}

#[test]
fn two_keys_on_one_line_hide_each_other() {
    let sandbox = Sandbox::new();
    let (one, two) = (fresh_key(), fresh_key());
    sandbox.stage("keys.txt", format!("{one} {two}\n"));
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&one[8..]) && !blocked.stderr.contains(&two[8..]), "{blocked:?}");
    insta::assert_snapshot!(message(&blocked));
}

/// The message about so many different keys in files of ten, on a screen of that width.
fn about(count: usize, width: usize) -> String {
    let sandbox = Sandbox::new();
    for file in 0..count.div_ceil(10) {
        let lines =
            (0..10.min(count - file * 10)).map(|n| format!("apiToken{n} = connect('{}', retries=3)", fresh_key()));
        sandbox.stage(&format!("src/part{file:03}.py"), lines.collect::<Vec<_>>().join("\n"));
    }
    let mut commit = sandbox.command("git");
    message(&Sandbox::run(commit.args(["commit", "-qm", "x"]).env("COLUMNS", width.to_string())).blocks())
}

#[test]
fn the_message_fits_the_screen() {
    for width in [40, 80, 200] {
        for count in [1, 5, 60, 2000] {
            let message = about(count, width);
            insta::assert_snapshot!(format!("{count}_at_{width}"), message);
            assert!(message.lines().count() <= 50, "{message}");
            for line in message.lines() {
                let is_one_word = line.trim_start().split(' ').count() == 1 || line.contains("https://");
                let is_code = line.starts_with("  git ") || line.starts_with("  write") || line.starts_with("    ");
                assert!(line.chars().count() <= width || is_one_word || is_code, "{line}");
            }
        }
    }
}

#[test]
fn equal_values_are_told_once() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    for path in ["a.py", "b.py", "c.py"] {
        sandbox.stage(path, format!("token = '{key}'\n"));
    }
    let words = sandbox.commit().blocks().stderr;
    assert!(words.contains("1 secret found in 3 files") && words.contains("also at b.py:1:10, c.py:1:10"), "{words}");
}

#[test]
fn commands_work_where_the_person_stands() {
    let sandbox = Sandbox::new();
    sandbox.stage("a/odd name's.py", format!("token = '{}'\n", fresh_key()));
    let below = sandbox.path().join("a");
    let blocked = Sandbox::run(sandbox.command_in(&below, "git").args(["commit", "-qm", "x"])).blocks();
    sandbox.write("a/odd name's.py", "token = None\n");
    let command = blocked.stderr.lines().find(|line| line.starts_with("  git add")).expect("a command");
    Sandbox::run(sandbox.command_in(&below, "sh").args(["-c", command])).passes();
    Sandbox::run(sandbox.command_in(&below, "git").args(["commit", "-qm", "x"])).passes();
}

#[test]
fn following_the_advice_for_a_tracked_file_commits_no_deletion() {
    let sandbox = Sandbox::new();
    sandbox.stage(".env", "MODE=test\n");
    sandbox.commit_unchecked();
    sandbox.stage(".env", format!("MODE=test\nTOKEN={}\n", fresh_key()));
    let blocked = sandbox.commit().blocks();
    for command in blocked.stderr.lines().filter(|line| line.starts_with("  git reset") || line.starts_with("  echo")) {
        Sandbox::run(sandbox.command("sh").args(["-c", command])).passes();
    }
    assert_eq!(sandbox.git(["diff", "--cached", "--name-only"]).passes().stdout, "");
    assert!(sandbox.read(".env").contains("TOKEN="), "nothing is lost");
    assert_eq!(sandbox.read(".gitignore"), "/.env\n");
}

#[test]
fn colour_is_for_terminals_and_whoever_asks_for_it() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    let coloured = |name: &str, value: &str| {
        let mut command = sandbox.command(crate::support::sandbox::keystop_program());
        Sandbox::run(command.env(name, value)).blocks().stderr.contains('\u{1b}')
    };
    assert!(!coloured("TERM", "xterm"), "not a terminal");
    assert!(coloured("CLICOLOR_FORCE", "1"));
    assert!(!coloured("CLICOLOR_FORCE", "0"));
    let mut command = sandbox.command(crate::support::sandbox::keystop_program());
    let both = Sandbox::run(command.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")).blocks();
    assert!(!both.stderr.contains('\u{1b}'), "NO_COLOR is the stronger wish");
}

#[test]
fn a_failure_is_worded_apart_from_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "[rules]\n");
    sandbox.stage("app.py", "x = 1\n");
    insta::assert_snapshot!(message(&sandbox.commit()));
}
