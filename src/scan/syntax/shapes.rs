//! The ways in which languages and formats give a name a value, one row each.
//!
//! A row is bound to the types of files that have it, and brings its own samples: a test reads every one of them, in its
//! files and in others. To add a way, add a row. What `reader` reads needs no row: plain assignments and pairs,
//! values without quotes, elements, and values on a line of their own.

use std::ops::Range;

use super::assignment::Assignment;
use super::assignment::Operator::{self, Assigns, Compares, Follows, Pairs};
use super::lexer::Lexer;
use super::shape::Part::{
    Assign, Break, Call, CommandOption, Expression, Gap, Label, Literal, Sign, Template, This, Value, Within, Word,
};
use super::shape::{Files, Part, Shape};
use crate::file_type::{Family, FileType, FileType as Type};
use crate::scan::text::lines;

/// How far behind a name its value may end, in bytes.
const BEHIND: usize = 400;

/// How far before a name, on its line, a shape may begin, in bytes.
const BEFORE: usize = 200;

const CODE: Files = Files::Families(&[Family::Code]);
const LISTS: Files = Files::Families(&[Family::Code, Family::Json]);
const JSON: Files = Files::Families(&[Family::Json]);
const CPP: Files = Files::Types(&[Type::C, Type::Cpp, Type::ObjectiveC]);
const TEMPLATES: Files = Files::Types(&[
    Type::Yaml,
    Type::Compose,
    Type::Template,
    Type::Ini,
    Type::Toml,
    Type::Properties,
    Type::Environment,
]);

/// Functions that take a name and what holds where it has no value.
const WITH_DEFAULT: Part = Call(&[
    "coalesce",
    "env",
    "fetch",
    "fromEnvironment",
    "get",
    "get_env",
    "getenv",
    "getOrDefault",
    "getProperty",
    "try",
]);

/// Methods that take what holds where the value before them is none.
const OR_ELSE: Part =
    Call(&["getOrElse", "orElse", "unwrap_or", "value_or", "defaultIfEmpty", "orDefault", "withDefault"]);

/// Functions that compare two texts.
const COMPARING: Part = Call(&[
    "compare_digest",
    "constant_time_compare",
    "ConstantTimeCompare",
    "FixedTimeEquals",
    "hash_equals",
    "isEqual",
    "secure_compare",
    "strcmp",
    "strncmp",
    "timingSafeEqual",
]);

/// Methods that compare a text with another one.
const EQUALS: Part = Word(&[".equals", ".equalsIgnoreCase", ".contentEquals"]);

/// A row. Its samples name the value `VALUE` and its name `token`.
const fn row(
    name: &'static str,
    files: Files,
    parts: &'static [Part],
    operator: Operator,
    samples: &'static [&'static str],
    counter_samples: &'static [&'static str],
) -> Shape {
    Shape { name, files, parts, operator, samples, counter_samples }
}

/// All rows. The first that matches is taken; those that begin with the name come first.
pub(super) const SHAPES: &[Shape] = &[
    row(
        "fallback of an operator",
        CODE,
        &[This, Assign, Gap, Expression, Gap, Sign(&["||", "??", "?:"]), Gap, Value],
        Assigns,
        &[
            "const token = process.env.KEY || 'VALUE';",
            "let token: string = read('k') ?? \"VALUE\"",
            "val token = System.getenv(\"K\") ?: \"VALUE\"",
            "token = ENV['K'] ||\n  'VALUE'",
            "  token: options.token || `VALUE`,",
        ],
        &[
            "if (token == a || b == 'VALUE')",
            "token = a, b || 'VALUE'",
            "token = a;\nb = c || 'VALUE'",
            "token || 'VALUE'",
        ],
    ),
    row(
        "fallback of a word",
        CODE,
        &[This, Assign, Expression, Word(&["or", "else"]), Value],
        Assigns,
        &["token = os.environ.get(\"K\") or \"VALUE\"", "token = settings.key if settings else 'VALUE'"],
        &["token = a\nb = c or 'VALUE'", "token or 'VALUE'"],
    ),
    row(
        "fallback of Perl",
        Files::Types(&[Type::Perl]),
        &[This, Assign, Expression, Sign(&["//"]), Value],
        Assigns,
        &["my $token = $ENV{TOKEN} // 'VALUE';"],
        &["my $token = 1; # // 'VALUE'"],
    ),
    row(
        "other branch of a condition",
        CODE,
        &[This, Assign, Expression, Sign(&["?"]), Expression, Sign(&[":"]), Gap, Value],
        Assigns,
        &["const token = isLive ? process.env.KEY : 'VALUE';", "token = ready ? a.b(c) : \"VALUE\""],
        &["token = ready ? { a: 'VALUE' } : c", "f(token ? a : 'VALUE')"],
    ),
    row(
        "default of a call",
        CODE,
        &[This, Assign, Expression, WITH_DEFAULT, Within, Sign(&[","]), Gap, Label, Value],
        Assigns,
        &[
            "token = os.getenv(\"K\", \"VALUE\")",
            "token := getEnv(\"K\", \"VALUE\")",
            "token <- Sys.getenv(\"K\", unset = \"VALUE\")",
            "token = coalesce(var.key, \"VALUE\")",
            "const token = String.fromEnvironment('K', defaultValue: 'VALUE');",
        ],
        &["token = open(\"K\", \"VALUE\")", "token = os.getenv(\"K\"), \"VALUE\"", "token = os.getenv(\"VALUE\")"],
    ),
    row(
        "default of a method",
        CODE,
        &[This, Assign, Expression, Gap, OR_ELSE, Value],
        Assigns,
        &[
            "String token = Optional.ofNullable(x).orElse(\"VALUE\");",
            "let token = env::var(\"K\").unwrap_or(\"VALUE\".into());",
            "val token = System.getenv()\n    .getOrElse(\"VALUE\")",
        ],
        &["String token = a.orElse(b, \"VALUE\")", "token = a; b.orElse(\"VALUE\")"],
    ),
    row(
        "default of Dart's environment",
        Files::Types(&[Type::Dart]),
        &[This, Sign(&[","]), Gap, Word(&["defaultValue"]), Sign(&[":"]), Value],
        Assigns,
        &["String.fromEnvironment('API_TOKEN', defaultValue: 'VALUE')"],
        &["String.fromEnvironment('API_TOKEN', other: 'VALUE')"],
    ),
    row(
        "default filter with brackets",
        TEMPLATES,
        &[This, Assign, Template, Expression, Sign(&["|"]), Call(&["default", "d"]), Value],
        Assigns,
        &["token: \"{{ token | default('VALUE') }}\"", "token = {{ lookup('env', 'K') | d('VALUE', true) }}"],
        &["token: \"{{ token | quote('VALUE') }}\"", "token: default('VALUE')"],
    ),
    row(
        "default filter",
        TEMPLATES,
        &[This, Assign, Template, Expression, Word(&["default"]), Value],
        Assigns,
        &["token: {{ .Values.token | default \"VALUE\" | quote }}", "token: {{- default \"VALUE\" .Values.token }}"],
        &["token: {{ .Values.token | quote \"VALUE\" }}"],
    ),
    row(
        "literal of a template",
        TEMPLATES,
        &[This, Assign, Template, Value, Sign(&["|"])],
        Assigns,
        &["token: \"{{ 'VALUE' | password_hash('sha512') }}\""],
        &["token: \"{{ name | b('VALUE') }}\""],
    ),
    row(
        "option and value on two lines of a list",
        LISTS,
        &[CommandOption, Sign(&[","]), Break, Value],
        Pairs,
        &["  \"--token\",\n  \"VALUE\"\n", "  '--token',\n\n  'VALUE',\n"],
        &["  \"token\",\n  \"VALUE\"\n", "  \"--token\"\n  \"VALUE\"\n"],
    ),
    row(
        "option and value as two items of YAML",
        Files::Types(&[Type::Yaml, Type::Compose, Type::GithubWorkflow]),
        &[CommandOption, Break, Sign(&["-"]), Value],
        Pairs,
        &["  - --token\n  - \"VALUE\"\n", "  - \"--token\"\n  - 'VALUE'\n"],
        &["  - token\n  - \"VALUE\"\n", "  - --token\n  \"VALUE\"\n"],
    ),
    row(
        "several targets of a decoder",
        Files::Types(&[Type::Go]),
        &[
            This,
            Sign(&[","]),
            Word(&["err", "_", "ok", "error"]),
            Sign(&[":=", "="]),
            Call(&["DecodeString", "Decode", "FromHex", "HexToECDSA", "ParseHex", "PrivateKeyFromHex"]),
            Value,
        ],
        Assigns,
        &["token, err := hex.DecodeString(\"VALUE\")", "token, _ = base64.StdEncoding.DecodeString(\"VALUE\")"],
        &["token, err := client.Get(\"VALUE\")", "token, user := hex.DecodeString(\"VALUE\")"],
    ),
    row(
        "braces of C++",
        CPP,
        &[This, Sign(&["{"]), Value, Sign(&["}"])],
        Assigns,
        &["std::string token{\"VALUE\"};"],
        &["token{1, \"VALUE\"}", "token{\"VALUE\", 1}"],
    ),
    row(
        "field that a test of Ruby fills in",
        Files::Types(&[Type::Ruby]),
        &[This, Sign(&[","]), Word(&["with"]), Sign(&[":"]), Value],
        Pairs,
        &["fill_in :token, with: 'VALUE'", "fill_in 'token', with: \"VALUE\""],
        &["fill_in :token, at: 'VALUE'"],
    ),
    row(
        "list of Postman",
        JSON,
        &[
            This,
            Sign(&[":"]),
            Sign(&["["]),
            Gap,
            Sign(&["{"]),
            Gap,
            Literal(&["key"]),
            Sign(&[":"]),
            Literal(&["value"]),
            Sign(&[","]),
            Gap,
            Literal(&["value"]),
            Sign(&[":"]),
            Value,
        ],
        Pairs,
        &["\"token\": [\n  {\n    \"key\": \"value\",\n    \"value\": \"VALUE\""],
        &["\"token\": [\n  {\n    \"key\": \"in\",\n    \"value\": \"VALUE\""],
    ),
    row(
        "compared by a method",
        CODE,
        &[This, EQUALS, Sign(&["("]), Value],
        Compares,
        &["if (token.equals(\"VALUE\")) {"],
        &["if (token.contains(\"VALUE\")) {"],
    ),
    row(
        "compared with, the value first",
        CODE,
        &[Value, Sign(&["==", "===", "!=", "!=="]), This],
        Compares,
        &["if \"VALUE\" == token:", "if ('VALUE' !== config.token) {"],
        &["if \"VALUE\" == name and token:", "x = \"VALUE\"; token"],
    ),
    row(
        "compared by a method of the value",
        CODE,
        &[Value, EQUALS, Sign(&["("]), Within, This],
        Compares,
        &["if (\"VALUE\".equals(token)) {", "if (\"VALUE\".equals(request.getHeader(\"X-Token\"))) {"],
        &["if (\"VALUE\".equals(name)) { token }", "\"VALUE\".startsWith(token)"],
    ),
    row(
        "compared by a function",
        CODE,
        &[COMPARING, Within, This, Sign(&[","]), Gap, Value],
        Compares,
        &["hmac.compare_digest(token, \"VALUE\")", "if (strcmp(cfg.token, \"VALUE\") == 0)"],
        &["print(token, \"VALUE\")"],
    ),
    row(
        "compared by a function, the value first",
        CODE,
        &[COMPARING, Value, Sign(&[","]), Within, This],
        Compares,
        &["hash_equals('VALUE', $token)", "crypto.timingSafeEqual(\"VALUE\", req.token)"],
        &["print('VALUE', $token)"],
    ),
    row(
        "variable of psql",
        Files::Types(&[Type::Sql, Type::Sh]),
        &[Sign(&["\\"]), Word(&["set"]), This, Value],
        Follows,
        &["\\set token 'VALUE'"],
        &["set token 'VALUE'"],
    ),
    row(
        "keyword of Clojure",
        Files::Types(&[Type::Clojure]),
        &[This, Value],
        Assigns,
        &["{:token \"VALUE\"}", "(client/get url {:api-token \"VALUE\" :as :json})"],
        &["{:token (env :x) \"VALUE\"}", "token, \"VALUE\""],
    ),
    row(
        "value before the field that it is set for",
        Files::Types(&[Type::Swift]),
        &[Call(&["setValue", "addValue"]), Value, Sign(&[","]), Label, This],
        Pairs,
        &["request.setValue(\"VALUE\", forHTTPHeaderField: \"token\")"],
        &["request.setValue(x, forHTTPHeaderField: \"token\"); \"VALUE\"", "print(\"VALUE\", \"token\")"],
    ),
    row(
        "value before its key",
        JSON,
        &[Literal(&["value"]), Sign(&[":"]), Value, Sign(&[","]), Literal(&["key", "name"]), Sign(&[":"]), This],
        Pairs,
        &["{\"value\": \"VALUE\", \"key\": \"token\"}", "{ \"value\":\"VALUE\",\"name\":\"api_token\" }"],
        &["{\"label\": \"VALUE\", \"key\": \"token\"}", "{\"value\": \"VALUE\", \"of\": \"token\"}"],
    ),
];

/// The value that one of the shapes of this type of file gives the name.
pub(in crate::scan) fn around(text: &[u8], name: &Range<usize>, file_type: FileType) -> Option<Assignment> {
    let line = lines::start(text, name.start, BEFORE);
    let end = text.len().min(name.end + BEHIND);
    // Each value is a literal.
    memchr::memchr3(b'"', b'\'', b'`', &text[line..end])?;
    let is_behind = memchr::memchr3(b'"', b'\'', b'`', &text[name.end..end]).is_some();
    let shapes = || SHAPES.iter().filter(|shape| shape.files.have(file_type));
    let behind = shapes().filter(|shape| is_behind && shape.begins_with_name()).find_map(|shape| {
        let from = outer_start(text, name);
        shape.read(Lexer::new(text, from, end, file_type), name)
    });
    behind.or_else(|| {
        let mut lexer = Lexer::new(text, line, end, file_type);
        loop {
            let here = lexer;
            if lexer.token().is_none_or(|token| token.start >= name.start) {
                return None;
            }
            let found = shapes().filter(|shape| !shape.begins_with_name()).find_map(|shape| shape.read(here, name));
            if found.is_some() {
                return found;
            }
        }
    })
}

/// Where the token begins that holds the name: its quote, or the first byte of the path before it.
fn outer_start(text: &[u8], name: &Range<usize>) -> usize {
    let is_quoted = text[..name.start].last().is_some_and(|byte| matches!(byte, b'"' | b'\''));
    if is_quoted { name.start - 1 } else { name.start }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file type that has the shape, and one that has not.
    fn types(files: Files) -> (FileType, Option<FileType>) {
        let has = FileType::ALL.iter().find(|file_type| files.have(**file_type));
        let others = FileType::ALL.iter().find(|file_type| !files.have(**file_type));
        (*has.expect("a type of file that has the shape"), others.copied())
    }

    /// The value that the shape alone gives the name `token` in that text, wherever the name stands.
    fn read(shape: &Shape, text: &str, file_type: FileType) -> Option<String> {
        let lower = text.to_ascii_lowercase();
        lower.match_indices("token").find_map(|(at, word)| {
            let name = super::super::name::around(text.as_bytes(), &(at..at + word.len()));
            let line = lines::start(text.as_bytes(), name.start, BEFORE);
            let mut starts = if shape.begins_with_name() {
                outer_start(text.as_bytes(), &name)..outer_start(text.as_bytes(), &name) + 1
            } else {
                line..name.start + 1
            };
            let found =
                starts.find_map(|at| shape.read(Lexer::new(text.as_bytes(), at, text.len(), file_type), &name))?;
            Some(text[found.value].to_owned())
        })
    }

    #[test]
    fn every_shape_reads_its_samples() {
        for shape in SHAPES {
            let (file_type, other) = types(shape.files);
            assert!(!shape.samples.is_empty() && !shape.counter_samples.is_empty(), "{} has no samples", shape.name);
            for text in shape.samples {
                assert_eq!(read(shape, text, file_type).as_deref(), Some("VALUE"), "{}: {text}", shape.name);
                let (lower, word) = (text.to_ascii_lowercase(), "token");
                let through = |file_type| {
                    lower.match_indices(word).find_map(|(at, _)| {
                        let name = super::super::name::around(text.as_bytes(), &(at..at + word.len()));
                        around(text.as_bytes(), &name, file_type).map(|found| text[found.value].to_owned())
                    })
                };
                assert_eq!(through(file_type).as_deref(), Some("VALUE"), "{} in the table: {text}", shape.name);
                assert_eq!(other.and_then(through), None, "{}: {text} in a file that does not have it", shape.name);
            }
            for text in shape.counter_samples {
                assert_eq!(read(shape, text, file_type), None, "{}: {text}", shape.name);
            }
        }
    }

    #[test]
    fn each_shape_has_a_name_of_its_own_and_both_ends() {
        for (number, shape) in SHAPES.iter().enumerate() {
            assert!(SHAPES[..number].iter().all(|other| other.name != shape.name), "{}", shape.name);
            let count = |is_it: fn(&Part) -> bool| shape.parts.iter().filter(|part| is_it(part)).count();
            assert_eq!(count(|part| matches!(part, Part::This | Part::CommandOption)), 1, "{}", shape.name);
            assert_eq!(count(|part| matches!(part, Part::Value)), 1, "{}", shape.name);
        }
    }
}
