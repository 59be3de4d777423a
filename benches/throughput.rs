//! How fast text is scanned, in bytes per second of one core, and what setting up costs.
//!
//! `cargo bench --bench throughput`. The yardstick in the same run is an `AhoCorasick` over the same keywords, which
//! finds where the rules would have to be tried and does no more.

#![allow(missing_docs)] // `criterion_group!` makes functions without any.

use std::fs;
use std::hint::black_box;

use aho_corasick::AhoCorasick;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use data_encoding::BASE64;
use keystop::policy::Document;
use keystop::scan::{Input, Scanner, Sensitivity};
use keystop::{rules, source};

/// Texts of about a megabyte each, clean of keys.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    const SIZE: usize = 1 << 20;
    let mut generator = fastrand::Rng::with_seed(1);
    let random: Vec<u8> = (0..SIZE / 4 * 3).map(|_| generator.u8(..)).collect();
    let source = ["src/scan/engine.rs", "src/source/index/entries.rs", "src/source/changeset.rs", "src/install/mod.rs"];
    let source: String = source.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    let words = "api_key = settings.get('token', secret_name)  # the password's key, not a credential\n";
    let minified = "function a(b,c){var d=b.key||{},e=d.token;return c?(d[e]=c(e),d):new f(d,{auth:!0,g:e})}";
    let json = "{\"id\": 4711, \"name\": \"a name\", \"tokens\": [1, 2, 3], \"public_key\": null, \"url\": \"https://localhost/a/b?c=d\"},\n";
    let log = "2026-01-01T00:00:00Z INFO  request id=81f3 path=/v1/users status=200 took=12ms\n";
    let filled = |text: &str| text.repeat(SIZE / text.len().max(1) + 1).into_bytes();
    vec![
        ("source", filled(&source)),
        ("lock file", filled(&lock)),
        ("words such as key and token", filled(words)),
        ("minified JavaScript", filled(minified)),
        ("JSON", filled(json)),
        ("log", filled(log)),
        ("base64", BASE64.encode(&random).into_bytes()),
        ("binary", random),
    ]
}

fn scanning(criterion: &mut Criterion) {
    let keywords: Vec<&str> = rules::builtin().iter().flat_map(rules::Rule::keywords).collect();
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&keywords);
    let scanner = Scanner::new();
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(20);
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (looks_for, sensitivity) in [("keystop", Sensitivity::default()), ("keys alone", Sensitivity::KeysOnly)] {
            group.bench_with_input(BenchmarkId::new(looks_for, name), &text, |bencher, text| {
                bencher.iter(|| black_box(scanner.scan(&Input { path: b"", text: black_box(text), sensitivity })));
            });
        }
        if let Ok(automaton) = &automaton {
            group.bench_with_input(BenchmarkId::new("keywords by aho-corasick", name), &text, |bencher, text| {
                bencher.iter(|| automaton.find_overlapping_iter(black_box(text)).count());
            });
        }
    }
    group.finish();
}

/// Texts of about a megabyte that ask for as much work as a text can: beginnings of keys and values, and secrets by the
/// thousand. Made to be slow, they show the least that any text is scanned at.
fn worst_texts() -> Vec<(&'static str, String)> {
    const SIZE: usize = 1 << 20;
    let mut generator = fastrand::Rng::with_seed(1);
    let mut password = || -> String { (0..14).map(|_| generator.alphanumeric()).collect() };
    let mut rows = |row: fn(usize, &str) -> String| -> String {
        (0..SIZE / 24).fold(String::new(), |text, number| text + &row(number, &password()))
    };
    let filled = |text: &str| text.repeat(SIZE / text.len());
    let columns = rows(|number, password| format!("u{number},{password}\n"));
    let values = rows(|_, password| format!("('a','{password}'),"));
    let list = rows(|_, password| format!("\"{password}{password}\","));
    vec![
        ("names glued together", filled("key=token=secret=password=")),
        ("names and quotes", filled("key=\"a\"+")),
        ("headers", filled("Authorization: Bearer ")),
        ("words of a phrase", filled("mnemonic seed phrase abandon ")),
        ("beginnings of tokens", filled("eyJ")),
        ("table of passwords", format!("user,password\n{columns}")),
        ("INSERT of passwords", format!("INSERT INTO u (name, password) VALUES {values}")),
        ("list of tokens", format!("{{\"tokens\": [{list}\"\"]}}")),
    ]
}

fn scanning_the_worst(criterion: &mut Criterion) {
    let scanner = Scanner::new();
    let mut group = criterion.benchmark_group("scan of the worst");
    group.sample_size(10);
    for (name, text) in worst_texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |bencher, text| {
            let input = Input { path: b"", text: black_box(text.as_bytes()), sensitivity: Sensitivity::default() };
            bencher.iter(|| scanner.scan(&input).len());
        });
    }
    group.finish();
}

fn setting_up(criterion: &mut Criterion) {
    let keywords: Vec<&str> = rules::builtin().iter().flat_map(rules::Rule::keywords).collect();
    let mut group = criterion.benchmark_group("set up");
    group.sample_size(20);
    group.bench_function("keystop", |bencher| bencher.iter(Scanner::new));
    group.bench_function("keywords by aho-corasick", |bencher| {
        bencher.iter(|| AhoCorasick::builder().ascii_case_insensitive(true).build(black_box(&keywords)));
    });
    group.finish();
}

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    group.sample_size(20);
    let wide: Vec<u8> = texts()[0].1.iter().flat_map(|byte| [*byte, 0]).collect();
    for (name, text) in [("UTF-8", &texts()[0].1), ("UTF-16", &wide)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), text, |bencher, text| {
            bencher.iter(|| source::text_of(black_box(text)).len());
        });
    }
    group.finish();
}

fn reading_the_policy(criterion: &mut Criterion) {
    let id = rules::builtin()[0].id();
    let entry =
        |n: u64| format!("[[allow]]\nfingerprint = \"{id}:{n:016x}\"\npath = \"tests/**\"\nreason = \"made up\"\n\n");
    let allowed: String = (0..100).map(entry).collect();
    for (name, text) in [("100 entries", allowed), ("100 own rules", own_rules(100))] {
        criterion.bench_function(&format!("policy of {name}"), |bencher| {
            bencher.iter(|| black_box(&text).parse::<Document>().and_then(|policy| policy.check()).is_ok());
        });
    }
}

/// A policy with that many rules.
fn own_rules(number: usize) -> String {
    let rule = |n| {
        format!(
            "[[rule]]\nid = \"own-{n}\"\ntitle = \"a key\"\nkeywords = [\"k{n:04}_live_\"]\npattern = 'k{n:04}_live_[0-9A-Za-z]{{32}}'\n\
             revoke = \"https://localhost/\"\n\n"
        )
    };
    (0..number).map(rule).collect()
}

/// Own rules make the scan no slower the more they are.
fn scanning_with_own_rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan with own rules");
    group.sample_size(20);
    let text = &texts()[0].1;
    group.throughput(Throughput::Bytes(text.len() as u64));
    for number in [0, 60, 600] {
        let Ok(mut policy) = own_rules(number).parse::<Document>() else { continue };
        let scanner = Scanner::with(policy.take_rules());
        group.bench_function(BenchmarkId::from_parameter(number), |bencher| {
            let sensitivity = Sensitivity::default();
            bencher.iter(|| scanner.scan(&Input { path: b"", text: black_box(text), sensitivity }).len());
        });
    }
    group.finish();
}

criterion_group!(
    benches,
    scanning,
    scanning_the_worst,
    scanning_with_own_rules,
    setting_up,
    decoding,
    reading_the_policy
);
criterion_main!(benches);
