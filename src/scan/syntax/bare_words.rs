//! Names that take the value behind a blank, with no sign between: options of commands, settings of servers, definitions
//! of compilers, statements of SQL and of the languages of Gradle and Ruby.

use std::ops::Range;

use crate::file_type::Family;
use crate::scan::text::lines::{self, behind_blanks};

/// How much of a line before a name is looked at, in bytes.
const LINE: usize = 64;

/// The statements of SQL that give a user a password, in lower case.
const STATEMENTS: [&[u8]; 8] = [
    b"alter login ",
    b"alter role ",
    b"alter user ",
    b"create database link ",
    b"create login ",
    b"create role ",
    b"create user ",
    b"grant ",
];

/// What a line begins with that gives a name a value, in lower case, in files of settings and of commands. Sources:
/// <https://fishshell.com/docs/current/cmds/set.html>, <https://docs.docker.com/reference/dockerfile/#env>,
/// <https://learn.microsoft.com/windows-server/administration/windows-commands/setx>,
/// <https://httpd.apache.org/docs/2.4/mod/mod_env.html#setenv>,
/// <https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header>
const SETTERS: [&[u8]; 13] = [
    b"env",
    b"fastcgi_param",
    b"proxy_set_header",
    b"requestheader set",
    b"set",
    b"set -gx",
    b"set -ux",
    b"set -x",
    b"set -xg",
    b"setenv",
    b"setx",
    b"setx /m",
    b"uwsgi_param",
];

/// How the commands end that keep a value under a name, such as `npm config set` and `dotnet user-secrets set`.
const COMMANDS: [&[u8]; 8] = [
    b" config set",
    b" config set --global",
    b" config set --secret",
    b" configure set",
    b" secrets set",
    b"git config",
    b"git config --global",
    b" user-secrets set",
];

/// What may stand behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Follower {
    /// A word, or a text in quotes.
    Any,
    /// A text in quotes.
    Quoted,
    /// A word with a digit in it, perhaps between backticks: text for people speaks of such names, too.
    WithDigit,
    /// A text in quotes, or a word with a digit in it that ends its line.
    Last,
}

/// What may stand behind that name in a file of that kind, with only a blank between.
pub(in crate::scan) fn follower(text: &[u8], name: &Range<usize>, kind: Family) -> Option<Follower> {
    let is_named = |names: &[&[u8]]| names.iter().any(|word| text[name.clone()].eq_ignore_ascii_case(word));
    if is_option(text, name) || is_clause(text, name) || is_set(text, name, kind) {
        Some(Follower::Any)
    } else if is_named(&[b"password"]) || is_defined(text, name) || kind == Family::Code && begins_statement(text, name)
    {
        Some(Follower::Quoted)
    } else if is_named(&[b"bearer", b"basic", b"token", b"apikey"]) {
        // Schemes of an `Authorization` header.
        Some(Follower::WithDigit)
    } else {
        (kind == Family::Settings && lines::before(text, name.start, LINE).trim_ascii().is_empty())
            .then_some(Follower::Last)
    }
}

/// Whether the name is `--name` or `-Name`, an option of a command.
pub(in crate::scan) fn is_option(text: &[u8], name: &Range<usize>) -> bool {
    let begins = text[..name.start].last().is_none_or(|b| !b.is_ascii_alphanumeric());
    begins && name.len() > 4 && text[name.start] == b'-'
}

/// Whether a command before the name on its line, or its first word, gives it a value.
pub(in crate::scan) fn is_set(text: &[u8], name: &Range<usize>, kind: Family) -> bool {
    let before = lines::before(text, name.start, LINE).to_ascii_lowercase();
    // The name may have more to it than its own bytes: `$token`, `//registry/:_authToken`, `"Api:Key`.
    let blank = before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |at| at + 1);
    let command = before[..blank].trim_ascii();
    let takes_settings = matches!(kind, Family::Settings | Family::Shell | Family::Code) || command.contains(&b'_');
    takes_settings && SETTERS.contains(&command) || COMMANDS.iter().any(|end| command.ends_with(end))
}

/// Whether the name is defined for a compiler, in C or by `CMake`.
fn is_defined(text: &[u8], name: &Range<usize>) -> bool {
    let before = lines::before(text, name.start, LINE).trim_ascii();
    let definition = before.strip_prefix(b"#").map(<[u8]>::trim_ascii);
    definition == Some(b"define") || before.eq_ignore_ascii_case(b"set(")
}

/// Whether the name is `IDENTIFIED BY` or `PASSWORD` in a statement of SQL that makes or changes a user: text for people has
/// these words, too.
pub(in crate::scan) fn is_clause(text: &[u8], name: &Range<usize>) -> bool {
    const STATEMENT: usize = 120;
    let clause = text[name.clone()].to_ascii_lowercase();
    (clause.ends_with(b"identified by") || clause == b"password") && {
        let before = text[name.start.saturating_sub(STATEMENT)..name.start].to_ascii_lowercase();
        STATEMENTS.iter().any(|verb| memchr::memmem::find(&before, verb).is_some())
    }
}

/// Whether the name begins a statement, as in the languages of Gradle and Ruby (`keyPassword "…"`), or is what a form of
/// Lisp defines.
fn begins_statement(text: &[u8], name: &Range<usize>) -> bool {
    let line = lines::before(text, name.start, LINE).trim_ascii();
    // `@name "…"` is an attribute of a module of Elixir.
    matches!(line, [] | [.., b'{' | b';'] | b"@")
        || [&b"(def"[..], b"(setq", b"(defvar", b"(defconst", b"(define"].contains(&line)
}

/// Where the value of a variable of Robot Framework begins: `${NAME}    value` on a line of its own, also with `=`.
/// Source: <https://robotframework.org/robotframework/latest/RobotFrameworkUserGuide.html#variable-section>
pub(in crate::scan) fn robot_variable(text: &[u8], name: &Range<usize>) -> Option<usize> {
    let before = text[..name.start].strip_suffix(b"${")?;
    let begins_line = matches!(before.last(), None | Some(b'\n'));
    let rest = text[name.end..].strip_prefix(b"}").filter(|_| begins_line)?;
    let sign = [&b" ="[..], b"="].into_iter().find_map(|sign| rest.strip_prefix(sign)).unwrap_or(rest);
    let is_cell = sign.starts_with(b"  ") || sign.starts_with(b"\t");
    is_cell.then(|| behind_blanks(text, text.len() - sign.len()))
}
