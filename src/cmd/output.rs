//! What commands write: verdicts in the chosen format, messages, and their colour.

use std::io::{IsTerminal as _, StderrLock, Write as _, stderr, stdout};
use std::path::Path;
use std::sync::OnceLock;

use clap::ValueEnum;
use clap::error::{ContextKind, ContextValue};

use crate::exit::Exit;
use keystop::error::Error;
use keystop::masking;
use keystop::pipeline::Verdict;
use keystop::report::{self, Next, Screen};

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
    /// GitLab's secret detection report, on standard output
    Gitlab,
    /// XML as `JUnit` writes it, on standard output
    Junit,
}

/// How much is said, and in which colour.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Wording {
    /// Tell of everything that was found, at length
    #[arg(short, long, global = true)]
    verbose: bool,

    /// Say nothing: the exit status tells
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// When to colour messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Colour,
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// As the environment says, otherwise on a terminal
    #[default]
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// What the command line asks for; without one, what the hook does.
static WORDING: OnceLock<Wording> = OnceLock::new();

impl Wording {
    const USUAL: Self = Self { verbose: false, quiet: false, color: Colour::Auto };

    /// Has all that is written from here on follow it.
    pub fn choose(self) {
        // The command line is read once.
        let _ = WORDING.set(self);
    }

    fn chosen() -> &'static Self {
        WORDING.get().unwrap_or(&Self::USUAL)
    }
}

/// Writes the verdict, or for programs why there is none, and turns it into an exit status.
pub fn conclude(verdict: Result<Verdict, Error>, format: Format, headline: &str) -> Result<Exit, Error> {
    write(verdict, format, headline, Next::Other)
}

/// The same for what is about to be committed.
pub fn conclude_commit(verdict: Result<Verdict, Error>, format: Format) -> Result<Exit, Error> {
    write(verdict, format, "commit blocked", Next::Commit)
}

fn write(verdict: Result<Verdict, Error>, format: Format, headline: &str, next: Next) -> Result<Exit, Error> {
    let verdict = &verdict.inspect_err(|error| fail(error, format))?;
    match format {
        Format::Human if Wording::chosen().quiet => {}
        Format::Human if verdict.has_nothing_to_tell() && is_by_hand() => drop(report::clean(&mut messages(), verdict)),
        Format::Human if verdict.has_nothing_to_tell() => {}
        // The exit status says it all, even where nobody listens.
        Format::Human => drop(report::human(&mut messages(), verdict, headline, next, &screen())),
        Format::Json => report::json(&mut stdout().lock(), verdict)?,
        Format::Sarif => report::sarif(&mut stdout().lock(), verdict)?,
        Format::Github => report::github(&mut stdout().lock(), verdict)?,
        Format::Gitlab => report::gitlab(&mut stdout().lock(), verdict)?,
        Format::Junit => report::junit(&mut stdout().lock(), verdict)?,
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
        Format::Gitlab => report::gitlab_error(out, error),
        Format::Junit => report::junit_error(out, error),
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
    // `keystop .env`
    if let Some(ContextValue::String(word)) = usage.get(ContextKind::InvalidSubcommand)
        && (Path::new(word).exists() || word.contains(".."))
    {
        let _ = writeln!(messages(), "\nTo scan it: keystop scan {}", masking::path(word));
    }
    Exit::Failed
}

/// What messages are written on.
fn screen() -> Screen {
    let is_terminal = stderr().is_terminal();
    let width =
        terminal_size::terminal_size_of(stderr()).filter(|_| is_terminal).map(|(width, _)| usize::from(width.0));
    let width = width.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok()).filter(|width| *width >= 20);
    let usual = Screen::default();
    Screen {
        width: width.unwrap_or(usual.width),
        links: is_terminal && knows_links(),
        verbose: Wording::chosen().verbose,
        below_the_top: is_below_the_top(),
    }
}

/// Returns true if a person typed the command at a terminal. Git's hooks have `GIT_INDEX_FILE` from it, and are silent.
/// Source: githooks(5).
fn is_by_hand() -> bool {
    stderr().is_terminal() && std::env::var_os("GIT_INDEX_FILE").is_none() && WORDING.get().is_some()
}

/// Returns true if the terminal shows hyperlinks. There is no way to ask it, so these are the ones known to.
/// Source: <https://github.com/Alhadis/OSC8-Adoption>
fn knows_links() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let program = std::env::var("TERM_PROGRAM").unwrap_or_default();
    let vte = std::env::var("VTE_VERSION").ok().and_then(|version| version.parse::<u32>().ok());
    ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(&program.as_str())
        || ["KITTY_WINDOW_ID", "WT_SESSION", "DOMTERM"].iter().any(|name| is_set(name))
        || vte.is_some_and(|version| version >= 5000)
}

/// Returns true if the person stands below the top of the work tree. Git tells its hooks, which it starts at the top.
/// Source: `GIT_PREFIX` in git(1).
fn is_below_the_top() -> bool {
    match std::env::var_os("GIT_PREFIX") {
        Some(prefix) => !prefix.is_empty(),
        None => !Path::new(".git").exists() && std::env::var_os("GIT_WORK_TREE").is_none(),
    }
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
    let plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb")
        || std::env::var_os("CLICOLOR").is_some_and(|value| value == "0");
    match Wording::chosen().color {
        Colour::Auto => {}
        asked => return asked == Colour::Always,
    }
    if set("NO_COLOR") { false } else { forced || stderr().is_terminal() && !plain }
}
