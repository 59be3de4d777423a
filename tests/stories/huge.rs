//! Files of hundreds of megabytes. They take time and room, so that they run only when asked for:
//! `cargo test --release --locked --test stories -- --ignored huge`

use std::fs::File;
use std::io::{BufWriter, Write as _};

use crate::support::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};

/// Above what libgit2 compares, in bytes.
const SIZE: usize = 540 << 20;

/// What keystop may take beside the file itself, in bytes.
const BESIDE: usize = 100 << 20;

const LINE: &str = "x = 1 # an ordinary line of some text with words in it\n";

/// Writes a file of that size, whose last line holds a key.
fn write_huge(sandbox: &Sandbox, encoded: impl Fn(&str) -> Vec<u8>) {
    let mut file = BufWriter::new(File::create(sandbox.path().join("huge.txt")).expect("a writable directory"));
    let lines = encoded(&LINE.repeat(10_000));
    for _ in 0..SIZE / lines.len() {
        file.write_all(&lines).expect("room for a huge file");
    }
    file.write_all(&encoded(&format!("token = '{}'\n", fresh_key()))).expect("room for a huge file");
}

/// Runs keystop with so much address space.
fn within(sandbox: &Sandbox, bytes: usize) -> Outcome {
    let script = format!("ulimit -v {}; exec '{}'", bytes / 1024, keystop_program());
    Sandbox::run(sandbox.command("sh").args(["-c", &script]))
}

#[test]
#[ignore = "takes half a gigabyte of memory and of disk"]
fn huge_files_take_their_own_size_and_little_more() {
    for threshold in ["2g", "100m"] {
        let sandbox = Sandbox::without_hook();
        // A loose object, and one that Git streams into a pack of its own.
        sandbox.git(["config", "core.bigFileThreshold", threshold]).passes();
        write_huge(&sandbox, |text| text.as_bytes().to_vec());
        sandbox.git(["add", "huge.txt"]).passes();
        within(&sandbox, SIZE + BESIDE).blocks();
    }
}

#[test]
#[ignore = "takes a gigabyte of memory and half of one of disk"]
fn huge_files_in_utf16_take_half_as_much_more() {
    let sandbox = Sandbox::without_hook();
    write_huge(&sandbox, |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    sandbox.git(["add", "huge.txt"]).passes();
    // Room is set aside for text that is not ASCII; what is used is half.
    within(&sandbox, SIZE * 2 + BESIDE).blocks();
}

#[test]
#[ignore = "takes half a gigabyte of memory and of disk"]
fn huge_files_of_a_sha256_repository() {
    let sandbox = Sandbox::without_repository();
    sandbox.git(["init", "--quiet", "--object-format=sha256", "."]).passes();
    write_huge(&sandbox, |text| text.as_bytes().to_vec());
    sandbox.git(["add", "huge.txt"]).passes();
    sandbox.keystop([]).blocks();
}
