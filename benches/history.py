#!/usr/bin/env python3
"""Times keystop on the history of a repository, on a range, and on its files, against git in the same run.

    benches/history.py REPOSITORY [--keystop PROGRAM] [--runs N]

Prints the median of each, and the ratio to what it is measured against. Peers are timed where they are installed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import time


def seconds(command, repository, runs, feed=None):
    """The median time of a command, which may end with any status."""
    times = []
    for _ in range(runs):
        start = time.monotonic()
        subprocess.run(command, cwd=repository, input=feed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.monotonic() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("--keystop", default=shutil.which("keystop") or "target/release/keystop")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    keystop = os.path.abspath(options.keystop)

    def time_of(*command, feed=None):
        return seconds(command, options.repository, options.runs, feed)

    def rows(title, ours, others):
        print(f"\n{title}")
        for name, taken in [*others, ("keystop", ours)]:
            print(f"  {name:<44} {taken:8.2f} s   keystop / this: {ours / taken:5.2f}")

    history = time_of(keystop, "scan", "--history", "--format", "json")
    others = [
        ("git log -p --all", time_of("git", "log", "-p", "--all")),
        (
            "git cat-file --batch-all-objects --batch",
            time_of("git", "cat-file", "--batch-all-objects", "--batch"),
        ),
    ]
    for peer, arguments in [
        ("gitleaks", ["git", "."]),
        ("betterleaks", ["git", "."]),
        ("kingfisher", ["scan", ".", "--no-validate"]),
    ]:
        if shutil.which(peer):
            others.append((peer, time_of(peer, *arguments)))
    rows("history", history, others)

    span = "HEAD~50..HEAD"
    known = subprocess.run(["git", "rev-parse", "-q", "--verify", "HEAD~50"], cwd=options.repository, capture_output=True)
    if known.returncode == 0:
        ours = time_of(keystop, "scan", span, "--format", "json")
        rows("a range of 50 commits", ours, [("git log -p", time_of("git", "log", "-p", span))])

        head, before = (
            subprocess.run(["git", "rev-parse", name], cwd=options.repository, capture_output=True, text=True, check=True).stdout.strip()
            for name in ("HEAD", "HEAD~1")
        )
        line = f"refs/heads/main {head} refs/heads/main {before}\n".encode()
        ours = time_of(keystop, "hook", "pre-push", "--no-cache", "nowhere", "nowhere", feed=line)
        rows("a push of one commit", ours, [("git rev-list", time_of("git", "rev-list", f"{before}..{head}"))])

    ours = time_of(keystop, "scan", ".", "--format", "json")
    rows("files", ours, [("git grep -c key", time_of("git", "grep", "-c", "key"))])


if __name__ == "__main__":
    main()
