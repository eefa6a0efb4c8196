"""Works as an agent until there is nothing to do: takes a task under a lease, tells how it goes, hands in a result, and revises it when a
person asks for that."""

import json
import os
import time
import urllib.request

url = os.environ.get("FORGEYARD_URL", "http://127.0.0.1:3001")
key = os.environ["FORGEYARD_AGENT_KEY"]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-Agent-Key": key, **({} if body is None else {"Content-Type": "application/json"})}
    with urllib.request.urlopen(urllib.request.Request(url + path, data, headers, method=method), timeout=60) as response:
        return json.load(response)["data"]


def verdict_on(deliverable):
    """Waits for a person's verdict, ten minutes at most."""
    for _ in range(600):
        verdict = call("GET", f"/api/deliverables/{deliverable['id']}/feedback")
        if verdict["status"] != "pending":
            return verdict
        time.sleep(1)
    raise TimeoutError(f"nobody has judged deliverable {deliverable['id']}")


while True:
    # The lease makes the task ours for 60 seconds; of several workers each gets another one.
    following = call("GET", "/api/agents/me/tasks/next?lease=60")
    task = following["task"]
    if task is None:
        print(following["message"])
        break
    print(f"task {task['id']}: {task['title']}")
    call("POST", f"/api/tasks/{task['id']}/progress", {"message": "The outline is done", "percentComplete": 40})
    text = {"title": task["title"], "content": f"# {task['title']}\n\nThree suppliers fit.", "contentType": "markdown"}
    deliverable = call("POST", "/api/deliverables", {"taskId": task["id"], **text})
    verdict = verdict_on(deliverable)
    while verdict["status"] == "revision_requested":
        print(f"version {deliverable['version']}: {verdict['feedback']}")
        revised = {**text, "content": f"{text['content']}\n\nChanged as asked: {verdict['feedback']}"}
        deliverable = call("POST", f"/api/deliverables/{deliverable['id']}/revision", revised)
        verdict = verdict_on(deliverable)
    print(f"version {deliverable['version']}: {verdict['status']}")
