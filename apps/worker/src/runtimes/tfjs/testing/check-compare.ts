import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Answers, answersFile, classesOf, type FitPart, fitParts } from './check-fit';
import { given, say } from './check-tools';
import { referenceNets } from './reference-nets';

const lossesSchema = z.object({
  part: z.literal('nets'),
  backend: z.string(),
  net: z.string(),
  losses: z.array(z.number()),
});

const curveSchema = z.object({
  part: z.enum(fitParts),
  device: z.enum(['cpu', 'gpu']),
  validation: z.array(z.number()),
});

/** What the parts before have left, of both devices: by how much losses and answers differ. */
export function compareDevices(): void {
  const lines = readFileSync(`${given.out}/check.jsonl`, 'utf8').trim().split('\n').map(readJson);
  compareLosses(lines);
  for (const part of fitParts) {
    compareCurves(part, lines);
    compareAnswers(part);
  }
}

/** A part that was cut off may have left half a line. */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function matching<T>(schema: z.ZodType<T>, lines: readonly unknown[]): T[] {
  return lines.flatMap((line) => {
    const read = schema.safeParse(line);
    return read.success ? [read.data] : [];
  });
}

function mostApart(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? Number.NaN))));
}

function compareLosses(lines: readonly unknown[]): void {
  const all = matching(lossesSchema, lines);
  for (const { name } of referenceNets) {
    const [a, b] = all.filter(({ net }) => net === name);
    if (!a || !b) continue;
    const lossDifference = mostApart(a.losses, b.losses);
    say({ part: 'compare', net: name, of: [a.backend, b.backend], lossDifference });
  }
}

/** Validation losses side by side. */
function compareCurves(part: FitPart, lines: readonly unknown[]): void {
  const curves = matching(curveSchema, lines).filter((curve) => curve.part === part);
  const [cpu, gpu] = (['cpu', 'gpu'] as const).map((device) => curves.find((curve) => curve.device === device));
  if (!cpu || !gpu) return;
  const pairs = cpu.validation.map((loss, at) => [loss, gpu.validation[at] ?? Number.NaN]);
  say({ part: 'compare', fit: part, cpuAndGpu: pairs, mostApart: mostApart(cpu.validation, gpu.validation) });
}

const answersSchema: z.ZodType<Answers> = z.object({ outputs: z.int(), shares: z.array(z.number()) });

function compareAnswers(part: FitPart): void {
  const files = (['cpu', 'gpu'] as const).map((device) => answersFile(part, device));
  if (!files.every(existsSync)) return;
  const [cpu, gpu] = files.map((file) => answersSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  if (!cpu || !gpu) throw new Error('unreachable');
  const apart = cpu.shares.map((share, at) => Math.abs(share - (gpu.shares[at] ?? Number.NaN))).sort((a, b) => a - b);
  const [one, other] = [classesOf(cpu), classesOf(gpu)];
  say({
    ...{ part: 'compare', answers: part, rows: one.length, largest: apart.at(-1), median: apart[apart.length >> 1] },
    sameClass: one.filter((code, row) => code === other[row]).length / one.length,
  });
}
