//! Checksums inside a key.

/// The last six characters are the CRC-32 of the characters between the prefix's `_` and them, in base 62 with the
/// digits before the upper-case and these before the lower-case letters, padded with zeros on the left.
///
/// Sources: <https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/> and,
/// for npm, <https://github.blog/security/announcing-npms-new-access-token-format/>.
pub(super) fn crc32_base62(secret: &[u8]) -> bool {
    const CHECKSUM: usize = 6;
    let body = secret.iter().rposition(|b| *b == b'_').map_or(secret, |at| &secret[at + 1..]);
    let Some((random, checksum)) = body.len().checked_sub(CHECKSUM).map(|at| body.split_at(at)) else {
        return false;
    };
    checksum == base62(crc32fast::hash(random), CHECKSUM)
}

/// CRC-16/XMODEM: the polynomial 0x1021, no first value, no reflection.
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    })
}

/// A number in base 62, padded with zeros on the left to `width` characters.
pub(super) fn base62(number: u32, width: usize) -> Vec<u8> {
    in_digits(number, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", width)
}

/// A number in base 36, lower case, padded with zeros on the left to `width` characters.
pub(super) fn base36(number: u32, width: usize) -> Vec<u8> {
    in_digits(number, b"0123456789abcdefghijklmnopqrstuvwxyz", width)
}

/// A number in the base that has `BASE` digits.
fn in_digits<const BASE: usize>(number: u32, digits: &[u8; BASE], width: usize) -> Vec<u8> {
    let mut left = number as usize;
    let mut written = vec![digits[0]; width];
    for place in written.iter_mut().rev() {
        *place = digits[left % BASE];
        left /= BASE;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_crc_16_xmodem() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
    }

    #[test]
    fn a_published_github_checksum() {
        assert_eq!(base62(crc32fast::hash(b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"), 6), b"0mLq17");
    }

    /// From <https://github.com/secretlint/secretlint/issues/200>, taken from npm when the format was new: the checksum is
    /// that of the random part alone, without the prefix.
    #[test]
    fn a_published_npm_checksum() {
        assert_eq!(base62(crc32fast::hash(b"qkJaB6MffYVzZXWqmcoF49yrUxP3wf"), 6), b"0LsakP");
    }
}
