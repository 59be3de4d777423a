#!/usr/bin/env python3
"""Times the whole hook against `git diff --cached -U0` on the same repositories, turn by turn, in one run.

usage: benches/hook.py [--bin target/release/keystop] [--runs 40] [--only WORD] [--large]

Makes its repositories itself, in a temporary directory, with a home of its own. Prints for each case the median
of the ratios of neighbouring runs, and the quarter and three-quarter marks. `--large` adds the index of a million files.
"""
import argparse, os, random, statistics, string, subprocess, sys, tempfile, time

WORDS = ("key token secret api auth password session client request response value name config self return import "
         "def class for in if else None True data user path index count result error public private hash").split()

def git(repo, *args, **kw):
    return subprocess.run(["git", "-C", repo, *args], check=True, stdout=subprocess.PIPE, **kw).stdout

def line(rng):
    return "    " + rng.choice(WORDS) + "_" + rng.choice(WORDS) + " = " + rng.choice(WORDS) + "(" + rng.choice(WORDS) + ", " + str(rng.randrange(999)) + ")\n"

def write(repo, name, lines, rng):
    path = os.path.join(repo, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.writelines(line(rng) for _ in range(lines))

def repository(root, name, files, rng):
    """A repository with that many committed files, made without a work tree where there are many."""
    repo = os.path.join(root, name)
    git(root, "init", "-q", "-b", "main", repo)
    if files <= 500:
        for n in range(files):
            write(repo, f"src/d{n % 10}/f{n}.py", 40, rng)
        git(repo, "add", "-A")
    else:
        blob = git(repo, "hash-object", "-w", "--stdin", input=b"x = 1\n").decode().strip()
        listing = "".join(f"100644 {blob}\td{n // 1000:04}/e{n // 50 % 20:02}/file_{n}.py\n" for n in range(files))
        git(repo, "update-index", "--index-info", input=listing.encode())
    git(repo, "commit", "-q", "-m", "before")
    return repo

def small(root, rng):
    repo = repository(root, "small", 50, rng)
    write(repo, "src/d1/new.py", 50, rng)
    git(repo, "add", "-A")
    return repo

def ordinary(root, rng):
    repo = repository(root, "ordinary", 50, rng)
    for n in range(20):
        write(repo, f"src/d1/new{n}.py", 50, rng)
    git(repo, "add", "-A")
    return repo

def indexed(files):
    def make(root, rng):
        repo = repository(root, f"index{files}", files, rng)
        blob = git(repo, "hash-object", "-w", "--stdin", input=b"x = 2\n").decode().strip()
        git(repo, "update-index", "--cacheinfo", f"100644,{blob},d0000/e01/file_77.py")
        return repo
    return make

def large_file(root, rng):
    repo = repository(root, "large", 1, rng)
    write(repo, "large.py", 500_000, rng)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "large")
    with open(os.path.join(repo, "large.py"), "a") as f:
        f.write("one = more\n")
    git(repo, "add", "-A")
    return repo

def much_text(files):
    def make(root, rng):
        repo = repository(root, f"much{files}", 1, rng)
        for n in range(files):
            write(repo, f"new/d{n % 50}/f{n}.py", 1_250_000 // files, rng)
        git(repo, "add", "-A")
        return repo
    return make

def sparse(root, rng):
    repo = repository(root, "sparse", 300, rng)
    git(repo, "sparse-checkout", "set", "--cone", "--sparse-index", "src/d1")
    write(repo, "src/d1/new.py", 50, rng)
    git(repo, "add", "-A")
    return repo

def split(root, rng):
    repo = repository(root, "split", 300, rng)
    git(repo, "update-index", "--split-index")
    write(repo, "src/d1/new.py", 50, rng)
    git(repo, "add", "-A")
    return repo

CASES = [
    ("small commit (1 file, 50 lines)", small),
    ("20 files, 1,000 lines", ordinary),
    ("index of 10,000 files", indexed(10_000)),
    ("index of 100,000 files", indexed(100_000)),
    ("one line in a 20 MB file", large_file),
    ("50 MB added in one file", much_text(1)),
    ("50 MB added in 5,000 files", much_text(5000)),
    ("sparse index", sparse),
    ("split index", split),
]
LARGE = [("index of 1,000,000 files", indexed(1_000_000))]

def timed(command, repo):
    start = time.perf_counter()
    code = subprocess.run(command, cwd=repo, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.perf_counter() - start
    if code.returncode != 0:
        sys.exit(f"{command[0]} exits {code.returncode} in {repo}: {code.stderr.decode()[:300]}")
    return took

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", default="target/release/keystop")
    ap.add_argument("--runs", type=int, default=40)
    ap.add_argument("--only", default="")
    ap.add_argument("--large", action="store_true")
    a = ap.parse_args()
    binary = os.path.abspath(a.bin)
    print(f"{'case':36} {'ratio':>6} {'25%':>6} {'75%':>6}   {'keystop ms':>10} {'git ms':>8}")
    with tempfile.TemporaryDirectory() as root:
        home = os.path.join(root, "home")
        os.mkdir(home)
        os.environ.update(HOME=home, GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@localhost",
                          GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@localhost")
        for name, make in CASES + (LARGE if a.large else []):
            if a.only not in name:
                continue
            repo = make(root, random.Random(7))
            hook, diff = [binary], ["git", "diff", "--cached", "-U0"]
            for _ in range(3):
                timed(hook, repo), timed(diff, repo)
            first = timed(diff, repo)
            runs = max(7, min(a.runs, int(20 / max(first, 1e-3))))
            pairs = [(timed(hook, repo), timed(diff, repo)) for _ in range(runs)]
            ratios = [h / g for h, g in pairs]
            low, middle, high = statistics.quantiles(ratios, n=4)
            ms = lambda side: 1e3 * statistics.median(p[side] for p in pairs)
            print(f"{name:36} {middle:6.2f} {low:6.2f} {high:6.2f}   {ms(0):10.2f} {ms(1):8.2f}", flush=True)

main()
