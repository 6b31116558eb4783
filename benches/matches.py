"""How long an answer with reasons takes over HTTP at a steady rate.

    SHUNIU__LIMITS__REQUESTS_PER_MINUTE=1000000 shuniu demo --data FOLDER --bind 127.0.0.1:8090
    python3 benches/matches.py http://127.0.0.1:8090 [requests a second, 200] [seconds, 20]

Asks for the ten best organisations of the published calls in turn. A request is timed from the moment at which it was due, so that a
slow answer makes those behind it slow too. Standard library only.
"""

import http.client
import json
import sys
import threading
import time
import urllib.parse

PASSWORD = "changshou-lu-demo-2026"
CONNECTIONS = 16


def main():
    address = urllib.parse.urlparse(sys.argv[1]).netloc
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 20

    def ask(connection, method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, "/api/v1" + path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, text[:300])
        return text

    first = http.client.HTTPConnection(address)
    login = ask(first, "POST", "/auth/login", {"email": "hub@demo.shuniu.example", "password": PASSWORD})
    token = json.loads(login)["access_token"]
    projects = [project["id"] for project in json.loads(ask(first, "GET", "/projects?limit=200", token=token))["items"]]
    times, lock, size = [], threading.Lock(), []
    begun = time.perf_counter() + 0.2

    def work(part):
        connection = http.client.HTTPConnection(address)
        ask(connection, "GET", f"/projects/{projects[0]}/matches?limit=10", token=token)
        own = []
        for number in range(part, rate * seconds, CONNECTIONS):
            due = begun + number / rate
            time.sleep(max(0, due - time.perf_counter()))
            text = ask(connection, "GET", f"/projects/{projects[number % len(projects)]}/matches?limit=10", token=token)
            own.append(time.perf_counter() - due)
        with lock:
            times.extend(own)
            size.append(len(text))

    threads = [threading.Thread(target=work, args=(part,)) for part in range(CONNECTIONS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    times.sort()
    at = lambda permille: times[min(len(times) - 1, len(times) * permille // 1000)] * 1e3
    print(f"{len(times)} answers of {len(projects)} calls at {rate} a second, about {size[0]} bytes each")
    print(f"p50 {at(500):.2f} ms   p90 {at(900):.2f} ms   p99 {at(990):.2f} ms   max {at(1000):.2f} ms")


main()
