//! Does what was planned.

use super::git::{Git, write_whole};
use super::plan::Plan;
use super::{FixError, Target, private_file, undo};

/// Does it: values first, so that none is ever without a place, then the files.
///
/// # Errors
/// If something cannot be read or written; values that were taken out stand in the target by then.
pub fn apply(plan: &Plan, target: &Target) -> Result<(), FixError> {
    let git = Git::here()?;
    match target {
        Target::File(path) => private_file::add(&git, path, &plan.values)?,
        Target::Output => hand_out(plan).map_err(|cause| FixError::File { path: "standard output".into(), cause })?,
    }
    undo::note(&git, plan)?;
    for file in &plan.files {
        let [index, work_tree] = &file.new;
        let id = git.store(index)?;
        write_whole(&git.in_work_tree(&file.path), work_tree, false)?;
        git.set_entry(&file.mode, &id, &file.path)?;
    }
    private_file::add_to_sample(&git, &plan.values)
}

/// Writes the values where whoever asked for it takes them.
fn hand_out(plan: &Plan) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    for (name, value) in &plan.values {
        writeln!(out, "{name}={}", private_file::quoted(value))?;
    }
    out.flush()
}
