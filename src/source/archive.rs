//! Archives and compressed files, told by how they begin. keystop scans their bytes as they are, and does not unpack them.

/// How archives begin, and at which byte.
/// Sources: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT> (also jar, docx, whl),
/// <https://www.rfc-editor.org/rfc/rfc1952> (gzip), <https://www.gnu.org/software/tar/manual/html_node/Standard.html>,
/// <https://tukaani.org/xz/xz-file-format.txt>, <https://www.rfc-editor.org/rfc/rfc8878> (zstd),
/// <https://www.7-zip.org/7z.html>; bzip2 as `bzip2` writes it.
const BEGINNINGS: [(usize, &[u8]); 8] = [
    (0, b"PK\x03\x04"),
    (0, b"PK\x05\x06"),
    (0, b"\x1f\x8b\x08"),
    (257, b"ustar"),
    (0, b"\xfd7zXZ\0"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (0, b"BZh"),
];

/// Returns true if the content is that of an archive or a compressed file.
#[must_use]
pub fn is_archive(content: &[u8]) -> bool {
    BEGINNINGS.iter().any(|(at, beginning)| content.get(*at..).is_some_and(|rest| rest.starts_with(beginning)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_told_by_their_beginning() {
        let tar = [vec![b'a'; 257], b"ustar\0".to_vec()].concat();
        for archive in [b"PK\x03\x04rest".as_slice(), b"\x1f\x8b\x08\0", &tar] {
            assert!(is_archive(archive));
        }
        for other in [b"".as_slice(), b"PK", b"text", &[0; 300]] {
            assert!(!is_archive(other));
        }
    }
}
