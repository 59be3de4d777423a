//! Keys that a text does not hold literally, through the whole scanner.

use crate::support::property::cases;
use crate::support::sandbox::Sandbox;
use crate::support::template::fill;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use keystop::finding::{Finding, Findings};
use keystop::scan::{Hit, Input, Scanner, Sensitivity};
use proptest::prelude::*;

/// A type of key with a checksum.
const GITHUB: &str = "ghp_{base62:30}{crc32}";
/// One without.
const GITLAB: &str = "glpat-{base64url:12}{base62:8}";

fn hits(text: &str) -> Vec<Hit> {
    Scanner::new().scan(&Input { path: b"", text: text.as_bytes(), sensitivity: Sensitivity::KeysOnly })
}

fn findings(text: &str) -> Vec<Finding> {
    let hits = hits(text);
    Findings::new(b"", text.as_bytes(), &hits, &hits).map(|(_, finding)| finding).collect()
}

/// What stands where the only key is, if it is found as that rule's.
#[track_caller]
fn only<'a>(text: &'a str, rule: &str, encoding: &str) -> &'a str {
    let found = hits(text);
    assert_eq!(found.len(), 1, "{found:?} in {text}");
    assert_eq!(found[0].rule.id(), rule);
    assert_eq!(found[0].disguise.as_ref().map(|d| d.form.name()), Some(encoding), "{text}");
    &text[found[0].secret.clone()]
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02x}"))
}

fn unicode(text: &str) -> String {
    text.chars().fold(String::new(), |text, char| text + &format!("\\u{:04x}", u32::from(char)))
}

fn octal(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("\\{byte:03o}"))
}

fn entities(text: &str) -> String {
    let entity = |(at, byte)| if at % 2 == 0 { format!("&#{byte};") } else { format!("&#x{byte:X};") };
    text.bytes().enumerate().map(entity).collect()
}

fn wrapped(text: &str, width: usize, line_break: &str) -> String {
    let lines: Vec<&str> = text.as_bytes().chunks(width).map(|l| std::str::from_utf8(l).expect("ASCII")).collect();
    lines.join(line_break)
}

#[test]
fn each_encoding_alone() {
    let key = fill(GITHUB);
    for encoded in [BASE64.encode(key.as_bytes()), BASE64URL_NOPAD.encode(key.as_bytes())] {
        for line in ["V", "token: V", "data:\n  token: \"V\"\n", "const t = 'V';", "a=V&b=c", "https://host/path/V"] {
            let text = line.replace('V', &encoded);
            assert_eq!(only(&text, "github-personal-access-token", "base64"), encoded.trim_end_matches('='), "{line}");
        }
    }
    for encoded in [HEXLOWER.encode(key.as_bytes()), HEXUPPER.encode(key.as_bytes())] {
        for line in ["V", "0xV", r"E'\\xV'", "x'V'"] {
            let text = line.replace('V', &encoded);
            assert_eq!(only(&text, "github-personal-access-token", "hex"), encoded, "{line}");
        }
    }
    let encoded = percent(&key);
    assert_eq!(
        only(&format!("?a=b%26token%3D{encoded}%26c"), "github-personal-access-token", "percent-encoding"),
        encoded
    );
    let encoded = unicode(&key);
    assert_eq!(
        only(&format!(r#"{{"a": "\u0022{encoded}\u0022"}}"#), "github-personal-access-token", "escapes"),
        encoded
    );
    let encoded = key.replace('_', r"\x5f");
    assert_eq!(only(&format!(r#"a = "{encoded}""#), "github-personal-access-token", "escapes"), encoded);
}

#[test]
fn octal_escapes() {
    let key = fill(GITHUB);
    for text in [r#"char key[] = "V";"#, "printf 'V\\n'", r"$'\033[1m V\033[0m'"] {
        let encoded = octal(&key);
        assert_eq!(only(&text.replace('V', &encoded), "github-personal-access-token", "escapes"), encoded);
    }
    let encoded = key.replace('_', r"\137");
    assert_eq!(only(&format!("k = '{encoded}'"), "github-personal-access-token", "escapes"), encoded);
    let encoded = octal(&key).replace('\\', "\\0");
    assert_eq!(only(&format!("echo '{encoded}'"), "github-personal-access-token", "escapes"), encoded);
}

#[test]
fn entities_of_markup() {
    let key = fill(GITHUB);
    let encoded = entities(&key);
    assert_eq!(only(&format!("<a b='{encoded}'>"), "github-personal-access-token", "entities"), encoded);
    let encoded = key.replace('_', "&#95;");
    assert_eq!(only(&format!("<p>{encoded}</p>"), "github-personal-access-token", "entities"), encoded);
    let text = fill("<p data='{lb}&quot;dockerhub_password&quot;: &quot;x&quot;, &quot;auths&quot;:{lb}{rb}{rb}'>");
    assert!(hits(&text).is_empty());
    let finding = findings(&format!("<a b='{}{}'>", entities("token="), entities(&key))).remove(0);
    assert_eq!(finding.excerpt.text(), "<a b='********'>");
}

#[test]
fn lists_of_characters() {
    let key = fill(GITHUB);
    let list = |item: fn(u8) -> String, between: &str| key.bytes().map(item).collect::<Vec<_>>().join(between);
    for (text, encoded) in [
        ("key := []byte{V}", list(|byte| byte.to_string(), ", ")),
        ("byte[] key = new byte[] { V };", list(|byte| format!("0x{byte:02x}"), ", ")),
        ("{\"type\":\"Buffer\",\"data\":[V]}", list(|byte| byte.to_string(), ",")),
        ("static const char key[] = {\n  V\n};", list(|byte| format!("'{}'", char::from(byte)), ",\n  ")),
        ("key = bytes([100, 46, 0x3d, V, 0])", list(|byte| byte.to_string(), ", ")),
        ("String.fromCharCode(V)", list(|byte| format!("0x{byte:X}"), ",")),
    ] {
        let text = text.replace('V', &encoded);
        assert_eq!(only(&text, "github-personal-access-token", "numbers"), encoded);
        let finding = findings(&text).remove(0);
        assert!(!finding.excerpt.text().contains(&encoded[..9]), "{finding:?}");
        assert_eq!(finding.identity, findings(&key).remove(0).identity);
    }
}

#[test]
fn a_prefix_in_pieces() {
    for (kind, rule) in [(GITHUB, "github-personal-access-token"), (GITLAB, "gitlab-personal-access-token")] {
        let key = fill(kind);
        for text in [
            r#"String t = "@" + "~";"#,
            "const t = '@' +\n  '~';",
            "t = (\"@\"\n     \"~\")",
            "$t = '@' . '~';",
            "Dim t As String = \"@\" & _\r\n    \"~\"",
            "log(\"a message \" + \"of pieces\"); t = \"@\" \"~\"",
        ] {
            for at in 1..5 {
                let (first, second) = key.split_at(at);
                let text = text.replace('@', first).replace('~', second);
                let place = only(&text, rule, "pieces");
                assert!(place.starts_with(&key[..1]) && place.ends_with(second), "{text}");
            }
        }
        let letters: Vec<String> = key.chars().map(String::from).collect();
        only(&format!("t = '{}'", letters.join("' + '")), rule, "pieces");
    }
}

#[test]
fn slashes_are_escaped_in_json() {
    let url = fill("https://hooks.slack.com/services/T{ALNUM:9}/B{ALNUM:9}/{base62:24}");
    let escaped = url.replace('/', r"\/");
    let path = only(&format!(r#"{{"webhook":"{escaped}"}}"#), "slack-incoming-webhook", "escapes").to_owned();
    assert!(escaped.ends_with(&path), "{path}");
}

#[test]
fn quoted_printable_mail() {
    let key = fill(GITLAB);
    assert_eq!(hits(&format!("<p class=3D\"a\">token=3D{key}</p>")).len(), 1);
    let line = format!("{}token {}", "x".repeat(75 - 6 - 11), &key[..10]);
    for line_break in ["=\n", "=\r\n"] {
        let text = format!("Subject: a{}{line}{line_break}{}", &line_break[1..], &key[10..]);
        let place = only(&text, "gitlab-personal-access-token", "quoted-printable");
        assert_eq!(place.replace(line_break, ""), key);
    }
}

#[test]
fn one_in_another_up_to_three_deep() {
    let key = fill(GITHUB);
    let pair = BASE64.encode(format!("user:{key}").as_bytes());
    let config = format!(r#"{{"auths": {{"ghcr.io": {{"auth": "{pair}"}}}}}}"#);
    let secret = format!("data:\n  .dockerconfigjson: {}\n", BASE64.encode(config.as_bytes()));
    only(&secret, "github-personal-access-token", "base64");
    only(&format!(r#"{{"manifest": "{}"}}"#, unicode(&secret)), "github-personal-access-token", "escapes");
    let fourth = (0..4).fold(key, |text, _| BASE64.encode(text.as_bytes()));
    assert!(hits(&fourth).is_empty());
}

#[test]
fn wrapped_lines_are_one_value() {
    let key = fill(GITHUB);
    let config = format!(r#"{{"auths": {{"ghcr.io": {{"username": "somebody", "password": "{key}"}}}}}}"#);
    for width in [64, 76, 50] {
        for line_break in ["\n    ", "\r\n    "] {
            let encoded = wrapped(&BASE64.encode(config.as_bytes()), width, line_break);
            let text =
                format!("data:{0}.dockerconfigjson: |{line_break}{encoded}{0}", &line_break[..line_break.len() - 4]);
            only(&text, "github-personal-access-token", "base64");
        }
    }
}

#[test]
fn private_keys_inside_base64() {
    let armoured = |label: &str, body: &str| {
        format!("-----BEGIN {label}PRIVATE KEY-----{{nl}}{body}{{nl}}-----END {label}PRIVATE KEY-----{{nl}}")
    };
    for (label, kind, rule) in [("RSA ", "rsa", "rsa"), ("OPENSSH ", "openssh", "openssh"), ("", "ed25519", "pkcs8")] {
        let pem = fill(&armoured(label, &format!("{{key:{kind}}}")));
        for line in ["TLS_KEY=V", "tls.key: \"V\"", "data:\n  key: V\n"] {
            let text = line.replace('V', &BASE64.encode(pem.as_bytes()));
            only(&text, &format!("private-key-{rule}"), "base64");
        }
        only(&HEXLOWER.encode(pem.as_bytes()), &format!("private-key-{rule}"), "hex");
    }
    let certificate = fill("-----BEGIN CERTIFICATE-----{nl}{pem:600}{nl}-----END CERTIFICATE-----{nl}");
    for text in [certificate, armoured("RSA ", "...")] {
        assert!(hits(&format!("cert: {}", BASE64.encode(fill(&text).as_bytes()))).is_empty());
    }
}

#[test]
fn a_command_of_powershell() {
    let command: Vec<u8> = format!("$token = '{}'", fill(GITLAB)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    only(&format!("powershell -enc {}", BASE64.encode(&command)), "gitlab-personal-access-token", "base64");
}

#[test]
fn two_keys_in_one_value_are_two() {
    let (one, two) = (fill(GITHUB), fill(GITLAB));
    let text = BASE64.encode(format!("{one}:{two}").as_bytes());
    assert_eq!(hits(&text).len(), 2);
}

/// A text with two pieces of a value in the place of `@` and `~`.
fn in_pieces(text: &str, value: &str) -> String {
    let (first, second) = value.split_at(value.len() / 2);
    text.replace('@', first).replace('~', second)
}

#[test]
fn values_in_pieces() {
    for text in [
        r#"String t = "@" + "~";"#,
        "String t = \"@\" +\n        \"~\";",
        "const t = '@'\n  + '~';",
        "t = (\"@\"\n     \"~\")",
        "t = f'@' \\\n    f'~'",
        "$t = '@' .\r\n  '~';",
        "local t = \"@\" .. \"~\"",
        "Dim t As String = \"@\" & _\r\n    \"~\"",
        "const char *t = \"@\" L\"~\";",
        "#define T \"@\" \\\n    \"~\"",
        "TOKEN=@\\\n~",
        "token: \"@\\\n  ~\"",
        "t = \"@\" <> \"~\"",
        "SELECT '@' || '~'",
    ] {
        for (kind, rule) in [(GITHUB, "github-personal-access-token"), (GITLAB, "gitlab-personal-access-token")] {
            let key = fill(kind);
            let text = in_pieces(text, &key);
            let place = only(&text, rule, "pieces");
            assert!(place.starts_with(&key[..8]) && place.ends_with(&key[key.len() - 8..]), "{text}");
            let name = findings(&key).remove(0).identity;
            assert_eq!(findings(&text)[0].identity, name);
        }
    }
}

#[test]
fn more_than_two_pieces_and_a_name_before_them() {
    let key = fill("{base62:16}/+{digit:2}{base62:20}");
    let pieces = wrapped(&key, 10, "\" +\n    \"");
    only(&format!("aws_secret_access_key = \"{pieces}\""), "aws-secret-access-key", "pieces");
    let token = fill(r#"{jwt({lb}"sub":"{digit:9}","name":"{base62:200}"{rb})}"#);
    let pieces = wrapped(&token, 60, "\"\n    \"");
    let place =
        only(&format!("TOKEN = (\n    \"{pieces}\"\n)"), "jwt-signed-token", "pieces").replace("\"\n    \"", "");
    assert_eq!(place, token);
}

#[test]
fn private_keys_in_lines_of_literals() {
    let pem = fill("-----BEGIN RSA PRIVATE KEY-----{nl}{key:rsa}{nl}-----END RSA PRIVATE KEY-----");
    for (open, line_break) in [("\"", "\\n\" +\n  \""), ("\"", "\\n\"\n  \""), ("'", "'.\n'"), ("\"", "\\n\" .\n  \"")]
    {
        let text = format!("key = {open}{}{open};", pem.replace('\n', line_break));
        let found = hits(&text);
        assert_eq!(found.iter().map(|hit| hit.rule.id()).collect::<Vec<_>>(), ["private-key-rsa"], "{line_break}");
    }
}

#[test]
fn pieces_of_other_values_are_not_joined() {
    let (one, two) = (fill(GITLAB), fill("{base62:20}"));
    for text in [
        format!("curl -H \"PRIVATE-TOKEN: {one}\" \"{two}\""),
        format!("[\"{one}\", \"{two}\"]"),
        format!("token = '{one}' + '{two}'"),
    ] {
        let found = hits(&text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].disguise.is_none() && text[found[0].secret.clone()] == one, "{text}");
    }
    let half = &one[..one.len() / 2];
    assert!(hits(&format!("a = '{half}'\n\nb = '{two}'")).is_empty());
}

#[test]
fn pieces_are_masked_and_any_new_one_counts() {
    let sandbox = Sandbox::new();
    let key = fill(GITHUB);
    let (first, second) = key.split_at(20);
    sandbox.stage("a.py", format!("token = (\n  '{first}'\n  'x'\n)\n"));
    sandbox.commit_unchecked();
    sandbox.stage("a.py", format!("token = (\n  '{first}'\n  '{second}'\n)\n"));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("\n  2:4 ") && blocked.stderr.contains("in pieces"), "{blocked:?}");
    assert!(!blocked.stderr.contains(&first[4..]) && !blocked.stderr.contains(second), "{blocked:?}");
    sandbox.stage("b.py", format!("x = 'a', '{first}' + '{second}'\n"));
    let blocked = sandbox.commit().blocks();
    assert!(!blocked.stderr.contains(&first[4..]) && !blocked.stderr.contains(second), "{blocked:?}");
}

#[test]
fn what_a_container_holds_is_told_in_its_place() {
    let pair = BASE64.encode(format!("user:{}", fill(GITHUB)).as_bytes());
    only(&format!("Authorization: Basic {pair}"), "github-personal-access-token", "base64");
}

#[test]
fn the_same_key_has_one_name() {
    let key = fill(GITLAB);
    let encoded = BASE64.encode(key.as_bytes());
    let forms = [key.clone(), encoded.clone(), BASE64.encode(encoded.as_bytes()), percent(&key), unicode(&key)];
    let names: Vec<_> = forms.iter().flat_map(|text| findings(text)).map(|finding| finding.identity).collect();
    assert_eq!(names.len(), forms.len());
    assert!(names.windows(2).all(|pair| pair[0] == pair[1]), "{names:?}");
}

#[test]
fn the_place_and_the_masked_line() {
    let key = fill(GITLAB);
    let encoded = BASE64.encode(format!("login: somebody, token: {key}, and more that is said").as_bytes());
    let text = format!("a: b\n  data: \"{encoded}\" # why\n");
    let found = findings(&text);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.place.line, 2);
    assert_eq!(finding.place.column, 1 + "  data: \"".len() + "login: somebody, token: ".len() * 4 / 3);
    assert!(finding.place.end_column > finding.place.column + key.len());
    assert_eq!(finding.excerpt.text(), "  data: \"********\" # why");
}

#[test]
fn a_commit_with_a_kubernetes_secret() {
    let sandbox = Sandbox::new();
    let secret = |key: &str| format!("kind: Secret\ndata:\n  token: {}\n", BASE64.encode(key.as_bytes()));
    let key = fill(GITLAB);
    sandbox.stage("secret.yaml", secret(&key));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("\n  3:10 ") && blocked.stderr.contains("in base64"), "{blocked:?}");
    assert!(!blocked.stderr.contains(&BASE64.encode(key.as_bytes())[..12]), "{blocked:?}");

    let fingerprint = blocked.stderr.split("fingerprint = ").nth(1).and_then(|rest| rest.lines().next());
    let fingerprint = fingerprint.expect("an entry to copy");
    sandbox.stage(".keystop.toml", format!("[[allow]]\nfingerprint = {fingerprint}\nreason = \"a test\"\n"));
    sandbox.commit().passes();
    sandbox.stage("plain.txt", format!("{key}\n"));
    sandbox.commit().passes();
    sandbox.stage("secret.yaml", secret(&fill(GITLAB)));
    sandbox.commit().blocks();
}

/// Encodings over keys, keywords and anything.
fn encoded() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(()).prop_map(|()| fill(GITLAB).into_bytes()),
        "[A-Za-z0-9+/=_.-]{0,60}".prop_map(String::into_bytes),
        "[=%\\\\ux/&\"\r\n #;1,0'\\[{(+]{0,6}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..40),
    ];
    let pieces = proptest::collection::vec((piece, 0..9usize), 0..12);
    pieces.prop_map(|pieces| {
        let encode = |text: Vec<u8>, how: usize| match how {
            0 => BASE64.encode(&text).into_bytes(),
            1 => HEXLOWER.encode(&text).into_bytes(),
            2 => percent(&String::from_utf8_lossy(&text)).into_bytes(),
            3 => unicode(&String::from_utf8_lossy(&text)).into_bytes(),
            4 => wrapped(&BASE64.encode(&text), 40, "\n ").into_bytes(),
            5 => entities(&String::from_utf8_lossy(&text)).into_bytes(),
            6 => octal(&String::from_utf8_lossy(&text)).into_bytes(),
            7 => format!("{text:?}").into_bytes(),
            _ => text,
        };
        let inner: Vec<u8> = pieces.into_iter().flat_map(|(text, how)| encode(text, how)).collect();
        let how = inner.len() % 9;
        encode(inner, how)
    })
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn whatever_is_encoded_hits_stay_in_bounds(text in encoded()) {
        let hits = Scanner::new().scan(&Input { path: b"", text: &text, sensitivity: Sensitivity::KeysOnly });
        for hit in &hits {
            prop_assert!(!hit.secret.is_empty() && hit.extent.start == hit.secret.start);
            prop_assert!(hit.secret.end <= hit.extent.end && hit.extent.end <= text.len());
        }
        prop_assert!(hits.windows(2).all(|pair| pair[0].secret.end <= pair[1].secret.start));
        prop_assert_eq!(Findings::new(b"", &text, &hits, &hits).count(), hits.len());
    }
}

/// The borders of the windows that the scan and the source look through, in bytes.
const BORDERS: [usize; 5] = [12, 160, 512, 16 << 10, 64 << 10];

#[test]
fn no_window_has_a_border_at_which_a_key_is_missed() {
    type Form = fn(&str) -> String;
    const FORMS: [(&str, Form); 6] = [
        ("plain", str::to_owned),
        ("one escape", |key| key.replacen('_', "\\u005f", 1)),
        ("one percent", |key| key.replacen('_', "%5F", 1)),
        ("one entity", |key| key.replacen('_', "&#95;", 1)),
        ("base64", |key| BASE64.encode(format!("token={key}").as_bytes())),
        ("pieces", |key| format!("{}\" + \"{}", &key[..9], &key[9..])),
    ];
    /// How far from a border on either side.
    const NEAR: usize = 60;
    for border in BORDERS {
        for offset in border.saturating_sub(NEAR)..border + NEAR {
            let key = fill(GITHUB);
            let (name, form) = FORMS[offset % FORMS.len()];
            // An escape stands before, from which the windows of the decoders are measured.
            let lead = ["", "\\u0041", "%41"][offset % 3];
            let before = format!("{lead}{}", "some words of text, ".repeat(offset / 20 + 1));
            let text = format!("{}\nk = \"{}\"\n{}", &before[..offset], form(&key), "and more of it\n".repeat(6000));
            let found = hits(&text);
            assert!(
                found.iter().any(|hit| hit.value(text.as_bytes()) == key.as_bytes()),
                "{name} {offset} bytes behind the beginning, with {lead:?} there: {found:?}"
            );
        }
    }
}

#[test]
fn long_tokens_with_one_escape_are_found() {
    for length in [20, 100, 400, 1500] {
        let token = fill(&format!("{{jwt({{lb}}\"sub\":\"1\",\"data\":\"{{hex:{length}}}\"{{rb}})}}"));
        for dot in ["%2E", "\\u002e", "&#46;"] {
            let text = format!("{{\"t\": \"{}\"}}\n", token.replace('.', dot));
            let found = findings(&text);
            assert!(found.iter().any(|finding| finding.identity == findings(&token)[0].identity), "{dot}: {text}");
        }
    }
}

#[test]
fn a_proven_key_is_found_before_a_name() {
    let key = fill(GITHUB);
    for text in [format!("x={key}_old\n"), format!("{key}_from_2024")] {
        assert_eq!(findings(&text)[0].identity, findings(&key)[0].identity, "{text}");
    }
    assert!(hits(&format!("{}_old", fill("ghp_{base62:36}"))).is_empty(), "nothing proves it");
}
