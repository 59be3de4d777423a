//! The keyword index that `scan::prefilter` walks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use keystop_rules::gram;
use keystop_rules::schema::Trigger;

use crate::tables::{PLAIN_NUMBERS, Texts, hex};
use crate::validate::Checked;

/// The shortest keyword, in bytes. One of three is entered with every fourth byte that can follow it.
pub const SHORTEST: usize = 3;

/// What ordinary text has most often: a gram and how many of a million places it stands at. `training/grams.py` counts it.
const COMMON: &str = "build/grams.tsv";

/// How many multipliers are tried for the hash.
const MULTIPLIERS: u32 = 1000;

/// The index from four-byte grams to keywords, and from keywords to rules.
///
/// `GRAMS` is a set of hashes as a bitmap; `RANKS[w]` counts the bits before word `w`, so that a hash that is
/// present has a dense number `n`, and its entries are `ENTRIES[STARTS[n]..STARTS[n + 1]]`.
pub fn index(rules: &[Checked], texts: &mut Texts) -> String {
    let mut keywords: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for (number, rule) in rules.iter().enumerate() {
        for word in &rule.spec.keywords {
            keywords.entry((word, true)).or_default().push(number);
        }
        for word in rule.spec.context.iter().chain(&rule.spec.names).chain(&rule.spec.telling) {
            keywords.entry((word, false)).or_default().push(number);
        }
    }

    let costs = Costs::of(keywords.keys().map(|(word, _)| word.as_bytes()));
    let mut by_gram = BTreeSet::new();
    for (number, ((word, _), numbers)) in keywords.iter().enumerate() {
        let offset = costs.cheapest(word.as_bytes());
        let next = next_bytes(numbers.iter().map(|number| &rules[*number]));
        by_gram.extend(grams_at(word.as_bytes(), offset, &next).into_iter().map(|folded| (folded, number, offset)));
    }
    let multiplier = costs.best_multiplier(&by_gram.iter().map(|(folded, ..)| *folded).collect());
    let mut entries: BTreeMap<u32, BTreeSet<(u32, usize, usize)>> = BTreeMap::new();
    for (folded, number, offset) in by_gram {
        entries.entry(gram::hash(folded, multiplier)).or_default().insert((folded, number, offset));
    }

    let mut bits = vec![0u64; gram::WORDS];
    for hash in entries.keys() {
        bits[*hash as usize / 64] |= 1 << (hash % 64);
    }
    let mut ranks = Vec::new();
    let mut seen = 0;
    for word in &bits {
        ranks.push(seen);
        seen += word.count_ones();
    }
    let mut starts = vec![0];
    let mut flat = Vec::new();
    for list in entries.values() {
        flat.extend(
            list.iter().map(|(gram, keyword, offset)| {
                format!("Entry {{ gram: {gram}, keyword: {keyword}, offset: {offset} }}")
            }),
        );
        starts.push(flat.len());
    }

    let mut out = String::new();
    writeln!(out, "{PLAIN_NUMBERS}const MULTIPLIER: u32 = {multiplier:#x};").expect("writing to a string");
    let mut put = |name: &str, kind: &str, values: String| {
        writeln!(out, "{PLAIN_NUMBERS}static {name}: {kind} = [{values}];").expect("writing to a string");
    };
    let join = |values: &[String]| values.join(", ");
    put("GRAMS", "[u64; gram::WORDS]", join(&bits.iter().copied().map(hex).collect::<Vec<_>>()));
    put("RANKS", "[u16; gram::WORDS]", join(&ranks.iter().map(u32::to_string).collect::<Vec<_>>()));
    put("STARTS", &format!("[u16; {}]", starts.len()), join(&starts.iter().map(usize::to_string).collect::<Vec<_>>()));
    put("ENTRIES", &format!("[Entry; {}]", flat.len()), join(&flat));
    let mut numbers = Vec::new();
    let keywords: Vec<String> = keywords
        .iter()
        .map(|((text, exact), numbers_of)| {
            let start = numbers.len();
            numbers.extend(numbers_of.iter().map(usize::to_string));
            let everyday = numbers_of.iter().any(|number| rules[*number].spec.everyday.iter().any(|word| word == text));
            let (text, count) = (texts.text(text), numbers_of.len());
            format!("Keyword {{ text: {text}, exact: {exact}, everyday: {everyday}, rules: {start}, count: {count} }}")
        })
        .collect();
    put("NUMBERS", &format!("[u16; {}]", numbers.len()), join(&numbers));
    put("KEYWORDS", &format!("[Keyword; {}]", keywords.len()), join(&keywords));
    out
}

/// Every gram, folded, that can stand at `offset` of a keyword with one of these bytes behind it.
fn grams_at(keyword: &[u8], offset: usize, next: &[u64; 4]) -> Vec<u32> {
    match keyword[offset..] {
        [a, b, c, d, ..] => vec![gram::folded([a, b, c, d])],
        [a, b, c] => (0..=u8::MAX)
            .filter(|d| next[usize::from(d / 64)] >> (d % 64) & 1 == 1)
            .map(|d| gram::folded([a, b, c, d]))
            .collect(),
        _ => unreachable!("keywords of fewer than {} bytes were refused", SHORTEST),
    }
}

/// The bytes that can stand behind a keyword of these rules: where matches hold it, those that they are made of. No match
/// may end with a keyword as short as that; its rule's samples would not be found.
fn next_bytes<'a>(rules: impl Iterator<Item = &'a Checked>) -> [u64; 4] {
    rules.fold([0; 4], |next, rule| match rule.trigger {
        Trigger::Start | Trigger::Inside if rule.outline.shortest > SHORTEST => {
            std::array::from_fn(|at| next[at] | rule.outline.bytes[at])
        }
        _ => [u64::MAX; 4],
    })
}

/// How much it costs to look for a keyword by a gram.
struct Costs {
    /// How many of a million places of ordinary text hold the folded gram: each is a needless look.
    common: BTreeMap<u32, u32>,
    /// How many keywords have the gram: each is compared where it stands.
    shared: BTreeMap<u32, usize>,
}

impl Costs {
    fn of<'a>(keywords: impl Iterator<Item = &'a [u8]>) -> Self {
        println!("cargo:rerun-if-changed={COMMON}");
        let mut common = BTreeMap::new();
        for line in fs::read_to_string(COMMON).expect("the table of common grams").lines() {
            let (gram, places) = line.split_once('\t').expect("a gram and a number");
            let gram = u32::from_str_radix(gram, 16).expect("four bytes in hexadecimal digits").to_be_bytes();
            let places: u32 = places.parse().expect("a number of places");
            *common.entry(gram::folded(gram)).or_default() += places;
        }
        let mut shared = BTreeMap::new();
        for keyword in keywords {
            let grams = keyword.windows(gram::LEN).filter_map(|gram| gram.first_chunk().copied().map(gram::folded));
            for folded in grams.collect::<BTreeSet<_>>() {
                *shared.entry(folded).or_default() += 1;
            }
        }
        Self { common, shared }
    }

    /// Where in a keyword the four bytes stand that it is best looked for by.
    fn cheapest(&self, keyword: &[u8]) -> usize {
        let cost = |at: &usize| {
            let folded = keyword[*at..].first_chunk().copied().map(gram::folded)?;
            Some((self.common.get(&folded), self.shared.get(&folded)))
        };
        (0..=keyword.len().saturating_sub(gram::LEN)).min_by_key(cost).unwrap_or(0)
    }

    /// The multiplier by which the fewest places of ordinary text share a hash with one of the grams.
    fn best_multiplier(&self, grams: &BTreeSet<u32>) -> u32 {
        let others: Vec<(&u32, &u32)> = self.common.iter().filter(|(folded, _)| !grams.contains(folded)).collect();
        let shared = |multiplier: &u32| -> u32 {
            let mut hashes = vec![false; 64 * gram::WORDS];
            for folded in grams {
                hashes[gram::hash(*folded, *multiplier) as usize] = true;
            }
            let hit = others.iter().filter(|(folded, _)| hashes[gram::hash(**folded, *multiplier) as usize]);
            hit.map(|(_, places)| *places).sum()
        };
        // Odd numbers far from each other; the first is the one that Fibonacci hashing takes.
        let candidates = (0..MULTIPLIERS).map(|n| gram::GOLDEN.wrapping_mul(n * n + n + 1));
        candidates.min_by_key(shared).unwrap_or(gram::GOLDEN)
    }
}
