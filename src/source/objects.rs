//! The objects of a repository, loose and packed, each checked against its name.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::loose::LooseObjects;
use super::object::RawObject;
use super::packs::Packs;
use super::{NotAFile, ObjectId, SourceError, promisor};

/// The object directories of a repository.
#[derive(Debug)]
pub(super) struct Objects {
    loose: LooseObjects,
    /// Opened once an object is not a loose one: most commits need none.
    packs: OnceLock<Packs>,
}

impl Objects {
    /// The objects of the repository with that directory.
    pub(super) fn of(repository: &Path) -> Self {
        let directory = std::env::var_os("GIT_OBJECT_DIRECTORY");
        Self::at(directory.map_or_else(|| repository.join("objects"), PathBuf::from))
    }

    /// The objects in that directory, and in those that it borrows from.
    pub(super) fn at(directory: PathBuf) -> Self {
        Self { loose: LooseObjects::at(directory), packs: OnceLock::new() }
    }

    /// The content of the object of that kind (`blob`, `tree`, `commit`).
    ///
    /// Git takes what stands in its files for what it is named. What it sends, it hashes, so whoever fetches gets only what
    /// has its name's hash: that content is returned, from whichever place holds it, or else an error.
    pub(super) fn read(&self, kind: &'static str, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        let check = |object: RawObject| match object {
            RawObject { kind: found, .. } if found != kind.as_bytes() => {
                Err(unreadable(kind, id, "it is an object of another kind"))
            }
            RawObject { content, .. } if id.is_of(kind, &content) => Ok(content),
            _ => Err(SourceError::Mismatch { what: kind, id: *id }),
        };
        let failed = |cause: io::Error| match cause {
            cause if NotAFile::is_cause_of(&cause) => SourceError::NotAFile { what: kind, id: *id },
            cause => unreadable(kind, id, &cause.to_string()),
        };
        let first = match self.loose.read(id).map_err(failed) {
            Ok(None) => None,
            Ok(Some(object)) => match check(object) {
                Ok(content) => return Ok(content),
                Err(error) => Some(error),
            },
            Err(error) => Some(error),
        };
        match self.packs(id).and_then(|packs| packs.read(id)).map_err(failed) {
            Ok(Some(object)) => check(object),
            Ok(None) => Err(first.unwrap_or_else(|| self.missing(kind, id))),
            Err(error) => Err(error),
        }
    }

    /// Returns true if the object came from the remote of a partial clone, which therefore has it.
    pub(super) fn came_from_remote(&self, id: &ObjectId) -> bool {
        self.packs(id).and_then(|packs| packs.hold_from_remote(id)).unwrap_or(false)
    }

    /// Returns true if the object is missing because a partial clone left it with its remote; an error where that cannot be
    /// told.
    pub(super) fn is_left_with_remote(&self, id: &ObjectId) -> io::Result<bool> {
        promisor::is_left_with_remote(&self.loose, self.packs(id)?, id)
    }

    /// Why an object is in no place.
    fn missing(&self, kind: &'static str, id: &ObjectId) -> SourceError {
        match self.is_left_with_remote(id) {
            Ok(true) => SourceError::OnRemote(*id),
            Ok(false) => unreadable(kind, id, "it is in none of the object directories"),
            Err(cause) => unreadable(kind, id, &cause.to_string()),
        }
    }

    fn packs(&self, id: &ObjectId) -> io::Result<&Packs> {
        if let Some(packs) = self.packs.get() {
            return Ok(packs);
        }
        let packs = Packs::of(&self.loose, id.as_bytes().len())?;
        Ok(self.packs.get_or_init(|| packs))
    }
}

fn unreadable(kind: &'static str, id: &ObjectId, cause: &str) -> SourceError {
    SourceError::Object { what: kind, id: *id, cause: cause.to_owned() }
}
