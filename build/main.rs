//! Turns the rules under `src/rules/builtin` into static tables, so that start-up parses nothing and a
//! mistake in a rule is a build error that names file and rule.
//!
//! Two tables come out: the rules themselves, and the keyword index that `scan::prefilter` walks.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // A build script fails by panicking, and speaks by printing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use regex_syntax::hir::{Class, Hir, HirKind};
use spec::{RuleFile, RuleSpec};

mod keywords;
mod model;
mod spec;
mod unwinder;

// What is measured for secrets without a name, shared with the scan.
#[path = "../src/scan/model/feature.rs"]
mod feature;

// The words of the rules, shared with the library.
#[path = "../src/rules/schema.rs"]
#[allow(dead_code)] // What a proof means is the scan's business.
mod schema;

const RULES: &str = "src/rules/builtin";

/// Matches with no bound of their own (a private key's body) end here, in bytes.
const LONGEST_MATCH: usize = 64 * 1024;

fn main() {
    unwinder::link();
    println!("cargo:rerun-if-changed={RULES}");
    let mut files: Vec<PathBuf> = fs::read_dir(RULES)
        .expect("the folder of rules")
        .map(|entry| entry.expect("a readable folder of rules").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();

    let mut problems = Vec::new();
    let mut rules = Vec::new();
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        let text = fs::read_to_string(file).expect("a readable file of rules");
        match toml::from_str::<RuleFile>(&text) {
            Ok(parsed) => {
                for rule in parsed.rules() {
                    match Checked::new(rule) {
                        Ok(rule) => rules.push(rule),
                        Err((id, why)) => problems.push(format!("{}: rule {id}: {why}", file.display())),
                    }
                }
            }
            Err(error) => problems.push(format!("{}: {error}", file.display())),
        }
    }
    let mut ids = BTreeSet::new();
    for rule in &rules {
        if !ids.insert(&rule.spec.id) {
            problems.push(format!("rule {}: the id is taken twice", rule.spec.id));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));

    rules.sort_by(|a, b| a.spec.id.cmp(&b.spec.id));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut texts = Texts::default();
    let write = |name: &str, content: String| fs::write(out.join(name), content).expect("OUT_DIR is writable");
    // First, so that the keywords stand together, and then the ids.
    write("keywords.rs", keywords::index(&rules, &mut texts));
    for rule in &rules {
        texts.text(&rule.spec.id);
    }
    write("rules.rs", rule_table(&rules));
    let wordings: Vec<String> = rules.iter().map(|rule| texts.wording(&rule.spec)).collect();
    write("texts.rs", texts.source(&wordings));
    write("characters.rs", model::characters());
    write("weights.rs", model::weights());
}

/// A rule whose pattern and texts hold together.
struct Checked {
    spec: RuleSpec,
    /// A variant of `rules::Trigger`.
    trigger: &'static str,
    outline: Outline,
}

/// What every match is like, cheaper to look for than the pattern itself.
struct Outline {
    /// Its length in bytes.
    shortest: usize,
    longest: usize,
    /// The bytes that can stand in it, as a bitmap.
    bytes: [u64; 4],
    /// A byte that stands in it and in no keyword, the rarest there is; 0 if there is none.
    needs: u8,
}

impl Checked {
    fn new(spec: RuleSpec) -> Result<Self, (String, String)> {
        match Self::check(&spec) {
            Ok((trigger, outline)) => Ok(Self { spec, trigger, outline }),
            Err(why) => Err((spec.id, why)),
        }
    }

    fn check(spec: &RuleSpec) -> Result<(&'static str, Outline), String> {
        let id_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if spec.id.is_empty() || !spec.id.chars().all(id_char) {
            return Err("the id is lower-case words joined by '-'".into());
        }
        for (field, text) in [("title", &spec.title), ("allows", &spec.allows)] {
            if text.trim().is_empty() || text.ends_with('.') {
                return Err(format!("`{field}` is a phrase without a full stop at its end"));
            }
        }
        for (field, url) in [("revoke", &spec.revoke), ("source", &spec.source)] {
            if !url.starts_with("https://") {
                return Err(format!("`{field}` is an https:// address"));
            }
        }
        if spec.whole.is_some() {
            let is_alone = spec.pattern.is_empty() && spec.words().next().is_none() && spec.samples.is_empty();
            let outline = Outline { shortest: 0, longest: 0, bytes: [0; 4], needs: 0 };
            return if is_alone { Ok(("Whole", outline)) } else { Err("`whole` stands alone".into()) };
        }
        if spec.samples.is_empty() || spec.counter_samples.is_empty() {
            return Err("at least one sample and one counter-sample".into());
        }

        for word in spec.words() {
            if word.len() < keywords::SHORTEST || !word.is_ascii() && !spec.telling.contains(word) {
                return Err(format!("{word:?}: at least {} ASCII characters", keywords::SHORTEST));
            }
        }
        for word in spec.context.iter().chain(&spec.names).chain(&spec.telling) {
            if word.chars().any(|c| c.is_ascii_uppercase()) {
                return Err(format!("{word:?}: lower case; any case is found"));
            }
        }
        if spec.proofs.len() > 2 || spec.supports.len() > 2 {
            return Err("at most two `proofs` and two `supports`".into());
        }
        if !spec.telling.is_empty() {
            let alone = spec.keywords.is_empty() && spec.context.is_empty() && spec.pattern.is_empty();
            return if alone {
                Ok(("SecretName", Outline { shortest: 0, longest: 0, bytes: [0; 4], needs: 0 }))
            } else {
                Err("`telling` stands alone: without `keywords`, `context` and `pattern`".into())
            };
        }

        let hir = parsed(&spec.pattern)?;
        let shape = hir.properties();
        if parsed(&with_open_counts(&spec.pattern))?.properties().minimum_len() != shape.minimum_len() {
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
        let mut outline = Outline {
            shortest: shape.minimum_len().unwrap_or(0),
            longest: shape.maximum_len().unwrap_or(LONGEST_MATCH).min(LONGEST_MATCH),
            bytes: [0; 4],
            needs: 0,
        };
        collect_bytes(&hir, &mut outline.bytes);
        let mut needed = Vec::new();
        needed_bytes(&hir, &mut needed);
        needed.retain(|byte| !spec.keywords.iter().any(|keyword| keyword.as_bytes().contains(byte)));
        outline.needs = needed.into_iter().min_by_key(|byte| commonness(*byte)).unwrap_or(0);

        let trigger = match (spec.keywords.as_slice(), spec.context.as_slice()) {
            ([], []) if !spec.names.is_empty() => "ProviderName",
            ([], []) | ([_, ..], [_, ..]) => return Err("either `keywords` or `context`".into()),
            (keywords, []) => {
                let first = beginnings(&hir);
                if first.is_some_and(|first| first.iter().all(|f| keywords.iter().any(|k| f.starts_with(k.as_bytes()))))
                {
                    "Start"
                } else {
                    "Inside"
                }
            }
            ([], _) => "Context",
        };
        Ok((trigger, outline))
    }
}

/// The pattern as bytes are searched for it.
fn parsed(pattern: &str) -> Result<Hir, String> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(pattern).map_err(|error| format!("pattern: {error}"))
}

/// The pattern as it is run: without the upper bound of counts such as `{20,4000}`. Each repetition that is counted takes
/// time and memory where the pattern is compiled, in every commit that asks for it; the scan compares a match with the
/// longest that there is.
fn with_open_counts(pattern: &str) -> String {
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

/// Nobody reads the tables.
const PLAIN_NUMBERS: &str = "#[allow(clippy::unreadable_literal)]\n";

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
        _ => {}
    }
}

/// A number of 64 bits as a literal.
fn hex(word: u64) -> String {
    format!("0x{:04x}_{:04x}_{:04x}_{:04x}", word >> 48, word >> 32 & 0xffff, word >> 16 & 0xffff, word & 0xffff)
}

/// The texts of all rules in one string, and lists of them, as `rules::text` has them.
#[derive(Default)]
struct Texts {
    all: String,
    known: BTreeMap<String, String>,
    lists: Vec<String>,
}

impl Texts {
    /// The text as a `Text`.
    fn text(&mut self, text: &str) -> String {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let place = format!("Text {{ start: {}, length: {} }}", self.all.len(), text.len());
        self.all.push_str(text);
        self.known.insert(text.to_owned(), place.clone());
        place
    }

    /// The texts as a `Texts`.
    fn list<'a>(&mut self, texts: impl Iterator<Item = &'a String>) -> String {
        let first = self.lists.len();
        for text in texts {
            let place = self.text(text);
            self.lists.push(place);
        }
        format!("Texts {{ first: {first}, count: {} }}", self.lists.len() - first)
    }

    /// The texts of a rule as a `Wording`.
    fn wording(&mut self, rule: &RuleSpec) -> String {
        let mut field = |name: &str, text: &str| format!("{name}: {}, ", self.text(text));
        let fields = [
            field("id", &rule.id),
            field("title", &rule.title),
            field("allows", &rule.allows),
            field("revoke", &rule.revoke),
            field("source", &rule.source),
            field("pattern", &with_open_counts(&rule.pattern)),
        ];
        format!("Wording {{ {}keywords: {} }}", fields.concat(), self.list(rule.words()))
    }

    /// The content of `texts.rs`.
    fn source(&self, wordings: &[String]) -> String {
        let table = |name: &str, kind: &str, entries: &[String]| {
            format!("{PLAIN_NUMBERS}static {name}: [{kind}; {}] = [{}];\n", entries.len(), entries.join(", "))
        };
        let (lists, wordings) = (table("LISTS", "Text", &self.lists), table("WORDINGS", "Wording", wordings));
        format!("static ALL: &str = {:?};\n{lists}{wordings}", self.all)
    }
}

fn rule_table(rules: &[Checked]) -> String {
    let mut out = format!("{PLAIN_NUMBERS}static BUILTIN: [Rule; {}] = [\n", rules.len());
    for (number, Checked { spec, trigger, outline }) in rules.iter().enumerate() {
        let RuleSpec { severity, general, shared, .. } = spec;
        let Outline { shortest, longest, bytes, needs } = outline;
        writeln!(
            out,
            "    Rule {{ origin: Origin::Builtin({number}), severity: Severity::{severity:?}, general: {general}, \
             shared: {shared}, trigger: Trigger::{trigger}, whole: {}, shortest: {shortest}, longest: {longest}, \
             bytes: [{}], needs: {needs}, proofs: {}, supports: {} }},",
            spec.whole.map_or("None".to_owned(), |kind| format!("Some(Whole::{kind:?})")),
            bytes.map(hex).join(", "),
            proofs(&spec.proofs),
            proofs(&spec.supports),
        )
        .expect("writing to a string");
    }
    out.push_str("];\n");
    out
}

/// The checks as `rules::Proofs`.
fn proofs(list: &[schema::Proof]) -> String {
    let one = |at: usize| list.get(at).map_or("None".to_owned(), |proof| format!("Some(Proof::{proof:?})"));
    format!("[{}, {}]", one(0), one(1))
}

/// How common a byte is in English prose and source code; 0 for those that are rarer than all letters.
fn commonness(byte: u8) -> usize {
    const COMMON: &[u8] = b"etaoinsrlcdpumhgfybvkwxjqz_-.:/";
    COMMON.iter().position(|c| *c == byte.to_ascii_lowercase()).map_or(0, |at| COMMON.len() - at)
}
