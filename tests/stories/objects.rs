//! What is scanned is what a commit publishes: objects as their names say, whatever stands in their place, and the tree
//! that Git takes. Random damage never ends in a panic, a hang, or a pass where Git sees a key.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fastrand::Rng;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha1::{Digest as _, Sha1};

use crate::support::random::draw;
use crate::support::sandbox::{Sandbox, fresh_key};
use crate::support::situation::{Verdict, all_in};

#[test]
fn replaced_objects_hide_nothing() {
    let rows = [
        (
            "a replaced blob",
            r"key > k; git add k; git replace $(git rev-parse :k) $(echo clean | git hash-object -w --stdin); commit",
        ),
        (
            "the commit before, replaced by one that has the key",
            r"old; key > k; git add k; git replace HEAD $(git commit-tree -m z $(git write-tree)); commit",
        ),
        (
            "the tree before, replaced by one that has the key",
            r"echo 1 > a; git add a; old; key > k; git add k; git replace HEAD^{tree} $(git write-tree); commit",
        ),
    ];
    for format in ["", "--object-format=sha256", "--ref-format=reftable"] {
        all_in(format, Verdict::Blocks, &rows);
    }
}

/// An index whose cache tree is written by hand.
struct Index {
    path: PathBuf,
    /// All before the cache tree, and what follows it.
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Index {
    fn of(sandbox: &Sandbox) -> Self {
        let path = sandbox.path().join(".git/index");
        let bytes = fs::read(&path).expect("an index");
        let content = &bytes[..bytes.len() - 20];
        let at = memchr::memmem::find(content, b"TREE");
        let (before, after) = at.map_or((content, &[][..]), |at| {
            let length = u32::from_be_bytes(content[at + 4..at + 8].try_into().expect("four bytes"));
            (&content[..at], &content[at + 8 + length as usize..])
        });
        Self { before: before.to_vec(), after: after.to_vec(), path }
    }

    fn write(&self, cache_tree: &[u8]) {
        let length = u32::try_from(cache_tree.len()).expect("a short tree").to_be_bytes();
        let mut index = [&self.before[..], b"TREE", &length, cache_tree, &self.after].concat();
        let checksum = Sha1::digest(&index);
        index.extend(checksum);
        fs::write(&self.path, index).expect("a writable index");
    }
}

/// A directory of a cache tree: its name, how many entries it covers (-1: unknown), how many directories follow, its tree.
fn node(name: &str, entries: i64, children: usize, tree: &str) -> Vec<u8> {
    let id = data_encoding::HEXLOWER.decode(tree.as_bytes()).expect("an id");
    [name.as_bytes(), b"\0", format!("{entries} {children}\n").as_bytes(), &id].concat()
}

/// A repository with `d/x` committed and `new` staged; the trees (root, `d`) with a key, and those as they are.
fn with_two_trees() -> (Sandbox, [String; 2], [String; 2]) {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("d/x", "1\n");
    sandbox.commit_unchecked();
    sandbox.stage("new", "2\n");
    let trees = || {
        let root = sandbox.git(["write-tree"]).passes().stdout.trim().to_owned();
        let below = sandbox.git(["rev-parse", &format!("{root}:d")]).passes().stdout.trim().to_owned();
        [root, below]
    };
    sandbox.stage("d/key", format!("k = '{}'\n", fresh_key()));
    let with_key = trees();
    sandbox.git(["rm", "--quiet", "--cached", "d/key"]).passes();
    let clean = trees();
    (sandbox, with_key, clean)
}

#[test]
fn a_cache_tree_that_names_another_tree_is_scanned_as_git_commits_it() {
    for root_lies in [true, false] {
        let (sandbox, with_key, _) = with_two_trees();
        let root = if root_lies { node("", 2, 1, &with_key[0]) } else { node("", -1, 1, "") };
        Index::of(&sandbox).write(&[root, node("d", 1, 0, &with_key[1])].concat());
        let outcome = sandbox.keystop([]).blocks();
        assert!(outcome.stderr.contains("d/key"), "{outcome:?}");
        // And that is what Git would have committed.
        sandbox.commit_unchecked();
        sandbox.git(["cat-file", "-e", "HEAD:d/key"]).passes();
    }
}

#[test]
fn a_cache_tree_that_counts_wrongly_is_damage() {
    for count in [0, 2, 100] {
        let (sandbox, _, clean) = with_two_trees();
        Index::of(&sandbox).write(&[node("", -1, 1, ""), node("d", count, 0, &clean[1])].concat());
        sandbox.keystop([]).fails_with("cache tree");
    }
}

#[test]
fn a_cache_tree_that_git_ignores_is_ignored() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("a", "1\n");
    sandbox.commit_unchecked();
    let tree = sandbox.git(["rev-parse", "HEAD^{tree}"]).passes().stdout;
    sandbox.stage("k", format!("k = '{}'\n", fresh_key()));
    Index::of(&sandbox).write(&node("named", 2, 0, tree.trim()));
    sandbox.keystop([]).blocks();
}

/// Puts content into the place of a loose object.
fn write_loose(sandbox: &Sandbox, id: &str, kind: &str, content: &[u8]) {
    let path = sandbox.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a writable directory");
    let _ = fs::remove_file(&path);
    let mut file = ZlibEncoder::new(fs::File::create(path).expect("a new file"), Compression::fast());
    write!(file, "{kind} {}\0", content.len()).expect("a writable file");
    file.write_all(content).expect("a writable file");
    file.finish().expect("a writable file");
}

#[test]
fn a_loose_object_is_what_its_name_says_or_damage() {
    for format in ["--object-format=sha1", "--object-format=sha256"] {
        for is_packed in [false, true] {
            let sandbox = Sandbox::without_repository();
            sandbox.git(["init", "--quiet", format, "."]).passes();
            sandbox.stage("k", format!("k = '{}'\n", fresh_key()));
            sandbox.commit_unchecked();
            if is_packed {
                sandbox.git(["repack", "-adq"]).passes();
            }
            let id = sandbox.git(["rev-parse", ":k"]).passes().stdout;
            sandbox.git(["update-ref", "-d", "HEAD"]).passes();
            write_loose(&sandbox, id.trim(), "blob", b"clean\n");
            let outcome = sandbox.keystop([]);
            if is_packed {
                outcome.blocks()
            } else {
                outcome.fails_with("is damaged")
            };
        }
    }
}

/// A history of random texts, packed in every form that Git writes; each old state staged again is read from the pack.
#[test]
fn packed_objects_are_what_git_reads() {
    let forms: [&[&str]; 5] = [
        &["repack.useDeltaBaseOffset=true"],
        &["repack.useDeltaBaseOffset=false"],
        &["pack.indexVersion=1"],
        &["core.bigFileThreshold=1"],
        &["pack.compression=0", "pack.depth=4095"],
    ];
    let mut random = draw(Rng::fork);
    for settings in forms {
        let sandbox = Sandbox::without_hook();
        let mut lines: Vec<String> = (0..200).map(|n| format!("line {n} {}", random.u64(..))).collect();
        let mut states = Vec::new();
        for state in 0..30 {
            for _ in 0..random.usize(1..20) {
                let at = random.usize(..lines.len());
                lines[at] = format!("k{state} = '{}'", fresh_key());
            }
            sandbox.stage("a/b", lines.join("\n"));
            sandbox.stage(&format!("c{}", state % 3), lines[..random.usize(..lines.len())].join("\n"));
            sandbox.commit_unchecked();
            states.push(sandbox.git(["rev-parse", "HEAD"]).passes().stdout.trim().to_owned());
        }
        let settings = settings.iter().flat_map(|setting| ["-c", setting]);
        Sandbox::run(sandbox.command("git").args(settings).args(["repack", "-adfq", "--window=50"])).passes();
        for state in random.choose_multiple(&states, 6) {
            sandbox.git(["read-tree", state]).passes();
            let diff = sandbox.git(["diff", "--cached", "-U0", "--no-renames"]).passes().stdout;
            // A line that the file of HEAD has, too, is no new one: it moved, or only lost its line break.
            let mut before = String::new();
            let mut added = 0;
            for line in diff.lines() {
                if let Some(path) = line.strip_prefix("+++ b/") {
                    before = sandbox.git(["show", &format!("HEAD:{path}")]).stdout;
                } else if line.starts_with("+k") && !before.lines().any(|old| old == &line[1..]) {
                    added += 1;
                }
            }
            let report = sandbox.keystop(["--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&report.stdout).expect("JSON");
            assert_eq!(report["findings"].as_array().expect("a list").len(), added, "{diff}");
        }
    }
}

/// How many random damages are tried; `KEYSTOP_MUTATIONS` asks for more.
fn mutations() -> usize {
    std::env::var("KEYSTOP_MUTATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(90)
}

/// Changes some bytes, at random places.
fn mutate(bytes: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.choice([1, 1, 1, 2, 4, 12]).unwrap_or(1) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(..bytes.len());
        match random.u8(..6) {
            0 => bytes[at] ^= 1 << random.u8(..8),
            1 => bytes[at] = random.choice([0, 255, 127, 128, 32, 47, 10]).unwrap_or(0),
            2 => drop(bytes.drain(at..(at + random.usize(1..30)).min(bytes.len()))),
            3 => drop(bytes.splice(at..at, (0..random.usize(1..20)).map(|_| random.u8(..)).collect::<Vec<_>>())),
            4 => {
                let from = random.usize(..bytes.len());
                let length = (bytes.len() - at.max(from)).min(8);
                bytes.copy_within(from..from + length, at);
            }
            _ if random.u8(..3) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes
}

/// The damaged file, with the checksum that Git would write behind it more often than not.
fn damaged(path: &Path, bytes: &[u8], random: &mut Rng) -> Vec<u8> {
    let is_summed = path.ends_with("index") || path.extension().is_some_and(|kind| kind == "idx" || kind == "pack");
    if is_summed && random.u8(..10) < 7 {
        let mut bytes = mutate(&bytes[..bytes.len().saturating_sub(20)], random);
        let checksum = Sha1::digest(&bytes);
        bytes.extend(checksum);
        return bytes;
    }
    if path.parent().and_then(Path::file_name).is_some_and(|name| name.len() == 2) && random.bool() {
        // A loose object: what is inflated is damaged, not how it is packed.
        let mut inflated = Vec::new();
        ZlibDecoder::new(bytes).read_to_end(&mut inflated).expect("a loose object");
        let mut deflated = ZlibEncoder::new(Vec::new(), Compression::fast());
        deflated.write_all(&mutate(&inflated, random)).expect("memory");
        return deflated.finish().expect("memory");
    }
    mutate(bytes, random)
}

/// All files of a repository whose damage may mislead: index, objects, references.
fn files_of(git: &Path) -> Vec<PathBuf> {
    let mut open = vec![git.to_owned()];
    let mut files = Vec::new();
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                open.push(entry);
            } else {
                files.push(entry);
            }
        }
    }
    files.retain(|path| {
        let name = path.strip_prefix(git).expect("below it").to_string_lossy().into_owned();
        ["objects/", "refs/", "sharedindex"].iter().any(|part| name.starts_with(part))
            || name == "index"
            || name == "HEAD"
    });
    files.sort();
    files
}

/// Random damage to an index (whole, split, of each version), packs, loose objects and references: keystop ends in time,
/// with a verdict, and passes only what `git write-tree` would make of the index without the key.
#[test]
fn random_damage_ends_in_a_verdict() {
    let mut random = draw(Rng::fork);
    for (setting, version) in
        [("core.splitIndex=false", "2"), ("core.splitIndex=false", "4"), ("core.splitIndex=true", "3")]
    {
        let sandbox = Sandbox::without_hook();
        sandbox.git(["config", "index.version", version]).passes();
        sandbox.git(["config", "core.splitIndex", setting.split('=').nth(1).unwrap_or_default()]).passes();
        for n in 0..12 {
            sandbox.stage(&format!("d{}/f{n}", n % 3), "line\n".repeat(n) + &n.to_string());
        }
        sandbox.commit_unchecked();
        sandbox.stage("d1/f1", "changed\n");
        sandbox.commit_unchecked();
        sandbox.git(["repack", "-adq"]).passes();
        let key = fresh_key();
        sandbox.stage("d2/key", format!("k = '{key}'\n"));
        sandbox.stage("d1/f4", "changed\n");
        // As during a commit: the cache tree knows all.
        sandbox.git(["write-tree"]).passes();
        let blob = sandbox.git(["rev-parse", ":d2/key"]).passes().stdout;
        let git = sandbox.path().join(".git");
        let files = files_of(&git);
        let index = git.join("index");
        for _ in 0..mutations() / 3 {
            let path = if random.u8(..3) == 0 { &index } else { random.choice(&files).expect("files") };
            let before = fs::read(path).expect("a readable file");
            let after = damaged(path, &before, &mut random);
            replace(path, &after);
            let started = Instant::now();
            let outcome = sandbox.keystop([]);
            let what = || format!("{}: {outcome:?}\n{}", path.display(), data_encoding::HEXLOWER.encode(&after));
            assert!(matches!(outcome.status, Some(0..=2)), "{}", what());
            assert!(!outcome.stderr.contains("defect in keystop"), "{}", what());
            assert!(started.elapsed() < Duration::from_secs(60), "{}", what());
            assert!(!outcome.stderr.contains(&key), "{}", what());
            if outcome.status == Some(0) {
                assert!(!would_commit(&sandbox, blob.trim()), "passes what Git commits: {}", what());
            }
            replace(path, &before);
        }
    }
}

/// Writes a file anew: Git protects its own from being written.
fn replace(path: &Path, content: &[u8]) {
    fs::remove_file(path).expect("a file");
    fs::write(path, content).expect("a writable directory");
}

/// Returns true if a commit of the index as it stands would hold that blob; nothing is written into the repository.
fn would_commit(sandbox: &Sandbox, blob: &str) -> bool {
    let copy = sandbox.beside("index");
    let index = sandbox.path().join(".git/index");
    if fs::copy(index, &copy).is_err() {
        return false;
    }
    let objects = sandbox.beside("objects");
    fs::create_dir_all(&objects).expect("a directory");
    let git = |command: &mut Command| {
        command
            .env("GIT_INDEX_FILE", &copy)
            .env("GIT_OBJECT_DIRECTORY", &objects)
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", sandbox.path().join(".git/objects"));
        Sandbox::run(command)
    };
    let tree = git(sandbox.command("git").args(["write-tree", "--missing-ok"]));
    tree.status == Some(0)
        && git(sandbox.command("git").args(["ls-tree", "-r", tree.stdout.trim()])).stdout.contains(blob)
}
