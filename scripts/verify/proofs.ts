import { verifyMlflow } from '../interop/mlflow';
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
import { verifyServeBench } from './serve/bench';
import { verifyServePages } from './serve/browser';
import { verifyExport } from './serve/export';
import { verifyServeFaults } from './serve/faults';
import { verifyProtocols } from './serve/protocols';
import { verifyRollout } from './serve/rollout';
import { testedPart as servePart } from './serve/tested';
import { verifyTrainPages } from './train/browser';
import { verifyCapsule } from './train/capsule';
import { verifyModels } from './train/models';
import { verifyOnnx } from './train/onnx';
import { verifyPython } from './train/python';
import { verifyQuality } from './train/quality';
import { verifySearch } from './train/search';
import { verifySpeed } from './train/speed';
import { testedPart } from './train/tested';
import { verifyTies } from './train/ties';
import { verifyTrainAll } from './train/train-all';

export type Part = {
  work(context: VerifyContext): Promise<Check[]>;
  /** Works on the product that the parts share; the others want the machine for themselves. */
  onProduct?: true;
  /** What it takes at full size on two cores; scripts/verify/README.md lists them. */
  minutes?: number;
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
    lint: { work: verifyLint, onProduct: true, minutes: 1 },
    files: { work: verifyFiles, onProduct: true, minutes: 2 },
    repairs: { work: verifyRepairs, onProduct: true, minutes: 1 },
    splits: { work: verifySplits, onProduct: true, minutes: 1 },
    twin: { work: verifyTwin, minutes: 1 },
    'as-of': { work: verifyAsOf, minutes: 3 },
    sources: { work: verifySources, minutes: 12 },
    browser: { work: verifyDataPages, minutes: 3 },
    bench: { work: verifyDataBench, minutes: 9 },
  },
  // A part that shows something gets its minutes and a row in the README.
  train: {
    models: { work: verifyModels, onProduct: true, minutes: 3 },
    quality: { work: verifyQuality, onProduct: true, minutes: 12 },
    speed: { work: verifySpeed, minutes: 6 },
    threads: { work: testedPart('threads'), minutes: 1 },
    resume: { work: testedPart('resume'), minutes: 1 },
    search: { work: verifySearch, minutes: 15 },
    'train-all': { work: verifyTrainAll, onProduct: true, minutes: 6 },
    ties: { work: verifyTies, minutes: 1 },
    mlflow: { work: verifyMlflow, onProduct: true, minutes: 5 },
    onnx: { work: verifyOnnx, onProduct: true, minutes: 3 },
    capsule: { work: verifyCapsule, onProduct: true, minutes: 1 },
    python: { work: verifyPython, minutes: 5 },
    'bad-input': { work: testedPart('bad-input'), minutes: 1 },
    browser: { work: verifyTrainPages, minutes: 3 },
  },
  serve: {
    protocols: { work: verifyProtocols, onProduct: true, minutes: 4 },
    rollout: { work: verifyRollout, minutes: 5 },
    browser: { work: verifyServePages, minutes: 6 },
    bench: { work: verifyServeBench, minutes: 6 },
    'bad-input': { work: servePart('bad-input'), minutes: 1 },
    faults: { work: verifyServeFaults, minutes: 5 },
    export: { work: verifyExport, minutes: 2 },
  },
} satisfies Record<string, Record<string, Part>>;

export type ProofName = keyof typeof proofs;
export const proofNames = Object.keys(proofs) as ProofName[]; // keys() forgets the literal names

export function partsOf(proof: ProofName): Readonly<Record<string, Part>> {
  return proofs[proof];
}
