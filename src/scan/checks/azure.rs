//! Keys that Microsoft's services issue in one of their "identifiable" forms: a fixed signature, then a checksum.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL};

/// The words that seed the checksum, one per kind of key.
///
/// Source: the checksum seeds in `IdentifiableMetadata.cs` of <https://github.com/microsoft/security-utilities>, where
/// each is written as the number that the eight characters make.
const SEEDS: &[&[u8; 8]] = &[
    b"Default0",
    b"System00",
    b"Unknown0",
    b"Send0000",
    b"Manage00",
    b"Listen00",
    b"AbAcct00",
    b"Master00",
    b"Functi00",
    b"SysAll00",
    b"Resour00",
    b"MastRO00",
    b"SystRO00",
    b"Encryp00",
    b"MastRW00",
    b"SystRW00",
    b"Access00",
    b"Query000",
    b"PAdmin00",
    b"Classic0",
    b"ACRDflt0",
    b"IoTHub00",
    b"DpsKey00",
    b"Device00",
    b"Tenant00",
    b"Gateway0",
    b"GitKey00",
];

/// The last four bytes of the decoded key are the Marvin checksum of those before them, seeded by its kind.
///
/// Source: `IdentifiableSecrets.cs` of <https://github.com/microsoft/security-utilities>.
pub(super) fn identifiable(secret: &[u8]) -> bool {
    let url_safe = secret.iter().any(|b| matches!(b, b'-' | b'_'));
    let decoded = if url_safe { BASE64URL.decode(secret) } else { BASE64.decode(secret) };
    let Ok(bytes) = decoded else {
        return false;
    };
    let Some((body, checksum)) = bytes.split_last_chunk::<4>() else {
        return false;
    };
    SEEDS.iter().any(|seed| marvin(body, u64::from_be_bytes(**seed)).to_le_bytes() == *checksum)
}

/// A common annotated security key: of its 84 characters, the last four are the checksum of the 60 bytes before.
///
/// Keys have been issued with the checksum's first three bytes in base64 and, later, with the whole checksum in
/// base 62, cut to four characters. Source: `IdentifiableSecrets.cs` and `docs/ReleaseHistory.md` of
/// <https://github.com/microsoft/security-utilities>.
pub(super) fn common_annotated_key(secret: &[u8]) -> bool {
    const BODY: usize = 80;
    let Some((body, checksum)) = secret.split_at_checked(BODY) else {
        return false;
    };
    let Some(checksum) = checksum.get(..4) else {
        return false;
    };
    let Ok(bytes) = BASE64_NOPAD.decode(body) else {
        return false;
    };
    let computed = marvin(&bytes, u64::from_be_bytes(*b"Default0"));
    let in_base64 = BASE64_NOPAD.encode(&computed.to_le_bytes()[..3]);
    checksum == in_base64.as_bytes() || in_base62(computed).starts_with(checksum)
}

/// Base 62 as the library writes it: the bytes in their stored order, padded with zeros on the right to six digits.
fn in_base62(checksum: u32) -> Vec<u8> {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut number = u32::from_be_bytes(checksum.to_le_bytes());
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(DIGITS[(number % 62) as usize]);
        number /= 62;
    }
    digits.reverse();
    digits.resize(6, b'0');
    digits
}

/// Marvin32, folded from 64 to 32 bits.
///
/// Source: `Marvin.cs` of <https://github.com/microsoft/security-utilities>, which is checked against
/// `lib/marvin32.c` of <https://github.com/microsoft/SymCrypt>.
fn marvin(data: &[u8], seed: u64) -> u32 {
    let hash = marvin_64(data, seed);
    let [low, high] = [hash & 0xffff_ffff, hash >> 32];
    #[allow(clippy::cast_possible_truncation)] // Both halves fit.
    let folded = (low ^ high) as u32;
    folded
}

fn marvin_64(data: &[u8], seed: u64) -> u64 {
    #[allow(clippy::cast_possible_truncation)] // The two halves of the seed.
    let mut state = [seed as u32, (seed >> 32) as u32];
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        mix(&mut state, u32::from_le_bytes(*word));
    }
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    mix(&mut state, u32::from_le_bytes(last));
    mix(&mut state, 0);
    u64::from(state[1]) << 32 | u64::from(state[0])
}

fn mix([a, b]: &mut [u32; 2], word: u32) {
    *a = a.wrapping_add(word);
    *b ^= *a;
    *a = a.rotate_left(20).wrapping_add(*b);
    *b = b.rotate_left(9) ^ *a;
    *a = a.rotate_left(27).wrapping_add(*b);
    *b = b.rotate_left(19);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_marvin_vectors() {
        assert_eq!(marvin_64(b"abc", 0xd53c_d9ce_cd08_93b7), 0x22c7_4339_4927_69bf);
        let seed = 0x004f_b61a_001b_dbcc;
        assert_eq!(marvin_64(b"", seed), 0x30ed_35c1_00cd_3c7d);
        assert_eq!(marvin_64(b"\xaf", seed), 0x48e7_3fc7_7d75_ddc1);
        assert_eq!(marvin_64(b"\xe7\x0f", seed), 0xb5f6_e1fc_485d_bff8);
        assert_eq!(marvin_64(b"\x37\xf4\x95", seed), 0xf0b0_7c78_9b8c_f7e8);
        assert_eq!(marvin_64(b"\x86\x42\xdc\x59", seed), 0x7008_f2e8_7e9c_f556);
    }

    #[test]
    fn folding_joins_both_halves() {
        assert_eq!(marvin(b"abc", 0xd53c_d9ce_cd08_93b7), 0x22c7_4339 ^ 0x4927_69bf);
    }
}
