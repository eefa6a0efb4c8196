import { randomUUID } from 'node:crypto';
import { caller } from './world.ts';
import type { World } from './world.ts';
import type { Recorded, Scene, Step } from './scene.ts';
import type { Reply } from './world.ts';

interface Spoken {
  /** Calls with the key of a program. */
  readonly call: World['call'];
  readonly id: string;
  readonly messageId: string;
}

/** A session of a foreign agent with a first message. */
async function spoken(s: Scene): Promise<Spoken> {
  const { key } = await s.key();
  const call = caller(s.w.url, key);
  const id = randomUUID();
  const said = await call('POST', '/api/v1/messages/agent', { agent_instance_id: id, agent_type: 'Recorder', content: 'Hello' });
  return { call, id, messageId: said.body.message_id };
}

const afterwards =
  (act: (one: Spoken, scene: Scene) => Promise<Reply>): Step =>
  async (scene) => {
    const one = await spoken(scene);
    return () => act(one, scene);
  };

/** What people do to sessions is recorded. */
export const recordedSessions: Recorded = {
  endSession: [['session.ended'], afterwards(({ id }, { boss }) => boss.call('POST', `/v1/sessions/${id}/end`, { status: 'FAILED' }))],
  deleteSession: [['session.deleted'], afterwards(({ id }, { boss }) => boss.call('DELETE', `/v1/sessions/${id}`))],
};

/** What is said is in the log of its session. */
export const unrecordedSessions: Recorded = {
  sendSessionMessage: [[], afterwards(({ id }, { boss }) => boss.call('POST', `/v1/sessions/${id}/messages`, { content: 'x' }))],
  monitorSendUserMessage: [
    [],
    afterwards(({ id }, { boss }) => boss.call('POST', `/api/v1/agent-instances/${id}/messages`, { content: 'x' })),
  ],
  monitorRegisterInstance: [[], afterwards(({ call }) => call('POST', '/api/v1/agent-instances', { agent_type: 'Recorder' }))],
  monitorPostAgentMessage: [
    [],
    afterwards(({ call, id }) => call('POST', '/api/v1/messages/agent', { agent_instance_id: id, content: 'x' })),
  ],
  monitorPostUserMessage: [
    [],
    afterwards(({ call, id }) => call('POST', '/api/v1/messages/user', { agent_instance_id: id, content: 'x' })),
  ],
  monitorRequestInput: [[], afterwards(({ call, messageId }) => call('PATCH', `/api/v1/messages/${messageId}/request-input`, {}))],
  monitorHeartbeat: [[], afterwards(({ call, id }) => call('POST', `/api/v1/agents/instances/${id}/heartbeat`, {}))],
  monitorEndSession: [[], afterwards(({ call, id }) => call('POST', '/api/v1/sessions/end', { agent_instance_id: id }))],
};
