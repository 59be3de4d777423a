//! Edits of configuration files that add one call of keystop and change nothing else.
//!
//! Each edit is an insertion of text, so comments, order and indentation stay; and taking it out again gives the file
//! that was there before.

use crate::install::HookKind;
use crate::install::shim::Hook;

/// How a YAML file lists what a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// pre-commit's and prek's list of repositories. Source: <https://pre-commit.com/#repository-local-hooks>
    PreCommit,
    /// lefthook's jobs or commands. Source: <https://lefthook.dev/configuration/>
    Lefthook,
    /// Overcommit's hooks. Source: <https://github.com/sds/overcommit#adding-existing-git-hooks>
    Overcommit,
}

/// Returns true if a configuration calls keystop already.
#[must_use]
pub fn names_keystop(content: &[u8]) -> bool {
    memchr::memmem::find_iter(content, "keystop").any(|at| {
        let line = content[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let before = content[line..at].trim_ascii_start();
        !before.starts_with(b"#") || before.starts_with(b"# >>>")
    })
}

/// Returns true if a configuration calls keystop for that hook.
#[must_use]
pub fn calls_keystop(content: &[u8], kind: HookKind) -> bool {
    match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => names_keystop(content),
        HookKind::CommitMsg | HookKind::PrePush => {
            memchr::memmem::find(content, format!("hook {}", kind.name()).as_bytes()).is_some()
        }
    }
}

/// A shell script with keystop's lines at its end, or a new one. A script that may leave before its end has them at its
/// beginning.
#[must_use]
pub fn script(before: Option<&[u8]>, lines: &[u8]) -> Vec<u8> {
    let before = before.unwrap_or_default();
    let leaves =
        |line: &[u8]| line.trim_ascii_start().starts_with(b"exit") || line.trim_ascii_start().starts_with(b"exec ");
    if before.split(|byte| *byte == b'\n').any(leaves) {
        let head: usize =
            before.split_inclusive(|byte| *byte == b'\n').take_while(|line| is_head(line)).map(<[u8]>::len).sum();
        return [&before[..head], lines, &before[head..]].concat();
    }
    let joint: &[u8] = if before.is_empty() || before.ends_with(b"\n") { b"" } else { b"\n" };
    [before, joint, lines].concat()
}

/// Returns true for the lines with which husky's scripts begin: the shell's name, and husky's own script.
fn is_head(line: &[u8]) -> bool {
    line.starts_with(b"#!") || line.ends_with(b"husky.sh\"\n")
}

/// The script without keystop's lines.
#[must_use]
pub fn without_script(content: &[u8]) -> Option<Vec<u8>> {
    match Hook::of(content) {
        Hook::Ours { head, tail, .. } => Some([head, tail].concat()),
        Hook::WithoutMarks | Hook::Foreign => None,
    }
}

impl Shape {
    /// The lines that add keystop to an empty file.
    #[must_use]
    pub fn lines(self, kind: HookKind) -> String {
        match self {
            Self::PreCommit => format!("repos:\n{}", pre_commit_item("", kind)),
            Self::Lefthook => format!("{}:\n  jobs:\n{}", kind.name(), job("    ", kind)),
            Self::Overcommit => format!("{}:\n{}", section(kind), overcommit_hook("  ")),
        }
    }

    /// The file with keystop in it.
    ///
    /// # Errors
    /// Why only a person can edit it.
    pub fn add(self, text: &str, kind: HookKind) -> Result<String, String> {
        match self {
            Self::PreCommit => add_to_pre_commit(text, kind),
            Self::Lefthook => add_to_lefthook(text, kind),
            Self::Overcommit => Ok(add_below(text, &format!("{}:", section(kind)), &overcommit_hook("  "))),
        }
    }

    /// The file without what [`Shape::add`] put into it; nothing if that is not in it.
    #[must_use]
    pub fn remove(self, text: &str, kind: HookKind) -> Option<String> {
        let whole = self.lines(kind);
        let candidates: Vec<String> = match self {
            Self::PreCommit => ["", "  ", "    "].iter().map(|indent| pre_commit_item(indent, kind)).collect(),
            Self::Lefthook => {
                ["  ", "    ", "      "].iter().flat_map(|indent| [job(indent, kind), command(indent, kind)]).collect()
            }
            Self::Overcommit => vec![overcommit_hook("  ")],
        };
        // At the end of a file, the section may have been added with it.
        if let Some(rest) = text.strip_suffix(&whole) {
            return Some(rest.to_owned());
        }
        candidates.iter().find_map(|added| text.find(added).map(|at| [&text[..at], &text[at + added.len()..]].concat()))
    }
}

fn section(kind: HookKind) -> &'static str {
    match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => "PreCommit",
        HookKind::CommitMsg => "CommitMsg",
        HookKind::PrePush => "PrePush",
    }
}

/// The stages of pre-commit's that run for that hook.
fn stages(kind: HookKind) -> &'static str {
    match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => "pre-commit, pre-merge-commit",
        HookKind::CommitMsg => "commit-msg",
        HookKind::PrePush => "pre-push",
    }
}

fn pre_commit_item(indent: &str, kind: HookKind) -> String {
    let stages = stages(kind);
    let call = match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => "keystop framework".to_owned(),
        HookKind::CommitMsg | HookKind::PrePush => kind.call(),
    };
    format!(
        "{indent}- repo: local\n{indent}  hooks:\n{indent}    - id: keystop\n{indent}      name: keystop\n{indent}      \
         entry: {call}\n{indent}      language: system\n{indent}      pass_filenames: false\n{indent}      \
         always_run: true\n{indent}      stages: [{stages}]\n"
    )
}

fn job(indent: &str, kind: HookKind) -> String {
    format!("{indent}- name: keystop\n{indent}  run: {}\n", kind.call())
}

fn command(indent: &str, kind: HookKind) -> String {
    format!("{indent}keystop:\n{indent}  run: {}\n", kind.call())
}

fn overcommit_hook(indent: &str) -> String {
    format!("{indent}Keystop:\n{indent}  enabled: true\n{indent}  command: ['keystop']\n{indent}  on_fail: fail\n")
}

/// The text with `added` right below the line that is `key`, or with both at its end.
fn add_below(text: &str, key: &str, added: &str) -> String {
    let joint = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    match end_of_line(text, |line| line.trim_end() == key) {
        Some(at) => [&text[..at], added, &text[at..]].concat(),
        None => format!("{text}{joint}{key}\n{added}"),
    }
}

/// Where the first line that is wanted ends, behind its line break.
fn end_of_line(text: &str, is_wanted: impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if is_wanted(line) {
            return line.ends_with('\n').then_some(at);
        }
    }
    None
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches(' ').len()]
}

fn add_to_pre_commit(text: &str, kind: HookKind) -> Result<String, String> {
    if let Some(at) = text.find("\nrepos: []").map(|at| at + 1).or_else(|| text.starts_with("repos: []").then_some(0)) {
        let rest = &text[at + "repos: []".len()..];
        return Ok(format!("{}repos:\n{}{}", &text[..at], pre_commit_item("", kind), rest.trim_start_matches('\n')));
    }
    let Some(at) = end_of_line(text, |line| line.trim_end() == "repos:") else {
        return if text.lines().any(|line| line.starts_with("repos")) {
            Err("its list of repositories is written in a way that keystop does not edit".to_owned())
        } else {
            Ok(add_below(text, "repos:", &pre_commit_item("", kind)))
        };
    };
    let first = text[at..].lines().find(|line| line.trim_start().starts_with("- "));
    let indent = first.map_or("", indent_of);
    Ok([&text[..at], &pre_commit_item(indent, kind), &text[at..]].concat())
}

fn add_to_lefthook(text: &str, kind: HookKind) -> Result<String, String> {
    let key = format!("{}:", kind.name());
    let Some(section) = end_of_line(text, |line| line.trim_end() == key) else {
        let joint = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return if text.lines().any(|line| line.starts_with(&key)) {
            Err("its hook is written in a way that keystop does not edit".to_owned())
        } else {
            Ok(format!("{text}{joint}{}", Shape::Lefthook.lines(kind)))
        };
    };
    let mut at = section;
    for line in text[section..].split_inclusive('\n') {
        at += line.len();
        if !line.trim().is_empty() && !line.starts_with([' ', '#']) {
            break;
        }
        let list = line.trim();
        if matches!(list, "jobs:" | "commands:") && line.ends_with('\n') {
            let inner = text[at..].lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
            let indent = inner.map_or("    ", indent_of);
            let added = if list == "jobs:" { job(indent, kind) } else { command(indent, kind) };
            return Ok([&text[..at], &added, &text[at..]].concat());
        }
    }
    Err("its hook has neither `jobs:` nor `commands:`".to_owned())
}

/// `package.json` with keystop before the hook's command.
///
/// # Errors
/// Why only a person can edit it.
pub fn package_command(text: &str, keys: &[&str], kind: HookKind) -> Result<String, String> {
    let (value, written) = command_in(text, keys, kind)?;
    let at = text.find(&written).ok_or("its command is written in an unusual way")?;
    let start = at + written.len() - value.len() - 1;
    Ok(format!("{}{} && {}", &text[..start], kind.call(), &text[start..]))
}

/// `package.json` without it; nothing if it is not in it.
#[must_use]
pub fn without_package_command(text: &str, keys: &[&str], kind: HookKind) -> Option<String> {
    let (value, written) = command_in(text, keys, kind).ok()?;
    let rest = value.strip_prefix(&format!("{} && ", kind.call()))?;
    let at = text.find(&written)? + written.len() - value.len() - 1;
    Some([&text[..at], rest, &text[at + value.len()..]].concat())
}

/// The command as it is written, and the whole of `"hook": "command"` in the text.
fn command_in(text: &str, keys: &[&str], kind: HookKind) -> Result<(String, String), String> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    let command = keys.iter().try_fold(&json, |value, key| value.get(key)).and_then(|value| value.get(kind.name()));
    let command = command.and_then(serde_json::Value::as_str).ok_or("it has no command for this hook yet")?;
    let quoted = serde_json::to_string(command).map_err(|error| error.to_string())?;
    let value = quoted[1..quoted.len() - 1].to_owned();
    for between in [": ", ":", " : "] {
        let written = format!("\"{}\"{between}{quoted}", kind.name());
        match text.matches(&written).count() {
            0 => {}
            1 => return Ok((value, written)),
            _ => return Err("its command stands in more than one place".to_owned()),
        }
    }
    Err("its command is written in an unusual way".to_owned())
}

/// `package.json` with an npm script for keystop, and its name first in the hook's list.
///
/// # Errors
/// Why only a person can edit it.
pub fn package_scripts(text: &str, kind: HookKind) -> Result<String, String> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    let is_plain = json.get("scripts").is_some_and(serde_json::Value::is_object)
        && json.get(kind.name()).is_some_and(serde_json::Value::is_array);
    let (scripts, list) = ("\"scripts\"", format!("\"{}\"", kind.name()));
    let behind = |key: &str, sign: char| {
        let at = text.find(key)? + key.len();
        Some(at + text[at..].find(sign)? + 1)
    };
    match (is_plain, behind(scripts, '{'), behind(&list, '[')) {
        (true, Some(one), Some(two)) => {
            let mut places = [(one, format!("\"keystop\":\"{}\",", kind.call())), (two, "\"keystop\",".to_owned())];
            places.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
            Ok(places.iter().fold(text.to_owned(), |text, (at, added)| [&text[..*at], added, &text[*at..]].concat()))
        }
        _ => Err("it has no list of scripts for this hook".to_owned()),
    }
}

/// `package.json` without what [`package_scripts`] put into it; nothing if that is not in it.
#[must_use]
pub fn without_package_scripts(text: &str, kind: HookKind) -> Option<String> {
    let (script, name) = (format!("\"keystop\":\"{}\",", kind.call()), "\"keystop\",");
    let has_both = text.contains(&script) && text.contains(name);
    has_both.then(|| text.replacen(&script, "", 1).replacen(name, "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: HookKind = HookKind::PreCommit;

    #[test]
    fn what_is_added_is_taken_out_again() {
        let lefthook = [
            "",
            "pre-commit:\n  jobs:\n    - run: echo x\n",
            "pre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: x\n",
            "pre-push:\n  jobs:\n    - run: y\n",
        ];
        let pre_commit =
            ["", "repos:\n- repo: local\n  hooks: []\n", "fail_fast: true\nrepos:\n  - repo: x\n    rev: 1\n"];
        let rows = lefthook.iter().map(|text| (Shape::Lefthook, *text));
        let rows = rows.chain(pre_commit.iter().map(|text| (Shape::PreCommit, *text)));
        for (shape, text) in rows.chain([(Shape::Overcommit, "PreCommit:\n  X: {enabled: false}\n")]) {
            let added = shape.add(text, KIND).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert!(names_keystop(added.as_bytes()));
            assert_eq!(shape.remove(&added, KIND).as_deref(), Some(text), "{added}");
        }
    }

    #[test]
    fn what_is_written_in_an_unusual_way_is_left_to_a_person() {
        for (shape, text) in [
            (Shape::Lefthook, "pre-commit: {jobs: [{run: x}]}\n"),
            (Shape::Lefthook, "pre-commit:\n  scripts:\n    x: {}\n"),
            (Shape::PreCommit, "repos: [{repo: local}]\n"),
        ] {
            assert!(shape.add(text, KIND).is_err(), "{text}");
        }
    }

    #[test]
    fn a_command_of_package_json_is_put_behind_keystop() {
        let text = "{\n  \"husky\": {\"hooks\": {\"pre-commit\": \"npm test -- \\\"a\\\"\"}}\n}\n";
        let added = package_command(text, &["husky", "hooks"], KIND).expect("a command");
        assert_eq!(added, text.replace("npm test", "keystop && npm test"));
        assert_eq!(without_package_command(&added, &["husky", "hooks"], KIND).as_deref(), Some(text));
        assert!(package_command("{}", &["husky"], KIND).is_err());
        let list = "{\"scripts\":{\"t\":\"x\"},\"pre-commit\":[\"t\"]}";
        let added = package_scripts(list, KIND).expect("a list");
        assert_eq!(without_package_scripts(&added, KIND).as_deref(), Some(list));
        assert_eq!(added, "{\"scripts\":{\"keystop\":\"keystop\",\"t\":\"x\"},\"pre-commit\":[\"keystop\",\"t\"]}");
    }

    #[test]
    fn a_comment_does_not_call_keystop() {
        assert!(!names_keystop(b"# keystop is not here\nnpm test\n"));
        assert!(names_keystop(b"npm test\nkeystop || exit\n"));
    }
}
