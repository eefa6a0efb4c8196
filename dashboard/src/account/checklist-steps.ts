import type { Agent, Credential, Provider } from '@forgeyard/sdk';

export interface ChecklistStep {
  readonly to: '/settings/profile' | '/settings/providers' | '/agents' | '/settings/keys' | '/runs';
  readonly label: string;
  readonly why: string;
  readonly isDone: boolean;
}

interface Facts {
  readonly hasPassword: boolean;
  readonly agents: readonly Agent[];
  readonly keys: readonly Credential[];
  readonly providers: readonly Provider[];
}

/** The first steps in their order, each ticked by what the server already holds. */
export function checklistSteps({ hasPassword, agents, keys, providers }: Facts): readonly ChecklistStep[] {
  return [
    { to: '/settings/profile', label: 'Set a password', why: 'To come back from any browser.', isDone: hasPassword },
    {
      to: '/settings/providers',
      label: 'Add a provider key',
      why: 'Models come from it; the demo agent runs without.',
      isDone: providers.length > 0,
    },
    { to: '/agents', label: 'Make an agent', why: 'A model, a prompt and tools.', isDone: agents.length > 0 },
    {
      to: '/settings/keys',
      label: 'Make an API key',
      why: 'For the programs that call agents.',
      isDone: keys.some((key) => key.status === 'active'),
    },
    { to: '/runs', label: 'First run', why: 'From the chat or over the API.', isDone: agents.some((agent) => agent.run_count > 0) },
  ];
}
