#!/usr/bin/env python3
"""Compares `shuniu match assign` with OR-tools' SimpleMinCostFlow, in alternation on the same machine.

usage: assign_ortools.py BINARY INSTANCE... [--rounds N]
needs: pip install ortools numpy (in a virtual environment; never a build dependency)

BINARY is called as `BINARY match assign --instance FILE --json`; with ASSIGN_PLAIN=1 in the environment as
`BINARY --instance FILE --json`. Times are for solving only: reading and building the model are left out on both sides.
Prints one row per instance: best and median of N rounds in ms, the ratios, and whether the objectives are equal. On a busy machine
read the ratio of the best times."""
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
from ortools.graph.python import min_cost_flow


def read(path):
    with open(path) as file:
        projects, organisations, edges = map(int, file.readline().split())
        slots = np.array([int(file.readline()) for _ in range(projects)])
        capacity = np.array([int(file.readline().split()[0]) for _ in range(organisations)])
        rows = np.loadtxt(file, dtype=np.int64, max_rows=edges).reshape(edges, 3)
    return slots, capacity, rows


def ortools(slots, capacity, rows):
    """Source -> project -> organisation -> sink; a slot stays empty through an arc of cost 0 from project to sink."""
    projects, organisations = len(slots), len(capacity)
    sink = projects + organisations
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(rows[:, 0], projects + rows[:, 1], np.ones(len(rows), np.int64), -rows[:, 2])
    flow.add_arcs_with_capacity_and_unit_cost(
        projects + np.arange(organisations), np.full(organisations, sink), capacity, np.zeros(organisations, np.int64))
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(projects), np.full(projects, sink), slots, np.zeros(projects, np.int64))
    flow.set_nodes_supplies(np.arange(sink + 1), np.concatenate([slots, np.zeros(organisations, np.int64), [-slots.sum()]]))
    start = time.perf_counter()
    status = flow.solve()
    elapsed = (time.perf_counter() - start) * 1000
    assert status == flow.OPTIMAL, status
    return -flow.optimal_cost(), elapsed


def ours(binary, path):
    words = [] if os.environ.get("ASSIGN_PLAIN") else ["match", "assign"]
    out = subprocess.run([binary, *words, "--instance", path, "--json"], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


def main():
    args = sys.argv[1:]
    rounds = 5
    if "--rounds" in args:
        at = args.index("--rounds")
        rounds = int(args[at + 1])
        del args[at:at + 2]
    binary, paths = args[0], args[1:]
    print("| instance | ours best / median ms | OR-tools best / median ms | ratio best / median | objective | equal | certificate |")
    print("|---|---|---|---|---|---|---|")
    for path in paths:
        slots, capacity, rows = read(path)
        mine, theirs = [], []
        for _ in range(rounds):
            answer = ours(binary, path)
            mine.append(answer["solve_ms"])
            objective, elapsed = ortools(slots, capacity, rows)
            theirs.append(elapsed)
        ratio = statistics.median(mine) / statistics.median(theirs)
        print(f"| {os.path.basename(path)} | {min(mine):.1f} / {statistics.median(mine):.1f} "
              f"| {min(theirs):.1f} / {statistics.median(theirs):.1f} | {min(mine) / min(theirs):.3f} / {ratio:.3f} | {answer['objective']} "
              f"| {answer['objective'] == objective} | {answer['certificate_verified']} |", flush=True)


if __name__ == "__main__":
    main()
