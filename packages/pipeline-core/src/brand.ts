import { z } from 'zod';

declare const brandKey: unique symbol;

/** A string that only `brand` can make, so ids of two things cannot be mixed up. */
export type Brand<Name extends string> = string & { readonly [brandKey]: Name };

/** Schema of a branded string. One call per brand, in `ids.ts`, so that no two brands share a name by accident. */
export function brand<Name extends string>(_name: Name, base: z.ZodType<string, string> = z.string().min(1)) {
  // The brand exists in types only; the value is the string that `base` accepted.
  return base.transform((value) => value as Brand<Name>);
}
