import { ApiError } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { blankDraft, bodyOf, faultsOf, urlRefusal } from './webhook-form.ts';

function refusal(code: string, pointer?: string): ApiError {
  const fieldErrors = pointer === undefined ? [] : [{ pointer, detail: 'Not there.' }];
  return new ApiError('It is refused.', { status: 422, code, requestId: null, fieldErrors, retryAfterMs: null });
}

test.each(['', 'example.org/hook', 'ftp://example.org', 'https://'])('“%s” is no address to send to', (url) => {
  expect(faultsOf({ ...blankDraft, url }).url).not.toBeNull();
});

test('no event at all is refused before it is sent, because to the server it would mean every event', () => {
  const draft = { ...blankDraft, url: 'https://example.org/hook', choice: { isAll: false, events: [] } };
  expect(faultsOf(draft)).toEqual({ url: null, events: 'Choose at least one event, or all.' });
  expect(faultsOf({ ...draft, choice: { isAll: true, events: [] } }).events).toBeNull();
});

test('all events are sent as an empty list, and what was ticked before does not come back', () => {
  expect(bodyOf({ ...blankDraft, url: ' https://example.org ', choice: { isAll: true, events: ['task.created'] } })).toMatchObject({
    url: 'https://example.org',
    events: [],
  });
});

test('what the server says about the address lands on its field, everything else does not', () => {
  expect(urlRefusal(refusal('VALIDATION_FAILED', '/url'))).toBe('Not there.');
  expect(urlRefusal(refusal('ADDRESS_FORBIDDEN'))).toBe('It is refused.');
  expect(urlRefusal(refusal('LIMIT_REACHED'))).toBeNull();
  expect(urlRefusal(new Error('url'))).toBeNull();
});
