//! How languages read an environment variable, one row a language.

use crate::file_type::FileType;

/// How code in a language takes a value from the environment.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// The expression; `{}` stands for the variable's name.
    pub lookup: &'static str,
    /// The same where it must be one operand among others.
    pub operand: &'static str,
    /// The line that the expression needs at the top of the file.
    pub import: Option<&'static str>,
    /// The signs that begin and end a text in this language.
    pub quotes: &'static str,
    /// What joins two texts into one; nothing where no sign does.
    pub join: Option<&'static str>,
}

/// A row for a language that needs no import, whose texts are in double or single quotes.
const fn row(lookup: &'static str, join: Option<&'static str>) -> Language {
    Language { lookup, operand: lookup, import: None, quotes: "\"'", join }
}

/// A row for a language in which single quotes are for characters, or for nothing at all.
const fn double(lookup: &'static str, join: Option<&'static str>) -> Language {
    Language { quotes: "\"", ..row(lookup, join) }
}

impl Language {
    /// The row of a type of file; nothing where no code runs, or none that reads the environment.
    pub fn of(file_type: FileType) -> Option<Self> {
        use FileType as T;
        const PLUS: Option<&str> = Some(" + ");
        Some(match file_type {
            T::Python => Self { import: Some("import os"), ..row("os.environ[\"{}\"]", PLUS) },
            T::JavaScript => Self { quotes: "\"'`", ..row("process.env.{}", PLUS) },
            T::CoffeeScript => row("process.env.{}", PLUS),
            // `!` is for `strict`, under which a variable may be undefined.
            T::TypeScript => Self { quotes: "\"'`", ..row("process.env.{}!", PLUS) },
            T::Go => Self { import: Some("import \"os\""), quotes: "\"`", ..row("os.Getenv(\"{}\")", PLUS) },
            T::Rust => double("std::env::var(\"{}\").expect(\"set {}\")", None),
            T::Ruby => row("ENV.fetch(\"{}\")", PLUS),
            T::Crystal => double("ENV[\"{}\"]", PLUS),
            T::Php => row("getenv('{}')", Some(" . ")),
            T::Java | T::Jsp => double("System.getenv(\"{}\")", PLUS),
            T::Groovy => row("System.getenv(\"{}\")", PLUS),
            T::Kotlin => Self {
                operand: "(System.getenv(\"{}\") ?: error(\"set {}\"))",
                ..double("System.getenv(\"{}\") ?: error(\"set {}\")", PLUS)
            },
            T::Scala => double("sys.env(\"{}\")", PLUS),
            T::Clojure => double("(System/getenv \"{}\")", None),
            T::CSharp => {
                Self { import: Some("using System;"), ..double("Environment.GetEnvironmentVariable(\"{}\")", PLUS) }
            }
            T::FSharp => double("System.Environment.GetEnvironmentVariable(\"{}\")", PLUS),
            T::VisualBasic => double("System.Environment.GetEnvironmentVariable(\"{}\")", Some(" & ")),
            T::Swift => Self {
                import: Some("import Foundation"),
                ..double("ProcessInfo.processInfo.environment[\"{}\"]!", PLUS)
            },
            T::Dart => Self { import: Some("import 'dart:io';"), ..row("Platform.environment['{}']!", PLUS) },
            T::C => Self { import: Some("#include <stdlib.h>"), ..double("getenv(\"{}\")", None) },
            T::Cpp => Self { import: Some("#include <cstdlib>"), ..double("std::getenv(\"{}\")", None) },
            T::ObjectiveC => double("NSProcessInfo.processInfo.environment[@\"{}\"]", None),
            T::D => {
                Self { import: Some("import std.process : environment;"), ..double("environment[\"{}\"]", Some(" ~ ")) }
            }
            T::Elixir => double("System.fetch_env!(\"{}\")", Some(" <> ")),
            T::Erlang => double("os:getenv(\"{}\")", Some(" ++ ")),
            T::Perl => row("$ENV{{}}", Some(" . ")),
            T::R => row("Sys.getenv(\"{}\")", None),
            T::Julia => double("ENV[\"{}\"]", Some(" * ")),
            T::Lua => row("os.getenv(\"{}\")", Some(" .. ")),
            T::Nim => Self { import: Some("import std/os"), ..double("getEnv(\"{}\")", Some(" & ")) },
            T::Nix => double("(builtins.getEnv \"{}\")", PLUS),
            T::OCaml => double("(Sys.getenv \"{}\")", Some(" ^ ")),
            T::EmacsLisp => double("(getenv \"{}\")", None),
            T::GdScript => row("OS.get_environment(\"{}\")", PLUS),
            T::Tcl => double("$::env({})", None),
            T::Pascal => Self { quotes: "'", ..row("GetEnvironmentVariable('{}')", PLUS) },
            T::PowerShell => Self { operand: "$env:{}", ..row("$env:{}", PLUS) },
            _ => return None,
        })
    }

    /// The expression that reads that variable.
    pub fn read(&self, variable: &str) -> String {
        fill(self.lookup, variable)
    }

    /// The same as one operand among others.
    pub fn operand(&self, variable: &str) -> String {
        fill(self.operand, variable)
    }
}

#[allow(clippy::match_same_arms)] // A row for each type.
/// How a type of file without code, or a shell, has a variable put into it, in quotes or not.
pub fn substitution(file_type: FileType) -> Option<&'static str> {
    use FileType as T;
    Some(match file_type {
        T::Sh | T::Direnv | T::Compose => "${{}:?}",
        T::Fish => "${}",
        T::Csh | T::Procfile => "${{}}",
        T::Batch => "%{}%",
        T::Makefile => "$({})",
        T::Cmake => "$ENV{{}}",
        T::Robot => "%{{}}",
        T::GithubWorkflow => "${{ secrets.{} }}",
        T::GitlabCi => "${}",
        T::Npmrc | T::Properties => "${{}}",
        T::Xcconfig | T::Plist => "$({})",
        _ => return None,
    })
}

/// The template with the variable's name for each `{}`.
pub fn fill(template: &str, variable: &str) -> String {
    template.replace("{}", variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_read_as_their_languages_do() {
        for (file_type, expected) in [
            (FileType::Python, "os.environ[\"DB\"]"),
            (FileType::Perl, "$ENV{DB}"),
            (FileType::Rust, "std::env::var(\"DB\").expect(\"set DB\")"),
            (FileType::Clojure, "(System/getenv \"DB\")"),
        ] {
            assert_eq!(Language::of(file_type).map(|row| row.read("DB")).as_deref(), Some(expected));
        }
        for (file_type, expected) in [
            (FileType::Sh, "${DB:?}"),
            (FileType::Fish, "$DB"),
            (FileType::Npmrc, "${DB}"),
            (FileType::GithubWorkflow, "${{ secrets.DB }}"),
            (FileType::Robot, "%{DB}"),
        ] {
            assert_eq!(substitution(file_type).map(|form| fill(form, "DB")).as_deref(), Some(expected));
        }
    }
}
