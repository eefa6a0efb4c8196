"""Starts a run without waiting for it, cancels it, and prints how it ended."""

import json
import os
import sys
import time
import urllib.error
import urllib.request

url = os.environ.get("FORGEYARD_URL", "http://127.0.0.1:3001")
agent = os.environ.get("FORGEYARD_AGENT", "data-cleanup")
ended = {"completed", "failed", "timeout", "cancelled"}


def call(method, path, body=None):
    headers = {"X-API-Key": os.environ["FORGEYARD_KEY"]}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, method=method, headers=headers, data=data)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


run = call("POST", f"/v1/agents/{agent}/runs", {"input": "Clean this CSV", "data": {"csv": "name,date,amount,region\nJohn,1/15/24,1500,West\n"}, "wait": False})
run_id = run["id"]
print(f"started run {run_id}")

try:
    call("POST", f"/v1/runs/{run_id}/cancel")
except urllib.error.HTTPError as error:
    # A run that has already ended answers 409: there is nothing left to cancel.
    if error.code != 409:
        raise

for _ in range(50):
    run = call("GET", f"/v1/runs/{run_id}")
    if run["status"] in ended:
        break
    time.sleep(0.2)
print(f"run {run_id} ended: {run['status']}")
sys.exit(0 if run["status"] in ended else 1)
