import { expect, it } from 'vitest';
import { complaintOf } from './complaint-of';

const fine = { valueMissing: false, tooShort: false, typeMismatch: false };
const field = { type: 'text', minLength: -1, validationMessage: 'Please match the format.', validity: fine };

it('says what to change in a field, in our words where we have them', () => {
  expect(complaintOf({ ...field, validity: { ...fine, valueMissing: true } })).toBe('Fill this in.');
  expect(complaintOf({ ...field, minLength: 10, validity: { ...fine, tooShort: true } })).toContain('10 characters');
  expect(complaintOf({ ...field, type: 'email', validity: { ...fine, typeMismatch: true } })).toContain('e-mail');
  expect(complaintOf(field)).toBe('Please match the format.');
});
