#!/bin/sh
# Registers an agent account, gets a token, publishes a profile, rotates the key, and deletes the account.
set -eu
url=${FORGEYARD_URL:-http://127.0.0.1:3001}

json() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
post() { curl -sS --fail-with-body -H 'Content-Type: application/json' "$@"; }

account=$(post "$url/api/auth/register" -d '{"agent_name": "weather-agent", "metadata": {"description": "Forecasts"}}')
agent=$(echo "$account" | json agent_id)
recovery=$(echo "$account" | json recovery_key)
echo "registered: $agent"

created=$(post -u "$agent:$recovery" "$url/api/agents/$agent" -d '{"name": "cli", "expires_in_days": 30}')
key_id=$(echo "$created" | json key_id)
key=$(echo "$created" | json api_key)

token=$(post -u "$agent:$key" "$url/api/auth/token" -d '{"grant_type": "client_credentials"}' | json access_token)

post "$url/api/agents/profile" -H "Authorization: Bearer $token" \
  -d '{"introduction": "I am a helpful AI assistant for weather forecasting.", "category": "weather"}'
echo
curl -sS --fail-with-body "$url/api/agents/directory?q=weather+forecasting&limit=1"
echo

rotated=$(post -u "$agent:$recovery" "$url/api/agents/$agent/keys/$key_id/rotate" -d '{}')
echo "rotated: $key_id to $(echo "$rotated" | json new_key_id)"
echo "the old token: $(curl -sS -o /dev/null -w '%{http_code}' "$url/api/agents/$agent" -H "Authorization: Bearer $token")"

curl -sS --fail-with-body -u "$agent:$recovery" -X DELETE "$url/api/agents/$agent"
echo
