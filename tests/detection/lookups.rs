//! What keystop advises to write in a secret's place, it passes: a look-up in any language, under any name.

use keystop::scan::{Input, Scanner, Sensitivity};

const NAMES: [&str; 10] = [
    "DB_PASSWORD",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "mysql_password",
    "neo4j_password",
    "API_KEY",
    "JWT_SECRET",
    "STRIPE_SECRET_KEY",
    "github_token",
    "ELASTIC_PASSWORD",
];

/// A look-up of the variable `$N`, which is assigned to `$n`.
const LOOKUPS: &[(&str, &str)] = &[
    ("a.py", "$n = os.environ[\"$N\"]\n"),
    ("a.js", "const $n = process.env.$N;\n"),
    ("a.go", "$n := os.Getenv(\"$N\")\n"),
    ("a.rs", "let $n = std::env::var(\"$N\").expect(\"set $N\");\n"),
    ("a.rb", "$n = ENV.fetch(\"$N\")\n"),
    ("a.php", "$$n = getenv('$N');\n"),
    ("a.java", "String $n = System.getenv(\"$N\");\n"),
    ("a.kt", "val $n = System.getenv(\"$N\") ?: error(\"set $N\")\n"),
    ("a.cs", "var $n = Environment.GetEnvironmentVariable(\"$N\");\n"),
    ("a.swift", "let $n = ProcessInfo.processInfo.environment[\"$N\"]\n"),
    ("a.ex", "$n = System.fetch_env!(\"$N\")\n"),
    ("a.exs", "  $n: System.fetch_env!(\"$N\"),\n"),
    ("a.pl", "my $$n = $ENV{$N};\n"),
    ("a.R", "$n <- Sys.getenv(\"$N\")\n"),
    ("a.lua", "local $n = os.getenv(\"$N\")\n"),
    ("a.ps1", "$$n = $env:$N\n"),
    ("a.sh", "$N=\"${$N:?}\"\n"),
    ("a.fish", "set -x $N $$N\n"),
    ("a.yml", "  $n: ${$N}\n"),
    ("a.yml", "  $n: ${{ secrets.$N }}\n"),
    ("a.properties", "$n=${$N}\n"),
    ("a.tf", "$n = var.$n\n"),
    ("a.clj", "(def $n (System/getenv \"$N\"))\n"),
    ("a.dart", "final $n = Platform.environment['$N'];\n"),
    ("a.c", "char *$n = getenv(\"$N\");\n"),
    (".env.example", "$N=\nOTHER_NAME=some-value-2\n"),
    (".env.example", "$N=\r\nOTHER_NAME=some-value-2\r\n"),
    ("run.sh", "$N= OTHER=bar12345 npm test\n"),
    ("a.tf", "$n = data.vault_kv_secret_v2.main.data[\"$n\"]\n"),
    ("a.env", "$N=op://vault/item/Password2\n"),
    ("a.env", "$N=arn:aws:secretsmanager:eu-west-1:760487647593:secret:prod/db-x\n"),
    ("a.env", "$N=vault:secret/data/prod#Password2\n"),
    ("a.yml", "  $n: secretref:pg-password-2\n"),
    ("a.py", "$n = \"projects/shop-prod/secrets/DbPassword2/versions/3\"\n"),
];

#[test]
fn what_is_advised_passes() {
    let scanner = Scanner::new();
    let mut found = Vec::new();
    for (path, lookup) in LOOKUPS {
        for name in NAMES {
            let text = lookup.replace("$N", &name.to_uppercase()).replace("$n", &name.to_lowercase());
            let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
            found.extend(scanner.scan(&input).iter().map(|hit| format!("{path}: {text:?} -> {}", hit.rule.id())));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
