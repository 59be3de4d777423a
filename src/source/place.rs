//! Reading a file from a place on, and what is wrong with it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

pub(super) fn damaged(path: &Path, what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{} is damaged: {what}", path.display()))
}

/// Reads a file from a place on, whoever else reads it.
pub(super) struct At<'f> {
    pub(super) file: &'f File,
    /// Where the next byte is read, in bytes from the beginning.
    pub(super) place: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = read_at(self.file, buffer, self.place)?;
        self.place += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, place)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, place)
}
