import type { TSchema } from 'typebox';
import type { ParameterDoc, SchemaDoc } from './openapi-document.ts';
import { parameterNames } from './openapi-path.ts';
import { toSchemaDoc } from './openapi-schema.ts';
import type { Route } from './route.ts';

/** What parameters mean wherever a route does not say it itself; the first word is the segment before a path parameter. */
const meanings: Readonly<Record<string, string>> = {
  'agents {id}': 'The agent: its UUID, `agt_…` id, number or slug',
  'agents {name}': 'The agent: its slug, UUID, `agt_…` id or number',
  'tasks {id}': 'The task: its UUID or number',
  'projects {id}': 'The project: its UUID or number',
  'knowledge {id}': 'The text: its UUID or number',
  'knowledge {knowledge_id}': 'The text: its UUID or number',
  'deliverables {id}': 'The deliverable: its UUID or number',
  'files {file_id}': 'The file’s UUID',
  'files {fileId}': 'The file’s UUID',
  'webhooks {id}': 'The webhook: its UUID or number',
  'deliveries {id}': 'The delivery: `msg_…` or its UUID',
  'deliveries {delivery_id}': 'The delivery: `msg_…` or its UUID',
  'deliveries {deliveryId}': 'The delivery: `msg_…` or its UUID',
  'keys {keyId}': 'The key: its number, UUID or `aky_…`',
  'users {id}': 'The person’s number or UUID',
  'runs {id}': 'The run’s UUID',
  'runs {run_id}': 'The run’s UUID',
  'sessions {id}': 'The session’s UUID',
  'interactions {id}': 'The interaction’s UUID',
  'credentials {id}': 'The key’s UUID',
  'api-keys {id}': 'The key’s UUID',
  'providers {id}': 'The provider account’s UUID',
  'versions {version}': 'The version’s number',
  'push-subscriptions {id}': 'The device’s UUID',
  'user-agents {id}': 'The user agent’s UUID',
  'deactivate {token}': 'The device’s id, as the list shows it',
  'passkeys {id}': 'The passkey’s UUID',
  'orgs {id}': 'The organization’s UUID',
  'members {id}': 'The member’s user id, a UUID',
  'invitations {id}': 'The invitation’s UUID',
  'oidc {provider}': 'The provider’s id, as `GET /v1/auth/options` lists it',
  'tools {id}': 'The tool, such as `date-utils`',
  'tools {tool}': 'The tool, such as `date-utils`',
  '{action}': 'One of the tool’s actions',
  'agent-types {id}': 'The agent’s UUID',
  'agent-instances {id}': 'The session’s UUID',
  'access {access_id}': 'The share’s UUID',
  'shares {share_id}': 'The share’s UUID',
  'teams {id}': 'The team’s UUID',
  'members {member_id}': 'The membership’s UUID, as the team shows it',
  message_limit: 'The most messages to answer',
  'messages {id}': 'The message’s UUID',
  'instances {id}': 'The session’s UUID',
  agent_instance_id: 'The session’s UUID',
  last_read_message_id: 'The message that you got or wrote last; from where the session was read up to when left out',
  credential: 'Only entries that began with this key: its UUID',
  before_message_id: 'Only messages older than this one',
  scope: 'Of the own organization, those that others shared with you, or both',
  limit: 'The most entries to answer',
  offset: 'How many entries to skip',
  cursor: '`next_cursor` of the page before',
  after: 'Cursor of the last event that you have; answers what follows it',
  status: 'Only entries in this status',
  kind: 'Only entries of this kind',
  state: 'Only entries in this state',
  active_only: '`false` lists agents that do not take runs too',
  target: 'Only entries about this: a UUID, or what the entry names',
  format: '`csv`, or `jsonl` for one JSON object a line',
  agent: 'Only entries of this agent: its UUID, `agt_…` id, number or slug',
  session: 'Only entries of this session',
  origin: 'Only entries that began this way',
  type: 'Only entries of this type',
  event: 'Only entries of this event',
  capability: 'Only agents that have this capability, compared without case',
  task: 'Only entries of this task: its UUID or number',
  project: 'Only entries of this project: its UUID or number',
  taskId: 'Only entries of this task: its number or UUID',
  projectId: 'Only entries of this project: its number or UUID',
  agentId: 'Only entries of this agent: its number, UUID, `agt_…` id or slug',
  period: '`7d`, `30d`, `90d` or `all`: that many days up to today, in UTC',
  order: '`newest` or `oldest` first',
  q: 'Only entries whose name contains this text',
};

/** Path and query parameters of a route. `path` is where the document shows it: the names of its parameters may differ from the route's own. */
export function parametersOf(route: Route, path: string): readonly ParameterDoc[] {
  const own = parameterNames(route.path);
  const schemas = membersOf(route.params);
  const inPath = parameterNames(path).map((name, index) => {
    const schema = schemas.find(([member]) => member === own[index])?.[1] ?? { type: 'string' };
    return parameter({ name, in: 'path', required: true, schema }, pathMeaning(path, name));
  });
  const required = route.query === undefined ? [] : (toSchemaDoc(route.query).required ?? []);
  const inQuery = membersOf(route.query).map(([name, schema]) =>
    parameter({ name, in: 'query', required: required.includes(name), schema }, meanings[name]),
  );
  return [...inPath, ...inQuery];
}

function parameter(parts: ParameterDoc, meaning: string | undefined): ParameterDoc {
  const { description = meaning, ...schema } = parts.schema;
  return { name: parts.name, in: parts.in, required: parts.required, ...(description === undefined ? {} : { description }), schema };
}

function pathMeaning(path: string, name: string): string | undefined {
  const segments = path.split('/');
  const before = segments[segments.indexOf(`{${name}}`) - 1] ?? '';
  return meanings[`${before} {${name}}`] ?? meanings[`{${name}}`];
}

function membersOf(schema: TSchema | undefined): readonly (readonly [string, SchemaDoc])[] {
  return schema === undefined ? [] : Object.entries(toSchemaDoc(schema).properties ?? {});
}
