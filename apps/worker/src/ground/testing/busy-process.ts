// A process that ends with its parent and has no time to listen: it computes for ever itself (`loop`), or lets the data
// engine do so (`query`) and listens. It writes its id to its standard output.
import { tmpdir } from 'node:os';
import { openDuckSession } from '../../data/duckdb';
import { endWithParent } from '../end-with-parent';

endWithParent();
process.stdout.write(`${process.pid}\n`);
if (process.argv[2] === 'loop') for (;;);
const session = openDuckSession({ folder: tmpdir(), memoryMegabytes: 256, threads: 1, readOnlyFolders: [] });
await session.query('SELECT sum(sqrt(a.range * b.range)) FROM range(10000000) a, range(1000000) b');
