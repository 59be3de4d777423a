//! Repositories of every make: the same rows in each, and what only some of them can be.

use crate::support::situation::{Row, Verdict, all, all_in};

/// The kinds: options of `git init`, and what follows them. libgit2 reads some of them, and the `git` program the others.
const MAKES: &[&str] = &[
    "--object-format=sha256",
    "--ref-format=reftable",
    "--object-format=sha256 --ref-format=reftable",
    "--separate-git-dir=$D/elsewhere.git",
    "; git config core.splitIndex true",
    "; git config core.splitIndex true; git config splitIndex.maxPercentChange 100; git config index.version 4",
    "; git config index.version 4; git config index.skipHash true",
    "; git config core.repositoryFormatVersion 1; git config extensions.partialClone origin",
];

const MUST_BLOCK: &[Row<'_>] = &[
    ("a first commit", "key > a; git add a; commit"),
    ("a changed file", "echo 1 > a; git add a; old; key >> a; git add a; commit"),
    ("a detached HEAD", "echo 1 > a; git add a; old; git checkout -q --detach; key >> a; git add a; commit"),
    ("amending", "echo 1 > a; git add a; old; key >> a; git add a; commit --amend --no-edit"),
    ("amending the first commit", "echo 1 > a; git add a; old; key >> a; git add a; commit --amend --no-edit"),
    ("commit -a", "echo 1 > a; git add a; old; key >> a; commit -a"),
    ("commit PATH", "echo 1 > a; git add a; old; key >> a; commit a"),
    (
        "a linked work tree",
        "echo 1 > a; git add a; old; git worktree add -q $D/l; cd $D/l; key >> a; git add a; commit",
    ),
    ("from below", "mkdir -p s/t; key >> s/t/a; git add .; cd s/t; commit"),
    ("odd bytes in a name", r#"n=$(printf 'a\tb\n "c\377'); key > "$n"; git add .; commit"#),
    (
        "a conflict, resolved with a key of mine",
        r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\n' > a; git add .; old; git checkout -q main; echo y > a; commit -a; git merge -q t; printf 'x\ny\nt=%s\n' $K > a; git add a; commit",
    ),
    ("packed", "echo 1 > a; git add a; old; key >> a; git add a; git gc -q; git pack-refs --all; commit"),
    ("a key in a name", "touch $K; git add .; commit"),
];

const MUST_PASS: &[Row<'_>] = &[
    ("a line beside an old key", "key > a; git add a; old; echo 1 >> a; git add a; commit"),
    (
        "moved, and another line added",
        "(seq 1 30; key) > a; git add a; old; git mv a b; echo 1 >> b; git add b; commit",
    ),
    ("a copy", "key > a; git add a; old; cp a b; git add b; commit"),
    ("added by name only", "key > a; git add -N a; echo 1 > b; git add b; commit"),
    ("removed", "key > a; git add a; old; git rm -q a; commit"),
    ("commit of another path", "echo 1 > a; echo 1 > b; git add .; old; key >> a; git add a; echo 2>b; commit b"),
    (
        "a conflict, resolved with their key",
        r"echo base > a; git add .; old; git checkout -q -b t; printf 'x\nt=%s\n' $K > a; git add .; old; git checkout -q main; echo y > a; commit -a; git merge -q t; printf 'x\ny\nt=%s\n' $K > a; git add a; commit",
    ),
    (
        "an allowlist",
        r#"key > a; git add a; commit 2>m; (echo '[[allow]]'; grep fingerprint m; echo 'reason = "r"') > .keystop.toml; git add .keystop.toml; commit"#,
    ),
];

#[test]
fn every_make_blocks() {
    for make in MAKES {
        all_in(make, Verdict::Blocks, MUST_BLOCK);
    }
}

#[test]
fn every_make_passes() {
    for make in MAKES {
        all_in(make, Verdict::Passes, MUST_PASS);
    }
}

/// Relative work trees are an extension of newer Git versions; without it the links can be made relative by hand.
#[test]
fn the_rest_blocks() {
    all(
        Verdict::Blocks,
        &[
            (
                "a new file that a sparse index leaves out",
                "mkdir in out; echo 1 > in/a; echo 1 > out/b; git add .; old; \
                 git sparse-checkout set --cone --sparse-index in; mkdir -p out; key > out/c; \
                 git add --sparse out/c; commit",
            ),
            (
                "a sparse checkout by patterns",
                "mkdir in out; echo 1 > in/a; echo 1 > out/b; git add .; old; \
                 git sparse-checkout set --no-cone '/in/*'; key > in/c; git add in/c; commit",
            ),
            (
                "a branch without a commit, beside packed ones",
                "echo x > z; git add z; old; git pack-refs --all; git symbolic-ref HEAD refs/heads/new; \
                 key > a; git add a; commit",
            ),
            (
                "a branch with slashes and Unicode",
                "echo x > z; git add z; old; git checkout -q -b 'a/b/ü'; key > a; git add a; commit",
            ),
            (
                "HEAD as a symbolic link",
                "echo x > z; git add z; old; rm .git/HEAD; ln -s refs/heads/main .git/HEAD; key > a; git add a; \
                 commit",
            ),
            (
                ".git as a file",
                "echo x > z; git add z; old; mv .git $D/g; echo 'gitdir: ../g' > .git; key > a; git add a; \
                 commit",
            ),
            (
                ".git as a symbolic link",
                "echo x > z; git add z; old; mv .git $D/g; ln -s $D/g .git; key > a; git add a; commit",
            ),
            (
                "an untracked cache",
                "git config core.untrackedCache true; echo x > z; git add z; old; \
                 git update-index --untracked-cache; git status>/dev/null; key > a; git add a; commit",
            ),
            (
                "a file system monitor",
                r#"git config core.fsmonitor $D/fsm; printf '#!/bin/sh\ntouch $D/ran\nprintf "t\\0"' > $D/fsm; chmod +x $D/fsm; echo x > z; git add z; old; git update-index --fsmonitor; key > a; git add a; commit"#,
            ),
            (
                "a commit graph and one index for all packs",
                "echo x > z; git add z; old; git commit-graph write --reachable; git multi-pack-index write; \
                 git repack -adq --write-midx; key > a; git add a; commit",
            ),
            (
                "an index for all packs, and bitmaps",
                "echo x > z; git add z; old; git config core.multiPackIndex true; \
                 git repack -adq --write-midx --write-bitmap-index; key > a; git add a; commit",
            ),
            (
                "an index in blocks",
                "git config index.threads 4; for i in $(seq 1 3000); do echo $i > f$i; done; git add .; old; \
                 key > a; git add a; commit",
            ),
            (
                "1,500 directories deep",
                "i=$(key | git hash-object -w --stdin); p=$(printf 'd/%.0s' $(seq 1 1500)); \
                 git update-index --add --cacheinfo 100644,$i,${p}a; commit",
            ),
            (
                "a linked work tree by relative paths",
                "echo x > z; git add z; old; git worktree add -q $D/l; \
                 echo 'gitdir: ../tree/.git/worktrees/l' > $D/l/.git; \
                 echo ../../../../l/.git > .git/worktrees/l/gitdir; cd $D/l; key > a; git add a; commit",
            ),
        ],
    );
}

#[test]
fn the_rest_passes() {
    all(
        Verdict::Passes,
        &[
            (
                "a sparse index",
                "mkdir in out; echo 1 > in/a; echo 1 > out/b; git add .; old; \
                 git sparse-checkout set --cone --sparse-index in; echo 2>in/a; commit -a",
            ),
            (
                "a copy of what a sparse index leaves out",
                "mkdir in out; echo 1 > in/a; key > out/b; cp out/b $D/b; git add .; old; \
                 git sparse-checkout set --cone --sparse-index in; cp $D/b in/b; git add in/b; commit",
            ),
        ],
    );
}

/// Only the superuser can make a repository another's.
#[test]
fn another_owner() {
    let sandbox = crate::support::sandbox::Sandbox::without_repository();
    let who = crate::support::sandbox::Sandbox::run(sandbox.command("id").arg("-u"));
    if who.stdout.trim() == "0" {
        another_owners_repository_blocks();
    }
}

fn another_owners_repository_blocks() {
    all(
        Verdict::Blocks,
        &[
            (
                "another owner, and safe.directory",
                "key > a; git add a; git config --global safe.directory '*'; chown -R 1234 $D/tree; commit",
            ),
            (
                "another owner, and safe.directory with the path",
                "key > a; git add a; git config --global safe.directory $D/tree; chown -R 1234 $D/tree; commit",
            ),
            (
                "another owner, and safe.directory on the command line",
                "key > a; git add a; chown -R 1234 $D/tree; git -c safe.directory='*' commit -qm x",
            ),
            (
                "another owner, and safe.directory from the environment",
                "key > a; git add a; chown -R 1234 $D/tree; \
                 GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' commit",
            ),
            (
                "another owner, and safe.directory with a pattern",
                r#"key > a; git add a; git config --global safe.directory "$D/*"; chown -R 1234 $D/tree; commit"#,
            ),
        ],
    );
}

/// Makes a repository to clone from, clones it with these options, and goes there.
const CLONE: &str = r#"git init -q -b main "$D/o"
    (cd "$D/o"; git config uploadpack.allowFilter true; mkdir in out; seq 1 50 > in/a; seq 1 60 > out/b
    echo "t='$L'" >> out/b; echo "t='$L'" >> in/a; git add .; git commit -q -m 1
    seq 2 52 > in/a; echo "t='$L'" >> in/a; git commit -q -a -m 2)
    git clone -q OPTIONS "file://$D/o" "$D/clone" 2>/dev/null; cd "$D/clone"; "$KEYSTOP" --install >/dev/null
    "#;

#[test]
fn clones() {
    let gone = "rm -r \"$D/o\"; ";
    for options in ["--filter=blob:none", "--filter=tree:0", "--filter=blob:limit=1", "--depth=1", "--reference=$D/o"] {
        for remote in ["", gone] {
            if options.starts_with("--reference") && remote == gone {
                continue;
            }
            let in_clone = |script: &str| CLONE.replace("OPTIONS", options) + remote + script;
            let new = in_clone("key > b; git add b; commit");
            let changed = in_clone("key >> in/a; git add in/a; commit");
            all(Verdict::Blocks, &[("a new file", &new), ("a changed file", &changed)]);
            let beside = in_clone("echo 1 >> in/a; git add in/a; commit");
            let moved = in_clone("git mv in/a in/c; echo 1 >> in/c; git add in/c; commit");
            all(Verdict::Passes, &[("a line beside an old key", &beside), ("moved", &moved)]);
        }
    }
}

/// Nothing is fetched while a commit is checked, since a fetch runs what the repository's configuration names.
#[test]
fn what_a_partial_clone_lacks_is_named_and_not_fetched() {
    let trap = "git config core.sshCommand \"touch $D/ran\"; git config remote.origin.uploadpack \"touch $D/ran; git-upload-pack\"; ";
    let in_clone = |script: &str| CLONE.replace("OPTIONS", "--filter=blob:none") + trap + script;
    let key = in_clone(
        "git reset -q --soft HEAD~1; key >> in/a; git add in/a; \"$KEYSTOP\"; s=$?; test ! -e $D/ran || exit 9; exit $s",
    );
    all(Verdict::Blocks, &[("the old content is missing", &key)]);
    let told = in_clone(
        "git reset -q --soft HEAD~1; key >> in/a; git add in/a; commit 2>&1 | grep -q 'lacks what the file held before'",
    );
    all(Verdict::Passes, &[("and the finding says so", &told)]);
    let fetched = in_clone(
        "git reset -q --soft HEAD~1; git config --unset remote.origin.uploadpack; git diff --cached >/dev/null; commit",
    );
    all(Verdict::Passes, &[("it was fetched by git diff", &fetched)]);
}

/// The remote has what the clone lacks: a commit gives it nothing new.
#[test]
fn what_only_the_remote_has() {
    // Git itself fetches what it needs before it runs the hook, or gives up.
    let gone = "rm -r \"$D/o\"; ";
    for remote in ["", gone] {
        let tree = |script: &str| CLONE.replace("OPTIONS", "--filter=tree:0") + remote + script;
        let blob = |script: &str| CLONE.replace("OPTIONS", "--filter=blob:none --sparse") + remote + script;
        let old_tree = tree("git reset -q --soft HEAD~1; echo 1 > new; git add new; \"$KEYSTOP\"");
        let old_tree_key = tree("git reset -q --soft HEAD~1; key > new; git add new; \"$KEYSTOP\"");
        let path = "git reset -q --soft HEAD~1; echo 1 > \"$K\"; git add .; \"$KEYSTOP\"";
        let old_tree_path = tree(path);
        let lacking = "git update-index --add --cacheinfo 100644,$(git rev-parse HEAD:out/b),c; ";
        let staged = blob(&format!("{lacking} \"$KEYSTOP\""));
        let named = blob(&format!("{lacking} \"$KEYSTOP\" 2>&1 | grep -q 'partial clone has it: c$'"));
        let beside = blob(&format!("{lacking} key > n; git add --sparse n; \"$KEYSTOP\""));
        all(Verdict::Passes, &[("no old tree", &old_tree), ("no content", &staged), ("which is named", &named)]);
        all(Verdict::Blocks, &[("a key and no old tree", &old_tree_key), ("a key beside what is not here", &beside)]);
        all(Verdict::Blocks, &[("a name with a key, and no old tree", &old_tree_path)]);
    }
    let damaged = CLONE.replace("OPTIONS", "--depth=50") + "key > n; git add n; rm -rf .git/objects/??; \"$KEYSTOP\"";
    all(Verdict::Fails, &[("a clone with everything has no excuse", &damaged)]);
}

/// Files that the commit removes need not be there to be compared with.
#[test]
fn a_clone_that_lacks_what_is_removed() {
    for options in ["--filter=blob:none --no-checkout", "--filter=blob:none --sparse"] {
        let script = CLONE.replace("OPTIONS", options)
            + "git rm -r -q --cached --sparse out 2>/dev/null; key > b; git add b; commit";
        all(Verdict::Blocks, &[("a new file", &script)]);
    }
}
