#!/usr/bin/env python3
"""Fills the package managers' manifests for one release.

usage: manifests.py --url URL --archives DIR --out DIR

URL is where the release's archives can be downloaded, without the file's name. DIR of --archives holds SHA256SUMS, as
build.sh writes it. A template in packaging/templates is filled where all its archives are there, and named where one is
missing. Words in a template: ${version}, ${url}, and ${sha256:TARGET} for the archive of that target.
"""

import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
WORD = re.compile(r"\$\{(?:(version|url)|sha256:([a-z0-9_-]+))\}")


def checksums(path: pathlib.Path, version: str) -> dict[str, str]:
    """The SHA-256 of each archive of this version, by its target."""
    found = {}
    for line in path.read_text().splitlines():
        digest, name = line.split()
        match = re.fullmatch(rf"keystop-{re.escape(version)}-(.+?)\.(?:tar\.gz|zip)", name)
        if match:
            found[match[1]] = digest
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--archives", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    manifest = (HERE.parent / "Cargo.toml").read_text()
    version = re.search(r'^version = "(.*)"', manifest, re.M)[1]
    sums = checksums(options.archives / "SHA256SUMS", version)
    facts = {"version": version, "url": options.url.rstrip("/")}
    left_out = 0
    for template in sorted((HERE / "templates").rglob("*")):
        if template.is_dir():
            continue
        text = template.read_text()
        missing = sorted({target for _, target in WORD.findall(text) if target and target not in sums})
        name = template.relative_to(HERE / "templates")
        if missing:
            print(f"left out {name}: there is no archive for {', '.join(missing)}", file=sys.stderr)
            left_out += 1
            continue
        out = options.out / name
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(WORD.sub(lambda word: facts[word[1]] if word[1] else sums[word[2]], text))
        print(out)
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
