type Refused = Pick<HTMLInputElement, 'type' | 'minLength' | 'validationMessage'> & {
  validity: Pick<ValidityState, 'valueMissing' | 'tooShort' | 'typeMismatch'>;
};

/** Why a form refuses what stands in a field, in our words where we have them. */
export function complaintOf({ type, minLength, validity, validationMessage }: Refused | HTMLTextAreaElement): string {
  if (validity.valueMissing) return 'Fill this in.';
  if (validity.tooShort) return `Too short: at least ${minLength} characters.`;
  if (validity.typeMismatch && type === 'email') return 'Not an e-mail address: write it like name@example.com.';
  return validationMessage;
}
