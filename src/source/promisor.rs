//! What a partial clone left with its remote.
//!
//! Such a clone fetches objects when they are needed, into packs that are marked as coming from the remote. What is
//! in one of these, or is not here at all, the remote has, or nobody: a commit publishes nothing new with it.
//! Source: <https://git-scm.com/docs/partial-clone>

use std::io::{self, ErrorKind};

use super::ObjectId;
use super::loose::{LooseObjects, name_of};
use super::packs::Packs;

/// Returns true if the object is missing because a partial clone left it with its remote.
///
/// An error means that it cannot be told, since some of what is here cannot be read. An object that is here after
/// all, and could not be read, is damaged.
pub(super) fn is_left_with_remote(objects: &LooseObjects, packs: &Packs, id: &ObjectId) -> io::Result<bool> {
    if !packs.are_from_remote() {
        return Ok(false);
    }
    let name = name_of(id);
    for directory in objects.directories() {
        // One that is named and not there: who knows what would be in it?
        directory.read_dir()?;
        match directory.join(&name).symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(_) => return Ok(false),
        }
    }
    Ok(!packs.hold(id)?)
}
