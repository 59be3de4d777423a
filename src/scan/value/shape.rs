//! Forms that values have, whatever they are for.

/// Whether the value is a UUID in its usual form. Source: <https://www.rfc-editor.org/rfc/rfc9562#section-4>
pub(in crate::scan) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}
