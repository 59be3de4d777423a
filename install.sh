#!/bin/sh
# Builds keystop, installs the program, and proves that it blocks a commit.
#
#   ./install.sh                    into ~/.local/bin (or cargo's bin directory, if that is on PATH)
#   ./install.sh --prefix DIR       into DIR/bin
#   ./install.sh --repo DIR         and puts the hook into that repository
set -eu

usage() {
    echo "usage: install.sh [--prefix DIR] [--repo DIR]"
    echo "  --prefix DIR   install the program into DIR/bin"
    echo "  --repo DIR     put the hook into that repository, too"
}

fail() {
    echo "install.sh: $1" >&2
    echo "  next step: $2" >&2
    exit 2
}

on_path() {
    case ":$PATH:" in *":$1:"*) true ;; *) false ;; esac
}

prefix=
repo=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix | --repo)
            [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a directory" "$(usage)"
            if [ "$1" = --prefix ]; then prefix=$2; else repo=$2; fi
            shift 2
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "unknown option $1" "$(usage)" ;;
    esac
done

for tool in cargo cc git; do
    command -v "$tool" >/dev/null 2>&1 || fail "there is no $tool on PATH" "install Rust (https://rustup.rs), a C compiler and git"
done

if [ -n "$prefix" ]; then
    mkdir -p "$prefix/bin" || fail "cannot create $prefix/bin" "name another directory with --prefix"
    bin=$(cd "$prefix/bin" && pwd)
else
    bin=$HOME/.local/bin
    cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin
    if ! on_path "$bin" && on_path "$cargo_bin"; then bin=$cargo_bin; fi
    mkdir -p "$bin" || fail "cannot create $bin" "name another directory with --prefix"
fi

source=$(cd "$(dirname "$0")" && pwd)
echo "Building keystop ..."
cargo build --release --locked --quiet --manifest-path "$source/Cargo.toml" ||
    fail "the build failed" "read cargo's words above; a C compiler and Rust 1.88 or newer are needed"
target=${CARGO_TARGET_DIR:-$source/target}
# The new program is complete before it takes the old one's place, which may be running.
cp "$target/release/keystop" "$bin/.keystop.new" && mv -f "$bin/.keystop.new" "$bin/keystop" ||
    fail "cannot write $bin/keystop" "name another directory with --prefix"
echo "Installed $bin/keystop ($("$bin/keystop" --version))"

# The proof: a throwaway repository, a key that nobody owns, a commit that must not go through.
proof=$(mktemp -d)
trap 'rm -rf "$proof"' EXIT
(
    unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_PREFIX
    export HOME="$proof" GIT_CONFIG_NOSYSTEM=1 XDG_CONFIG_HOME="$proof"
    git init --quiet "$proof/demo"
    cd "$proof/demo"
    git config user.name demo
    git config user.email demo@localhost
    "$bin/keystop" --install >/dev/null
    random=$(od -An -N 40 -tx1 /dev/urandom | tr -d ' \n' | cut -c 1-64)
    printf 'import requests\n\nTOKEN = "%s%s"\n' 'dop_v1_' "$random" > deploy.py
    git add deploy.py
    echo
    echo "The proof: a generated key, and a commit of it in a throwaway repository."
    echo "\$ git commit -m 'Deploy'"
    if words=$(git commit --quiet -m 'Deploy' 2>&1); then exit 1; fi
    printf '%s\n' "$words"
    # It must be keystop that refused, and nothing may have come of the commit.
    case $words in *"keystop: commit blocked"*) ;; *) exit 1 ;; esac
    if git rev-parse --quiet --verify HEAD >/dev/null; then exit 1; fi
) || fail "the commit was not blocked" "please report it"
echo "The commit was blocked: keystop works."

if [ -n "$repo" ]; then
    "$bin/keystop" --install "$repo"
else
    echo "Put it into a repository with: keystop --install REPO"
fi
on_path "$bin" || echo "Note: $bin is not on your PATH; add it, or call $bin/keystop."
