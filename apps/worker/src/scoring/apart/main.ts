/*
 * A model process: answers rows with the release whose bundle it is started with, and knows nothing else. It ends with its
 * host.
 */

import { loadBundle } from '../../data/release-bundle';
import { answerRow } from '../releases/serve-bundle';
import { serveRows } from './serve-rows';

const [path = ''] = process.argv.slice(2);
await serveRows(async () => ({ answer: answerRow(await loadBundle(path)) }));
