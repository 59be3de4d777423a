//! What is let through, by whom and why: entries, marks, excludes, baselines, and whose policy counts.

use crate::support::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};
use crate::support::template::fill;

const PASSWORD: &str = "APP_PASSWORD = \"{mixed:18}\"\n";

/// A password's line that is reported by default.
fn password() -> String {
    fill(PASSWORD)
}

fn key_line() -> String {
    format!("token = '{}'\n", fresh_key())
}

fn fingerprint_in(outcome: &Outcome) -> String {
    let after = outcome.stderr.split("fingerprint = \"").nth(1).expect("a fingerprint");
    after.split('"').next().expect("its end").to_owned()
}

/// Stages the file, and gives an entry that allows what is found in it.
fn entry_for(sandbox: &Sandbox, path: &str, content: &str) -> String {
    sandbox.stage(path, content);
    let fingerprint = fingerprint_in(&sandbox.keystop([]).blocks());
    format!("[[allow]]\nfingerprint = \"{fingerprint}\"\nreason = \"a test value\"\n")
}

fn allow<const N: usize>(sandbox: &Sandbox, arguments: [&str; N]) -> Outcome {
    Sandbox::run(sandbox.command(keystop_program()).arg("allow").args(arguments))
}

#[test]
fn an_entry_survives_whatever_happens_around_the_value() {
    for line in [key_line(), password()] {
        let sandbox = Sandbox::new();
        let entry = entry_for(&sandbox, "app.py", &line);
        sandbox.stage(".keystop.toml", entry);
        sandbox.commit().passes();
        sandbox.stage("app.py", format!("# a line before\n\n{line}"));
        sandbox.commit().passes();
        sandbox.git(["mv", "app.py", "settings.py"]).passes();
        sandbox.stage("settings.py", format!("    {}", line.replace('\n', "\r\n")));
        sandbox.commit().passes();
        sandbox.git(["reset", "--soft", "HEAD~2"]).passes();
        sandbox.commit().passes();
        // Another secret in the same place is another one.
        let other = if line.starts_with("token") { key_line() } else { password() };
        sandbox.stage("settings.py", format!("{} # {}", line.trim_end(), other));
        sandbox.commit().blocks();
    }
}

#[test]
fn the_printed_entry_works_in_an_empty_and_in_an_existing_file() {
    for before in ["", "# ours\nsensitivity = \"careful\" # as it is\n"] {
        let sandbox = Sandbox::new();
        let entry = entry_for(&sandbox, "a.py", &key_line());
        sandbox.stage(".keystop.toml", format!("{before}{entry}"));
        sandbox.commit().passes();
    }
}

#[test]
fn the_reason_that_is_printed_is_no_reason() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &key_line());
    sandbox.stage(".keystop.toml", entry.replace("a test value", "Say why this may be committed."));
    sandbox.keystop([]).fails_at(".keystop.toml:3: `reason` still has the text");
}

#[test]
fn a_directory_s_policy_is_for_what_stands_below_it() {
    let sandbox = Sandbox::new();
    let line = key_line();
    let entry = entry_for(&sandbox, "one/deep/a.py", &line);
    sandbox.stage("one/.keystop.toml", &entry);
    sandbox.commit().passes();
    sandbox.stage("two/a.py", format!("x = 1\n{line}"));
    sandbox.commit().blocks();
    sandbox.git(["mv", "-f", "one/.keystop.toml", ".keystop.toml"]).passes();
    sandbox.commit().passes();
    // Files in directories add, and replace nothing.
    sandbox.stage("two/.keystop.toml", "sensitivity = \"keys-only\"\n");
    sandbox.stage("two/b.py", format!("y = 2\n{line}"));
    sandbox.commit().passes();
    sandbox.stage("two/c.py", password());
    sandbox.commit().passes();
    sandbox.stage("three/c.py", password());
    sandbox.commit().blocks();
}

#[test]
fn a_person_s_own_policy_adds_and_is_told_of() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &key_line());
    let own = sandbox.home().join(".config/keystop");
    std::fs::create_dir_all(&own).expect("a directory");
    std::fs::write(own.join("keystop.toml"), entry).expect("a file");
    let passed = sandbox.commit().passes();
    assert!(passed.stderr.contains("your own policy"), "{passed:?}");
}

#[test]
fn an_entry_that_expired_does_not_count_and_the_message_says_so() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &key_line());
    sandbox.stage(".keystop.toml", format!("{entry}expires = 2020-01-31\n"));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("until 2020-01-31"), "{blocked:?}");
    sandbox.stage(".keystop.toml", format!("{entry}expires = \"2999-01-31\"\nowner = \"the team\"\n"));
    sandbox.commit().passes();
    sandbox.stage(".keystop.toml", format!("{entry}expires = 2020-02-31\n"));
    assert_eq!(sandbox.keystop([]).status, Some(2));
}

#[test]
fn the_staged_policy_counts_and_not_the_one_in_the_work_tree() {
    let sandbox = Sandbox::new();
    let line = key_line();
    let entry = entry_for(&sandbox, "a.py", &line);
    sandbox.write(".keystop.toml", &entry);
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("git add .keystop.toml"), "{blocked:?}");
    // Git ignores it: it counts no more.
    sandbox.write(".git/info/exclude", ".keystop.toml\n");
    sandbox.commit().blocks();
    sandbox.git(["add", "-f", ".keystop.toml"]).passes();
    std::fs::remove_file(sandbox.path().join(".keystop.toml")).expect("a file");
    let passed = sandbox.commit().passes();
    assert!(passed.stderr.contains("would report them"), "{passed:?}");
    // A sparse checkout has it in the index alone.
    sandbox.stage("b.py", format!("x = 1\n{line}"));
    sandbox.commit().passes();
}

#[test]
fn a_policy_that_nobody_staged_is_told_of() {
    let sandbox = Sandbox::new();
    let rule = "[[rule]]\nid = 'acme-key'\ntitle = 'T'\nkeywords = ['acme_']\npattern = 'acme_[0-9a-z]{12}'\nrevoke = 'https://localhost'\n";
    sandbox.write(".keystop.toml", rule);
    sandbox.stage("a", fill("x = acme_{mixed-lower:12}\n"));
    let passed = sandbox.commit().passes();
    assert!(
        passed.stderr.contains(".keystop.toml is not staged") && passed.stderr.contains("git add .keystop.toml"),
        "{passed:?}"
    );
    sandbox.git(["add", ".keystop.toml"]).passes();
    sandbox.stage("b", fill("y = acme_{mixed-lower:12}\n"));
    sandbox.commit().blocks();
}

#[test]
fn a_commit_that_loosens_the_policy_says_so() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &key_line());
    let steps = [
        (entry.clone(), "1 allow entry"),
        (format!("exclude = \"gen/\"\n{entry}"), "`exclude`"),
        (format!("exclude = \"gen/\"\nexclude-all = \"vendor/\"\n{entry}"), "`exclude-all`"),
        (format!("sensitivity = \"keys-only\"\n{entry}"), "a lower `sensitivity`"),
        (format!("{entry}[[override]]\nrule = \"stripe-*\"\noff = true\n"), "1 override"),
        (format!("accept-marks = [\"gitleaks:allow\"]\n{entry}"), "`accept-marks`"),
    ];
    for (policy, said) in steps {
        sandbox.stage(".keystop.toml", policy);
        let passed = sandbox.commit().passes();
        assert!(passed.stderr.contains("loosens the policy") && passed.stderr.contains(said), "{said}: {passed:?}");
        assert_eq!(passed.stderr.lines().count(), 1, "{passed:?}");
    }
    sandbox.stage(".keystop.toml", entry);
    let tighter = sandbox.commit().passes();
    assert_eq!(tighter.stderr, "", "nothing is looser");
}

#[test]
fn marks_name_the_rule_and_a_reason() {
    let line = password();
    let bare = line.trim_end();
    let mark = "keystop:allow generic-* a value for tests";
    let rows = [
        (format!("{bare}  # {mark}\n"), true),
        (format!("# {mark}\n{line}"), true),
        (format!("{bare}  # keystop:allow stripe-* a value for tests\n"), false),
        (format!("{bare}  # keystop:allow\n"), false),
        (format!("{bare}  // {mark}\n"), false),
        (format!("x = 1  # {mark}\n{line}"), false),
        (format!("{bare}  # gitleaks:allow\n"), false),
    ];
    for (text, passes) in rows {
        let sandbox = Sandbox::new();
        sandbox.stage("a.py", &text);
        let outcome = sandbox.commit();
        assert_eq!(outcome.status, Some(i32::from(!passes)), "{text}{outcome:?}");
        assert_eq!(outcome.stderr.contains("marks in comments let"), passes, "{outcome:?}");
    }
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "accept-marks = [\"gitleaks:allow\"]\ninline-marks = false\n");
    sandbox.commit().passes();
    sandbox.stage("a.py", format!("{bare}  # gitleaks:allow\n"));
    sandbox.commit().passes();
    sandbox.stage("b.py", format!("{}  # {mark}\n", password().trim_end()));
    sandbox.commit().blocks();
}

#[test]
fn excluded_files_still_show_keys_with_a_form() {
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "exclude = [\"fixtures/\", \"!fixtures/real/\"]\nexclude-all = \"*.snap\"\n");
    sandbox.commit().passes();
    sandbox.stage("fixtures/a.py", password());
    sandbox.stage("b.snap", key_line());
    let json = sandbox.keystop(["--format", "json"]).passes();
    assert!(json.stdout.contains("\"excluded\":2"), "{json:?}");
    sandbox.commit().passes();
    sandbox.stage("fixtures/real/a.py", password());
    sandbox.commit().blocks();
    sandbox.git(["rm", "-q", "--cached", "fixtures/real/a.py"]).passes();
    sandbox.stage("fixtures/c.py", key_line());
    sandbox.commit().blocks();
}

#[test]
fn rules_are_switched_off_one_by_one_and_by_family() {
    for named in ["gitlab-personal-access-token", "gitlab-*"] {
        let sandbox = Sandbox::new();
        let policy = format!("[[override]]\nrule = \"{named}\"\npath = \"/tests/\"\noff = true\n");
        sandbox.stage(".keystop.toml", policy);
        sandbox.commit().passes();
        sandbox.stage("tests/a.txt", format!("see {}\n", fresh_key()));
        sandbox.commit().passes();
        sandbox.stage("src/a.txt", format!("see {}\n", fresh_key()));
        sandbox.commit().blocks();
    }
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "[[override]]\nrule = \"gitlab-*\"\nseverity = \"medium\"\n");
    sandbox.stage("a.py", key_line());
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("(medium)"), "{blocked:?}");
}

#[test]
fn paths_are_written_as_in_gitignore() {
    for path in ["tests/", "tests", "/tests/**", "tests/**", "leak.py", "*.py"] {
        let sandbox = Sandbox::new();
        let entry = entry_for(&sandbox, "tests/x/leak.py", &key_line());
        sandbox.stage(".keystop.toml", format!("{entry}path = '{path}'\n"));
        sandbox.commit().passes();
    }
    for path in ["./tests/**", "tests\\x\\leak.py", "", "../a"] {
        let sandbox = Sandbox::new();
        let entry = entry_for(&sandbox, "tests/x/leak.py", &key_line());
        sandbox.stage(".keystop.toml", format!("{entry}path = '{path}'\n"));
        sandbox.keystop([]).fails_at(".keystop.toml:4: `path` is not a path pattern");
    }
}

#[test]
fn an_entry_for_an_unknown_rule_blocks_nothing_and_config_tells() {
    let sandbox = Sandbox::new();
    let policy =
        "[[allow]]\nfingerprint = \"brand-new-key:0123456789abcdef\"\nreason = \"test value\"\npath = \"/gone/\"\n";
    sandbox.stage(".keystop.toml", policy);
    sandbox.stage("a.py", "x = 1\n");
    sandbox.commit().passes();
    let told = sandbox.keystop(["config", "a.py"]).passes().stdout;
    assert!(told.contains("does not know: brand-new-key (.keystop.toml:1)"), "{told}");
    assert!(told.contains(".keystop.toml:4: the path pattern fits no file"), "{told}");
    assert!(told.contains("sensitivity careful (the default)"), "{told}");
}

#[test]
fn conditions_hold_together() {
    let sandbox = Sandbox::new();
    let rows = [
        ("value = \"glpat-.*\"\n", Some(0)),
        ("value = \"glpat\"\n", Some(1)),
        ("value = \".*\"\n", Some(2)),
        ("value = \"(\"\n", Some(2)),
        ("rule = \"gitlab-*\"\n", Some(2)),
        ("path = \"a.py\"\n", Some(2)),
        ("rule = \"gitlab-*\"\npath = \"a.py\"\n", Some(0)),
        ("rule = \"gitlab-*\"\npath = \"b.py\"\n", Some(1)),
        ("rule = \"gitlab-*\"\npath = \"a.py\"\nvalue = \"x.*\"\n", Some(1)),
    ];
    sandbox.stage("a.py", key_line());
    for (conditions, status) in rows {
        sandbox.stage(".keystop.toml", format!("[[allow]]\nreason = \"a test value\"\n{conditions}"));
        let outcome = sandbox.keystop([]);
        assert_eq!(outcome.status, status, "{conditions}{outcome:?}");
    }
}

#[test]
fn allow_writes_entries_and_keeps_the_file() {
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "# ours\nsensitivity = \"careful\" # as it is\n");
    sandbox.stage("a.py", key_line());
    sandbox.stage("b.py", format!("\n{}", password()));
    let listed = allow(&sandbox, []);
    assert_eq!(listed.status, Some(1));
    assert!(listed.stdout.contains("  1  a.py:1:10") && listed.stdout.contains("  2  b.py:2:"), "{listed:?}");
    allow(&sandbox, ["1"]).fails_with("--reason");
    allow(&sandbox, ["9", "--reason", "a test"]).fails_with("no finding");
    allow(&sandbox, ["a.py:1", "--reason", "a test \"value\"", "--owner", "team", "--expires", "2999-12-31"]).passes();
    allow(&sandbox, ["--all", "--reason", "both", "--stage"]).passes();
    let written = sandbox.read(".keystop.toml");
    assert!(written.starts_with("# ours\nsensitivity = \"careful\" # as it is\n"), "{written}");
    assert!(written.contains("expires = 2999-12-31") && written.contains("owner = \"team\""), "{written}");
    sandbox.commit().passes();
    let unused = Sandbox::run(sandbox.command(keystop_program()).args(["allow", "--unused", "--check"]));
    assert_eq!(unused.status, Some(1), "the key has two entries: {unused:?}");
}

#[test]
fn entries_that_nobody_needs_are_listed() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &key_line());
    sandbox.stage(".keystop.toml", &entry);
    sandbox.commit().passes();
    allow(&sandbox, ["--unused", "--check"]).passes();
    sandbox.stage("a.py", "token = None\n");
    let unused = allow(&sandbox, ["--unused", "--check"]);
    assert_eq!(unused.status, Some(1));
    assert!(unused.stdout.contains(".keystop.toml:1: gitlab-personal-access-token:"), "{unused:?}");
    allow(&sandbox, ["--unused"]).passes();
}

#[test]
fn a_baseline_accepts_what_is_there_and_shrinks() {
    let sandbox = Sandbox::new();
    let (key, line) = (key_line(), password());
    sandbox.stage("a.py", &key);
    sandbox.stage("b.py", &line);
    sandbox.commit_unchecked();
    sandbox.keystop(["baseline"]).passes();
    let text = sandbox.read(".keystop-baseline");
    assert_eq!(text.lines().count(), 3, "{text}");
    sandbox.keystop(["baseline"]).passes();
    assert_eq!(sandbox.read(".keystop-baseline"), text, "it changes only when findings do");
    sandbox.git(["add", ".keystop-baseline"]).passes();
    let passed = sandbox.commit().passes();
    assert!(passed.stderr.contains("loosens the policy: 2 findings"), "{passed:?}");
    sandbox.keystop(["scan", "."]).passes();
    sandbox.stage("a.py", format!("x = 1\n{key}{}", key_line()));
    sandbox.keystop(["scan", "."]).blocks();
    sandbox.stage("a.py", "x = 1\n");
    let pruned = sandbox.keystop(["baseline", "--prune"]).passes();
    assert!(pruned.stdout.contains("1 finding in all, 0 new, 1 taken out"), "{pruned:?}");
    sandbox.stage(".keystop-baseline", "not a fingerprint\n");
    sandbox.keystop([]).fails_at(".keystop-baseline:1: a fingerprint is");
}

/// Each branch accepts something else, and Git's own union merge gives the baseline of both.
#[test]
fn baselines_merge_by_themselves() {
    let sandbox = Sandbox::new();
    sandbox.stage(".gitattributes", ".keystop-baseline merge=union\n");
    sandbox.stage("a.py", key_line());
    sandbox.commit_unchecked();
    sandbox.keystop(["baseline"]).passes();
    sandbox.git(["add", "."]).passes();
    sandbox.commit_unchecked();
    for branch in ["left", "right"] {
        sandbox.git(["checkout", "-q", "-b", branch, "main"]).passes();
        sandbox.stage(&format!("{branch}.py"), key_line());
        sandbox.commit_unchecked();
        sandbox.keystop(["baseline"]).passes();
        sandbox.git(["add", "."]).passes();
        sandbox.commit_unchecked();
    }
    sandbox.git(["merge", "-q", "--no-edit", "left"]).passes();
    sandbox.keystop(["scan", "."]).passes();
}

#[test]
fn the_policy_of_a_revision_counts_where_the_author_is_not_trusted() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("a.py", "x = 1\n");
    sandbox.commit_unchecked();
    let line = key_line();
    let entry = entry_for(&sandbox, "a.py", &line);
    sandbox.stage(".keystop.toml", entry);
    sandbox.stage("b.py", format!("{}  # keystop:allow generic-* a value for tests\n", password().trim_end()));
    sandbox.keystop([]).passes();
    let strict = sandbox.keystop(["scan", "--staged", "--policy-from", "HEAD"]).blocks();
    assert!(strict.stderr.contains("2 secrets found"), "{strict:?}");
    let marks = sandbox.keystop(["scan", "--policy-from", "HEAD", "--trust-marks"]).blocks();
    assert!(marks.stderr.contains("1 secret found"), "{marks:?}");
    sandbox.keystop(["scan", "--policy-from", "HEAD", "."]).blocks();
    sandbox.keystop(["scan", "--policy-from", "nowhere", "."]).fails_with("there is no revision");
    sandbox.commit_unchecked();
    sandbox.keystop(["scan", "--policy-from", "HEAD", "a.py"]).passes();
}

#[test]
fn the_policy_is_that_of_the_repository_in_which_a_path_lies() {
    let sandbox = Sandbox::without_hook();
    let entry = entry_for(&sandbox, "sub/a.py", &key_line());
    sandbox.write(".keystop.toml", entry);
    let scan = |directory: &std::path::Path, path: &std::path::Path| {
        Sandbox::run(sandbox.command_in(directory, keystop_program()).arg("scan").arg(path))
    };
    scan(std::path::Path::new("/"), &sandbox.path()).passes();
    scan(&sandbox.home(), &sandbox.path().join("sub/a.py")).passes();
    scan(&sandbox.path().join("sub"), std::path::Path::new(".")).passes();
}

#[test]
fn neither_policy_nor_baseline_flags_itself_or_hides_a_secret() {
    let sandbox = Sandbox::new();
    let entry = entry_for(&sandbox, "a.py", &password());
    sandbox.stage(".keystop.toml", &entry);
    sandbox.commit().passes();
    sandbox.keystop(["scan", ".keystop.toml"]).passes();
    let key = fresh_key();
    sandbox.stage(".keystop.toml", entry.replace("a test value", &format!("see {key}")));
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&key[8..]), "{blocked:?}");
}

/// A fingerprint as versions before printed it, by the quick hash, goes on to count.
#[test]
fn old_fingerprints_count() {
    let sandbox = Sandbox::new();
    let line = password();
    sandbox.stage("a.py", &line);
    let printed = fingerprint_in(&sandbox.keystop([]).blocks());
    let rule = printed.split(':').next().expect("a rule");
    assert!(printed.contains(":argon2-"), "{printed}");
    let value = line.split('"').nth(1).expect("a value");
    let old = keystop::fingerprint::Fingerprint::quick(rule, value.as_bytes());
    sandbox.stage(".keystop.toml", format!("[[allow]]\nfingerprint = \"{old}\"\nreason = \"a test value\"\n"));
    sandbox.commit().passes();
}

/// One that is allowed never hides another: what an own rule finds takes the place of nothing that it does not cover.
#[test]
fn an_own_rule_hides_no_other() {
    let rule = "[[rule]]\nid = \"x-y\"\ntitle = \"T\"\nkeywords = [\"password\"]\npattern = 'password = \"(\\w)[^\"]*\"'\nrevoke = \"https://x.example/\"\n";
    let sandbox = Sandbox::new();
    let mut allowed = String::new();
    for c in ('0'..='9').chain('a'..='z').chain('A'..='Z') {
        let one = keystop::fingerprint::Fingerprint::quick("x-y", c.to_string().as_bytes());
        allowed += &format!("[[allow]]\nfingerprint = \"{one}\"\nreason = \"a test\"\n");
    }
    sandbox.stage(".keystop.toml", format!("{rule}{allowed}"));
    sandbox.commit().passes();
    sandbox.stage("a.py", fill("password = \"{mixed:18}\"\n"));
    sandbox.commit().blocks();

    let sandbox = Sandbox::new();
    let line = format!("aaa {} zzz\n", fresh_key());
    let rule = rule.replace("\"password\"", "\"aaa\"").replace("password = \"(\\w)[^\"]*\"", "aaa [\\w-]* zzz");
    let all = keystop::fingerprint::Fingerprint::quick("x-y", line.trim_end().as_bytes());
    sandbox.stage(".keystop.toml", format!("{rule}[[allow]]\nfingerprint = \"{all}\"\nreason = \"a test\"\n"));
    sandbox.stage("a.txt", line);
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("GitLab"), "{blocked:?}");
}

#[test]
fn samples_show_what_an_own_rule_finds() {
    let sandbox = Sandbox::without_hook();
    let rule = |samples: &str| {
        format!(
            "[[rule]]\nid = \"acme-key\"\ntitle = \"T\"\nkeywords = [\"acme_\"]\npattern = '\\bacme_[0-9A-Za-z]{{24}}\\b'\n\
             revoke = \"https://x.example/\"\npath = \"/deploy/\"\n{samples}"
        )
    };
    let good = "samples = [\"key: acme_{base62:24}\"]\ncounter-samples = [\"acme_{base62:25}\"]\n";
    sandbox.write(".keystop.toml", rule(good));
    let held = sandbox.keystop(["rules", "--check"]).passes();
    assert!(held.stdout.contains("1 own rules hold, by 2 samples"), "{held:?}");
    sandbox.write(".keystop.toml", rule(&good.replace("24", "23")));
    sandbox.keystop(["rules", "--check"]).fails_with("rule `acme-key`: sample 1 is not found");
    sandbox.write(".keystop.toml", rule(&good.replace("25", "24")));
    sandbox.keystop(["rules", "--check"]).fails_with("rule `acme-key`: counter-sample 1 is found");
}

/// The schema for editors has the keys that are read, and no others.
#[test]
fn the_schema_keeps_step() {
    use keystop::policy::{self, allow, custom, overrides};
    let schema = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keystop.schema.json");
    let schema: serde_json::Value =
        serde_json::from_slice(&std::fs::read(schema).expect("a readable file")).expect("JSON");
    let keys = |at: &str| {
        let fields = schema.pointer(at).and_then(serde_json::Value::as_object).expect("an object");
        let mut keys: Vec<String> = fields.keys().cloned().collect();
        keys.sort();
        keys
    };
    let tables = [
        ("/properties", policy::KEYS),
        ("/properties/allow/items/properties", allow::KEYS),
        ("/properties/override/items/properties", overrides::KEYS),
        ("/properties/rule/items/properties", custom::KEYS),
    ];
    for (at, known) in tables {
        let mut known: Vec<String> = known.iter().map(ToString::to_string).collect();
        known.sort();
        assert_eq!(keys(at), known, "{at}");
    }
    let severities: Vec<&str> = overrides::SEVERITIES.iter().map(|(word, _)| *word).collect();
    assert_eq!(schema["definitions"]["severity"]["enum"], serde_json::json!(severities));
}
