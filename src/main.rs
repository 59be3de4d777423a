//! The `keystop` program: from the command line to one verb, and from its outcome to the exit status.

mod cli;

use std::io::{ErrorKind, IsTerminal as _, StderrLock, Write, stderr, stdout};
use std::panic;
use std::process::ExitCode;

use cli::{Format, Listing, Request};
use keystop::check::{self, Verdict};
use keystop::error::Error;
use keystop::install::{self, Installed, Uninstalled};
use keystop::report;

/// What the exit status says.
#[derive(Clone, Copy)]
enum Exit {
    /// Scanned, and clean; or done, where nothing was to be scanned.
    Clean = 0,
    /// At least one key was found.
    Found = 1,
    /// Something could not be scanned or done.
    Failed = 2,
}

fn main() -> ExitCode {
    // A panic's own words can quote the text that was at hand, and a secret with it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
        let _ = writeln!(
            stderr(),
            "keystop: could not scan: a defect in keystop{}; please report it",
            place.unwrap_or_default()
        );
    }));
    let exit = panic::catch_unwind(|| match Request::parse(std::env::args_os()) {
        Ok(request) => run(request).unwrap_or_else(|error| {
            let _ = report::error(&mut messages(), &error);
            Exit::Failed
        }),
        Err(usage) => {
            let _ = usage.print();
            if usage.use_stderr() { Exit::Failed } else { Exit::Clean }
        }
    });
    ExitCode::from(exit.unwrap_or(Exit::Failed) as u8)
}

fn run(request: Request) -> Result<Exit, Error> {
    match request {
        Request::Staged(format) => conclude(&check::staged()?, format, "commit blocked"),
        Request::Paths(paths, format) => conclude(&check::paths(&paths)?, format, "not to be committed"),
        Request::Install(repo) => {
            let (done, hook) = install::install(repo.as_deref())?;
            let hook = hook.display();
            match done {
                Installed::New => say(&format!("keystop now checks every commit here: {hook}")),
                Installed::KeptOther => {
                    say(&format!("keystop now checks every commit here, after the hook that was there before: {hook}"))
                }
                Installed::Updated => say(&format!("keystop's hook is up to date again: {hook}")),
                Installed::Already => say(&format!("keystop is installed already: {hook}")),
            }
        }
        Request::Uninstall(repo) => {
            let (done, hook) = install::uninstall(repo.as_deref())?;
            let hook = hook.display();
            match done {
                Uninstalled::Removed => say(&format!("keystop's hook is gone: {hook}")),
                Uninstalled::RestoredOther => {
                    say(&format!("keystop's hook is gone, and the one from before is back: {hook}"))
                }
                Uninstalled::NotInstalled => {
                    say(&format!("there is no hook of keystop's at {hook}; nothing was changed"))
                }
            }
        }
        Request::Rules(id, format) => match list(id.as_deref(), format) {
            // Whoever reads the list, `head` for one, has seen enough.
            Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Clean),
            listed => listed,
        },
    }
}

/// Writes the verdict and turns it into an exit status.
fn conclude(verdict: &Verdict, format: Format, headline: &str) -> Result<Exit, Error> {
    match format {
        Format::Human if verdict.has_nothing_to_tell() => {}
        // The exit status says it all, even where nobody listens.
        Format::Human => drop(report::human(&mut messages(), verdict, headline)),
        Format::Json => report::json(&mut stdout().lock(), verdict)?,
        Format::Sarif => report::sarif(&mut stdout().lock(), verdict)?,
        Format::Github => report::github(&mut stdout().lock(), verdict)?,
    }
    Ok(match verdict {
        Verdict { findings, .. } if !findings.is_empty() => Exit::Found,
        Verdict { skipped, .. } if !skipped.is_empty() => Exit::Failed,
        _ => Exit::Clean,
    })
}

/// Lists all rules, or explains one.
fn list(id: Option<&str>, format: Listing) -> Result<Exit, Error> {
    let mut chosen = check::rules()?;
    if let Some(id) = id {
        chosen.retain(|rule| rule.id() == id);
    }
    let Some(first) = chosen.first() else {
        return Err(Error::NoSuchRule(id.unwrap_or_default().to_owned()));
    };
    let mut out = std::io::BufWriter::new(stdout().lock());
    choose_colour();
    match (format, id) {
        (Listing::Json, _) => report::json_rules(&mut out, &chosen)?,
        (Listing::Markdown, _) => report::markdown_rules(&mut out, &chosen)?,
        (Listing::Human, Some(_)) => report::rule_page(&mut out, first)?,
        (Listing::Human, None) => report::rule_list(&mut out, &chosen)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

fn say(sentence: &str) -> Result<Exit, Error> {
    writeln!(stdout(), "{sentence}")?;
    Ok(Exit::Clean)
}

/// Where messages go.
fn messages() -> StderrLock<'static> {
    choose_colour();
    stderr().lock()
}

/// Decides whether what follows is coloured. Not asked by a clean commit, which says nothing.
fn choose_colour() {
    colored::control::set_override(wants_colour());
}

/// Whether messages are coloured: what the environment asks for, and otherwise whether standard error is a terminal.
/// Sources: <https://no-color.org>, <https://bixense.com/clicolors/>
fn wants_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    let plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if set("NO_COLOR") { false } else { forced || stderr().is_terminal() && !plain }
}
