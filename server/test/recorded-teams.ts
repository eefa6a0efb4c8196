import { member } from './browsers.ts';
import { native } from './scene.ts';
import type { Recorded, Scene, Step } from './scene.ts';
import type { Reply } from './world.ts';

interface Crew {
  readonly id: string;
  /** A member of it who is not its OWNER. */
  readonly memberId: string;
}

const withTeam =
  (act: (scene: Scene, crew: Crew) => Promise<Reply>): Step =>
  async (scene) => {
    const { boss, w } = scene;
    const made = await boss.call('POST', '/v1/teams', { name: 'Crew' });
    const { email } = await member(w, boss.orgId, 'viewer');
    const { body } = await boss.call('POST', `/v1/teams/${made.body.id}/members`, { email });
    return () => act(scene, { id: made.body.id, memberId: body.id });
  };

/** The same calls of two APIs, by the names of their operations. */
function teamSteps(base: string) {
  return {
    create: native(base, () => ({ name: 'Crew' })),
    rename: withTeam(({ boss }, { id }) => boss.call('PATCH', `${base}/${id}`, { name: 'Ship crew' })),
    remove: withTeam(({ boss }, { id }) => boss.call('DELETE', `${base}/${id}`)),
    add: withTeam(({ boss }, { id }) => boss.call('POST', `${base}/${id}/members`, { email: 'robin@example.com' })),
    change: withTeam(({ boss }, { id, memberId }) => boss.call('PATCH', `${base}/${id}/members/${memberId}`, { role: 'ADMIN' })),
    drop: withTeam(({ boss }, { id, memberId }) => boss.call('DELETE', `${base}/${id}/members/${memberId}`)),
  };
}

const own = teamSteps('/v1/teams');
const foreign = teamSteps('/api/v1/teams');

/** What is done to teams is recorded. */
export const recordedTeams: Recorded = {
  createTeam: [['team.created'], own.create],
  renameTeam: [['team.renamed'], own.rename],
  deleteTeam: [['team.deleted'], own.remove],
  addTeamMember: [['team.member_added'], own.add],
  changeTeamMember: [['team.member_changed'], own.change],
  removeTeamMember: [['team.member_removed'], own.drop],
  monitorCreateTeam: [['team.created'], foreign.create],
  monitorRenameTeam: [['team.renamed'], foreign.rename],
  monitorDeleteTeam: [['team.deleted'], foreign.remove],
  monitorAddTeamMember: [['team.member_added'], foreign.add],
  monitorChangeTeamMember: [['team.member_changed'], foreign.change],
  monitorRemoveTeamMember: [['team.member_removed'], foreign.drop],
};
