"""Receives webhooks: checks that each was sent by the holder of the secret, for exactly this body, just now, and that it is not a repetition.
Source of the scheme: Standard Webhooks."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import time

PORT = int(os.environ.get("PORT", "4000"))
KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300
BODY_BYTES_MAX = 1024 * 1024
seen = {}


def is_signed(headers, body):
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{identity}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    # While a secret takes over from another there are two signatures; one that fits is enough.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), expected.encode()) for one in given)


def is_new(identity):
    """Deliveries come again under the same id when an answer was lost."""
    for known in [known for known, at in seen.items() if at < time.time() - 2 * TOLERANCE_SECONDS]:
        del seen[known]
    if identity in seen:
        return False
    seen[identity] = time.time()
    return True


class Receiver(http.server.BaseHTTPRequestHandler):
    timeout = 15

    def do_POST(self):
        length = self.headers.get("content-length", "")
        body = self.rfile.read(int(length)) if length.isdigit() and int(length) <= BODY_BYTES_MAX else b""
        if not is_signed(self.headers, body):
            print("refused: not signed with the secret, or too old", flush=True)
            return self.answer(400)
        event = json.loads(body)
        # Answer quickly and do longer work afterwards: the server waits 15 seconds at most.
        if is_new(self.headers["webhook-id"]):
            print(event.get("type", event.get("event")), json.dumps(event["data"]), flush=True)
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing: every request is told of above."""


print(f"listening on http://127.0.0.1:{PORT}/", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
