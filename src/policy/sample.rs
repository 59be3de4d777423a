//! Samples of own rules: templates, so that no key has to stand in the policy.
//!
//! | in a template | becomes |
//! |---|---|
//! | `{base62:24}` | so many characters of that alphabet; the others are in [`ALPHABETS`] |
//! | `{crc32}` | the CRC-32, in six digits of base 62, of what stands between the last `_` and here |
//! | `{lb}`, `{rb}` | an opening or a closing brace |

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::rules::CustomRule;
use crate::scan::{Input, Scanner, Sensitivity};

/// The alphabets by name.
pub const ALPHABETS: &[(&str, &str)] = &[
    ("digit", "0123456789"),
    ("hex", "0123456789abcdef"),
    ("HEX", "0123456789ABCDEF"),
    ("lower", "abcdefghijklmnopqrstuvwxyz"),
    ("upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    ("alnum", "0123456789abcdefghijklmnopqrstuvwxyz"),
    ("ALNUM", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    ("base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
    ("base62", BASE62),
    ("base64", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/"),
    ("base64url", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"),
];

const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many random characters one `{…}` makes at most.
const LONGEST: usize = 10_000;

/// How often each sample is tried, with other characters each time.
const TRIES: u64 = 5;

/// Tries the samples of a rule. Returns how many it has.
///
/// # Errors
/// Which sample the rule does not hold, in words.
pub fn check(rule: &CustomRule, scanner: &Scanner) -> Result<usize, String> {
    for (samples, must_find) in [(&rule.samples, true), (&rule.counter_samples, false)] {
        for (number, template) in samples.iter().enumerate() {
            for seed in 0..TRIES {
                let text = fill(template, seed).map_err(|what| format!("rule `{}`: {what}", rule.id))?;
                if finds(rule, scanner, &text) != must_find {
                    let (kind, does) =
                        if must_find { ("sample", "is not found") } else { ("counter-sample", "is found") };
                    return Err(format!("rule `{}`: {kind} {} {does}", rule.id, number + 1));
                }
            }
        }
    }
    Ok(rule.samples.len() + rule.counter_samples.len())
}

/// Returns true if the rule finds something in the text.
fn finds(rule: &CustomRule, scanner: &Scanner, text: &str) -> bool {
    // A file for which the rule is: its path patterns are not what samples are about.
    let path = rule.path.directory().join("sample");
    let in_its_place = |path: &Path| path.to_string_lossy().into_owned();
    let name = rule
        .path
        .lines()
        .iter()
        .find_map(|line| example(line))
        .map_or_else(|| in_its_place(&path), |name| in_its_place(&rule.path.directory().join(name)));
    let input = Input { path: name.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::default() };
    scanner.candidates(&input, 0..text.len()).hits.iter().any(|hit| hit.rule.id() == rule.id)
}

/// A path that a pattern fits, as far as its stars can be read as names.
fn example(pattern: &str) -> Option<String> {
    let plain = pattern.strip_prefix('/').unwrap_or(pattern);
    let named = plain.replace("**", "sample").replace('*', "sample");
    let named = named.strip_suffix('/').map_or(named.clone(), |directory| format!("{directory}/sample"));
    (!named.contains(['[', '{', '?', '!', '\\'])).then_some(named)
}

/// Fills a template; another seed gives other characters, the same one the same.
///
/// # Errors
/// What is wrong with it; quotes nothing of it.
pub(super) fn fill(template: &str, seed: u64) -> Result<String, &'static str> {
    const UNCLOSED: &str = "a `{` is not closed; `{lb}` stands for the brace itself";
    let mut out = String::new();
    let mut random = Random::of(template, seed);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inside, behind) = after.split_once('}').ok_or(UNCLOSED)?;
        match inside {
            "lb" => out.push('{'),
            "rb" => out.push('}'),
            "crc32" => {
                let body = out.rsplit('_').next().unwrap_or(&out);
                let checksum = base62(crc32fast::hash(body.as_bytes()));
                out.push_str(&checksum);
            }
            _ => random.fill(inside, &mut out)?,
        }
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

/// A stream of numbers that looks random: hashes of a seed and a count.
struct Random<'t> {
    template: &'t str,
    seed: u64,
    count: u64,
}

impl<'t> Random<'t> {
    fn of(template: &'t str, seed: u64) -> Self {
        Self { template, seed, count: 0 }
    }

    /// Adds what `alphabet:length` stands for.
    fn fill(&mut self, what: &str, out: &mut String) -> Result<(), &'static str> {
        const UNKNOWN: &str =
            "after `{` stands an alphabet and a length, such as `{base62:24}`; docs/keystop-toml.md has them";
        let (name, length) = what.split_once(':').ok_or(UNKNOWN)?;
        let (_, alphabet) = ALPHABETS.iter().find(|(known, _)| *known == name).ok_or(UNKNOWN)?;
        let length = length.parse().ok().filter(|length| (1..=LONGEST).contains(length)).ok_or(UNKNOWN)?;
        for _ in 0..length {
            out.push(char::from(alphabet.as_bytes()[self.next() % alphabet.len()]));
        }
        Ok(())
    }

    fn next(&mut self) -> usize {
        let mut hasher = Sha256::new_with_prefix(self.template);
        hasher.update(self.seed.to_le_bytes());
        hasher.update(self.count.to_le_bytes());
        self.count += 1;
        let hash = hasher.finalize();
        usize::from(hash[0]) << 16 | usize::from(hash[1]) << 8 | usize::from(hash[2])
    }
}

fn base62(mut number: u32) -> String {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.as_bytes()[number as usize % 62];
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        let filled = fill("a_{hex:12}{lb}{digit:3}{rb}", 1).expect("a template");
        assert_eq!(filled.len(), 2 + 12 + 1 + 3 + 1);
        assert!(filled.starts_with("a_") && filled.ends_with('}'));
        assert_eq!(filled, fill("a_{hex:12}{lb}{digit:3}{rb}", 1).expect("a template"));
        assert_ne!(filled, fill("a_{hex:12}{lb}{digit:3}{rb}", 2).expect("a template"));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for template in ["{", "{x}", "{hex}", "{hex:}", "{hex:0}", "{hex:99999}", "{hax:3}"] {
            assert!(fill(template, 0).is_err(), "{template}");
        }
    }
}
