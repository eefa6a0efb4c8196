"""Runs an agent and prints its steps and its result. Needs the standard library only."""

import json
import os
import sys
import urllib.request

url = os.environ.get("FORGEYARD_URL", "http://127.0.0.1:3001")
agent = os.environ.get("FORGEYARD_AGENT", "data-cleanup")

request = urllib.request.Request(
    f"{url}/api/v1/agents/{agent}/run",
    method="POST",
    headers={"Content-Type": "application/json", "X-API-Key": os.environ["FORGEYARD_KEY"]},
    data=json.dumps(
        {
            "input": "Clean this CSV and calculate totals by region",
            "data": {
                "csv": "name,date,amount,region\n"
                "John,1/15/24,1500,West\nAna,1/16/24,1800,West\nLee,1/17/24,2300,East\n"
            },
        }
    ).encode(),
)
with urllib.request.urlopen(request, timeout=60) as response:
    run = json.load(response)

for step in run["steps"]:
    print(f"step {step['step_number']}: {step['tool']}.{step['action']} in {step['duration_ms']} ms")
print(f"run {run['run_id']}: {run['status']}")
print(json.dumps(run.get("result"), indent=2))
sys.exit(0 if run["status"] == "completed" else 1)
