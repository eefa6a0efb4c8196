#!/bin/sh
# Runs an agent and prints its result as JSON.
set -eu
url=${FORGEYARD_URL:-http://127.0.0.1:3001}
agent=${FORGEYARD_AGENT:-data-cleanup}
: "${FORGEYARD_KEY:?set FORGEYARD_KEY to a key that reaches the agent}"

curl -sS --fail-with-body "$url/api/v1/agents/$agent/run" \
  -H "X-API-Key: $FORGEYARD_KEY" \
  -H 'Content-Type: application/json' \
  -d '{
    "input": "Clean this CSV and calculate totals by region",
    "data": { "csv": "name,date,amount,region\nJohn,1/15/24,1500,West\nAna,1/16/24,1800,West\nLee,1/17/24,2300,East\n" }
  }'
echo
