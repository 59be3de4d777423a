//! What commands write: verdicts in the chosen format, messages, and their colour.

use std::io::{IsTerminal as _, StderrLock, Write as _, stderr, stdout};

use clap::ValueEnum;

use crate::exit::Exit;
use keystop::error::Error;
use keystop::masking;
use keystop::pipeline::Verdict;
use keystop::report;

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

/// Writes the verdict, or for programs why there is none, and turns it into an exit status.
pub fn conclude(verdict: Result<Verdict, Error>, format: Format, headline: &str) -> Result<Exit, Error> {
    let verdict = &verdict.inspect_err(|error| fail(error, format))?;
    match format {
        Format::Human if verdict.has_nothing_to_tell() => {}
        // The exit status says it all, even where nobody listens.
        Format::Human => drop(report::human(&mut messages(), verdict, headline)),
        Format::Json => report::json(&mut stdout().lock(), verdict)?,
        Format::Sarif => report::sarif(&mut stdout().lock(), verdict)?,
        Format::Github => report::github(&mut stdout().lock(), verdict)?,
    }
    Ok(Exit::of(verdict))
}

/// Writes for programs why there is no verdict. People read it on standard error in every case.
fn fail(error: &Error, format: Format) {
    let out = &mut stdout().lock();
    // The exit status and the message say it, too.
    let _ = match format {
        Format::Human => Ok(()),
        Format::Json => report::json_error(out, error),
        Format::Sarif => report::sarif_error(out, error),
        Format::Github => report::github_error(out, error),
    };
}

/// Writes one sentence to standard output: what a command did.
pub fn say(sentence: &str) -> Result<Exit, Error> {
    writeln!(stdout(), "{sentence}")?;
    Ok(Exit::Clean)
}

/// Writes what clap says of a command line: what is wrong with it, or the help that was asked for.
pub fn usage(usage: &clap::Error) -> Exit {
    if !usage.use_stderr() {
        let _ = usage.print();
        return Exit::Clean;
    }
    // It quotes arguments, and one of them may be a secret.
    let _ = write!(messages(), "{}", masking::words(&usage.to_string()));
    Exit::Failed
}

/// Where messages go: standard error.
pub fn messages() -> StderrLock<'static> {
    choose_colour();
    stderr().lock()
}

/// Decides if what follows is coloured. A clean commit says nothing, and does not ask.
pub fn choose_colour() {
    colored::control::set_override(wants_colour());
}

/// Returns true if messages are coloured: as the environment asks, otherwise if standard error is a terminal.
/// Sources: <https://no-color.org>, <https://bixense.com/clicolors/>
fn wants_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    let plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if set("NO_COLOR") { false } else { forced || stderr().is_terminal() && !plain }
}
