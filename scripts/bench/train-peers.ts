import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../log';
import { REPOSITORY_ROOT } from '../root';
import { installPythonPeer, PeerMissingError } from './peers';
import { type BenchProgram, startProgram } from './program';

const folder = path.join(REPOSITORY_ROOT, 'scripts', 'bench', 'peers');

/** The packages of `train-requirements.txt`, each with its one version. */
export function trainPackages(): string[] {
  const lines = readFileSync(path.join(folder, 'train-requirements.txt'), 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Python of the one environment that holds all peers of training; why there is none, where they cannot be had. */
export async function installTrainPeers(log: Log): Promise<string | PeerMissingError> {
  return installPythonPeer('train', trainPackages(), log).catch((error: unknown) => {
    if (!(error instanceof PeerMissingError)) throw error;
    log(`THE PEERS OF TRAINING CANNOT BE HAD, nothing is shown beside them: ${error.message}`);
    return error;
  });
}

/**
 * A peer program of `peers/`, on so many threads. What this machine tells its own OpenBLAS to be is not told to the peers:
 * they choose their kernels by themselves. OMP_WAIT_POLICY stays as it is: passive waiting makes LightGBM slow.
 */
export function startTrainPeer(o: { python: string; script: string; threads: number }): BenchProgram {
  const threads = String(o.threads);
  return startProgram(o.python, [path.join(folder, o.script)], {
    variables: {
      OMP_NUM_THREADS: threads,
      OPENBLAS_NUM_THREADS: threads,
      OPENBLAS_CORETYPE: undefined,
      OPENBLAS_L2_SIZE: undefined,
    },
  });
}
