//! Beside other hooks: what was there goes on running under its own name, and comes back byte for byte.
//!
//! Each row begins without keystop. `install` and `remove` are keystop's; `hook NAME` makes a hook of its input.

use crate::support::situation::Verdict::{Blocks, Fails, Passes};
use crate::support::situation::all;

const BEGIN: &str = r#"
"$KEYSTOP" uninstall >/dev/null
install() { "$KEYSTOP" install "$@" >$D/said 2>&1; }
remove() { "$KEYSTOP" uninstall "$@" >$D/said 2>&1; }
hook() { mkdir -p $(dirname .git/hooks/$1); cat > .git/hooks/$1; chmod +x .git/hooks/$1; }
says() { grep -q "$1" $D/said || { cat $D/said; exit 90; }; }
ran() { grep -q ran $D/ran || { echo "the other hook did not run"; exit 91; }; rm $D/ran; }
clean() { echo $$ >> clean; git add clean; git commit -q -m clean || exit 92; }
H=.git/hooks
"#;

fn rows<'t>(rows: &'t [(&'t str, &'t str)]) -> Vec<(&'t str, String)> {
    rows.iter().map(|(name, script)| (*name, format!("{BEGIN}\n{script}"))).collect()
}

fn come_to(expected: crate::support::situation::Verdict, table: &[(&str, &str)]) {
    let rows = rows(table);
    let borrowed: Vec<(&str, &str)> = rows.iter().map(|(name, script)| (*name, script.as_str())).collect();
    all(expected, &borrowed);
}

/// A dispatcher that goes by its own name and place, as people copy it from answers on the web.
const DISPATCHER: &str = r#"printf '%s\n' '#!/bin/sh' 'hook=$(basename "$0")' 'for part in "$(dirname "$0")/$hook".d/*; do "$part" "$@" || exit 1; done' | hook pre-commit; printf '%s\n' '#!/bin/sh' "echo ran >> $D/ran" | hook pre-commit.d/10"#;

#[test]
fn keys_are_blocked_beside_other_hooks() {
    let dispatcher = format!("{DISPATCHER}; install; clean; ran; key > a; git add a; commit");
    come_to(
        Blocks,
        &[
            (
                "a shell script that leaves early",
                r#"printf '%s\n' "echo ran > $D/ran" 'exit 0' | hook pre-commit; install; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "a shell script that ends in exec",
                r#"printf '%s\n' '#!/bin/bash' "echo ran > $D/ran" 'exec true' | hook pre-commit; install; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "a program of another language",
                r#"printf '%s\n' '#!/usr/bin/env perl' "open F, '>', '$D/ran'; print F 'ran'; close F;" | hook pre-commit; install; clean; ran; key > a; git add a; commit"#,
            ),
            ("a dispatcher by its own name", &dispatcher),
            (
                "a dispatcher of all that its name begins",
                r#"printf '%s\n' '#!/bin/sh' "echo ran >> $D/ran" 'for part in .git/hooks/pre-commit.*; do case $part in *.sample) ;; *) test ! -x $part || $part || exit 1;; esac; done' | hook pre-commit; install; clean; test $(wc -l < $D/ran) = 1 || exit 93; key > a; git add a; commit"#,
            ),
            (
                "a link to a script in the work tree",
                r#"mkdir s; printf '%s\n' '#!/bin/sh' '. "$(dirname "$(readlink -f "$0")")/lib"' > s/pre-commit; echo "echo ran > $D/ran" > s/lib; chmod +x s/pre-commit; ln -s ../../s/pre-commit $H/pre-commit; install; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "lines that others append",
                r#"install; echo "echo ran > $D/ran" >> $H/pre-commit; clean; ran; install; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "moved by a manager that goes on running it",
                r#"install; mv $H/pre-commit $H/pre-commit.legacy; printf '%s\n' '#!/bin/sh' '"$0.legacy" "$@"' | hook pre-commit; key > a; git add a; commit"#,
            ),
            (
                "the hook that another tool put in its place, then install",
                r#"install; printf '%s\n' '#!/bin/sh' "echo ran > $D/ran" | hook pre-commit; install; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "core.hooksPath set later, then install",
                r#"install; git config core.hooksPath .other; install; key > a; git add a; commit"#,
            ),
            (
                "a dispatcher for all repositories that reads each one's hook into itself",
                r#"git config --global core.hooksPath $D/all; mkdir $D/all; printf '%s\n' '#!/bin/bash' 'l=$(git rev-parse --git-common-dir)/hooks/$(basename $0); if [ -e $l ]; then source $l; fi' > $D/all/pre-commit; chmod +x $D/all/pre-commit; git config core.hooksPath .git/hooks; install; git config --unset core.hooksPath; key > a; git add a; commit"#,
            ),
            (
                "for every repository",
                r#"printf '%s\n' '#!/bin/sh' "echo ran > $D/ran" | hook pre-commit; printf '%s\n' '#!/bin/sh' "echo ran > $D/ran" | hook post-commit; install --global; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "for every repository, beside a directory that was set",
                r#"git config --global core.hooksPath $D/all; mkdir $D/all; printf '%s\n' '#!/bin/sh' "echo ran > $D/ran" > $D/all/pre-commit; chmod +x $D/all/pre-commit; install --global; clean; ran; key > a; git add a; commit"#,
            ),
            (
                "a clean merge",
                r#"install; clean; git checkout -q -b b; key > a; git add a; git commit -q --no-verify -m b; git checkout -q -; echo 1 > c; git add c; git commit -q -m c; git merge -q b"#,
            ),
            (
                "a program under an odd path",
                r#"for d in "with space" "it's" 'do$llar' 'back`tick' '@KEYSTOP@' '-dash'; do mkdir -p "$D/$d"; cp "$KEYSTOP" "$D/$d/keystop"; rm -f $H/pre-commit; "$D/$d/keystop" install >/dev/null || exit 94; key > a; git add a; commit 2>/dev/null; [ $? = 1 ] || exit 95; done; commit"#,
            ),
        ],
    );
}

#[test]
fn uninstalling_leaves_no_trace() {
    let dispatcher = format!("{DISPATCHER}; cp -a $H $D/before; install; remove; diff -r $H $D/before");
    come_to(
        Passes,
        &[
            ("nothing was there", "cp -a $H $D/before; install; install; remove; diff -r $H $D/before"),
            (
                "a shell script",
                r#"printf '%s\n' '#!/bin/sh' 'echo x' | hook pre-commit; cp -a $H $D/before; install; remove; says 'is back'; diff -r $H $D/before; test -x $H/pre-commit"#,
            ),
            (
                "a program",
                r#"printf '%s\n' '#!/usr/bin/env perl' | hook pre-commit; cp -a $H $D/before; install; remove; rmdir $H/keystop; diff -r $H $D/before"#,
            ),
            ("a dispatcher", &dispatcher),
            (
                "a script that is not executable",
                r#"echo true > $H/pre-commit; cp -a $H $D/before; install; says 'not executable'; remove; rmdir $H/keystop; diff -r $H $D/before; test ! -x $H/pre-commit"#,
            ),
            (
                "a link",
                r#"ln -s ../../nowhere/pre-commit $H/pre-commit; install; remove; test "$(readlink $H/pre-commit)" = ../../nowhere/pre-commit"#,
            ),
            (
                "lines of others",
                r#"install; echo "echo mine" >> $H/pre-commit; remove; grep -q mine $H/pre-commit; ! grep -q keystop $H/pre-commit"#,
            ),
            (
                "the hook of a program was kept, and somebody deleted keystop's",
                r#"printf '%s\n' '#!/usr/bin/env perl' | hook pre-commit; install; rm $H/pre-commit; remove; grep -q perl $H/pre-commit"#,
            ),
            (
                "the directory changed since",
                r#"install; git config core.hooksPath .other; remove; test ! -e $H/pre-commit"#,
            ),
            (
                "every repository",
                r#"install --global; remove --global; test -z "$(git config --global core.hooksPath)"; ! ls $HOME/.config/keystop/hooks/* 2>/dev/null"#,
            ),
            (
                "every repository, beside a directory that was set",
                r#"git config --global core.hooksPath $D/all; mkdir $D/all; echo true > $D/all/pre-commit; chmod +x $D/all/pre-commit; cp -a $D/all $D/before; install --global; remove --global; test "$(git config --global core.hooksPath)" = $D/all; diff -r $D/all $D/before"#,
            ),
            ("only shown", r#"cp -a $H $D/before; install --dry-run; says 'would write'; diff -r $H $D/before"#),
        ],
    );
}

#[test]
fn what_cannot_work_is_said() {
    come_to(
        Fails,
        &[
            ("hooks switched off by /dev/null", r#"git config core.hooksPath /dev/null; "$KEYSTOP" install"#),
            ("hooks switched off by an empty setting", r#"git config core.hooksPath ''; "$KEYSTOP" install"#),
            ("a bare repository", r#"git init -q --bare $D/b.git; "$KEYSTOP" install $D/b.git"#),
            (
                "a directory that serves every repository",
                r#"git config --global core.hooksPath $D/all; "$KEYSTOP" install"#,
            ),
            (
                "a directory that the team tracks",
                r#"mkdir .team; echo true > .team/pre-commit; git add .team; git config core.hooksPath .team; "$KEYSTOP" install"#,
            ),
            (
                "lefthook's hook",
                r#"echo 'call_lefthook run "pre-commit"' | hook pre-commit; echo 'pre-commit:' > lefthook.yml; "$KEYSTOP" install"#,
            ),
            (
                "the program is gone",
                r#"cp "$KEYSTOP" $D/keystop; $D/keystop install >/dev/null; rm $D/keystop; $H/pre-commit"#,
            ),
        ],
    );
}

#[test]
fn a_team_may_go_without_a_missing_program() {
    come_to(
        Passes,
        &[(
            "KEYSTOP_MISSING=warn",
            r#"cp "$KEYSTOP" $D/keystop; $D/keystop install >/dev/null; rm $D/keystop; echo 1 > a; git add a; KEYSTOP_MISSING=warn commit 2>$D/said && says 'nothing was scanned'"#,
        )],
    );
}

#[test]
fn doctor_tells_what_is_wrong() {
    come_to(
        Passes,
        &[
            (
                "all is well",
                r#"install; "$KEYSTOP" doctor && "$KEYSTOP" status && "$KEYSTOP" doctor --format json | grep -q '"canary","level":"ok"'"#,
            ),
            (
                "no hook",
                r#"! "$KEYSTOP" doctor >$D/said; says 'there is no hook'; says 'went through'; ! "$KEYSTOP" status >$D/said; says 'keystop install'"#,
            ),
            (
                "not executable",
                r#"install; chmod -x $H/pre-commit; ! "$KEYSTOP" doctor >$D/said; says 'not executable'"#,
            ),
            (
                "hidden by core.hooksPath",
                r#"install; git config core.hooksPath .other; ! "$KEYSTOP" doctor >$D/said; says 'Git does not run'"#,
            ),
            (
                "replaced",
                r#"install; echo true | hook pre-commit; ! "$KEYSTOP" doctor >$D/said; says 'does not call keystop'"#,
            ),
            (
                "a policy that is not understood",
                r#"install; echo '[' > .keystop.toml; ! "$KEYSTOP" doctor >$D/said; says 'correct .keystop.toml'"#,
            ),
            (
                "a configuration that this Git is too old for",
                r#"case $(git version) in *2.[5-9][4-9].*) exit 0;; esac; git config hook.keystop.command keystop; git config hook.keystop.event pre-commit; ! "$KEYSTOP" doctor >$D/said; says 'too old'"#,
            ),
        ],
    );
}

/// `KEYSTOP_TEST_GITS` names directories with other versions of Git, with `:` between them.
#[test]
#[allow(clippy::print_stderr)]
fn other_versions_of_git_run_the_hook() {
    let Ok(gits) = std::env::var("KEYSTOP_TEST_GITS") else {
        eprintln!("skipped: KEYSTOP_TEST_GITS names no other versions of Git");
        return;
    };
    for directory in gits.split(':') {
        let with = |script: &str| format!("PATH={directory}:$PATH; {script}");
        let scripts = [
            with("install; key > a; git add a; commit"),
            with("install --via file; key > a; git add a; commit"),
            with("install --global; key > a; git add a; commit"),
            with(
                "printf '%s\\n' '#!/bin/sh' \"echo ran > $D/ran\" | hook pre-commit; install; clean; ran; key > a; git add a; commit",
            ),
            with(
                "install; clean; git checkout -q -b b; key > a; git add a; git commit -q --no-verify -m b; git checkout -q -; echo 1 > c; git add c; git commit -q -m c; git merge -q b",
            ),
        ];
        come_to(Blocks, &scripts.iter().map(|script| (directory, script.as_str())).collect::<Vec<_>>());
        let gone = with(
            "cp .git/config $D/before; install; install; remove; git config --list --local > $D/now; ! grep keystop $D/now; cmp .git/config $D/before; ! ls .git/hooks | grep -v sample; install --global; remove --global; ! git config --global --list | grep keystop",
        );
        come_to(Passes, &[(directory, gone.as_str())]);
    }
}
