"""Whether a write is in the next answer of the matching, and what the matching adds to a write.

A running `shuniu demo` (or `serve` on its folder) with the limit of requests lifted:

    SHUNIU__LIMITS__REQUESTS_PER_MINUTE=1000000 shuniu demo --data FOLDER --bind 127.0.0.1:8090
    python3 benches/fresh.py http://127.0.0.1:8090

Half of the turns report a need and then ask what answers it, twice over: what answers it from the catalogue, and whom. An engine
that did not know the need would answer 409. The other half report only. Standard library only.
"""

import http.client
import json
import sys
import threading
import time
import urllib.parse

PASSWORD = "changshou-lu-demo-2026"
FIELDS = ["elderly_meals", "jobs_startups", "children", "culture_art", "legal_advice"]


class Caller:
    def __init__(self, address, who):
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(address).netloc)
        self.token = None
        self.token = self.ask("POST", "/auth/login", {"email": f"{who}@demo.shuniu.example", "password": PASSWORD})[1]["access_token"]

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def need(number):
    return {
        "area_code": "310107015", "field": FIELDS[number % len(FIELDS)], "title_zh": f"第{number}号楼的需求",
        "description_zh": f"楼里多户提出的第{number}条，希望就近解决。",
    }


def percentile(times, permille):
    times = sorted(times)
    return times[min(len(times) - 1, len(times) * permille // 1000)] * 1e3


def main():
    address, turns = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    callers = 4
    alone, followed, reads, stale = [], [], [], []
    lock = threading.Lock()

    def work(part):
        reporter, hub = Caller(address, "committee"), Caller(address, "hub")
        for number in range(part, turns // 2, callers):
            with_questions = number % 2 == 0
            begun = time.perf_counter()
            status, made = reporter.ask("POST", "/needs", need(number))
            taken = time.perf_counter() - begun
            assert status == 201, (status, made)
            with lock:
                (followed if with_questions else alone).append(taken)
            if not with_questions:
                continue
            for question in ("catalogue-items", "matches"):
                begun = time.perf_counter()
                status, answer = hub.ask("GET", f"/needs/{made['id']}/{question}?limit=10")
                taken = time.perf_counter() - begun
                with lock:
                    reads.append(taken)
                    if status != 200:
                        stale.append((status, answer))

    begun = time.perf_counter()
    threads = [threading.Thread(target=work, args=(part,)) for part in range(callers)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    taken = time.perf_counter() - begun
    total = len(alone) + len(followed) + len(reads)
    print(f"{total} requests by {callers} callers in {taken:.1f} s: {len(alone) + len(followed)} writes, {len(reads)} reads, {len(stale)} stale")
    for name, times in (("write", alone + followed), ("read", reads)):
        print(f"{name:8} p50 {percentile(times, 500):7.2f} ms   p99 {percentile(times, 990):7.2f} ms")
    if stale:
        print(stale[0])
        sys.exit(1)


main()
