//! Ways to stage and to commit: a table of situations.

use crate::support::situation::{Verdict, all};

#[test]
fn what_must_block() {
    all(
        Verdict::Blocks,
        &[
            ("a new file", "key > a.py; git add a.py; commit"),
            (
                "the hunk with the key, by add -p",
                r#"seq 1 30 >a; git add a; old; sed -i "2s/.*/t='$K'/; 25s/.*/z/" a; printf 'y\nn\n' | git add -p a >/dev/null; commit"#,
            ),
            (
                "the hunk with the key, by commit -p",
                r#"seq 1 30 >a; git add a; old; sed -i "2s/.*/t='$K'/; 25s/.*/z/" a; printf 'y\nn\n' | git commit -p -m x >/dev/null"#,
            ),
            ("commit --only PATH", "echo 1 > a; echo 1 > b; git add .; old; key > a; commit --only a"),
            (
                "commit --include PATH",
                "echo 1 > a; echo 1 > b; git add .; old; key > a; echo 2>b; git add b; commit --include a",
            ),
            (
                "staged, and --include of another path",
                "echo 1 > a; echo 1 > b; git add .; old; key > a; git add a; echo 2>b; commit --include b",
            ),
            ("amending the first commit", "echo 1 > a; git add .; old; key > a; git add a; commit --amend --no-edit"),
            ("a fixup", "echo 1 > a; git add .; old; key > a; commit -a --fixup HEAD"),
            ("a detached HEAD", "echo 1 > a; git add .; old; git checkout -q --detach; key > a; commit -a"),
            (
                "an orphan branch",
                "echo 1 > a; git add .; old; git checkout -q --orphan o; key > b; git add b; commit -a",
            ),
            (
                "an orphan branch, for which all is new",
                "key > a; git add .; old; git checkout -q --orphan o; commit -a",
            ),
            (
                "paths from a file",
                "echo 1 > a; git add .; old; key > a; echo a > $D/ps; commit --pathspec-from-file=$D/ps",
            ),
            ("git -C", "mkdir s; key > s/a; git add .; cd $D; git -C tree/s commit -qm x"),
            (
                "--git-dir and --work-tree, from above",
                "key > a; git add a; cd $D; git --git-dir=tree/.git --work-tree=tree commit -qm x",
            ),
            ("--git-dir alone", "key > a; git add a; git --git-dir=.git commit -qm x"),
            (
                "--git-dir from elsewhere, where the work tree is then",
                "mkdir $D/o; cd $D/o; key > a; git --git-dir=$D/tree/.git add a; \
                 git --git-dir=$D/tree/.git commit -qm x",
            ),
            (
                "a bare repository and a work tree, from the environment",
                r#"git init -q --bare $D/b.git; mkdir $D/t; cd $D/t; export GIT_DIR=$D/b.git GIT_WORK_TREE=$D/t; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit"#,
            ),
            (
                "a bare repository that names a work tree",
                r#"git init -q --bare $D/b.git; mkdir $D/t; git -C $D/b.git config core.bare false; git -C $D/b.git config core.worktree $D/t; cd $D/t; export GIT_DIR=$D/b.git; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit"#,
            ),
            (
                "core.worktree, relative",
                "mkdir $D/t; git config core.worktree ../../t; cd $D/t; key > a; \
                 git --git-dir=$D/tree/.git add a; git --git-dir=$D/tree/.git commit -qm x",
            ),
            (
                "a work tree linked to a bare repository",
                r#"git init -q --bare $D/b.git; cd $D/b.git; git commit-tree -m x $(git mktree </dev/null) >h; git update-ref refs/heads/main $(cat h); git worktree add -q $D/t main; cd $D/t; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit"#,
            ),
            ("GIT_INDEX_FILE", "export GIT_INDEX_FILE=$D/idx; key > a; git add a; commit"),
            ("GIT_INDEX_FILE, relative", "export GIT_INDEX_FILE=.git/idx; key > a; git add a; commit"),
            (
                "GIT_INDEX_FILE, relative, from below",
                "mkdir s; export GIT_INDEX_FILE=.git/idx; key > a; git add a; cd s; commit",
            ),
            (
                "GIT_INDEX_FILE, relative, from below, by hand",
                r#"mkdir s; export GIT_INDEX_FILE=.git/idx; key > a; git add a; cd s; "$KEYSTOP""#,
            ),
            (
                "GIT_INDEX_FILE in a linked work tree, from below",
                "old; git worktree add -q $D/l; cd $D/l; mkdir s; export GIT_INDEX_FILE=idx; key > a; \
                 git add a; cd s; commit",
            ),
            (
                "a linked work tree, from below",
                "old; git worktree add -q $D/l; cd $D/l; mkdir s; key > s/a; git add .; cd s; commit",
            ),
            (
                "a linked work tree that was moved, detached",
                "old; git worktree add -q --detach $D/l; git worktree move $D/l $D/m; cd $D/m; key > a; \
                 git add .; commit",
            ),
            (
                "core.hooksPath",
                r#"git config core.hooksPath $D/hk; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit"#,
            ),
            (
                "core.hooksPath for all repositories",
                r#"git config --global core.hooksPath $D/hk; "$KEYSTOP" install --global >/dev/null; key > a; git add a; commit"#,
            ),
            (
                "core.hooksPath in the home directory",
                r#"git config --global core.hooksPath '~/hk'; "$KEYSTOP" install --global >/dev/null; key > a; git add a; commit"#,
            ),
            ("added by name only, and commit -a", "key > a; git add -N a; commit -a"),
            ("from a stash", "echo 1 > a; git add .; old; key > a; git stash -q; git stash pop -q; commit -a"),
            (
                "a patch, by apply --cached",
                "echo 1 > a; git add .; old; key > a; git diff > $D/p; git checkout -q a; \
                 git apply --cached $D/p; commit",
            ),
            (
                "update-index --cacheinfo",
                "i=$(key | git hash-object -w --stdin); git update-index --add --cacheinfo 100644,$i,a; commit",
            ),
            (
                "read-tree",
                r"i=$(key | git hash-object -w --stdin); t=$(printf '100644 blob %s\ta\n' $i | git mktree); git read-tree $t; commit",
            ),
            (
                "read-tree --prefix",
                r"i=$(key | git hash-object -w --stdin); t=$(printf '100644 blob %s\ta\n' $i | git mktree); git read-tree --prefix=sub/dir/ $t; commit",
            ),
            (
                "assume-unchanged",
                "echo 1 > a; git add .; old; key > a; git add a; git update-index --assume-unchanged a; commit",
            ),
            (
                "skip-worktree",
                "echo 1 > a; git add .; old; key > a; git add a; git update-index --skip-worktree a; commit",
            ),
            (
                "--git-dir, and an allowlist elsewhere",
                r#"key > a; git add a; cd $D; git --git-dir=tree/.git --work-tree=tree commit -qm x 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > .keystop.toml; git --git-dir=tree/.git --work-tree=tree add .keystop.toml; git --git-dir=tree/.git --work-tree=tree commit -qm x"#,
            ),
            (
                "an allowlist in the main work tree, for a linked one",
                r#"old; git worktree add -q $D/l; cd $D/l; mkdir s; key > s/a; git add .; cd s; commit 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > $D/tree/.keystop.toml; git add $D/tree/.keystop.toml; commit"#,
            ),
            ("an alias", "key > a; git add a; git -c alias.ci=commit ci -qm x"),
        ],
    );
}

#[test]
fn what_must_pass() {
    all(
        Verdict::Passes,
        &[
            (
                "the other hunk, by add -p",
                r#"seq 1 30 >a; git add a; old; sed -i "2s/.*/t='$K'/; 25s/.*/z/" a; printf 'n\ny\n' | git add -p a >/dev/null; commit"#,
            ),
            (
                "staged, and --only of another path",
                "echo 1 > a; echo 1 > b; git add .; old; key > a; git add a; echo 2>b; commit --only b",
            ),
            ("amending the first commit", "echo 1 > a; git add .; old; echo 2>a; git add a; commit --amend --no-edit"),
            ("added by name only", "key > a; git add -N a; echo 1 > b; git add b; commit"),
            (
                "removed, and added by name only",
                "key > a; git add a; old; git rm -q --cached a; git add -N a; echo 1 > b; git add b; commit",
            ),
            (
                "a line with a key is deleted",
                r"printf 'a\n%s\nb\n' $K > a; git add .; old; printf 'a\nb\n' > a; commit -a",
            ),
            ("a file with a key is deleted", "echo $K > a; git add .; old; git rm -q a; commit"),
            (
                "an unchanged key beside a changed line",
                r"printf 'a\nt=%s\n' $K > a; git add .; old; printf 'b\nt=%s\n' $K > a; commit -a",
            ),
            (
                "an unchanged key moves down",
                r"printf 't=%s\nx\ny\n' $K > a; git add .; old; printf 'n\nt=%s\nx\ny\n' $K > a; commit -a",
            ),
            ("an empty commit", "old; git commit -q --allow-empty -m x"),
            (
                "a Git LFS pointer",
                r"printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n' > b.bin; git add .; commit",
            ),
            ("a key in the work tree only", "echo 1 > a; git add .; key > b; commit"),
            (
                "--git-dir, and an allowlist at the top of the work tree",
                r#"key > a; git add a; cd $D; git --git-dir=tree/.git --work-tree=tree commit -qm x 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > tree/.keystop.toml; git --git-dir=tree/.git --work-tree=tree add .keystop.toml; git --git-dir=tree/.git --work-tree=tree commit -qm x"#,
            ),
            (
                "an allowlist in a linked work tree",
                r#"old; git worktree add -q $D/l; cd $D/l; mkdir s; key > s/a; git add .; cd s; commit 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > $D/l/.keystop.toml; git add $D/l/.keystop.toml; commit"#,
            ),
            (
                "core.worktree, and an allowlist there",
                r#"mkdir $D/t; git config core.worktree ../../t; cd $D/t; key > a; git --git-dir=$D/tree/.git add a; git --git-dir=$D/tree/.git commit -qm x 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > $D/t/.keystop.toml; git --git-dir=$D/tree/.git add $D/t/.keystop.toml; cd $D; git --git-dir=$D/tree/.git commit -qm x"#,
            ),
            (
                "an allowlist in a submodule",
                r#"git init -q $D/o; git -C $D/o commit -q --allow-empty -m i; git -c protocol.file.allow=always submodule -q add $D/o s; old; cd s; "$KEYSTOP" --install >/dev/null; mkdir u; key > u/a; git add .; cd u; commit 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > ../.keystop.toml; git add ../.keystop.toml; commit"#,
            ),
            (
                "an allowlist beside a bare repository",
                r#"git init -q --bare $D/b.git; mkdir $D/t; cd $D/t; export GIT_DIR=$D/b.git GIT_WORK_TREE=$D/t; "$KEYSTOP" --install >/dev/null; key > a; git add a; commit 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > .keystop.toml; git add .keystop.toml; commit"#,
            ),
            (
                "an allowlist, by hand from below",
                r#"mkdir s; key > s/a; git add .; cd s; "$KEYSTOP" 2>$D/m; (echo '[[allow]]'; grep fingerprint $D/m; echo 'reason = "r"') > ../.keystop.toml; git add ../.keystop.toml; "$KEYSTOP""#,
            ),
        ],
    );
}
