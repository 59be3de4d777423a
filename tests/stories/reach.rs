//! What a line means in its file does not depend on the file's size, nor on how far above stands what tells of it; and no
//! text takes longer than in proportion to its size.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use keystop::scan::{Input, Scanner, Sensitivity};

use crate::support::random::below;
use crate::support::sandbox::{Sandbox, fresh_key};
use crate::support::template::fill;

/// A file with so many lines, of which the one of that number holds the secret, if there is one.
type File = fn(lines: usize, secret: Option<(usize, &str)>) -> String;

/// A password as people choose it.
const PASSWORD: &str = "{mixed:12}!v{mixed:12}";

/// Lines of a file, one of which is told apart.
fn lines(count: usize, secret: Option<(usize, &str)>, plain: fn(usize) -> String, told: fn(&str) -> String) -> String {
    let line = |number: usize| match secret {
        Some((at, secret)) if at == number => told(secret),
        _ => plain(number),
    };
    (0..count).map(line).collect()
}

fn table(count: usize, secret: Option<(usize, &str)>) -> String {
    let rows = lines(count, secret, |n| format!("user{n},,Town{n}\n"), |secret| format!("bob,{secret},Rome\n"));
    format!("user,password,city\n{rows}")
}

fn marked_table(count: usize, secret: Option<(usize, &str)>) -> String {
    let rows = lines(count, secret, |n| format!("| user{n} | |\n"), |secret| format!("| bob | {secret} |\n"));
    format!("| user | password |\n|---|---|\n{rows}")
}

fn list(count: usize, secret: Option<(usize, &str)>) -> String {
    let items = lines(count, secret, |n| format!("  \"item {n} of it\",\n"), |secret| format!("  \"{secret}\",\n"));
    format!("{{\n \"api_tokens\": [\n{items}  \"last\"\n ]\n}}\n")
}

fn map(count: usize, secret: Option<(usize, &str)>) -> String {
    let entries = lines(count, secret, |n| format!("  name{n}: plain words\n"), |secret| format!("  zeta: {secret}\n"));
    format!("secrets:\n{entries}")
}

fn inserted(count: usize, secret: Option<(usize, &str)>) -> String {
    let rows = lines(count, secret, |n| format!("('user{n}', ''),\n"), |secret| format!("('bob', '{secret}'),\n"));
    format!("INSERT INTO users (name, password) VALUES\n{rows}('last', '');\n")
}

/// The characters of a text as numbers, one a line; the secret among words.
fn numbers(count: usize, secret: Option<(usize, &str)>) -> String {
    let text = lines(
        count / 8,
        secret.map(|(at, secret)| (at / 8, secret)),
        |_| "words ".to_owned(),
        |key| format!(" {key} "),
    );
    let mut list = "char text[] = {\n".to_owned();
    for byte in text.bytes() {
        let _ = writeln!(list, "{byte},");
    }
    list + "32\n};\n"
}

/// A text in base64, wrapped at a width that divides nothing evenly.
fn wrapped(count: usize, secret: Option<(usize, &str)>) -> String {
    let text = lines(count, secret, |n| format!("some words, {}\n", n % 10), |key| format!("some words {key}\n"));
    let encoded = data_encoding::BASE64.encode(text.as_bytes());
    let mut lines = String::new();
    for line in encoded.as_bytes().chunks(75) {
        let _ = writeln!(lines, "{}", String::from_utf8_lossy(line));
    }
    lines
}

#[test]
fn a_line_means_the_same_in_a_file_of_any_size() {
    let files: [(&str, File, &str); 7] = [
        ("users.csv", table, PASSWORD),
        ("users.md", marked_table, PASSWORD),
        ("list.json", list, "{hex:40}"),
        ("map.yaml", map, PASSWORD),
        ("users.sql", inserted, PASSWORD),
        ("text.c", numbers, ""),
        ("text.txt", wrapped, ""),
    ];
    for (name, file, secret) in files {
        let secret = if secret.is_empty() { fresh_key() } else { fill(secret) };
        for count in [40, 8000] {
            let sandbox = Sandbox::without_hook();
            sandbox.stage(name, file(count, None));
            sandbox.commit_unchecked();
            let at = below(count / 4) + count / 2;
            let text = file(count, Some((at, &secret)));
            sandbox.stage(name, &text);
            let outcome = sandbox.keystop([]);
            assert_eq!(outcome.status, Some(1), "{name}: line {at} of {count}: {outcome:?}");
        }
    }
}

fn found(path: &str, text: &str) -> usize {
    let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
    Scanner::new().scan(&input).len()
}

#[test]
fn each_item_of_a_list_counts() {
    for count in [2, 10, 300] {
        let keys: Vec<String> = (0..count).map(|_| format!("\"{}\"", fill("{base62:24}"))).collect();
        for text in
            [format!("{{\"tokens\": [{}]}}", keys.join(", ")), format!("{{\"api_keys\": [\n{}\n]}}", keys.join(",\n"))]
        {
            // The model takes one in some hundred random values for a word.
            assert!(found("a.json", &text) >= count - count / 50, "{count}");
        }
    }
}

#[test]
fn a_wide_head_of_a_table_is_read() {
    for columns in [5, 100, 400] {
        let heads = (0..columns).fold(String::new(), |heads, n| heads + &format!("column{n},"));
        let text = format!("{heads}password\n{}{}\n", "x,".repeat(columns), fill(PASSWORD));
        assert_eq!(found("a.csv", &text), 1, "{columns}");
    }
}

/// Texts that repeat beginnings: each was slow once, and most grew with the square of their length.
#[test]
fn no_text_takes_long_or_is_passed_over_in_silence() {
    let repeated = [
        "eyJ",
        "eyJhbGciOi.",
        "eyJ-",
        "Authorization: Bearer ",
        "x-api-key: ",
        "authorization: ",
        "key=token=secret=password=",
        "AccountKey=",
        "-----BEGIN RSA PRIVATE KEY----- ",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n",
        "tokens: [\n",
        "{\"secrets\":",
        "{\"token\":[",
        "password,",
        "INSERT INTO u (name,password) VALUES ",
        "secrets:\n ",
        "curl -u a:b -H \"Authorization: Bearer ",
        "<password>",
        "tokens:\n- a\n",
    ];
    for part in repeated {
        let text = part.repeat(400_000 / part.len());
        for path in ["a.csv", "a.yaml", "a.js"] {
            let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
            let start = Instant::now();
            let scan = Scanner::new().scan_part(&input, 0..text.len());
            assert!(start.elapsed() < Duration::from_secs(20), "{part:?} in {path}: {:?}", start.elapsed());
            assert!(scan.is_complete || scan.gap().is_some());
        }
    }
}

#[test]
fn what_was_not_scanned_to_the_end_is_told() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("a", "-----BEGIN RSA PRIVATE KEY----- ".repeat(40_000));
    sandbox.keystop([]).fails_with("only a part was scanned");
    sandbox.keystop(["scan", "a"]).fails_with("only a part was scanned");
}

#[test]
fn secrets_by_the_thousand_are_bounded_and_told() {
    /// As `docs/what-is-scanned.md` says.
    const MOST: usize = 10_000;
    let list = fill(&"\"{mixed:28}\",\n".repeat(MOST + 10));
    let text = format!("{{\"api_tokens\": [\n{list}\"\"]}}");
    let input = Input { path: b"a.json", text: text.as_bytes(), sensitivity: Sensitivity::Careful };
    let scan = Scanner::new().scan_part(&input, 0..text.len());
    assert!(scan.hits.len() > MOST / 2 && scan.hits.len() <= MOST, "{}", scan.hits.len());
    assert!(scan.gap().is_some(), "the rest is told of");
}

#[test]
fn an_own_pattern_that_takes_too_long_is_named() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage(
        ".keystop.toml",
        "[[rule]]\nid = 'slow-key'\ntitle = 'T'\nkeywords = ['aaa']\npattern = '(?s)aaa.*zzz|aaa'\nrevoke = 'https://localhost'\n",
    );
    sandbox.stage("a", "aaa ".repeat(500_000));
    sandbox.keystop([]).fails_with("slow-key");
}
