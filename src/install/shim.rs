//! The lines that keystop puts into a hook: made, found again, and taken out.
//!
//! They stand between two marks, so lines of others in the same file stay as they are. `hooks/` has them as text.

use std::path::Path;

use super::{HookKind, InstallError};

/// Finds the program and runs it.
const CHECK: &str = include_str!("../../hooks/check.sh");

/// keystop's lines in a file of its own.
const ALONE: &str = include_str!("../../hooks/alone.sh");

/// keystop's lines in a shell script that was there before: they run the rest of the file first, under its own name.
const REST_FIRST: &str = include_str!("../../hooks/rest-first.sh");

/// keystop's lines beside a hook that is no shell script: it keeps its name, in a directory of its own, and runs first.
const KEPT_FIRST: &str = include_str!("../../hooks/kept-first.sh");

/// A hook in a directory that hides each repository's own hooks: it hands on to them.
const HAND_ON: &str = include_str!("../../hooks/hand-on.sh");

/// keystop's hook as a value in Git's configuration, which adds the hook's arguments behind it.
const CONFIGURED: &str = include_str!("../../hooks/configured.sh");

/// Where a hook is kept that was there before.
const BESIDE: &str = "${0%/*}/keystop";

/// Where a repository has its own hooks, whatever `core.hooksPath` says.
const OF_REPOSITORY: &str = "$(git rev-parse --git-common-dir)/hooks";

/// `pre-push` reads what is pushed from its input; whatever runs in the hook gets all of it.
const READ: &str = "keystop_input=$(cat)";

/// Hands the input on.
const INPUT: &str = "printf '%s\\n' \"$keystop_input\" | ";

/// Hands the input on to the lines that others add behind keystop's.
const REST: &str = "[ -z \"$keystop_input\" ] || exec <<KEYSTOP_INPUT\n$keystop_input\nKEYSTOP_INPUT";

/// What the first line of keystop's part begins with, in every version since it has marks.
const BEGIN: &str = "# >>> keystop";

/// What the first line says where the file was made by keystop.
const OWN_FILE: &str = ", a file of its own";

/// The last line of keystop's part.
const END: &str = "# <<< keystop <<<";

/// By which the hooks of versions 0.1.0 and before are known; the whole file is keystop's.
const WITHOUT_MARKS: &str = "# Installed by keystop";

/// What runs before keystop's check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing: the file is keystop's own. Lines that others add to its end run after the check.
    Nothing,
    /// The rest of the file, which was there before.
    RestOfFile,
    /// The hook that was there before, kept in a directory beside it.
    Kept,
    /// The repository's own hook, which `core.hooksPath` hides.
    OfRepository,
}

impl Before {
    /// What runs before the check by keystop's lines of an earlier installation.
    #[must_use]
    pub fn of(lines: &[u8]) -> Self {
        let has = |text: &str| memchr::memmem::find(lines, text.as_bytes()).is_some();
        if has("KEYSTOP_REST") {
            Self::RestOfFile
        } else if has(OF_REPOSITORY) {
            Self::OfRepository
        } else if has("keystop_kept=") {
            Self::Kept
        } else {
            Self::Nothing
        }
    }
}

/// How the hook finds the program.
#[derive(Clone, Copy, Debug)]
pub enum Program<'a> {
    /// On `PATH`, and otherwise at this path.
    At(&'a Path),
    /// On `PATH` alone: for files that a team shares.
    OnPath,
}

/// keystop's lines for a hook of that kind, with both marks and a line break at the end; bytes, since a path need not
/// be UTF-8.
#[must_use]
pub fn lines(kind: HookKind, before: Before, program: Program<'_>) -> Vec<u8> {
    let (template, mark, kept) = match before {
        Before::Nothing => (ALONE, OWN_FILE, ""),
        Before::RestOfFile => (REST_FIRST, "", ""),
        Before::Kept => (KEPT_FIRST, "", BESIDE),
        Before::OfRepository => (KEPT_FIRST, OWN_FILE, OF_REPOSITORY),
    };
    let arguments = match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => String::new(),
        HookKind::CommitMsg | HookKind::PrePush => format!("{} \"$@\"", kind.arguments()),
    };
    let (read, input, rest) = if kind == HookKind::PrePush { (READ, INPUT, REST) } else { ("", "", "") };
    let body = template
        .replace("@CHECK@", CHECK.trim_end())
        .replace("@READ@", read)
        .replace("@INPUT@", input)
        .replace("@REST@", rest)
        .replace("@ARGUMENTS@", &arguments)
        .replace("@KEPT@", kept)
        .replace("@HOOK@", kind.name());
    replace(&marked(&body, mark), b"@KEYSTOP@", &program.as_word())
}

/// A hook's file that is keystop's alone.
#[must_use]
pub fn own_file(kind: HookKind, before: Before, program: Program<'_>) -> Vec<u8> {
    [OWN_HEAD.as_bytes(), &lines(kind, before, program)].concat()
}

/// A hook's file that only hands on to the repository's own hook of that name.
#[must_use]
pub fn handing_on(name: &str) -> Vec<u8> {
    let otherwise = match name {
        // Without such a hook Git updates the work tree by itself. Source: <https://git-scm.com/docs/githooks#push-to-checkout>
        "push-to-checkout" => {
            "git update-index -q --ignore-submodules --refresh &&\ngit diff-files --quiet --ignore-submodules -- &&\n\
             git diff-index --quiet --cached --ignore-submodules HEAD -- &&\ngit read-tree -u -m \"$1\""
        }
        // Git calls it only where the repository asks for it, and takes silence for a refusal.
        "proc-receive" => "exit 1",
        _ => "",
    };
    let body = HAND_ON.replace("@KEPT@", OF_REPOSITORY).replace("@HOOK@", name).replace("@OTHERWISE@", otherwise);
    [OWN_HEAD.as_bytes(), &marked(&body, OWN_FILE)].concat()
}

/// keystop's hook of that kind as a value in Git's configuration.
///
/// # Errors
/// The program's path is not UTF-8.
pub fn configured(kind: HookKind, program: &Path) -> Result<String, InstallError> {
    let word = String::from_utf8(Program::At(program).as_word()).map_err(|_| InstallError::OddPath)?;
    Ok(CONFIGURED.trim_end().replace("@ARGUMENTS@", &kind.arguments()).replacen("@KEYSTOP@", &word, 1))
}

/// The path of the program that keystop's lines name, as they quote it.
#[must_use]
pub fn pinned(lines: &[u8]) -> Option<Vec<u8>> {
    let mark = b"|| keystop_program='";
    let begin = memchr::memmem::find(lines, mark)? + mark.len();
    let end = begin + memchr::memmem::find(&lines[begin..], b"'\n")?;
    let path = String::from_utf8_lossy(&lines[begin..end]).replace(r"'\''", "'");
    (!path.is_empty()).then(|| path.into_bytes())
}

/// The lines of a body that are not empty, between keystop's marks.
fn marked(body: &str, mark: &str) -> Vec<u8> {
    let mut text =
        format!("{BEGIN} {}{mark} >>> `keystop uninstall` takes these lines out\n", env!("CARGO_PKG_VERSION"));
    for line in body.lines().filter(|line| !line.is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(END);
    text.push('\n');
    text.into_bytes()
}

impl Program<'_> {
    /// The path as one word of a shell; empty where there is none.
    fn as_word(self) -> Vec<u8> {
        match self {
            Program::At(path) => quoted(&crate::source::path_bytes(path)),
            Program::OnPath => b"''".to_vec(),
        }
    }
}

/// A text as one word of a POSIX shell.
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'\''];
    for byte in text {
        match byte {
            b'\'' => out.extend_from_slice(br"'\''"),
            other => out.push(*other),
        }
    }
    out.push(b'\'');
    out
}

/// Replaces the first place of `from`.
fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match memchr::memmem::find(text, from) {
        Some(at) => [&text[..at], to, &text[at + from.len()..]].concat(),
        None => text.to_owned(),
    }
}

/// A hook's file, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hook {
    /// The file of a version without marks: all of it is keystop's.
    WithoutMarks,
    /// keystop's lines, and those of others before and behind them.
    Ours {
        /// What stands before.
        head: Vec<u8>,
        /// keystop's lines, with marks.
        lines: Vec<u8>,
        /// What stands behind.
        tail: Vec<u8>,
    },
    /// Nothing of keystop's is in it.
    Foreign,
}

impl Hook {
    /// Takes the content of a hook's file apart.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        let begin = if content.starts_with(BEGIN.as_bytes()) {
            Some(0)
        } else {
            memchr::memmem::find(content, format!("\n{BEGIN}").as_bytes()).map(|at| at + 1)
        };
        let end = begin.and_then(|begin| {
            let end = begin + memchr::memmem::find(&content[begin..], END.as_bytes())? + END.len();
            Some(content[end..].iter().position(|byte| *byte == b'\n').map_or(content.len(), |line| end + line + 1))
        });
        match (begin, end) {
            (Some(begin), Some(end)) => Self::Ours {
                head: content[..begin].to_owned(),
                lines: content[begin..end].to_owned(),
                tail: content[end..].to_owned(),
            },
            _ if memchr::memmem::find(content, WITHOUT_MARKS.as_bytes()).is_some() => Self::WithoutMarks,
            _ => Self::Foreign,
        }
    }

    /// The version that wrote the lines, if they have marks.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let Self::Ours { lines, .. } = self else { return None };
        let line = String::from_utf8_lossy(lines.split(|byte| *byte == b'\n').next()?).into_owned();
        let version = line.strip_prefix(BEGIN)?.trim_start();
        Some(version.split([' ', ',']).next()?.to_owned())
    }

    /// What is left of the file without keystop's lines: nothing if it was a file of keystop's own and nobody added to
    /// it.
    #[must_use]
    pub fn without_keystop(&self) -> Option<Vec<u8>> {
        match self {
            Self::WithoutMarks | Self::Foreign => None,
            Self::Ours { head, lines, tail } => {
                let first = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let is_own = memchr::memmem::find(first, OWN_FILE.as_bytes()).is_some();
                let rest = [head.as_slice(), tail].concat();
                (!is_own || rest != OWN_HEAD.as_bytes()).then_some(rest)
            }
        }
    }
}

/// What stands before keystop's lines in a file of its own.
pub const OWN_HEAD: &str = "#!/bin/sh\n";

/// Where keystop's lines go in a shell script that was there before: behind its first line, if that names the shell.
/// Nothing if the file is no shell script.
#[must_use]
pub fn place_in(script: &[u8]) -> Option<usize> {
    if !script.starts_with(b"#!") {
        // Git runs a file without such a line through the shell. A program has other bytes.
        return (!script.contains(&0)).then_some(0);
    }
    let end = script.iter().position(|byte| *byte == b'\n').map_or(script.len(), |line| line + 1);
    let first = String::from_utf8_lossy(&script[..end]);
    let mut words = first[2..].split_whitespace();
    let program = words.next()?;
    let program = if program.ends_with("/env") { words.find(|word| !word.starts_with('-'))? } else { program };
    let shell = program.rsplit('/').next()?;
    let is_shell = matches!(shell, "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh");
    (is_shell && script[..end].ends_with(b"\n")).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Before; 4] = [Before::Nothing, Before::RestOfFile, Before::Kept, Before::OfRepository];

    #[test]
    fn lines_are_found_again_and_taken_out() {
        for kind in HookKind::ALL {
            for before in ALL {
                let own = lines(*kind, before, Program::At(Path::new("/it's/keystop")));
                assert!(!own.contains(&b'@') || !String::from_utf8_lossy(&own).contains("@KEYSTOP@"));
                let file = [b"#!/bin/sh\n".as_slice(), &own, b"echo mine\n"].concat();
                let hook = Hook::of(&file);
                assert_eq!(hook.without_keystop().as_deref(), Some(b"#!/bin/sh\necho mine\n".as_slice()));
                assert_eq!(Before::of(&own), before);
                assert_eq!(pinned(&own).as_deref(), Some(b"/it's/keystop".as_slice()));
                assert_eq!(hook.version().as_deref(), Some(env!("CARGO_PKG_VERSION")));
            }
        }
    }

    #[test]
    fn a_file_of_its_own_leaves_nothing() {
        let own = lines(HookKind::PreCommit, Before::Nothing, Program::OnPath);
        assert_eq!(Hook::of(&[OWN_HEAD.as_bytes(), &own].concat()).without_keystop(), None);
        let chained = lines(HookKind::PreCommit, Before::RestOfFile, Program::OnPath);
        let rest = Hook::of(&[OWN_HEAD.as_bytes(), &chained].concat()).without_keystop();
        assert_eq!(rest.as_deref(), Some(OWN_HEAD.as_bytes()));
    }

    #[test]
    fn files_of_others_are_told_apart() {
        assert_eq!(Hook::of(b"#!/bin/sh\necho keystop\n"), Hook::Foreign);
        assert_eq!(Hook::of(b"#!/bin/sh\n# Installed by keystop, which stops\n"), Hook::WithoutMarks);
        assert_eq!(Hook::of(b""), Hook::Foreign);
    }

    #[test]
    fn shell_scripts_are_told_by_their_first_line() {
        for (script, place) in [
            ("#!/bin/sh\nx\n", Some(10)),
            ("#!/usr/bin/env bash\nx\n", Some(20)),
            ("#!/usr/bin/env -S bash -e\nx", Some(26)),
            ("#! /bin/dash -e\n", Some(16)),
            ("echo no first line\n", Some(0)),
            ("#!/usr/bin/env python3\n", None),
            ("#!/usr/bin/node\n", None),
            ("#!/bin/sh", None),
            ("\u{7f}ELF\0", None),
        ] {
            assert_eq!(place_in(script.as_bytes()), place, "{script}");
        }
    }
}
