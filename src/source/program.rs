//! The same answers from the `git` program, for repositories that libgit2 does not read: SHA-256 and reftable
//! repositories, and extensions newer than libgit2.
//!
//! Only plumbing commands run, with every setting pinned that could change their output or start another program.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::objects::Objects;
use super::process::{Patient, end_of};
use super::repository::{ObjectKind, Parents, Snapshot};
use super::tree_diff::{self, Before, Change, Changes, POLICY_FILES, PolicyFile, Removed};
use super::{Kind, ObjectId, Repository, SourceError};

/// A repository in the hands of the `git` that stands first on `PATH`; within a hook, that is the one that runs the hook.
pub struct GitProgram {
    root: PathBuf,
    objects: Mutex<CatFile>,
    /// Where they are, which tells what a partial clone lacks.
    files: Objects,
}

impl GitProgram {
    /// Asks `git` for the repository here.
    pub fn open() -> Result<Self, SourceError> {
        let root = match git("rev-parse", &["--show-toplevel"]) {
            Ok(top) => top,
            // A bare repository, or within the `.git` directory.
            Err(_) => git("rev-parse", &["--absolute-git-dir"])?,
        };
        let root = path(&root);
        if !root.is_absolute() {
            return Err(failed("rev-parse", "it does not say where the repository is"));
        }
        let files = Objects::at(path(&git("rev-parse", &["--git-path", "objects"])?));
        Ok(Self { root, objects: Mutex::new(CatFile::start()?), files })
    }

    /// Asks `git` for the repository here, and for what the commit being made will follow.
    pub fn open_for_commit() -> Result<(Self, Parents), SourceError> {
        let opened = Self::open()?;
        let mut parents = vec![head()?.map(|head| tree_of(&head)).transpose()?];
        for merged in merge_heads()? {
            parents.push(Some(tree_of(&merged)?));
        }
        Ok((opened, parents))
    }

    /// The top of the work tree; of a repository without one, the repository itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Repository for GitProgram {
    fn changes(&self, before: Option<ObjectId>, now: Snapshot) -> Result<Changes, SourceError> {
        match now {
            Snapshot::Index => staged_since(&match before {
                Some(tree) => tree.to_string(),
                None => empty_tree()?,
            }),
            Snapshot::Tree(now) => tree_diff::between_trees(self, before, now),
        }
    }

    fn object(&self, kind: ObjectKind, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        let read = self.objects.lock().unwrap_or_else(PoisonError::into_inner).read(kind, id);
        read.map_err(|error| match self.files.is_left_with_remote(id) {
            Ok(true) => SourceError::OnRemote(*id),
            _ => error,
        })
    }

    fn came_from_remote(&self, id: &ObjectId) -> bool {
        self.files.came_from_remote(id)
    }

    fn holds(&self, before: ObjectId, _: Snapshot, id: &ObjectId) -> Result<bool, SourceError> {
        tree_diff::is_below(self, before, id)
    }
}

/// The commit before; nothing where there is none yet.
fn head() -> Result<Option<String>, SourceError> {
    if let Ok(commit) = git("rev-parse", &["--verify", "--quiet", "HEAD^{commit}"]) {
        let commit = text(&commit);
        return match ObjectId::from_hex(commit.as_bytes()) {
            Some(_) => Ok(Some(commit)),
            None => Err(failed("rev-parse", "it does not say which commit HEAD is")),
        };
    }
    // Unborn, or broken: a branch that does not exist yet is the only case without a commit.
    let branch = text(&git("symbolic-ref", &["--quiet", "HEAD"])?);
    if git("rev-parse", &["--verify", "--quiet", &branch]).is_ok()
        || git("for-each-ref", &["--count=1", &branch])?.len() > 1
    {
        return Err(failed("rev-parse", "HEAD does not name a commit"));
    }
    Ok(None)
}

/// The tracked files below a directory, from there; none where there is no repository.
pub(super) fn tracked_below(directory: &Path) -> Vec<PathBuf> {
    let mut list = command("ls-files");
    list.args(["-z", "--cached", "."]).current_dir(directory);
    let listing = run("ls-files", &mut list).unwrap_or_default();
    let paths = listing.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    paths.map(super::path_from_bytes).collect()
}

/// The name of the tree without files.
fn empty_tree() -> Result<String, SourceError> {
    Ok(text(&git("hash-object", &["-t", "tree", "--stdin"])?))
}

/// The tree of a commit.
fn tree_of(commit: &str) -> Result<ObjectId, SourceError> {
    let tree = text(&git("rev-parse", &["--verify", &format!("{commit}^{{tree}}")])?);
    ObjectId::from_hex(tree.as_bytes()).ok_or_else(|| failed("rev-parse", "it does not say which tree a commit has"))
}

/// The commits that are being merged into HEAD.
fn merge_heads() -> Result<Vec<String>, SourceError> {
    let list = path(&git("rev-parse", &["--git-path", "MERGE_HEAD"])?);
    match std::fs::read_to_string(&list) {
        Ok(heads) => Ok(heads.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(cause) => Err(SourceError::File { path: list, cause }),
    }
}

/// How the index differs from a tree.
fn staged_since(tree: &str) -> Result<Changes, SourceError> {
    let options =
        ["--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-relative", "--ignore-submodules=none"];
    let out = git("diff-index", &[&options[..], &[tree, "--"]].concat())?;
    let raw = parse_raw(&out).ok_or_else(|| failed("diff-index", "its output could not be understood"))?;
    let mut changes = Changes::default();
    for RawChange { old_kind, new_kind, old, new, path } in raw {
        match (old_kind, new_kind) {
            (_, Some(kind)) => {
                let before = if old_kind == Some(kind) { Before::Object(old) } else { Before::Nothing };
                if before != Before::Object(new) {
                    changes.changed.push(Change { path, new, kind, before });
                }
            }
            (Some(Kind::File | Kind::Link), None) => changes.removed.push(Removed { path, id: old }),
            _ => {}
        }
    }
    changes.policies = policies()?;
    Ok(changes)
}

/// The command that lists the index.
const LISTING: &str = "ls-files";

/// The files in the index that state the repository's policy, in whatever directory.
fn policies() -> Result<Vec<PolicyFile>, SourceError> {
    let names = POLICY_FILES.map(|name| format!(":(top,glob)**/{}", String::from_utf8_lossy(name)));
    let names = names.each_ref().map(String::as_str);
    let listing = git(LISTING, &[&["--stage", "-z", "--full-name", "--"][..], &names].concat())?;
    let entry = |line: &[u8]| {
        let (facts, path) = line.split_at_checked(memchr::memchr(b'\t', line)?)?;
        let mut facts = facts.split(|byte| *byte == b' ');
        let mode = u32::from_str_radix(std::str::from_utf8(facts.next()?).ok()?, 8).ok()?;
        let id = ObjectId::from_hex(facts.next()?)?;
        let is_staged = facts.next()? == b"0";
        is_staged.then(|| Some(PolicyFile { path: path[1..].to_vec(), kind: Kind::of_mode(mode)?, id }))?
    };
    Ok(listing.split(|byte| *byte == 0).filter_map(entry).collect())
}

/// A record of `git diff-index --raw`. Source: <https://git-scm.com/docs/diff-format>, "Raw output format".
struct RawChange {
    old_kind: Option<Kind>,
    new_kind: Option<Kind>,
    old: ObjectId,
    new: ObjectId,
    path: Vec<u8>,
}

fn parse_raw(out: &[u8]) -> Option<Vec<RawChange>> {
    let mut fields = out.split(|b| *b == 0);
    let mut changes = Vec::new();
    while let Some(facts) = fields.next().filter(|facts| !facts.is_empty()) {
        let mut facts = facts.strip_prefix(b":")?.split(|b| *b == b' ');
        let mut mode = || u32::from_str_radix(std::str::from_utf8(facts.next()?).ok()?, 8).ok();
        let (old_mode, new_mode) = (mode()?, mode()?);
        let old = ObjectId::from_hex(facts.next()?)?;
        let new = ObjectId::from_hex(facts.next()?)?;
        let status = facts.next()?;
        let path = fields.next()?.to_vec();
        // An unmerged path is in no commit yet.
        if status != b"U" {
            changes.push(RawChange {
                old_kind: Kind::of_mode(old_mode),
                new_kind: Kind::of_mode(new_mode),
                old,
                new,
                path,
            });
        }
    }
    Some(changes)
}

/// A `git cat-file --batch` that answers one object after the other.
struct CatFile {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<Patient>,
}

impl CatFile {
    const COMMAND: &'static str = "cat-file";

    fn start() -> Result<Self, SourceError> {
        let mut child = command(Self::COMMAND)
            .arg("--batch")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(Self::COMMAND, &format!("the program does not run: {error}")))?;
        let (Some(ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(Self::COMMAND, "no pipe to it"));
        };
        Ok(Self { child, ask: Some(ask), answers: BufReader::new(Patient::new(answers)) })
    }

    fn read(&mut self, kind: ObjectKind, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        let error = |cause: String| SourceError::Object { what: kind.name(), id: *id, cause };
        let content = self
            .answer(kind, id)
            .map_err(|cause| {
                // Whatever it may still say belongs to this question.
                let _ = self.child.kill();
                error(cause.to_string())
            })?
            .map_err(error)?;
        let is_sound = id.is_of(kind.name(), &content);
        if is_sound { Ok(content) } else { Err(SourceError::Mismatch { what: kind.name(), id: *id }) }
    }

    /// What the program says of that object: its content, or why there is none.
    fn answer(&mut self, kind: ObjectKind, id: &ObjectId) -> std::io::Result<Result<Vec<u8>, String>> {
        if let Some(ask) = &mut self.ask {
            writeln!(ask, "{id}")?;
            ask.flush()?;
        }
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        let facts: Vec<&str> = header.split_whitespace().collect();
        let (Some(found), Some(size)) = (facts.get(1), facts.get(2).and_then(|size| size.parse::<usize>().ok())) else {
            return Ok(Err(if facts.is_empty() { "git ended early".to_owned() } else { facts[1..].join(" ") }));
        };
        let mut content = Vec::new();
        // The content is followed by a line break.
        (&mut self.answers).take(size as u64 + 1).read_to_end(&mut content)?;
        if content.len() != size + 1 {
            return Ok(Err("git ended early".to_owned()));
        }
        content.truncate(size);
        Ok(if *found == kind.name() { Ok(content) } else { Err("it is an object of another kind".to_owned()) })
    }
}

impl Drop for CatFile {
    fn drop(&mut self) {
        // Closing its input ends it, unless it hangs.
        self.ask = None;
        let _ = end_of(&mut self.child);
    }
}

/// A plumbing command with everything pinned that could change what it prints or make it run something.
pub(super) fn command(subcommand: &str) -> Command {
    // Only the listing of policy files takes patterns; any other path is what it is.
    let pathspecs = if subcommand == LISTING { "--no-literal-pathspecs" } else { "--literal-pathspecs" };
    let mut command = Command::new("git");
    command
        .args([
            "--no-pager",
            "--no-optional-locks",
            pathspecs,
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
            // It may name other trees than the commits do.
            "-c",
            "core.commitGraph=false",
        ])
        .arg(subcommand)
        // A missing object is not fetched: a fetch runs programs that the repository's configuration names.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        // Objects as they are, not those that `git replace` or grafts put in their place: a push sends the former.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_GRAFT_FILE", "")
        .env("LC_ALL", "C")
        .env_remove("GIT_EXTERNAL_DIFF")
        .env_remove("GIT_DIFF_OPTS");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_TRACE")) {
        command.env_remove(name);
    }
    command
}

/// Runs a plumbing command to its end and returns what it printed.
pub(super) fn git(subcommand: &'static str, arguments: &[&str]) -> Result<Vec<u8>, SourceError> {
    run(subcommand, command(subcommand).args(arguments))
}

/// Runs a command to its end and returns what it printed.
pub(super) fn run(subcommand: &'static str, command: &mut Command) -> Result<Vec<u8>, SourceError> {
    run_with(subcommand, command, Vec::new())
}

/// Runs a command that reads this input, to its end, and returns what it printed.
pub(super) fn run_with(
    subcommand: &'static str,
    command: &mut Command,
    input: Vec<u8>,
) -> Result<Vec<u8>, SourceError> {
    let does_not_run = |error| failed(subcommand, &format!("the program does not run: {error}"));
    let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
    let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(does_not_run)?;
    if let Some(mut stdin) = child.stdin.take() {
        // Beside reading, so that neither waits for the other. What it does not take in, its status tells of.
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let (mut output, mut words) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (child.stdout.take().map(Patient::new), child.stderr.take().map(Patient::new));
    let read = stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut output));
    if let Err(error) = read {
        let _ = child.kill();
        return Err(does_not_run(error));
    }
    let status = end_of(&mut child).map_err(does_not_run)?;
    if status.success() {
        return Ok(output);
    }
    // Its words are for the message only.
    let _ = stderr.map_or(Ok(0), |mut stderr| stderr.read_to_end(&mut words));
    let words = String::from_utf8_lossy(&words);
    Err(failed(
        subcommand,
        match words.trim() {
            "" => "it failed and did not say why",
            words => words,
        },
    ))
}

fn failed(command: &'static str, cause: &str) -> SourceError {
    SourceError::Git { command, cause: cause.to_owned() }
}

pub(super) fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end().to_owned()
}

/// The path that a command printed, without the line break at its end.
pub(super) fn path(output: &[u8]) -> PathBuf {
    let bytes = output.strip_suffix(b"\n").unwrap_or(output);
    super::path_from_bytes(bytes)
}
