import type { SpanKind } from './span.ts';

/**
 * What the instrumentations of agents call things, in one place. In each list the names of today's OpenTelemetry GenAI conventions come first, then
 * their older ones, then those of libraries.
 * Sources: OpenTelemetry semantic conventions for generative AI and for MCP; OpenInference; OpenLLMetry (`traceloop.*`, `llm.*`); Vercel AI SDK
 * (`ai.*`); Langfuse; LangSmith; MLflow; Google ADK (`gcp.vertex.agent.*`); Pydantic AI.
 */
export const names = {
  model: [
    ...['gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'llm.request.model_name', 'embedding.model_name'],
    ...['reranker.model_name', 'llm.request.model', 'llm.response.model', 'ai.model.id', 'langfuse.observation.model.name'],
    ...['langsmith.metadata.ls_model_name', 'mlflow.llm.model'],
  ],
  tool: ['gen_ai.tool.name', 'tool.name', 'mcp.tool.name', 'ai.toolCall.name'],
  /** The tool's name where the span says by another word that it is a tool. */
  toolEntity: ['traceloop.entity.name'],
  inputTokens: [
    ...['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt', 'llm.usage.prompt_tokens'],
    ...['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
  ],
  outputTokens: [
    ...['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion', 'llm.usage.completion_tokens'],
    ...['ai.usage.outputTokens', 'ai.usage.completionTokens'],
  ],
  /** Objects, or their JSON, with both counts. */
  usage: ['langfuse.observation.usage_details', 'mlflow.chat.tokenUsage'],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.system', 'llm.provider', 'llm.request.type', 'ai.model.provider'],
  agent: ['gen_ai.agent.name', 'agent.name', 'agent_name'],
  /** What stands for an agent's name where nothing else does. */
  program: ['gen_ai.workflow.name', 'traceloop.workflow.name', 'ai.telemetry.functionId', 'langsmith.trace.session_name'],
  /** What people call a trace, better than the name of its root. */
  title: ['langfuse.trace.name', 'langsmith.trace.name', 'gen_ai.workflow.name', 'traceloop.entity.name', 'ai.telemetry.functionId'],
  /** Of a resource. */
  project: ['openinference.project.name', 'langfuse.project.name'],
  conversation: [
    ...['gen_ai.conversation.id', 'session.id', 'langfuse.session.id', 'langsmith.metadata.session_id', 'langsmith.metadata.thread_id'],
    ...['langsmith.metadata.conversation_id', 'langsmith.trace.session_id', 'traceloop.association.properties.session_id'],
    ...['traceloop.association.properties.thread_id', 'traceloop.association.properties.conversation_id'],
    ...['ai.telemetry.metadata.sessionId', 'ai.telemetry.metadata.session.id', 'ai.telemetry.metadata.session_id'],
    ...['ai.telemetry.metadata.threadId', 'ai.telemetry.metadata.thread_id', 'ai.telemetry.metadata.conversationId'],
    ...['ai.telemetry.metadata.conversation_id', 'ai.telemetry.metadata.chatId', 'gcp.vertex.agent.session_id', 'mlflow.trace.session'],
    'thread_id',
  ],
} as const;

type Words = Readonly<Record<string, SpanKind>>;

const langfuseWords: Words = { generation: 'model', embedding: 'model', agent: 'agent', tool: 'tool', retriever: 'retrieval' };
const chainWords: Words = {
  llm: 'model',
  chat_model: 'model',
  embedding: 'model',
  tool: 'tool',
  retriever: 'retrieval',
  reranker: 'retrieval',
};
/** Words for what only holds others together, or judges them. */
const plainWords: Words = {
  ...{ chain: 'other', task: 'other', prompt: 'other', parser: 'other', guardrail: 'other', evaluator: 'other', decision: 'other' },
  ...{ event: 'other', memory: 'other' },
};

/** Attributes that say of which kind a span is, the first that is known counts; a word that is not listed says nothing. */
const kindTable: readonly (readonly [name: string, words: Words])[] = [
  [
    'gen_ai.operation.name',
    {
      ...{
        chat: 'model',
        text_completion: 'model',
        generate_content: 'model',
        embeddings: 'model',
        transcription: 'model',
        speech: 'model',
      },
      ...{ invoke_agent: 'agent', create_agent: 'agent', invoke_workflow: 'agent', plan: 'agent', execute_tool: 'tool' },
      ...{ retrieval: 'retrieval', search_memory: 'retrieval' },
    },
  ],
  [
    'ai.operationId',
    {
      // The outer span of a call holds the sums of its steps, which are the calls of the model.
      ...{ 'ai.generateText': 'agent', 'ai.streamText': 'agent', 'ai.generateObject': 'agent', 'ai.streamObject': 'agent' },
      ...{ 'ai.generateText.doGenerate': 'model', 'ai.streamText.doStream': 'model', 'ai.generateObject.doGenerate': 'model' },
      ...{ 'ai.streamObject.doStream': 'model', 'ai.embed': 'other', 'ai.embedMany': 'other', 'ai.embed.doEmbed': 'model' },
      ...{ 'ai.embedMany.doEmbed': 'model', 'ai.toolCall': 'tool' },
    },
  ],
  ['openinference.span.kind', { ...chainWords, ...plainWords, agent: 'agent' }],
  ['traceloop.span.kind', { ...plainWords, workflow: 'agent', agent: 'agent', tool: 'tool' }],
  ['langfuse.observation.type', { ...plainWords, ...langfuseWords }],
  ['langsmith.span.kind', { ...chainWords, ...plainWords }],
  ['mlflow.spanType', { ...chainWords, ...plainWords, agent: 'agent', workflow: 'agent' }],
  [
    'mcp.method.name',
    { 'tools/call': 'tool', 'tools/list': 'other', 'prompts/get': 'other', 'resources/read': 'retrieval', initialize: 'other' },
  ],
  ['llm.request.type', { chat: 'model', completion: 'model', embedding: 'model', rerank: 'retrieval' }],
];
export const kindWords = kindTable.map(([name, words]) => ({ name, words: new Map<string, SpanKind>(Object.entries(words)) }));

/** Attributes that hold what people and models said, or what tools were given and brought. A name that ends with a dot stands for all below. */
interface ContentNames {
  /** Shown as one, best first: what went in, what came out, what the model was told to be. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly instructions: readonly string[];
  /** Kept under their own names. */
  readonly more: readonly string[];
}

export const content: ContentNames = {
  input: [
    ...['gen_ai.input.messages', 'gen_ai.tool.call.arguments', 'llm.input_messages.', 'gen_ai.prompt.', 'gen_ai.prompt', 'llm.prompts.'],
    ...['llm.prompts', 'ai.prompt.messages', 'ai.prompt', 'ai.toolCall.args', 'ai.toolCall.input', 'ai.value', 'ai.values'],
    ...['tool_arguments', 'traceloop.entity.input', 'langfuse.observation.input', 'langfuse.trace.input'],
    ...['langsmith.entity.input', 'mlflow.spanInputs', 'gcp.vertex.agent.tool_call_args', 'gcp.vertex.agent.llm_request'],
    ...['mcp.request.argument.', 'request_data', 'input.value'],
  ],
  output: [
    ...['gen_ai.output.messages', 'gen_ai.tool.call.result', 'llm.output_messages.', 'gen_ai.completion.', 'gen_ai.completion'],
    ...['llm.completions.', 'ai.response.text', 'ai.response.object', 'ai.toolCall.result', 'ai.toolCall.output', 'tool.output'],
    ...['tool_response', 'traceloop.entity.output', 'langfuse.observation.output', 'langfuse.trace.output', 'langsmith.entity.output'],
    ...['mlflow.spanOutputs', 'gcp.vertex.agent.tool_response', 'gcp.vertex.agent.llm_response', 'mcp.tool.result', 'final_result'],
    ...['response_data', 'retrieval.documents.', 'output.value'],
  ],
  instructions: ['gen_ai.system_instructions'],
  more: [
    ...[
      'gen_ai.tool.definitions',
      'tool.parameters',
      'gen_ai.event.content',
      'gen_ai.evaluation.explanation',
      'gen_ai.tool.message',
      'gen_ai.choice',
    ],
    ...['gen_ai.memory.', 'llm.prompt_template.', 'llm.tools.', 'llm.function_call', 'reranker.input_documents.', 'reranker.query'],
    ...['reranker.output_documents.', 'embedding.embeddings.', 'embedding.text', 'message.', 'message_content.', 'document.'],
    ...['traceloop.prompt.', 'llm.request.functions.', 'ai.prompt.', 'ai.response.toolCalls', 'ai.response.reasoning', 'ai.response.files'],
    ...['ai.embedding', 'ai.embeddings', 'all_messages_events', 'pydantic_ai.all_messages', 'events', 'content', 'message', 'tool_calls'],
    ...['gcp.vertex.agent.data', 'crew_agents', 'crew_tasks', 'crew_inputs', 'haystack.component.input', 'haystack.component.output'],
    ...['genkit:input', 'genkit:output', 'input.audio.', 'input.images.', 'output.images.', 'output.audio.'],
  ],
};

/** Never kept: what was sent along with a request may be a secret. */
export const secretNames: readonly string[] = ['ai.request.headers.', 'http.request.header.', 'http.response.header.set-cookie'];
