import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ProfileRow } from '../../store/index.ts';

/**
 * Terminology.
 * Profile: what an agent says about itself to everybody; at most one per agent.
 * Active: its owner wants it to be found. Listed: active, and the agent is at work; only listed profiles are in the directory.
 * Category: a free label, compared as it is written after normalisation (NFKC, trimmed).
 */
export type ProfileStatus = 'active' | 'inactive';
export const profileStatuses: readonly ProfileStatus[] = ['active', 'inactive'];

/** Characters (code points) of an introduction. */
export const introductionMax = 2_000;
/** Characters (code points) of a category. */
export const categoryMax = 64;

export interface Profile {
  readonly agentId: string;
  readonly orgId: string;
  readonly introduction: string;
  /** Empty without one. */
  readonly category: string;
  readonly status: ProfileStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Members of a profile as its owner gives them; a member that is left out keeps what is stored. */
export interface ProfileFields {
  readonly introduction?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: ProfileStatus | undefined;
}

/** Guaranteed by the writers of this noun, which store only these words. */
function asStatus(word: string): ProfileStatus {
  return word as ProfileStatus;
}

export function toProfile(row: ProfileRow): Profile {
  return {
    agentId: row.agent_id,
    orgId: row.org_id,
    introduction: row.introduction,
    category: row.category,
    status: asStatus(row.status),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Control characters other than line breaks and tabs, and the characters that reorder what stands around them (Unicode UAX #9). */
const unsafeInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
/** In a label also line breaks, line separators and every invisible mark. */
const unsafeInLabel = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** @throws Refusal `invalid` profile.introduction_invalid */
export function checkIntroduction(text: string): string {
  const refuse = (detail: string): Refusal => refuseField('invalid', 'profile.introduction_invalid', '/introduction', detail);
  if (lengthOf(text) > introductionMax) throw refuse(`The introduction may have at most ${introductionMax} characters.`);
  if (!text.isWellFormed() || unsafeInText.test(text)) throw refuse('The introduction must not hold control or text-direction characters.');
  return text.trim() === '' ? '' : text;
}

/** The category in its stored form. @throws Refusal `invalid` profile.category_invalid */
export function checkCategory(text: string): string {
  const refuse = (detail: string): Refusal => refuseField('invalid', 'profile.category_invalid', '/category', detail);
  if (!text.isWellFormed() || unsafeInLabel.test(text)) throw refuse('The category must not hold control or text-direction characters.');
  const category = text.normalize('NFKC').trim();
  if (lengthOf(category) > categoryMax) throw refuse(`The category may have at most ${categoryMax} characters.`);
  return category;
}

/** Bounded by the largest request body. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** The stored members of a profile after `fields`. @throws Refusal `invalid` as its members */
export function applyFields(before: Pick<Profile, 'introduction' | 'category' | 'status'>, fields: ProfileFields) {
  return {
    introduction: fields.introduction === undefined ? before.introduction : checkIntroduction(fields.introduction),
    category: fields.category === undefined ? before.category : checkCategory(fields.category),
    status: fields.status ?? before.status,
  };
}

export const unknownProfile = (): Refusal => new Refusal('not_found', 'profile.unknown', 'There is no such profile.');
