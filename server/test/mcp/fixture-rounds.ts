import { CLIENT_CAPABILITIES_META_KEY, fromJsonSchema, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import type {
  CallToolResult,
  InputRequest,
  InputRequiredResult,
  McpServer,
  RequestStateCodec,
  ServerContext,
} from '@modelcontextprotocol/server';

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
const ask = (message: string, name: string): InputRequest =>
  inputRequired.elicit({ message, requestedSchema: { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] } });
const confirm = inputRequired.elicit({
  message: 'Please confirm',
  requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
});
const sample = (words: string, maxTokens: number): InputRequest =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens });
const roots = (): InputRequest => inputRequired.listRoots();

type Answer = CallToolResult | InputRequiredResult;

/** What the user gave for a key, when it is a text. */
function given({ mcpReq }: ServerContext, key: string, member: string): string | undefined {
  const response = inputResponse(mcpReq.inputResponses, key);
  const value = response.kind === 'elicit' && response.action === 'accept' ? response.content?.[member] : undefined;
  return typeof value === 'string' ? value : undefined;
}

const has = ({ mcpReq }: ServerContext, key: string): boolean => inputResponse(mcpReq.inputResponses, key).kind !== 'missing';

/** Tools that answer in several rounds: the client is asked by a result, and calls again with what it found. */
export function addRoundTools(server: McpServer, codec: RequestStateCodec<string>): void {
  const add = (name: string, handle: (context: ServerContext) => Answer | Promise<Answer>): void => {
    server.registerTool(name, { description: name }, handle);
  };
  const name = ask('What is your name?', 'name');
  const hello = (context: ServerContext): Answer => {
    const found = given(context, 'user_name', 'name');
    return found === undefined ? inputRequired({ inputRequests: { user_name: name } }) : text(`Hello, ${found}!`);
  };
  add('test_input_required_result_elicitation', hello);
  add('test_streaming_elicitation', hello);
  add('test_input_required_result_sampling', (context) =>
    has(context, 'capital_question')
      ? text(JSON.stringify(context.mcpReq.inputResponses))
      : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } }),
  );
  add('test_missing_capability', () => inputRequired({ inputRequests: { greeting: sample('Generate a greeting', 50) } }));
  add('test_input_required_result_list_roots', (context) =>
    has(context, 'client_roots')
      ? text(JSON.stringify(context.mcpReq.inputResponses))
      : inputRequired({ inputRequests: { client_roots: roots() } }),
  );
  add('test_input_required_result_capabilities', ({ mcpReq }) => {
    const declared: { sampling?: object; elicitation?: object } | undefined = Reflect.get(
      mcpReq.envelope ?? {},
      CLIENT_CAPABILITIES_META_KEY,
    );
    return inputRequired({
      inputRequests: {
        ...(declared?.sampling === undefined ? {} : { greeting: sample('Generate a greeting', 50) }),
        ...(declared?.elicitation === undefined ? {} : { user_name: name }),
      },
    });
  });
  addStateful(add, codec, name);
  const context = fromJsonSchema<Record<string, never>>({ type: 'object' });
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks first', argsSchema: context }, (_args, of) => {
    const found = given(of, 'user_context', 'context');
    if (found === undefined)
      return inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', 'context') } });
    return { messages: [{ role: 'user', content: { type: 'text', text: found } }] };
  });
}

function addStateful(
  add: (name: string, handle: (context: ServerContext) => Promise<Answer>) => void,
  codec: RequestStateCodec<string>,
  name: InputRequest,
): void {
  for (const tool of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state'])
    add(tool, async (context) =>
      has(context, 'confirm') && context.mcpReq.requestState<string>() === 'asked'
        ? text('state-ok')
        : inputRequired({ inputRequests: { confirm }, requestState: await codec.mint('asked', context) }),
    );
  add('test_input_required_result_multiple_inputs', async (context) =>
    ['user_name', 'greeting', 'client_roots'].every((key) => has(context, key))
      ? text('All there')
      : inputRequired({
          inputRequests: { user_name: name, greeting: sample('Generate a greeting', 50), client_roots: roots() },
          requestState: await codec.mint('asked', context),
        }),
  );
  add('test_input_required_result_multi_round', async (context) => {
    const state = context.mcpReq.requestState<string>();
    if (state === 'second' && given(context, 'step2', 'color') !== undefined) return text('Both there');
    const isSecond = state === 'first' && given(context, 'step1', 'name') !== undefined;
    return isSecond
      ? inputRequired({
          inputRequests: { step2: ask('Step 2: What is your favorite color?', 'color') },
          requestState: await codec.mint('second', context),
        })
      : inputRequired({
          inputRequests: { step1: ask('Step 1: What is your name?', 'name') },
          requestState: await codec.mint('first', context),
        });
  });
}
