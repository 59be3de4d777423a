//! Checksums inside the private keys of cryptocurrencies, and of what borrows their encodings.

use data_encoding::BASE32;
use sha2::{Digest, Sha256};

use super::checksum::crc16;

const BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// Base58 whose last four bytes are the beginning of the double SHA-256 of the others.
///
/// Source: <https://en.bitcoin.it/wiki/Base58Check_encoding>; for extended keys
/// <https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki>, section "Serialization format".
pub(super) fn base58_check(secret: &[u8]) -> bool {
    base58_check_over(BITCOIN, secret)
}

/// The same over the alphabet of the XRP Ledger.
///
/// Source: <https://xrpl.org/docs/references/protocol/data-types/base58-encodings>
pub(super) fn base58_check_ripple(secret: &[u8]) -> bool {
    base58_check_over(RIPPLE, secret)
}

fn base58_check_over(alphabet: &[u8; 58], secret: &[u8]) -> bool {
    const CHECKSUM: usize = 4;
    let Some(bytes) = base58(alphabet, secret) else {
        return false;
    };
    let Some((payload, checksum)) = bytes.len().checked_sub(CHECKSUM).map(|at| bytes.split_at(at)) else {
        return false;
    };
    !payload.is_empty() && Sha256::digest(Sha256::digest(payload)).starts_with(checksum)
}

/// The bytes of a number in base 58, with one zero byte for each leading digit zero.
fn base58(alphabet: &[u8; 58], text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len()); // the least significant first
    for character in text {
        let mut carry = u32::try_from(alphabet.iter().position(|c| c == character)?).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    let zeros = text.iter().take_while(|c| **c == alphabet[0]).count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

/// Base32 whose last two bytes are the CRC-16 (XMODEM) of the others, the lower byte first.
///
/// Source: <https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md>
pub(super) fn strkey(secret: &[u8]) -> bool {
    let Ok(bytes) = BASE32.decode(secret) else {
        return false;
    };
    match bytes.as_slice() {
        [payload @ .., low, high] => crc16(payload) == u16::from_le_bytes([*low, *high]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address of the first block's reward, as every description of Bitcoin shows it.
    const GENESIS: &[u8] = b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    #[test]
    fn a_published_base58_checksum() {
        assert!(base58_check(GENESIS));
        assert!(!base58_check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(!base58_check(b"0"));
        assert!(!base58_check(b""));
    }

    #[test]
    fn the_xrp_ledgers_special_addresses_have_checksums() {
        // From the list in the XRP Ledger's documentation: ACCOUNT_ZERO and ACCOUNT_ONE.
        assert!(base58_check_ripple(b"rrrrrrrrrrrrrrrrrrrrrhoLvTp"));
        assert!(base58_check_ripple(b"rrrrrrrrrrrrrrrrrrrrBZbvji"));
        assert!(!base58_check_ripple(b"rrrrrrrrrrrrrrrrrrrrBZbvjj"));
    }

    #[test]
    fn the_account_in_sep_23_has_a_checksum() {
        let account = *b"GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
        assert!(strkey(&account));
        assert!(!strkey(&account.map(|b| if b == b'Z' { b'A' } else { b })));
        assert!(!strkey(b"A"));
    }
}
