"""Reports in as an agent that runs elsewhere: tells what it does, asks a person and waits for the answer, and ends its session."""

import json
import os
import time
import urllib.parse
import urllib.request
import uuid

url = os.environ.get("FORGEYARD_URL", "http://127.0.0.1:3001")
key = os.environ["FORGEYARD_KEY"]
# The agent chooses the id of its session; the first message opens it.
session = str(uuid.uuid4())


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", **({} if body is None else {"Content-Type": "application/json"})}
    with urllib.request.urlopen(urllib.request.Request(url + path, data, headers, method=method), timeout=60) as response:
        return json.load(response)


def say(content, **more):
    """Says something; the answer has the message's id, and what people wrote since the agent read last."""
    body = {"agent_instance_id": session, "agent_type": "Release Bot", "content": content, **more}
    return call("POST", "/api/v1/messages/agent", body)


def answer_to(message_id, seconds):
    """Waits for what people write behind a message. Each look waits up to 25 s at the server and is a sign of life, so no heartbeat is needed."""
    query = urllib.parse.urlencode({"agent_instance_id": session, "last_read_message_id": message_id, "wait": 25})
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pending = call("GET", f"/api/v1/messages/pending?{query}")
        if pending["messages"]:
            return pending["messages"][0]["content"]
        time.sleep(1)
    return None


say("The tests have passed", name="Release 1.4")
question = say("Deploy 1.4 to production?", requires_user_input=True, options=["Yes", "Not yet"])
print(f"session {session}: waiting for an answer", flush=True)
answer = answer_to(question["message_id"], 3600)
print(f"answer: {answer}")

say("Deployed" if answer == "Yes" else "Nothing was deployed")
print(call("POST", "/api/v1/sessions/end", {"agent_instance_id": session})["final_status"])
