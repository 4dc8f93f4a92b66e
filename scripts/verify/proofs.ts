import { verifyBench } from './bench-lines';
import { verifyBrowser } from './browser';
import type { Check } from './check';
import { verifyClone } from './clone';
import type { VerifyContext } from './context';
import { verifyAsOf } from './data/as-of';
import { verifyDataBench } from './data/bench';
import { verifyDataPages } from './data/browser';
import { verifyFiles } from './data/files';
import { verifyLint } from './data/lint';
import { verifyRepairs } from './data/repairs';
import { verifySources } from './data/sources';
import { verifySplits } from './data/splits';
import { verifyTwin } from './data/twin';
import { verifyFaults } from './faults';
import { verifyKills } from './kills';
import { verifyQuickstarts } from './quickstarts';

export type Part = {
  work(context: VerifyContext): Promise<Check[]>;
  /** Works on the product that the parts share; the others want the machine for themselves. */
  onProduct?: true;
};

/** Each proof with its parts, in the order in which they run. */
export const proofs = {
  spine: {
    clone: { work: verifyClone },
    quickstart: { work: verifyQuickstarts, onProduct: true },
    kills: { work: verifyKills, onProduct: true },
    faults: { work: verifyFaults },
    browser: { work: verifyBrowser },
    bench: { work: verifyBench },
  },
  data: {
    lint: { work: verifyLint, onProduct: true },
    files: { work: verifyFiles, onProduct: true },
    repairs: { work: verifyRepairs, onProduct: true },
    splits: { work: verifySplits, onProduct: true },
    twin: { work: verifyTwin },
    'as-of': { work: verifyAsOf },
    sources: { work: verifySources },
    browser: { work: verifyDataPages },
    bench: { work: verifyDataBench },
  },
} satisfies Record<string, Record<string, Part>>;

export type ProofName = keyof typeof proofs;
export const proofNames = Object.keys(proofs) as ProofName[]; // keys() forgets the literal names

export function partsOf(proof: ProofName): Readonly<Record<string, Part>> {
  return proofs[proof];
}
