/** Supervises tiny servers on the given data folder, prints their addresses and waits to be killed. */
import { superviseProduct } from '../supervisor/supervise-product';
import { temporaryEnvironment, tinyPrograms } from './stand-ins';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: supervise-tiny-product.ts FOLDER');
const environment = await temporaryEnvironment(dataDir);
const product = await superviseProduct({ environment, log: () => {}, output: 'files', programs: tinyPrograms });
console.log(JSON.stringify({ webUrl: product.webUrl, databaseUrl: product.databaseUrl, pids: product.pids() }));
