//! Private keys: PEM armour, age identities, NKEY seeds.

use data_encoding::{BASE32_NOPAD, BASE64};

use super::checksum::crc16;
use crate::scan::value::der;

/// An armoured private key with a body: after the line that begins it stand at least 40 characters of base64, and
/// where the label promises DER (PKCS #1, PKCS #8, SEC 1, DSA), they begin with such a structure.
///
/// The armour also stands in documentation and in code that writes or reads keys, without a body or with
/// words for one. Line breaks may be real or escaped, as in JSON, and lines may be quoted or indented. Sources: RFC 7468,
/// sections 2, 3, 10 and 11; RFC 8017, appendix A.1.2 (RSA); RFC 5915, section 3 (EC); RFC 5958, sections 2 and 3
/// (PKCS #8).
pub(super) fn private_key(secret: &[u8]) -> bool {
    const LEAST: usize = 40;
    /// Zeros in base64: more than the lengths and empty fields of any form of key have in a row.
    const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let text = String::from_utf8_lossy(secret);
    let Some((label, body)) = text.split_once("-----BEGIN ").and_then(|(_, rest)| rest.split_once("-----")) else {
        return false;
    };
    let body = body.split("-----END").next().unwrap_or_default();
    let encrypted = body.contains("DEK-Info");
    let encoded = base64_of(body);
    if encoded.len() < LEAST || encoded.contains(ZEROS) {
        return false;
    }
    let whole = &encoded[..encoded.len() / 4 * 4];
    let Some(bytes) = decode_beginning(whole) else {
        return false;
    };
    encrypted || begins_as_promised(label, &bytes)
}

/// The characters of base64 in an armour's body, without the header lines, line breaks, quotes and indentation.
fn base64_of(body: &str) -> String {
    let mut text = body.to_owned();
    for escape in ["\\r", "\\n", "\\t", "%0A", "%0a", "%0D", "%0d"] {
        text = text.replace(escape, "\n");
    }
    text.lines()
        .filter(|line| !line.contains(": "))
        .flat_map(|line| line.split(|c: char| !u8::try_from(c).is_ok_and(is_base64)))
        // A `+` or `//` that joins or comments lines is no base64.
        .filter(|piece| piece.len() > 2 || !piece.bytes().all(|b| b"+/".contains(&b)))
        .collect()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)
}

/// As many bytes as the base64 holds before its padding.
fn decode_beginning(encoded: &str) -> Option<Vec<u8>> {
    let end = encoded.find('=').unwrap_or(encoded.len()) / 4 * 4;
    BASE64.decode(&encoded.as_bytes()[..end]).ok()
}

/// Whether the bytes begin with the structure that belongs to the label, or are OpenSSH's own, which old tools put
/// under any; true for labels without a known one.
fn begins_as_promised(label: &str, bytes: &[u8]) -> bool {
    const INTEGER: u8 = 0x02;
    const OCTETS: u8 = 0x04;
    const OID: u8 = 0x06;
    const SEQUENCE: u8 = 0x30;
    let inside = |bytes| der::sequence(bytes).map(|(inside, _)| inside);
    let version = |bytes| match inside(bytes) {
        Some([INTEGER, 1, 0 | 1, rest @ ..]) => rest.first().copied(),
        _ => None,
    };
    bytes.starts_with(b"openssh-key-v1\0")
        || match label {
            "RSA PRIVATE KEY" | "DSA PRIVATE KEY" => version(bytes) == Some(INTEGER),
            "EC PRIVATE KEY" => version(bytes) == Some(OCTETS),
            "PRIVATE KEY" => version(bytes) == Some(SEQUENCE),
            "ENCRYPTED PRIVATE KEY" => inside(bytes).and_then(inside).and_then(<[u8]>::first) == Some(&OID),
            _ => true,
        }
}

/// A Bech32 string, all upper or all lower case, whose checksum holds.
///
/// Source: BIP 173 (Bech32), without its limit on the length, as <https://c2sp.org/age#x25519-recipient-stanza> and
/// `age-keygen` write identities.
pub(super) fn bech32(secret: &[u8]) -> bool {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const CHECKSUM: usize = 6;
    let mixed = secret.iter().any(u8::is_ascii_lowercase) && secret.iter().any(u8::is_ascii_uppercase);
    let text = secret.to_ascii_lowercase();
    let Some(separator) = text.iter().rposition(|b| *b == b'1') else {
        return false;
    };
    let (hrp, data) = (&text[..separator], &text[separator + 1..]);
    if mixed || hrp.is_empty() || data.len() < CHECKSUM {
        return false;
    }
    let mut values: Vec<u8> = hrp.iter().map(|b| b >> 5).collect();
    values.push(0);
    values.extend(hrp.iter().map(|b| b & 31));
    for byte in data {
        match CHARSET.iter().position(|c| c == byte) {
            #[allow(clippy::cast_possible_truncation)] // A place among 32.
            Some(value) => values.push(value as u8),
            None => return false,
        }
    }
    // BIP 173's constant, or BIP 350's.
    matches!(polymod(&values), 1 | 0x2bc8_30a3)
}

/// The BCH code of BIP 173.
fn polymod(values: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, value| {
        let top = sum >> 25;
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(*value);
        GENERATOR.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1).fold(shifted, |sum, (_, term)| sum ^ term)
    })
}

/// An NKEY seed: base32 of two prefix bytes, 32 bytes of seed and their CRC-16, low byte first.
///
/// Source: <https://github.com/nats-io/nkeys> (`strkey.go`, `crc16.go`).
pub(super) fn nkey_seed(secret: &[u8]) -> bool {
    const BYTES: usize = 36;
    let Ok(bytes) = BASE32_NOPAD.decode(secret) else {
        return false;
    };
    bytes.len() == BYTES && crc16(&bytes[..BYTES - 2]).to_le_bytes() == bytes[BYTES - 2..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armoured(label: &str, der: &[u8], line_break: &str) -> Vec<u8> {
        let mut der = der.to_vec();
        der.resize(60, 7);
        let body = BASE64.encode(&der);
        let (first, second) = body.split_at(64);
        format!("-----BEGIN {label}-----{line_break}{first}{line_break}{second}").into_bytes()
    }

    #[test]
    fn der_follows_its_label() {
        const RSA: &[u8] = &[0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x82, 1, 1, 0];
        const PKCS8: &[u8] = &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        const ENCRYPTED: &[u8] = &[0x30, 0x81, 0xec, 0x30, 0x57, 6, 9, 0x2a];
        for line_break in ["\n", "\\n", "\" +\n  \"", "\\n\" +\n  \"", "%0A"] {
            for (label, der) in [("RSA", RSA), ("", PKCS8), ("ENCRYPTED", ENCRYPTED)] {
                let label = format!("{label} PRIVATE KEY");
                assert!(private_key(&armoured(label.trim(), der, line_break)), "{label} {line_break:?}");
            }
            assert!(!private_key(&armoured("PRIVATE KEY", RSA, line_break)));
            assert!(!private_key(&armoured("EC PRIVATE KEY", PKCS8, line_break)));
        }
    }

    #[test]
    fn armour_without_a_body() {
        let zeros = format!("\nMC4CAQAwBQYDK2VwBCIEI{}\n", "A".repeat(43));
        for body in ["", &zeros, "\n...\n", "\nyour key goes here, in one line or in several of them\n"] {
            let text = format!("-----BEGIN RSA PRIVATE KEY-----{body}-----END RSA PRIVATE KEY-----");
            assert!(!private_key(text.as_bytes()), "{body:?}");
        }
    }

    #[test]
    fn valid_and_invalid_strings_of_bip_173() {
        for valid in [
            "A12UEL5L",
            "a12uel5l",
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        ] {
            assert!(bech32(valid.as_bytes()), "{valid}");
        }
        for invalid in ["pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "a12UEL5L"] {
            assert!(!bech32(invalid.as_bytes()), "{invalid}");
        }
    }
}
