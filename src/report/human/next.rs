//! What to type next: commands that work where the person stands, each alone on its line.

use std::collections::BTreeSet;
use std::io::{self, Write};

use colored::Colorize;

use super::finding::Group;
use super::layout::{Screen, wrapped};
use crate::masking::MASK;
use crate::policy;
use crate::report::shell::shell_word;

/// What the person was about to do, which is done again once the secrets are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Commit what is staged.
    Commit,
    /// Something else than a commit.
    Other,
}

impl Next {
    /// The command that tells of all findings.
    pub(super) fn shows_all(self) -> &'static str {
        match self {
            Self::Commit => "keystop -v",
            Self::Other => "-v",
        }
    }
}

/// How many files are named in commands.
const NAMED: usize = 4;

pub(super) fn write(out: &mut dyn Write, groups: &[Group<'_>], next: Next, screen: &Screen) -> io::Result<()> {
    if groups.iter().all(|group| group.first().commit.is_some()) {
        return in_commits(out, screen);
    }
    let commands = if next == Next::Commit { commands(groups, screen) } else { Vec::new() };
    false_alarm(out, groups, screen)?;
    if commands.is_empty() {
        return Ok(());
    }
    let fixable = groups.iter().any(|group| group.advice.corrected.is_some());
    if fixable {
        writeln!(out, "{}", "Next, let keystop do it (to .env):".bold())?;
        writeln!(out, "  keystop fix\n  git commit")?;
        writeln!(out, "{}", "Or correct it yourself, then:".bold())?;
    } else {
        writeln!(out, "{}", "Next:".bold())?;
    }
    commands.iter().try_for_each(|command| writeln!(out, "  {command}"))
}

/// What follows where the secrets stand in commits already.
fn in_commits(out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
    let sentences = "Next: revoke them first, since whoever has the commits has the secrets. Commits that were never pushed can \
                     be rewritten afterwards: git filter-repo --replace-text takes a value out of the history.";
    wrapped(sentences, screen.width).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The commands that stage what was corrected, and take out of the index what is to stay out of the repository. `git reset`
/// leaves the work tree alone, and a file that was committed before as it was.
fn commands(groups: &[Group<'_>], screen: &Screen) -> Vec<String> {
    let (mut corrected, mut left_out, mut before) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for group in groups {
        for path in group.files() {
            let files = if group.advice.leaves_the_file_out { &mut left_out } else { &mut corrected };
            files.insert(path);
        }
        for command in group.advice.commands.iter().filter(|command| command.starts_with("echo ")) {
            let top = "\"$(git rev-parse --show-toplevel)\"/.gitignore";
            let command = if screen.below_the_top { command.replace(".gitignore", top) } else { command.clone() };
            if !before.contains(&command) {
                before.push(command);
            }
        }
    }
    corrected.retain(|path| !left_out.contains(path));
    let mut commands = before;
    commands.truncate(NAMED);
    commands.extend(for_files("git reset -q --", &left_out, screen));
    commands.extend(for_files("git add --", &corrected, screen));
    commands.push("git commit".to_owned());
    commands
}

fn for_files(command: &str, files: &BTreeSet<&[u8]>, screen: &Screen) -> Vec<String> {
    if files.is_empty() {
        return Vec::new();
    }
    let is_masked = |path: &[u8]| memchr::memmem::find(path, MASK.as_bytes()).is_some();
    if files.len() > NAMED || files.iter().any(|path| is_masked(path)) {
        return vec![format!("{command} …   (the {} files above)", files.len())];
    }
    let words: Vec<String> = files.iter().map(|path| shell_word(&standing(path, screen))).collect();
    vec![format!("{command} {}", words.join(" "))]
}

/// The path as Git takes it where the person stands. Source: `top` in gitglossary(7), pathspec.
fn standing(path: &[u8], screen: &Screen) -> Vec<u8> {
    if screen.below_the_top { [b":/", path].concat() } else { path.to_owned() }
}

fn false_alarm(out: &mut dyn Write, groups: &[Group<'_>], screen: &Screen) -> io::Result<()> {
    let sentence = match groups {
        [_] => format!(
            "A false alarm? Add this to {0} at the top of the repository, `git add {0}`, and commit again:",
            policy::FILE
        ),
        _ => format!("A false alarm? {} takes an entry for it: -v prints them.", policy::FILE),
    };
    if let [group] = groups {
        wrapped(&sentence, screen.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out, "    [[allow]]")?;
        writeln!(out, "    fingerprint = \"{}\"", group.first().fingerprint())?;
        return writeln!(out, "    reason = \"{}\"\n", policy::allow::PLACEHOLDER);
    }
    wrapped(&sentence, screen.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    if screen.verbose {
        for group in groups {
            writeln!(out, "    [[allow]]\n    fingerprint = \"{}\"", group.first().fingerprint())?;
            writeln!(out, "    reason = \"{}\"\n", policy::allow::PLACEHOLDER)?;
        }
    }
    writeln!(out)
}
