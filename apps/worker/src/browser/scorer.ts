import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRowValidator, type RowValidator } from '@millrace/pipeline-core/release';
import {
  type BrowserModel,
  type BrowserQuestion,
  type BrowserReply,
  type BrowserRow,
  browserQuestionSchema,
  type WhatIf,
} from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { type LoadedBundle, openBundle } from '../data/open-bundle';
import { readTarBytes } from '../data/read-tar-bytes';
import { withoutLookups } from '../export/without-lookups';
import { outputOf } from '../scoring/answering/output-of';
import { type BundledRelease, serveBundle } from '../scoring/releases/serve-bundle';
import { sha256Of } from './sha256-of';

type Opened = { bundle: LoadedBundle; served: BundledRelease; validator: RowValidator };

const place = 'Scoring in the browser';
const numberedSchema = z.object({ id: z.int() });

/** How many held-out rows a page gets to begin with. */
const mostExamples = 20;

/**
 * A scorer of one bundle that answers the questions of a page: what the exported server does, without Node. What it throws
 * goes back as an error report; it never ends.
 */
export function createBrowserScorer(): (question: unknown) => Promise<BrowserReply> {
  let opened: Opened | undefined;
  const answer = async (question: BrowserQuestion) => {
    if (question.ask === 'open') {
      const { model, ...rest } = await open(question);
      opened = rest;
      return model;
    }
    const current = opened ?? refuseUnopened();
    switch (question.ask) {
      case 'score':
        return question.rows.map((row, at) => scoreRow(current, row, at));
      case 'what-if':
        return whatIf(current, question.row);
      default:
        return assertNever(question);
    }
  };
  return async (sent) => {
    // The id alone first: a question that does not fit is answered, too, or the page would wait for ever.
    const { id } = numberedSchema.parse(sent);
    try {
      return { id, ok: true, answer: await answer(browserQuestionSchema.parse(sent)) };
    } catch (error) {
      return { id, ok: false, error: toErrorReport(error, place) };
    }
  };
}

/** Opens a bundle whose bytes are those of its hash, and which this browser answers as the workbench did, bit for bit. */
async function open(question: Extract<BrowserQuestion, { ask: 'open' }>): Promise<Opened & { model: BrowserModel }> {
  const { sha256: expected, release } = question;
  const bytes = new Uint8Array(question.bundle);
  const sha256 = await sha256Of(bytes);
  if (sha256 !== expected) throw otherBundle({ sha256, bytes: bytes.length, expected });
  const bundle = openBundle(readTarBytes(bytes));
  const golden = bundle.goldenCheck();
  if (golden.failed.length > 0) throw otherAnswers(golden);
  const served = serveBundle({ id: release.id, number: release.number, modelName: release.model }, bundle);
  const signature = withoutLookups(served.signature);
  const model: BrowserModel = {
    sha256,
    bytes: bytes.length,
    goldenRows: golden.rows,
    task: served.task,
    signature,
    examples: bundle.golden.slice(0, mostExamples).map(({ input, label }) => ({ row: input, label })),
  };
  return { model, bundle, served, validator: createRowValidator(signature) };
}

function scoreRow({ served, validator }: Opened, row: JsonObject, index: number): BrowserRow {
  const fields = validator.check(row, { index, extras: 'refuse' });
  if (fields.length > 0) {
    const message = fields.map(({ field, seen, expected }) => `${field}: got ${seen}, expected ${expected}`).join('; ');
    return { ok: false, message, fields: fields.map(({ field, seen, expected }) => ({ field, seen, expected })) };
  }
  try {
    return { ok: true, output: outputOf(served.answer(row)) };
  } catch (error) {
    return { ok: false, message: toErrorReport(error, place).message, fields: [] };
  }
}

function whatIf(opened: Opened, sent: JsonObject): WhatIf {
  const row = scoreRow(opened, sent, 0);
  return { row, explanation: row.ok ? opened.bundle.explainRow(sent) : null };
}

function otherBundle(o: { sha256: string; bytes: number; expected: string }): PipelineError {
  return new PipelineError({
    code: 'damaged-release',
    family: 'operator',
    place,
    seen: `${o.bytes} bytes with sha256 ${o.sha256}`,
    expected: `the bundle with sha256 ${o.expected}`,
    next: 'Reload the page; if it stays, the artifact store is damaged.',
  });
}

function otherAnswers({ rows, failed, maxDifference }: ReturnType<LoadedBundle['goldenCheck']>): PipelineError {
  return new PipelineError({
    code: 'other-answers',
    family: 'operator',
    place,
    seen: `other answers to ${failed.length} of ${rows} proof rows (largest difference ${maxDifference})`,
    expected: 'those of the workbench, bit for bit',
    next: 'This browser computes otherwise: use another one, or ask an endpoint.',
  });
}

function refuseUnopened(): never {
  throw new PipelineError({
    ...{ code: 'no-bundle', family: 'bug', place, seen: 'a question before a bundle' },
    ...{ expected: 'an open bundle', next: 'Reload the page.' },
  });
}
