//! Pushes between real repositories: what goes past the pre-commit hook is caught on its way, or where it arrives.

use crate::support::situation::{Verdict, all};

/// A remote `../r` with a commit of its own on `main`, a clone of it here with the pre-push hook, and words to push and
/// to install the server's hooks.
const SETUP: &str = r#"
git init -q --bare --initial-branch=main ../r
git remote add origin ../r
echo base > base; git add base; old; git push -q origin main
printf '#!/bin/sh\nexec "%s" hook pre-push "$@"\n' "$KEYSTOP" > .git/hooks/pre-push; chmod +x .git/hooks/pre-push
server() {
    printf '#!/bin/sh\nexec "%s" hook %s "$@"\n' "$KEYSTOP" "$*" > "../r/hooks/${1}"; chmod +x "../r/hooks/${1}"
}
past() { git push -q --no-verify "$@"; }
# Git ends with 1 whatever the hook says.
found() { "$@" 2> ../said && return 0; cat ../said >&2; grep -q 'not scanned\|could not scan' ../said && return 2; return 1; }
"#;

fn rows(expected: Verdict, rows: &[(&str, &str)]) {
    let scripts: Vec<String> = rows.iter().map(|(_, script)| format!("{SETUP}{script}")).collect();
    let rows: Vec<(&str, &str)> =
        rows.iter().zip(&scripts).map(|((name, _), script)| (*name, script.as_str())).collect();
    all(expected, &rows);
}

#[test]
fn pre_push_blocks() {
    rows(
        Verdict::Blocks,
        &[
            ("a commit past the hook", "key > a; git add a; old; found git push -q origin main"),
            ("a key that is gone again", "key > a; git add a; old; git rm -q a; old; found git push -q origin main"),
            ("a new branch", "git checkout -q -b t; key > a; git add a; old; found git push -q origin t"),
            (
                "a forced push",
                "key > a; git add a; old; git commit -q --amend --no-verify -m y; found git push -qf origin main",
            ),
            ("a tag", "key > a; git add a; old; git tag v1; git reset -q --hard HEAD~1; found git push -q origin v1"),
            ("an annotated tag's message", "git tag -a v1 -m \"$K\"; found git push -q origin v1"),
            ("a file with only a tag", "git tag v1 $(key | git hash-object -w --stdin); found git push -q origin v1"),
            (
                "a directory with only a tag",
                "key > a; git add a; git tag v1 $(git write-tree); git reset -q --hard; found git push -q origin v1",
            ),
            (
                "a clean merge",
                "git checkout -q -b t; key > a; git add a; old; git checkout -q main; echo m > m; git add m; old; git merge -q --no-verify -m m t; found git push -q origin main",
            ),
            (
                "another remote that lacks it",
                "key > a; git add a; old; past origin main; git init -q --bare ../o; git remote add o ../o; found git push -q o main",
            ),
            ("a URL", "key > a; git add a; old; found git push -q \"$PWD/../r\" main"),
            ("a message", "git commit -q --no-verify --allow-empty -m \"$K\"; found git push -q origin main"),
            (
                "what was clean before, and then is not",
                "echo x > x; git add x; old; git push -q origin main; key > a; git add a; old; found git push -q origin main",
            ),
        ],
    );
}

#[test]
fn pre_push_passes() {
    rows(
        Verdict::Passes,
        &[
            ("a clean commit", "echo x > a; git add a; old; git push -q origin main"),
            ("a deletion", "past origin main:t; git push -q origin :t"),
            ("nothing new", "git push -q origin main"),
            (
                "what the remote has",
                "key > a; git add a; old; past origin main; git checkout -q -b t; git push -q origin t",
            ),
            (
                "a deleted file of before",
                "key > a; git add a; old; past origin main; git rm -q a; old; git push -q origin main",
            ),
            (
                "a forced push back",
                "key > a; git add a; old; past origin main; git reset -q --hard HEAD~1; git push -qf origin main",
            ),
            (
                "the clean commits are remembered, and nothing else is",
                "echo x > a; git add a; old; git push -q origin main; cd ~/.cache/keystop/clean-commits; \
                 ! grep -vqE '^[0-9a-f]{40}$' *; test $(cat * | wc -l) -ge 1",
            ),
        ],
    );
}

#[test]
fn pre_push_says_what_it_cannot_scan() {
    rows(
        Verdict::Fails,
        &[
            (
                "a missing object",
                "echo x > a; git add a; old; rm -f $(loose HEAD:a); echo refs/heads/main $(git rev-parse HEAD) refs/heads/main $(git rev-parse HEAD~1) | \"$KEYSTOP\" hook pre-push origin ../r",
            ),
            ("garbage", "echo garbage | \"$KEYSTOP\" hook pre-push origin ../r"),
            (
                "an object that is not here",
                "echo refs/heads/main 1111111111111111111111111111111111111111 refs/heads/main 0000000000000000000000000000000000000000 | \"$KEYSTOP\" hook pre-push origin ../r",
            ),
        ],
    );
}

#[test]
fn servers_refuse() {
    rows(
        Verdict::Blocks,
        &[
            ("a push past the hook", "server pre-receive; key > a; git add a; old; found past origin main"),
            (
                "a push that ends clean",
                "server pre-receive; key > a; git add a; old; git rm -q a; old; found past origin main",
            ),
            ("a new branch", "server pre-receive; git checkout -q -b t; key > a; git add a; old; found past origin t"),
            ("an annotated tag", "server pre-receive; git tag -a v -m \"$K\"; found past origin v"),
            (
                "the first push of all",
                "git init -q --bare ../e; mv ../r ../was; mv ../e ../r; server pre-receive; key > a; git add a; old; found past origin main",
            ),
            ("update", "server update; key > a; git add a; old; found past origin main"),
            (
                "a push that allows itself",
                "server pre-receive; key > a; git add a; f=$(\"$KEYSTOP\" --format json | sed 's/.*\"fingerprint\":\"\\([^\"]*\\).*/\\1/'); \
                 printf '[[allow]]\\nfingerprint = \"%s\"\\nreason = \"mine\"\\n' $f > .keystop.toml; \"$KEYSTOP\"; git add .; old; found past origin main",
            ),
        ],
    );
}

#[test]
fn servers_take() {
    rows(
        Verdict::Passes,
        &[
            ("a clean push", "server pre-receive; echo x > a; git add a; old; past origin main"),
            ("a deletion", "past origin main:t; server pre-receive; past origin :t"),
            (
                "what the branch allowed before",
                "key > a; git add a; f=$(\"$KEYSTOP\" --format json | sed 's/.*\"fingerprint\":\"\\([^\"]*\\).*/\\1/'); \
                 printf '[[allow]]\\nfingerprint = \"%s\"\\nreason = \"mine\"\\n' $f > .keystop.toml; git add .keystop.toml; git commit -q --no-verify -m p -- .keystop.toml; \
                 past origin main; server pre-receive; old; past origin main",
            ),
            (
                "post-receive only reports",
                "server post-receive; key > a; git add a; old; past origin main 2> ../said; grep -q 'found' ../said",
            ),
        ],
    );
}

#[test]
fn servers_say_what_they_cannot_scan() {
    rows(
        Verdict::Fails,
        &[
            (
                "a large object",
                "server pre-receive --largest 1; head -c 3000000 /dev/zero > a; git add a; old; found past origin main",
            ),
            (
                "a policy that is no policy",
                "echo '[[allow' > .keystop.toml; git add .; old; past origin main; server pre-receive; echo x > a; git add a; old; found past origin main",
            ),
        ],
    );
}

#[test]
fn messages_of_commits() {
    const HOOK: &str = "printf '#!/bin/sh\\nexec \"%s\" hook commit-msg \"$@\"\\n' \"$KEYSTOP\" > .git/hooks/commit-msg; chmod +x .git/hooks/commit-msg; ";
    let row = |script: &str| format!("{HOOK}{script}");
    let blocks = row("echo x > a; git add a; git commit -q -m \"$K\"");
    let passes = row("echo x > a; git add a; git commit -q -m clean");
    all(Verdict::Blocks, &[("a key in the message", &blocks)]);
    all(Verdict::Passes, &[("a clean message", &passes)]);
}
