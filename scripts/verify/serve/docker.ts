import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../log';

const run = promisify(execFile);
/** Of one command of Docker; a build copies some megabytes. */
const limit = 120_000;

/** What a command of Docker says; throws with what it said when it fails. */
export async function docker(args: readonly string[], input?: string): Promise<string> {
  const running = run('docker', [...args], { timeout: limit, maxBuffer: 64 * 2 ** 20 });
  running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout.trim();
}

/** Version of the daemon that answers; null without one. */
export async function dockerDaemon(): Promise<string | null> {
  return docker(['version', '--format', '{{.Server.Version}}']).catch(() => null);
}

/**
 * The image that an export is built on: its own, where Docker has it or can get it; else one made of the Node and the
 * libraries of this machine, which is all that the server needs.
 */
export async function baseImage(wanted: string, o: { scratch: string; log: Log }): Promise<string> {
  const there = await docker(['image', 'inspect', wanted]).then(
    () => true,
    () => false, // not yet
  );
  if (there) return wanted;
  const pulled = await docker(['pull', '--quiet', wanted]).then(
    () => true,
    () => false, // no registry is reached from here
  );
  if (pulled) return wanted;
  const own = 'millrace-verify-node:local';
  o.log(`${wanted} CANNOT BE PULLED, the image is built on the Node of this machine`);
  const archive = packNode(o.scratch);
  await docker(['import', archive, own]);
  return own;
}

/** Node with what it is linked to, as an archive of a whole file system. Linux alone has `ldd`. */
function packNode(scratch: string): string {
  const root = path.join(scratch, 'node-root');
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => file);
  const put = (from: string, to: string) => {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    copyFileSync(realpathSync(from), path.join(root, to));
  };
  put(process.execPath, '/usr/local/bin/node');
  for (const file of libraries) put(file, file);
  const archive = path.join(scratch, 'node.tar');
  execFileSync('tar', ['-C', root, '-cf', archive, '.']);
  return archive;
}
