//! Which commits are asked for: a range of them, found by the `git` program.
//!
//! Source: <https://git-scm.com/docs/git-rev-list>, <https://git-scm.com/docs/gitrevisions>

use std::collections::HashSet;
use std::fmt::Write as _;

use super::program::{self, git, text};
use super::{ObjectId, SourceError};

/// Commits that can be reached from some, and not from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Commits from which the others are reached.
    pub tips: Vec<ObjectId>,
    /// These commits, and what is reached from them, are left out.
    pub bases: Vec<ObjectId>,
    /// What else is left out.
    pub known: Known,
}

/// References whose commits are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// None.
    #[default]
    Nothing,
    /// What is known of a remote's branches: the remote's name.
    Remote(String),
    /// All references, but for those of these names.
    AllBut(Vec<String>),
}

/// The commits of a range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Their ids, each after its parents.
    pub commits: Vec<ObjectId>,
    /// Those of them whose parents a shallow clone lacks.
    pub cut_off: HashSet<ObjectId>,
}

/// What an id that was pushed stands for, tags followed to what they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A commit.
    Commit(ObjectId),
    /// A directory without a commit.
    Tree(ObjectId),
    /// A file without a commit.
    Blob(ObjectId),
}

impl Revisions {
    /// The commits that an expression names, as `git rev-list` understands it: `main..topic`, `v1.0..`.
    ///
    /// # Errors
    /// [`SourceError::Revision`] if a revision is not known here.
    pub fn parse(expression: &str) -> Result<Self, SourceError> {
        let unknown = || SourceError::Revision { name: expression.to_owned(), is_shallow: is_shallow() };
        if expression.starts_with('-') {
            return Err(unknown());
        }
        let printed = git("rev-parse", &["--revs-only", expression, "--"]).map_err(|_| unknown())?;
        let mut range = Self::default();
        for line in text(&printed).lines() {
            let (list, name) = match line.strip_prefix('^') {
                Some(base) => (&mut range.bases, base),
                None => (&mut range.tips, line),
            };
            match peel(&[name.to_owned()])?.first() {
                Some(Some(Named::Commit(id))) => list.push(*id),
                _ => return Err(unknown()),
            }
        }
        if range.tips.is_empty() { Err(unknown()) } else { Ok(range) }
    }

    /// Lists the commits, each after its parents.
    pub fn list(&self) -> Result<Listed, SourceError> {
        if self.tips.is_empty() {
            return Ok(Listed::default());
        }
        let (mut command, input) = self.rev_list();
        let listing = program::run_with("rev-list", command.args(["--topo-order", "--reverse"]), input)?;
        let commits = ids(&listing)?;
        Ok(Listed { cut_off: cut_off_among(&commits)?, commits })
    }

    /// The objects that the commits bring and that have more bytes than that.
    pub fn larger_than(&self, most: u64) -> Result<Vec<SourceError>, SourceError> {
        if self.tips.is_empty() {
            return Ok(Vec::new());
        }
        let (mut command, input) = self.rev_list();
        let objects = program::run_with("rev-list", command.args(["--objects", "--no-object-names"]), input)?;
        let mut check = program::command("cat-file");
        check.arg("--batch-check");
        let sizes = program::run_with("cat-file", &mut check, objects)?;
        let too_large = |line: &str| {
            let [id, kind, size] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
            let (id, bytes) = (ObjectId::from_hex(id.as_bytes())?, size.parse().ok()?);
            (bytes > most).then(|| SourceError::TooLarge { kind: kind.to_owned(), id, bytes, most })
        };
        Ok(text(&sizes).lines().filter_map(too_large).collect())
    }

    /// The command that lists what is reached, and its input.
    fn rev_list(&self) -> (std::process::Command, Vec<u8>) {
        let mut input = String::new();
        for tip in &self.tips {
            // Writing into a string does not fail.
            let _ = writeln!(input, "{tip}");
        }
        for base in &self.bases {
            let _ = writeln!(input, "^{base}");
        }
        let mut command = program::command("rev-list");
        command.arg("--stdin");
        match &self.known {
            Known::Nothing => {}
            Known::Remote(name) => {
                command.args(["--not", &format!("--remotes={name}")]);
            }
            Known::AllBut(names) => {
                command.args(names.iter().map(|name| format!("--exclude={name}"))).args(["--not", "--glob=refs"]);
            }
        }
        (command, input.into_bytes())
    }

    /// Lists all commits that any reference names or reaches, and on request those of the reflogs.
    pub fn list_all(with_reflogs: bool) -> Result<Listed, SourceError> {
        let mut command = program::command("rev-list");
        command.args(["--topo-order", "--reverse", "--all"]).args(with_reflogs.then_some("--reflog"));
        let commits = ids(&program::run("rev-list", &mut command)?)?;
        Ok(Listed { cut_off: cut_off_among(&commits)?, commits })
    }
}

impl Named {
    /// The object that it is.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Commit(id) | Self::Tree(id) | Self::Blob(id) => *id,
        }
    }
}

/// What each of these names stands for; nothing for one that is not here.
pub fn peel(names: &[String]) -> Result<Vec<Option<Named>>, SourceError> {
    let input = names.iter().flat_map(|name| [name.as_str(), "^{}\n"]).collect::<String>();
    let mut command = program::command("cat-file");
    command.arg("--batch-check");
    let answers = program::run_with("cat-file", &mut command, input.into_bytes())?;
    let understood = |answer: &str| {
        let (id, rest) = answer.split_once(' ')?;
        let id = ObjectId::from_hex(id.as_bytes())?;
        match rest.split(' ').next()? {
            "commit" => Some(Named::Commit(id)),
            "tree" => Some(Named::Tree(id)),
            "blob" => Some(Named::Blob(id)),
            _ => None,
        }
    };
    Ok(text(&answers).lines().map(understood).collect())
}

fn ids(listing: &[u8]) -> Result<Vec<ObjectId>, SourceError> {
    let lines = listing.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(ObjectId::from_hex)
        .collect::<Option<_>>()
        .ok_or_else(|| SourceError::Git { command: "rev-list", cause: "its output could not be understood".to_owned() })
}

/// Returns true if the repository here is a shallow clone.
fn is_shallow() -> bool {
    git("rev-parse", &["--is-shallow-repository"]).is_ok_and(|answer| text(&answer) == "true")
}

/// Those of the commits whose parents a shallow clone lacks.
/// Source: <https://git-scm.com/docs/gitrepository-layout>, "shallow".
fn cut_off_among(commits: &[ObjectId]) -> Result<HashSet<ObjectId>, SourceError> {
    let path = program::path(&git("rev-parse", &["--git-path", "shallow"])?);
    let list = match std::fs::read(&path) {
        Ok(list) => list,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(cause) => return Err(SourceError::File { path, cause }),
    };
    let cut: HashSet<ObjectId> = list.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect();
    Ok(commits.iter().filter(|commit| cut.contains(commit)).copied().collect())
}
