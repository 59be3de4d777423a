//! The tokens of a text, for the shapes in [`super::shapes`]. Coarse, the same for all languages, and without allocation.

use std::ops::Range;

use crate::file_type::{Comments, FileType};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, with the dots and double colons inside it and a dot before it: `process.env.KEY`, `env::var`, `.equals`.
    Word,
    /// A literal in quotes that closes on its line, with its prefix: `"…"`, `b'…'`, `@"…"`.
    Quoted,
    /// A bracket, a comma or the like; operators of several characters are one sign: `||`, `:=`.
    Sign,
    /// The end of a line.
    Break,
    /// A comment, up to the end of its line.
    Comment,
}

/// A token: bytes of the text, end excluded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    /// The bytes of the token.
    pub(super) fn bytes(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.end]
    }

    /// What stands inside the quotes of a literal.
    pub(super) fn inner(self, text: &[u8]) -> Option<Range<usize>> {
        let quote = self.bytes(text).iter().position(|byte| is_quote(*byte)).filter(|_| self.kind == Kind::Quoted)?;
        Some(self.start + quote + 1..self.end - 1)
    }
}

/// Reads tokens from a place on.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a [u8],
    /// Where the next token is looked for, in bytes.
    pub(super) at: usize,
    /// Where reading ends, in bytes.
    pub(super) end: usize,
    /// The marks that begin a comment in this type of file.
    comments: &'static [&'static str],
}

impl<'a> Lexer<'a> {
    /// Reads from byte `at` to byte `end`.
    pub(super) fn new(text: &'a [u8], at: usize, end: usize, file_type: FileType) -> Self {
        let comments = match file_type.comments() {
            // In files of any language, the mark of one is a sign of another.
            Comments::Any | Comments::Apostrophe | Comments::Quote => &[],
            comments => comments.marks(),
        };
        Self { text, at, end: end.min(text.len()), comments }
    }

    /// The next token.
    pub(super) fn token(&mut self) -> Option<Token> {
        let blanks = self.text.get(self.at..self.end)?.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        let start = self.at + blanks;
        let byte = *self.text[..self.end].get(start)?;
        let rest = &self.text[start..self.end];
        let begins_word = is_of_word(byte) || byte == b'.' && rest.get(1).is_some_and(|next| is_of_word(*next));
        let (kind, end) = if byte == b'\n' {
            (Kind::Break, start + 1)
        } else if self.begins_comment(start) {
            (Kind::Comment, start + memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
        } else if is_quote(byte) {
            self.literal(start).map_or((Kind::Sign, start + 1), |end| (Kind::Quoted, end))
        } else if matches!(rest, [b'@', b'"', ..]) {
            self.literal(start + 1).map_or((Kind::Sign, start + 1), |end| (Kind::Quoted, end))
        } else if begins_word {
            let end = self.word(start);
            // `b"…"`, `r'…'`, `u8"…"`
            let is_prefix =
                end - start <= 2 && self.text[..self.end].get(end).is_some_and(|next| matches!(next, b'"' | b'\''));
            let literal = is_prefix.then(|| self.literal(end)).flatten();
            literal.map_or((Kind::Word, end), |end| (Kind::Quoted, end))
        } else {
            let operator = rest.iter().take(3).take_while(|b| b"=!<>|&?:~/-".contains(b)).count();
            (Kind::Sign, start + operator.max(1))
        };
        self.at = end;
        Some(Token { kind, start, end })
    }

    fn begins_comment(&self, at: usize) -> bool {
        let is_apart = at == 0 || self.text[at - 1].is_ascii_whitespace();
        is_apart && self.comments.iter().any(|mark| mark.len() > 1 && self.text[at..].starts_with(mark.as_bytes()))
            || is_apart && self.text[at] == b'#' && self.comments.contains(&"#")
    }

    /// The end of a word that begins at `at`.
    fn word(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < self.end {
            let is_path = match self.text[end..self.end] {
                [b'.', next, ..] | [b':', b':', next, ..] => is_of_word(next),
                _ => false,
            };
            if is_of_word(self.text[end]) || is_path {
                end += 1;
            } else if self.text[end] == b':' && self.text[end - 1] == b':' && end + 1 < self.end {
                end += usize::from(is_of_word(self.text[end + 1]));
                if self.text[end - 1] != b':' {
                    break;
                }
            } else {
                break;
            }
        }
        end
    }

    /// The end of a literal whose quote opens at `open`, if it closes on its line.
    fn literal(&self, open: usize) -> Option<usize> {
        let quote = self.text[open];
        let mut at = open + 1;
        loop {
            let found = at + memchr::memchr3(quote, b'\\', b'\n', self.text.get(at..self.end)?)?;
            match self.text[found] {
                b'\n' => return None,
                b'\\' => at = found + 2,
                _ => return Some(found + 1),
            }
        }
    }
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, file_type: FileType) -> Vec<(Kind, &str)> {
        let mut lexer = Lexer::new(text.as_bytes(), 0, text.len(), file_type);
        std::iter::from_fn(|| lexer.token()).map(|token| (token.kind, &text[token.start..token.end])).collect()
    }

    #[test]
    fn tokens_of_each_kind() {
        use Kind::{Break, Comment, Quoted, Sign, Word};
        assert_eq!(
            tokens("let x = env::var(\"A\\\"B\").ok ?? b'c' # d\n", FileType::Python),
            [
                (Word, "let"),
                (Word, "x"),
                (Sign, "="),
                (Word, "env::var"),
                (Sign, "("),
                (Quoted, "\"A\\\"B\""),
                (Sign, ")"),
                (Word, ".ok"),
                (Sign, "??"),
                (Quoted, "b'c'"),
                (Comment, "# d"),
                (Break, "\n"),
            ]
        );
        assert_eq!(tokens("a.b // 'c", FileType::Perl), [(Word, "a.b"), (Sign, "//"), (Sign, "'"), (Word, "c")]);
        assert_eq!(tokens("a:: b", FileType::Rust), [(Word, "a"), (Sign, "::"), (Word, "b")]);
    }
}
