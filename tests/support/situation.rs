//! Situations as rows of a table: a name, and a script that ends with a commit or a scan.
//!
//! Each runs in a fresh repository with the hook installed. A script has these words besides those of the shell and Git:
//!
//! | word | what it is |
//! |---|---|
//! | `key` | prints a line with a key |
//! | `$K`, `$L` | two keys |
//! | `commit …` | `git commit` with a message |
//! | `old` | commits what is staged past the hook, as what was there before |
//! | `loose REV` | the file in which that object is kept |
//! | `damage FILE COMMAND…` | runs the command over a file that is write-protected |
//! | `$KEYSTOP` | the program |
//! | `$D` | the directory in which the work tree `tree` and the home directory stand |

use std::sync::Mutex;
use std::thread;

use super::random;
use super::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};

const WORDS: &str = r#"
key() { echo "token = '$K'"; }
commit() { git commit -q -m x "$@"; }
old() { git commit -q --no-verify --allow-empty -m before; }
loose() { id=$(git rev-parse "$1"); rest=${id#??}; echo ".git/objects/${id%"$rest"}/$rest"; }
damage() { file=$1; shift; chmod u+w "$file"; "$@" "$file"; }
"#;

/// A row of a table: what it is, and the script.
pub type Row<'t> = (&'t str, &'t str);

/// What a situation must come to.
#[derive(Clone, Copy, Debug)]
pub enum Verdict {
    /// The commit is blocked, since a key was found.
    Blocks,
    /// The commit goes through.
    Passes,
    /// The scan could not be done, and the message says why and how to go on.
    Fails,
}

impl Verdict {
    fn fits(self, outcome: &Outcome) -> bool {
        let says = |words: &str| outcome.stderr.contains(words) || outcome.stdout.contains(words);
        !says("defect in keystop")
            && match self {
                Self::Blocks => outcome.status == Some(1) && says("found"),
                Self::Passes => outcome.status == Some(0),
                Self::Fails => outcome.status == Some(2) && says("next step"),
            }
    }
}

/// Runs all rows, each in a fresh repository of `git init`, and names those that come to something else.
#[track_caller]
pub fn all(expected: Verdict, rows: &[Row<'_>]) {
    all_in("", expected, rows);
}

/// The same in repositories that `git init` makes with these options, or after what follows a `;` in them.
#[track_caller]
pub fn all_in(init: &str, expected: Verdict, rows: &[Row<'_>]) {
    let rows = Mutex::new(rows.iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some((name, script)) = rows.lock().expect("no row panics").next() else { return };
                    random::begin(&format!("{name}\n{init}\n{script}"));
                    let outcome = run(init, script);
                    if !expected.fits(&outcome) {
                        wrong.lock().expect("no row panics").push(format!("{name}: {outcome:#?}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no row panics");
    assert!(wrong.is_empty(), "{} should come to {expected:?}, {init}:\n{}", wrong.len(), wrong.join("\n"));
}

fn run(init: &str, script: &str) -> Outcome {
    let sandbox = Sandbox::without_repository();
    let (options, then) = init.split_once(';').unwrap_or((init, ""));
    let script = format!(
        "{WORDS}\n(set -e; git init -q -b main {options} .; {then}\n\"$KEYSTOP\" --install >/dev/null) || exit 99\n{script}"
    );
    let mut shell = sandbox.command("sh");
    shell.env("KEYSTOP", keystop_program()).env("K", fresh_key()).env("L", fresh_key());
    shell.env("D", sandbox.beside("")).args(["-c", &script]);
    Sandbox::run(&mut shell)
}
