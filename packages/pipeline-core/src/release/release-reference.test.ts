import { expect, it } from 'vitest';
import { parseReleaseReference, releaseReference } from './release-reference';

const id = '0199c2f0-7a31-7bbb-8c00-3f2a44f0a1de';

it.each([
  ['churn@7', { model: 'churn', number: 7 }],
  ['churn@v7', { model: 'churn', number: 7 }],
  ['churn v7', { model: 'churn', number: 7 }],
  [' churn  v12 ', { model: 'churn', number: 12 }],
  ['churn-2@3', { model: 'churn-2', number: 3 }],
  ['Churn of May v2', { model: 'Churn of May', number: 2 }],
  ['churn@champion', { model: 'churn', alias: 'champion' }],
  [id, { id }],
  ['churn', null],
  ['churn7', null],
  ['churn@', null],
  ['@7', null],
  ['', null],
])('reads %j', (text, reference) => {
  expect(parseReleaseReference(text)).toEqual(reference);
});

it('reads what it writes', () => {
  const reference = { model: 'churn', number: 7 };
  expect(parseReleaseReference(releaseReference(reference))).toEqual(reference);
});
