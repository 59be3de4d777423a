//! Loose objects: those that Git keeps in a file each, as nearly all that a commit adds are.
//!
//! Source: <https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>, "Object Storage".

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::bufread::ZlibDecoder;

use super::object::{ObjectId, RawObject};

/// How many object directories may borrow from each other in a row, as in Git.
const MOST_ALTERNATES: usize = 5;

/// How long an object's header is at most, in bytes: its kind, its size, and a NUL.
const HEADER: usize = 32;

thread_local! {
    /// Kept from object to object: to set it up takes longer than to inflate a small one.
    static DECODER: RefCell<ZlibDecoder<Box<dyn BufRead>>> = RefCell::new(ZlibDecoder::new(Box::new(io::empty())));
}

/// The object directories of a repository.
#[derive(Debug)]
pub(super) struct LooseObjects {
    own: PathBuf,
    /// Those that it borrows from; looked up once an object is not its own.
    alternates: OnceLock<Vec<PathBuf>>,
}

impl LooseObjects {
    /// The objects in that directory, and in those that it borrows from.
    pub(super) fn at(own: PathBuf) -> Self {
        Self { own, alternates: OnceLock::new() }
    }

    /// The object directories: its own, and those that it borrows from.
    pub(super) fn directories(&self) -> impl Iterator<Item = &Path> {
        let alternates = self.alternates.get_or_init(|| alternates_of(&self.own));
        std::iter::once(self.own.as_path()).chain(alternates.iter().map(PathBuf::as_path))
    }

    /// The object, or nothing where it is not a loose one.
    pub(super) fn read(&self, id: &ObjectId) -> io::Result<Option<RawObject>> {
        let name = name_of(id);
        if let Some(file) = open(&self.own.join(&name))? {
            return inflate(file).map(Some);
        }
        for directory in self.directories().skip(1) {
            if let Some(file) = open(&directory.join(&name))? {
                return inflate(file).map(Some);
            }
        }
        Ok(None)
    }
}

/// The object's file below an object directory.
pub(super) fn name_of(id: &ObjectId) -> PathBuf {
    let hex = id.to_string();
    Path::new(&hex[..2]).join(&hex[2..])
}

/// Where a repository borrows objects from, in turn with where those do. Source:
/// <https://git-scm.com/docs/gitrepository-layout>, "objects/info/alternates".
fn alternates_of(objects: &Path) -> Vec<PathBuf> {
    let from_environment = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
    let mut all: Vec<PathBuf> = std::env::split_paths(&from_environment).collect();
    all.retain(|directory| !directory.as_os_str().is_empty());
    let mut last = vec![objects.to_owned()];
    for _ in 0..MOST_ALTERNATES {
        last = last.iter().flat_map(|directory| named_in(directory)).collect();
        all.extend_from_slice(&last);
    }
    all
}

fn named_in(objects: &Path) -> Vec<PathBuf> {
    let list = open(&objects.join("info/alternates")).ok().flatten();
    let mut lines = Vec::new();
    // What cannot be read here, libgit2 and Git cannot read, either.
    let _ = list.map(|mut list| list.read_to_end(&mut lines));
    let named = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    named.map(|line| objects.join(super::path_from_bytes(line))).collect()
}

fn open(path: &Path) -> io::Result<Option<File>> {
    match super::open_file(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

fn inflate(file: File) -> io::Result<RawObject> {
    DECODER.with_borrow_mut(|decoder| {
        decoder.reset(Box::new(BufReader::with_capacity(64 * 1024, file)));
        let object = parse(decoder);
        // Closes the file.
        decoder.reset(Box::new(io::empty()));
        object
    })
}

/// The object that these bytes are, all of them.
fn parse(inflated: &mut impl Read) -> io::Result<RawObject> {
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut header = Vec::with_capacity(HEADER);
    let mut byte = [0];
    while byte != [0] || header.is_empty() {
        inflated.read_exact(&mut byte)?;
        header.push(byte[0]);
        if header.len() > HEADER {
            return Err(damaged("the object has no header"));
        }
    }
    header.pop();
    let (kind, size) = header
        .iter()
        .position(|byte| *byte == b' ')
        .and_then(|space| {
            Some((&header[..space], std::str::from_utf8(&header[space + 1..]).ok()?.parse::<usize>().ok()?))
        })
        .ok_or_else(|| damaged("the object has no header"))?;
    let mut content = Vec::new();
    content.try_reserve_exact(size).map_err(|_| damaged("the object is larger than the memory"))?;
    inflated.take(size as u64).read_to_end(&mut content)?;
    // Reading on checks that the object ends here, and its checksum.
    if content.len() == size && inflated.read(&mut byte)? == 0 {
        Ok(RawObject { kind: kind.to_owned(), content })
    } else {
        Err(damaged("the object is shorter or longer than its header says"))
    }
}
