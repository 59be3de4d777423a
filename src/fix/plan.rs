//! What a fix would do, worked out before anything is written.

use super::git::Git;
use super::import::with_import;
use super::private_file::{Values, free_name, read};
use super::{FixError, Target};
use crate::file_type::FileType;
use crate::finding::Finding;
use crate::report::advice::{self, Line, corrected};

/// What a fix would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files that change, each with its edits.
    pub files: Vec<FilePlan>,
    /// What has to be done by hand, and why.
    pub refused: Vec<Refused>,
    /// The values and the names that they get. Not to be shown.
    pub(super) values: Values,
}

/// The changes of one file.
#[derive(Debug)]
pub struct FilePlan {
    /// From the repository's top.
    pub path: String,
    /// What changes in it, without the values.
    pub edits: Vec<Edit>,
    pub(super) mode: String,
    pub(super) old_id: String,
    /// The content for the index, and for the work tree.
    pub(super) new: [Vec<u8>; 2],
    pub(super) old_work_tree: Vec<u8>,
}

/// A changed line, as it can be shown: the secrets are masked.
#[derive(Debug)]
pub struct Edit {
    /// 1-based, in what is staged.
    pub line: usize,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// A finding that has to be mended by hand.
#[derive(Debug)]
pub struct Refused {
    /// Path and line.
    pub place: String,
    /// Why.
    pub why: String,
}

impl Plan {
    /// Works out what to do about findings in what is staged here.
    ///
    /// # Errors
    /// If Git cannot be asked.
    pub fn of(findings: &[Finding], target: &Target) -> Result<Self, FixError> {
        let git = Git::here()?;
        let there = read(&git, target);
        let mut plan = Self::default();
        for of_file in findings.chunk_by(|one, other| one.path == other.path) {
            let file = File::read(&git, &of_file[0].path);
            match file {
                Ok(file) => plan.add(file, of_file, &there),
                Err(why) => plan.refused.extend(of_file.iter().map(|finding| refused(finding, why.clone()))),
            }
        }
        Ok(plan)
    }

    /// The names that the values get.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.as_str())
    }

    fn add(&mut self, mut file: File, findings: &[Finding], there: &str) {
        let mut edits = Vec::new();
        // From last to first, so that the places of the others stay.
        for finding in findings.iter().rev() {
            match self.edit(&mut file, finding, there) {
                Ok(edit) => edits.insert(0, edit),
                Err(why) => self.refused.push(refused(finding, why)),
            }
        }
        if edits.is_empty() {
            return;
        }
        let File { path, file_type, mode, old_id, texts, old_work_tree, import } = file;
        let new = texts.map(|text| match import {
            Some(import) => with_import(file_type, &text, import).into_bytes(),
            None => text.into_bytes(),
        });
        self.files.push(FilePlan { path, edits, mode, old_id, new, old_work_tree });
    }

    fn edit(&mut self, file: &mut File, finding: &Finding, there: &str) -> Result<Edit, String> {
        let advice = advice::of(finding);
        let Some(shown) = advice.corrected else {
            return Err(advice.sentence.unwrap_or_else(|| "there is no look-up for this file".to_owned()));
        };
        if finding.form.is_some() {
            return Err("the value does not stand there literally".to_owned());
        }
        let line = nth_line(&file.texts[0], finding.place.line).ok_or("the line is not there")?;
        let (before, secret, after) = around(line, finding).ok_or("the line is not as it was scanned")?;
        if !finding.identity.is_of(secret.as_bytes()) {
            return Err("the line is not as it was scanned".to_owned());
        }
        if secret.contains(['\\', '\n', '\r']) {
            return Err("the value is written with escapes".to_owned());
        }
        if file.file_type == FileType::Go && in_const_block(&file.texts[0], finding.place.line) {
            return Err("it stands in const ( … ): move it to a var".to_owned());
        }
        let name = self.name_for(&advice.variable, secret, there);
        let new = corrected(file.file_type, Line { before, after }, &name)?;
        if new.expression.is_empty() {
            return Err("a default stands behind a look-up: delete it, and set the variable".to_owned());
        }
        let (line, after) = (line.to_owned(), new.line);
        let value = secret.to_owned();
        let in_index = replaced_at(&file.texts[0], finding.place.line, &after);
        file.texts = [in_index, replaced_once(&file.texts[1], &line, &after)?];
        file.import = file.import.or(new.import);
        if !self.values.iter().any(|(known, _)| *known == name) {
            self.values.push((name.clone(), value));
        }
        let shown_after =
            if name == advice.variable { shown.line } else { shown.line.replace(&advice.variable, &name) };
        let shown_after = if shown_after.is_empty() { new.expression } else { shown_after };
        Ok(Edit { line: finding.place.line, before: finding.excerpt.text(), after: shown_after })
    }

    /// The name of that value: equal values share one, other values have others.
    fn name_for(&self, variable: &str, value: &str, there: &str) -> String {
        let mut there = there.to_owned();
        for (name, known) in &self.values {
            if known == value && name.starts_with(variable) {
                return name.clone();
            }
            there.push_str(&format!("\n{name}={}\n", super::private_file::quoted(known)));
        }
        free_name(&there, variable, value)
    }
}

/// A file as it is staged and as it stands in the work tree.
#[allow(clippy::struct_field_names)] // `type` is a word of the language.
struct File {
    path: String,
    file_type: FileType,
    mode: String,
    old_id: String,
    texts: [String; 2],
    old_work_tree: Vec<u8>,
    import: Option<&'static str>,
}

impl File {
    fn read(git: &Git, path: &[u8]) -> Result<Self, String> {
        let path = String::from_utf8(path.to_owned()).map_err(|_| "its path is not text")?;
        let file_type = FileType::of(path.as_bytes());
        // What reads other files fills in from elsewhere than the environment.
        let elsewhere =
            [FileType::GithubWorkflow, FileType::GitlabCi, FileType::Terraform, FileType::Plist, FileType::Xcconfig];
        if elsewhere.contains(&file_type) {
            return Err(format!("{} takes values from a store of its own, and not from a file", file_type.title()));
        }
        let (mode, old_id) = git.entry(&path).map_err(|error| error.to_string())?;
        if !mode.starts_with("100") {
            return Err("it is no ordinary file".to_owned());
        }
        let index = git.content(&old_id).map_err(|error| error.to_string())?;
        let place = git.in_work_tree(&path);
        if place.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err("it is no ordinary file".to_owned());
        }
        let old_work_tree = std::fs::read(&place).map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).map_err(|_| "it is not UTF-8".to_owned());
        let texts = [text(&index)?, text(&old_work_tree)?];
        Ok(Self { path, file_type, mode, old_id, texts, old_work_tree, import: None })
    }
}

fn refused(finding: &Finding, why: String) -> Refused {
    Refused { place: format!("{}:{}", String::from_utf8_lossy(&finding.path), finding.place.line), why }
}

/// The line of that number, without its end.
fn nth_line(text: &str, number: usize) -> Option<&str> {
    let line = text.split('\n').nth(number - 1)?;
    Some(line.strip_suffix('\r').unwrap_or(line))
}

/// The line's parts before, in and behind the secret.
fn around<'l>(line: &'l str, finding: &Finding) -> Option<(&'l str, &'l str, &'l str)> {
    // A byte order mark is no part of the text that was scanned.
    let skipped = usize::from(finding.place.line == 1 && line.starts_with('\u{feff}'));
    let at = |column: usize| line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(column - 1 + skipped);
    let (start, end) = (at(finding.place.column)?, at(finding.place.end_column)?);
    Some((&line[..start], &line[start..end], &line[end..]))
}

fn replaced_at(text: &str, number: usize, new: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(at, line)| match line.strip_suffix('\r') {
        Some(_) if at + 1 == number => format!("{new}\r"),
        None if at + 1 == number => new.to_owned(),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The text with that line replaced wherever it stands: what is staged stands there, too, unless it was changed since.
fn replaced_once(text: &str, line: &str, new: &str) -> Result<String, String> {
    let is_it = |other: &str| other.strip_suffix('\r').unwrap_or(other) == line;
    let numbers: Vec<usize> =
        text.split('\n').enumerate().filter(|(_, other)| is_it(other)).map(|(at, _)| at + 1).collect();
    match numbers[..] {
        [] => Err("the line was changed in the work tree since it was staged".to_owned()),
        _ => Ok(numbers.iter().fold(text.to_owned(), |text, number| replaced_at(&text, *number, new))),
    }
}

/// Returns true if the line stands inside Go's `const ( … )`.
fn in_const_block(text: &str, line: usize) -> bool {
    let mut open = false;
    for line in text.lines().take(line.saturating_sub(1)) {
        match line.trim() {
            "const (" => open = true,
            ")" => open = false,
            _ => {}
        }
    }
    open
}
