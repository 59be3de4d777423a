//! The `keystop` program: wires the command line to the exit status.

mod cmd;
mod exit;

use std::io::{Write as _, stderr};
use std::panic;
use std::process::ExitCode;

use cmd::CommandLine;
use exit::Exit;
use keystop::report;

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
    panic::catch_unwind(run).unwrap_or(Exit::Failed).into()
}

fn run() -> Exit {
    let done = match CommandLine::read(std::env::args_os()) {
        Ok(None) => cmd::pre_commit(),
        Ok(Some(line)) => line.run(),
        Err(usage) => return cmd::usage(&usage),
    };
    done.unwrap_or_else(|error| {
        let _ = report::error(&mut cmd::messages(), &error);
        Exit::Failed
    })
}
