"""Grows the folder of a demo to the size of a city: 35,000 organisations and teams, 100,000 needs, of the seed tables' words.

    shuniu demo --exit --data FOLDER
    python3 benches/city.py FOLDER
    time shuniu demo --data FOLDER          # loads them, then serves: when /healthz answers, the engine is loaded

Rows are written past the service, so the folder is good for measuring and for nothing else. Standard library only.
"""

import random
import sqlite3
import sys
import uuid

ORGANIZATIONS, TEAMS, NEEDS = 12_000, 23_000, 100_000


def columns(db, table):
    return [row[1] for row in db.execute(f"pragma table_info({table})")]


def grow(db, table, rows, count, change):
    """Copies of the rows in turn, each with an id of its own; their ids."""
    names = columns(db, table)
    made = []
    for number in range(count):
        row = dict(zip(names, rows[number % len(rows)]))
        row["id"] = str(uuid.uuid4())
        change(row, number)
        made.append([row[name] for name in names])
    db.executemany(f"insert into {table} values ({','.join('?' * len(names))})", made)
    return [row[names.index("id")] for row in made]


def main():
    random.seed(7)
    db = sqlite3.connect(f"{sys.argv[1]}/shuniu.db")
    needs = db.execute("select * from needs limit 36").fetchall()
    said = [row[columns(db, "needs").index("description_zh")] for row in needs]

    def need(row, number):
        row["title_zh"] += str(number)
        row["description_zh"] = random.choice(said)[:55] + random.choice(said)[:55]

    grow(db, "needs", needs, NEEDS, need)
    organizations = db.execute("select * from organizations where kind <> 'government'").fetchall()
    words = [row[columns(db, "organizations").index("description_zh")] for row in organizations]

    def organization(row, number):
        row["name_zh"] += str(number)
        row["credit_code"] = None
        row["description_zh"] = "".join(random.choice(words) for _ in range(4))[:300]
        if number >= ORGANIZATIONS:
            row["kind"] = "community_team"

    ids = grow(db, "organizations", organizations, ORGANIZATIONS + TEAMS, organization)
    fields = [row[0] for row in db.execute("select distinct field from organization_fields")]
    areas = [row[0] for row in db.execute("select code from areas")]
    db.executemany(
        "insert into organization_fields (organization_id, field) values (?, ?)",
        [(own, field) for own in ids for field in random.sample(fields, 2)],
    )
    db.executemany(
        "insert into organization_areas (organization_id, area_code) values (?, ?)", [(own, random.choice(areas)) for own in ids]
    )
    db.commit()
    for table in ("organizations", "needs"):
        print(table, db.execute(f"select count(*) from {table}").fetchone()[0])


main()
