//! The private file: `NAME=value`, one a line.

use std::path::{Component, Path};

use super::git::{Git, write_whole};
use super::{FixError, Target};

/// Values under their names.
pub(super) type Values = Vec<(String, String)>;

/// The value as `.env` files have it: plain, in single quotes, or in double quotes with escapes.
pub(super) fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        value.to_owned()
    } else if value.contains('\'') {
        let mut out = String::from("\"");
        for c in value.chars() {
            if "\"\\$`".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out + "\""
    } else {
        format!("'{value}'")
    }
}

/// What the file gives that name, in the form in which it stands there.
fn given<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().rev().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A name that the file does not give to another value.
pub(super) fn free_name(text: &str, name: &str, value: &str) -> String {
    let is_free = |name: &String| given(text, name).is_none_or(|there| there.is_empty() || there == quoted(value));
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Reads the file; nothing where there is none.
pub(super) fn read(git: &Git, target: &Target) -> String {
    match target {
        Target::File(path) => std::fs::read_to_string(git.root.join(path)).unwrap_or_default(),
        Target::Output => String::new(),
    }
}

/// Adds the values to the file, which is there for its owner only and ignored by Git before it holds any.
pub(super) fn add(git: &Git, path: &Path, values: &Values) -> Result<(), FixError> {
    let name = path.to_string_lossy();
    // Git knows nothing of files outside of the work tree.
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    if is_inside && git.is_tracked(&name) {
        return Err(FixError::Tracked(path.to_owned()));
    }
    if is_inside && !git.is_ignored(&name) {
        ignore(git, &name)?;
    }
    let place = git.root.join(path);
    let mut text = match std::fs::read_to_string(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(FixError::File { path: place, cause }),
    };
    for (name, value) in values {
        let line = quoted(value);
        if given(&text, name) == Some(line.as_str()) {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("{name}={line}\n"));
    }
    write_whole(&place, text.as_bytes(), true)
}

/// Has Git ignore the file: in `.gitignore`, which is staged if nothing else in it would be.
fn ignore(git: &Git, name: &str) -> Result<(), FixError> {
    let place = git.in_work_tree(".gitignore");
    let is_clean = !place.exists() && !git.is_tracked(".gitignore")
        || git.says(&["diff", "--quiet", "--", ".gitignore"]) && git.is_tracked(".gitignore");
    let mut text = std::fs::read_to_string(&place).unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&format!("/{name}\n"));
    write_shared(&place, text.as_bytes())?;
    if is_clean {
        git.run(&["add", "--", ".gitignore"], b"")?;
    }
    Ok(())
}

/// Writes a file that others may read.
fn write_shared(place: &Path, content: &[u8]) -> Result<(), FixError> {
    if !place.exists() {
        std::fs::write(place, b"").map_err(|cause| FixError::File { path: place.to_owned(), cause })?;
    }
    write_whole(place, content, false)
}

/// Adds the names, without values, to the sample of the file, where there is one and nothing else in it would be staged.
pub(super) fn add_to_sample(git: &Git, values: &Values) -> Result<(), FixError> {
    const SAMPLE: &str = ".env.example";
    if !git.is_tracked(SAMPLE) || !git.says(&["diff", "--quiet", "--", SAMPLE]) {
        return Ok(());
    }
    let place = git.in_work_tree(SAMPLE);
    let mut text = std::fs::read_to_string(&place).unwrap_or_default();
    for (name, _) in values {
        if given(&text, name).is_none() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&format!("{name}=\n"));
        }
    }
    write_whole(&place, text.as_bytes(), false)?;
    git.run(&["add", "--", SAMPLE], b"").map(drop)
}
