#!/usr/bin/env python3
"""Counts which four bytes ordinary text has most often, so that `build/keywords.rs` looks for keywords by others.

usage: grams.py DIRECTORY... > build/grams.tsv

Reads the text files below the directories (checkouts of public repositories in many languages), each directory counting the
same, and prints the commonest grams, commonest first: the four bytes folded as in `src/scan/keyword/gram.rs`, as hexadecimal digits,
and how many of a million places they stand at.
"""
import collections
import sys

sys.dont_write_bytecode = True  # Of characters.py, beside this file.

from characters import texts

MOST = 4096
FOLD = bytes(byte | 0x20 for byte in range(256))


def shares(directory):
    """How large a share of the places in the directory's texts each gram has."""
    counts = collections.Counter()
    for data in texts(directory):
        folded = data.translate(FOLD)
        counts.update(folded[at : at + 4] for at in range(len(folded) - 3))
    places = counts.total()
    return {gram: count / places for gram, count in counts.items()}


def main():
    total = collections.Counter()
    for directory in sys.argv[1:]:
        total.update(shares(directory))
    for gram, share in total.most_common(MOST):
        print(gram.hex(), round(1e6 * share / len(sys.argv[1:])), sep="\t")


if __name__ == "__main__":
    main()
