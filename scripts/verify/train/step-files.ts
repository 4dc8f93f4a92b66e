import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import type { DataProject } from '../data/project';

/** Hash of what a step made at a port. */
export function made(run: RunShape, { step, port }: { step: string; port: string }): string {
  const hash = run.steps.find((one) => one.step === step)?.outputs[port];
  if (hash === undefined) throw new Error(`the step "${step}" left nothing at "${port}"`);
  return hash;
}

/** The .onnx file that a step exported, as anybody with the key of the project gets it. */
export async function downloadOnnx(
  { product, key }: DataProject,
  { run, step, folder }: { run: RunShape; step: string; folder: string },
): Promise<string> {
  const hash = made(run, { step, port: 'onnx' });
  const answer = await fetch(`${product.webUrl}/api/v1/files/${hash}`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`the file of "${step}" answered ${answer.status}: ${await answer.text()}`);
  const file = path.join(folder, `${step}.onnx`);
  writeFileSync(file, new Uint8Array(await answer.arrayBuffer()));
  return file;
}

/** Sends a file to `POST /files`; the answer is what the setting File of "Import model" holds. */
export async function sendFile({ product, key }: DataProject, file: string): Promise<{ hash: string; name: string }> {
  const query = new URLSearchParams({ file: path.basename(file) });
  const answer = await fetch(`${product.webUrl}/api/v1/files?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new Uint8Array(readFileSync(file)),
  });
  if (!answer.ok) throw new Error(`${file} was not taken: ${answer.status}: ${await answer.text()}`);
  return z.object({ hash: z.string(), name: z.string() }).parse(await answer.json());
}
