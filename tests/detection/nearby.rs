//! Secrets whose provider stands near the value and not in its name, through the whole scanner.

use crate::support::template::fill;
use crate::tables::nearby::{SHAPES, SPOKEN};
use keystop::rules::Rule;
use keystop::scan::{Hit, Input, Scanner, Sensitivity};

const VALUE: &str = "{mixed:40}";

/// How many fresh values each shape is tried with: one of some hundred looks made up.
const FILLS: usize = 5;

fn hits(path: &str, text: &str) -> Vec<Hit> {
    let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
    Scanner::new().scan(&input)
}

/// What finds the shape's value, most of the time.
#[track_caller]
fn owners_in(path: &str, shape: &str, name: &str) -> Vec<String> {
    let mut found: Vec<_> = (0..FILLS).map(|_| owners(path, &shaped(shape, name))).collect();
    found.sort();
    let most = found[FILLS / 2].clone();
    assert!(found.iter().filter(|owners| **owners == most).count() > FILLS / 2, "{shape}: {found:?}");
    most
}

/// The shape with a provider's name (`P`, and `p` in lower case) and a fresh value in it.
fn shaped(shape: &str, name: &str) -> String {
    shape.replace("$P", name).replace("$p", &name.to_lowercase()).replace("$V", &fill(VALUE))
}

#[track_caller]
fn owners(path: &str, text: &str) -> Vec<String> {
    hits(path, text).iter().map(|hit| hit.telling_rule().id().to_owned()).collect()
}

#[test]
fn the_provider_is_named_by_what_stands_near() {
    for (name, rule) in
        [("Datadog", "datadog"), ("Airtable", "airtable"), ("Mixpanel", "mixpanel"), ("Deepgram", "deepgram")]
    {
        for (path, shape) in SHAPES {
            let found = owners_in(&shaped(path, name), shape, name);
            assert_eq!(found, [format!("{rule}-credential")], "{shape}");
        }
        for (path, shape) in SPOKEN {
            let (path, mut text) = (shaped(path, name), shaped(shape, name));
            while hits(&path, &text).is_empty() {
                text = shaped(shape, name);
            }
            let hit = &hits(&path, &text)[0];
            assert_eq!(
                (hit.telling_rule().id(), hit.perhaps.and_then(Rule::provider)),
                ("generic-secret", Some(name)),
                "{text}"
            );
        }
    }
    for (name, rule) in [("Beamer", "beamer"), ("Linear", "linear")] {
        for (path, shape) in SHAPES {
            assert_eq!(owners_in(path, shape, name), [format!("{rule}-credential")], "{shape}");
        }
        for (path, shape) in SPOKEN {
            let found = owners_in(&shaped(path, name), shape, name);
            assert_eq!(found, ["generic-secret"], "{shape}");
        }
    }
}

#[test]
fn the_firmest_and_nearest_counts() {
    for (path, text, rule) in [
        ("a.yml", "datadog:\n  url: https://api.airtable.com\n  token: $V\n", "datadog"),
        ("a.sh", "# for Datadog\ncurl -H \"X-API-Key: $V\" https://api.airtable.com/x\n", "airtable"),
        ("a.yml", "datadog:\n  airtable:\n    token: $V\n", "airtable"),
        ("a.ini", "[datadog]\nkey = x\n[airtable]\ntoken = $V\n", "airtable"),
        ("a.js", "connect({datadog: new Airtable({ apiKey: \"$V\" })})\n", "airtable"),
        ("a.py", "# Airtable key\n# Datadog key\nTOKEN = \"$V\"\n", "datadog"),
    ] {
        assert_eq!(owners_in(path, text, ""), [format!("{rule}-credential")], "{text}");
    }
}

#[test]
fn what_stands_near_and_owns_nothing() {
    for (path, text, rule) in [
        // The name says what it is.
        ("a.env", "DATADOG_HOST=x\nDB_PASSWORD=$V\n", "database-password"),
        ("a.py", "# checked by Sentry\nJWT_SECRET = \"$V\"\n", "jwt-secret"),
        // Another object, another command, an import among others.
        (
            "a.yml",
            "datadog:\n  host: x\nother:\n  a:\n    b:\n      c:\n        webhook_secret: $V\n",
            "generic-secret",
        ),
        (
            "a.sh",
            "curl https://api.datadoghq.com/x\n\n\n\n\n\n\ncurl -H \"X-API-Key: $V\" https://x.internal.net/x\n",
            "http-auth-header-option",
        ),
        ("a.py", "import octopus_x\n\n\n\n\n\n\n\nTOKEN = \"$V\"\n", "generic-secret"),
        // What it is called says what it is, whatever stands near.
        ("compose.yml", "    environment:\n      STRIPE_KEY: x\n      ADMIN_PASSWORD: $V\n", "generic-secret-password"),
        (".env", "S3_SECRET_KEY=$V\nMONGODB_URL=mongodb://localhost/shop\n", "generic-secret"),
        ("a.md", "| Datadog API key | x |\n| JWT secret | `$V` |\n", "generic-secret"),
        // In a section of its own.
        ("a.ini", "[datadog]\nkey = x\n[web]\ntoken = $V\n", "generic-secret"),
        // Words of other meanings.
        ("a.js", "square(x, y);\nconst token = \"$V\";\n", "generic-secret"),
        ("a.css", "linear-gradient(1, 2)\ntoken: \"$V\"\n", "generic-secret"),
        ("a.py", "# see https://github.com/someone/something\nTOKEN = \"$V\"\n", "generic-secret"),
    ] {
        assert_eq!(owners_in(path, text, ""), [rule], "{text}");
    }
}

#[test]
fn a_form_that_several_share_is_of_the_one_that_is_named() {
    for (path, text, rules) in [
        (".env", "CLERK_SECRET_KEY=sk_test_{base62:42}\n", &["clerk-credential"][..]),
        (".env", "WORKOS_API_KEY=sk_live_{base62:42}\n", &["workos-credential"]),
        (".env", "STRIPE_KEY=sk_live_{base62:42}\n", &["stripe-live-secret-key"]),
        (
            ".env",
            "CLERK_SECRET_KEY=sk_live_{base62:42}\nSTRIPE_KEY=sk_live_{base62:42}\n",
            &["clerk-credential", "stripe-live-secret-key"],
        ),
        ("a.js", "// not Clerk's\nconst stripe = new Stripe('sk_live_{base62:42}');\n", &["stripe-live-secret-key"]),
        ("a.js", "const key = 'sk_live_{base62:42}';\n", &["stripe-live-secret-key"]),
    ] {
        assert_eq!(owners(path, &fill(text)), rules, "{text}");
    }
}

#[test]
fn without_a_secret_a_name_near_finds_nothing() {
    for (path, text) in [
        ("a.yml", "datadog:\n  api_key: ${DD_API_KEY}\n  key: name-of-the-key\n  token: config.token\n"),
        ("a.js", "const c = new Datadog({ apiKey: process.env.KEY, keyName: \"first-key-of-many\" })\n"),
        ("a.py", "# Datadog API token\nTOKEN = get_token()\nkey = \"datadog-api-key-name\"\n"),
        ("a.sh", "curl -H \"X-API-Key: $KEY\" https://api.datadoghq.com/v1/x\n"),
        ("a.tf", "resource \"datadog_monitor\" \"x\" {\n  key = \"some-key-2\"\n  token = var.token\n}\n"),
        ("a.ini", "[datadog]\nkey = /etc/datadog/key.pem\ntoken_file = /run/secrets/token\n"),
    ] {
        assert_eq!(owners(path, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_fingerprint_does_not_follow_the_surroundings() {
    let is_found = |value: &String| !hits("a.yml", &format!("token: {value}\n")).is_empty();
    let value = (0..FILLS).map(|_| fill(VALUE)).find(is_found).expect("a value that is found");
    let (alone, under) = (format!("token: {value}\n"), format!("datadog:\n  token: {value}\n"));
    let fingerprint = |text: &str| hits("a.yml", text)[0].identity(text.as_bytes());
    assert_eq!(fingerprint(&alone), fingerprint(&under));
}
