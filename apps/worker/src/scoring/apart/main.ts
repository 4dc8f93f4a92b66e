/*
 * A model process: answers rows with the release whose bundle it is started with, and knows nothing else. It ends with its
 * host.
 */

import { guestHomeSchema } from './guest-home';
import { openAnswers } from './open-answers';
import { serveRows } from './serve-rows';

const [path = '', home] = process.argv.slice(2);
await serveRows(() => openAnswers(path, home === undefined ? null : guestHomeSchema.parse(JSON.parse(home))));
