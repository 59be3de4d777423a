//! DER, the encoding of keys and certificates. Source: ITU-T X.690, section 8.1.

/// What a DER sequence holds, and its length with its header; BER's indefinite length counts as that of all the bytes.
pub(in crate::scan) fn sequence(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let [0x30, first, rest @ ..] = bytes else { return None };
    let octets = usize::from(first & 0x7f);
    match first {
        0x80 => Some((rest, bytes.len())),
        0..0x80 => Some((rest, octets + 2)),
        _ => {
            let length = rest.get(..octets).filter(|_| octets <= 4)?;
            let length = length.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte));
            Some((&rest[octets..], length.saturating_add(2 + octets)))
        }
    }
}
