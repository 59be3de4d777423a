#!/usr/bin/env python3
"""What the number of rules costs: builds keystop with some of them and times it, turn by turn, against the fewest.

usage: benches/rules.py [--runs 100] [--rules 60 600]

Needs what hook.py needs, and cargo. Each number is built once more, in a temporary directory, with rules taken evenly from all
files; the last build has all of them. Prints medians of the ratios of neighbouring runs: of a small commit, where the start is
all, and of 20 MB of ordinary source, where scanning is.
"""
import argparse, os, random, re, shutil, statistics, subprocess, sys, tempfile

sys.dont_write_bytecode = True  # Of hook.py, beside this file.

from hook import line, small, timed

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RULES = "src/rules/builtin"

# Where a rule or a provider begins.
BEGINS = re.compile(r"^(?=\[\[rule\]\]$|    \{ id = )", re.M)

# The words that tell of a secret are what the others are measured beside.
ALWAYS = "unnamed.toml"

def is_entry(part):
    return part.startswith(("[[rule]]", "    {"))

def build(root, wanted):
    """The program with so many rules, and their number; all of them if `wanted` is none."""
    copy = os.path.join(root, "source")
    shutil.rmtree(copy, ignore_errors=True)
    tracked = subprocess.run(["git", "-C", PROJECT, "ls-files", "-z"], check=True, stdout=subprocess.PIPE).stdout
    for name in tracked.decode().rstrip("\0").split("\0"):
        os.makedirs(os.path.dirname(os.path.join(copy, name)), exist_ok=True)
        shutil.copy(os.path.join(PROJECT, name), os.path.join(copy, name))
    folder = os.path.join(copy, RULES)
    files = {name: BEGINS.split(open(os.path.join(folder, name)).read()) for name in sorted(os.listdir(folder))}
    there = sum(is_entry(part) for name, parts in files.items() if name != ALWAYS for part in parts)
    share = min(1, (wanted or there) / there)
    seen = kept = 0
    for name, parts in files.items():
        with open(os.path.join(folder, name), "w") as f:
            for part in parts:
                if is_entry(part) and name != ALWAYS:
                    seen += 1
                    if int(seen * share) == kept:
                        # The end of a list of providers stands behind the last one.
                        f.write("]\n" if part.startswith("    {") and part.rstrip().endswith("\n]") else "")
                        continue
                    kept += 1
                f.write(part)
    target = os.path.join(root, "target")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=copy, check=True,
                   env={**os.environ, "CARGO_TARGET_DIR": target})
    program = os.path.join(root, f"keystop-{kept}")
    shutil.copy(os.path.join(target, "release/keystop"), program)
    return program, kept

def compare(case, first, others, arguments, runs):
    rows = []
    for _ in range(runs + 1):
        rows.append([timed([program, *arguments], (0,)) for program, _ in [first, *others]])
    for place, (_, number) in enumerate(others, 1):
        low, middle, high = statistics.quantiles([row[place] / row[0] for row in rows[1:]], n=4)
        print(f"{case:32} {number:6} rules {middle:7.2f} {low:7.2f} {high:7.2f}", flush=True)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--runs", type=int, default=100)
    ap.add_argument("--rules", type=int, nargs="*", default=[60, 600])
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as root:
        first, *others = [build(root, wanted) for wanted in [*a.rules, None]]
        home = os.path.join(root, "home")
        os.mkdir(home)
        os.environ.update(HOME=home, GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@localhost",
                          GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@localhost")
        print(f"{f'as against {first[1]} rules':32} {'':12} {'ratio':>7} {'25%':>7} {'75%':>7}")
        rng = random.Random(7)
        os.chdir(small(root, rng))
        compare("small commit", first, others, [], a.runs)
        text = os.path.join(root, "text.py")
        with open(text, "w") as f:
            f.writelines(line(rng) for _ in range(500_000))
        compare("20 MB of source", first, others, ["scan", text], max(9, a.runs // 5))

if __name__ == "__main__":
    sys.exit(main())
