//! `keystop hook commit-msg FILE`: the message of the commit that is being made.

use std::path::PathBuf;

use crate::cmd::output::{self, Format};
use crate::cmd::place::root_here;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::pipeline::{self, Verdict};
use keystop::policy::Trusted;
use keystop::source::{MESSAGE, NamedText, SourceError};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file that holds the message, as Git names it to the hook
    file: PathBuf,
}

/// Below this line stands the diff that `git commit --verbose` shows, and Git cuts it off.
/// Source: `wt_status_add_cut_line` of Git's `wt-status.c`.
const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------\n";

pub fn run(Arguments { file }: &Arguments) -> Result<Exit, Error> {
    output::conclude(verdict(file.clone()), Format::Human, "commit blocked")
}

fn verdict(file: PathBuf) -> Result<Verdict, Error> {
    let policy = Trusted::Scanned.policy(&root_here())?;
    let mut content = std::fs::read(&file).map_err(|cause| SourceError::File { path: file, cause })?;
    content.truncate(length_of_message(&content));
    pipeline::texts(&[NamedText::called(MESSAGE, content)], policy)
}

/// How many bytes of the file are the message: all before the line with the scissors.
fn length_of_message(content: &[u8]) -> usize {
    // The line begins with the character for comments, which can be any.
    let cut = memchr::memmem::find_iter(content, SCISSORS)
        .map(|at| (memchr::memrchr(b'\n', &content[..at]).map_or(0, |line| line + 1), at))
        .find(|(line, at)| (1..=4).contains(&(at - line)));
    cut.map_or(content.len(), |(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diff_of_a_verbose_commit_is_no_part_of_the_message() {
        let cut = [b"what and why\n#".as_slice(), SCISSORS, b"# text\ndiff --git a/x b/x\n"].concat();
        assert_eq!(length_of_message(&cut), 13);
        assert_eq!(length_of_message(b"what and why\n"), 13);
        let quoted = [b"a line with scissors:".as_slice(), SCISSORS, b"more\n"].concat();
        assert_eq!(length_of_message(&quoted), quoted.len());
    }
}
