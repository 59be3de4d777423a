//! `keystop hook`: what Git's hooks call.

mod commit_msg;
mod pre_push;
mod receive;

use std::io::{Read as _, stdin};

use clap::Subcommand;

use crate::exit::Exit;
use keystop::error::Error;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    hook: Hook,
}

#[derive(Debug, Subcommand)]
enum Hook {
    /// Scan the message of the commit that is being made
    CommitMsg(commit_msg::Arguments),
    /// Scan what is about to be pushed and the remote does not have; reads Git's lines on standard input
    PrePush(pre_push::Arguments),
    /// On a server: scan what was pushed before it is taken; reads Git's lines on standard input
    PreReceive(receive::Budget),
    /// On a server: scan what was pushed to one reference before it is taken
    Update(receive::OneReference),
    /// On a server: report what was pushed and taken; reads Git's lines on standard input
    PostReceive(receive::Budget),
}

pub fn run(Arguments { hook }: &Arguments) -> Result<Exit, Error> {
    match hook {
        Hook::CommitMsg(arguments) => commit_msg::run(arguments),
        Hook::PrePush(arguments) => pre_push::run(arguments),
        Hook::PreReceive(budget) => receive::pre_receive(budget),
        Hook::Update(arguments) => receive::update(arguments),
        Hook::PostReceive(budget) => receive::post_receive(budget),
    }
}

/// How much Git may say on standard input, in bytes: a hundred thousand references and more.
const MOST_INPUT: u64 = 32 << 20;

/// The lines that Git writes to a hook's standard input.
fn lines_of_git() -> Result<Vec<String>, Error> {
    let mut text = String::new();
    let mut input = stdin().lock().take(MOST_INPUT + 1);
    input.read_to_string(&mut text).map_err(|error| Error::Hook(format!("cannot read what Git says: {error}")))?;
    if text.len() as u64 > MOST_INPUT {
        return Err(Error::Hook("more references at once than keystop reads".to_owned()));
    }
    Ok(text.lines().map(str::to_owned).collect())
}

/// Returns true if the name of an object is all zeros, which stands for none.
fn is_none(id: &str) -> bool {
    id.bytes().all(|byte| byte == b'0')
}
