import type { Tables } from '../store/index.ts';

/** A model of the library as our tables hold it: its members and our columns. Members that are not named are dropped, tokens of providers among them. */
export interface Model {
  readonly table: keyof Tables;
  readonly columns: Readonly<Record<string, string>>;
  /** Columns whose text is sealed with the master key. */
  readonly sealed: readonly string[];
}

const times = { createdAt: 'created_at', updatedAt: 'updated_at' };

const models: Readonly<Record<string, Model>> = {
  user: {
    table: 'users',
    columns: { id: 'id', name: 'name', email: 'email', emailVerified: 'email_verified', twoFactorEnabled: 'two_factor_enabled', ...times },
    sealed: [],
  },
  account: {
    table: 'login_accounts',
    columns: { id: 'id', userId: 'user_id', providerId: 'provider', accountId: 'account_id', password: 'password_hash', ...times },
    sealed: [],
  },
  verification: {
    table: 'verifications',
    columns: { id: 'id', identifier: 'identifier', value: 'value', expiresAt: 'expires_at', ...times },
    sealed: ['value'],
  },
  twoFactor: {
    table: 'two_factors',
    columns: { id: 'id', userId: 'user_id', secret: 'secret', backupCodes: 'backup_codes', verified: 'verified' },
    sealed: [],
  },
  passkey: {
    table: 'passkeys',
    columns: {
      id: 'id',
      userId: 'user_id',
      name: 'name',
      publicKey: 'public_key',
      credentialID: 'credential_id',
      counter: 'counter',
      deviceType: 'device_type',
      backedUp: 'backed_up',
      transports: 'transports',
      aaguid: 'aaguid',
      createdAt: 'created_at',
    },
    sealed: [],
  },
};

export function modelOf(name: string): Model {
  const model = models[name];
  if (model === undefined) throw new Error(`no table for the model ${name}`);
  return model;
}
