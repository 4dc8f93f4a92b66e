import { joinColumns } from '../splice-columns';

/** Joins files in a process of its own, so that its memory can be held: node join-files.ts PATH FILE… */
const [path = '', ...files] = process.argv.slice(2);
process.stdout.write(String(await joinColumns({ files, path })));
