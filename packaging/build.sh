#!/bin/sh
# Builds the static release program for this machine, and packs it: packaging/build.sh [DIR] writes
# DIR/keystop-VERSION-TARGET.tar.gz and a line for it in DIR/SHA256SUMS. The default DIR is target/package.
#
# The same source and toolchain give the same bytes: no path of this machine and no time goes in.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
out=${1:-target/package}
target=${KEYSTOP_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)

# glibc and musl alike: nothing is loaded at start, so the program runs on every distribution.
case $target in
    *-linux-*) static="-C target-feature=+crt-static" ;;
    *) static= ;;
esac
RUSTFLAGS="$static --remap-path-prefix=$top=keystop --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo ${RUSTFLAGS:-}"
export RUSTFLAGS
KEYSTOP_COMMIT=$(git rev-parse --short=9 HEAD 2>/dev/null) || KEYSTOP_COMMIT=
export KEYSTOP_COMMIT
SOURCE_DATE_EPOCH=$epoch cargo build --release --locked --quiet --target "$target"

program=${CARGO_TARGET_DIR:-target}/$target/release/keystop
[ -e "$program" ] || program=$program.exe
name=keystop-$version-$target
mkdir -p "$out"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/$name"
cp "$program" install.sh README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$stage/$name/"
tar -C "$stage" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw -cf - "$name" |
    gzip -n -9 >"$out/$name.tar.gz"
(
    cd "$out"
    [ ! -e SHA256SUMS ] || grep -v "  $name.tar.gz\$" SHA256SUMS >SHA256SUMS.new || true
    sha256sum "$name.tar.gz" >>SHA256SUMS.new
    sort -k 2 SHA256SUMS.new >SHA256SUMS
    rm SHA256SUMS.new
)
echo "$out/$name.tar.gz"
