//! Packed objects: those that Git keeps many in a file, next to an index of their names.
//!
//! Nothing that such a file says is believed before it is checked: a length, a place or a base that cannot be makes an
//! error. Sources: <https://git-scm.com/docs/gitformat-pack>, "pack-*.pack files have the following format" and "pack-*.idx
//! files".

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use flate2::bufread::ZlibDecoder;

use super::delta;
use super::loose::LooseObjects;
use super::object::{ObjectId, RawObject};
use super::open_file;
use super::pack_index::PackIndex;
use super::place::{At, damaged};

/// Where the first object of a pack begins, in bytes.
const FIRST: u64 = 12;

/// How many deltas may build on each other. Git makes 50, and 4095 if asked for more.
const LONGEST_CHAIN: usize = 4096;

/// How many bytes one deflated byte becomes at most. Source: <https://zlib.net/zlib_tech.html>, "Maximum Compression Factor".
const MOST_INFLATED: u64 = 1032;

/// Of objects that others build on, so many bytes are kept, in objects of at most so many.
const KEPT: usize = 16 * 1024 * 1024;
const LARGEST_KEPT: usize = 1024 * 1024;

/// The packs of a repository's object directories.
#[derive(Debug)]
pub(super) struct Packs {
    packs: Vec<Pack>,
}

#[derive(Debug)]
struct Pack {
    path: PathBuf,
    index: PackIndex,
    file: OnceLock<File>,
    /// Returns true if a partial clone fetched it from its remote.
    from_remote: bool,
    bases: Mutex<Bases>,
}

/// Objects that others build on, by their place in the pack.
#[derive(Debug, Default)]
struct Bases {
    objects: HashMap<u64, Arc<RawObject>>,
    bytes: usize,
}

impl Packs {
    /// The packs of all object directories that are there, for ids of so many bytes.
    pub(super) fn of(objects: &LooseObjects, id_length: usize) -> io::Result<Self> {
        let mut packs = Vec::new();
        for directory in objects.directories() {
            let files = match directory.join("pack").read_dir() {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                files => files?,
            };
            for file in files {
                let path = file?.path();
                if path.extension().is_some_and(|kind| kind == "pack") {
                    packs.push(Pack::of(path, id_length)?);
                }
            }
        }
        Ok(Self { packs })
    }

    /// Returns true if a partial clone fetched any of the packs from its remote.
    pub(super) fn are_from_remote(&self) -> bool {
        self.packs.iter().any(|pack| pack.from_remote)
    }

    /// Returns true if a pack holds the object.
    pub(super) fn hold(&self, id: &ObjectId) -> io::Result<bool> {
        any(&self.packs, |pack| Ok(pack.index.place(id)?.is_some()))
    }

    /// Returns true if a pack that a partial clone fetched from its remote holds the object.
    pub(super) fn hold_from_remote(&self, id: &ObjectId) -> io::Result<bool> {
        any(&self.packs, |pack| Ok(pack.from_remote && pack.index.place(id)?.is_some()))
    }

    /// The object, or nothing where no pack holds it.
    pub(super) fn read(&self, id: &ObjectId) -> io::Result<Option<RawObject>> {
        for pack in &self.packs {
            if let Some(place) = pack.index.place(id)? {
                return pack.object(place).map(Some);
            }
        }
        Ok(None)
    }
}

fn any(packs: &[Pack], mut holds: impl FnMut(&Pack) -> io::Result<bool>) -> io::Result<bool> {
    for pack in packs {
        if holds(pack)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a pack says that an object is.
enum Stored {
    Whole(&'static str),
    /// The changes since the object at that place.
    Delta(u64),
}

impl Pack {
    fn of(path: PathBuf, id_length: usize) -> io::Result<Self> {
        let index = PackIndex::open(&path.with_extension("idx"), id_length)?;
        let from_remote = path.with_extension("promisor").exists();
        Ok(Self { path, index, file: OnceLock::new(), from_remote, bases: Mutex::default() })
    }

    fn damaged(&self, what: &str) -> io::Error {
        damaged(&self.path, what)
    }

    fn file(&self) -> io::Result<&File> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        let file = open_file(&self.path)?;
        Ok(self.file.get_or_init(|| file))
    }

    /// The object at that place.
    fn object(&self, place: u64) -> io::Result<RawObject> {
        // The deltas on the way to an object that is whole, each with its place.
        let mut deltas = Vec::new();
        let mut at = place;
        let mut object = loop {
            if let Some(known) = self.known(at) {
                break known;
            }
            if deltas.len() > LONGEST_CHAIN {
                return Err(self.damaged("its objects build on each other without end"));
            }
            let (stored, content) = self.entry(at)?;
            match stored {
                Stored::Whole(kind) => break Arc::new(RawObject { kind: kind.as_bytes().to_vec(), content }),
                Stored::Delta(base) => {
                    deltas.push((at, content));
                    at = base;
                }
            }
        };
        while let Some((after, delta)) = deltas.pop() {
            let content = delta::apply(&object.content, &delta).ok_or_else(|| self.damaged("a delta does not fit"))?;
            let kind = object.kind.clone();
            self.keep(at, object);
            object = Arc::new(RawObject { kind, content });
            at = after;
        }
        Ok(Arc::unwrap_or_clone(object))
    }

    fn known(&self, place: u64) -> Option<Arc<RawObject>> {
        self.bases.lock().unwrap_or_else(PoisonError::into_inner).objects.get(&place).cloned()
    }

    fn keep(&self, place: u64, object: Arc<RawObject>) {
        let size = object.content.len();
        if size > LARGEST_KEPT {
            return;
        }
        let mut bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        if bases.bytes + size > KEPT {
            *bases = Bases::default();
        }
        if bases.objects.insert(place, object).is_none() {
            bases.bytes += size;
        }
    }

    /// What stands at that place: what it is, and its inflated content.
    fn entry(&self, place: u64) -> io::Result<(Stored, Vec<u8>)> {
        let file = self.file()?;
        let left = file.metadata()?.len().saturating_sub(place);
        if place < FIRST || left == 0 {
            return Err(self.damaged("an object would stand outside of it"));
        }
        let mut reader = BufReader::with_capacity(16 * 1024, At { file, place });
        let (kind, size) = self.header(&mut reader)?;
        let stored = match kind {
            1 => Stored::Whole("commit"),
            2 => Stored::Whole("tree"),
            3 => Stored::Whole("blob"),
            4 => Stored::Whole("tag"),
            6 => Stored::Delta(self.base_before(place, &mut reader)?),
            7 => Stored::Delta(self.base_by_name(&mut reader)?),
            _ => return Err(self.damaged("an object is of no known kind")),
        };
        if size > left.saturating_mul(MOST_INFLATED) {
            return Err(self.damaged("an object is larger than it can be"));
        }
        let mut content = Vec::new();
        let capacity = usize::try_from(size).map_err(io::Error::other)?;
        content.try_reserve_exact(capacity).map_err(|_| self.damaged("an object is larger than the memory"))?;
        let mut inflated = ZlibDecoder::new(reader);
        (&mut inflated).take(size).read_to_end(&mut content)?;
        // Reading on checks that the object ends here, and its checksum.
        if content.len() == capacity && inflated.read(&mut [0])? == 0 {
            Ok((stored, content))
        } else {
            Err(self.damaged("an object is shorter or longer than it says"))
        }
    }

    /// An object's kind and its inflated size: four bits of it, then seven a byte, the last ones first.
    fn header(&self, reader: &mut impl BufRead) -> io::Result<(u8, u64)> {
        let mut byte = next(reader)?;
        let kind = byte >> 4 & 7;
        let mut size = u64::from(byte & 15);
        let mut shift = 4;
        while byte & 0x80 != 0 {
            byte = next(reader)?;
            let more = u64::from(byte & 0x7f);
            if shift > 57 || more << shift >> shift != more {
                return Err(self.damaged("an object's size does not hold together"));
            }
            size |= more << shift;
            shift += 7;
        }
        Ok((kind, size))
    }

    /// The place of a base that is told by how far before the object it stands.
    fn base_before(&self, place: u64, reader: &mut impl BufRead) -> io::Result<u64> {
        let outside = || self.damaged("an object builds on one outside of it");
        let mut byte = next(reader)?;
        let mut distance = u64::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = next(reader)?;
            distance = distance.checked_add(1).and_then(|d| d.checked_mul(128)).ok_or_else(outside)?;
            distance |= u64::from(byte & 0x7f);
        }
        place.checked_sub(distance).filter(|base| *base >= FIRST && *base < place).ok_or_else(outside)
    }

    /// The place of a base that is told by its name.
    fn base_by_name(&self, reader: &mut impl BufRead) -> io::Result<u64> {
        let mut id = [0; 20];
        reader.read_exact(&mut id)?;
        let place = self.index.place(&ObjectId::from_bytes(&id))?;
        place.ok_or_else(|| self.damaged("an object builds on one that it does not hold"))
    }
}

fn next(reader: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    reader.read_exact(&mut byte)?;
    Ok(byte[0])
}
