import { randomUUID } from 'node:crypto';
import type { At } from '../src/domain/home.ts';
import { postAgentMessage } from '../src/domain/messages/index.ts';
import { member, owned } from './browsers.ts';
import type { MemberBrowser } from './browsers.ts';
import type { World } from './world.ts';

/** An organisation with its owner, and foreign agents that talk. */
export interface Room {
  readonly boss: MemberBrowser;
  /** A foreign agent of this organisation, as it acts. */
  readonly agent: At;
  /** Its key, for requests. */
  readonly key: string;
  /** A foreign agent says something, in a session of its own when none is named. */
  say(
    content: string,
    more?: { readonly id?: string; readonly type?: string; readonly asks?: boolean; readonly diff?: string },
  ): Promise<Said>;
}

export interface Said {
  readonly id: string;
  readonly messageId: string;
}

export async function room(w: World): Promise<Room> {
  return roomOf(w, await owned(w));
}

/** The same for an organisation that is there already. */
export async function roomOf(w: World, boss: MemberBrowser): Promise<Room> {
  const made = await boss.call('POST', '/v1/credentials', { name: `foreign agents ${randomUUID()}`, org_wide: true, scopes: ['*'] });
  const caller = await w.server.authenticators.keys.verify(made.body.key, '127.0.0.1');
  const agent: At = { caller, request: { id: 'test', ip: '127.0.0.1', userAgent: 'test' }, home: w.server.home };
  return {
    boss,
    agent,
    key: made.body.key,
    say: async (content, { id = randomUUID(), type = 'claude-code', asks = false, diff } = {}) => {
      const posted = await postAgentMessage(agent, {
        sessionId: id,
        agentType: type,
        content,
        requiresUserInput: asks,
        ...(diff === undefined ? {} : { gitDiff: diff }),
      });
      return { id, messageId: posted.message.id };
    },
  };
}

/** Somebody of another organisation whose address is verified, or not. */
export async function stranger(w: World, isVerified = true): Promise<MemberBrowser> {
  const { orgId } = await owned(w);
  const found = await member(w, orgId, 'owner');
  await w.server.home.transact((tx) =>
    tx.query((db) =>
      db
        .updateTable('users')
        .set({ email_verified: isVerified ? 1 : 0 })
        .where('id', '=', found.userId)
        .returning('id'),
    ),
  );
  return found;
}
