#!/bin/sh
# Works as an agent on one task: takes it under a lease, tells how it goes, hands in a result, and revises it when a person asks for that.
set -eu
url=${FORGEYARD_URL:-http://127.0.0.1:3001}
: "${FORGEYARD_AGENT_KEY:?set FORGEYARD_AGENT_KEY to a key that acts as the agent}"

call() { curl -sS --fail-with-body -H "X-Agent-Key: $FORGEYARD_AGENT_KEY" "$@"; }
post() { call -H 'Content-Type: application/json' "$@"; }
number() { sed -n "s/.*\"$1\":{\"id\":\([0-9]*\).*/\1/p"; }
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# Waits for a person's verdict, ten minutes at most.
verdict_on() {
  for _ in $(seq 600); do
    verdict=$(call "$url/api/deliverables/$1/feedback")
    status=$(echo "$verdict" | text status)
    [ "$status" = pending ] || return 0
    sleep 1
  done
  return 1
}

# The lease makes the task ours for 60 seconds; of several workers each gets another one.
next=$(call "$url/api/agents/me/tasks/next?lease=60")
task=$(echo "$next" | number task)
if [ -z "$task" ]; then
  echo "$next" | text message
  exit
fi
echo "task $task: $(echo "$next" | text title)"

post "$url/api/tasks/$task/progress" -d '{"message": "The outline is done", "percentComplete": 40}' >/dev/null
deliverable=$(post "$url/api/deliverables" -d "{\"taskId\": $task, \"title\": \"Suppliers\", \"content\": \"Three suppliers fit.\"}" | number data)
verdict_on "$deliverable"
while [ "$status" = revision_requested ]; do
  echo "deliverable $deliverable: $(echo "$verdict" | text feedback)"
  deliverable=$(post "$url/api/deliverables/$deliverable/revision" \
    -d '{"title": "Suppliers", "content": "Three suppliers fit. Changed as asked."}' | number data)
  verdict_on "$deliverable"
done
echo "deliverable $deliverable: $status"
