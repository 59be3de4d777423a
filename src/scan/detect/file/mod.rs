//! Files that are secrets as a whole: key stores, wallets, password databases and their exports, state with secrets
//! in it.
//!
//! Judged by content; by name only where the content has no form of its own. What has the form and holds no secret (a
//! store of certificates, an empty table) is none.

mod json;
mod stores;
mod tables;

use crate::rules::Whole;
use crate::scan::hit::Input;

/// What kind of secret the whole file is.
pub(in crate::scan) fn whole(input: &Input<'_>) -> Option<Whole> {
    let Input { path, text, .. } = *input;
    let file = File { name: path.rsplit(|byte| *byte == b'/').next().unwrap_or_default(), path, text };
    // The first byte of an ordinary text rules out nearly all of them.
    match *text.first()? {
        b'{' => json::kind(&file),
        b'<' => tables::markup(&file),
        byte if is_magic(byte) => stores::kind(&file),
        _ => None,
    }
    .or_else(|| tables::kind(&file))
}

/// Whether a key store can begin with this byte; text seldom does.
fn is_magic(byte: u8) -> bool {
    !(b' '..0x7f).contains(&byte) || stores::PRINTABLE_MAGIC.contains(&byte)
}

/// What kind of key store or the like a text without a name is, such as one that another text holds in base64.
pub(in crate::scan) fn nameless(text: &[u8]) -> Option<Whole> {
    text.first().filter(|byte| is_magic(**byte)).and_then(|_| stores::kind(&File { name: b"", path: b"", text }))
}

/// A file to be judged.
struct File<'a> {
    /// The last part of its path.
    name: &'a [u8],
    path: &'a [u8],
    text: &'a [u8],
}

impl File<'_> {
    /// Whether its name ends so, in any case.
    fn is_called(&self, end: &str) -> bool {
        let start = self.name.len().checked_sub(end.len());
        start.is_some_and(|start| self.name[start..].eq_ignore_ascii_case(end.as_bytes()))
    }

    /// So much of its beginning, in bytes.
    fn head(&self, length: usize) -> &[u8] {
        &self.text[..self.text.len().min(length)]
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        memchr::memmem::find(self.text, bytes).is_some()
    }
}
