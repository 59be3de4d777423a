//! What is read of each way to give a name a value, as a snapshot: name, operator, value, quotes.

use std::fmt::Write as _;

use super::{name, reader, shapes};
use crate::file_type::FileType;

/// Texts in which the name `token`, in any case, has the value `VALUE`, by the language or format of the file.
const WAYS: &[(&str, &[&str])] = &[
    (
        "a.py",
        &[
            "token = 'VALUE'",
            "token: str = \"VALUE\"",
            "token = b\"VALUE\"",
            "token = f'VALUE'",
            "token = \"\"\"VALUE\"\"\"",
            "self.token = 'VALUE'",
            "config['token'] = 'VALUE'",
            "{'token': 'VALUE'}",
            "connect(host, token='VALUE')",
            "os.environ['TOKEN'] = 'VALUE'",
            "os.environ.setdefault('TOKEN', 'VALUE')",
            "os.getenv('TOKEN', 'VALUE')",
            "if token == 'VALUE':",
            "token = os.getenv('X') or 'VALUE'",
            "token = (\n    'VALUE'\n)",
            "token = Field(default='VALUE')",
            "def connect(token='VALUE'):",
            "('token', 'VALUE')",
            "# token: VALUE",
        ],
    ),
    (
        "a.js",
        &[
            "const token = 'VALUE';",
            "const token = `VALUE`;",
            "{ token: 'VALUE' }",
            "{ \"token\": 'VALUE' }",
            "x.token = process.env.TOKEN || 'VALUE'",
            "token ??= 'VALUE'",
            "headers.set('token', 'VALUE')",
            "if (req.token !== 'VALUE')",
            "setToken('VALUE')",
            "<Client token=\"VALUE\" />",
        ],
    ),
    ("a.ts", &["private token: string = 'VALUE';", "token: 'VALUE' as const,"]),
    (
        "A.java",
        &[
            "private static final String TOKEN = \"VALUE\";",
            "client.setToken(\"VALUE\");",
            "map.put(\"token\", \"VALUE\");",
            "if (token.equals(\"VALUE\"))",
            "if (\"VALUE\".equals(token))",
            "@Value(\"${token:VALUE}\")",
            "System.getProperty(\"token\", \"VALUE\")",
        ],
    ),
    (
        "a.kt",
        &[
            "val token = \"VALUE\"",
            "val token: String = \"VALUE\"",
            "\"token\" to \"VALUE\"",
            "const val TOKEN = \"VALUE\"",
        ],
    ),
    ("a.scala", &["val token = \"VALUE\"", "\"token\" -> \"VALUE\"", "sys.env.getOrElse(\"TOKEN\", \"VALUE\")"]),
    (
        "a.go",
        &[
            "token := \"VALUE\"",
            "var token string = \"VALUE\"",
            "Token: \"VALUE\",",
            "const Token = `VALUE`",
            "os.Setenv(\"TOKEN\", \"VALUE\")",
        ],
    ),
    (
        "a.rs",
        &[
            "let token = \"VALUE\";",
            "const TOKEN: &str = \"VALUE\";",
            "token: \"VALUE\".to_string(),",
            "token: String::from(\"VALUE\"),",
            ".token(\"VALUE\")",
            "env::var(\"TOKEN\").unwrap_or(\"VALUE\".into())",
        ],
    ),
    (
        "a.rb",
        &[
            "token = 'VALUE'",
            "token: 'VALUE',",
            ":token => 'VALUE'",
            "ENV['TOKEN'] ||= 'VALUE'",
            "ENV.fetch('TOKEN') { 'VALUE' }",
            "config.token 'VALUE'",
            "let(:token) { 'VALUE' }",
        ],
    ),
    (
        "a.php",
        &[
            "$token = 'VALUE';",
            "'token' => 'VALUE',",
            "define('TOKEN', 'VALUE');",
            "const TOKEN = 'VALUE';",
            "$this->token = 'VALUE';",
            "putenv('TOKEN=VALUE');",
        ],
    ),
    (
        "A.cs",
        &[
            "var token = \"VALUE\";",
            "string Token { get; set; } = \"VALUE\";",
            "var token = @\"VALUE\";",
            "[\"token\"] = \"VALUE\",",
            "new Client(token: \"VALUE\")",
        ],
    ),
    (
        "a.cpp",
        &[
            "std::string token = \"VALUE\";",
            "std::string token{\"VALUE\"};",
            "#define TOKEN \"VALUE\"",
            "const char *token = \"VALUE\";",
            "char token[] = \"VALUE\";",
            "strcpy(token, \"VALUE\");",
            "setenv(\"TOKEN\", \"VALUE\", 1);",
        ],
    ),
    ("a.m", &["NSString *token = @\"VALUE\";", "[defaults setObject:@\"VALUE\" forKey:@\"token\"];"]),
    (
        "a.swift",
        &[
            "let token = \"VALUE\"",
            "let token: String = \"VALUE\"",
            "Client(token: \"VALUE\")",
            "request.setValue(\"VALUE\", forHTTPHeaderField: \"token\")",
        ],
    ),
    ("a.dart", &["final token = 'VALUE';", "String.fromEnvironment('TOKEN', defaultValue: 'VALUE')"]),
    ("a.pl", &["my $token = 'VALUE';", "$ENV{TOKEN} = 'VALUE';", "token => 'VALUE',"]),
    ("a.lua", &["local token = \"VALUE\"", "[\"token\"] = \"VALUE\","]),
    ("a.r", &["token <- \"VALUE\"", "Sys.setenv(TOKEN = \"VALUE\")"]),
    ("a.ex", &["token: \"VALUE\",", "@token \"VALUE\"", "config :app, token: \"VALUE\"", "{:token, \"VALUE\"}"]),
    ("a.erl", &["{token, \"VALUE\"}", "{token, <<\"VALUE\">>}"]),
    ("a.hs", &["token = \"VALUE\""]),
    ("a.clj", &["{:token \"VALUE\"}", "(def token \"VALUE\")"]),
    ("a.ps1", &["$token = 'VALUE'", "$env:TOKEN = \"VALUE\"", "Connect -Token VALUE", "-Token 'VALUE'"]),
    ("a.robot", &["${TOKEN}    VALUE"]),
    ("a.sql", &["SET token = 'VALUE';"]),
    (
        "a.sh",
        &[
            "TOKEN=VALUE",
            "export TOKEN=VALUE",
            "export TOKEN='VALUE'",
            "X=${TOKEN:-VALUE}",
            "TOKEN=VALUE ./run",
            "cmd --token VALUE",
            "cmd --token=VALUE",
            "curl -H 'token: VALUE' x",
            "curl 'https://h/?token=VALUE&x=1'",
        ],
    ),
    ("a.fish", &["set -x TOKEN VALUE", "set -gx TOKEN 'VALUE'"]),
    ("a.bat", &["set TOKEN=VALUE", "setx TOKEN VALUE"]),
    ("Dockerfile", &["ENV TOKEN=VALUE", "ENV TOKEN VALUE", "ARG TOKEN=VALUE"]),
    ("Makefile", &["TOKEN := VALUE", "TOKEN ?= VALUE", "export TOKEN = VALUE"]),
    (".env", &["TOKEN=VALUE", "TOKEN = VALUE", "TOKEN=\"VALUE\"", "export TOKEN=VALUE", "TOKEN=VALUE # x"]),
    ("a.ini", &["token = VALUE", "token=VALUE", "token: VALUE", "token = VALUE ; x"]),
    ("a.properties", &["app.token=VALUE", "app.token: VALUE"]),
    ("a.toml", &["token = \"VALUE\"", "token = 'VALUE'", "x = { token = \"VALUE\" }"]),
    (
        "a.yaml",
        &[
            "token: VALUE",
            "token: \"VALUE\"",
            "- token: VALUE",
            "token: !!str VALUE",
            "token: &a VALUE",
            "token: >-\n  VALUE",
            "- name: TOKEN\n  value: VALUE",
            "- TOKEN=VALUE",
            "- --token\n- VALUE",
            "{name: TOKEN, value: VALUE}",
        ],
    ),
    (
        "a.json",
        &[
            "{\"token\": \"VALUE\"}",
            "{\"name\": \"token\", \"value\": \"VALUE\"}",
            "[\"--token\", \"VALUE\"]",
            "{\"a\": \"{\\\"token\\\": \\\"VALUE\\\"}\"}",
        ],
    ),
    (
        "a.xml",
        &[
            "<token>VALUE</token>",
            "<a token=\"VALUE\"/>",
            "<add key=\"token\" value=\"VALUE\"/>",
            "<property name=\"token\"><value>VALUE</value></property>",
            "<entry key=\"token\">VALUE</entry>",
            "<token><![CDATA[VALUE]]></token>",
        ],
    ),
    ("a.plist", &["<key>token</key>\n<string>VALUE</string>"]),
    ("a.html", &["<input name=\"token\" value=\"VALUE\">", "<meta name=\"token\" content=\"VALUE\">"]),
    ("a.tf", &["token = \"VALUE\"", "variable \"token\" {\n  default = \"VALUE\"\n}"]),
    ("a.nix", &["token = \"VALUE\";"]),
    (
        "a.md",
        &[
            "Token: VALUE",
            "**Token:** VALUE",
            "`token`: VALUE",
            "- Token - VALUE",
            "The token is: VALUE",
            "### Token\n\nVALUE",
        ],
    ),
    ("a.txt", &["token VALUE7", "token： VALUE", "token (live): VALUE"]),
];

#[test]
fn what_is_read() {
    let mut readings = String::new();
    for (path, texts) in WAYS {
        let file_type = FileType::of(path.as_bytes());
        for text in *texts {
            let at = text.to_ascii_lowercase().find("token").expect("a name");
            let word = at..at + "token".len();
            let bytes = text.as_bytes();
            let found = reader::around(bytes, &word, file_type.family())
                .filter(|found| text[found.value.clone()].contains("VALUE"))
                .or_else(|| shapes::around(bytes, &name::around(bytes, &word), file_type));
            let reading = found.map_or("nothing".to_owned(), |found| {
                let (name, value) = (&text[found.name], &text[found.value]);
                format!("{name} | {:?} | {value} | {:?}", found.operator, found.quotes)
            });
            writeln!(readings, "{path}: {text:?}\n    {reading}").expect("a text grows");
        }
    }
    insta::assert_snapshot!(readings);
}
