//! Faults of every kind: exit status 2 and a message, no panic, no end in sight.

use crate::support::situation::{Verdict, all, all_in};

/// What is there before the damage: a commit, and a staged key.
const BEFORE: &str = "echo 1 > z; git add z; old; key > a; git add a; ";

/// What can happen to a file.
const DAMAGE: &[(&str, &str)] = &[
    ("missing", "rm -f"),
    ("empty", "truncate -s 0"),
    ("garbage", r#"sh -c 'echo garbage > "$1"' -"#),
    ("cut in the middle", "truncate -s 30"),
    ("zeros", r#"sh -c 'head -c 100 /dev/zero > "$1"' -"#),
    ("a directory", r#"sh -c 'rm -f "$1"; mkdir "$1"' -"#),
    ("a pipe", r#"sh -c 'rm -f "$1"; mkfifo "$1"' -"#),
];

#[test]
fn damaged_objects() {
    for object in [":a", "HEAD^{tree}", "HEAD"] {
        let scripts =
            DAMAGE.iter().map(|(_, how)| format!("{BEFORE} f=$(loose '{object}'); damage \"$f\" {how}; \"$KEYSTOP\""));
        let scripts: Vec<String> = scripts.collect();
        let rows: Vec<_> = DAMAGE.iter().zip(&scripts).map(|((name, _), script)| (*name, script.as_str())).collect();
        all(Verdict::Fails, &rows);
    }
}

#[test]
fn references_that_name_nothing() {
    let rows = [
        ("HEAD ''", r#"printf '\n' > .git/HEAD; "$KEYSTOP""#),
        ("main ''", r#"printf '\n' > .git/refs/heads/main; "$KEYSTOP""#),
        ("HEAD 'ref: '", r#"printf 'ref: \n' > .git/HEAD; "$KEYSTOP""#),
        ("main 'ref: '", r#"printf 'ref: \n' > .git/refs/heads/main; "$KEYSTOP""#),
        ("HEAD 'ref: refs/heads/../../x'", r#"printf 'ref: refs/heads/../../x\n' > .git/HEAD; "$KEYSTOP""#),
        ("main 'ref: refs/heads/../../x'", r#"printf 'ref: refs/heads/../../x\n' > .git/refs/heads/main; "$KEYSTOP""#),
        ("HEAD 'ref: ref: ref:'", r#"printf 'ref: ref: ref:\n' > .git/HEAD; "$KEYSTOP""#),
        ("main 'ref: ref: ref:'", r#"printf 'ref: ref: ref:\n' > .git/refs/heads/main; "$KEYSTOP""#),
        (
            "HEAD '0000000000000000000000000000000000000000'",
            r#"printf '0000000000000000000000000000000000000000\n' > .git/HEAD; "$KEYSTOP""#,
        ),
        (
            "main '0000000000000000000000000000000000000000'",
            r#"printf '0000000000000000000000000000000000000000\n' > .git/refs/heads/main; "$KEYSTOP""#,
        ),
        (
            "HEAD 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef'",
            r#"printf 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n' > .git/HEAD; "$KEYSTOP""#,
        ),
        (
            "main 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef'",
            r#"printf 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n' > .git/refs/heads/main; "$KEYSTOP""#,
        ),
        ("no HEAD", r#"rm .git/HEAD; "$KEYSTOP""#),
        ("HEAD is a directory", r#"rm .git/HEAD; mkdir .git/HEAD; "$KEYSTOP""#),
        ("HEAD names a blob", r#"git rev-parse :a > .git/HEAD; "$KEYSTOP""#),
        ("the branch names a blob", r#"git rev-parse :a > .git/refs/heads/main; "$KEYSTOP""#),
        ("MERGE_HEAD garbage", r#"echo garbage > .git/MERGE_HEAD; "$KEYSTOP""#),
        ("MERGE_HEAD missing commit", r#"echo deadbeefdeadbeefdeadbeefdeadbeefdeadbeef > .git/MERGE_HEAD; "$KEYSTOP""#),
        ("MERGE_HEAD to blob", r#"git rev-parse :a > .git/MERGE_HEAD; "$KEYSTOP""#),
    ];
    let scripts = rows.map(|(name, script)| (name, format!("{BEFORE}{script}")));
    all(Verdict::Fails, &scripts.each_ref().map(|(name, script)| (*name, script.as_str())));
}

#[test]
fn a_configuration_that_is_not_understood() {
    let rows = [
        ("garbage", r#"printf '[core\nbroken' > .git/config; "$KEYSTOP""#),
        ("a value that is no truth value", r#"printf '[core]\n\tbare = maybe\n' > .git/config; "$KEYSTOP""#),
        ("a format of the future", r#"printf '[core]\n\trepositoryformatversion = 9\n' > .git/config; "$KEYSTOP""#),
        ("a format that is no number", r#"printf '[core]\n\trepositoryformatversion = x\n' > .git/config; "$KEYSTOP""#),
        (
            "an unknown extension",
            r#"printf '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tfoo = 1\n' > .git/config; "$KEYSTOP""#,
        ),
        (
            "an unknown object format",
            r#"printf '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = md5\n' > .git/config; "$KEYSTOP""#,
        ),
        (
            "an object format that is not so",
            r#"printf '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n' > .git/config; "$KEYSTOP""#,
        ),
        (
            "an unknown form of references",
            r#"printf '[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefstorage = foo\n' > .git/config; "$KEYSTOP""#,
        ),
        (
            "a form of references that is not so",
            r#"printf '[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefstorage = reftable\n' > .git/config; "$KEYSTOP""#,
        ),
        ("a work tree that is gone", r#"printf '[core]\n\tworktree = /nonexistent\n' > .git/config; "$KEYSTOP""#),
        ("it includes itself", r#"git config include.path config; "$KEYSTOP""#),
        ("the person's own is garbage", r#"echo '[x'>~/.gitconfig; "$KEYSTOP""#),
    ];
    let scripts = rows.map(|(name, script)| (name, format!("{BEFORE}{script}")));
    all(Verdict::Fails, &scripts.each_ref().map(|(name, script)| (*name, script.as_str())));
}

#[test]
fn an_index_or_a_directory_that_is_not_one() {
    let rows = [
        (
            "pack truncated",
            r#"git repack -adq; git add -A; git gc -q; p=$(ls .git/objects/pack/*.pack); chmod u+w $p; truncate -s 40 $p; rm -rf .git/objects/??; "$KEYSTOP""#,
        ),
        ("pack idx gone", r#"git gc -q; rm -f .git/objects/pack/*.idx; rm -rf .git/objects/??; "$KEYSTOP""#),
        (
            "pack garbage",
            r#"git gc -q; p=$(ls .git/objects/pack/*.pack); chmod u+w $p; python3 -c "import sys; p=sys.argv[1]; d=bytearray(open(p,'rb').read()); d[12:-20]=bytes(len(d)-32); open(p,'wb').write(d)" $p; rm -rf .git/objects/??; "$KEYSTOP""#,
        ),
        (
            "idx garbage",
            r#"git gc -q; p=$(ls .git/objects/pack/*.idx); chmod u+w $p; echo garbage > $p; rm -rf .git/objects/??; "$KEYSTOP""#,
        ),
        ("objects gone", r#"rm -rf .git/objects; "$KEYSTOP""#),
        ("objects emptied", r#"rm -rf .git/objects/*; "$KEYSTOP""#),
        ("objects is file", r#"rm -rf .git/objects; echo > .git/objects; "$KEYSTOP""#),
        ("index one byte", r#"printf x > .git/index; "$KEYSTOP""#),
        ("index empty", r#":>.git/index; "$KEYSTOP""#),
        ("index no trailer", r#"truncate -s -20 .git/index; "$KEYSTOP""#),
        ("index zeros", r#"head -c 200 /dev/zero > .git/index; "$KEYSTOP""#),
        ("index v9", r#"printf 'DIRC\0\0\0\11\0\0\0\0aaaaaaaaaaaaaaaaaaaa' > .git/index; "$KEYSTOP""#),
        ("index text", r#"echo hello hello hello hello hello hello > .git/index; "$KEYSTOP""#),
        ("index dir", r#"rm .git/index; mkdir .git/index; "$KEYSTOP""#),
        (
            "directories nested 5,000 deep",
            r#"printf 'commit refs/heads/main\ncommitter A <a> 0 +0000\ndata 1\nx\nM 100644 inline %sa\ndata 1\nx\n' \
                "$(printf 'd/%.0s' $(seq 5000))" | git fast-import --quiet --force; "$KEYSTOP""#,
        ),
        ("index pipe", r#"rm .git/index; mkfifo .git/index; "$KEYSTOP""#),
        ("index loop", r#"rm .git/index; ln -s index .git/index; "$KEYSTOP""#),
        ("GIT_INDEX_FILE dir", r#"GIT_INDEX_FILE=$D "$KEYSTOP""#),
        ("GIT_DIR gone", r#"GIT_DIR=$D/none "$KEYSTOP""#),
        ("gitfile broken", r#"mv .git $D/g; echo garbage > .git; "$KEYSTOP""#),
        ("gitfile to nowhere", r#"mv .git $D/g; echo gitdir: /nonexistent > .git; "$KEYSTOP""#),
        ("commondir broken", r#"git worktree add -q $D/l; rm $D/tree/.git/worktrees/l/commondir; cd $D/l; "$KEYSTOP""#),
    ];
    let scripts = rows.map(|(name, script)| (name, format!("{BEFORE}{script}")));
    all(Verdict::Fails, &scripts.each_ref().map(|(name, script)| (*name, script.as_str())));
}

#[test]
fn a_shared_index_that_is_gone() {
    let rows = [
        ("shared index gone", r#"rm .git/sharedindex.*; "$KEYSTOP""#),
        ("shared index broken", r#"for f in .git/sharedindex.*; do chmod u+w $f; truncate -s 50 $f; done; "$KEYSTOP""#),
    ];
    let scripts = rows.map(|(name, script)| (name, format!("{BEFORE}{script}")));
    all_in(
        "; git config core.splitIndex true",
        Verdict::Fails,
        &scripts.each_ref().map(|(name, script)| (*name, script.as_str())),
    );
}
