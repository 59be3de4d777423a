#!/usr/bin/env python3
"""Learns the character-transition model of `src/scan/model/trigrams.rs` from source code.

usage: characters.py DIRECTORY... > src/scan/model/trigrams.tsv

Reads the text files below the directories (checkouts of public repositories in many languages), takes their words (runs of
letters, split where `camelCase` has a hump), counts each by the logarithm of how often it is met, so that neither `self` nor `the` outweighs
the rest, and prints for each two letters the eighths of a natural logarithm by which each third letter is likelier than
chance, in the order of the alphabet, with the word's end first. `-` stands for the word's beginning.
"""
import collections
import math
import os
import re
import sys

ALPHABET = "-abcdefghijklmnopqrstuvwxyz"
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SKIP = re.compile(r"(\.git/|node_modules/|vendor/|\.lock$|\.min\.|\.svg$|\.map$|fixtures?/|testdata/|package-lock)")


def texts(directory):
    """The content of each text file below the directory that people wrote."""
    for folder, _, files in os.walk(directory):
        for name in files:
            path = os.path.join(folder, name)
            if SKIP.search(path) or os.path.islink(path) or os.path.getsize(path) > 400_000:
                continue
            with open(path, "rb") as file:
                data = file.read()
            if b"\0" not in data:
                yield data


def words(directories):
    counts = collections.Counter()
    places = collections.defaultdict(set)
    for number, directory in enumerate(directories):
        for data in texts(directory):
            for word in WORD.findall(data.decode("utf-8", "ignore")):
                if 2 <= len(word) <= 24:
                    counts[word.lower()] += 1
                    places[word.lower()].add(number)
    # What only one repository writes, and seldom, is as likely random as a word.
    return {word: n for word, n in counts.items() if len(places[word]) > 1 or n > 20}


def main():
    transitions = collections.defaultdict(lambda: collections.Counter())
    pairs = collections.defaultdict(lambda: collections.Counter())
    singles = collections.Counter()
    for word, count in words(sys.argv[1:]).items():
        weight = 1 + math.log2(count)
        text = "--" + word + "-"
        for first, second, third in zip(text, text[1:], text[2:]):
            transitions[first + second][third] += weight
            pairs[second][third] += weight
            singles[third] += weight
    chance = math.log(1 / len(ALPHABET))
    everything = sum(singles.values())
    for first in ALPHABET:
        for second in ALPHABET:
            seen, after = transitions[first + second], pairs[second]
            row = []
            for third in ALPHABET:
                # Rare pairs lean on what follows the second letter alone, and that on how common the third is.
                single = (singles[third] + 1) / (everything + len(ALPHABET))
                pair = (after[third] + 40 * single) / (sum(after.values()) + 40)
                triple = (seen[third] + 40 * pair) / (sum(seen.values()) + 40)
                row.append(max(-60, min(60, round(8 * (math.log(triple) - chance)))))
            print(first + second, *row, sep="\t")


if __name__ == "__main__":
    main()
