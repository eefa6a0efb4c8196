import type { LaunchType } from './launch-type.ts';
import { textOf } from './launch-type.ts';
import { headerNameProblem, headerProblem } from './header-lines.ts';
import { payloadOf, runtimeFields } from './runtime-fields.ts';

/** A workflow that begins with a webhook node. Source: n8n, "Webhook node" (header authentication: one name and one value). */
export const n8nType: LaunchType = {
  id: 'N8N',
  name: 'n8n',
  description: 'Starts a workflow of n8n by its webhook node.',
  buildFields: [
    {
      name: 'webhook_url',
      label: 'Webhook URL',
      type: 'url',
      required: true,
      help: 'The production URL of the webhook node, with the method POST.',
    },
    {
      name: 'header_name',
      label: 'Header name',
      type: 'string',
      required: false,
      default: 'Authorization',
      help: 'Of the header authentication, when the node asks for one.',
      problemOf: headerNameProblem,
    },
    { name: 'header_value', label: 'Header value', type: 'secret', required: false, help: 'Its secret value.', problemOf: headerProblem },
  ],
  runtimeFields,
  urlOf: (config) => textOf(config, 'webhook_url'),
  requestOf: (config, facts) => {
    const value = textOf(config, 'header_value');
    const name = (textOf(config, 'header_name') || 'Authorization').toLowerCase();
    return {
      url: textOf(config, 'webhook_url'),
      headers: { ...(value === '' ? {} : { [name]: value }), 'content-type': 'application/json', 'user-agent': 'Forgeyard-Launch' },
      body: JSON.stringify(payloadOf(facts)),
    };
  },
};
