#!/bin/sh
# Starts a run without waiting for it, cancels it, and prints how it ended.
set -eu
url=${FORGEYARD_URL:-http://127.0.0.1:3001}
agent=${FORGEYARD_AGENT:-data-cleanup}
: "${FORGEYARD_KEY:?set FORGEYARD_KEY to a key that reaches the agent}"

# The first member of that name; good enough for a shell, use a JSON parser in programs.
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
call() { curl -sS "$@" -H "X-API-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json'; }

run=$(call --fail-with-body "$url/v1/agents/$agent/runs" -d '{"input":"Clean this CSV","data":{"csv":"name,date,amount,region\nJohn,1/15/24,1500,West\n"},"wait":false}' | field id)
echo "started run $run"

# A run that has already ended answers 409: there is nothing left to cancel.
call -o /dev/null -w 'cancel answered %{http_code}\n' -X POST "$url/v1/runs/$run/cancel"

tries=0
while [ "$tries" -lt 50 ]; do
  status=$(call --fail-with-body "$url/v1/runs/$run" | field status)
  case $status in
    completed | failed | timeout | cancelled)
      echo "run $run ended: $status"
      exit 0
      ;;
  esac
  tries=$((tries + 1))
  sleep 0.2
done
echo "run $run is still $status" >&2
exit 1
