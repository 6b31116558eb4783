#!/usr/bin/env python3
"""Makes collections for `match eval` and `match suggest` of public Chinese questions and answers.

usage: answers.py ARCHIVE FOLDER
needs: pip download --no-deps --no-binary :all: insuranceqa_data==1.0   (27,413 answers; GPL 3.0, so it is not part of this project)

ARCHIVE is that package. Writes into FOLDER:
  long/      1,500 long answers as questions; the other answers to the same question are to be found among 25,913
  short/     1,500 questions; their answers are to be found among 27,413
  fields/    catalogue.jsonl: ten answers of each of eleven kinds of insurance; names.jsonl: their names alone;
             questions.jsonl and answers.jsonl: 1,500 of each, whose kind is to be told"""
import gzip
import json
import pathlib
import random
import sys
import tarfile

NAMES = {
    "life-insurance": "人寿保险", "medicare-insurance": "医疗保险", "auto-insurance": "汽车保险", "health-insurance": "健康保险",
    "home-insurance": "房屋保险", "renters-insurance": "租房保险", "disability-insurance": "残疾保险", "annuities": "年金",
    "retirement-plans": "退休计划", "long-term-care-insurance": "长期护理保险", "critical-illness-insurance": "重大疾病保险",
}
SAMPLE = 1500


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def collection(folder, documents, queries, right):
    write(folder / "docs.jsonl", documents)
    write(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text("".join(f"{query}\t{document}\t1\n" for query, document in right), encoding="utf-8")


def main(archive, folder):
    folder, dice = pathlib.Path(folder), random.Random(1)
    with tarfile.open(archive) as package:
        parts = {pathlib.Path(member.name).name.split(".")[0]: json.loads(gzip.decompress(package.extractfile(member).read()))
                 for member in package if member.name.endswith(".json.gz")}
    texts = {number: answer["zh"].strip() for number, answer in parts.pop("answers").items()}
    questions = [{"id": f"{part}{number}", "text": row["zh"], "kind": row["domain"], "answers": sorted(set(row["answers"]))}
                 for part in ("test", "valid", "train") for number, row in parts[part].items()]

    asked = dice.sample([row for row in questions if not row["id"].startswith("train")], SAMPLE)
    collection(folder / "short", [{"id": number, "text": text} for number, text in texts.items()],
               [{"id": row["id"], "text": row["text"]} for row in asked], [(row["id"], answer) for row in asked for answer in row["answers"]])

    several, used, queries, right, gone = [row for row in questions if len(row["answers"]) > 1], set(), [], [], set()
    dice.shuffle(several)
    for row in several:
        if len(queries) < SAMPLE and used.isdisjoint(row["answers"]):
            used.update(row["answers"])
            longest = max(row["answers"], key=lambda answer: len(texts[answer]))
            gone.add(longest)
            queries.append({"id": row["id"], "text": texts[longest]})
            right += [(row["id"], answer) for answer in row["answers"] if answer != longest]
    collection(folder / "long", [{"id": number, "text": text} for number, text in texts.items() if number not in gone], queries, right)

    kinds = {}
    for row in questions:
        for answer in row["answers"]:
            kinds.setdefault(answer, set()).add(row["kind"])
    of_one = {answer: kind for answer, (kind, *others) in kinds.items() if not others and kind in NAMES}
    entry = lambda answer: {"id": answer, "text": texts[answer], "field": of_one[answer]}
    catalogue = [answer for kind in NAMES for answer in dice.sample(sorted(a for a in of_one if of_one[a] == kind), 10)]
    write(folder / "fields/catalogue.jsonl", map(entry, catalogue))
    write(folder / "fields/names.jsonl", ({"id": kind, "text": name, "field": kind} for kind, name in NAMES.items()))
    write(folder / "fields/answers.jsonl", map(entry, dice.sample(sorted(set(of_one) - set(catalogue)), SAMPLE)))
    tests = [row for row in questions if row["id"].startswith("test") and row["kind"] in NAMES]
    write(folder / "fields/questions.jsonl", ({"id": row["id"], "text": row["text"], "field": row["kind"]} for row in dice.sample(tests, SAMPLE)))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
