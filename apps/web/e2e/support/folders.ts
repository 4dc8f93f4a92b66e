import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');
export const resultsFolder = path.join(repositoryRoot, 'test-results');
export const screenshotFolder = path.join(resultsFolder, 'screenshots');
