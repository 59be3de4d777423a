//! Takes the last fix back. What was there is noted by the names of Git's objects, so the note holds no value.

use super::FixError;
use super::git::{Git, write_whole};
use super::plan::Plan;

/// The note, in the repository's directory: for each file a line of mode, staged object before and after, object of the
/// work tree's file before and after, and path.
const NOTE: &str = "keystop-fix";

/// Notes what is there and what will be.
pub(super) fn note(git: &Git, plan: &Plan) -> Result<(), FixError> {
    let mut text = String::new();
    for file in &plan.files {
        let old_work_tree = git.store(&file.old_work_tree)?;
        let [index, work_tree] = &file.new;
        let (index, work_tree) = (git.store(index)?, git.store(work_tree)?);
        text.push_str(&format!("{} {} {index} {old_work_tree} {work_tree} {}\0", file.mode, file.old_id, file.path));
    }
    write_whole(&git.own_file(NOTE)?, text.as_bytes(), true)
}

/// Takes the last fix back; the paths whose files are as they were. The private file keeps the values.
///
/// # Errors
/// If there was no fix, or a file was changed since.
pub fn undo() -> Result<Vec<String>, FixError> {
    let git = Git::here()?;
    let place = git.own_file(NOTE)?;
    let text = std::fs::read_to_string(&place).map_err(|_| FixError::NothingToUndo)?;
    let lines: Vec<Vec<&str>> = text.split_terminator('\0').map(|line| line.splitn(6, ' ').collect()).collect();
    for line in &lines {
        let [_, old_id, new_id, old_work_tree, new_work_tree, path] = line[..] else {
            return Err(FixError::NothingToUndo);
        };
        let (_, staged) = git.entry(path)?;
        let content = std::fs::read(git.in_work_tree(path)).unwrap_or_default();
        let there = git.store(&content)?;
        // A fix that was ended midway has changed some of it.
        if ![old_id, new_id].contains(&staged.as_str()) || ![old_work_tree, new_work_tree].contains(&there.as_str()) {
            return Err(FixError::ChangedSince(path.to_owned()));
        }
    }
    let mut undone = Vec::new();
    for line in &lines {
        let [mode, old_id, _, old_work_tree, _, path] = line[..] else { continue };
        write_whole(&git.in_work_tree(path), &git.content(old_work_tree)?, false)?;
        git.set_entry(mode, old_id, path)?;
        undone.push(path.to_owned());
    }
    std::fs::remove_file(&place).map_err(|cause| FixError::File { path: place, cause })?;
    Ok(undone)
}
