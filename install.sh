#!/bin/sh
# Installs keystop, and proves that it blocks a commit.
#
#   ./install.sh                    into ~/.local (or cargo's bin directory, if that is on PATH)
#   ./install.sh --prefix DIR       into DIR/bin
#   ./install.sh --repo DIR         and puts the hook into that repository
#   ./install.sh --uninstall        takes away what it installed
#
# A release archive holds the program beside this script: it is used if it runs here. Otherwise keystop is built.
set -eu

usage() {
    echo "usage: install.sh [--prefix DIR] [--repo DIR] [--from-source] [--uninstall]"
    echo "  --prefix DIR    install into DIR/bin (default: ~/.local)"
    echo "  --repo DIR      put the hook into that repository, too"
    echo "  --from-source   build the program, even if there is one beside this script"
    echo "  --uninstall     remove the program"
}

fail() {
    echo "install.sh: $1" >&2
    echo "  next step: $2" >&2
    exit 2
}

# What belongs to the program below its prefix: completions for shells, and the manual page.
parts="share/bash-completion/completions/keystop share/zsh/site-functions/_keystop share/fish/vendor_completions.d/keystop.fish share/man/man1/keystop.1"

on_path() {
    case ":$PATH:" in *":$1:"*) true ;; *) false ;; esac
}

prefix=
repo=
from_source=no
uninstall=no
while [ $# -gt 0 ]; do
    case $1 in
        --prefix | --repo)
            [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a directory" "$(usage)"
            if [ "$1" = --prefix ]; then prefix=$2; else repo=$2; fi
            shift 2
            ;;
        --from-source)
            from_source=yes
            shift
            ;;
        --uninstall)
            uninstall=yes
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "unknown option $1" "$(usage)" ;;
    esac
done

if [ -n "$prefix" ]; then
    case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
    bin=$prefix/bin
else
    prefix=$HOME/.local
    bin=$prefix/bin
    cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin
    if ! on_path "$bin" && on_path "$cargo_bin"; then bin=$cargo_bin; fi
fi

if [ $uninstall = yes ]; then
    if [ -e "$bin/keystop" ]; then
        rm -f "$bin/keystop" || fail "cannot remove $bin/keystop" "check its permissions"
        for part in $parts; do rm -f "${bin%/bin}/$part"; done
        echo "Removed $bin/keystop, its completions and its manual page"
    else
        echo "There is no keystop in $bin; nothing was removed."
    fi
    echo "Repositories that still have the hook refuse commits until you run: keystop --uninstall REPO (before this), or delete the hook."
    exit 0
fi

source=$(cd "$(dirname "$0")" && pwd)
program=$source/keystop
if [ $from_source = yes ] || ! { [ -f "$program" ] && "$program" --version >/dev/null 2>&1; }; then
    [ -f "$source/Cargo.toml" ] || fail "the program beside this script does not run on this machine" "take the archive for this machine, or run install.sh in a clone of the repository"
    for tool in cargo cc git; do
        command -v "$tool" >/dev/null 2>&1 || fail "there is no $tool on PATH" "install Rust (https://rustup.rs), a C compiler and git"
    done
    echo "Building keystop ..."
    KEYSTOP_COMMIT=$(git -C "$source" rev-parse --short=9 HEAD 2>/dev/null) || KEYSTOP_COMMIT=
    export KEYSTOP_COMMIT
    cargo build --release --locked --quiet --manifest-path "$source/Cargo.toml" ||
        fail "the build failed" "read cargo's words above; a C compiler and Rust 1.88 or newer are needed"
    program=${CARGO_TARGET_DIR:-$source/target}/release/keystop
fi
command -v git >/dev/null 2>&1 || fail "there is no git on PATH" "install git"

mkdir -p "$bin" || fail "cannot create $bin" "name another directory with --prefix"
# The new program is complete before it takes the old one's place, which may be running.
cp "$program" "$bin/.keystop.new" && chmod 755 "$bin/.keystop.new" && mv -f "$bin/.keystop.new" "$bin/keystop" ||
    fail "cannot write $bin/keystop" "name another directory with --prefix"
echo "Installed $bin/keystop ($("$bin/keystop" --version))"
for part in $parts; do
    case $part in
        *bash*) words="completions bash" ;;
        *zsh*) words="completions zsh" ;;
        *fish*) words="completions fish" ;;
        *) words=man ;;
    esac
    # Without them, keystop works all the same.
    # shellcheck disable=SC2086 # Two words.
    mkdir -p "$(dirname "${bin%/bin}/$part")" && "$bin/keystop" $words > "${bin%/bin}/$part" || echo "Note: cannot write ${bin%/bin}/$part"
done
echo "Completions and a manual page are in ${bin%/bin}/share"

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
