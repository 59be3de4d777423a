//! What a partial clone left with its remote.
//!
//! Such a clone fetches objects when they are needed, into packs that are marked as coming from the remote. What is
//! in one of these, or is not here at all, the remote has, or nobody: a commit publishes nothing new with it.
//! Sources: <https://git-scm.com/docs/partial-clone>, <https://git-scm.com/docs/gitformat-pack>, "pack-*.idx files".

use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::loose::{LooseObjects, name_of};
use super::{ObjectId, open_file};

/// How many bytes of a pack's index stand before the names: what it is, and how many names begin with up to which byte.
const HEADER: usize = 8 + 256 * 4;

/// A pack, as far as its index tells.
struct Pack {
    index: PathBuf,
    from_remote: bool,
}

/// Whether the object is missing because a partial clone left it with its remote.
///
/// An error means that it cannot be told, since some of what is here cannot be read. An object that is here after
/// all, and could not be read, is damaged.
pub(super) fn is_left_with_remote(objects: &LooseObjects, id: &ObjectId) -> io::Result<bool> {
    let packs = packs(objects)?;
    if !packs.iter().any(|pack| pack.from_remote) {
        return Ok(false);
    }
    let name = name_of(id);
    for directory in objects.directories() {
        match directory.join(&name).symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(_) => return Ok(false),
        }
    }
    let mut lacking = true;
    for pack in &packs {
        lacking &= !is_listed(&pack.index, id)?;
    }
    Ok(lacking)
}

/// Whether the object came from the remote of a partial clone.
pub(super) fn came_from_remote(objects: &LooseObjects, id: &ObjectId) -> io::Result<bool> {
    for pack in packs(objects)? {
        if pack.from_remote && is_listed(&pack.index, id)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The packs of all object directories. A directory that is named and not there is an error: who knows what would be in it?
fn packs(objects: &LooseObjects) -> io::Result<Vec<Pack>> {
    let mut packs = Vec::new();
    for directory in objects.directories() {
        directory.read_dir()?;
        let files = match directory.join("pack").read_dir() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            files => files?,
        };
        for file in files {
            let path = file?.path();
            if path.extension().is_some_and(|kind| kind == "pack") {
                let from_remote = path.with_extension("promisor").exists();
                packs.push(Pack { index: path.with_extension("idx"), from_remote });
            }
        }
    }
    Ok(packs)
}

/// Whether the index of a pack lists the object.
fn is_listed(index: &Path, id: &ObjectId) -> io::Result<bool> {
    let damaged = || io::Error::new(ErrorKind::InvalidData, format!("{} is damaged", index.display()));
    let mut file = open_file(index)?;
    let size = file.metadata()?.len();
    let id = id.as_bytes();
    let mut header = [0; HEADER];
    file.read_exact(&mut header)?;
    let (is, counts) = header.split_at(8);
    let up_to = |byte: u8| {
        let count = counts[usize::from(byte) * 4..].first_chunk().copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(count))
    };
    let first = id[0].checked_sub(1).map_or(0, up_to);
    let (last, all) = (up_to(id[0]), up_to(u8::MAX));
    // Behind the names, each has a checksum and a place in the pack.
    if is != b"\xfftOc\0\0\0\x02" || first > last || last > all || HEADER as u64 + all * (id.len() as u64 + 8) > size {
        return Err(damaged());
    }
    file.seek(SeekFrom::Start(HEADER as u64 + first * id.len() as u64))?;
    let mut names = Vec::new();
    file.take((last - first) * id.len() as u64).read_to_end(&mut names)?;
    Ok(names.chunks_exact(id.len()).any(|name| name == id))
}
