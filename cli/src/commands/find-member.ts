import type { Forgeyard } from '@forgeyard/sdk';
import { CommandFailure, exitCode } from '../program/failure.ts';

/** The user id of the member with this e-mail address; an id is taken as it is. @throws CommandFailure `MEMBER_NOT_FOUND` */
export async function findMember(forge: Forgeyard, wanted: string): Promise<string> {
  if (!wanted.includes('@')) return wanted;
  for await (const { user } of forge.members.list()) if (user.email.toLowerCase() === wanted.toLowerCase()) return user.id;
  throw new CommandFailure('MEMBER_NOT_FOUND', `No member has the address ${wanted}`, { exit: exitCode.notFound });
}
