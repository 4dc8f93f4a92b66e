import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../root';
import { trainClaims } from './claims';
import { testsOfClaims } from './tested';

it('names claims that there are, and tests that there are', () => {
  for (const [part, claims] of Object.entries(testsOfClaims)) {
    const known: readonly { claim: string }[] = Object.entries(trainClaims).find(([name]) => name === part)?.[1] ?? [];
    for (const [claim, tests] of Object.entries(claims)) {
      expect(known.map((one) => one.claim)).toContain(claim);
      for (const { file } of tests) expect(existsSync(path.join(REPOSITORY_ROOT, file)), file).toBe(true);
    }
  }
});
