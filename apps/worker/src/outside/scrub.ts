/** Shorter values would blot out half of every text. */
const shortest = 4;
const blot = '•••';

/** A function that takes a secret out of texts, as it is and as it looks in an address. */
export function scrubber(secret: string | null): (text: string) => string {
  if (secret === null || secret.length < shortest) return (text) => text;
  const forms = [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])];
  return (text) => forms.reduce((left, form) => left.replaceAll(form, blot), text);
}

/** The same for every text inside a value. */
export function scrubValue<T>(value: T, scrub: (text: string) => string): T {
  // What comes back has the shape of what went in: only texts change.
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'string' ? scrub(inner) : inner,
  ) as T;
}
