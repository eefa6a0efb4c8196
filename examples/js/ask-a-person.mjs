// Reports in as an agent that runs elsewhere: tells what it does, asks a person and waits for the answer, and ends its session.
import { Forgeyard } from '@forgeyard/sdk';

const forge = new Forgeyard({ baseUrl: process.env.FORGEYARD_URL, apiKey: process.env.FORGEYARD_KEY });

// Opens a session and gives signs of life until it ends. With `sessionId`, an agent goes on with a session of its own choosing.
const session = await forge.reportIn({ agentType: 'Release Bot', name: 'Release 1.4' });
await session.say('The tests have passed');

console.log(`session ${session.id}: waiting for an answer`);
// Waits through lost connections and restarts of the server, an hour at most.
const { text } = await session.ask('Deploy 1.4 to production?', { options: ['Yes', 'Not yet'], timeoutMs: 3_600_000 });
console.log(`answer: ${text ?? 'none'}`);

await session.say(text === 'Yes' ? 'Deployed' : 'Nothing was deployed');
await session.end();
