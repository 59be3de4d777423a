//! Content of every kind, and configuration that must not matter.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program};
use crate::support::template::fill;

/// The text, each character encoded by itself.
fn encoded(text: &str, unit: impl Fn(char) -> Vec<u8>) -> Vec<u8> {
    text.chars().flat_map(unit).collect()
}

#[test]
fn a_key_is_found_in_content_of_every_kind() {
    let line = || format!("token = '{}'", fresh_key());
    let little = |c: char| (c as u16).to_le_bytes().to_vec();
    let utf16 =
        |mark: &str| encoded(&format!("{mark}# settings\r\n{}\r\n", line()), |c| (c as u16).to_le_bytes().to_vec());
    let utf16_big =
        |mark: &str| encoded(&format!("{mark}# settings\r\n{}\r\n", line()), |c| (c as u16).to_be_bytes().to_vec());
    let utf32 = |mark: &str| encoded(&format!("{mark}# settings\n{}\n", line()), |c| (c as u32).to_le_bytes().to_vec());
    let utf32_big =
        |mark: &str| encoded(&format!("{mark}# settings\n{}\n", line()), |c| (c as u32).to_be_bytes().to_vec());
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("no line break at the end", line().into_bytes()),
        ("CRLF", format!("a\r\n{}\r\nb\r\n", line()).into_bytes()),
        ("lone CR", format!("a\r{}\rb\r", line()).into_bytes()),
        ("UTF-8 mark", format!("\u{feff}{}\n", line()).into_bytes()),
        ("UTF-16", utf16("")),
        ("UTF-16 with a mark", utf16("\u{feff}")),
        ("UTF-16, big endian", utf16_big("")),
        ("UTF-16, big endian, with a mark", utf16_big("\u{feff}")),
        ("UTF-32", utf32("")),
        ("UTF-32 with a mark", utf32("\u{feff}")),
        ("UTF-32, big endian", utf32_big("")),
        ("UTF-32, big endian, with a mark", utf32_big("\u{feff}")),
        ("Latin-1", [b"caf\xe9 ", line().as_bytes(), b" \xfc\n"].concat()),
        ("NUL bytes", [b"\0\0\x01", line().as_bytes(), b"\0\0\n"].concat()),
        ("binary", [&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0][..], line().as_bytes(), &[0, 0xff, 0xfe]].concat()),
        ("UTF-16 in Cyrillic", encoded(&format!("{}{}\r\n", "привет\r\n".repeat(700), line()), little)),
        ("UTF-16 after ASCII", [b"plain = 1\n".repeat(800), encoded(&format!("{}\r\n", line()), little)].concat()),
        ("UTF-16 at an odd byte", [b"plain\r\n".repeat(801), encoded(&format!("{}\r\n", line()), little)].concat()),
        ("ASCII after UTF-16", [encoded("\u{feff}# settings\r\n", little), line().into_bytes()].concat()),
        ("ASCII after a mark of UTF-16", [&b"\xff\xfe"[..], line().as_bytes()].concat()),
        ("UTF-16 in a binary", [vec![0x90; 999], encoded(&fresh_key(), little), vec![0; 5000]].concat()),
        ("UTF-32 in a binary", [vec![0; 999], encoded(&fresh_key(), |c| (c as u32).to_le_bytes().to_vec())].concat()),
        ("a long line", format!("{}{}{}\n", "x ".repeat(2_500_000), line(), " y".repeat(100)).into_bytes()),
        ("the last of many lines", format!("{}{}\n", "x = 1\n".repeat(100_000), line()).into_bytes()),
        ("only the key", fresh_key().into_bytes()),
        ("escaped line breaks", format!("{{\"a\":\"x\\n{}\\ny\"}}\n", fresh_key()).into_bytes()),
        ("percent encoding", format!("https://h.test/?t%3D{}%26x\n", fresh_key()).into_bytes()),
    ];
    for (name, content) in cases {
        let sandbox = Sandbox::new();
        sandbox.stage("file.txt", content);
        let outcome = sandbox.commit();
        assert_eq!(outcome.status, Some(1), "{name}: {outcome:?}");
    }
}

#[test]
fn odd_names_are_scanned() {
    let names: [&[u8]; 14] = [
        b"with space.py",
        b"\"quoted\".py",
        b"tab\there.py",
        b"new\nline.py",
        b"-leading.py",
        b"glob*?[a].py",
        b":(glob)x.py",
        "gr\u{fc}n/\u{65e5}\u{672c}.py".as_bytes(),
        b"latin\xe9.py",
        b"\xff\xfe.py",
        b"back\\slash.py",
        b"$HOME.py",
        b"{a,b}.py",
        b"#x.py",
    ];
    for name in names {
        let sandbox = Sandbox::new();
        let path = sandbox.path().join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a writable directory");
        fs::write(path, format!("token = '{}'\n", fresh_key())).expect("a writable file");
        sandbox.git(["add", "-A"]).passes();
        sandbox.commit().blocks();
    }
}

#[test]
fn a_very_deep_path() {
    let sandbox = Sandbox::new();
    let path = format!("{}app.py", "a-directory/".repeat(120));
    sandbox.stage(&path, format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
}

#[test]
fn attributes_filters_and_settings_do_not_matter() {
    let settings: &[(&str, &str)] = &[
        ("color.ui", "always"),
        ("core.quotePath", "false"),
        ("core.autocrlf", "true"),
        ("diff.external", "true"),
        ("diff.noprefix", "true"),
        ("diff.algorithm", "histogram"),
        ("diff.renames", "copies"),
        ("diff.context", "0"),
        ("diff.x.textconv", "true"),
        ("diff.x.command", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("core.pager", "false"),
        ("core.bigFileThreshold", "1"),
        ("filter.f.clean", "cat"),
        ("filter.f.smudge", "tr a-z b"),
    ];
    for attribute in ["", "-diff", "binary", "diff=x", "-text", "filter=f", "working-tree-encoding=UTF-16LE"] {
        let sandbox = Sandbox::new();
        for (name, value) in settings {
            sandbox.git(["config", name, value]).passes();
        }
        sandbox.stage(".gitattributes", format!("*.py {attribute}\n"));
        let content = format!("token = '{}'\n", fresh_key());
        let content = if attribute.starts_with("working") {
            encoded(&content, |c| (c as u16).to_le_bytes().to_vec())
        } else {
            content.into_bytes()
        };
        sandbox.stage("app.py", content);
        let outcome = sandbox.commit();
        assert_eq!(outcome.status, Some(1), "{attribute}: {outcome:?}");
    }
}

#[test]
fn the_environment_does_not_matter() {
    let cases: &[(&str, &str)] = &[
        ("LC_ALL", "C"),
        ("GIT_PAGER", "false"),
        ("GIT_EXTERNAL_DIFF", "true"),
        ("GIT_DIFF_OPTS", "-u9"),
        ("GIT_TRACE", "1"),
        ("GIT_TRACE", "2"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("COLUMNS", "20"),
        ("TERM", "dumb"),
        ("GIT_CONFIG_PARAMETERS", "'diff.external=true'"),
    ];
    for (name, value) in cases {
        let sandbox = Sandbox::new();
        sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
        let outcome = Sandbox::run(sandbox.command("git").env(name, value).args(["commit", "-m", "x"]));
        assert_eq!(outcome.status, Some(1), "{name}={value}: {outcome:?}");
    }
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    Sandbox::run(sandbox.command(keystop_program()).env_remove("HOME")).blocks();
}

#[test]
fn a_link_to_a_key_and_a_key_in_a_name() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink(fresh_key(), sandbox.path().join("link")).expect("a link");
    sandbox.git(["add", "link"]).passes();
    sandbox.commit().blocks();

    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage(&format!("keys/{key}.txt"), "x\n");
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&key[8..]), "{blocked:?}");
}

#[test]
fn moving_and_copying_is_not_adding() {
    let sandbox = Sandbox::new();
    let lines: Vec<String> = (0..20).map(|n| format!("line {n}")).collect();
    let text = format!("{}\ntoken = '{}'\n", lines.join("\n"), fresh_key());
    sandbox.stage("a.py", &text);
    sandbox.commit_unchecked();

    sandbox.git(["mv", "a.py", "b.py"]).passes();
    sandbox.commit().passes();
    sandbox.stage("copy.py", &text);
    sandbox.commit().passes();
    sandbox.git(["mv", "b.py", "c.py"]).passes();
    sandbox.stage("c.py", format!("# moved\n{text}"));
    sandbox.commit().passes();
    sandbox.git(["mv", "c.py", "d.py"]).passes();
    sandbox.stage("d.py", format!("{text}other = '{}'\n", fresh_key()));
    assert!(sandbox.commit().blocks().stderr.contains("1 secret found"));
}

#[test]
fn a_mode_change_alone_passes() {
    let sandbox = Sandbox::new();
    sandbox.stage("a.sh", format!("TOKEN={}\n", fresh_key()));
    sandbox.commit_unchecked();
    sandbox.git(["update-index", "--chmod=+x", "a.sh"]).passes();
    sandbox.commit().passes();
}

#[test]
fn a_new_body_under_an_old_header_blocks() {
    let sandbox = Sandbox::new();
    let key = || fill("-----BEGIN RSA PRIVATE KEY-----{nl}{key:rsa}{nl}-----END RSA PRIVATE KEY-----{nl}");
    let (one, two) = (key(), key());
    sandbox.stage("id.pem", &one);
    sandbox.commit_unchecked();
    sandbox.stage("id.pem", &two);
    let blocked = sandbox.commit().blocks();
    assert!(two.lines().skip(1).filter(|l| l.len() > 40).all(|line| !blocked.stderr.contains(line)), "{blocked:?}");
}

#[test]
fn a_line_of_a_large_file_is_judged_wherever_it_stands() {
    const LINES: usize = 20_000;
    let lines: Vec<String> = (0..LINES).map(|number| format!("entry {number} of many\n")).collect();
    let old = fresh_key();
    for place in [0, 1, LINES / 2, LINES - 1, LINES] {
        let sandbox = Sandbox::new();
        let mut now = lines.clone();
        now[LINES / 3] = format!("token = '{old}'\n");
        sandbox.stage("a.txt", now.concat());
        sandbox.commit_unchecked();

        now.insert(place, "harmless\n".to_owned());
        sandbox.stage("a.txt", now.concat());
        sandbox.commit().passes();

        now[place] = format!("token = '{}'{}", fresh_key(), if place < LINES { "\n" } else { "" });
        sandbox.stage("a.txt", now.concat());
        sandbox.commit().blocks();
    }
}

#[test]
fn a_line_of_a_large_file_that_repeats_is_judged() {
    let sandbox = Sandbox::new();
    let block = |key: &str| format!("a\n{}token = '{key}'\n", "b\n".repeat(20_000));
    let key = fresh_key();
    sandbox.stage("a.txt", block(&key).repeat(2));
    sandbox.commit_unchecked();
    sandbox.stage("a.txt", block(&key).repeat(2) + &block(&fresh_key()));
    sandbox.commit().blocks();
}

#[test]
fn a_file_added_by_name_only_and_a_forced_one() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "*.env\n");
    sandbox.write("x.env", format!("TOKEN={}\n", fresh_key()));
    sandbox.git(["add", "-f", "x.env"]).passes();
    sandbox.commit().blocks();

    let sandbox = Sandbox::new();
    sandbox.write("later.py", format!("token = '{}'\n", fresh_key()));
    sandbox.git(["add", "--intent-to-add", "later.py"]).passes();
    sandbox.stage("now.py", "x = 1\n");
    sandbox.commit().passes();
    sandbox.git(["commit", "-a", "-m", "x"]).blocks();
}

#[test]
fn a_merge_finished_by_hand_is_judged_against_all_parents() {
    // The second kind is read by the `git` program.
    for format in ["--object-format=sha1", "--object-format=sha256"] {
        let sandbox = Sandbox::without_repository();
        sandbox.git(["init", "--quiet", "--initial-branch=main", format, "."]).passes();
        sandbox.keystop(["--install"]).passes();
        merge_by_hand(&sandbox);
    }
}

fn merge_by_hand(sandbox: &Sandbox) {
    sandbox.stage("a.py", "x = 1\n");
    sandbox.commit().passes();
    sandbox.git(["checkout", "--quiet", "-b", "theirs"]).passes();
    sandbox.stage("a.py", format!("x = 2\ntheirs = '{}'\n", fresh_key()));
    sandbox.stage("b.py", format!("theirs = '{}'\n", fresh_key()));
    sandbox.commit_unchecked();
    let theirs = sandbox.read("a.py");
    sandbox.git(["checkout", "--quiet", "main"]).passes();
    sandbox.stage("a.py", "x = 3\n");
    sandbox.commit().passes();
    assert_ne!(sandbox.git(["merge", "--quiet", "theirs"]).status, Some(0));

    sandbox.stage("a.py", format!("{theirs}mine = '{}'\n", fresh_key()));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("1 secret found") && blocked.stderr.contains("\na.py\n  3:"), "{blocked:?}");
    sandbox.stage("a.py", theirs);
    sandbox.commit().passes();
}

#[test]
fn thousands_of_files_with_one_key() {
    let sandbox = Sandbox::new();
    for n in 0..5000 {
        sandbox.write(&format!("d{}/f{n}.py", n % 50), format!("x = {n}\n"));
    }
    sandbox.write("d7/f4007.py", format!("token = '{}'\n", fresh_key()));
    sandbox.git(["add", "-A"]).passes();
    assert!(sandbox.commit().blocks().stderr.contains("1 secret found"));
}

#[test]
fn nobody_listening_does_not_let_a_key_through() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    for redirection in ["2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full", ">/dev/full 2>&1"] {
        let script = format!("'{}' {redirection}", keystop_program());
        let outcome = Sandbox::run(sandbox.command("sh").args(["-c", &script]));
        assert_eq!(outcome.status, Some(1), "{redirection}: {outcome:?}");
    }
    let script = format!("('{}' --format json; echo $? > status) | true", keystop_program());
    Sandbox::run(sandbox.command("sh").args(["-c", &script]));
    assert_ne!(sandbox.read("status").trim(), "0");
}
