import type { Recorded, Scene, Step } from './scene.ts';
import { native } from './scene.ts';
import { member } from './browsers.ts';

async function project(s: Scene): Promise<{ id: string; number: number }> {
  return (await s.boss.call('POST', '/v1/projects', { name: 'Website' })).body;
}

async function text(s: Scene): Promise<{ project: string; id: string; number: number }> {
  const { id } = await project(s);
  const made = await s.boss.call('POST', `/v1/projects/${id}/knowledge`, { title: 'Tone', content: 'Short sentences.' });
  return { project: id, id: made.body.id, number: made.body.number };
}

/** Something is done to a project that is there. */
export const onProject = (method: string, path: (one: { id: string; number: number }) => string, body?: unknown): Step => {
  return async (s) => {
    const one = await project(s);
    return () => s.boss.call(method, path(one), body);
  };
};

const onText = (method: string, path: (one: { project: string; id: string; number: number }) => string, body?: unknown): Step => {
  return async (s) => {
    const one = await text(s);
    return () => s.boss.call(method, path(one), body);
  };
};

const onUser = (method: string, path: (number: number) => string, body?: unknown): Step => {
  return async (s) => {
    const { email } = await member(s.w, s.boss.orgId, 'reviewer');
    const { data } = (await s.boss.call('GET', '/api/users')).body;
    const { id } = data.find((one: any) => one.email === email);
    return () => s.boss.call(method, path(id), body);
  };
};

/** Projects, what agents are told about them, their routing rules, and the administration of people in the words of contract 2. */
export const recordedProjects: Recorded = {
  createProject: [['project.created'], native('/v1/projects', () => ({ name: 'Website' }))],
  updateProject: [['project.updated'], onProject('PATCH', ({ id }) => `/v1/projects/${id}`, { status: 'archived' })],
  deleteProject: [['project.deleted'], onProject('DELETE', ({ id }) => `/v1/projects/${id}`)],
  addKnowledge: [['knowledge.added'], onProject('POST', ({ id }) => `/v1/projects/${id}/knowledge`, { title: 'Tone', content: 'Short.' })],
  updateKnowledge: [
    ['knowledge.updated'],
    onText('PATCH', (one) => `/v1/projects/${one.project}/knowledge/${one.id}`, { content: 'Shorter.' }),
  ],
  removeKnowledge: [['knowledge.removed'], onText('DELETE', (one) => `/v1/projects/${one.project}/knowledge/${one.id}`)],
  putRoutingRules: [['routing_rules.updated'], onProject('PUT', ({ id }) => `/v1/projects/${id}/routing-rules`, { rules: [] })],
  workbenchCreateProject: [['project.created'], native('/api/projects', () => ({ name: 'Website' }))],
  workbenchUpdateProject: [['project.updated'], onProject('PATCH', ({ number }) => `/api/projects/${number}`, { name: 'Web' })],
  workbenchDeleteProject: [['project.deleted'], onProject('DELETE', ({ number }) => `/api/projects/${number}`)],
  workbenchAddKnowledge: [
    ['knowledge.added'],
    onProject('POST', ({ number }) => `/api/projects/${number}/knowledge`, { title: 'Tone', content: 'Short.' }),
  ],
  workbenchUpdateKnowledge: [['knowledge.updated'], onText('PATCH', ({ number }) => `/api/knowledge/${number}`, { title: 'Voice' })],
  workbenchDeleteKnowledge: [['knowledge.removed'], onText('DELETE', ({ number }) => `/api/knowledge/${number}`)],
  workbenchPutRoutingRules: [
    ['routing_rules.updated'],
    onProject('PUT', ({ number }) => `/api/projects/${number}/routing-rules`, { rules: [] }),
  ],
  workbenchCreateUser: [['member.added'], native('/api/users', ({ email }) => ({ email: `new-${email}`, name: 'Ada', role: 'viewer' }))],
  workbenchUpdateUser: [
    ['person.updated', 'member.role_changed', 'member.deactivated'],
    onUser('PATCH', (number) => `/api/users/${number}`, { name: 'Ada', role: 'viewer', status: 'inactive' }),
  ],
  workbenchDeleteUser: [['member.removed'], onUser('DELETE', (number) => `/api/users/${number}`)],
  workbenchResetUserPassword: [['reset_link.created'], onUser('POST', (number) => `/api/users/${number}/reset-password`)],
};
