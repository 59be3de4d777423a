//! Merges, rebases and their kin, where Git runs the hook: lines that are in none of the parents count.

use crate::support::situation::{Verdict, all};

#[test]
fn what_must_block() {
    all(
        Verdict::Blocks,
        &[
            (
                "a conflict, resolved with a key of mine",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\n' > a; git add .; old; git checkout -q main; echo y > a; commit -a; git merge -q t; printf 'x\ny\nt=%s\n' $K > a; git add a; commit",
            ),
            (
                "merge --continue with a key of mine",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\n' > a; git add .; old; git checkout -q main; echo y > a; commit -a; git merge -q t; printf 'x\ny\nt=%s\n' $K > a; git add a; git merge --continue",
            ),
            (
                "merge --no-commit, and a key of mine",
                "echo base > a; git add .; old; git checkout -q -b t; echo t > t; git add .; old; \
                 git checkout -q main; echo y > y; git add y; commit; git merge -q --no-commit t; \
                 echo t=$K >> y; git add y; commit",
            ),
            (
                "merge --squash: theirs becomes mine",
                "echo base > a; git add .; old; git checkout -q -b t; echo t=$K > t; git add .; old; \
                 git checkout -q main; git merge -q --squash t; commit",
            ),
            (
                "a conflict in a cherry-pick, and commit",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\nt=%s\n' $K > a; git add .; old; git checkout -q main; echo y > a; commit -a; git cherry-pick t; printf 'x\ny\nt=%s\n' $K > a; git add a; commit",
            ),
            (
                "a conflict in a cherry-pick, and --continue",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\nt=%s\n' $K > a; git add .; old; git checkout -q main; echo y > a; commit -a; git cherry-pick t; printf 'x\ny\nt=%s\n' $K > a; git add a; git cherry-pick --continue",
            ),
            (
                "cherry-pick -n",
                "echo base > a; git add .; old; git checkout -q -b t; echo t=$K > t; git add .; old; \
                 git checkout -q main; git cherry-pick -n t; commit",
            ),
            (
                "a revert that brings a key back",
                "echo t=$K > t; git add .; old; git rm -q t; old; git revert -n HEAD; commit",
            ),
            (
                "a conflict in a revert, and commit",
                "echo t=$K > t; git add .; old; echo 1 > t; commit -a; echo 2>t; commit -a; git revert HEAD~1; \
                 echo t=$K > t; git add t; commit",
            ),
            (
                "a commit within a rebase",
                "echo 1 > a; git add .; old; echo 2>a; commit -a; \
                 GIT_SEQUENCE_EDITOR='sed -i s/^pick/edit/' git rebase -q -i --root; key > a; git add a; commit",
            ),
            (
                "amending within a rebase",
                "echo 1 > a; git add .; old; echo 2>a; commit -a; \
                 GIT_SEQUENCE_EDITOR='sed -i s/^pick/edit/' git rebase -q -i HEAD~1; key > a; git add a; \
                 commit --amend --no-edit",
            ),
            (
                "a conflict in a rebase, and commit",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\n' > a; git add .; old; git checkout -q main; echo y > a; commit -a; git checkout -q t; git rebase -q main; printf 't=%s\n' $K > a; git add a; commit",
            ),
            (
                "a merge into a file that I moved, and a key of mine",
                "for i in $(seq 1 40); do echo line number $i; done > a; git add .; old; git checkout -q -b t; \
                 echo t=$K >> a; git add .; old; git checkout -q main; git mv a b; sed -i '1s/.*/one/' b; \
                 git add b; commit; git merge -q --no-commit t; echo t=$L >> b; git add b; commit",
            ),
        ],
    );
}

#[test]
fn what_must_pass() {
    all(
        Verdict::Passes,
        &[
            (
                "a conflict, resolved with their key",
                r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\nt=%s\n' $K > a; git add .; old; git checkout -q main; echo y > a; commit -a; git merge -q t; printf 'x\ny\nt=%s\n' $K > a; git add a; commit",
            ),
            (
                "merge --no-commit with their key",
                "echo base > a; git add .; old; git checkout -q -b t; echo t=$K > t; git add .; old; \
                 git checkout -q main; echo y > y; git add y; commit; git merge -q --no-commit t; commit",
            ),
            (
                "merge --no-ff --no-commit with their key",
                "echo base > a; git add .; old; git checkout -q -b t; echo t=$K > t; git add .; old; \
                 git checkout -q main; git merge -q --no-ff --no-commit t; commit",
            ),
            (
                "an octopus with a key on each arm",
                "echo base > a; git add .; old; for b in p q; do git checkout -q -b $b main; echo t=$K > $b; \
                 git add .; old; done; git checkout -q main; git merge -q --no-commit p q; commit",
            ),
            (
                "a merge into a file that I moved, with their key",
                "for i in $(seq 1 40); do echo line number $i; done > a; git add .; old; git checkout -q -b t; \
                 echo t=$K >> a; git add .; old; git checkout -q main; git mv a b; sed -i '1s/.*/one/' b; \
                 git add b; commit; git merge -q --no-commit t; grep -q glpat b||exit 77; commit",
            ),
            (
                "a merge with a file that they moved, and their key",
                "for i in $(seq 1 40); do echo line number $i; done > a; git add .; old; git checkout -q -b t; \
                 git mv a b; echo t=$K >> b; git add .; old; git checkout -q main; sed -i '1s/.*/one/' a; \
                 git add a; commit; git merge -q --no-commit t; grep -q glpat b||exit 77; commit",
            ),
            (
                "a merge into a directory that I moved, with their new file",
                "mkdir d; echo 1 > d/a; git add .; old; git checkout -q -b t; echo t=$K > d/new; git add .; \
                 old; git checkout -q main; git mv d e; commit; git merge -q --no-commit t; git add -A; commit",
            ),
        ],
    );
}
