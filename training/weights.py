#!/usr/bin/env python3
"""Learns the weights of the model for secrets without a name, and says how good they are.

usage: weights.py LINES.jsonl[.gz] [--out src/scan/model/weights.toml]

`README.md` beside this file tells the form of the lines. Needs `numpy` and `scikit-learn`. Each row is judged by weights learnt from
the other repositories' rows (five folds), and the figures printed are those of keystop as a whole, its rules for keys included; the weights
written are learnt from all rows.
"""
import argparse
import base64
import collections
import gzip
import json
import random
import string
import subprocess
import zlib

import numpy as np
from sklearn.linear_model import LogisticRegression

LEAST_COUNT = 15
STRENGTH = 0.5
FOLDS = 5
INVENTED = 3000
# So many of them are bytes in base64, with what fills it up.
PADDED = 0.1
CAREFUL, STRICT, PROVIDER = 1.5, -0.75, -0.75
SPEAKS = ["password", "secret", "key"]


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def fold(row):
    """A fifth of the repositories that the row's belongs to; an id begins with its repository's."""
    return zlib.crc32(row["id"].split("-")[0].encode()) % FOLDS


def invented(count):
    """Rows with values that a generator made, under names that say so: what the lines have too few of.

    They are learnt from, and the figures leave them out.
    """
    random.seed(7)
    names = ["password", "secret", "token", "api_key", "secret_key", "access_token", "client_secret", "auth_token", "private_key"]
    owners = ["", "db_", "app_", "my_", "login_", "service_", "session_", "user_", "auth_", "smtp_", "admin_", "signing_"]
    # What a secret is for, or which of several it is; mostly nothing.
    purposes = [""] * 40 + """_staging _prod _production _dev _live _default _backup _old _new _1 _2 _eu _us_east _admin _bot _ci _deploy _read _write
        _primary _secondary _for_tests _for_staging _mobile _web _server _local _main _internal _partner _v2 _sandbox""".split()
    letters_and_digits = string.ascii_letters + string.digits
    signs = "".join(sign for sign in string.punctuation if sign not in "\"'`\\")
    alphabets = [
        letters_and_digits,
        string.ascii_lowercase + string.digits,
        letters_and_digits + "+/",
        letters_and_digits + "!@#%^*-_.",
        letters_and_digits + signs,
        "0123456789abcdef",
    ]
    forms = [
        ('{}: "{}"', "yml"),
        ("{}: {}", "yml"),
        ("{}={}", "env"),
        ("{} = '{}'", "py"),
        ("if {} == '{}':", "py"),
        ('"{}": "{}",', "json"),
        ('{} := "{}"', "go"),
        ("export {}={}", "sh"),
        ("tool --{} {}", "sh"),
        ("define('{}', '{}');", "php"),
        ('map.put("{}", "{}");', "java"),
        ('client.{}("{}");', "java"),
        ('client.set{}("{}");', "java"),
        ("<{0}>{1}</{0}>", "xml"),
        ("fetch('https://api.net/v1?{}={}&page=1')", "js"),
        ('var cache = "cache.net:6380,{}={},ssl=True";', "cs"),
        ('#define {} "{}"', "h"),
        ("ENV {} {}", "dockerfile"),
    ]
    rows = []
    for _ in range(count):
        form, ending = random.choice(forms)
        alphabet = random.choice(alphabets)
        name = random.choice(names)
        lengths = [32] if alphabet == alphabets[-1] else [16, 20, 24, 32, 40, 64] + [12, 14] * (name == "password")
        value = "".join(random.choices(alphabet, k=random.choice(lengths)))
        if random.random() < PADDED:
            value = base64.b64encode(random.randbytes(random.choice([16, 20, 32, 64]))).decode()
        name = random.choice(owners) + name + random.choice(purposes)
        name = random.choice([name, name.upper(), "".join(part.title() for part in name.split("_"))])
        text = form.format(name, value)
        start = text.rindex(value)
        rows.append(
            {"id": "invented", "where": "src", "filename": f"made.{ending}", "text": text, "expect": True, "value": [start, start + len(value)]}
        )
    return rows


def candidates(rows):
    """What keystop sees in the rows, and in which of them its rules for keys with a form of their own find one.

    Each row is seen once with its folder's role in the path, and once without, since both are met.
    """
    lines = []
    for number, row in enumerate(rows):
        for path in (f"{row['where'].strip('_') or 'src'}/{row['filename']}", row["filename"]):
            lines.append(json.dumps({"id": str(number), "path": path, "text": row["text"], "expect": row["expect"]}))
    command = ["cargo", "run", "--quiet", "--example", "features"]
    done = subprocess.run(command, input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True)
    found, with_keys = [], set()
    for line in done.stdout.splitlines():
        one = json.loads(line)
        if "has_key" in one:
            with_keys.add(int(one["id"]))
            continue
        row = rows[int(one["id"])]
        start, end = row["value"]
        if row["expect"] and start >= 0 and end >= 0:
            # Spans are counted in characters there and in bytes here; close is enough.
            lead = len(row["text"][:start].encode()) - start
            if one["span"][1] <= start + lead or one["span"][0] >= end + lead:
                continue
        found.append(one)
    return found, with_keys


def chosen_words(found):
    counts, last = collections.Counter(), collections.Counter()
    for one in found:
        counts.update(set(one["words"]))
        last.update(one["words"][-1:])
    pick = lambda counter: sorted(word for word, count in counter.items() if count >= LEAST_COUNT)
    return pick(counts), pick(last)


def matrix(found, words, last_words):
    """A row for each candidate: its features, these again in the columns of what its name speaks of, and its name's words."""
    names = {word: at for at, word in enumerate(words)}
    lasts = {word: at for at, word in enumerate(last_words)}
    width = len(found[0]["features"])
    start = width * (1 + len(SPEAKS))
    out = np.zeros((len(found), start + len(words) + len(last_words)), dtype=np.float32)
    for row, one in zip(out, found):
        own = width * (1 + one["speaks"])
        row[:width] = row[own : own + width] = one["features"]
        for word in one["words"]:
            if word in names:
                row[start + names[word]] += 1
        if one["words"] and one["words"][-1] in lasts:
            row[start + len(words) + lasts[one["words"][-1]]] = 1
    return out


def fit(inputs, labels):
    model = LogisticRegression(C=STRENGTH, max_iter=3000, fit_intercept=False)
    model.fit(inputs, labels)
    return model.coef_[0]


def judged(found, labels, inputs, rows):
    """The odds of each candidate, by weights learnt without the rows of its repository; the lowest for invented ones."""
    folds = np.array([fold(rows[int(one["id"])]) for one in found])
    folds[[rows[int(one["id"])]["id"] == "invented" for one in found]] = -1
    odds = np.full(len(found), -np.inf)
    for number in range(FOLDS):
        odds[folds == number] = inputs[folds == number] @ fit(inputs[folds != number], labels[folds != number])
    return odds


def figures(flagged, rows):
    right = sum(rows[number]["expect"] for number in flagged)
    wanted = sum(row["expect"] for row in rows if row["id"] != "invented")
    return f"precision {right / max(1, len(flagged)):.3f}  recall {right / wanted:.3f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lines")
    parser.add_argument("--out")
    options = parser.parse_args()
    rows = read(options.lines)
    real = len(rows)
    rows += invented(INVENTED)
    found, with_keys = candidates(rows)
    with_keys = {number for number in with_keys if number < real}
    labels = np.array([one["expect"] for one in found])
    words, last_words = chosen_words(found)
    inputs = matrix(found, words, last_words)
    print(f"{len(found)} candidates in {real} rows and {len(rows) - real} invented ones; {len(words)} words, {len(last_words)} last words")
    odds = judged(found, labels, inputs, rows)
    print("keys-only       ", figures(with_keys, rows))
    for name, threshold in [("careful", CAREFUL), ("strict", STRICT)] + [("", at / 2) for at in range(-6, 7)]:
        over = [one for one, score in zip(found, odds) if score >= threshold and (name != "careful" or "nonce" not in one["words"])]
        print(f"{name:8} {threshold:6.2f} ", figures({int(one["id"]) for one in over} | with_keys, rows))
    if options.out:
        write(options.out, feature_names(), words, last_words, fit(inputs, labels))


def feature_names():
    names, inside = [], False
    for line in open("src/scan/model/feature.rs", encoding="utf-8"):
        if line.startswith("pub enum Feature"):
            inside = True
        elif inside and line.startswith("}"):
            break
        elif inside and line.strip().endswith(",") and not line.strip().startswith("//"):
            name = line.strip().rstrip(",")
            names.append("".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-"))
    return names


def write(path, features, words, last_words, weights):
    width = len(features)
    start = width * (1 + len(SPEAKS))
    with open(path, "w", encoding="utf-8") as file:
        print("# Learnt by training/weights.py; docs/detection.md has the figures.\n", file=file)
        print("# The least log-odds at which a value counts as a secret.", file=file)
        print(f"careful = {CAREFUL}\nstrict = {STRICT}\nprovider = {PROVIDER}", file=file)
        for number, speaks in enumerate(SPEAKS):
            print(f"\n# Where the name speaks of a {speaks}.\n[features.{speaks}]", file=file)
            own = weights[width * (1 + number) : width * (2 + number)]
            for name, weight in zip(features, weights[:width] + own):
                print(f"{name} = {weight:.3f}", file=file)
        print("\n# Words anywhere in the name.\n[words]", file=file)
        for word, weight in zip(words, weights[start:]):
            print(f"{word} = {weight:.3f}", file=file)
        print("\n# The name's last word, besides.\n[last-words]", file=file)
        for word, weight in zip(last_words, weights[start + len(words) :]):
            print(f"{word} = {weight:.3f}", file=file)


if __name__ == "__main__":
    main()
