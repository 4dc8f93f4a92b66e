import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { tableSketchSchema } from '@millrace/pipeline-core/sketch';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hashJson } from '../artifact-store';
import { landReportSchema } from '../ingest/land-report';
import type { DataServiceOptions } from './options';
import { bodyOf } from './request-body';
import { plainJson, taskSeconds, withFolder } from './run-task';

/** An artifact that landing stored; the caller writes its row. */
type StoredFile = { hash: ArtifactHash; bytes: number; kind: string; location?: string; inline?: Json };

const landedSchema = z.object({
  table: z.string(),
  meta: tableMetaSchema,
  report: landReportSchema,
  profile: tableProfileSchema,
  sketch: tableSketchSchema.optional(),
});

const landQuery = z.object({
  file: z.string().min(1).max(400),
  format: landReportSchema.shape.format.optional(),
  delimiter: z.string().length(1).optional(),
  header: z.stringbool().optional(),
});

/** Keeps the raw file byte for byte, lets a child read it, keeps the table; rows of the database are the caller's. */
export async function land(options: DataServiceOptions, request: FastifyRequest) {
  const { file, ...reading } = landQuery.parse(request.query);
  return withFolder(options, async (folder) => {
    const path = join(folder, 'raw');
    await pipeline(bodyOf(request), createWriteStream(path, { flags: 'wx', mode: 0o444 }));
    const raw = await options.store.putFile(path);
    const args = plainJson({ path, name: file, ...reading });
    const landed = landedSchema.parse(await options.runTask({ task: 'land', args, folder, seconds: taskSeconds.land }));
    const table = await options.store.putFile(landed.table);
    const { hash, bytes } = hashJson(landed.meta);
    const files: Record<'raw' | 'table' | 'metaArtifact', StoredFile> = {
      raw: { ...raw, kind: 'file' },
      table: { ...table, kind: 'table' },
      metaArtifact: { hash, bytes, kind: 'table-meta', inline: plainJson(landed.meta) },
    };
    const { report } = landed;
    return {
      ...files,
      format: report.format,
      meta: landed.meta,
      profile: landed.profile,
      ...(landed.sketch === undefined ? {} : { sketch: landed.sketch }),
      // What a person has to look at: lines left out, and cells that count as missing because they do not fit.
      rejected: report.rejectedCount + report.badCellCount,
      rejects: [
        ...report.rejected.map(({ line, message, text }) => ({ line, reason: message, text })),
        ...report.badCells.map(({ line, message, text, column }) => ({ line, reason: message, text, column })),
      ],
      notes: report.notes,
      report,
    };
  });
}
