//! What it takes to find out what is staged, in repositories with a thousand to a million files, one of them changed.
//!
//! `cargo bench --bench index` makes the repositories with `git`, in a temporary directory, and takes some minutes.

#![allow(missing_docs)] // `criterion_group!` makes functions without any.
#![allow(clippy::expect_used)] // A benchmark that cannot be set up has nothing to say.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use keystop::source::{Changeset, Reader};

/// Runs Git in that directory with that input, and gives back what it says.
fn git(directory: &Path, arguments: &[&str], input: &str) -> String {
    let person = ["-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "gc.auto=0"];
    let mut running = Command::new("git")
        .args(person)
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git");
    running.stdin.take().expect("its input").write_all(input.as_bytes()).expect("git reads it all");
    let done = running.wait_with_output().expect("git ends");
    assert!(done.status.success(), "git {arguments:?}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// Commits that many files, in directories of fifty, and changes one of them.
fn fill(directory: &Path, files: usize) {
    git(directory, &["init", "--quiet"], "");
    let [old, new] = ["x = 1\n", "x = 2\n"].map(|text| git(directory, &["hash-object", "-w", "--stdin"], text));
    let mut entries = String::new();
    for n in 0..files {
        let (top, below) = (n / 1000, n / 50 % 20);
        writeln!(entries, "100644 {old}\td{top:04}/e{below:02}/file_{n}.py").expect("writing to a string");
    }
    git(directory, &["update-index", "--index-info"], &entries);
    git(directory, &["commit", "--quiet", "--message", "before"], "");
    git(directory, &["update-index", "--cacheinfo", &format!("100644,{new},d0000/e01/file_77.py")], "");
}

fn changed_files() -> usize {
    let (repository, parents) = Reader::open_for_commit().expect("a repository");
    Changeset::staged(&repository, &parents).expect("an index").changed().len()
}

fn finding_what_is_staged(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("index");
    group.sample_size(10);
    for files in [1_000, 10_000, 100_000, 1_000_000] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        fill(directory.path(), files);
        std::env::set_current_dir(directory.path()).expect("the repository");
        assert_eq!(changed_files(), 1);
        group.bench_function(BenchmarkId::from_parameter(files), |bencher| bencher.iter(changed_files));
        std::env::set_current_dir("/").expect("a place that stays");
    }
    group.finish();
}

criterion_group!(benches, finding_what_is_staged);
criterion_main!(benches);
