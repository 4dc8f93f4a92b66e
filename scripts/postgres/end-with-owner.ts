import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostgresHome } from './home';

/** Time for web and worker to notice their parent's death and close their work while the database still answers. */
const GRACE_SECONDS = 3;

/**
 * $1 server, $2 file that names the present owner, $3 this owner, $4 folder to delete ('' keeps it), $5 seconds of grace.
 * `cat` returns when the owner's end of the pipe closes, however the owner ended. A newer owner has taken the server over
 * when the file names another one.
 */
const WATCHER = `cat >/dev/null
sleep "$5"
[ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
kill -INT "$1" 2>/dev/null
while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
[ -z "$4" ] || rm -rf "$4"`;

/**
 * Sees to it that the server ends when this process is killed with no chance to stop it.
 * The watcher is a shell that waits on a pipe: no polling, about 1 MB. Windows has no such shell; there the server stays
 * and the next start takes it over.
 * @returns ends the watcher; call it on a clean stop
 */
export function endServerWithOwner(home: PostgresHome, server: { pid: number; ephemeral: boolean }): () => void {
  const ownerFile = path.join(home.folder, 'postgres.owner');
  const owner = `${process.pid}-${Date.now()}`;
  writeFileSync(ownerFile, owner);
  if (process.platform === 'win32') return () => {};
  const folder = server.ephemeral ? home.folder : '';
  const grace = server.ephemeral ? 0 : GRACE_SECONDS;
  const parameters = ['watcher', String(server.pid), ownerFile, owner, folder, String(grace)];
  const watcher = spawn('/bin/sh', ['-c', WATCHER, ...parameters], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  // The pipe alone must not keep this process alive.
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return () => {
    watcher.kill('SIGKILL');
    watcher.stdin.destroy();
  };
}
