import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Check, notBuilt } from '../check';
import type { VerifyContext } from '../context';

const file = path.join(import.meta.dirname, 'as-of.ts');
const claim = {
  part: 'as-of',
  claim: '10,000 entities x 10,000 past times: as-of join equals what was served then',
  bar: '0 differences',
};

type Module = { verifyAsOf(context: VerifyContext): Promise<Check[]> };

/** The as-of joins, where the tree has the feature store they are about. */
export async function verifyAsOfPart(context: VerifyContext): Promise<Check[]> {
  if (!existsSync(file)) return [notBuilt(claim)];
  const module = (await import(pathToFileURL(file).href)) as Module; // a file of this folder that may not be there
  return module.verifyAsOf(context);
}
