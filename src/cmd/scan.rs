//! `keystop scan`: whole files, ranges of commits, the whole history.

use std::io::{Read as _, Write as _, stderr, stdin};
use std::path::{Path, PathBuf};

use super::output::{self, Format};
use super::place::{Place, from_top};
use super::progress::Progress;
use super::staged;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::pipeline::{self, Asked, Messages, Verdict};
use keystop::policy::{Marks, Trusted};
use keystop::source::{Named, NamedText, Reader, Revisions, SourceError, peel};

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // Options that are given or not.
pub struct Arguments {
    /// Files and directories, or a range of commits such as main..HEAD
    ///
    /// Below a directory, what Git ignores and does not track is left out. Of a range, each commit is judged by the lines
    /// that it adds to all of its parents. `-` is standard input.
    #[arg(value_name = "PATH|RANGE", conflicts_with = "staged")]
    paths: Vec<PathBuf>,

    /// With `-`: the file that standard input is the content of; it need not exist
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,

    /// What is staged in the repository here (the default without paths)
    #[arg(long)]
    staged: bool,

    /// The commits of a range, such as main..HEAD
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["paths", "staged"])]
    range: Option<String>,

    /// The commits since that revision, up to HEAD
    #[arg(long, value_name = "REV", conflicts_with_all = ["paths", "staged", "range"])]
    since: Option<String>,

    /// All versions of all files that any branch or tag reaches
    #[arg(long, conflicts_with_all = ["paths", "staged", "range", "since"])]
    history: bool,

    /// With --history: and those that only the reflogs reach
    #[arg(long, requires = "history")]
    reflog: bool,

    /// With a range: and the messages of the commits
    #[arg(long, conflicts_with_all = ["staged", "history"])]
    messages: bool,

    /// Follow the policy of this revision, not that of what is scanned; marks in comments do not count
    #[arg(long, value_name = "REV")]
    policy_from: Option<String>,

    /// With --policy-from: marks in comments count all the same
    #[arg(long, requires = "policy_from")]
    trust_marks: bool,

    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What is asked for.
enum Goal {
    Staged,
    Input,
    Files,
    Range(String),
    History,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let format = arguments.format;
    let trusted = &trusted(arguments);
    match goal(arguments) {
        Goal::Staged => staged::run(format, trusted),
        Goal::Input => {
            let verdict = input(arguments.stdin_filename.as_deref(), trusted);
            output::conclude(verdict, format, "not to be committed")
        }
        Goal::Files => {
            let verdict = files(&arguments.paths, trusted);
            name_archives(&verdict, format);
            output::conclude(verdict, format, "not to be committed")
        }
        Goal::Range(range) => {
            let verdict = commits(&range, arguments.messages, trusted);
            summarise(&verdict, format);
            output::conclude(verdict, format, "keys in these commits")
        }
        Goal::History => {
            let verdict = history(arguments.reflog, trusted);
            summarise(&verdict, format);
            output::conclude(verdict, format, "keys in the history")
        }
    }
}

/// Whose policy is followed.
fn trusted(arguments: &Arguments) -> Trusted {
    let marks = if arguments.trust_marks { Marks::AsStated } else { Marks::Ignored };
    arguments.policy_from.clone().map_or(Trusted::Scanned, |name| Trusted::Revision { name, marks })
}

fn goal(arguments: &Arguments) -> Goal {
    match (&arguments.range, &arguments.since, &arguments.paths[..]) {
        (Some(range), ..) => Goal::Range(range.clone()),
        (_, Some(since), _) => Goal::Range(format!("{since}..HEAD")),
        (None, None, [one]) if one.as_os_str() == "-" => Goal::Input,
        (None, None, [one]) => range_in(one).map_or(Goal::Files, Goal::Range),
        (None, None, []) if arguments.history => Goal::History,
        (None, None, []) => Goal::Staged,
        (None, None, _) => Goal::Files,
    }
}

/// The range of commits that an argument is: it has two dots, and neither is there a file of that name, nor is it a path
/// upwards.
fn range_in(argument: &Path) -> Option<String> {
    let text = argument.to_str()?;
    let is_upwards = text.split('/').any(|part| part == "..");
    (text.contains("..") && !is_upwards && argument.symlink_metadata().is_err()).then(|| text.to_owned())
}

/// Judges files and directories, each by the policy of the repository that it lies in.
pub fn files(paths: &[PathBuf], trusted: &Trusted) -> Result<Verdict, Error> {
    let mut by_root: Vec<(Place, Vec<PathBuf>)> = Vec::new();
    for path in paths {
        let place = Place::of(path);
        match by_root.iter_mut().find(|(known, _)| known.root == place.root) {
            Some((_, paths)) => paths.push(path.clone()),
            None => by_root.push((place, vec![path.clone()])),
        }
    }
    let mut verdict = Verdict::default();
    for (place, paths) in by_root {
        let policy = trusted.policy(&place.root)?;
        place.tell_owner(&policy);
        let one = pipeline::files(&place.root, &paths, policy)?;
        verdict = Verdict { rules: one.rules, ..verdict.with(one) };
    }
    Ok(verdict)
}

/// Judges standard input as the content of a file, by the policy of the repository that the file lies in.
fn input(file: Option<&Path>, trusted: &Trusted) -> Result<Verdict, Error> {
    let mut content = Vec::new();
    stdin().lock().read_to_end(&mut content).map_err(|cause| SourceError::File { path: PathBuf::from("-"), cause })?;
    let path = file.unwrap_or(Path::new("-"));
    let place = Place::of(path);
    let policy = trusted.policy(&place.root)?;
    place.tell_owner(&policy);
    let name = from_top(&place.root, path);
    let text =
        NamedText { name: name.to_string_lossy().into_owned(), shown: path.to_string_lossy().into_owned(), content };
    pipeline::texts(&[text], policy)
}

fn commits(range: &str, messages: bool, trusted: &Trusted) -> Result<Verdict, Error> {
    let repository = Reader::open()?;
    let policy = trusted.policy(repository.root())?;
    let messages = if messages { Messages::Judged } else { Messages::LeftOut };
    let asked = Asked::range(Revisions::parse(range)?, messages)?;
    Ok(pipeline::commits(&repository, &asked, policy)?.verdict)
}

fn history(with_reflogs: bool, trusted: &Trusted) -> Result<Verdict, Error> {
    let repository = Reader::open()?;
    let policy = trusted.policy(repository.root())?;
    let listed = Revisions::list_all(with_reflogs)?;
    let tip = match peel(&["HEAD".to_owned()])?[..] {
        [Some(Named::Commit(head))] => Some(head),
        _ => None,
    };
    let bar = Progress::new();
    let verdict = pipeline::history(&repository, listed, tip, policy, &bar);
    bar.end();
    verdict
}

/// Tells people how much was scanned: of nothing, too, since a wrong range looks as clean as a good one.
fn summarise(verdict: &Result<Verdict, Error>, format: Format) {
    if let (Ok(verdict), Format::Human) = (verdict, format) {
        let Verdict { commits, files, .. } = verdict;
        let plural = |number: usize| if number == 1 { "" } else { "s" };
        let end = if verdict.has_nothing_to_tell() { ": nothing found" } else { "" };
        let _ = writeln!(
            stderr(),
            "keystop: scanned {commits} commit{} with {files} changed file{}{end}",
            plural(*commits),
            plural(*files)
        );
    }
}

/// Tells people which archives keystop did not unpack. In JSON they stand in the report.
fn name_archives(verdict: &Result<Verdict, Error>, format: Format) {
    if let (Ok(Verdict { archives, .. }), Format::Human) = (verdict, format)
        && let [first, others @ ..] = &archives[..]
    {
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        let first = keystop::report::visible_path(first);
        let _ = writeln!(stderr(), "keystop: scanned as they are, and not unpacked: {first}{more}");
    }
}
