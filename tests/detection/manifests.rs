//! Each value of a Secret of Kubernetes is found, whatever its name, and what is plainly none passes.

use keystop::scan::{Input, Scanner, Sensitivity};

use crate::support::random::below;
use crate::support::template::fill;

/// Names that tell nothing.
const NAMES: &[&str] = &["alpha", "app.properties", "blob_2", "license", "A", "tls.crt-copy", "zeta"];

/// Values in base64.
const SECRETS: &[&str] =
    &["{base64({base62:14}!)}", "{base64:24}", "{base64:32}", "{base64(postgres://app:{base62:12}@db.internal/app)}"];

/// The same in base64, and none.
const PLAIN: &[&str] = &[
    "{base64(-----BEGIN CERTIFICATE-----{nl}{base64:300})}",
    "{base64(postgres)}",
    "{base64(db.internal.net:5432)}",
    "{base64(Production)}",
    "{base64(https://api.internal.net/v1)}",
    "{base64(replace-me-with-your-token)}",
];

fn found(path: &str, text: &str) -> usize {
    let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
    Scanner::new().scan(&input).len()
}

/// A Secret with these values, as files write it.
fn manifests(field: &str, values: &[String]) -> Vec<(&'static str, String)> {
    let members = |indentation: &str, line: fn(&str, &str) -> String, between: &str| {
        let line = |(name, value): (&&str, &String)| format!("{indentation}{}", line(name, value));
        NAMES.iter().cycle().zip(values).map(line).collect::<Vec<_>>().join(between)
    };
    let plain = members("  ", |name, value| format!("{name}: {value}"), "\n");
    let quoted = members("    ", |name, value| format!("{name}: \"{value}\""), "\n");
    let block = members("  ", |name, value| format!("{name}: |-\n    {value}"), "\n");
    let json = members("    ", |name, value| format!("\"{name}\": \"{value}\""), ",\n");
    let joined = members("", |name, value| format!("\"{name}\":\"{value}\""), ",");
    vec![
        ("a.yaml", format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n{field}:\n{plain}\n")),
        ("a.yaml", format!("{field}:\n{plain}\nmetadata:\n  name: x\nkind: Secret\n")),
        ("a.yaml", format!("{field}:\n{plain}\nmetadata:\n{}kind: Secret\n", "  note: some words of it\n".repeat(60))),
        (
            "a.yml",
            format!(
                "kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\n# x\n{field}:\n\n{plain}\ntype: Opaque\n---\na: b\n"
            ),
        ),
        (
            "a.yml",
            format!("items:\n- apiVersion: v1\n  kind: Secret\n  {field}:\n{quoted}\n- apiVersion: v1\n  kind: Pod\n"),
        ),
        ("templates/a.yaml", format!("kind: Secret\n{{{{- if .x }}}}\n{field}:\n{plain}\n{{{{- end }}}}\n")),
        ("a.yaml", format!("kind: 'Secret'\n{field}:\n{block}\n")),
        (
            "a.json",
            format!(
                "{{\n  \"kind\": \"Secret\",\n  \"metadata\": {{\"name\": \"x\"}},\n  \"{field}\": {{\n{json}\n  }}\n}}\n"
            ),
        ),
        ("a.json", format!("{{\"items\":[{{\"{field}\":{{{joined}}},\"kind\":\"Secret\",\"apiVersion\":\"v1\"}}]}}")),
    ]
}

#[test]
fn each_value_is_found() {
    for _ in 0..20 {
        let values: Vec<String> = (0..=below(12)).map(|_| fill(SECRETS[below(SECRETS.len())])).collect();
        for (path, text) in manifests("data", &values) {
            assert_eq!(found(path, &text), values.len(), "{path}:\n{text}");
        }
    }
}

#[test]
fn values_that_are_not_encoded_are_found() {
    let (mut hits, mut all) = (0, 0);
    for _ in 0..20 {
        let values: Vec<String> = (0..=below(12)).map(|_| fill("{mixed:24}")).collect();
        for (path, text) in manifests("stringData", &values) {
            hits += found(path, &text);
            all += values.len();
        }
    }
    assert!(hits * 100 >= all * 98, "{hits} of {all}");
}

#[test]
fn what_is_plainly_none_passes() {
    let values: Vec<String> = PLAIN.iter().map(|value| fill(value)).collect();
    for (path, text) in manifests("data", &values) {
        assert_eq!(found(path, &text), 0, "{path}:\n{text}");
    }
    let plain = ["postgres", "db.internal.net", "Production", "https://api.internal.net/v1", "eu-west-1"];
    for (path, text) in manifests("stringData", &plain.map(str::to_owned)) {
        assert_eq!(found(path, &text), 0, "{path}:\n{text}");
    }
}

#[test]
fn certificates_are_public_whatever_stands_there() {
    for name in ["tls.crt", "ca.crt", "tls.ca", "ca-bundle", "server.cert"] {
        let text = fill(&format!("kind: Secret\ndata:\n  {name}: {{base64({{base62:30}})}}\n"));
        assert_eq!(found("a.yaml", &text), 0, "{text}");
        let key = fill("kind: Secret\ndata:\n  tls.key: {base64({base62:30})}\n");
        assert_eq!(found("a.yaml", &key), 1, "{key}");
    }
}

#[test]
fn other_manifests_have_none() {
    let values: Vec<String> = SECRETS[..2].iter().map(|value| fill(value)).collect();
    for (path, text) in manifests("data", &values) {
        for kind in ["ConfigMap", "SecretStore"] {
            let text = text.replace("Secret", kind);
            assert_eq!(found(path, &text), 0, "{path}:\n{text}");
        }
    }
}
