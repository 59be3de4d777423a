//! What must hold for every name, in every kind of file, and for every kind of random value.

use std::fmt::Write;
use std::sync::LazyLock;

use keystop::scan::{Hit, Input, Scanner, Sensitivity};

use crate::rules::all_rules;
use crate::support::random;
use crate::support::template::fill;

/// How a kind of file gives a name `$N` a value `$V`.
const PLACES: &[(&str, &str)] = &[
    (".env", "$N=$V\n"),
    ("a.properties", "$N=$V\n"),
    ("a.ini", "[app]\n$N = $V\n"),
    ("a.toml", "$N = \"$V\"\n"),
    ("a.yml", "$N: $V\n"),
    ("a.yaml", "app:\n  $N: \"$V\"\n"),
    ("a.json", "{lb}\"$N\": \"$V\"{rb}\n"),
    ("a.conf", "$N = $V\n"),
    ("a.sh", "export $N='$V'\n"),
    ("a.py", "$N = \"$V\"\n"),
    ("b.py", "config[\"$N\"] = \"$V\"\n"),
    ("a.js", "const $N = '$V';\n"),
    ("b.ts", "  $N: '$V',\n"),
    ("a.go", "$N := \"$V\"\n"),
    ("A.java", "String $N = \"$V\";\n"),
    ("A.cs", "var $N = \"$V\";\n"),
    ("a.rb", "$N = '$V'\n"),
    ("a.php", "'$N' => '$V',\n"),
    ("a.rs", "let $N = \"$V\";\n"),
    ("a.tf", "$N = \"$V\"\n"),
    ("a.xml", "<$N>$V</$N>\n"),
];

/// Random values, as issuers and generators make them.
const VALUES: &[&str] = &[
    "{base62:16}",
    "{base62:20}",
    "{base62:24}",
    "{base62:32}",
    "{base62:40}",
    "{base62:64}",
    "{hex:32}",
    "{hex:40}",
    "{hex:64}",
    "{base64url:43}",
    "{base64:43}=",
    "acme_live_{hex:32}",
    "key-{alnum:32}",
    "{base62:8}!{base62:5}%{base62:4}",
];

/// How many of 100 must be found. The values are always the same, so that a drift shows.
const LEAST: usize = 98;

/// Cells that do not reach it, with what they reach: `docs/detection.md` gives the reasons.
const BELOW: &[(&str, usize)] =
    &[("a.js snake", 97), ("b.ts Pascal", 97), ("value {base62:8}!{base62:5}%{base62:4}", 97)];

/// Names that say that a value is a secret, in lower case and with `_`.
fn names() -> Vec<String> {
    let first = ["db", "app", "admin", "service", "billing"];
    let telling = [
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "secret",
        "token",
        "api_key",
        "secret_key",
        "access_token",
        "auth_token",
        "client_secret",
        "private_key",
        "encryption_key",
        "signing_key",
        "bearer_token",
        "credential",
    ];
    let qualified = first.iter().flat_map(|first| telling.iter().map(move |word| format!("{first}_{word}")));
    qualified.chain(telling.iter().map(|word| (*word).to_owned())).collect()
}

/// The spellings of a name.
const SPELLINGS: &[(&str, fn(&str) -> String)] = &[
    ("snake", str::to_owned),
    ("kebab", |name| name.replace('_', "-")),
    ("dotted", |name| name.replace('_', ".")),
    ("upper", str::to_ascii_uppercase),
    ("camel", |name| camel(name, false)),
    ("Pascal", |name| camel(name, true)),
];

fn camel(name: &str, mut is_upper: bool) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        match letter {
            '_' => is_upper = true,
            letter if is_upper => {
                out.push(letter.to_ascii_uppercase());
                is_upper = false;
            }
            letter => out.push(letter),
        }
    }
    out
}

fn hits(path: &str, text: &str) -> Vec<Hit> {
    static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);
    SCANNER.scan(&Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful })
}

/// Returns the text if its value, and no more and no less, is not found once.
fn missed(path: &str, shape: &str, name: &str, value: &str) -> Option<String> {
    let text = fill(shape).replace("$N", name).replace("$V", value);
    let at = text.find(value).expect("the value");
    let found = hits(path, &text);
    (found.len() != 1 || found[0].secret != (at..at + value.len())).then_some(text)
}

#[test]
fn no_name_is_a_blind_spot() {
    let names = names();
    let mut wrong = String::new();
    let mut count = |cell: String, draw: &dyn Fn() -> Option<String>| {
        random::begin_the_same(&cell);
        let missed: Vec<String> = (0..100).filter_map(|_| draw()).collect();
        let found = 100 - missed.len();
        let least = BELOW.iter().find(|(other, _)| *other == cell).map_or(LEAST, |(_, figure)| *figure);
        if found < least {
            writeln!(wrong, "{found} of 100: {cell}: {missed:?}").expect("memory");
        }
    };
    let any = |list: &[String]| list[random::below(list.len())].clone();
    for (path, shape) in PLACES {
        for (spelling, spelled) in SPELLINGS {
            count(format!("{path} {spelling}"), &|| {
                missed(path, shape, &spelled(&any(&names)), &fill(VALUES[random::below(VALUES.len())]))
            });
        }
    }
    for value in VALUES {
        count(format!("value {value}"), &|| {
            let (path, shape) = PLACES[random::below(PLACES.len())];
            let (_, spelled) = SPELLINGS[random::below(SPELLINGS.len())];
            missed(path, shape, &spelled(&any(&names)), &fill(value))
        });
    }
    for name in &names {
        count(format!("name {name}"), &|| {
            let (path, shape) = PLACES[random::below(PLACES.len())];
            let (_, spelled) = SPELLINGS[random::below(SPELLINGS.len())];
            missed(path, shape, &spelled(name), &fill("{mixed:32}"))
        });
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A name that equals a rule's id was once taken for the beginning of a fingerprint.
#[test]
fn names_that_equal_a_rule_are_names() {
    // What those words say of a name is that its value is public.
    let tells = |id: &&String| {
        ["password", "secret", "-token", "api-key"].iter().any(|end| id.ends_with(end))
            && !["public", "certificate"].iter().any(|word| id.contains(word))
    };
    let ids: Vec<String> = all_rules().into_iter().map(|rule| rule.id).collect();
    let missed = |id: &&String| {
        let tries = [("a.yml", ": "), ("a.conf", " = "), ("a.properties", "=")];
        tries.iter().all(|(path, sign)| hits(path, &format!("{id}{sign}{}\n", fill("{mixed:32}"))).is_empty())
    };
    let missed: Vec<&String> = ids.iter().filter(tells).filter(missed).collect();
    assert!(missed.is_empty(), "{missed:?}");
    let fingerprint = fill("postgres-password:{hex:16}\n");
    assert!(hits("a.txt", &fingerprint).is_empty());
}

/// Names of settings that are often left empty.
const EMPTY: &[&str] = &[
    "DB_PASSWORD",
    "POSTGRES_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "REDIS_PASSWORD",
    "PGPASSWORD",
    "NEO4J_PASSWORD",
    "API_KEY",
    "SECRET_KEY",
    "ACCESS_TOKEN",
    "JWT_SECRET",
    "AWS_SECRET_ACCESS_KEY",
    "APP_KEY",
    "STRIPE_SECRET_KEY",
    "ELASTIC_PASSWORD",
    "SNOWFLAKE_PASSWORD",
    "RABBITMQ_DEFAULT_PASS",
    "DATABASE_PASSWORD",
    "MONGODB_PASSWORD",
];

#[test]
fn an_empty_value_does_not_take_what_follows() {
    let mut wrong = Vec::new();
    for name in EMPTY {
        for next in ["APP_ENV=production_2", "DB_DATABASE=shop_development", "REDIS_HOST=redis-master-0", "FOO=bar"] {
            for (path, text) in [
                (".env", format!("{name}=\n{next}\n")),
                (".env.example", format!("A=1\n{name}=\r\n{next}\r\n")),
                ("a.properties", format!("{name} =\n{next}\n")),
                ("a.ini", format!("{name}=\n\n{next}\n")),
                ("a.sh", format!("{name}= {next} npm test\n")),
                ("a.yml", format!("{name}:\n{}\n", next.replace('=', ": "))),
            ] {
                if !hits(path, &text).is_empty() {
                    wrong.push(format!("{path}: {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
