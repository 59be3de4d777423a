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
//! | `{lb}`, `{rb}` | an opening or a closing brace |
//! | `{nl}` | a line break |

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};

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
