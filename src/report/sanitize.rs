//! Text from outside made safe to print: nothing in it can move the cursor, colour the screen or turn the reading order.

use std::fmt::Write as _;

/// The text with control, formatting and bidirectional characters spelled out; a tab becomes four spaces.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || is_invisible(c) => {
                // Writing into a string does not fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Characters that turn the reading order or take no room. Source: Unicode Standard Annex 9, section 2, and Unicode
/// Technical Report 36, section 3.5.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A path, which is bytes, as text.
#[must_use]
pub fn visible_path(path: &[u8]) -> String {
    visible(&String::from_utf8_lossy(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_deceive_is_spelled_out() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\tc\n"), "a\\u{1b}[31m\\u{202e}b    c\\n");
    }

    #[test]
    fn ordinary_text_stays() {
        assert_eq!(visible("naïve – 日本"), "naïve – 日本");
    }
}
