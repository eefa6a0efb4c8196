import { Type } from 'typebox';
import { getDeliverable, listDeliverablesByOffset, submitDeliverable } from '../../../domain/deliverables/index.ts';
import type { At } from '../../../domain/home.ts';
import { anyAddress, asJsonObject, contentTypeWord, deliverableMembers, readActions, readAddress } from '../../kit/index.ts';
import { tool } from '../tool.ts';
import type { Tool } from '../tool.ts';
import { deliverableShape, deliverableWithContent, showDeliverable, showWithContent } from './deliverable-shape.ts';

const strict = { additionalProperties: false } as const;
const listMax = 20;
const file = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 1_000 }),
    content: Type.String({ description: 'Base64' }),
    mime_type: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);

const submit = tool({
  name: 'submit_deliverable',
  title: 'Submit a deliverable',
  description:
    'Hands in a result: for a task, which goes to review; for a project without a task; or as the next version of a deliverable whose revision ' +
    'was requested. Name exactly one of task_id, project_id and revises.',
  grant: 'deliverables:write',
  input: Type.Object(
    {
      task_id: Type.Optional({ ...anyAddress, description: 'Number or UUID of the task' }),
      project_id: Type.Optional({ ...anyAddress, description: 'Number or UUID of the project' }),
      revises: Type.Optional({ ...anyAddress, description: 'Number or UUID of the deliverable that this is the next version of' }),
      ...deliverableMembers,
      content_type: contentTypeWord,
      files: Type.Optional(Type.Array(file, { description: 'At most 3 MB together; larger ones go through the HTTP API' })),
      fence: Type.Optional(Type.Integer({ minimum: 0, description: 'The fence of your lease on the task' })),
    },
    strict,
  ),
  output: Type.Object({ deliverable: deliverableShape }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  perform: async ({ at, args }) => {
    const { task_id: task, project_id: project, revises, content_type: contentType, files, actions, metadata, ...rest } = args;
    const handedIn = await submitDeliverable(at, {
      ...rest,
      task: readAddress(task),
      project: readAddress(project),
      parent: readAddress(revises),
      contentType,
      actions: readActions(actions),
      metadata: metadata === undefined ? undefined : asJsonObject(metadata),
      files: files?.map(({ mime_type: mimeType, ...part }) => ({ ...part, mimeType })),
    });
    return { structured: { deliverable: showDeliverable(handedIn) } };
  },
});

const feedback = tool({
  name: 'get_revision_feedback',
  title: 'Get feedback on your work',
  description:
    'Results that came back: what the reviewer wants to be different, with the text that was handed in. One deliverable, those of one task, or ' +
    'without arguments all of yours whose revision was requested.',
  grant: 'deliverables:read',
  input: Type.Object(
    {
      deliverable_id: Type.Optional({ ...anyAddress, description: 'Number or UUID of the deliverable' }),
      task_id: Type.Optional({ ...anyAddress, description: 'Number or UUID of the task' }),
    },
    strict,
  ),
  output: Type.Object({ deliverables: Type.Array(deliverableWithContent) }),
  hints: { readOnlyHint: true, openWorldHint: false },
  perform: async ({ at, args }) => {
    const found = await feedbackOn(at, readAddress(args.deliverable_id), readAddress(args.task_id));
    return { structured: { deliverables: found.map(showWithContent) } };
  },
});

async function feedbackOn(at: At, deliverable: string | undefined, task: string | undefined) {
  if (deliverable !== undefined) return [(await getDeliverable(at, deliverable)).deliverable];
  const window = { limit: listMax, offset: 0 };
  if (task !== undefined) return listDeliverablesByOffset(at, { ...window, task });
  return listDeliverablesByOffset(at, { ...window, statuses: ['revision_requested'], mine: true });
}

/** Results and what people say of them. Source: agents API, the tools of its MCP server. */
export const resultTools: readonly Tool[] = [submit, feedback];
