import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../log';
import { findFreePort } from '../ports';
import { REPOSITORY_ROOT } from '../root';
import { adultTable } from './deploy-adult';
import { type PeerServer, startPeerServer } from './peer-server';
import { installNpmPeer, installPythonPeer } from './peers';

const folder = path.join(REPOSITORY_ROOT, 'scripts', 'bench', 'peers');
const script = path.join(folder, 'serve-xgboost.py');
export const fastifyVersion = '5.12.8';
export const autocannonVersion = '9.0.0';

export type ServePeer = 'FastAPI with XGBoost' | "MLflow's scoring server" | 'a bare Fastify echo';

/** The packages of `serve-requirements.txt`, each with its one version. */
function servePackages(): string[] {
  const lines = readFileSync(path.join(folder, 'serve-requirements.txt'), 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Folder whose node_modules holds the load generator and the bare server. */
export function installLoadTools(log: Log): Promise<string> {
  return installNpmPeer('serve', [`autocannon@${autocannonVersion}`, `fastify@${fastifyVersion}`], log);
}

/** All peers, answering the same row of adult, each on the first core. Throws a `PeerMissingError` where one cannot be had. */
export async function startServePeers(o: {
  tools: string;
  scratch: string;
  row: object;
  log: Log;
}): Promise<Record<ServePeer, PeerServer>> {
  const python = await installPythonPeer('serve-python', servePackages(), o.log);
  o.log('fitting the model of the peers');
  await promisify(execFile)(python, [script, 'fit', o.scratch, adultTable], { cwd: o.scratch });
  const started: PeerServer[] = [];
  const start = async (given: Parameters<typeof startPeerServer>[0]) => {
    const server = await startPeerServer(given);
    started.push(server);
    return server;
  };
  const at = async (way: string) => {
    const port = await findFreePort();
    return { port: String(port), url: `http://127.0.0.1:${port}/${way}` };
  };
  const [fast, flow, echo] = [await at('predict'), await at('invocations'), await at('predict')];
  const one = JSON.stringify(o.row);
  const bin = path.dirname(python);
  const model = path.join(o.scratch, 'mlflow');
  try {
    return {
      'FastAPI with XGBoost': await start({
        ...{ command: python, args: [script, 'serve', o.scratch, fast.port], url: fast.url, body: one },
      }),
      "MLflow's scoring server": await start({
        command: path.join(bin, 'mlflow'),
        args: ['models', 'serve', '-m', model, '--env-manager', 'local', '-h', '127.0.0.1', '-p', flow.port],
        variables: { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
        url: flow.url,
        body: JSON.stringify({ dataframe_records: [o.row] }),
      }),
      'a bare Fastify echo': await start({
        command: process.execPath,
        args: [path.join(folder, 'fastify-echo.mjs'), o.tools, echo.port],
        ...{ url: echo.url, body: one },
      }),
    };
  } catch (error) {
    await Promise.all(started.map(({ stop }) => stop()));
    throw error;
  }
}
