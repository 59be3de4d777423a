//! `keystop hook pre-push REMOTE URL`: what is about to be pushed, and the remote does not have.
//!
//! Source: <https://git-scm.com/docs/githooks#_pre_push>

use super::{is_none, lines_of_git};
use crate::cmd::output::{self, Format};
use crate::exit::Exit;
use keystop::clean_commits::CleanCommits;
use keystop::error::Error;
use keystop::pipeline::{self, Asked, Verdict};
use keystop::policy::Trusted;
use keystop::source::{Known, Reader};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The remote's name, or its URL where it has none
    remote: String,
    /// The remote's URL
    url: Option<String>,
    /// Scan all that the remote does not have, remembered as clean or not
    #[arg(long)]
    no_cache: bool,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    output::conclude(verdict(arguments), Format::Human, "push blocked")
}

fn verdict(arguments: &Arguments) -> Result<Verdict, Error> {
    let mut pushed = Vec::new();
    let mut on_remote = Vec::new();
    for line in lines_of_git()? {
        let [_, local, _, remote] = line.split(' ').collect::<Vec<_>>()[..] else {
            return Err(Error::Hook(format!("this is not a line as Git writes it to pre-push: {} bytes", line.len())));
        };
        if !is_none(local) {
            pushed.push(local.to_owned());
            on_remote.extend((!is_none(remote)).then(|| remote.to_owned()));
        }
    }
    if pushed.is_empty() {
        return Ok(Verdict::default());
    }
    let repository = Reader::open()?;
    let policy = Trusted::Scanned.policy(repository.root())?;
    let mut asked = Asked::of_push(&repository, &pushed, &on_remote, known_of(&arguments.remote))?;
    let clean = CleanCommits::of(repository.root(), &policy)?;
    if !arguments.no_cache {
        clean.leave_out(&mut asked.listed.commits);
    }
    let judged = pipeline::commits(&repository, &asked, policy)?;
    if !arguments.no_cache {
        clean.remember(&judged.clean);
    }
    Ok(judged.verdict)
}

/// What is known of a remote: its branches, unless it is only a URL.
fn known_of(remote: &str) -> Known {
    let is_name =
        !remote.is_empty() && !remote.contains([':', '*', '?', '[', '\\', ' ']) && !remote.starts_with(['/', '.', '-']);
    if is_name { Known::Remote(remote.to_owned()) } else { Known::Nothing }
}
