//! `keystop fix`: takes staged secrets out of the code.

use std::io::{BufRead as _, IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::path::PathBuf;

use super::{output, staged};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::fix::{self, FixError, Plan, Target};
use keystop::policy::Trusted;
use keystop::report;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where the values go: a file that Git ignores, from the repository's top, or `stdout`
    #[arg(long, value_name = "FILE", default_value = ".env")]
    to: PathBuf,

    /// Do it without asking
    #[arg(long)]
    yes: bool,

    /// Take the last fix back; the values stay in the private file
    #[arg(long, conflicts_with_all = ["to", "yes"])]
    undo: bool,
}

pub fn run(Arguments { to, yes, undo }: &Arguments) -> Result<Exit, Error> {
    if *undo {
        let undone = fix::undo()?;
        writeln!(stdout(), "as before: {}", undone.join(", "))?;
        return Ok(Exit::Clean);
    }
    let target = if to.as_os_str() == "stdout" { Target::Output } else { Target::File(to.clone()) };
    let verdict = staged::verdict(&Trusted::Scanned)?;
    if verdict.findings.is_empty() {
        return output::conclude_commit(Ok(verdict), output::Format::Human);
    }
    let plan = Plan::of(&verdict.findings, &target)?;
    let out = &mut output::messages();
    report::fix_plan(out, &plan, &to.to_string_lossy())?;
    if plan.files.is_empty() {
        return Ok(Exit::Found);
    }
    if !yes && !is_confirmed(out)? {
        writeln!(out, "keystop: nothing was changed; without a terminal: keystop fix --yes")?;
        return Ok(Exit::Found);
    }
    fix::apply(&plan, &target)?;
    let left = staged::verdict(&Trusted::Scanned)?;
    report::fix_done(out, left.findings.len())?;
    Ok(Exit::of(&left))
}

/// Asks on a terminal. Elsewhere nobody is there to answer.
fn is_confirmed(out: &mut dyn std::io::Write) -> Result<bool, FixError> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Ok(false);
    }
    let failed = |cause| FixError::File { path: "the terminal".into(), cause };
    write!(out, "Do it? [y/N] ").and_then(|()| out.flush()).map_err(failed)?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).map_err(failed)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
