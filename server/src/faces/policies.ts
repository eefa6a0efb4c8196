import type { CredentialForm, Grant } from '../kernel/caller.ts';
import type { Policy } from './kit/index.ts';

const programs: readonly CredentialForm[] = ['apiKey', 'agentKey', 'userKey', 'identityKey', 'token'];

/** No credential; one that is sent is not looked at. */
const anybody: Policy = { by: 'anybody', grant: null };
/** Any person or program that holds the grant. */
const need = (grant: Grant): Policy => ({ by: ['session', ...programs], grant });
/** Any person or program. */
const known: Policy = { by: ['session', ...programs], grant: null };
/** A signed-in person, about their own account. */
const self: Policy = { by: ['session'], grant: null };
/** A signed-in person who holds the grant. */
const person = (grant: Grant): Policy => ({ by: ['session'], grant });
/** The holder of an agent account's recovery key. */
const recovery = (grant: Grant): Policy => ({ by: ['recovery'], grant });
/** An agent account with a token. */
const token = (grant: Grant): Policy => ({ by: ['token'], grant });

/**
 * Who may call each operation, and what they must be allowed to do. The one table of authority over HTTP: a route that is not in it keeps the
 * server from starting, and a line without a route fails the tests. Reach (which agents) and tenancy are judged inside the operation.
 */
export const policies: Readonly<Record<string, Policy>> = {
  // Agent API (contract 3)
  runnerListAgents: need('agents:read'),
  runnerCreateAgent: need('agents:write'),
  runnerGetAgent: need('agents:read'),
  runnerUpdateAgent: need('agents:write'),
  runnerDeleteAgent: need('agents:write'),
  runnerRunAgent: need('runs:write'),
  runnerListRuns: need('runs:read'),
  runnerGetRun: need('runs:read'),
  runnerListTools: need('tools:read'),
  // Execute API and its keys (contract 0)
  forgeExecute: need('runs:write'),
  forgeExecuteV1: need('runs:write'),
  forgeListKeys: need('keys:read'),
  forgeCreateKey: need('keys:write'),
  forgeGetKey: need('keys:read'),
  forgeUpdateKey: need('keys:write'),
  forgeRevokeKey: need('keys:write'),
  // People's sessions and keys (contract 2)
  workbenchLogin: anybody,
  workbenchSignUp: anybody,
  workbenchLogout: self,
  workbenchMe: self,
  workbenchCsrf: self,
  workbenchChangePassword: self,
  workbenchListUserKeys: self,
  workbenchCreateUserKey: self,
  workbenchRevokeUserKey: self,
  workbenchCreateAgentKey: person('keys:write'),
  workbenchRevokeAgentKey: person('keys:write'),
  // Agent accounts and the directory (contract 4)
  identityHealth: anybody,
  identityJwks: anybody,
  identityRegister: anybody,
  identityIssueToken: { by: ['identityKey'], grant: null },
  identityCreateKey: recovery('self:keys'),
  identityListKeys: token('self:read'),
  identityRotateKey: recovery('self:keys'),
  identityRevokeAllKeys: recovery('self:keys'),
  identityDeleteAccount: recovery('self:delete'),
  identityListAuditLogs: token('self:read'),
  identityCreateProfile: token('self:profile'),
  identityUpdateProfile: token('self:profile'),
  identityDeleteProfile: token('self:profile'),
  identityGetProfile: known,
  identitySearchDirectory: anybody,
  identityRandomProfiles: anybody,
  // Native: signing in
  getSignInOptions: anybody,
  signInByOwnerLink: anybody,
  signIn: anybody,
  signUp: anybody,
  verifyTwoFactor: anybody,
  requestPasswordReset: anybody,
  completePasswordReset: anybody,
  startPasskeySignIn: anybody,
  signInByPasskey: anybody,
  startProviderSignIn: anybody,
  finishProviderSignIn: anybody,
  lookUpInvitation: anybody,
  // Native: one's own account
  getMe: known,
  updateMe: self,
  signOut: self,
  changePassword: self,
  listLoginSessions: self,
  endLoginSession: self,
  endOtherLoginSessions: self,
  enableTwoFactor: self,
  confirmTwoFactor: self,
  disableTwoFactor: self,
  startPasskeyRegistration: self,
  addPasskey: self,
  listPasskeys: self,
  removePasskey: self,
  listMyOrgs: self,
  createOrg: self,
  switchOrg: self,
  leaveOrg: self,
  acceptInvitation: self,
  // Native: the organisation
  getOrg: need('org:read'),
  updateOrg: person('org:write'),
  listMembers: need('members:read'),
  changeMemberRole: person('members:write'),
  removeMember: person('members:write'),
  createResetLink: person('members:write'),
  listInvitations: need('members:read'),
  createInvitation: person('members:write'),
  revokeInvitation: person('members:write'),
  // Native: credentials
  listCredentials: need('keys:read'),
  createCredential: need('keys:write'),
  getCredential: need('keys:read'),
  updateCredential: need('keys:write'),
  rotateCredential: need('keys:write'),
  revokeCredential: need('keys:write'),
  revokeAllCredentials: need('keys:write'),
  reportLeakedKey: anybody,
  issueRecoveryKey: person('keys:write'),
  // Native: audit
  listAuditEntries: need('audit:read'),
  exportAuditEntries: need('audit:read'),
  verifyAuditChain: need('audit:read'),
  // Native: agents and their profiles
  listAgents: need('agents:read'),
  createAgent: need('agents:write'),
  getAgent: need('agents:read'),
  updateAgent: need('agents:write'),
  deleteAgent: need('agents:write'),
  listAgentVersions: need('agents:read'),
  restoreAgentVersion: need('agents:write'),
  listTemplates: need('agents:read'),
  getAgentProfile: need('agents:read'),
  putAgentProfile: need('profiles:write'),
  removeAgentProfile: need('profiles:write'),
  // Native: runs, sessions, questions
  startRun: need('runs:write'),
  listRuns: need('runs:read'),
  getRun: need('runs:read'),
  cancelRun: need('runs:write'),
  replayRun: need('runs:write'),
  listRunEvents: need('runs:read'),
  listSessions: need('sessions:read'),
  getSession: need('sessions:read'),
  renameSession: need('runs:write'),
  listSessionEvents: need('sessions:read'),
  listInteractions: need('sessions:read'),
  resolveInteraction: need('interactions:write'),
  // Native: providers, tools, models
  listProviders: need('providers:read'),
  addProvider: need('providers:write'),
  removeProvider: need('providers:write'),
  listTools: need('tools:read'),
  testTool: need('runs:write'),
  listModels: need('models:read'),
};
