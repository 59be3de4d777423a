//! The command line: what was typed, and what it means.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// What keystop is asked to do.
#[derive(Debug)]
pub enum Request {
    /// Scan what is staged.
    Staged(Format),
    /// Scan files and directories.
    Paths(Vec<PathBuf>, Format),
    /// Put the hook into a repository.
    Install(Option<PathBuf>),
    /// Take the hook away.
    Uninstall(Option<PathBuf>),
    /// List the rules, or explain one.
    Rules(Option<String>, Listing),
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A message for people, on standard error
    #[default]
    Human,
    /// One line of JSON, on standard output
    Json,
    /// SARIF, on standard output, for code scanning services
    Sarif,
    /// Annotations for GitHub Actions, on standard output
    Github,
}

/// How rules are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// A line for each, or a page about one
    #[default]
    Human,
    /// One line of JSON
    Json,
    /// The page that documents them all
    Markdown,
}

/// Stops API keys from being committed.
///
/// Without arguments, keystop scans what is staged in the repository here: silent if there is no key in it.
/// That is what the pre-commit hook runs.
#[derive(Debug, Parser)]
#[allow(clippy::option_option)] // An option, given without and with its value.
#[command(name = "keystop", version, args_conflicts_with_subcommands = true, after_help = EXIT_STATUS)]
struct Typed {
    #[command(subcommand)]
    verb: Option<Verb>,

    /// Put the hook into a repository (default: the one here)
    #[arg(long, value_name = "REPO", num_args = 0..=1, conflicts_with_all = ["uninstall", "format"])]
    install: Option<Option<PathBuf>>,

    /// Take the hook out of a repository, and put back what was there before
    #[arg(long, value_name = "REPO", num_args = 0..=1, conflicts_with = "format")]
    uninstall: Option<Option<PathBuf>>,

    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Put the hook into a repository, as --install does
    Install {
        /// The repository (default: the one here)
        repo: Option<PathBuf>,
    },
    /// Take the hook out of a repository, as --uninstall does
    Uninstall {
        /// The repository (default: the one here)
        repo: Option<PathBuf>,
    },
    /// Scan whole files and directories; without any, what is staged
    Scan {
        /// Files and directories; below a directory, what Git ignores is left out
        #[arg(value_name = "PATH", conflicts_with = "staged")]
        paths: Vec<PathBuf>,
        /// What is staged in the repository here (the default without paths)
        #[arg(long)]
        staged: bool,
        /// How to write the result
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: Format,
    },
    /// List the rules, or explain one
    Rules {
        /// The rule's id, as messages print it
        id: Option<String>,
        /// How to write them
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: Listing,
    },
}

const EXIT_STATUS: &str = "\
Exit status: 0 scanned and clean, 1 a key was found, 2 could not scan.
A false alarm is let through by an entry in .keystop.toml; the message prints it.";

impl Request {
    /// What the command line means.
    ///
    /// # Errors
    /// clap's own, which prints itself; a request for help or the version is one too.
    pub fn parse(arguments: impl ExactSizeIterator<Item = OsString>) -> Result<Self, clap::Error> {
        // The hook's own call, on every commit, needs no parser.
        if arguments.len() <= 1 {
            return Ok(Self::Staged(Format::Human));
        }
        let typed = Typed::try_parse_from(arguments)?;
        Ok(match typed {
            Typed { install: Some(repo), .. } | Typed { verb: Some(Verb::Install { repo }), .. } => Self::Install(repo),
            Typed { uninstall: Some(repo), .. } | Typed { verb: Some(Verb::Uninstall { repo }), .. } => {
                Self::Uninstall(repo)
            }
            Typed { verb: Some(Verb::Scan { paths, format, .. }), .. } if paths.is_empty() => Self::Staged(format),
            Typed { verb: Some(Verb::Scan { paths, format, .. }), .. } => Self::Paths(paths, format),
            Typed { verb: Some(Verb::Rules { id, format }), .. } => Self::Rules(id, format),
            Typed { verb: None, format, .. } => Self::Staged(format),
        })
    }
}
