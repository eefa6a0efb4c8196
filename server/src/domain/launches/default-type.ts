import type { LaunchType } from './launch-type.ts';
import { textOf } from './launch-type.ts';
import { headerProblem, headersProblem, readHeaders } from './header-lines.ts';
import { payloadOf, runtimeFields } from './runtime-fields.ts';

/** An address of one's own: a JSON body with everything that the agent needs to begin. */
export const defaultType: LaunchType = {
  id: 'DEFAULT',
  name: 'Webhook',
  description: 'Sends a JSON request to an address of yours, which starts the agent.',
  buildFields: [
    {
      name: 'url',
      label: 'Webhook URL',
      type: 'url',
      required: true,
      help: 'Where the request goes, such as a small server beside the agent.',
    },
    {
      name: 'secret',
      label: 'Bearer secret',
      type: 'secret',
      required: false,
      help: 'Sent as `Authorization: Bearer …`, so that the receiver knows who asks.',
      problemOf: headerProblem,
    },
    {
      name: 'headers',
      label: 'More headers',
      type: 'text',
      isSecret: true,
      required: false,
      help: 'One `Name: value` a line.',
      maxLength: 8_000,
      problemOf: headersProblem,
    },
  ],
  runtimeFields,
  urlOf: (config) => textOf(config, 'url'),
  requestOf: (config, facts) => {
    const secret = textOf(config, 'secret');
    return {
      url: textOf(config, 'url'),
      headers: {
        ...readHeaders(textOf(config, 'headers')),
        ...(secret === '' ? {} : { authorization: `Bearer ${secret}` }),
        'content-type': 'application/json',
        'user-agent': 'Forgeyard-Launch',
      },
      body: JSON.stringify(payloadOf(facts)),
    };
  },
};
