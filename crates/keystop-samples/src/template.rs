//! Fills a sample's template with random values (`random.rs`) and the checksums that belong to them.
//!
//! | in a template | becomes |
//! |---|---|
//! | `{base62:30}`, `{hex:8-12}` | so many characters of that alphabet (a length from the range) |
//! | `{unambiguous:6}` | digits and upper-case letters without 0, 1, I, O and U |
//! | `{mixed:32}`, `{mixed-lower:32}` | so many letters (of both cases, or in lower case) and digits as random values have them: at most three letters in a row, so that hardly a word stands in it, and nothing beside itself |
//! | `{one:a\|b}` | one of the words |
//! | `{crc32}` | the CRC-32, in base 62, of what stands between the last `_` and here |
//! | `{crc32-all}`, `{crc32-all-reversed}` | the same of the whole token before the `_` here, prefix and all; the same with the digits in reverse and the zeros still first |
//! | `{base64(…)}`, `{base64url(…)}`, `{hex(…)}` | the filled inner template, encoded |
//! | `{pem:400}` | so many random bytes in base64, in lines of 64 |
//! | `{key:rsa}` | the body of a private key in lines of base64 (also `ec`, `dsa`, `pkcs8`, `ed25519`, `encrypted`, `openssh`, `pgp`) |
//! | `{nkey:U}` | an NKEY seed for a user (`A` account, `O` operator, ...) |
//! | `{escaped(…)}` | the filled inner template with `\n` for line breaks |
//! | `{jwt(…)}` | a JSON web token with the inner template as its payload |
//! | `{crc32hex}` | the CRC-32, in hex with the lowest byte first, of the word before here, which ends with `_` |
//! | `{jwt}` | a JSON web token, signed with random bytes |
//! | `{azure:64 +ASt Default0}` | so many bytes in base64 with Microsoft's signature and seeded checksum at the end |
//! | `{azureurl:40 AzFu Master00}` | the same in the URL-safe alphabet |
//! | `{cask:AZDO}` | a common annotated security key of Microsoft's with that signature |
//! | `{gitlab:glpat-}` | a routable `GitLab` token of that prefix |
//! | `{base58check:80+32+01}` | base58 with checksum: a prefix in hex, so many random bytes, an optional suffix in hex |
//! | `{ripplecheck:21+16}` | the same over the XRP Ledger's alphabet |
//! | `{bech32key:nsec+32}` | Bech32 with checksum: the human-readable part, and so many random bytes |
//! | `{strkey:90+32}` | Stellar's base32 with checksum: a prefix in hex, and so many random bytes |
//! | `{phrase:12}` | a wallet's recovery phrase of so many words |
//! | `{lb}`, `{rb}` | an opening or a closing brace |
//! | `{bytes:64}` | so many random numbers below 256, with commas between |
//! | `{nl}` | a line break |

#![allow(clippy::cast_possible_truncation)] // Checksums take numbers apart.

use data_encoding::{BASE32, BASE32_NOPAD, BASE64, BASE64URL, BASE64URL_NOPAD, Encoding, HEXLOWER};
use sha2::{Digest, Sha256};

use super::random;

/// The filled template.
///
/// # Panics
/// On a template that isn't well formed.
#[must_use]
pub fn fill(template: &str) -> String {
    let (text, rest) = fill_until(template, None);
    assert!(rest.is_empty(), "unbalanced template: {template}");
    text
}

/// Fills up to the closing text, and returns what follows it.
fn fill_until<'a>(mut rest: &'a str, close: Option<&str>) -> (String, &'a str) {
    let mut out = String::new();
    loop {
        if let Some(after) = close.and_then(|close| rest.strip_prefix(close)) {
            return (out, after);
        }
        let Some(first) = rest.chars().next() else {
            return (out, rest);
        };
        if first != '{' {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let body = &rest[1..];
        let stop = body.find([':', '}', '(']).unwrap_or_else(|| panic!("no end of {{ in: {rest}"));
        let name = &body[..stop];
        let tail = &body[stop + 1..];
        rest = match body.as_bytes()[stop] {
            b'(' => {
                let (inner, after) = fill_until(tail, Some(")}"));
                out.push_str(&encode(name, inner.as_bytes()));
                after
            }
            b':' => {
                let end = tail.find('}').unwrap_or_else(|| panic!("no end of {{ in: {rest}"));
                out.push_str(&generate(name, &tail[..end]));
                &tail[end + 1..]
            }
            _ => {
                let computed = compute(name, &out);
                out.push_str(&computed);
                tail
            }
        };
    }
}

fn encode(name: &str, bytes: &[u8]) -> String {
    match name {
        "base64" => BASE64.encode(bytes),
        "base64url" => BASE64URL_NOPAD.encode(bytes),
        "hex" => HEXLOWER.encode(bytes),
        "escaped" => String::from_utf8_lossy(bytes).replace('\n', "\\n"),
        "jwt" => json_web_token(bytes),
        _ => panic!("no encoding is called {name}"),
    }
}

fn generate(name: &str, argument: &str) -> String {
    if name == "one" {
        let words: Vec<&str> = argument.split('|').collect();
        return words[random::below(words.len())].to_owned();
    }
    match name {
        "azure" => return azure(argument, &BASE64),
        "azureurl" => return azure(argument, &BASE64URL),
        "cask" => return common_annotated_key(argument),
        "gitlab" => return routable(argument),
        "key" => return lines(&private_key(argument), 64),
        "nkey" => return nkey_seed(argument.as_bytes()[0]),
        "base58check" => return base58check("1-9A-HJ-NP-Za-km-z", &payload(argument)),
        "ripplecheck" => return base58check(RIPPLE, &payload(argument)),
        "bech32key" => return bech32(argument),
        "strkey" => return strkey(&payload(argument)),
        "phrase" => return phrase(count(argument)),
        _ => {}
    }
    let (least, most) = argument.split_once('-').unwrap_or((argument, argument));
    let number = |text: &str| text.parse::<usize>().unwrap_or_else(|_| panic!("not a length: {text}"));
    let length = random::draw(|generator| generator.usize(number(least)..=number(most)));
    if name == "bytes" {
        let numbers: Vec<String> = random_bytes(length).iter().map(u8::to_string).collect();
        return numbers.join(",");
    }
    if name == "pem" {
        return lines(&random_bytes(length), 64);
    }
    if let "mixed" | "mixed-lower" = name {
        return mixed(length, name == "mixed");
    }
    let alphabet: Vec<char> = match name {
        "digit" => "0-9",
        "hex" => "0-9a-f",
        "HEX" => "0-9A-F",
        "lower" => "a-z",
        "upper" => "A-Z",
        "letter" => "A-Za-z",
        "alnum" => "0-9a-z",
        "ALNUM" => "0-9A-Z",
        "base62" => "0-9A-Za-z",
        "base64" => "0-9A-Za-z+/",
        "base64url" => "0-9A-Za-z_-",
        "word" => "0-9A-Za-z_",
        "base32" => "A-Z2-7",
        "unambiguous" => "2-9A-HJ-NP-TV-Z",
        "base58" => "1-9A-HJ-NP-Za-km-z",
        "bech32" => "02-9ac-hj-np-z",
        _ => panic!("no alphabet is called {name}"),
    }
    .pipe(expand);
    (0..length).map(|_| alphabet[random::below(alphabet.len())]).collect()
}

/// Random letters and digits, without what looks made up in them.
fn mixed(length: usize, has_upper: bool) -> String {
    const MOST_LETTERS: usize = 3;
    let mut text = String::new();
    while text.len() < length {
        let letters = text.chars().rev().take_while(char::is_ascii_alphabetic).count();
        let next = random::draw(
            |generator| {
                if letters == MOST_LETTERS { generator.digit(10) } else { generator.alphanumeric() }
            },
        );
        let next = if has_upper { next } else { next.to_ascii_lowercase() };
        if !text.ends_with(next) {
            text.push(next);
        }
    }
    text
}

fn compute(name: &str, before: &str) -> String {
    match name {
        "crc32" => {
            let body = before.rsplit('_').next().unwrap_or(before);
            base62(crc32fast::hash(body.as_bytes()), 6)
        }
        "crc32-all" => base62(whole_token_crc32(before), 6),
        "crc32-all-reversed" => {
            let digits = base62(whole_token_crc32(before), 6);
            let number = digits.trim_start_matches('0');
            format!("{:0>6}", number.chars().rev().collect::<String>())
        }
        "jwt" => {
            let payload = format!(r#"{{"sub":"{}","iat":1700000000}}"#, generate("digit", "9"));
            json_web_token(payload.as_bytes())
        }
        "crc32hex" => {
            let word = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or(before);
            let checksum = crc32fast::hash(word.trim_end_matches('_').as_bytes());
            HEXLOWER.encode(&checksum.to_le_bytes())
        }
        "lb" => "{".to_owned(),
        "rb" => "}".to_owned(),
        "nl" => "\n".to_owned(),
        _ => panic!("nothing is called {name}"),
    }
}

fn json_web_token(payload: &[u8]) -> String {
    let header = BASE64URL_NOPAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = BASE64URL_NOPAD.encode(payload);
    let signature = BASE64URL_NOPAD.encode(&random_bytes(32));
    format!("{header}.{payload}.{signature}")
}

/// The bytes in base64, in lines of that width.
fn lines(bytes: &[u8], width: usize) -> String {
    let encoded = BASE64.encode(bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(width).map(|l| std::str::from_utf8(l).expect("ASCII")).collect();
    lines.join("\n")
}

/// The structure at the beginning of a private key, and random bytes up to the usual length.
fn private_key(kind: &str) -> Vec<u8> {
    let (mut bytes, length): (Vec<u8>, usize) = match kind {
        "rsa" => (vec![0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x82, 1, 1, 0], 1192),
        "ec" => (vec![0x30, 0x77, 2, 1, 1, 4, 0x20], 121),
        "dsa" => (vec![0x30, 0x82, 1, 0xbb, 2, 1, 0, 2, 0x81, 0x81, 0], 447),
        "pkcs8" => {
            let mut start = vec![0x30, 0x82, 4, 0xbe, 2, 1, 0, 0x30, 13, 6, 9];
            start.extend([0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0, 4, 0x82, 4, 0xa8]);
            (start, 1218)
        }
        "ed25519" => (vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20], 48),
        "encrypted" => {
            let mut start = vec![0x30, 0x82, 5, 0x36, 0x30, 0x60, 6, 9];
            start.extend([0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 5, 13]);
            (start, 1338)
        }
        "openssh" | "openssh-encrypted" => {
            let mut start = b"openssh-key-v1\0".to_vec();
            let names: [&[u8]; 3] = if kind == "openssh" {
                [b"none", b"none", b""]
            } else {
                [b"aes256-ctr", b"bcrypt", b"\0\0\0\x10saltsaltsaltsalt\0\0\0\x10"]
            };
            for name in names {
                start.extend([0, 0, 0, u8::try_from(name.len()).expect("short")]);
                start.extend(name);
            }
            start.extend(b"\0\0\0\x01\0\0\0\x33\0\0\0\x0bssh-ed25519\0\0\0\x20");
            (start, 260)
        }
        "pgp" => (vec![0x95, 3, 0xc6, 4], 960),
        _ => panic!("no private key is called {kind}"),
    };
    let rest = length - bytes.len();
    bytes.extend(random_bytes(rest));
    bytes
}

fn nkey_seed(role: u8) -> String {
    let role = (role - b'A') << 3;
    let mut bytes = vec![18 << 3 | role >> 5, (role & 31) << 3];
    bytes.extend(random_bytes(32));
    let mut crc = 0u16;
    for byte in &bytes {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
        }
    }
    bytes.extend(crc.to_le_bytes());
    BASE32_NOPAD.encode(&bytes)
}

/// The CRC-32 of the token that stands before a `_` at the end of the text.
fn whole_token_crc32(before: &str) -> u32 {
    let body = before.strip_suffix('_').unwrap_or(before);
    let start = body.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    crc32fast::hash(&body.as_bytes()[start..])
}

fn base62(mut number: u32, width: usize) -> String {
    let digits: Vec<char> = expand("0-9A-Za-z");
    let mut out = vec!['0'; width];
    for place in out.iter_mut().rev() {
        *place = digits[number as usize % 62];
        number /= 62;
    }
    out.into_iter().collect()
}

fn random_bytes(length: usize) -> Vec<u8> {
    random::bytes(length, ..)
}

/// `length/signature/seed`: random bytes, the signature ten characters before the end of the unpadded text, and the
/// Marvin checksum of all but the last four bytes in these.
fn azure(argument: &str, encoding: &Encoding) -> String {
    let parts: Vec<&str> = argument.split(' ').collect();
    let [length, signature, seed] = parts.as_slice() else {
        panic!("a length, a signature and a seed, not {argument}");
    };
    let length = length.parse().expect("a length");
    let text = encoding.encode(&random_bytes(length));
    let unpadded = text.trim_end_matches('=').len();
    let at = unpadded - 10;
    // The two bits that may stand between signature and checksum are zero.
    let signed = format!("{}{signature}A{}", &text[..at], &text[at + 5..]);
    let mut bytes = encoding.decode(signed.as_bytes()).expect("base64");
    let body = length - 4;
    let checksum = marvin(&bytes[..body], seed.as_bytes());
    bytes[body..].copy_from_slice(&checksum);
    encoding.encode(&bytes)
}

/// 52 random characters, the standard's signature, year and month, and the service's signature and checksum.
fn common_annotated_key(signature: &str) -> String {
    let body = format!(
        "{}JQQJ99{}{}{}{signature}",
        generate("base62", "52"),
        generate("one", "A|B|C"),
        generate("one", "A|B|C|D|E|F|G|H|I|J|K|L"),
        generate("base62", "16"),
    );
    let checksum = marvin(&BASE64.decode(body.as_bytes()).expect("base64"), b"Default0");
    let digits = base62(u32::from_be_bytes(checksum), 6);
    let digits = format!("{:0<6}", digits.trim_start_matches('0'));
    format!("{body}{}", &digits[..4])
}

fn marvin(data: &[u8], seed: &[u8]) -> [u8; 4] {
    let seed = u64::from_be_bytes(seed.try_into().expect("eight characters"));
    let (mut a, mut b) = (seed as u32, (seed >> 32) as u32);
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(4) + 4, 0);
    for word in padded.chunks(4) {
        a = a.wrapping_add(u32::from_le_bytes(word.try_into().expect("four bytes")));
        b ^= a;
        a = a.rotate_left(20).wrapping_add(b);
        b = b.rotate_left(9) ^ a;
        a = a.rotate_left(27).wrapping_add(b);
        b = b.rotate_left(19);
    }
    (a ^ b).to_le_bytes()
}

/// Random bytes, an organisation and its length in base64url; version, length, and the CRC-32 of all that in base 36.
fn routable(prefix: &str) -> String {
    let base36 = |mut number: u32, width: usize| {
        let digits = expand("0-9a-z");
        let mut out = vec!['0'; width];
        for place in out.iter_mut().rev() {
            *place = digits[number as usize % 36];
            number /= 36;
        }
        out.into_iter().collect::<String>()
    };
    let payload = format!("o:{}\nu:{}", generate("alnum", "1"), generate("alnum", "4"));
    let mut bytes = random_bytes(16);
    bytes.extend(payload.bytes());
    bytes.push(payload.len() as u8);
    let payload = BASE64URL_NOPAD.encode(&bytes);
    let body = format!("{prefix}{payload}.01.{}", base36(payload.len() as u32, 2));
    let checksum = base36(crc32fast::hash(body.as_bytes()), 7);
    format!("{body}{checksum}")
}

const RIPPLE: &str = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// `80+32+01`: a prefix in hex, so many random bytes, and an optional suffix in hex.
fn payload(argument: &str) -> Vec<u8> {
    let mut parts = argument.split('+');
    let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).expect("hex digits");
    let mut bytes = hex(parts.next().unwrap_or_default());
    bytes.extend(random_bytes(count(parts.next().unwrap_or_default())));
    bytes.extend(hex(parts.next().unwrap_or_default()));
    bytes
}

fn count(text: &str) -> usize {
    text.parse().unwrap_or_else(|_| panic!("not a length: {text}"))
}

fn base58check(alphabet: &str, payload: &[u8]) -> String {
    let alphabet = expand(alphabet);
    let checksum = Sha256::digest(Sha256::digest(payload));
    let mut number = [payload, &checksum[..4]].concat();
    let zeros = number.iter().take_while(|b| **b == 0).count();
    let mut digits = Vec::new();
    while number.iter().any(|b| *b != 0) {
        let mut rest = 0u32;
        for byte in &mut number {
            rest = rest << 8 | u32::from(*byte);
            *byte = u8::try_from(rest / 58).expect("a byte");
            rest %= 58;
        }
        digits.push(alphabet[rest as usize]);
    }
    digits.extend(std::iter::repeat_n(alphabet[0], zeros));
    digits.into_iter().rev().collect()
}

/// `nsec+32`: the human-readable part, and so many random bytes.
fn bech32(argument: &str) -> String {
    let (human, length) = argument.split_once('+').expect("a part, + and a length");
    let upper = human.contains(|c: char| c.is_ascii_uppercase());
    let human = &human.to_ascii_lowercase();
    let mut bits = (0u32, 0u32);
    let mut values = Vec::new();
    for byte in random_bytes(count(length)) {
        bits = (bits.0 << 8 | u32::from(byte), bits.1 + 8);
        while bits.1 >= 5 {
            bits.1 -= 5;
            values.push((bits.0 >> bits.1 & 31) as u8);
            bits.0 &= (1 << bits.1) - 1;
        }
    }
    if bits.1 > 0 {
        values.push((bits.0 << (5 - bits.1) & 31) as u8);
    }
    let sum = human
        .bytes()
        .map(|b| b >> 5)
        .chain([0])
        .chain(human.bytes().map(|b| b & 31))
        .chain(values.iter().copied())
        .chain([0; 6])
        .fold(1u32, |sum, value| {
            let top = sum >> 25;
            let mut sum = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
            for (bit, generator) in
                [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3].into_iter().enumerate()
            {
                if top >> bit & 1 == 1 {
                    sum ^= generator;
                }
            }
            sum
        })
        ^ 1;
    let checksum = (0..6).map(|at| (sum >> (5 * (5 - at)) & 31) as u8);
    let alphabet: Vec<char> = "qpzry9x8gf2tvdw0s3jn54khce6mua7l".chars().collect();
    let data: String = values.iter().copied().chain(checksum).map(|value| alphabet[usize::from(value)]).collect();
    let text = format!("{human}1{data}");
    if upper { text.to_ascii_uppercase() } else { text }
}

/// Random bits, and as many of their hash as one for 32 of them, in words of eleven bits.
fn phrase(words: usize) -> String {
    let list: Vec<&str> = include_str!("../../../src/scan/checks/bip39-english.txt").lines().collect();
    let entropy = random_bytes(words / 3 * 4);
    let hash = Sha256::digest(&entropy);
    let bits: Vec<usize> = entropy
        .iter()
        .chain(&hash[..1])
        .flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1)))
        .collect();
    let chosen = bits.chunks(11).take(words).map(|word| list[word.iter().fold(0, |value, bit| value << 1 | bit)]);
    chosen.collect::<Vec<_>>().join(" ")
}

fn strkey(payload: &[u8]) -> String {
    let crc = payload.iter().fold(0u16, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte) << 8, |sum, _| sum << 1 ^ if sum & 0x8000 == 0 { 0 } else { 0x1021 })
    });
    BASE32.encode(&[payload, &crc.to_le_bytes()].concat())
}

/// The characters of a class as regexes write it: `a-z0-9_`.
fn expand(class: &str) -> Vec<char> {
    let class: Vec<char> = class.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < class.len() {
        if class.get(at + 1) == Some(&'-') && at + 2 < class.len() {
            out.extend(class[at]..=class[at + 2]);
            at += 3;
        } else {
            out.push(class[at]);
            at += 1;
        }
    }
    out
}

trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}

impl Pipe for &str {}
