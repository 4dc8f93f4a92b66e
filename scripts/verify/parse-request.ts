import { parseArgs } from 'node:util';
import { type ProofName, partsOf, proofNames } from './proofs';

export type VerifyRequest = {
  proof: ProofName;
  /** Parts, in the order in which they run. */
  only: string[];
  short: boolean;
  json: boolean;
  withTest: boolean;
  /** Null: another one each time. */
  seed: number | null;
};

/** What the arguments of `npm run verify` ask for; throws with what is there when they ask for something else. */
export function parseVerifyRequest(args: string[]): VerifyRequest {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      'with-test': { type: 'boolean', default: false },
    },
  });
  const [name = 'spine', ...rest] = positionals;
  if (rest.length > 0) throw new Error(`Not understood: ${rest.join(' ')}`);
  const proof = proofNames.find((one) => one === name);
  if (proof === undefined) throw new Error(`There is no proof "${name}"; there is ${proofNames.join(', ')}.`);
  const { short, json } = values;
  return {
    proof,
    only: chooseParts(proof, values.only),
    short,
    json,
    withTest: values['with-test'],
    seed: parseSeed(values.seed),
  };
}

/** `--only a,b` or `--only a --only b`; everything when absent. */
function chooseParts(proof: ProofName, only: string[] | undefined): string[] {
  const names = Object.keys(partsOf(proof));
  if (only === undefined) return names;
  const wanted = only.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no part "${unknown}" in the proof "${proof}" (--only takes ${names.join(', ')}).`);
  return names.filter((name) => wanted.includes(name));
}

function parseSeed(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`The seed "${text}" is not a whole number of at most nine digits.`);
  return Number(text);
}
