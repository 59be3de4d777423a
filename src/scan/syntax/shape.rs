//! How a shape is read: a way to give a name a value, as a row of `shapes::SHAPES` states it.

use std::ops::Range;

use super::assignment::{Assignment, Operator, Quotes};
use super::lexer::{Kind, Lexer, Token};
use crate::file_type::{Family, FileType};

/// How many tokens an expression has at most.
const EXPRESSION: usize = 32;

/// A way to give a name a value.
pub(super) struct Shape {
    /// What it is called.
    #[cfg_attr(not(test), allow(dead_code))] // Tests tell by it which row fails.
    pub(super) name: &'static str,
    /// The files that have it.
    pub(super) files: Files,
    /// Its parts in order. One is [`Part::This`], one is [`Part::Value`].
    pub(super) parts: &'static [Part],
    /// How it joins the value to the name.
    pub(super) operator: Operator,
    /// Texts that it reads: from the name `token` to the value `VALUE`.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) samples: &'static [&'static str],
    /// Texts that look alike, and in which it reads nothing.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) counter_samples: &'static [&'static str],
}

/// The files that have a shape.
#[derive(Clone, Copy)]
pub(super) enum Files {
    /// Those of these families.
    Families(&'static [Family]),
    /// Those of these types.
    Types(&'static [FileType]),
}

impl Files {
    /// Returns true if files of this type are among them.
    pub(super) fn have(self, file_type: FileType) -> bool {
        match self {
            Self::Families(families) => families.contains(&file_type.family()),
            Self::Types(types) => types.contains(&file_type),
        }
    }
}

/// A part of a shape.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The name, alone, in a longer word or in quotes, with the bracket that closes behind it: `token`, `"token"`,
    /// `cfg["token"]`.
    This,
    /// An option of a command, which is the name and begins with `-`, perhaps in quotes: `"--token"`.
    CommandOption,
    /// The sign that assigns, with the type before it or behind a colon: `=`, `:=`, `:`, `string =`, `: String =`, `<-`.
    Assign,
    /// One of these signs.
    Sign(&'static [&'static str]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// The path of a function whose last name is one of these, in any case, and its opening bracket.
    Call(&'static [&'static str]),
    /// A literal that is one of these.
    Literal(&'static [&'static str]),
    /// Any tokens of one statement, brackets closed, up to the first place where the rest of the shape matches.
    Expression,
    /// Any tokens of the arguments of a call, brackets left open too, up to the first place where the rest matches.
    Within,
    /// The name of an argument and its sign, or nothing: `unset =`, `defaultValue:`.
    Label,
    /// The beginning of an expression in a template, perhaps in quotes: `{{`, `"{{`, `{{-`.
    Template,
    /// A line break, or several.
    Break,
    /// Line breaks or none.
    Gap,
    /// The value: a literal.
    Value,
}

impl Shape {
    /// Returns true if nothing of the shape stands before the name.
    pub(super) fn begins_with_name(&self) -> bool {
        matches!(self.parts.first(), Some(Part::This | Part::CommandOption))
    }

    /// The name and the value, if the shape begins where the lexer is.
    pub(super) fn read(&self, lexer: Lexer<'_>, name: &Range<usize>) -> Option<Assignment> {
        let found = Match { name, value: None, has_name: false };
        let found = found.parts(self.parts, lexer)?;
        let value = found.value.filter(|_| found.has_name)?;
        Some(Assignment { name: name.clone(), value, operator: self.operator, quotes: Quotes::Own })
    }
}

/// What was read of a shape so far.
#[derive(Clone)]
struct Match<'a> {
    name: &'a Range<usize>,
    value: Option<Range<usize>>,
    has_name: bool,
}

impl Match<'_> {
    /// Reads the parts in order.
    fn parts(mut self, parts: &[Part], mut lexer: Lexer<'_>) -> Option<Self> {
        let Some((part, rest)) = parts.split_first() else { return Some(self) };
        match part {
            Part::Expression | Part::Within => {
                return self.expression(rest, lexer, matches!(part, Part::Within));
            }
            Part::Label => lexer = behind_label(lexer),
            Part::Template => lexer = behind_template(lexer)?,
            Part::Gap => lexer = behind_breaks(lexer),
            Part::Break => {
                let next = behind_breaks(lexer);
                if next.at == lexer.at {
                    return None;
                }
                lexer = next;
            }
            Part::Assign => lexer = behind_assign(lexer)?,
            Part::This | Part::CommandOption => lexer = self.this(lexer, matches!(part, Part::CommandOption))?,
            Part::Call(names) => {
                let token = lexer.token()?;
                let called = token.bytes(lexer.text);
                let called = called.rsplit(|b| matches!(b, b'.' | b':')).next().unwrap_or_default();
                let is_one = names.iter().any(|name| called.eq_ignore_ascii_case(name.as_bytes()));
                let opens = lexer.token()?.bytes(lexer.text) == b"(";
                (token.kind == Kind::Word && is_one && opens).then_some(())?;
            }
            Part::Sign(_) | Part::Word(_) | Part::Literal(_) | Part::Value => {
                let token = lexer.token()?;
                self.token(*part, token, lexer.text)?;
            }
        }
        self.parts(rest, lexer)
    }

    /// Reads a part of one token.
    fn token(&mut self, part: Part, token: Token, text: &[u8]) -> Option<()> {
        let is_one = |words: &[&str], there: &[u8]| words.iter().any(|word| word.as_bytes() == there);
        match part {
            Part::Sign(signs) => token.kind == Kind::Sign && is_one(signs, token.bytes(text)),
            Part::Word(words) => token.kind == Kind::Word && is_one(words, token.bytes(text)),
            Part::Literal(words) => token.inner(text).is_some_and(|inner| is_one(words, &text[inner])),
            _ => {
                self.value = token.inner(text).filter(|inner| !inner.is_empty());
                self.value.is_some()
            }
        }
        .then_some(())
    }

    /// Reads the name; hands back the reader behind it.
    fn this<'a>(&mut self, mut lexer: Lexer<'a>, is_option: bool) -> Option<Lexer<'a>> {
        let name = self.name;
        if is_option && lexer.text[name.start] != b'-' {
            return None;
        }
        let token = lexer.token()?;
        if !(token.start..token.end).contains(&name.start) {
            return None;
        }
        lexer.at = if token.kind == Kind::Quoted { token.end.max(name.end) } else { name.end };
        self.has_name = true;
        // `cfg["token"]`
        let mut next = lexer;
        let closes = token.kind == Kind::Quoted && next.token().is_some_and(|sign| sign.bytes(lexer.text) == b"]");
        Some(if closes { next } else { lexer })
    }

    /// Passes over tokens until the rest of the parts matches.
    fn expression(self, rest: &[Part], mut lexer: Lexer<'_>, may_open: bool) -> Option<Self> {
        let mut depth = 0usize;
        for _ in 0..EXPRESSION {
            if (depth == 0 || may_open)
                && let Some(found) = self.clone().parts(rest, lexer)
            {
                return Some(found);
            }
            let token = lexer.token()?;
            match token.bytes(lexer.text) {
                b"(" | b"[" | b"{" => depth += 1,
                b")" | b"]" | b"}" => depth = depth.checked_sub(1)?,
                b";" => return None,
                b"," | b"=" | b":=" if depth == 0 && !may_open => return None,
                _ if matches!(token.kind, Kind::Break | Kind::Comment) => return None,
                _ => {}
            }
        }
        None
    }
}

/// Behind line breaks and the comments before them.
fn behind_breaks(mut lexer: Lexer<'_>) -> Lexer<'_> {
    let mut next = lexer;
    while next.token().is_some_and(|token| matches!(token.kind, Kind::Break | Kind::Comment)) {
        lexer = next;
    }
    lexer
}

/// Behind the sign that assigns.
fn behind_assign(mut lexer: Lexer<'_>) -> Option<Lexer<'_>> {
    const TYPE: usize = 8;
    let is_assign = |token: &[u8]| matches!(token, b"=" | b":=" | b"=>" | b"<-");
    let first = lexer.token()?;
    let sign = first.bytes(lexer.text);
    if is_assign(sign) {
        return Some(lexer);
    }
    let is_colon = sign == b":";
    if !is_colon && first.kind != Kind::Word {
        return None;
    }
    let mut typed = lexer;
    for _ in 0..TYPE {
        let Some(token) = typed.token() else { break };
        let bytes = token.bytes(lexer.text);
        if is_assign(bytes) {
            return Some(typed);
        }
        let is_of_type =
            token.kind == Kind::Word || matches!(bytes, b"?" | b"<" | b">" | b"[" | b"]" | b"|" | b"*" | b"&");
        if !is_of_type {
            break;
        }
    }
    is_colon.then_some(lexer)
}

/// Behind the name of an argument, if there is one.
fn behind_label(lexer: Lexer<'_>) -> Lexer<'_> {
    let mut next = lexer;
    let is_word = next.token().is_some_and(|token| token.kind == Kind::Word);
    let is_sign = next.token().is_some_and(|token| matches!(token.bytes(lexer.text), b"=" | b":"));
    if is_word && is_sign { next } else { lexer }
}

/// Behind the two braces that open an expression of a template.
fn behind_template(mut lexer: Lexer<'_>) -> Option<Lexer<'_>> {
    let mut inside = lexer;
    if let Some(inner) = inside.token().and_then(|token| token.inner(lexer.text)) {
        lexer.at = inner.start;
    }
    for _ in 0..2 {
        lexer.token().filter(|token| token.bytes(lexer.text) == b"{")?;
    }
    let mut next = lexer;
    let trims = next.token().is_some_and(|token| token.bytes(lexer.text) == b"-");
    Some(if trims { next } else { lexer })
}
