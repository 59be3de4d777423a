//! What every match of a pattern is like, told from the pattern alone: cheaper to look for than the pattern itself.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::schema::Trigger;

/// Matches with no bound of their own (a private key's body) end here, in bytes.
const LONGEST_MATCH: usize = 64 * 1024;

/// What every match is like, cheaper to look for than the pattern itself.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The length of the shortest match, in bytes.
    pub shortest: usize,
    /// The length of the longest match, in bytes.
    pub longest: usize,
    /// The bytes that can stand in it, as a bitmap.
    pub bytes: [u64; 4],
    /// A byte that stands in it and in no keyword, the rarest there is; 0 if there is none.
    pub needs: u8,
}

impl Outline {
    /// The outline of the pattern of a rule with these keywords.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub fn of(pattern: &str, keywords: &[String]) -> Result<Self, String> {
        let hir = parsed(pattern)?;
        let shape = hir.properties();
        if parsed(&with_open_counts(pattern))?.properties().minimum_len() != shape.minimum_len() {
            return Err("pattern: write `{` that begins no count as `\\x7b`".into());
        }
        if !shape.look_set().is_empty() {
            return Err("pattern: no anchors or \\b; the scanner checks the edges".into());
        }
        if shape.minimum_len().unwrap_or(0) == 0 {
            return Err("pattern: must not match nothing".into());
        }
        if shape.explicit_captures_len() > 1 {
            return Err("pattern: at most one group, around the secret; (?:…) for the others".into());
        }
        let mut bytes = [0; 4];
        collect_bytes(&hir, &mut bytes);
        let mut needed = Vec::new();
        needed_bytes(&hir, &mut needed);
        needed.retain(|byte| !keywords.iter().any(|keyword| keyword.as_bytes().contains(byte)));
        Ok(Self {
            shortest: shape.minimum_len().unwrap_or(0),
            longest: shape.maximum_len().unwrap_or(LONGEST_MATCH).min(LONGEST_MATCH),
            bytes,
            needs: needed.into_iter().min_by_key(|byte| commonness(*byte)).unwrap_or(0),
        })
    }
}

/// Where the keywords stand in the matches of a pattern that has one in each: at the start, or inside.
///
/// # Errors
/// What is wrong with the pattern.
pub fn place_of_keywords(pattern: &str, keywords: &[String]) -> Result<Trigger, String> {
    let first = beginnings(&parsed(pattern)?);
    let starts = |first: &Vec<u8>| keywords.iter().any(|keyword| first.starts_with(keyword.as_bytes()));
    let is_start = first.is_some_and(|first| first.iter().all(starts));
    Ok(if is_start { Trigger::Start } else { Trigger::Inside })
}

/// The pattern as bytes are searched for it.
fn parsed(pattern: &str) -> Result<Hir, String> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(pattern).map_err(|error| format!("pattern: {error}"))
}

/// The pattern as it is run: without the upper bound of counts such as `{20,4000}`. Each repetition that is counted takes
/// time and memory where the pattern is compiled, in every commit that asks for it; the scan compares a match with the
/// longest that there is.
#[must_use]
pub fn with_open_counts(pattern: &str) -> String {
    const FROM: usize = 100;
    let mut out = String::with_capacity(pattern.len());
    for (number, part) in pattern.split('{').enumerate() {
        let is_count = number > 0 && !out.ends_with('\\');
        out.extend((number > 0).then_some('{'));
        let open = part.split_once('}').filter(|_| is_count).and_then(|(count, rest)| {
            let (least, most) = count.split_once(',')?;
            (most.parse::<usize>().ok()? >= FROM).then(|| format!("{least},}}{rest}"))
        });
        out.push_str(open.as_deref().unwrap_or(part));
    }
    out
}

/// The literal texts that a match can begin with, where the pattern begins with literals.
fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Capture(group) => beginnings(&group.sub),
        HirKind::Concat(parts) => {
            let mut texts = beginnings(parts.first()?)?;
            if let Some(more) = parts.get(1).and_then(beginnings) {
                texts = texts.iter().flat_map(|a| more.iter().map(move |b| [a.as_slice(), b].concat())).collect();
            }
            Some(texts)
        }
        HirKind::Alternation(ways) => {
            let all: Option<Vec<_>> = ways.iter().map(beginnings).collect();
            all.map(|texts| texts.concat())
        }
        HirKind::Class(class) => {
            let Class::Bytes(class) = class else {
                return None;
            };
            let bytes: Vec<u8> = class.iter().flat_map(|r| r.start()..=r.end()).collect();
            (bytes.len() <= 8).then(|| bytes.iter().map(|b| vec![*b]).collect())
        }
        _ => None,
    }
}

/// Adds every byte that the expression can match.
fn collect_bytes(hir: &Hir, bytes: &mut [u64; 4]) {
    let mut add = |byte: u8| bytes[usize::from(byte) / 64] |= 1 << (byte % 64);
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().copied().for_each(add),
        HirKind::Class(Class::Bytes(class)) => class.iter().flat_map(|r| r.start()..=r.end()).for_each(add),
        // Without Unicode, a class of characters is one of ASCII characters.
        HirKind::Class(Class::Unicode(_)) => (0..=u8::MAX).for_each(&mut add),
        HirKind::Capture(group) => collect_bytes(&group.sub, bytes),
        HirKind::Repetition(repeated) => collect_bytes(&repeated.sub, bytes),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            for part in parts {
                collect_bytes(part, bytes);
            }
        }
        HirKind::Empty | HirKind::Look(_) => {}
    }
}

/// The bytes that every match has.
fn needed_bytes(hir: &Hir, bytes: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Literal(literal) => bytes.extend(&literal.0),
        HirKind::Capture(group) => needed_bytes(&group.sub, bytes),
        HirKind::Repetition(repeated) if repeated.min > 0 => needed_bytes(&repeated.sub, bytes),
        HirKind::Concat(parts) => {
            for part in parts {
                needed_bytes(part, bytes);
            }
        }
        HirKind::Alternation(ways) => {
            let needed_by = |way| {
                let mut bytes = Vec::new();
                needed_bytes(way, &mut bytes);
                bytes
            };
            let needed: Vec<Vec<u8>> = ways.iter().map(needed_by).collect();
            let (first, others) = needed.split_first().map_or((&[][..], &[][..]), |(first, others)| (first, others));
            bytes.extend(first.iter().filter(|byte| others.iter().all(|other| other.contains(byte))));
        }
        _ => {}
    }
}

/// How common a byte is in English prose and source code; 0 for those that are rarer than all letters.
fn commonness(byte: u8) -> usize {
    const COMMON: &[u8] = b"etaoinsrlcdpumhgfybvkwxjqz_-.:/";
    COMMON.iter().position(|c| *c == byte.to_ascii_lowercase()).map_or(0, |at| COMMON.len() - at)
}
