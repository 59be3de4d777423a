//! `keystop rules`: lists the rules, or explains one.

use std::collections::HashSet;
use std::io::{BufWriter, ErrorKind, Write as _, stdout};
use std::path::Path;

use clap::ValueEnum;

use super::output;
use super::place;
use super::place::root_here;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::policy::{self, PolicyError, Trusted};
use keystop::report;
use keystop::rules::{self, Rule};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The rule's id, as messages print it, or a word that its id, title or provider has
    #[arg(value_name = "ID|WORD")]
    id: Option<String>,

    /// Try the samples of the repository's own rules, and fail where a rule does not do what they say
    #[arg(long, conflicts_with_all = ["id", "format"])]
    check: bool,

    /// How to write them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Listing,
}

/// How rules are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Listing {
    /// A line for each, or a page about one
    #[default]
    Human,
    /// One line of JSON
    Json,
    /// The page that documents them all
    Markdown,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    if arguments.check {
        return samples();
    }
    match list(arguments) {
        // Whoever reads the list, `head` for one, has seen enough.
        Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Clean),
        listed => listed,
    }
}

/// The rules that are active here, those that come with keystop first; the patterns of the others are known to be good.
fn active() -> Result<Vec<&'static Rule>, Error> {
    let layers = Trusted::Scanned.policy(&root_here())?.at(Path::new(""))?;
    let custom = layers.scanner().custom();
    custom.check().map_err(PolicyError::from)?;
    Ok(rules::builtin().iter().chain(custom.iter()).collect())
}

/// Tries the samples of the rules that the repository here states, in whatever directory.
fn samples() -> Result<Exit, Error> {
    let (policy, _) = place::whole_policy(&root_here())?;
    let (mut rules, mut samples) = (HashSet::new(), 0);
    for layers in policy.all_layers() {
        layers.scanner().custom().check().map_err(PolicyError::from)?;
        for stated in layers.scanner().custom().stated() {
            if rules.insert(stated.id.as_str()) {
                samples += policy::sample::check(stated, layers.scanner()).map_err(Error::Sample)?;
            }
        }
    }
    output::say(&format!("{} own rules hold, by {samples} samples", rules.len()))
}

/// The rule of that id, or those that have the word in id, title or provider, in any case.
fn found(rules: &[&'static Rule], word: &str) -> Vec<&'static Rule> {
    if let Some(rule) = rules.iter().find(|rule| rule.id() == word) {
        return vec![rule];
    }
    let word = word.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&word);
    let is_one = |rule: &&&Rule| has(rule.id()) || has(rule.title()) || rule.provider().is_some_and(has);
    rules.iter().filter(is_one).copied().collect()
}

fn list(Arguments { id, format, .. }: &Arguments) -> Result<Exit, Error> {
    let all = active()?;
    let chosen = id.as_ref().map_or_else(|| all.clone(), |word| found(&all, word));
    let Some(first) = chosen.first() else {
        return Err(Error::NoSuchRule(id.clone().unwrap_or_default()));
    };
    let mut out = BufWriter::new(stdout().lock());
    output::choose_colour();
    match (format, id) {
        (Listing::Json, _) => report::json_rules(&mut out, &chosen)?,
        (Listing::Markdown, _) => report::markdown_rules(&mut out, &chosen)?,
        (Listing::Human, Some(_)) if chosen.len() == 1 => report::rule_page(&mut out, first)?,
        (Listing::Human, _) => report::rule_list(&mut out, &chosen)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}
