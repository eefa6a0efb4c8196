import type { Call } from './call.ts';
import { indented, pythonLiteral, shellQuoted } from './quote.ts';

/** The call as one curl command. */
export function curlSnippet(call: Call): string {
  return `curl ${call.isStream ? '-N ' : ''}-X POST ${shellQuoted(call.url)} \\
  -H "X-Forge-Api-Key: $FORGEYARD_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw ${shellQuoted(JSON.stringify(call.body, null, 2))}`;
}

/** The call as a JavaScript program for Node 20 or newer, without any package. */
export function javascriptSnippet(call: Call): string {
  const request = `const response = await fetch(${JSON.stringify(call.url)}, {
    method: "POST",
    headers: {
      "X-Forge-Api-Key": process.env.FORGEYARD_KEY ?? "",
      "Content-Type": "application/json",
    },
    body: JSON.stringify(${indented(JSON.stringify(call.body, null, 2), '    ')}),
  });
  if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);`;
  const answer = call.isStream
    ? `
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split("\\n\\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? "null");
      if (event === "token") process.stdout.write(data.text);
      if (event === "error") console.error(data.code, data.message);
      if (event === "done") console.log("\\n", data);
    }
  }`
    : `
  const { data } = await response.json();
  console.log(data.status, data.output, data.result);`;
  return `// Save as call.mjs, then: node call.mjs
async function main() {
  ${request}
${answer}
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});`;
}

/** The call as a Python 3 program that needs only the standard library. */
export function pythonSnippet(call: Call): string {
  const answer = call.isStream
    ? `        event = ""
        for raw in response:
            line = raw.decode("utf-8").rstrip("\\r\\n")
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:"):
                data = json.loads(line[5:])
                if event == "token":
                    print(data["text"], end="", flush=True)
                elif event == "error":
                    print(data["code"], data["message"])
                elif event == "done":
                    print("\\n" + json.dumps(data, indent=2))`
    : `        answer = json.load(response)["data"]
        print(answer["status"], answer["output"], answer["result"])`;
  return `# Save as call.py, then: python3 call.py
import json
import os
import urllib.error
import urllib.request

body = ${pythonLiteral(call.body)}

request = urllib.request.Request(
    ${JSON.stringify(call.url)},
    data=json.dumps(body).encode("utf-8"),
    headers={
        "X-Forge-Api-Key": os.environ.get("FORGEYARD_KEY", ""),
        "Content-Type": "application/json",
    },
    method="POST",
)

try:
    with urllib.request.urlopen(request, timeout=120) as response:
${answer}
except urllib.error.HTTPError as error:
    raise SystemExit(f"{error.code} {error.read().decode('utf-8')}")`;
}

/** The call through the command-line client, which reads the key from the environment too. */
export function cliSnippet(call: Call): string {
  const data = call.body['data'] === undefined ? '' : ` \\\n  --data ${shellQuoted(JSON.stringify(call.body['data']))}`;
  return `forgeyard run ${call.slug} ${shellQuoted(String(call.body['input']))}${data} \\\n  --url ${shellQuoted(call.origin)}`;
}
