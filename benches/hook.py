#!/usr/bin/env python3
"""Times the whole hook against `git diff --cached -U0` on the same repositories, turn by turn, in one run.

usage: benches/hook.py [--bin target/release/keystop] [--runs 100] [--only WORD] [--large] [--peers]

Needs Python 3.8 and git, and nothing else. Makes its repositories itself, in a temporary directory, with a home of its own. Prints for
each case the median of the ratios of neighbouring runs, the quarter and three-quarter marks, median times, and peak memory.
`--large` adds the index of a million files. `--peers` also times other scanners, those of them that are installed, each by the
command that its documentation gives for a pre-commit hook.
"""
import argparse, os, random, shutil, statistics, subprocess, sys, tempfile, time

WORDS = ("key token secret api auth password session client request response value name config self return import "
         "def class for in if else None True data user path index count result error public private hash").split()

# Older than the index, as files in a work tree are: otherwise Git doubts its own index, and reads every directory.
OLD = (1_700_000_000, 1_700_000_000)

PEERS = {
    "gitleaks": ["gitleaks", "git", "--pre-commit", "--staged", "--no-banner", "--redact"],
    "betterleaks": ["betterleaks", "git", "--pre-commit", "--staged", "--no-banner", "--redact"],
    "ripsecrets": ["sh", "-c", "git diff --cached --name-only --diff-filter=ACM -z | xargs -0 -r ripsecrets --strict-ignore"],
    "detect-secrets": ["sh", "-c", "git diff --cached --name-only --diff-filter=ACM -z | xargs -0 -r detect-secrets-hook"],
    "git-secrets": ["git-secrets", "--pre_commit_hook"],
    "secretlint": ["sh", "-c", "git diff --cached --name-only --diff-filter=ACM -z | xargs -0 -r secretlint"],
    "kingfisher": ["kingfisher", "scan", ".", "--staged", "--quiet", "--no-update-check"],
}

# Those whose program has another name than they have.
COMMANDS = {"detect-secrets": "detect-secrets-hook"}

# What they do not run without, as their own set-up writes it.
NEEDS = {"secretlint": {".secretlintrc.json": '{"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}'}}

def git(repo, *args, **kw):
    return subprocess.run(["git", "-C", repo, *args], check=True, stdout=subprocess.PIPE, **kw).stdout

def line(rng):
    return f"    {rng.choice(WORDS)}_{rng.choice(WORDS)} = {rng.choice(WORDS)}({rng.choice(WORDS)}, {rng.randrange(999)})\n"

def write(repo, name, lines, rng):
    path = os.path.join(repo, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.writelines(line(rng) for _ in range(lines))
    os.utime(path, OLD)

def repository(root, name, files, rng):
    """A repository with that many committed files, made without a work tree where there are many."""
    repo = os.path.join(root, name)
    git(root, "init", "-q", "-b", "main", repo)
    git(repo, "config", "gc.auto", "0")
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

def small(root, rng, name="small"):
    repo = repository(root, name, 50, rng)
    write(repo, "src/d1/new.py", 50, rng)
    git(repo, "add", "-A")
    return repo

def with_policy(rules, entries, accepted):
    """The small commit, in a repository with that many rules of its own, allow entries, and fingerprints in its baseline."""
    def make(root, rng):
        repo = repository(root, f"policy{entries}", 50, rng)
        fingerprint = lambda: f"digitalocean-personal-access-token:{rng.getrandbits(64):016x}"
        with open(os.path.join(repo, ".keystop.toml"), "w") as f:
            for _ in range(rules):
                name = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(7))
                f.write(f'[[rule]]\nid = "{name}-api-key"\ntitle = "API key of {name}"\nkeywords = ["{name}_"]\n'
                        f"pattern = '\\b{name}_(?:live|test)_[0-9A-Za-z]{{32}}\\b'\nrevoke = \"https://localhost/{name}\"\n\n")
            for _ in range(entries):
                f.write(f'[[allow]]\nfingerprint = "{fingerprint()}"\npath = "tests/**"\nreason = "made up"\n\n')
        with open(os.path.join(repo, ".keystop-baseline"), "w") as f:
            f.writelines(sorted(fingerprint() + "\n" for _ in range(accepted)))
        git(repo, "add", "-A")
        git(repo, "commit", "-q", "-m", "the policy")
        write(repo, "src/d1/new.py", 50, rng)
        git(repo, "add", "-A")
        return repo
    return make

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
    ("the same, 100 own rules, 100 entries", with_policy(100, 100, 0)),
    ("the same, 100, 5,000, baseline of 20,000", with_policy(100, 5000, 20_000)),
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

SINK = os.open(os.devnull, os.O_RDWR)

def timed(command, statuses):
    """How long the command takes, in seconds; it must end with one of the statuses, unless there are none."""
    silent = [(os.POSIX_SPAWN_DUP2, SINK, fd) for fd in (0, 1, 2)]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=silent)
    _, status = os.waitpid(process, 0)
    took = time.perf_counter() - start
    if statuses and os.WEXITSTATUS(status) not in statuses or os.WIFSIGNALED(status):
        sys.exit(f"{' '.join(command)} ends with {status >> 8} in {os.getcwd()}")
    return took

# The memory of a process counts that of the one it was started from: hence a small shell, and the count of its children alone.
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"

def megabytes(command):
    """Peak resident memory of the command."""
    script = '"$@" >/dev/null 2>&1; exec "$PYTHON" -c "$PEAK"'
    out = subprocess.run(["sh", "-c", script, "sh", *command], env={**os.environ, "PYTHON": sys.executable, "PEAK": PEAK},
                         check=True, stdout=subprocess.PIPE).stdout
    return int(out) / (1 << 20 if sys.platform == "darwin" else 1 << 10)

def compare(name, command, runs, diff, statuses):
    for _ in range(3):
        timed(command, statuses), timed(diff, (0,))
    pairs = [(timed(command, statuses), timed(diff, (0,))) for _ in range(runs)]
    low, middle, high = statistics.quantiles([ours / theirs for ours, theirs in pairs], n=4)
    ms = [1e3 * statistics.median(pair[side] for pair in pairs) for side in (0, 1)]
    mb = [megabytes(command), megabytes(diff)]
    print(f"{name:40} {middle:7.2f} {low:7.2f} {high:7.2f} {ms[0]:9.2f} {ms[1]:9.2f} {mb[0]:7.1f} {mb[1]:7.1f}", flush=True)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", default="target/release/keystop")
    ap.add_argument("--runs", type=int, default=100)
    ap.add_argument("--only", default="")
    ap.add_argument("--large", action="store_true")
    ap.add_argument("--peers", action="store_true")
    a = ap.parse_args()
    binary = os.path.abspath(a.bin)
    diff = ["git", "diff", "--cached", "-U0"]
    print(f"{'case':40} {'ratio':>7} {'25%':>7} {'75%':>7} {'ms':>9} {'git ms':>9} {'MB':>7} {'git MB':>7}")
    with tempfile.TemporaryDirectory() as root:
        home = os.path.join(root, "home")
        os.mkdir(home)
        os.environ.update(HOME=home, GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@localhost",
                          GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@localhost")
        for name, make in CASES + (LARGE if a.large else []):
            if a.only not in name:
                continue
            os.chdir(make(root, random.Random(7)))
            first = timed([binary], (0,)) + timed(diff, (0,))
            compare(name, [binary], max(9, min(a.runs, int(20 / first))), diff, (0,))
            for peer, command in PEERS.items() if a.peers else ():
                if shutil.which(COMMANDS.get(peer, peer)):
                    for path, content in NEEDS.get(peer, {}).items():
                        with open(path, "w") as f:
                            f.write(content)
                    # Clean, or something found, which is their matter here; anything else is no scan.
                    compare("  " + peer, command, max(3, min(a.runs, int(20 / timed(command, (0, 1))))), diff, (0, 1))
            os.chdir(root)
            # Repositories of millions of bytes do not pile up.
            for made in set(os.listdir(root)) - {"home"}:
                shutil.rmtree(os.path.join(root, made))

if __name__ == "__main__":
    main()
