import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@millrace/db';
import type { LeasedStep } from '@millrace/db/protocol';
import type { ChildArtifact } from '../child/protocol';
import type { ArtifactFiles } from './interfaces';
import { removeTree } from './remove-tree';

/** The folder of one attempt: the child writes into it, beside its inputs. */
export type AttemptFolder = { path: string; inputs: string; remove(): Promise<void> };

export async function makeAttemptFolder(root: string, step: LeasedStep): Promise<AttemptFolder> {
  const path = join(root, `${step.runId}-${step.idx}-${step.token}`); // a token is given once
  const inputs = join(path, 'in');
  await mkdir(inputs, { recursive: true });
  return { path, inputs, remove: () => removeTree(path) };
}

/** Root ignores file modes, so a link would let a step change a stored artifact; then it gets a copy. */
const mayLink = process.getuid?.() !== 0;

export type BringOptions = {
  files: Pick<ArtifactFiles, 'pathOf'>;
  folder: Pick<AttemptFolder, 'inputs'>;
  artifact: Artifact;
  port: string;
  /** True: the step runs foreign code and gets a copy in any case. */
  copy: boolean;
};

/** Puts an artifact among the inputs (once per content) and describes it for the child. */
export async function bringArtifact({ files, folder, artifact, port, copy }: BringOptions): Promise<ChildArtifact> {
  const facts = { port, hash: artifact.hash, kind: artifact.kind };
  if (artifact.location === null) return { ...facts, inline: artifact.inline };
  const path = join(folder.inputs, artifact.hash);
  try {
    await placeFile(files.pathOf(artifact.location), path, copy);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error; // the same content on another port
  }
  return { ...facts, path };
}

/** A read-only file of the store in an attempt's folder: a link where the step cannot change it, else a copy. */
export async function placeFile(from: string, to: string, copy: boolean): Promise<void> {
  if (!copy && mayLink) {
    try {
      return await link(from, to);
    } catch (error) {
      if (!isCode(error, 'EXDEV') && !isCode(error, 'EPERM')) throw error; // another file system, or links are forbidden
    }
  }
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, 0o444);
}

/** Whether an error carries this code of the operating system. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
