//! Fills the corpora that fuzzing starts from: `cargo run --manifest-path fuzz/Cargo.toml --bin seeds`.
//!
//! They are made anew each time, so that no key-like text stands in the repository: the rules' samples with random
//! values, their keywords as a dictionary, texts in several encodings, policies, indexes in each format, and files that hold objects.

use std::fs;
use std::path::Path;
use std::process::Command;

use keystop_rules::spec::{RuleFile, RuleSpec};
use keystop_samples::template;

mod object_files;

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = |target: &str| {
        let folder = fuzz.join("corpus").join(target);
        fs::create_dir_all(&folder).expect("a writable directory");
        move |name: &str, content: &[u8]| fs::write(folder.join(name), content).expect("a writable directory")
    };
    let rules = rules(&fuzz.join("../src/rules/builtin"));
    scan(&rules, corpus("scan"));
    decode(corpus("decode"));
    scan(&rules, corpus("cost"));
    policy(&rules, corpus("policy"));
    index(fuzz, corpus("index"));
    objects(fuzz, corpus("objects"));

    let keywords = rules.iter().flat_map(|rule| rule.keywords.iter().chain(&rule.context));
    let quoted = |word: &String| {
        let escaped: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        format!("\"{escaped}\"\n")
    };
    fs::write(fuzz.join("keywords.dict"), keywords.map(quoted).collect::<String>()).expect("a writable directory");
}

fn rules(folder: &Path) -> Vec<RuleSpec> {
    let files =
        fs::read_dir(folder).expect("the folder of rules").map(|entry| entry.expect("a readable folder").path());
    let parse = |path| toml::from_str::<RuleFile>(&fs::read_to_string(path).expect("a readable file")).expect("rules");
    files.flat_map(|path| parse(path).rules()).collect()
}

fn scan(rules: &[RuleSpec], write: impl Fn(&str, &[u8])) {
    for rule in rules {
        for (number, sample) in rule.samples.iter().chain(&rule.counter_samples).enumerate() {
            let text = format!("\u{1}src/app.py\n{}\n", template::fill(sample));
            write(&format!("{}-{number}", rule.id), text.as_bytes());
        }
    }
}

fn decode(write: impl Fn(&str, &[u8])) {
    let text = "# settings: grün, 日本\r\npassword = hidden in some long line\r\n";
    for mark in ["", "\u{feff}"] {
        let marked = format!("{mark}{text}");
        let ways: [(&str, Vec<u8>); 5] = [
            ("utf8", marked.clone().into_bytes()),
            ("utf16le", marked.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("utf16be", marked.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ("utf32le", marked.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
            ("utf32be", marked.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
        ];
        for (number, (name, bytes)) in ways.into_iter().enumerate() {
            let chosen = [&[u8::try_from(number).expect("a few ways")][..], &bytes].concat();
            let name = format!("{name}{}", mark.len());
            write(&name, &bytes);
            write(&format!("{name}-chosen"), &chosen);
            write(&format!("{name}-after-ascii"), &[b"plain = 1\n".as_slice(), &bytes].concat());
        }
    }
}

fn policy(rules: &[RuleSpec], write: impl Fn(&str, &[u8])) {
    write("empty", b"# nothing\n");
    write("rule", b"[[rule]]\nid = \"acme-api-key\"\ntitle = \"ACME API key\"\nkeywords = [\"acme_\"]\npattern = 'acme_[0-9a-z]{32}'\nrevoke = \"https://localhost/\"\nproofs = [\"digit\"]\n");
    for (number, rule) in rules.iter().take(3).enumerate() {
        let entry = format!(
            "[[allow]]\nfingerprint = \"{}:0123456789abcdef\"\npath = \"src/**/{{a,b}}*.[ch]\"\nreason = 'made up'\n",
            rule.id
        );
        write(&format!("entries{number}"), entry.repeat(number + 1).as_bytes());
    }
}

fn index(fuzz: &Path, write: impl Fn(&str, &[u8])) {
    let repository = tempfile::tempdir().expect("a temporary directory");
    let run = |script: &str| {
        let done = Command::new("sh").args(["-ec", script]).current_dir(repository.path()).status().expect("a shell");
        assert!(done.success(), "{script}");
        fs::read(repository.path().join(".git/index")).expect("an index")
    };
    write("v2", &run(&fs::read_to_string(fuzz.join("repository.sh")).expect("a script")));
    write("v3", &run("git add --intent-to-add . ; echo x > later; git add --intent-to-add later"));
    write("v4", &run("git update-index --index-version 4"));
    write("tree", &run("git write-tree > /dev/null"));
    write("untracked", &run("git update-index --untracked-cache; git status > /dev/null"));
    write("sparse", &run("git reset --quiet --hard; git sparse-checkout set --cone --sparse-index dir/deep"));
    write("split", &run("git sparse-checkout disable; git update-index --split-index"));
}

/// Each file of the repository that objects are read from, behind its number in `fuzz_targets/objects.rs`.
fn objects(fuzz: &Path, write: impl Fn(&str, &[u8])) {
    let repository = tempfile::tempdir().expect("a temporary directory");
    let script = fs::read_to_string(fuzz.join("repository.sh")).expect("a script") + "git repack --quiet -ad\n";
    let done = Command::new("sh").args(["-ec", &script]).current_dir(repository.path()).status().expect("a shell");
    assert!(done.success(), "the repository is there");
    for (number, file) in object_files::of(repository.path()).iter().enumerate() {
        let number = u8::try_from(number).expect("a few files");
        let content = fs::read(file).expect("a readable file");
        write(&format!("file{number}"), &[&[number], &content[..]].concat());
    }
}
