//! `keystop fix`: the secret leaves the code, nothing is lost, and the commit passes.

use std::path::Path;
use std::process::Command;

use crate::support::sandbox::{Sandbox, fresh_key};

/// Stages a file with a fresh key for each `@`, fixes it, and commits. Returns the sandbox and the key.
fn fixed(path: &str, text: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage(path, text.replace('@', &key));
    sandbox.commit().blocks();
    let fixed = sandbox.keystop(["fix", "--yes"]).passes();
    assert!(!fixed.stderr.contains(&key[8..]) && !fixed.stdout.contains(&key[8..]), "{fixed:?}");
    assert!(!sandbox.read(path).contains(&key), "{}", sandbox.read(path));
    assert_eq!(sandbox.git(["show", &format!(":{path}")]).stdout, sandbox.read(path), "index and work tree are alike");
    sandbox.commit().passes();
    assert_eq!(sandbox.git(["grep", "--cached", "-q", &key]).status, Some(1), "nothing tracked holds it");
    assert!(sandbox.read(".env").contains(&key), "nothing is lost");
    (sandbox, key)
}

/// Runs a program of the language with the private file's values in its environment; nothing where it is not installed.
fn output(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Option<String> {
    if Command::new(program).arg("--version").output().is_err() {
        println!("{program} is not installed: not run");
        return None;
    }
    let script = format!("set -a; . ./.env; exec {program} {}", arguments.join(" "));
    Some(
        Sandbox::run(
            sandbox
                .command("sh")
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                // A compiler's own installation may be in the home directory.
                .env("HOME", std::env::var_os("HOME").unwrap_or_default())
                .args(["-c", &script]),
        )
        .passes()
        .stdout,
    )
}

#[test]
fn the_fixed_program_does_what_it_did() {
    for (path, text, program, arguments) in [
        ("a.py", "\"\"\"Doc.\"\"\"\nTOKEN = '@'\nprint(TOKEN)\n", "python3", &["a.py"][..]),
        ("b.py", "h = f\"Bearer @ {1 + 1}\"\nprint(h)\n", "python3", &["b.py"]),
        ("a.js", "const apiToken = \"@\";\nconsole.log(apiToken);\n", "node", &["a.js"]),
        ("b.js", "console.log(`Bearer @ ${1 + 1}`);\n", "node", &["b.js"]),
        ("a.rb", "TOKEN = '@'\nputs TOKEN\n", "ruby", &["a.rb"]),
        ("a.pl", "my $token = '@';\nprint \"$token\\n\";\n", "perl", &["a.pl"]),
        ("a.sh", "TOKEN='@'\necho \"$TOKEN\"\n", "sh", &["a.sh"]),
        ("b.sh", "echo \"Bearer @\"\n", "sh", &["b.sh"]),
        (
            "A.java",
            "class A { static final String TOKEN = \"@\"; public static void main(String[] a) { System.out.println(TOKEN); } }\n",
            "java",
            &["A.java"],
        ),
    ] {
        let (sandbox, key) = fixed(path, text);
        if let Some(said) = output(&sandbox, program, arguments) {
            assert!(said.contains(&key), "{path}: {said}\n{}", sandbox.read(path));
        }
    }
}

#[test]
fn what_is_written_compiles() {
    for (path, text, program, arguments) in [
        (
            "a.rs",
            "const GITLAB_TOKEN: &str = \"@\";\nfn main() {\n    let token: &str = \"@\";\n    println!(\"{}{}\", *GITLAB_TOKEN, token);\n}\n",
            "rustc",
            &["--edition=2021", "-o", "a.out", "a.rs"][..],
        ),
        (
            "a.cpp",
            "#include <string>\n#include <iostream>\nstatic const std::string token = \"@\";\nint main() { std::cout << token; }\n",
            "g++",
            &["-o", "a.out", "a.cpp"],
        ),
        (
            "a.go",
            "package main\n\nimport \"fmt\"\n\nconst token = \"@\"\n\nfunc main() { fmt.Println(token) }\n",
            "go",
            &["vet", "a.go"],
        ),
        ("a.php", "<?php\nconst TOKEN = '@';\necho TOKEN;\n", "php", &["-l", "a.php"]),
    ] {
        let (sandbox, _) = fixed(path, text);
        output(&sandbox, program, arguments);
    }
}

#[test]
fn languages_get_their_own_look_up() {
    for (path, text, expected) in [
        ("a.ts", "const apiToken: string = '@';\n", "process.env.GITLAB_API_TOKEN!"),
        ("a.kt", "const val API_TOKEN = \"@\"\n", "val API_TOKEN: String = System.getenv("),
        ("a.cs", "class A { const string Token = \"@\"; }\n", "Environment.GetEnvironmentVariable("),
        ("a.swift", "let apiToken = \"@\"\n", "ProcessInfo.processInfo.environment["),
        ("a.scala", "val apiToken = \"@\"\n", "sys.env("),
        ("a.ex", "token = \"@\"\n", "System.fetch_env!("),
        ("a.lua", "local token = \"@\"\n", "os.getenv("),
        ("a.r", "token <- \"@\"\n", "Sys.getenv("),
        ("a.ps1", "$token = \"@\"\n", "$env:"),
        ("a.dart", "const token = '@';\n", "final token = Platform.environment["),
        ("a.clj", "(def token \"@\")\n", "(System/getenv "),
        ("a.fish", "set -x TOKEN '@'\n", "\"$GITLAB_"),
        ("a.jl", "token = \"@\"\n", "ENV["),
        ("a.groovy", "def token = '@'\n", "System.getenv("),
        ("compose.yaml", "services:\n  a:\n    environment:\n      GITLAB_TOKEN: @\n", "${GITLAB_TOKEN:?}"),
    ] {
        let (sandbox, _) = fixed(path, text);
        assert!(sandbox.read(path).contains(expected), "{path}: {}", sandbox.read(path));
    }
}

#[test]
fn the_private_file_is_private_and_ignored_and_the_sample_names_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    sandbox.stage(".env.example", "MODE=\n");
    sandbox.commit_unchecked();
    sandbox.stage("a.py", format!("API_TOKEN = '{}'\n", fresh_key()));
    sandbox.keystop(["fix", "--yes"]).passes();
    let mode = std::fs::metadata(sandbox.path().join(".env")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(sandbox.read(".gitignore"), "/.env\n");
    assert_eq!(sandbox.read(".env.example"), "MODE=\nGITLAB_API_TOKEN=\n");
    assert_eq!(sandbox.git(["diff", "--cached", "--name-only"]).stdout, ".env.example\n.gitignore\na.py\n");
    sandbox.commit().passes();
}

#[test]
fn a_fix_is_undone() {
    let sandbox = Sandbox::new();
    let text = format!("API_TOKEN = '{}'\n", fresh_key());
    sandbox.stage("a.py", &text);
    sandbox.keystop(["fix", "--yes"]).passes();
    sandbox.keystop(["fix", "--undo"]).passes();
    assert_eq!(sandbox.read("a.py"), text);
    assert_eq!(sandbox.git(["show", ":a.py"]).stdout, text);
    sandbox.keystop(["fix", "--undo"]).fails_with("no fix to undo");
}

#[test]
fn with_partial_staging_only_the_line_changes() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("a.py", format!("API_TOKEN = '{key}'\nx = 1\n"));
    sandbox.write("a.py", format!("# later\nAPI_TOKEN = '{key}'\nx = 2\n"));
    sandbox.keystop(["fix", "--yes"]).passes();
    let read = "API_TOKEN = os.environ[\"GITLAB_API_TOKEN\"]";
    assert_eq!(sandbox.git(["show", ":a.py"]).stdout, format!("import os\n{read}\nx = 1\n"));
    assert_eq!(sandbox.read("a.py"), format!("# later\nimport os\n{read}\nx = 2\n"));
}

#[test]
fn without_a_terminal_nothing_changes_unless_it_is_asked_for() {
    let sandbox = Sandbox::new();
    let text = format!("API_TOKEN = '{}'\n", fresh_key());
    sandbox.stage("a.py", &text);
    let told = sandbox.keystop(["fix"]);
    assert_eq!((told.status, sandbox.read("a.py")), (Some(1), text), "{told:?}");
    assert!(!sandbox.path().join(".env").exists());
}

#[test]
fn what_cannot_be_right_is_refused_and_nothing_is_lost() {
    for (path, text, why) in [
        ("a.json", "{\"api_token\": \"@\"}\n", "by hand: a.json:1"),
        ("a.go", "package main\n\nconst (\n\ttoken = \"@\"\n)\n", "const ( … )"),
        (".github/workflows/ci.yml", "env:\n  TOKEN: @\n", "store of its own"),
    ] {
        let sandbox = Sandbox::new();
        let text = text.replace('@', &fresh_key());
        sandbox.stage(path, &text);
        let refused = sandbox.keystop(["fix", "--yes"]);
        assert!(refused.status == Some(1) && refused.stderr.contains(why), "{refused:?}");
        assert_eq!(sandbox.read(path), text);
    }
}

#[test]
fn a_tracked_private_file_gets_no_value() {
    let sandbox = Sandbox::new();
    sandbox.stage(".env", "MODE=test\n");
    sandbox.commit_unchecked();
    let text = format!("API_TOKEN = '{}'\n", fresh_key());
    sandbox.stage("a.py", &text);
    sandbox.keystop(["fix", "--yes"]).fails_with("is tracked by Git");
    assert_eq!((sandbox.read("a.py"), sandbox.read(".env")), (text, "MODE=test\n".to_owned()));
}

#[test]
fn where_nothing_can_be_written_nothing_is_lost() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let text = format!("API_TOKEN = '{}'\n", fresh_key());
    sandbox.stage("d/a.py", &text);
    let directory = sandbox.path().join("d");
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o555)).expect("permissions");
    let writable = std::fs::write(directory.join("probe"), "").is_ok();
    let fix = sandbox.keystop(["fix", "--yes"]);
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    if writable {
        println!("permissions do not bind this user: not tried");
        return;
    }
    assert_eq!(fix.status, Some(2), "{fix:?}");
    assert_eq!(sandbox.read("d/a.py"), text);
    assert!(Path::new(&sandbox.path().join(".env")).exists());
}
