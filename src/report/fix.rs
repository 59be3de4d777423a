//! What `keystop fix` is about to do, and what it came to.

use std::io::{self, Write};

use colored::Colorize;

use super::human::counted;
use super::sanitize::visible;
use crate::fix::Plan;

/// Writes the changes, masked, and what is left to be done by hand.
pub fn plan(out: &mut dyn Write, plan: &Plan, target: &str) -> io::Result<()> {
    for file in &plan.files {
        writeln!(out, "{}", visible(&file.path).bold())?;
        for edit in &file.edits {
            writeln!(out, "  {}", format!("-{} {}", edit.line, visible(&edit.before)).red())?;
            writeln!(out, "  {}", format!("+{} {}", edit.line, visible(&edit.after)).green())?;
        }
    }
    let names: Vec<&str> = plan.names().collect();
    if !names.is_empty() {
        writeln!(out, "{} {}", format!("to {}:", visible(target)).bold(), names.join(", "))?;
    }
    for refused in &plan.refused {
        writeln!(out, "{} {}: {}", "by hand:".bold(), visible(&refused.place), visible(&refused.why))?;
    }
    Ok(())
}

/// Writes how to go on.
pub fn done(out: &mut dyn Write, left: usize) -> io::Result<()> {
    if left > 0 {
        writeln!(out, "keystop: {} left to be mended by hand; keystop shows them", counted(left, "secret"))?;
    } else {
        writeln!(out, "keystop: the secrets are out of what is staged. Next:\n  git commit")?;
    }
    writeln!(out, "To take it back: keystop fix --undo")
}
