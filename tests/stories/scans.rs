//! Scanning by hand, and what programs read.

use serde_json::Value;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program};

#[test]
fn files_and_directories_are_scanned_whole() {
    let sandbox = Sandbox::without_hook();
    sandbox.write("src/app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.write("src/clean.py", "token = None\n");
    sandbox.keystop(["scan", "src"]).blocks();
    sandbox.keystop(["scan", "src/app.py"]).blocks();
    sandbox.keystop(["scan", "src/clean.py"]).passes();
}

#[test]
fn what_git_ignores_is_left_out_unless_it_is_named() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".gitignore", ".env\n");
    sandbox.write(".env", format!("TOKEN={}\n", fresh_key()));
    sandbox.keystop(["scan", "."]).passes();
    sandbox.keystop(["scan", ".env"]).blocks();
}

#[test]
fn tracked_files_are_scanned_whatever_git_ignores() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".env", format!("TOKEN={}\n", fresh_key()));
    sandbox.write(".gitignore", ".env\n");
    sandbox.git(["add", "--force", ".env"]).passes();
    sandbox.keystop(["scan", "."]).blocks();
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_scanned() {
    let sandbox = Sandbox::without_hook();
    sandbox.write("a.env", format!("TOKEN={}\n", fresh_key()));
    sandbox.write("clean.py", "x = 1\n");
    let both = sandbox.keystop(["scan", "a.env", "missing.py"]).blocks();
    assert!(both.stderr.contains("\na.env\n  1:") && both.stderr.contains("missing.py"), "{both:?}");
    sandbox.keystop(["scan", "clean.py", "missing.py"]).fails_with("missing.py");
    let json = sandbox.keystop(["scan", "missing.py", "--format", "json"]);
    assert_eq!(json.status, Some(2), "{json:?}");
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert!(json["error"]["next_step"].is_string() && json["skipped"][0]["path"] == "missing.py", "{json}");
}

#[test]
fn archives_are_named_as_not_unpacked() {
    let sandbox = Sandbox::without_hook();
    sandbox.write("a.py", "x = 1\n");
    Sandbox::run(sandbox.command("tar").args(["czf", "a.tar.gz", "a.py"])).passes();
    let outcome = sandbox.keystop(["scan", "."]).passes();
    assert!(outcome.stderr.contains("not unpacked: ./a.tar.gz"), "{outcome:?}");
}

#[test]
fn a_pipe_is_named_and_not_waited_for() {
    let sandbox = Sandbox::without_repository();
    let script = format!("mkfifo p; '{}' scan p", crate::support::sandbox::keystop_program());
    Sandbox::run(sandbox.command("sh").args(["-c", &script])).fails_with("pipe");
}

#[test]
fn outside_of_a_repository_files_can_be_scanned() {
    let sandbox = Sandbox::without_repository();
    sandbox.write("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.keystop(["scan", "."]).blocks();
}

#[test]
fn the_allowlist_holds_for_scans_by_hand_from_any_directory() {
    let sandbox = Sandbox::without_hook();
    sandbox.write("src/app.py", format!("token = '{}'\n", fresh_key()));
    let json = report(&sandbox, ["scan", "--format", "json", "src"]);
    let fingerprint = json["findings"][0]["fingerprint"].as_str().expect("a fingerprint");
    let entry = format!("[[allow]]\nfingerprint = \"{fingerprint}\"\npath = \"src/*.py\"\nreason = \"made up\"\n");
    sandbox.write(".keystop.toml", entry);
    sandbox.keystop(["scan", "src"]).passes();
    let below = sandbox.path().join("src");
    let scan = ["scan", "app.py"];
    Sandbox::run(sandbox.command_in(&below, crate::support::sandbox::keystop_program()).args(scan)).passes();
}

#[test]
fn json_keeps_its_contract() {
    let sandbox = Sandbox::without_hook();
    let key = fresh_key();
    sandbox.stage("dir/ä.py", format!("a = 1\nä = '{key}'\n"));
    let json = report(&sandbox, ["--format", "json"]);
    assert_eq!(json["version"], 1);
    let finding = &json["findings"][0];
    assert_eq!(finding["rule"], "gitlab-personal-access-token");
    assert_eq!(finding["path"], "dir/ä.py");
    assert_eq!((&finding["line"], &finding["column"]), (&Value::from(2), &Value::from(6)));
    assert_eq!(finding["end_column"], 6 + key.len());
    assert_eq!(finding["excerpt"], "ä = 'glpat-********'");
    assert_eq!((&finding["confidence"], &finding["severity"]), (&Value::from("matched"), &Value::from("critical")));
    for text in ["title", "fingerprint", "revoke"] {
        assert!(finding[text].is_string(), "{text}");
    }
    assert_eq!(json["skipped"], Value::Array(Vec::new()));
    assert_eq!(json["stats"]["files"], 1);
    assert!(!json.to_string().contains(&key[8..]));
}

/// A repository with a key staged in one file, and another staged file whose content is lost.
fn with_a_key_and_a_lost_file(key: &str) -> Sandbox {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("a b.py", format!("token = '{key}'\n"));
    sandbox.stage("lost.py", "x = 1\n");
    let id = sandbox.git(["rev-parse", ":lost.py"]).passes().stdout;
    let (folder, file) = id.trim().split_at(2);
    std::fs::remove_file(sandbox.path().join(".git/objects").join(folder).join(file)).expect("a loose object");
    sandbox
}

#[test]
fn sarif_names_what_was_found_and_what_was_not_scanned() {
    let key = fresh_key();
    let sandbox = with_a_key_and_a_lost_file(&key);
    let log = report(&sandbox, ["--format", "sarif"]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "gitlab-personal-access-token");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], result["ruleId"]);
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.py");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&Value::from(1), &Value::from(10)));
    assert_eq!(place["region"]["endColumn"], 10 + key.len());
    let lost = &run["invocations"][0];
    assert_eq!(lost["executionSuccessful"], false);
    let lost = &lost["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"];
    assert_eq!(lost["artifactLocation"]["uri"], "lost.py");
    assert!(!log.to_string().contains(&key[8..]));
}

#[test]
fn annotations_for_github_keep_to_a_line_each() {
    let key = fresh_key();
    let sandbox = with_a_key_and_a_lost_file(&key);
    let outcome = sandbox.keystop(["--format", "github"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    let [found, lost] = outcome.stdout.lines().collect::<Vec<_>>()[..] else { panic!("two lines: {outcome:?}") };
    let place = format!("::error file=a b.py,line=1,col=10,endColumn={},title=GitLab", 10 + key.len());
    assert!(found.starts_with(&place) && found.contains("%0Afix: "), "{found}");
    assert!(lost.starts_with("::error file=lost.py,title=keystop could not scan this file::"), "{lost}");
    assert!(!outcome.stdout.contains(&key[8..]));
}

fn report<const N: usize>(sandbox: &Sandbox, arguments: [&str; N]) -> Value {
    let outcome = sandbox.keystop(arguments);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    serde_json::from_str(&outcome.stdout).expect("JSON on standard output")
}

#[test]
fn a_clean_scan_still_reports_to_programs() {
    let sandbox = Sandbox::without_hook();
    sandbox.write("app.py", "token = None\n");
    let outcome = sandbox.keystop(["scan", "--format", "json", "."]).passes();
    let json: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!((&json["findings"], &json["stats"]["files"]), (&Value::Array(Vec::new()), &Value::from(1)));
}

#[test]
fn rules_are_listed_and_explained() {
    let sandbox = Sandbox::without_repository();
    assert!(sandbox.keystop(["rules"]).passes().stdout.contains("github-personal-access-token"));
    let page = sandbox.keystop(["rules", "github-personal-access-token"]).passes().stdout;
    assert!(page.contains("whoever holds it can") && page.contains("https://"), "{page}");
    let all: Value =
        serde_json::from_str(&sandbox.keystop(["rules", "--format", "json"]).passes().stdout).expect("JSON");
    assert!(all.as_array().is_some_and(|rules| rules.iter().all(|rule| rule["id"].is_string())));
}

#[test]
fn the_page_of_rules_is_current() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md")).expect("a readable page");
    let made = Sandbox::without_repository().keystop(["rules", "--format", "markdown"]).passes().stdout;
    assert!(page == made, "write it anew: cargo run -- rules --format markdown > docs/rules.md");
}

#[test]
fn a_list_that_is_read_in_part_is_no_error() {
    let sandbox = Sandbox::without_repository();
    let script = format!("'{}' rules | head -n 1", crate::support::sandbox::keystop_program());
    let outcome = Sandbox::run(sandbox.command("sh").args(["-c", &script])).passes();
    assert_eq!((outcome.stdout.lines().count(), outcome.stderr.as_str()), (1, ""));
}

#[test]
fn help_and_version_go_to_standard_output() {
    let sandbox = Sandbox::without_repository();
    assert!(sandbox.keystop(["--help"]).passes().stdout.contains("Exit status"));
    let version = sandbox.keystop(["--version"]).passes().stdout;
    assert!(version.starts_with(&format!("keystop {} (", env!("CARGO_PKG_VERSION"))) && version.ends_with(" rules)\n"));
}

#[test]
fn standard_input_is_scanned_as_the_file_that_it_is_of() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".keystop.toml", "exclude-all = [\"/vendor/\"]\n");
    sandbox.write("sub/x", "");
    let scan = |content: &str, arguments: &[&str]| {
        sandbox.write("input", content);
        let input = std::fs::File::open(sandbox.path().join("input")).expect("a readable file");
        let directory = sandbox.path().join("sub");
        let mut keystop = sandbox.command_in(&directory, keystop_program());
        Sandbox::run(keystop.args(["scan", "-"]).args(arguments).stdin(input))
    };
    let secret = format!("token = '{}'\n", fresh_key());
    scan("x = 1\n", &[]).passes();
    scan(&secret, &[]).blocks();
    let json = scan(&secret, &["--stdin-filename", "new/app.py", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["findings"][0]["path"], "new/app.py");
    assert_eq!(json["findings"][0]["language"], "Python");
    // The policy of the repository holds, by the file's place in it.
    scan(&secret, &["--stdin-filename", "../vendor/app.py"]).passes();
    scan(&secret, &["--stdin-filename", "vendor/app.py"]).blocks();
}

#[test]
fn a_path_in_place_of_a_command_is_told_how_to_scan() {
    let sandbox = Sandbox::without_hook();
    sandbox.write(".env", "A=1\n");
    let outcome = sandbox.keystop([".env"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("keystop scan .env"), "{outcome:?}");
    assert!(!sandbox.keystop(["no-such-file"]).stderr.contains("keystop scan"));
}

#[test]
fn rules_are_found_by_a_word() {
    let sandbox = Sandbox::without_repository();
    let listed = sandbox.keystop(["rules", "Stripe"]).passes();
    assert!(listed.stdout.lines().count() > 3 && listed.stdout.contains("stripe-live-secret-key"), "{listed:?}");
    assert!(listed.stdout.lines().all(|line| line.to_lowercase().contains("stripe")), "{listed:?}");
    sandbox.keystop(["rules", "no-such-word-anywhere"]).fails_with("no rule");
}

#[test]
fn shells_and_man_get_what_they_read() {
    let sandbox = Sandbox::without_repository();
    for (shell, word) in [("bash", "complete"), ("zsh", "#compdef keystop"), ("fish", "complete -c keystop")] {
        let script = sandbox.keystop(["completions", shell]).passes().stdout;
        assert!(script.contains(word) && script.contains("baseline"), "{shell}: {script}");
    }
    assert!(sandbox.keystop(["man"]).passes().stdout.contains(".TH keystop"));
}

#[test]
fn services_get_paths_from_the_top_wherever_the_scan_is_called() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("sub/leak.py", format!("token = '{}'\n", fresh_key()));
    let absolute = sandbox.path().join("sub").to_string_lossy().into_owned();
    for (directory, argument) in [(".", "."), (".", "sub"), ("sub", "."), ("sub", "../sub/leak.py"), ("sub", &absolute)]
    {
        let scan = |format: &str| {
            let mut keystop = sandbox.command_in(&sandbox.path().join(directory), keystop_program());
            Sandbox::run(keystop.args(["scan", "--format", format, argument])).stdout
        };
        let what = format!("{argument} in {directory}");
        assert!(scan("github").starts_with("::error file=sub/leak.py,"), "{what}");
        for (format, place) in [
            ("sarif", "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
            ("gitlab", "/vulnerabilities/0/location/file"),
        ] {
            let report: Value = serde_json::from_str(&scan(format)).expect("JSON");
            assert_eq!(
                report.pointer(place).and_then(Value::as_str),
                Some("sub/leak.py"),
                "{format}, {what}: {report}"
            );
        }
    }
}
