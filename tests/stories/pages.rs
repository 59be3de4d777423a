//! README and `docs/`: their shell blocks run as they are written, and their links lead somewhere.
//!
//! The blocks of one page run one after the other in one repository that holds a commit. A comment right before a block
//! says what is unusual about it: `<!-- status: 1 -->` if its last command ends with that status, and
//! `<!-- not run: REASON -->`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::sandbox::{Sandbox, keystop_program, path_without_keystop};

/// A shell block of a page.
struct Block {
    /// The line on which it begins, 1-based.
    line: usize,
    script: String,
    status: i32,
}

fn pages() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![top.join("README.md"), top.join("CONTRIBUTING.md")];
    let mut directories = vec![top.join("docs")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("a directory of pages") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Option<Block>> = None;
    let mut remark = "";
    for (number, line) in page.lines().enumerate() {
        let text = line.trim();
        match &mut open {
            Some(block) if text == "```" => {
                found.extend(block.take());
                open = None;
                remark = "";
            }
            Some(Some(block)) => {
                block.script.push_str(line);
                block.script.push('\n');
            }
            None if text == "```sh" => {
                let status = remark.strip_prefix("<!-- status: ").and_then(|rest| rest.strip_suffix(" -->"));
                let status = status.map_or(0, |status| status.parse().expect("a status"));
                let is_run = !remark.starts_with("<!-- not run: ");
                open = Some(is_run.then(|| Block { line: number + 1, script: String::new(), status }));
            }
            None if text.starts_with("```") => open = Some(None),
            None if !text.is_empty() => remark = text,
            Some(None) | None => {}
        }
    }
    found
}

#[test]
fn shell_blocks_do_what_the_pages_say() {
    let mut path = OsString::from(Path::new(keystop_program()).parent().expect("a directory"));
    path.push(":");
    path.push(path_without_keystop());
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let sandbox = Sandbox::without_hook();
        sandbox.stage("src/app.py", "token = None\n");
        sandbox.commit_unchecked();
        for Block { line, script, status } in blocks(&text) {
            let mut shell = sandbox.command("sh");
            let outcome = Sandbox::run(shell.env("PATH", &path).args(["-c", &script]));
            assert_eq!(outcome.status, Some(status), "{}:{line}: {outcome:#?}", page.display());
        }
    }
}

#[test]
fn links_lead_to_a_page_and_a_heading() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.with_file_name(file) };
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
            if !heading.is_empty() && target.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&target).expect("a page");
                let has_it = text.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading);
                assert!(has_it, "{}: {link}: there is no such heading", page.display());
            }
        }
    }
}

/// The targets of Markdown's inline links, outside of code.
fn links(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines
        .flat_map(|line| line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)))
        .filter(|link| !link.contains([' ', '`']))
        .collect()
}

/// The anchor of a heading: its words in lower case, joined by hyphens.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_');
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
