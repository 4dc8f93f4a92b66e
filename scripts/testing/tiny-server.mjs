// Answers every request with its own process id and that of a child of its; ends on SIGTERM.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
const answer = JSON.stringify({ pid: process.pid, child: child.pid });
createServer((_, response) => response.end(answer)).listen(Number(process.env.TINY_PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  child.kill('SIGKILL');
  process.exit(0);
});
