//! What sets a random value apart from a name of the same length and alphabet.

/// Holds a digit. Of random values of base 62, 996 in 1000 do that are 32 characters long, and 999 in 1000 of
/// 40; a `camelCaseName` or a `kebab-case-name` of just that length seldom does.
pub(super) fn digit(secret: &[u8]) -> bool {
    secret.iter().any(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_digit() {
        assert!(digit(b"a7"));
        assert!(!digit(b"subscriberListController"));
    }
}
