//! The corrected line: the one that holds the secret, with a look-up in the secret's place.

use super::language::{Language, fill, substitution};
use super::literal::{Line, Literal};
use crate::file_type::FileType;

/// A line that reads the secret from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The whole line.
    pub line: String,
    /// The part of it that reads the value.
    pub expression: String,
    /// The line that the expression needs at the top of the file.
    pub import: Option<&'static str>,
}

/// Why a line has no corrected form of its own.
pub type WhyNot = &'static str;

const NOT_CONSTANT: WhyNot = "a constant cannot be read from the environment: set it where the program starts";

/// Corrects a line of code, or of a format that can refer to a variable.
///
/// `variable` is the name of an environment variable.
pub fn corrected(file_type: FileType, line: Line<'_>, variable: &str) -> Result<Corrected, WhyNot> {
    if let Some(language) = Language::of(file_type) {
        return in_code(file_type, language, line, variable);
    }
    match file_type {
        FileType::Terraform => in_terraform(line, variable),
        FileType::Notebook => in_notebook(line, variable),
        FileType::Haskell => Err("read it with `getEnv` from System.Environment where the program starts"),
        _ => in_settings(file_type, line, variable),
    }
}

fn in_code(file_type: FileType, language: Language, line: Line<'_>, variable: &str) -> Result<Corrected, WhyNot> {
    let Literal::Quoted { head, prefix, quote, opening, closing, tail } = Literal::of(line, language.quotes) else {
        return Err("the text goes on over several lines");
    };
    if head.trim_start().starts_with(['@', '['])
        && matches!(file_type, FileType::Java | FileType::CSharp | FileType::Kotlin)
    {
        return Err("an annotation takes constants only: name a property that is set outside the repository");
    }
    let import = language.import;
    if opening.is_empty() && closing.is_empty() {
        if let Some(line) = without_default(head, tail) {
            return Ok(Corrected { line, expression: String::new(), import: None });
        }
        let frame = Frame::of(file_type, head, tail)?;
        let read = language.read(variable);
        let expression = if frame.is_lazy { read } else { within(file_type, &language, head, tail, variable) };
        let line = format!("{}{}{expression}{}{tail}", frame.head, frame.open, frame.close);
        return Ok(Corrected { line, expression, import });
    }
    let expression = language.operand(variable);
    let join = language.join.ok_or("the secret is a part of a longer text: join that text from parts")?;
    if prefix.contains(['b', 'B']) || file_type == FileType::ObjectiveC {
        return Err("the secret is a part of a longer text: join that text from parts");
    }
    let frame = Frame::of(file_type, head, tail)?;
    let mut parts = Vec::new();
    if !opening.is_empty() {
        parts.push(format!("{prefix}{quote}{opening}{quote}"));
    }
    parts.push(expression.clone());
    if !closing.is_empty() {
        parts.push(format!("{prefix}{quote}{closing}{quote}"));
    }
    let joined = parts.join(join);
    let joined = if binds_tighter(tail) { format!("({joined})") } else { joined };
    Ok(Corrected { line: format!("{}{joined}{tail}", frame.head), expression, import })
}

/// The look-up where a whole text stood.
fn within(file_type: FileType, language: &Language, head: &str, tail: &str, variable: &str) -> String {
    match file_type {
        // Whoever had a `&str` gets one again.
        FileType::Rust if !binds_tighter(tail) && !head.ends_with("String::from(") => {
            format!("&{}", language.read(variable))
        }
        FileType::Kotlin
            if binds_tighter(tail) || tail.trim_start().starts_with('+') || head.trim_end().ends_with('+') =>
        {
            language.operand(variable)
        }
        // Laravel reads the environment in its own way, in the files under config/ only.
        _ => language.read(variable),
    }
}

/// Returns true if what follows would bind to the last operand alone.
fn binds_tighter(tail: &str) -> bool {
    let tail = tail.trim_start();
    tail.starts_with(['.', '[', '?', '%', '*']) || tail.starts_with("as ") || tail.starts_with("->")
}

/// A declaration as it must be, so that the value can be read when the program runs.
struct Frame {
    head: String,
    open: &'static str,
    close: &'static str,
    is_lazy: bool,
}

impl Frame {
    fn of(file_type: FileType, head: &str, tail: &str) -> Result<Self, WhyNot> {
        use FileType as T;
        let plain = |head: String| Self { head, open: "", close: "", is_lazy: false };
        let indent = &head[..head.len() - head.trim_start().len()];
        let words: Vec<&str> = head.split_whitespace().collect();
        let has = |word: &str| words.contains(&word);
        Ok(match file_type {
            T::Rust if has("const") || has("static") => {
                if tail.trim() != ";" || has("mut") {
                    return Err(NOT_CONSTANT);
                }
                let name = words.iter().find_map(|word| word.strip_suffix(':')).ok_or(NOT_CONSTANT)?;
                let before = head.split("const ").next().and_then(|h| h.split("static ").next()).unwrap_or_default();
                Self {
                    head: format!("{before}static {name}: std::sync::LazyLock<String> = "),
                    open: "std::sync::LazyLock::new(|| ",
                    close: ")",
                    is_lazy: true,
                }
            }
            T::Go | T::Dart if has("const") => {
                let word = if file_type == T::Go { "var " } else { "final " };
                plain(head.replacen("const ", word, 1))
            }
            T::Kotlin if has("const") => plain(typed_in_kotlin(&head.replacen("const ", "", 1))),
            T::CSharp if has("const") => {
                let is_member = ["public", "private", "internal", "protected"].iter().any(|word| has(word));
                plain(head.replacen("const ", if is_member { "static readonly " } else { "" }, 1))
            }
            T::Cpp if has("constexpr") => plain(head.replacen("constexpr", "const", 1)),
            T::C if !head.trim_start().starts_with("#define")
                && (indent.is_empty() || has("static"))
                && head.contains('=') =>
            {
                return Err(NOT_CONSTANT);
            }
            T::C | T::Cpp if head.contains("[]") => {
                return Err("an array of characters cannot take it: make it a `const char *`");
            }
            T::ObjectiveC if has("static") || has("const") || head.contains("*const") => return Err(NOT_CONSTANT),
            T::Php if words.first() == Some(&"const") && indent.is_empty() => {
                let name = words.get(1).copied().unwrap_or_default();
                if tail.trim() != ";" {
                    return Err(NOT_CONSTANT);
                }
                Self { head: format!("define('{name}', "), open: "", close: ")", is_lazy: false }
            }
            T::Php
                if has("const")
                    || ["public", "private", "protected", "var", "static"].contains(words.first().unwrap_or(&"")) =>
            {
                return Err("a class takes constants only here: set it in the constructor, with getenv()");
            }
            _ => plain(head.to_owned()),
        })
    }
}

/// `val X = ` with its type, as an elvis expression reads better with one.
fn typed_in_kotlin(head: &str) -> String {
    match head.trim_end().strip_suffix('=') {
        Some(before) if !before.contains(':') => format!("{}: String = ", before.trim_end()),
        _ => head.to_owned(),
    }
}

/// The line without the default of a look-up that is there already: `process.env.X || "…"`.
fn without_default(head: &str, tail: &str) -> Option<String> {
    const LOOKUPS: [&str; 9] = [
        "environ",
        "getenv(",
        "process.env",
        "ENV.fetch(",
        "GetEnvironmentVariable(",
        "sys.env",
        "env(",
        "ENV[",
        "Getenv(",
    ];
    if !LOOKUPS.iter().any(|lookup| head.contains(lookup)) {
        return None;
    }
    let trimmed = head.trim_end();
    let rest = [",", "||", "??", "?:", " or", "//"].iter().find_map(|sign| trimmed.strip_suffix(sign))?;
    // `environ.get("X")` without its default would be None, and nobody would learn that it is missing.
    if let Some(at) = rest.find("os.environ.get(").or_else(|| rest.find("os.getenv(")) {
        let open = at + rest[at..].find('(')?;
        if let Some(tail) = tail.strip_prefix(')') {
            return Some(format!("{}os.environ[{}]{tail}", &rest[..at], &rest[open + 1..]));
        }
    }
    Some(format!("{}{tail}", rest.trim_end()))
}

fn in_terraform(line: Line<'_>, variable: &str) -> Result<Corrected, WhyNot> {
    let Literal::Quoted { head, opening, closing, quote, tail, .. } = Literal::of(line, "\"") else {
        return Err("the text goes on over several lines");
    };
    if head.trim_start().starts_with("default") {
        return Err("delete the default, and set TF_VAR_… where Terraform runs");
    }
    let variable = variable.to_lowercase();
    let expression = format!("var.{variable}");
    let line = if opening.is_empty() && closing.is_empty() {
        format!("{head}{expression}{tail}")
    } else {
        format!("{head}{quote}{opening}${{{expression}}}{closing}{quote}{tail}")
    };
    Ok(Corrected { line, expression, import: None })
}

/// A line of code inside JSON: its quotes are escaped.
fn in_notebook(Line { before, after }: Line<'_>, variable: &str) -> Result<Corrected, WhyNot> {
    const CLEAR: WhyNot = "if this is an output, clear it; in code, read it with os.environ[...]";
    let (quote, other) = if before.ends_with("\\\"") && after.starts_with("\\\"") {
        ("\\\"", "\\\"")
    } else if before.ends_with('\'') && after.starts_with('\'') {
        ("'", "'")
    } else {
        return Err(CLEAR);
    };
    let head = &before[..before.len() - quote.len()];
    if !head.trim_end().ends_with(['=', '(', ',', ':']) {
        return Err(CLEAR);
    }
    let expression = format!("os.environ[{other}{variable}{other}]");
    let line = format!("{head}{expression}{}", &after[quote.len()..]);
    Ok(Corrected { line, expression, import: Some("import os") })
}

fn in_settings(file_type: FileType, line: Line<'_>, variable: &str) -> Result<Corrected, WhyNot> {
    let form = substitution(file_type).ok_or("no look-up can stand in this file")?;
    let expression = fill(form, variable);
    let Line { before, after } = line;
    if file_type == FileType::Sh || file_type == FileType::Fish || file_type == FileType::Direnv {
        return in_shell(line, expression);
    }
    Ok(Corrected { line: format!("{before}{expression}{after}"), expression, import: None })
}

fn in_shell(line: Line<'_>, expression: String) -> Result<Corrected, WhyNot> {
    let Line { before, after } = line;
    let done = |line: String, expression: String| Ok(Corrected { line, expression, import: None });
    match Literal::of(line, "\"'") {
        Literal::Quoted { quote: "'", head, opening: "", closing: "", tail, .. } => {
            done(format!("{head}\"{expression}\"{tail}"), expression)
        }
        // A variable is not put into single quotes.
        Literal::Quoted { quote: "'", .. } => done(format!("{before}'\"{expression}\"'{after}"), expression),
        Literal::Quoted { opening, head, tail, closing: "", .. } if is_default(opening) => {
            let name = opening.trim_end_matches([':', '-', '=']);
            done(format!("{head}\"{name}:?}}\"{}", tail.trim_start_matches('}')), expression)
        }
        Literal::Quoted { .. } => done(format!("{before}{expression}{after}"), expression),
        Literal::Bare => {
            let quoted = format!("\"{expression}\"");
            done(format!("{before}{quoted}{after}"), expression)
        }
        Literal::Unclosed => Err("the text goes on over several lines"),
    }
}

/// Returns true for the beginning of a parameter expansion with a default: `${X:-`.
fn is_default(opening: &str) -> bool {
    opening.starts_with("${") && opening.ends_with(":-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows: type, the line with `@` for the secret, what it becomes.
    const ROWS: &[(FileType, &str, &str)] = &[
        (FileType::Python, "KEY = \"@\"", "KEY = os.environ[\"X\"]"),
        (FileType::Python, "h = {\"A\": f\"Bearer @\"}", "h = {\"A\": f\"Bearer \" + os.environ[\"X\"]}"),
        (FileType::Python, "k = os.environ.get(\"DB\", \"@\")", "k = os.environ[\"DB\"]"),
        (FileType::JavaScript, "const k = process.env.DB || \"@\";", "const k = process.env.DB;"),
        (FileType::JavaScript, "f(`Bearer @ ${n}`)", "f(`Bearer ` + process.env.X + ` ${n}`)"),
        (FileType::TypeScript, "const k: string = '@';", "const k: string = process.env.X!;"),
        (FileType::Go, "const k = \"@\"", "var k = os.Getenv(\"X\")"),
        (
            FileType::Rust,
            "pub const KEY: &str = \"@\";",
            "pub static KEY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| std::env::var(\"X\").expect(\"set X\"));",
        ),
        (FileType::Rust, "    let key = \"@\";", "    let key = &std::env::var(\"X\").expect(\"set X\");"),
        (
            FileType::Rust,
            "    let key = String::from(\"@\");",
            "    let key = String::from(std::env::var(\"X\").expect(\"set X\"));",
        ),
        (
            FileType::Rust,
            "    let key = \"@\".to_string();",
            "    let key = std::env::var(\"X\").expect(\"set X\").to_string();",
        ),
        (FileType::Kotlin, "const val K = \"@\"", "val K: String = System.getenv(\"X\") ?: error(\"set X\")"),
        (
            FileType::CSharp,
            "    public const string K = \"@\";",
            "    public static readonly string K = Environment.GetEnvironmentVariable(\"X\");",
        ),
        (FileType::Php, "const K = '@';", "define('K', getenv('X'));"),
        (FileType::Php, "$u = \"https://u:@\" . $h;", "$u = (\"https://u:\" . getenv('X')) . $h;"),
        (FileType::Swift, "let k: String = \"@\"", "let k: String = ProcessInfo.processInfo.environment[\"X\"]!"),
        (FileType::Dart, "const k = '@';", "final k = Platform.environment['X']!;"),
        (FileType::Cpp, "constexpr const char* k = \"@\";", "const const char* k = std::getenv(\"X\");"),
        (FileType::Sh, "export X='@'", "export X=\"${X:?}\""),
        (FileType::Sh, "curl -H 'A: @' u", "curl -H 'A: '\"${X:?}\"'' u"),
        (FileType::Sh, "curl -H \"A: @\" u", "curl -H \"A: ${X:?}\" u"),
        (FileType::Sh, "X=@", "X=\"${X:?}\""),
        (FileType::Sh, "X=\"${DB:-@}\"", "X=\"${DB:-${X:?}}\""),
        (FileType::Fish, "set -x K @", "set -x K \"$X\""),
        (FileType::Terraform, "  token = \"@\"", "  token = var.x"),
        (FileType::Compose, "    - K=@", "    - K=${X:?}"),
        (FileType::GithubWorkflow, "  K: \"@\"", "  K: \"${{ secrets.X }}\""),
        (FileType::Npmrc, "//registry.npmjs.org/:_authToken=@", "//registry.npmjs.org/:_authToken=${X}"),
        (FileType::Notebook, "    \"k = \\\"@\\\"\\n\",", "    \"k = os.environ[\\\"X\\\"]\\n\","),
    ];

    #[test]
    fn lines_are_corrected() {
        for (file_type, line, expected) in ROWS {
            let (before, after) = line.split_once('@').expect("a place for the secret");
            let line = corrected(*file_type, Line { before, after }, "X").map(|corrected| corrected.line);
            assert_eq!(line.as_deref(), Ok(*expected), "{file_type:?}");
        }
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        for (file_type, line) in [
            (FileType::Rust, "const K: [&str; 2] = [\"@\", \"b\"];"),
            (FileType::Java, "@Value(\"@\")"),
            (FileType::C, "static const char *k = \"@\";"),
            (FileType::ObjectiveC, "NSString *const k = @\"@\";"),
            (FileType::Php, "    private $k = '@';"),
            (FileType::Terraform, "  default = \"@\""),
            (FileType::Python, "k = b\"a @\""),
            (FileType::Json, "{\"k\": \"@\"}"),
        ] {
            let (before, after) = line.rsplit_once('@').expect("a place for the secret");
            assert!(corrected(file_type, Line { before, after }, "X").is_err(), "{line}");
        }
    }
}
