//! Whether a value without a form of its own looks generated.

/// Whether the value's characters are spread as a random generator spreads them.
///
/// Shannon entropy over the value's own bytes, in bits per byte, against what a random value of this length
/// over this alphabet reaches nearly always; and no two-class value (all digits are dates, numbers, phones).
pub(in crate::scan) fn looks_generated(value: &[u8]) -> bool {
    if value.iter().all(u8::is_ascii_digit) || is_spelled(value) {
        return false;
    }
    let floor: f64 = if value.iter().all(|b| b.is_ascii_hexdigit() || !b.is_ascii_alphabetic()) { 2.6 } else { 3.0 };
    entropy(value) >= floor.min(libm::log2(f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX))) - 1.2)
}

/// Whether the value reads like a name: no digit, and the case all but constant. Between random letters it changes at
/// every second step.
fn is_spelled(value: &[u8]) -> bool {
    let changes = value.windows(2).filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase()).count();
    !value.iter().any(u8::is_ascii_digit) && changes <= 2
}

/// Shannon entropy in bits per byte.
fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    let all = f64::from(u32::try_from(value.len()).unwrap_or(u32::MAX));
    counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / all).map(|p| -p * libm::log2(p)).sum()
}
