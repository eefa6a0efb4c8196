import type { LaunchType } from './launch-type.ts';
import { textOf } from './launch-type.ts';
import { headerProblem } from './header-lines.ts';
import { payloadOf, runtimeFields } from './runtime-fields.ts';

const publicApi = 'https://api.github.com';

const nameProblem = (text: string): string | null =>
  /^[A-Za-z0-9_.-]{1,100}$/.test(text) && !/^\.+$/.test(text) ? null : 'Letters, digits, dots, hyphens and underscores only.';

const urlOf: LaunchType['urlOf'] = (config) => {
  const base = (textOf(config, 'api_url') || publicApi).replace(/\/+$/, '');
  return `${base}/repos/${textOf(config, 'owner')}/${textOf(config, 'repo')}/dispatches`;
};

/**
 * A workflow that begins with `on: repository_dispatch`.
 * Source: GitHub REST API, "Create a repository dispatch event" (204; `client_payload` has at most 10 members and 64 KB).
 */
export const githubType: LaunchType = {
  id: 'GITHUB',
  name: 'GitHub Actions',
  description: 'Starts a workflow of a repository by a repository_dispatch event.',
  buildFields: [
    {
      name: 'owner',
      label: 'Owner',
      type: 'string',
      required: true,
      help: 'User or organisation of the repository.',
      problemOf: nameProblem,
    },
    { name: 'repo', label: 'Repository', type: 'string', required: true, help: 'Its name, without the owner.', problemOf: nameProblem },
    {
      name: 'token',
      label: 'Access token',
      type: 'secret',
      required: true,
      help: 'A token that may write contents of this repository, and nothing else.',
      problemOf: headerProblem,
    },
    {
      name: 'event_type',
      label: 'Event type',
      type: 'string',
      required: false,
      default: 'forgeyard_launch',
      help: 'The type that the workflow listens to.',
      maxLength: 100,
    },
    {
      name: 'api_url',
      label: 'API address',
      type: 'url',
      required: false,
      help: `For GitHub Enterprise; ${publicApi} when left out.`,
    },
  ],
  runtimeFields,
  urlOf,
  requestOf: (config, facts) => ({
    url: urlOf(config),
    headers: {
      authorization: `Bearer ${textOf(config, 'token')}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'content-type': 'application/json',
      'user-agent': 'Forgeyard-Launch',
    },
    body: JSON.stringify({ event_type: textOf(config, 'event_type') || 'forgeyard_launch', client_payload: payloadOf(facts) }),
  }),
};
