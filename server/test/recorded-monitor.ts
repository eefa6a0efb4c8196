import { member } from './browsers.ts';
import { roomOf } from './instances.ts';
import { native } from './scene.ts';
import type { Recorded, Scene, Step } from './scene.ts';
import type { Reply } from './world.ts';

/** Does something to the session of a foreign agent. */
function withSession(act: (scene: Scene, id: string) => Promise<Reply>): Step {
  return async (scene) => {
    const { say } = await roomOf(scene.w, scene.boss);
    const { id } = await say('hello');
    return () => act(scene, id);
  };
}

/** Ends a share of such a session. */
function unshared(shares: (id: string) => string): Step {
  return async (scene) => {
    const { say } = await roomOf(scene.w, scene.boss);
    const { id } = await say('hello');
    const made = await scene.boss.call('POST', shares(id), share);
    return () => scene.boss.call('DELETE', `${shares(id)}/${made.body.id}`);
  };
}

/** Deletes the account of an owner beside whom there is another. */
const leaving =
  (path: string): Step =>
  async ({ w, boss }) => {
    await member(w, boss.orgId, 'owner');
    return () => boss.call('DELETE', path, {});
  };

const share = { email: 'robin@example.com', access: 'READ' };
const instance = (id: string): string => `/api/v1/agent-instances/${id}`;

/** What concerns sessions that people look after, and their own account, through the dashboard backend. */
export const recordedMonitor: Recorded = {
  monitorSetStatus: [['session.ended'], withSession(({ boss }, id) => boss.call('PUT', `${instance(id)}/status`, { status: 'COMPLETED' }))],
  monitorRenameInstance: [['session.renamed'], withSession(({ boss }, id) => boss.call('PATCH', instance(id), { name: 'new' }))],
  monitorDeleteInstance: [['session.deleted'], withSession(({ boss }, id) => boss.call('DELETE', instance(id)))],
  monitorGrantAccess: [['session.shared'], withSession(({ boss }, id) => boss.call('POST', `${instance(id)}/access`, share))],
  monitorRevokeAccess: [['session.unshared'], unshared((id) => `${instance(id)}/access`)],
  shareSession: [['session.shared'], withSession(({ boss }, id) => boss.call('POST', `/v1/sessions/${id}/shares`, share))],
  unshareSession: [['session.unshared'], unshared((id) => `/v1/sessions/${id}/shares`)],
  monitorUpdateMe: [['person.updated'], native('/api/v1/auth/me', () => ({ display_name: 'Robin' }), 'PATCH')],
  monitorDeleteMe: [['member.left', 'person.deleted'], leaving('/api/v1/auth/me')],
  deleteMe: [['member.left', 'person.deleted'], leaving('/v1/me')],
  monitorCreateApiKey: [['key.created'], native('/api/v1/auth/api-keys', () => ({ name: 'mine' }))],
  monitorCreateCliKey: [['key.created'], native('/api/v1/auth/cli-key', () => ({ name: 'mine' }))],
  monitorRevokeApiKey: [
    ['key.revoked'],
    async (s) => {
      const made = await s.boss.call('POST', '/api/v1/auth/api-keys', { name: 'mine' });
      return () => s.boss.call('DELETE', `/api/v1/auth/api-keys/${made.body.id}`);
    },
  ],
};

/** Good requests that the trail does not record. */
export const unrecordedMonitor: Recorded = {
  monitorSendUserMessage: [[], withSession(({ boss }, id) => boss.call('POST', `${instance(id)}/messages`, { content: 'hi' }))],
  monitorSyncUser: [[], native('/api/v1/auth/sync-user', () => ({ display_name: 'Robin' }))],
};
