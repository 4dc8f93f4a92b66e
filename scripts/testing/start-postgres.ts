/** Starts a server on the given folder, prints its address and waits to be killed. */
import { startPostgres } from '../embedded-postgres';

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error('usage: start-postgres.ts FOLDER');
const { url, pid } = await startPostgres({ dir });
console.log(JSON.stringify({ url, pid }));
setInterval(() => {}, 60_000);
