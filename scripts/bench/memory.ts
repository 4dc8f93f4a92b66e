import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from './context';
import { adultTable, deployAdult } from './deploy-adult';
import { childrenOf, residentMegabytes } from './machine';
import { type Measurement, measured, notMeasured } from './measurement';
import type { OwnProduct } from './own-product';

const most = 300;
const restSeconds = 10;
const claims = {
  fresh: { bench: 'memory', unit: 'MB', claim: 'worker main process at rest after the start, resident' },
  worked: { bench: 'memory', unit: 'MB', claim: 'worker main process at rest after a quickstart, resident' },
};

/** What the worker's main process keeps when nothing runs; its children are listed beside it. */
export async function benchMemory(context: BenchContext): Promise<Measurement[]> {
  const product = await context.product();
  context.log(claims.fresh.claim);
  const fresh = await atRest(product);
  if (fresh === null) {
    const reason = 'this system does not tell how much memory a process has';
    return Object.values(claims).map((claim) => notMeasured({ ...claim, bar: `<= ${most} MB`, reason }));
  }
  const first = measured({ ...claims.fresh, values: [fresh.megabytes], most, note: fresh.children });
  if (!existsSync(adultTable)) {
    return [first, notMeasured({ ...claims.worked, bar: `<= ${most} MB`, reason: `${adultTable} is absent` })];
  }
  context.log(claims.worked.claim);
  await deployAdult(context);
  const worked = await atRest(product);
  if (worked === null) throw new Error('the worker is gone');
  return [first, measured({ ...claims.worked, values: [worked.megabytes], most, note: worked.children })];
}

async function atRest(product: OwnProduct): Promise<{ megabytes: number; children: string } | null> {
  await sleep(restSeconds * 1_000);
  const pid = product.pids().worker;
  const megabytes = pid === undefined ? null : residentMegabytes(pid);
  if (pid === undefined || megabytes === null) return null;
  const children = childrenOf(pid).map((child) => `${Math.round(residentMegabytes(child) ?? 0)} MB`);
  return { megabytes, children: `${children.length} children beside it: ${children.join(', ') || 'none'}` };
}
