//! `keystop allow`: writes entries for findings that may be committed, and tells which entries nobody needs.

use std::io::{BufRead as _, IsTerminal as _, Write as _, stdin, stdout};
use std::path::{Path, PathBuf};

use super::output::say;
use super::{place, scan, staged};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::finding::Finding;
use keystop::fingerprint::Fingerprint;
use keystop::policy::edit::{NewEntry, add_entries};
use keystop::policy::{self, AllowedBy, Date, Trusted, allow, effective};
use keystop::report;

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // Switches of the command line.
pub struct Arguments {
    /// Which findings: PATH:LINE, the number in the list, or a fingerprint (without any, they are listed)
    #[arg(value_name = "FINDING", conflicts_with = "all")]
    chosen: Vec<String>,

    /// All findings in what is staged
    #[arg(long)]
    all: bool,

    /// Why they may be committed
    #[arg(long)]
    reason: Option<String>,

    /// Who answers for it
    #[arg(long)]
    owner: Option<String>,

    /// The last day on which the entries count, such as 2027-01-31
    #[arg(long, value_name = "DATE", value_parser = date)]
    expires: Option<Date>,

    /// Stage .keystop.toml, so that the entries count for the next commit
    #[arg(long)]
    stage: bool,

    /// List the entries that let nothing through in the repository's files, and write none
    #[arg(long, conflicts_with_all = ["all", "reason", "owner", "expires", "stage", "chosen"])]
    unused: bool,

    /// With --unused: fail if there are any
    #[arg(long, requires = "unused")]
    check: bool,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a day, such as 2027-01-31".to_owned())
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    if arguments.unused {
        return unused(arguments.check);
    }
    let verdict = staged::verdict(&Trusted::Scanned)?;
    let findings = &verdict.findings;
    let fingerprints = match &arguments.chosen[..] {
        _ if arguments.all => findings.iter().map(Finding::fingerprint).collect(),
        [] => match ask_which(findings)? {
            Some(chosen) => chosen,
            None => return Ok(if findings.is_empty() { Exit::Clean } else { Exit::Found }),
        },
        chosen => chosen.iter().map(|choice| pick(findings, choice)).collect::<Result<_, _>>()?,
    };
    let mut fingerprints: Vec<Fingerprint> = fingerprints;
    fingerprints.sort();
    fingerprints.dedup();
    if fingerprints.is_empty() {
        return say("nothing was found in what is staged; nothing was written");
    }
    let reason = reason(arguments)?;
    let entry = |fingerprint: &Fingerprint| NewEntry {
        fingerprint: fingerprint.to_string(),
        reason: reason.clone(),
        owner: arguments.owner.clone(),
        expires: arguments.expires,
    };
    let root = place::root()?;
    write(&root, &fingerprints.iter().map(entry).collect::<Vec<_>>())?;
    let number = fingerprints.len();
    let entries = if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") };
    if arguments.stage {
        keystop::source::stage(&root, Path::new(policy::FILE))?;
        return say(&format!("{entries} written to {0}, and {0} is staged", policy::FILE));
    }
    say(&format!("{entries} written to {0}; stage it before you commit: git add {0}", policy::FILE))
}

/// The fingerprint of the finding that the text names.
fn pick(findings: &[Finding], choice: &str) -> Result<Fingerprint, Error> {
    if let Ok(fingerprint) = choice.parse::<Fingerprint>() {
        return Ok(fingerprint);
    }
    let number = choice.parse::<usize>().ok().and_then(|number| findings.get(number.checked_sub(1)?));
    let at_place = || {
        let (path, line) = choice.rsplit_once(':')?;
        let line: usize = line.parse().ok()?;
        findings.iter().find(|finding| finding.path == path.as_bytes() && finding.place.line == line)
    };
    match number.or_else(at_place) {
        Some(finding) => Ok(finding.fingerprint()),
        None => Err(Error::NoSuchFinding),
    }
}

/// Lists the findings with their numbers, and asks on a terminal which to allow. Nothing elsewhere.
fn ask_which(findings: &[Finding]) -> Result<Option<Vec<Fingerprint>>, Error> {
    let mut out = stdout().lock();
    report::numbered(&mut out, findings)?;
    if findings.is_empty() || !stdin().is_terminal() {
        return Ok(None);
    }
    write!(out, "which may be committed? (numbers, `all`, or nothing) ")?;
    out.flush()?;
    let answer = line()?;
    match answer.trim() {
        "" => Ok(None),
        "all" => Ok(Some(findings.iter().map(Finding::fingerprint).collect())),
        numbers => {
            let chosen = numbers.split([' ', ',']).filter(|word| !word.is_empty());
            chosen.map(|choice| pick(findings, choice)).collect::<Result<_, _>>().map(Some)
        }
    }
}

/// The reason that was given, or asked for on a terminal.
fn reason(arguments: &Arguments) -> Result<String, Error> {
    let stated = match &arguments.reason {
        Some(reason) => reason.clone(),
        None if stdin().is_terminal() => {
            write!(stdout(), "why may this be committed? ")?;
            stdout().flush()?;
            line()?
        }
        None => String::new(),
    };
    let stated = stated.trim();
    if stated.is_empty() || allow::is_placeholder(stated) || stated.chars().any(char::is_control) {
        return Err(Error::NoReason);
    }
    Ok(stated.to_owned())
}

fn line() -> Result<String, Error> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// Writes entries into the policy at that top, which must be understood afterwards.
fn write(root: &Path, entries: &[NewEntry]) -> Result<(), Error> {
    let path = PathBuf::from(policy::FILE);
    let text = policy::PolicyFiles::text(&policy::WorkTree::new(root), &path)?.unwrap_or_default();
    let written = add_entries(&text, entries).map_err(|error| Error::Edit(error.to_string()))?;
    let file = policy::File { name: policy::FILE.to_owned(), ..policy::File::default() };
    policy::Document::parse(file, written.clone())?.check()?;
    place::replace(&root.join(path), written.as_bytes())
}

/// Lists the entries that let nothing through in the files of the repository.
fn unused(fails: bool) -> Result<Exit, Error> {
    let root = place::root()?;
    let verdict = scan::files(std::slice::from_ref(&root), &Trusted::Scanned)?;
    let used = verdict.allowed.into_iter().filter_map(|(_, by)| match by {
        AllowedBy::Entry { file, line } => Some((file.to_string(), line)),
        _ => None,
    });
    let unused = effective::unused(&place::whole_policy(&root)?.0, &used.collect())?;
    let mut out = stdout().lock();
    for entry in &unused {
        writeln!(out, "{entry}")?;
    }
    if unused.is_empty() {
        writeln!(out, "every entry lets something through")?;
    }
    Ok(if fails && !unused.is_empty() { Exit::Found } else { Exit::Clean })
}
