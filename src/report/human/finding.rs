//! A secret in the message: where it stands, what it is, what to write instead.

use std::io::{self, Write};

use colored::Colorize;
use unicode_width::UnicodeWidthStr as _;

use super::counted;
use super::layout::{Screen, first_columns, last_columns, wrapped};
use crate::finding::{Finding, Introduced};
use crate::report::advice::{self, Advice};
use crate::report::sanitize::{visible, visible_path};
use crate::rules::{Rule, Severity};
use crate::scan::Confidence;

/// How far texts are indented, in columns.
const INDENT: usize = 10;

/// How many other places of a secret are named.
const PLACES: usize = 4;

/// How many rules have their page for revoking named.
const REVOKED: usize = 5;

/// The findings of one secret.
pub struct Group<'f> {
    findings: Vec<&'f Finding>,
    pub advice: Advice,
}

impl<'f> Group<'f> {
    /// One for each secret, the most serious first, then as they come.
    pub fn all(findings: &'f [Finding]) -> Vec<Self> {
        let mut places = std::collections::HashMap::new();
        let mut groups: Vec<Vec<&Finding>> = Vec::new();
        for finding in findings {
            let place = *places.entry(&finding.identity).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(finding),
                None => groups.push(vec![finding]),
            }
        }
        groups.sort_by_key(|group| seriousness(group[0]));
        groups.into_iter().map(|findings| Self { advice: advice::of(findings[0]), findings }).collect()
    }

    pub fn first(&self) -> &'f Finding {
        self.findings[0]
    }

    pub fn path(&self) -> &'f [u8] {
        &self.first().path
    }

    pub fn files(&self) -> impl Iterator<Item = &'f [u8]> + '_ {
        self.findings.iter().map(|finding| finding.path.as_slice())
    }

    /// The place and the title, the remedy, and where else the value stands. What the one `before` in the same file was
    /// advised is not told again.
    pub fn in_brief(&self, out: &mut dyn Write, before: Option<&Self>, screen: &Screen) -> io::Result<()> {
        self.title(out, screen)?;
        let told = before.filter(|before| before.path() == self.path()).map(|before| &before.advice);
        let is_told = |told: &Advice| told.corrected.is_none() && told.sentence == self.advice.sentence;
        if self.advice.corrected.is_some() || !told.is_some_and(is_told) {
            self.remedy(out, told.and_then(|told| told.corrected.as_ref()?.import), screen)?;
        }
        self.elsewhere(out, screen)
    }

    /// All there is to say.
    pub fn in_full(&self, out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
        let finding = self.first();
        self.title(out, screen)?;
        excerpt(out, finding, screen)?;
        self.remedy(out, None, screen)?;
        self.elsewhere(out, screen)?;
        if let Some(introduced) = &finding.commit {
            labelled(out, "commit", &origin(introduced), screen)?;
        }
        if let Some(said) = finding.note {
            labelled(out, "note", said, screen)?;
        }
        if let Some(provider) = finding.perhaps {
            labelled(out, "perhaps", &visible(&format!("a key of {provider}, which is named nearby")), screen)?;
        }
        if let Some(said) = &finding.policy_note {
            labelled(out, "note", &visible(said), screen)?;
        }
        if finding.confidence == Confidence::Likely {
            labelled(
                out,
                "likely",
                "a random-looking value under a telling name; no provider's format is known for it",
                screen,
            )?;
        }
        labelled(out, "risk", &visible(&advice::risk(finding.rule)), screen)?;
        labelled(out, "revoke", &format!("{} (if it was ever pushed or shared)", revoke(finding.rule)), screen)
    }

    fn title(&self, out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
        let finding = self.first();
        let place = format!("{}:{}", finding.place.line, finding.place.column);
        let mut told = vec![advice::severity(finding.severity).to_owned()];
        if finding.confidence == Confidence::Likely {
            told.push("likely".to_owned());
        }
        told.extend(finding.form.map(|form| format!("in {}", form.name())));
        let title = format!("{} ({})", visible(finding.rule.title()), told.join(", "));
        let lines = wrapped(&title, screen.width.saturating_sub(INDENT));
        let gap = if place.len() < INDENT - 2 { INDENT - 2 } else { place.len() + 1 };
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => writeln!(out, "  {}{}{}", place.blue(), " ".repeat(gap - place.len()), line.bold())?,
                _ => writeln!(out, "{}{}", " ".repeat(INDENT), line.bold())?,
            }
        }
        Ok(())
    }

    fn remedy(&self, out: &mut dyn Write, imported: Option<&str>, screen: &Screen) -> io::Result<()> {
        let Advice { corrected, sentence, commands, .. } = &self.advice;
        if let Some(corrected) = corrected {
            let line = visible(corrected.line.trim());
            let room = screen.width.saturating_sub(INDENT);
            // A line that does not fit would be broken by the terminal, and could not be copied.
            let code = if line.is_empty() || line.width() > room { &visible(&corrected.expression) } else { &line };
            write_label(out, "write")?;
            writeln!(out, "{}", code.green())?;
            if let Some(import) = corrected.import.filter(|import| imported != Some(*import)) {
                labelled(out, "", &format!("needs: {import}"), screen)?;
            }
        }
        if let Some(sentence) = sentence {
            labelled(out, if corrected.is_some() { "and" } else { "fix" }, &visible(sentence), screen)?;
        }
        for command in commands.iter().filter(|command| !command.starts_with("echo ")) {
            writeln!(out, "{}{}", " ".repeat(INDENT), visible(command))?;
        }
        Ok(())
    }

    fn elsewhere(&self, out: &mut dyn Write, screen: &Screen) -> io::Result<()> {
        let others: Vec<String> = self.findings[1..].iter().take(PLACES).map(|finding| place(finding)).collect();
        if others.is_empty() {
            return Ok(());
        }
        let more = self.findings.len() - 1 - others.len();
        let more = if more > 0 { format!(" and {more} more places") } else { String::new() };
        labelled(out, "also at", &format!("{}{more}", others.join(", ")), screen)
    }
}

/// From most to least serious.
fn seriousness(finding: &Finding) -> (u8, std::cmp::Reverse<Confidence>) {
    let severity = match finding.severity {
        Severity::Critical => 0,
        Severity::High => 1,
        Severity::Medium => 2,
    };
    (severity, std::cmp::Reverse(finding.confidence))
}

pub fn place(finding: &Finding) -> String {
    format!("{}:{}:{}", visible_path(&finding.path), finding.place.line, finding.place.column)
}

fn write_label(out: &mut dyn Write, label: &str) -> io::Result<()> {
    write!(out, "  {}", format!("{label:<width$}", width = INDENT - 2).dimmed())
}

fn labelled(out: &mut dyn Write, label: &str, text: &str, screen: &Screen) -> io::Result<()> {
    for (number, line) in wrapped(text, screen.width.saturating_sub(INDENT)).iter().enumerate() {
        write_label(out, if number == 0 { label } else { "" })?;
        let words: Vec<String> = line.split(' ').map(|word| screen.link(word)).collect();
        writeln!(out, "{}", words.join(" "))?;
    }
    Ok(())
}

/// The line with marks under the secret, cut to the screen so that the marks stay under it.
fn excerpt(out: &mut dyn Write, finding: &Finding, screen: &Screen) -> io::Result<()> {
    let excerpt = &finding.excerpt;
    let secret = visible(&excerpt.secret);
    let room = screen.width.saturating_sub(INDENT + secret.width()).max(2);
    let (before, after) = (visible(&excerpt.before), visible(&excerpt.after));
    let before = before.trim_start();
    let for_after = after.width().min(room / 2).max(room.saturating_sub(before.width()));
    let before = last_columns(before, room - for_after.min(after.width()));
    let after = first_columns(after.trim_end(), room.saturating_sub(before.width()));
    writeln!(out, "{}{before}{}{after}", " ".repeat(INDENT), secret.red())?;
    writeln!(out, "{}{}", " ".repeat(INDENT + before.width()), "^".repeat(secret.width()).red())
}

/// How the secret came into the history, and if it is still there.
fn origin(Introduced { commit, still_there, elsewhere }: &Introduced) -> String {
    let there = match still_there {
        Some(true) => ", and still there",
        Some(false) => ", and gone since, but in the history",
        None => "",
    };
    let id: String = commit.id.to_string().chars().take(12).collect();
    let more =
        if *elsewhere > 0 { format!("; also in {}", counted(*elsewhere, "other version")) } else { String::new() };
    format!("added by {id} of {}{there}{more}", commit.author_date)
}

fn revoke(rule: &Rule) -> String {
    visible(&advice::revoke(rule))
}

/// Where the secrets are revoked, each page once.
pub fn revocations(out: &mut dyn Write, groups: &[Group<'_>], screen: &Screen) -> io::Result<()> {
    let mut pages: Vec<String> = Vec::new();
    for group in groups {
        let page = match revoke(group.first().rule) {
            page if page.starts_with("https://") => page,
            _ => "passwords: change them where they are used".to_owned(),
        };
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    let sentence = "If one of them was ever pushed or shared, revoke it first:";
    wrapped(sentence, screen.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    for page in pages.iter().take(REVOKED) {
        writeln!(out, "  {}", screen.link(page))?;
    }
    if pages.len() > REVOKED {
        writeln!(out, "  and {} more (-v)", pages.len() - REVOKED)?;
    }
    writeln!(out)
}
