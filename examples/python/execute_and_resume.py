"""Streams an execution, drops the connection after its first event, and resumes exactly there."""

import json
import os
import urllib.request

url = os.environ.get("FORGEYARD_URL", "http://127.0.0.1:3001")
agent = os.environ.get("FORGEYARD_AGENT", "data-cleanup")
key = {"X-Forge-Api-Key": os.environ["FORGEYARD_KEY"]}


def read_events(response):
    """Yields (id, event, data) of a text/event-stream response."""
    fields = {}
    for line in response:
        text = line.decode().rstrip("\r\n")
        if text == "":
            if "data" in fields:
                yield fields.get("id", ""), fields.get("event", ""), json.loads(fields["data"])
            fields = {}
        elif not text.startswith(":"):
            name, _, value = text.partition(":")
            fields[name] = value.removeprefix(" ")


execute = urllib.request.Request(
    f"{url}/api/agents/{agent}/execute",
    method="POST",
    headers={**key, "Content-Type": "application/json"},
    data=json.dumps({"input": "Clean this CSV", "data": {"csv": "name,date,amount,region\nJohn,1/15/24,1500,West\nLee,1/17/24,2300,East\n"}}).encode(),
)
with urllib.request.urlopen(execute, timeout=60) as stream:
    cursor, _, session = next(read_events(stream))
run_id = session["run_id"]
print(f"run {run_id}: connection dropped at event {cursor}, resuming")

resume = urllib.request.Request(
    f"{url}/v1/runs/{run_id}/events",
    headers={**key, "Accept": "text/event-stream", "Last-Event-ID": cursor},
)
with urllib.request.urlopen(resume, timeout=60) as stream:
    for cursor, event, data in read_events(stream):
        print(cursor, event, json.dumps(data["payload"]))
