//! Files, links, directories, submodules and names: what comes, goes, moves and changes its kind.

use crate::support::situation::{Verdict, all};

#[test]
fn what_must_block() {
    all(
        Verdict::Blocks,
        &[
            (
                "core.worktree, from within .git",
                "mkdir $D/t; key > $D/t/a; git config core.worktree $D/t; cd .git; git add $D/t/a; commit",
            ),
            ("through a symbolic link", "key > a; git add a; ln -s $D/tree $D/l; cd $D/l; commit"),
            ("moved, and a key added", "(seq 1 50) > a; git add .; old; git mv a b; key >> b; commit -a"),
            ("a copy, and a key added", "seq 1 50 > a; git add .; old; cp a b; key >> b; git add .; commit"),
            ("another mode, and a key added", "echo 1 > a; git add .; old; chmod +x a; key >> a; commit -a"),
            (
                "a key in a submodule's name",
                "git init -q x-$K; git -C x-$K commit -q --allow-empty -m i; git add x-$K 2>/dev/null; commit",
            ),
            ("a key in a directory's name", "mkdir d-$K; echo 1 > d-$K/a; git add .; commit"),
            ("a key in an empty file's name", "touch $K; git add .; commit"),
            ("a link whose target is a key", "ln -s $K l; git add .; commit"),
            ("a file becomes a link to a key", "echo 1 > l; git add .; old; rm l; ln -s $K l; git add .; commit"),
            ("a link becomes a file with a key", "ln -s x l; git add .; old; rm l; key > l; git add .; commit"),
            (
                "a directory becomes a file",
                "mkdir a; echo 1 > a/b; git add .; old; rm -r a; key > a; git add -A .; commit",
            ),
            (
                "a file becomes a directory",
                "echo 1 > a; git add .; old; rm a; mkdir a; key > a/b; git add -A .; commit",
            ),
            (
                "a submodule becomes a file",
                "git init -q s; git -C s commit -q --allow-empty -m i; git add s 2>/dev/null; old; \
                 git rm -q --cached s; rm -rf s; key > s; git add s; commit",
            ),
            (
                "within a submodule",
                r#"git init -q $D/o; git -C $D/o commit -q --allow-empty -m i; git -c protocol.file.allow=always submodule -q add $D/o s; old; cd s; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit"#,
            ),
            (
                "within a submodule, from below",
                r#"git init -q $D/o; git -C $D/o commit -q --allow-empty -m i; git -c protocol.file.allow=always submodule -q add $D/o deep/s; old; cd deep/s; git checkout -q -b w; mkdir u; key > u/a; git add .; "$KEYSTOP" --install >/dev/null; cd u; commit"#,
            ),
        ],
    );
}

#[test]
fn what_must_pass() {
    all(
        Verdict::Passes,
        &[
            ("a file with a key is moved", "key > a; git add .; old; git mv a b; commit"),
            ("a file with a key is moved, by case", "key > a; git add .; old; git mv a A; commit"),
            (
                "moved, and another line added",
                "(seq 1 50; key) > a; git add .; old; git mv a b; echo more >> b; commit -a",
            ),
            (
                "a directory of 300 is moved, each with another line added",
                r#"mkdir d; for i in $(seq 1 300); do (seq 1 20; echo "t='$K' $i") > d/f$i; done; git add .; old; git mv d e; for f in e/*; do echo more >> $f; done; git add -A; commit"#,
            ),
            ("a copy of what HEAD has", "key > a; git add .; old; cp a b; git add .; commit"),
            ("another mode", "key > a; git add .; old; chmod +x a; commit -a"),
            ("a key in a name that is moved", "echo 1 > k-$K; git add .; old; mkdir d; git mv k-$K d/; commit"),
            ("a link to a file with a key", "key > $D/s; ln -s $D/s l; git add .; commit"),
            (
                "a submodule's commit",
                "git init -q s; git -C s commit -q --allow-empty -m i; git add s 2>/dev/null; old; \
                 git -C s commit -q --allow-empty -m 2; git add s; commit",
            ),
        ],
    );
}
