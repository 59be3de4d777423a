//! Fills a sample's template with fresh random values and the checksums that belong to them.
//!
//! | in a template | becomes |
//! |---|---|
//! | `{base62:30}`, `{hex:8-12}` | so many characters of that alphabet (a length from the range) |
//! | `{one:a\|b}` | one of the words |
//! | `{crc32}` | the CRC-32, in base 62, of what stands between the last `_` and here |
//! | `{base64(…)}`, `{base64url(…)}`, `{hex(…)}` | the filled inner template, encoded |
//! | `{pem:400}` | so many random bytes in base64, in lines of 64 |
//! | `{jwt}` | a JSON web token, signed with random bytes |
//! | `{azure:64/+ASt/Default0}` | so many bytes in base64 with Microsoft's signature and seeded checksum at the end |
//! | `{azureurl:40/AzFu/Master00}` | the same in the URL-safe alphabet |
//! | `{cask:AZDO}` | a common annotated security key of Microsoft's with that signature |
//! | `{gitlab:glpat-}` | a routable `GitLab` token of that prefix |
//! | `{lb}`, `{rb}` | an opening or a closing brace |
//! | `{nl}` | a line break |

use data_encoding::{BASE64, BASE64URL, BASE64URL_NOPAD, Encoding, HEXLOWER};

/// The filled template.
///
/// # Panics
/// On a template that isn't well formed.
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
        _ => panic!("no encoding is called {name}"),
    }
}

fn generate(name: &str, argument: &str) -> String {
    if name == "one" {
        let words: Vec<&str> = argument.split('|').collect();
        return words[fastrand::usize(..words.len())].to_owned();
    }
    match name {
        "azure" => return azure(argument, &BASE64),
        "azureurl" => return azure(argument, &BASE64URL),
        "cask" => return common_annotated_key(argument),
        "gitlab" => return routable(argument),
        _ => {}
    }
    let (least, most) = argument.split_once('-').unwrap_or((argument, argument));
    let number = |text: &str| text.parse::<usize>().unwrap_or_else(|_| panic!("not a length: {text}"));
    let length = fastrand::usize(number(least)..=number(most));
    if name == "pem" {
        let encoded = BASE64.encode(&random_bytes(length));
        let lines: Vec<&str> = encoded.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).expect("ASCII")).collect();
        return lines.join("\n");
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
        "base58" => "1-9A-HJ-NP-Za-km-z",
        "bech32" => "02-9ac-hj-np-z",
        _ => panic!("no alphabet is called {name}"),
    }
    .pipe(expand);
    (0..length).map(|_| alphabet[fastrand::usize(..alphabet.len())]).collect()
}

fn compute(name: &str, before: &str) -> String {
    match name {
        "crc32" => {
            let body = before.rsplit('_').next().unwrap_or(before);
            base62(crc32fast::hash(body.as_bytes()), 6)
        }
        "jwt" => {
            let header = BASE64URL_NOPAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
            let payload = format!(r#"{{"sub":"{}","iat":1700000000}}"#, generate("digit", "9"));
            let payload = BASE64URL_NOPAD.encode(payload.as_bytes());
            format!("{header}.{payload}.{}", BASE64URL_NOPAD.encode(&random_bytes(32)))
        }
        "lb" => "{".to_owned(),
        "rb" => "}".to_owned(),
        "nl" => "\n".to_owned(),
        _ => panic!("nothing is called {name}"),
    }
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
    (0..length).map(|_| fastrand::u8(..)).collect()
}

/// `length/signature/seed`: random bytes, the signature ten characters before the end of the unpadded text, and the
/// Marvin checksum of all but the last four bytes in these.
fn azure(argument: &str, encoding: &Encoding) -> String {
    let parts: Vec<&str> = argument.split('/').collect();
    let [length, signature @ .., seed] = parts.as_slice() else {
        panic!("length/signature/seed, not {argument}");
    };
    let signature = signature.join("/");
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
    let checksum = marvin(
        &BASE64.decode(body.as_bytes()).expect("base64"),
        b"Default0",
    );
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
