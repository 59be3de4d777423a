//! How a secret stands in its line: as a whole text between quotes, inside a longer one, or bare.

/// A line around a secret: what stands before it and behind it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// From the line's beginning to the secret.
    pub before: &'a str,
    /// From the secret to the line's end.
    pub after: &'a str,
}

/// How the secret stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal<'a> {
    /// Between quotes on this line.
    Quoted {
        /// What stands before the text: code.
        head: &'a str,
        /// Letters and signs that belong to the opening quote: Python's `f`, Objective-C's `@`.
        prefix: &'a str,
        /// The quote.
        quote: &'a str,
        /// The text's beginning, up to the secret.
        opening: &'a str,
        /// The text's end, from the secret to the closing quote.
        closing: &'a str,
        /// What stands behind the text.
        tail: &'a str,
    },
    /// In no quotes.
    Bare,
    /// In a text that goes on over the line's end.
    Unclosed,
}

impl<'a> Literal<'a> {
    /// Tells how the secret stands in the line, where those signs are quotes.
    pub fn of(line: Line<'a>, quotes: &str) -> Self {
        let Some((start, quote)) = open_quote(line.before, quotes) else { return Self::Bare };
        let Some(end) = closing_quote(line.after, quote) else { return Self::Unclosed };
        let code = &line.before[..start];
        let is_prefix = |c: char| c.is_ascii_alphabetic() || "@$".contains(c);
        let head = code.trim_end_matches(is_prefix);
        // `return"x"` and `import("x")` have no prefix; a prefix is at most two signs.
        let head = if code.len() - head.len() > 2 { code } else { head };
        Self::Quoted {
            head,
            prefix: &code[head.len()..],
            quote,
            opening: &line.before[start + quote.len()..],
            closing: &line.after[..end],
            tail: &line.after[end + quote.len()..],
        }
    }
}

/// Where the quote stands that is still open at the text's end, and the quote.
fn open_quote<'a>(text: &'a str, quotes: &str) -> Option<(usize, &'a str)> {
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        match open {
            Some(_) if c == '\\' => at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            Some((_, quote)) if rest.starts_with(quote) => {
                open = None;
                at += quote.len();
            }
            None if quotes.contains(c) => {
                let triple = 3 * c.len_utf8();
                let is_triple = rest.len() >= triple && rest[..triple].chars().all(|other| other == c);
                let quote = if is_triple { &rest[..triple] } else { &rest[..c.len_utf8()] };
                open = Some((at, quote));
                at += quote.len();
            }
            _ => at += c.len_utf8(),
        }
    }
    open
}

/// Where the text ends that the quote began.
fn closing_quote(text: &str, quote: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if !escaped && text[at..].starts_with(quote) {
            return Some(at);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(before: &'a str, after: &'a str, quotes: &str) -> Literal<'a> {
        Literal::of(Line { before, after }, quotes)
    }

    #[test]
    fn a_text_is_told_from_what_stands_around_it() {
        let Literal::Quoted { head, prefix, quote, opening, closing, tail } =
            of("x = f('it\\'s', f\"Bearer ", " now\") # \"", "\"'")
        else {
            panic!("quoted")
        };
        assert_eq!((head, prefix, quote), ("x = f('it\\'s', ", "f", "\""));
        assert_eq!((opening, closing, tail), ("Bearer ", " now", ") # \""));
    }

    #[test]
    fn a_bare_value_and_one_that_goes_on() {
        assert_eq!(of("x=", "", "\"'"), Literal::Bare);
        assert_eq!(of("x = \"", "", "\"'"), Literal::Unclosed);
        assert_eq!(of("let x: &'static str = ", "", "\""), Literal::Bare);
        assert!(matches!(of("x = \"\"\"", "\"\"\"", "\""), Literal::Quoted { quote: "\"\"\"", .. }));
    }
}
