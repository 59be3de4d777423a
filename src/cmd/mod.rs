//! The command line: one file a command, each with its arguments, its action and its words.
//!
//! A new command is a file here, a `mod` line, a variant of [`Command`] and its line in [`Command::run`].

mod agent_hook;
mod allow;
mod baseline;
mod completions;
mod config;
mod doctor;
mod fix;
mod framework;
mod hook;
mod install;
mod man;
mod output;
mod place;
mod progress;
mod rules;
mod scan;
mod staged;
mod status;
mod uninstall;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use self::output::Format;
pub use self::output::{messages, usage};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::policy::Trusted;

const EXIT_STATUS: &str = "\
Exit status: 0 scanned and clean, 1 a key was found, 2 could not scan.
A false alarm is let through by an entry in .keystop.toml; the message prints it.

Examples:
  keystop                    scan what is staged
  keystop -v                 the same, telling of everything that was found
  keystop scan src .env      scan files and directories
  keystop scan - --stdin-filename app.py < app.py
                             scan what an editor holds
  keystop fix                move staged secrets to .env, and read them from there";

/// The version, the commit that it was built from if the build was told, and how many rules it has.
fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let commit = option_env!("KEYSTOP_COMMIT").filter(|commit| !commit.is_empty());
        let commit = commit.map_or(String::new(), |commit| format!("{commit}, "));
        format!("{} ({commit}{} rules)", env!("CARGO_PKG_VERSION"), keystop::rules::builtin().len())
    });
    &VERSION
}

/// Stops API keys from being committed.
///
/// Without arguments, keystop scans what is staged in the repository here: silent if there is no key in it.
/// That is what the pre-commit hook runs.
#[derive(Debug, Parser)]
#[allow(clippy::option_option)] // An option, given without and with its value.
#[command(name = "keystop", version = version(), args_conflicts_with_subcommands = true, after_help = EXIT_STATUS)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,

    /// Put the hook into a repository (default: the one here)
    #[arg(long, value_name = "REPO", num_args = 0..=1, conflicts_with_all = ["uninstall", "format"])]
    install: Option<Option<PathBuf>>,

    /// Take the hook out of a repository, and put back what was there before
    #[arg(long, value_name = "REPO", num_args = 0..=1, conflicts_with = "format")]
    uninstall: Option<Option<PathBuf>>,

    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    #[command(flatten)]
    wording: output::Wording,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put the hook into a repository, as --install does
    Install(install::Arguments),
    /// Take the hook out of a repository, as --uninstall does
    Uninstall(uninstall::Arguments),
    /// Prove that commits here are checked, or say what is wrong and how to mend it
    Doctor(doctor::Arguments),
    /// Say in one line if commits here are checked
    Status(status::Arguments),
    /// What the hook for pre-commit and prek runs: what is staged, and outside of a commit all files, too
    Framework,
    /// What Git's hooks call: pre-push, commit-msg, and on servers pre-receive
    Hook(hook::Arguments),
    /// What coding agents call before they write, run or send something: JSON on standard input
    AgentHook,
    /// Scan whole files and directories; without any, what is staged
    Scan(scan::Arguments),
    /// Take staged secrets out of the code, into a file that Git ignores
    Fix(fix::Arguments),
    /// List the rules, or explain one
    Rules(rules::Arguments),
    /// Let findings through: write entries into .keystop.toml
    Allow(allow::Arguments),
    /// Accept what the repository already holds: write .keystop-baseline
    Baseline(baseline::Arguments),
    /// Tell what the policy says about a file, and where
    Config(config::Arguments),
    /// Print what a shell needs to complete command lines
    Completions(completions::Arguments),
    /// Print the manual page
    Man,
}

impl CommandLine {
    /// Reads the command line.
    ///
    /// Returns nothing for the hook's own call, which has no arguments: no parser runs on a commit.
    ///
    /// # Errors
    /// clap's own, which prints itself. A request for help or for the version is one too.
    pub fn read(arguments: impl ExactSizeIterator<Item = OsString>) -> Result<Option<Self>, clap::Error> {
        if arguments.len() <= 1 { Ok(None) } else { Self::try_parse_from(arguments).map(Some) }
    }

    /// Does what was asked.
    pub fn run(self) -> Result<Exit, Error> {
        self.wording.choose();
        match self {
            Self { install: Some(repo), .. } => install::run(&install::Arguments::of(repo)),
            Self { uninstall: Some(repo), .. } => uninstall::run(&uninstall::Arguments::of(repo)),
            Self { command: Some(command), .. } => command.run(),
            Self { command: None, format, .. } => staged::run(format, &Trusted::Scanned),
        }
    }
}

impl Command {
    fn run(self) -> Result<Exit, Error> {
        match self {
            Self::Install(arguments) => install::run(&arguments),
            Self::Uninstall(arguments) => uninstall::run(&arguments),
            Self::Doctor(arguments) => doctor::run(&arguments),
            Self::Status(arguments) => status::run(&arguments),
            Self::Framework => framework::run(),
            Self::Hook(arguments) => hook::run(&arguments),
            Self::AgentHook => agent_hook::run(),
            Self::Scan(arguments) => scan::run(&arguments),
            Self::Fix(arguments) => fix::run(&arguments),
            Self::Rules(arguments) => rules::run(&arguments),
            Self::Allow(arguments) => allow::run(&arguments),
            Self::Baseline(arguments) => baseline::run(&arguments),
            Self::Config(arguments) => config::run(&arguments),
            Self::Completions(arguments) => completions::run(&arguments),
            Self::Man => man::run(),
        }
    }
}

/// What the pre-commit hook runs: `keystop` without arguments.
pub fn pre_commit() -> Result<Exit, Error> {
    staged::run(Format::Human, &Trusted::Scanned)
}
