#!/usr/bin/env python3
"""Compares `shuniu match eval` with BM25 of the library bm25s, on words of jieba and on pairs of characters.

usage: text_bm25s.py BINARY FOLDER...
needs: pip install bm25s jieba (in a virtual environment; never a build dependency)

A FOLDER holds docs.jsonl, queries.jsonl and qrels.tsv in the format of `match eval` (docs/MATCHING.md, section 8);
`answers.py` makes some of public data. Prints one row per folder: nDCG@10 of each, and ours as a multiple of each."""
import itertools
import json
import math
import pathlib
import re
import subprocess
import sys
import unicodedata

import bm25s
import jieba

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


def words(text):
    return [word for word in jieba.lcut(text.lower()) if RUN.search(word)]


def pairs(text):
    runs = RUN.findall(unicodedata.normalize("NFKC", text).lower())
    return list(itertools.chain.from_iterable(
        [run] if run[0] < "\u3400" or len(run) == 1 else map("".join, itertools.pairwise(run)) for run in runs))


def rows(folder, name):
    return [json.loads(line) for line in open(folder / name, encoding="utf-8")]


def judged(folder):
    grades = {}
    for line in open(folder / "qrels.tsv", encoding="utf-8"):
        query, document, grade = line.rstrip("\n").split("\t")
        grades.setdefault(query, {})[document] = float(grade)
    return grades


def ndcg(found, grades):
    gain = lambda values: sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(values))
    best = gain(sorted(grades.values(), reverse=True)[:10])
    return gain([grades.get(document, 0) for document in found]) / best if best else 0


def library(folder, tokens, grades):
    documents = rows(folder, "docs.jsonl")
    text = lambda row: " ".join(value for key, value in row.items() if key != "id" and isinstance(value, str))
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index([tokens(text(row)) for row in documents], show_progress=False)
    values = []
    for query in rows(folder, "queries.jsonl"):
        if query["id"] in grades:
            places, _ = retriever.retrieve([tokens(query["text"])], k=min(10, len(documents)), show_progress=False)
            values.append(ndcg([documents[place]["id"] for place in places[0]], grades[query["id"]]))
    return sum(values) / len(grades)


def ours(binary, folder):
    files = [word for key in ("docs", "queries") for word in (f"--{key}", folder / f"{key}.jsonl")]
    out = subprocess.run([binary, "match", "eval", *files, "--qrels", folder / "qrels.tsv"], check=True, capture_output=True, text=True)
    return float(re.search(r"nDCG@10 ([\d.]+)", out.stdout)[1])


def main(binary, *folders):
    jieba.setLogLevel(40)
    print(f"{'nDCG@10':<16}{'shuniu':>8}{'words':>8}{'pairs':>8}{'x words':>9}{'x pairs':>9}")
    for folder in map(pathlib.Path, folders):
        grades = judged(folder)
        own, of_words, of_pairs = ours(binary, folder), library(folder, words, grades), library(folder, pairs, grades)
        print(f"{folder.name:<16}{own:>8.4f}{of_words:>8.4f}{of_pairs:>8.4f}{own / of_words:>9.3f}{own / of_pairs:>9.3f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
