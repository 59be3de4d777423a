#!/usr/bin/env bash
# Makes every package that this machine has the tools for, from the program that build.sh made: packaging/package.sh [DIR].
# Writes into DIR (default: target/package), and names what it left out and why.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
out=$(mkdir -p "${1:-target/package}" && cd "${1:-target/package}" && pwd)
target=${KEYSTOP_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
packaging/build.sh "$out"
program=${CARGO_TARGET_DIR:-$top/target}/$target/release/keystop

left_out() { echo "left out $1: there is no $2 (install it with: $3)" >&2; }

if command -v cargo-deb >/dev/null; then
    cargo deb --quiet --no-build --no-strip --target "$target" --output "$out"
else
    left_out "the deb" cargo-deb "cargo install cargo-deb"
fi
if command -v cargo-generate-rpm >/dev/null; then
    cargo generate-rpm --target "$target" --output "$out"
else
    left_out "the rpm" cargo-generate-rpm "cargo install cargo-generate-rpm"
fi
if command -v maturin >/dev/null; then
    (cd packaging/pypi && maturin build --quiet --release --locked --target "$target" --out "$out")
else
    left_out "the wheel" maturin "pip install maturin"
fi
if command -v npm >/dev/null; then
    node packaging/npm/build.mjs "$out/npm" "$target=$program" >/dev/null
    (cd "$out/npm" && rm -f ./*.tgz && for package in */; do npm pack --silent "./$package" >/dev/null; done)
else
    left_out "the npm packages" npm "your system's package manager"
fi
ls -1 "$out" "$out/npm" 2>/dev/null | grep keystop
