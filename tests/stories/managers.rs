//! Beside the real hook managers: both run, in whatever order they are installed, and uninstalling leaves no trace.
//!
//! `KEYSTOP_TEST_MANAGERS` names the directory that `tests/stories/managers.sh` filled. Managers that are not in it are
//! skipped, with a line that says so.

#![allow(clippy::print_stderr)]

use std::path::Path;

use crate::support::situation::Verdict::{Blocks, Passes};
use crate::support::situation::all;

/// A hook manager.
struct Manager {
    name: &'static str,
    /// What must be in the directory of managers.
    needs: &'static str,
    /// Shell functions: `make` writes its configuration, `manage` installs its hooks, `unmanage` takes them out.
    words: &'static str,
    /// What it does where another hook is there before it.
    where_taken: Taken,
}

/// What a manager does where another hook is there before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// It puts its own in place.
    Displaces,
    /// It leaves the other one alone, and does not run.
    GivesWay,
}

const WORDS: &str = r#"
"$KEYSTOP" uninstall >/dev/null
ln -s "$KEYSTOP" $D/home/keystop; PATH=$D/home:$PATH
install() { "$KEYSTOP" install --via file "$@" >$D/said 2>&1; }
package() { printf '{\n  "name": "x",\n  "version": "1.0.0",\n  "scripts": { "t": "echo TEAM-RAN" },\n  %s\n}\n' "$1" > package.json; echo node_modules > .gitignore; cp -al "$T/$2/node_modules" .; }
stage() { git add -A .; }
team() { echo $1 > team; git add team; git commit -m team >$D/team 2>&1; s=$?; grep -q TEAM-RAN $D/team && [ $s = 0 ] || { echo "$1: the team's hook did not run, or refused ($s):"; cat $D/team; exit 90; }; }
blocked() { key > leak.py; git add leak.py; git commit -m x >$D/leak 2>&1 && { echo "$1: the key was committed"; exit 91; }; grep -q leak.py $D/leak || { echo "$1: refused otherwise:"; cat $D/leak; exit 92; }; git reset -q -- leak.py; rm leak.py; }
"#;

const PRE_COMMIT: &str = r#"make() { printf '%s\n' 'repos:' '- repo: local' '  hooks:' '  - {id: hi, name: hi, entry: echo TEAM-RAN, language: system, pass_filenames: false, verbose: true, always_run: true}' > .pre-commit-config.yaml; }"#;

const MANAGERS: &[Manager] = &[
    Manager {
        name: "husky 9",
        needs: "npm/node_modules/husky",
        words: r#"make() { package '"devDependencies": {"husky": "9"}' npm; mkdir .husky; echo 'echo TEAM-RAN' > .husky/pre-commit; }
            manage() { node node_modules/husky/bin.js; }
            unmanage() { git config --unset core.hooksPath; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "husky 8",
        needs: "husky8/node_modules/husky",
        words: r#"make() { package '"devDependencies": {"husky": "8"}' husky8; mkdir .husky; printf '%s\n' '#!/usr/bin/env sh' '. "$(dirname -- "$0")/_/husky.sh"' 'echo TEAM-RAN' > .husky/pre-commit; chmod +x .husky/pre-commit; }
            manage() { node node_modules/husky/lib/bin.js install >/dev/null; stage; }
            unmanage() { node node_modules/husky/lib/bin.js uninstall; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "husky 4",
        needs: "husky4/node_modules/husky",
        words: r#"make() { package '"husky": {"hooks": {"pre-commit": "echo TEAM-RAN"}}' husky4; }
            manage() { (top=$PWD; cd node_modules/husky; INIT_CWD=$top npm_config_user_agent="npm/6.14.0 node/v20" PATH=$top/node_modules/.bin:$PATH node husky.js install >/dev/null 2>&1); }
            unmanage() { (top=$PWD; cd node_modules/husky; INIT_CWD=$top node husky.js uninstall >/dev/null 2>&1); }"#,
        where_taken: Taken::GivesWay,
    },
    Manager {
        name: "lefthook",
        needs: "npm/node_modules/lefthook",
        words: r#"make() { printf '%s\n' 'pre-commit:' '  jobs:' '    - run: echo TEAM-RAN' > lefthook.yml; }
            manage() { $T/npm/node_modules/.bin/lefthook install >/dev/null; }
            unmanage() { $T/npm/node_modules/.bin/lefthook uninstall >/dev/null; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "pre-commit",
        needs: "python/bin/pre-commit",
        words: r#"manage() { $T/python/bin/pre-commit install >/dev/null; }
            unmanage() { $T/python/bin/pre-commit uninstall >/dev/null; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "prek",
        needs: "python/bin/prek",
        words: r#"manage() { $T/python/bin/prek install >/dev/null 2>&1; }
            unmanage() { $T/python/bin/prek uninstall >/dev/null 2>&1; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "simple-git-hooks",
        needs: "npm/node_modules/simple-git-hooks",
        words: r#"make() { package '"simple-git-hooks": {"pre-commit": "echo TEAM-RAN"}, "devDependencies": {"simple-git-hooks": "2"}' npm; }
            manage() { node node_modules/simple-git-hooks/cli.js >/dev/null; }
            adopt() { manage; }
            unmanage() { rm .git/hooks/pre-commit; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "yorkie",
        needs: "old/node_modules/yorkie",
        words: r#"make() { package '"gitHooks": {"pre-commit": "echo TEAM-RAN"}, "devDependencies": {"yorkie": "2"}' old; }
            manage() { (cd node_modules/yorkie; node bin/install.js >/dev/null 2>&1); }
            unmanage() { (cd node_modules/yorkie; node bin/uninstall.js >/dev/null 2>&1); }"#,
        where_taken: Taken::GivesWay,
    },
    Manager {
        name: "ghooks",
        needs: "old/node_modules/ghooks",
        words: r#"make() { package '"config": {"ghooks": {"pre-commit": "echo TEAM-RAN"}}, "devDependencies": {"ghooks": "2"}' old; }
            manage() { (cd node_modules/ghooks; node bin/module-install >/dev/null 2>&1); }
            unmanage() { grep -l 'Generated by ghooks' .git/hooks/* | xargs rm; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "pre-commit of npm",
        needs: "old/node_modules/pre-commit",
        words: r#"make() { package '"pre-commit": ["t"]' old; }
            manage() { (cd node_modules/pre-commit; node install.js >/dev/null 2>&1); }
            unmanage() { (cd node_modules/pre-commit; node uninstall.js >/dev/null 2>&1); }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "git-hooks of npm",
        needs: "old/node_modules/git-hooks",
        words: r#"make() { package '"devDependencies": {"git-hooks": "1"}' old; mkdir -p .githooks/pre-commit; printf '%s\n' '#!/bin/sh' 'echo TEAM-RAN' > .githooks/pre-commit/team; chmod +x .githooks/pre-commit/team; }
            manage() { node node_modules/git-hooks/bin/git-hooks --install >/dev/null 2>&1; }
            unmanage() { node node_modules/git-hooks/bin/git-hooks --uninstall; }"#,
        where_taken: Taken::Displaces,
    },
    Manager {
        name: "Overcommit",
        needs: "overcommit/lib",
        words: r#"export RUBYLIB=$T/overcommit/lib
            make() { printf '%s\n' 'verify_signatures: false' 'gemfile: false' 'PreCommit:' '  Team:' '    enabled: true' '    description: TEAM-RAN' '    command: ["true"]' '  AuthorName: {enabled: false}' > .overcommit.yml; git add .overcommit.yml; }
            manage() { ruby $T/overcommit/bin/overcommit --install >/dev/null; }
            unmanage() { ruby $T/overcommit/bin/overcommit --uninstall >/dev/null; }"#,
        where_taken: Taken::Displaces,
    },
];

/// What is done, and must come to a blocked key at the end.
const ORDERS: &[(&str, &str)] = &[
    (
        "keystop after the manager",
        "make; manage; stage; team alone; install --write; stage; adopt; team after; blocked after",
    ),
    (
        "keystop twice",
        "make; manage; stage; install --write; install --write; grep -q already $D/said || { cat $D/said; exit 93; }; stage; adopt; blocked twice",
    ),
    ("the manager again", "make; manage; stage; install --write; stage; manage; team again; blocked again"),
    (
        "keystop, then the manager, then keystop again",
        "make; stage; install; blocked alone; manage; install --write; stage; adopt; blocked repaired",
    ),
    ("the manager gone", "make; manage; stage; install --write; stage; unmanage; install; blocked gone"),
];

#[test]
fn keys_are_blocked_beside_each_manager() {
    run(
        |manager, cells| {
            for (order, script) in ORDERS {
                let both = if manager.where_taken == Taken::Displaces { "; team both" } else { "" };
                let repaired = if order.ends_with("keystop again") { both } else { "" };
                let end = "; key > leak.py; git add leak.py; commit";
                cells.push((format!("{}: {order}", manager.name), format!("{script}{repaired}{end}")));
            }
        },
        Blocks,
    );
}

#[test]
fn uninstalling_leaves_each_manager_as_it_was() {
    const SCRIPT: &str = "make; manage; stage; git ls-files -s > $D/before; cp -a .git/hooks $D/hooks; install --write; adopt; \
        \"$KEYSTOP\" uninstall >/dev/null; adopt; stage; team gone; git rm -q --cached team; git ls-files -s | diff $D/before -; \
        diff -r .git/hooks $D/hooks && ! grep -r keystop .git/hooks .git/config";
    run(|manager, cells| cells.push((manager.name.to_owned(), SCRIPT.to_owned())), Passes);
}

/// Runs the cells of each manager that is there.
fn run(of: impl Fn(&Manager, &mut Vec<(String, String)>), expected: crate::support::situation::Verdict) {
    let Ok(directory) = std::env::var("KEYSTOP_TEST_MANAGERS") else {
        eprintln!(
            "skipped: KEYSTOP_TEST_MANAGERS names no directory of hook managers (tests/stories/managers.sh fills one)"
        );
        return;
    };
    let mut rows = Vec::new();
    for manager in MANAGERS {
        if !Path::new(&directory).join(manager.needs).exists() {
            eprintln!("skipped: {} is not in {directory}", manager.name);
            continue;
        }
        let mut cells = Vec::new();
        of(manager, &mut cells);
        let head = format!("T={directory}\nadopt() {{ :; }}\n{PRE_COMMIT}\n{WORDS}\n{}", manager.words);
        rows.extend(cells.into_iter().map(|(name, script)| (name, format!("{head}\n{script}"))));
    }
    let borrowed: Vec<(&str, &str)> = rows.iter().map(|(name, script)| (name.as_str(), script.as_str())).collect();
    all(expected, &borrowed);
}
