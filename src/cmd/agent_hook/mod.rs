//! `keystop agent-hook`: what coding agents call before they write a file, run a command or send a prompt.
//!
//! An agent hands over a JSON object on standard input, and waits. [`protocol`] tells whose it is and how to answer.

mod protocol;

use std::io::{Read as _, Write as _, stderr, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use self::protocol::{Answer, Protocol};
use super::place::{Place, from_top};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::finding::Finding;
use keystop::pipeline::{self, Verdict};
use keystop::policy::Trusted;
use keystop::report::{advice, visible_path};
use keystop::source::NamedText;

/// How many findings are told.
const TOLD: usize = 5;

/// Fields whose text is no more than what is there already, or says where something is.
const PASSED_OVER: [&str; 7] =
    ["old_string", "oldString", "old_str", "description", "file_path", "filePath", "absolute_path"];

/// Fields that hold a command of a shell.
const COMMANDS: [&str; 2] = ["command", "cmd"];

/// Fields that name the file that the others are of.
const PATHS: [&str; 5] = ["file_path", "filePath", "absolute_path", "notebook_path", "path"];

pub fn run() -> Result<Exit, Error> {
    let mut input = String::new();
    let read = stdin().lock().read_to_string(&mut input).map_err(|error| error.to_string());
    let call = read.and_then(|_| serde_json::from_str::<Value>(&input).map_err(|error| error.to_string()));
    // What cannot be read is not let through; all protocols take this status for a refusal.
    let call = match call {
        Ok(call @ Value::Object(_)) => call,
        Ok(_) => return Ok(refuse_unread("it is no JSON object")),
        Err(error) => return Ok(refuse_unread(&keystop::masking::words(&error))),
    };
    let protocol = Protocol::of(&call);
    let message = match judge(&call, protocol) {
        Ok(verdict) if verdict.findings.is_empty() && verdict.skipped.is_empty() => return Ok(Exit::Clean),
        Ok(verdict) => message(&verdict),
        Err(error) => format!("keystop: could not scan, and so stopped: {error}\n  next step: {}", error.advice()),
    };
    match protocol.refusal(&call, &message) {
        Answer::Status(message) => {
            let _ = writeln!(stderr(), "{message}");
            Ok(Exit::Failed)
        }
        Answer::Json(answer) => {
            writeln!(stdout(), "{answer}")?;
            Ok(Exit::Clean)
        }
    }
}

fn refuse_unread(why: &str) -> Exit {
    let _ = writeln!(
        stderr(),
        "keystop: could not read what the agent hands over: {why}\n  next step: docs/agents.md tells how agents call keystop agent-hook"
    );
    Exit::Failed
}

/// Judges all texts of a call by the policy of the repository in which the agent works.
fn judge(call: &Value, protocol: Protocol) -> Result<Verdict, Error> {
    let directory = protocol::directory(call);
    let file = protocol.input(call).iter().find_map(path_of);
    let file = file.map(|file| directory.join(file));
    let place = Place::of(file.as_deref().unwrap_or(&directory));
    let policy = Trusted::Scanned.policy(&place.root)?;
    let file = file.map(|file| from_top(&place.root, &file));
    // What Git ignores is where secrets belong.
    if !protocol::is_read(call) && file.as_deref().is_some_and(|file| is_ignored(&place.root, file)) {
        return Ok(Verdict::default());
    }
    let name = file.map_or_else(|| "text".to_owned(), |file| file.to_string_lossy().into_owned());
    let mut texts = Vec::new();
    for part in protocol.input(call) {
        collect(&part, &name, &mut texts);
    }
    pipeline::texts(&texts, policy)
}

/// The file that a call is about.
fn path_of(part: &Value) -> Option<PathBuf> {
    let named = |key: &&str| part.get(key).and_then(Value::as_str).map(PathBuf::from);
    PATHS.iter().find_map(named)
}

/// The texts in a value: those of a file under its name, and commands under one of a script.
fn collect(value: &Value, name: &str, texts: &mut Vec<NamedText>) {
    match value {
        Value::String(text) => texts.push(NamedText::called(name, text.clone().into_bytes())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, texts)),
        Value::Object(fields) => {
            for (key, field) in fields.iter().filter(|(key, _)| !PASSED_OVER.contains(&key.as_str())) {
                let name = if COMMANDS.contains(&key.as_str()) { "command.sh" } else { name };
                collect(field, name, texts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns true if Git ignores the file of that path from the repository's top.
fn is_ignored(root: &Path, file: &Path) -> bool {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(["check-ignore", "-q", "--"]).arg(file).stdout(Stdio::null()).stderr(Stdio::null());
    git.status().is_ok_and(|status| status.success())
}

/// What the agent is told: what was found, what to write instead, and that there is no way around.
fn message(verdict: &Verdict) -> String {
    let mut lines = Vec::new();
    if verdict.findings.is_empty() {
        let reasons =
            verdict.skipped.iter().map(|skipped| format!("{}: {}", visible_path(&skipped.path), skipped.reason));
        lines.push(format!("keystop: not scanned, and so stopped: {}", reasons.collect::<Vec<_>>().join("; ")));
        return lines.join("\n");
    }
    lines.push("keystop: stopped, since it holds a secret:".to_owned());
    lines.extend(verdict.findings.iter().take(TOLD).map(told));
    if let Some(more) = verdict.findings.len().checked_sub(TOLD).filter(|more| *more > 0) {
        lines.push(format!("- and {more} more"));
    }
    lines.push(
        "Fix it: let the program read the value from the environment, and put it into a file that Git ignores. Do not write it \
         in another form, do not allow it in .keystop.toml, and do not bypass this check. Only a person may allow it."
            .to_owned(),
    );
    lines.join("\n")
}

fn told(finding: &Finding) -> String {
    let advice = advice::of(finding);
    let place = format!("{}:{}", visible_path(&finding.path), finding.place.line);
    let instead = match advice.corrected.filter(|corrected| !corrected.line.is_empty()) {
        Some(corrected) => format!("; write instead: {}", corrected.line.trim()),
        None => advice.sentence.map_or_else(String::new, |sentence| format!("; {sentence}")),
    };
    format!("- {} in {place}{instead}", finding.rule.title())
}
