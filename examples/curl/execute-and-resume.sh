#!/bin/sh
# Streams an execution, drops the connection after its first event, and resumes exactly there.
set -eu
url=${FORGEYARD_URL:-http://127.0.0.1:3001}
agent=${FORGEYARD_AGENT:-data-cleanup}
: "${FORGEYARD_KEY:?set FORGEYARD_KEY to a key that reaches the agent}"

# sed ends after the first event, which breaks curl's connection; the run goes on.
first=$(
  curl -sN "$url/api/agents/$agent/execute" \
    -H "X-Forge-Api-Key: $FORGEYARD_KEY" \
    -H 'Content-Type: application/json' \
    -d '{"input":"Clean this CSV","data":{"csv":"name,date,amount,region\nJohn,1/15/24,1500,West\nLee,1/17/24,2300,East\n"}}' |
    sed -n '/^id:/p; /^data:/{p;q;}'
)
cursor=$(printf '%s\n' "$first" | sed -n 's/^id: *//p')
run=$(printf '%s\n' "$first" | sed -n 's/.*"run_id":"\([^"]*\)".*/\1/p')
echo "run $run: connection dropped at event $cursor, resuming"

# The stream ends by itself after the run's last event.
curl -sSN --fail-with-body "$url/v1/runs/$run/events" \
  -H "X-Forge-Api-Key: $FORGEYARD_KEY" \
  -H 'Accept: text/event-stream' \
  -H "Last-Event-ID: $cursor"
