import { PipelineError } from '@millrace/pipeline-core/errors';
import { compareText, entrySql } from '@millrace/pipeline-core/expression';
import { smoothIdf, termsOf } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type Catalog, type TextState, textColumns } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';
import { createTermCounts } from './term-counts';

/** Terms held in memory at most; of more, those that came in the fewest texts are forgotten on the way. */
const mostHeld = 2_000_000;

/** Learns the most frequent terms of each text from train rows and how rare they are. Hashing learns nothing. */
export const vectoriseTextExecutor: ExecutorFor<Catalog['vectorise-text']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const columns: TextState['columns'] = [];
    for (const { name } of textColumns(job.params, schemaOf(fit.meta))) {
      if (job.params.method === 'hashing') columns.push({ name, terms: [], idf: [] });
      else columns.push(await learnTerms(job, name));
    }
    return toPlainJson({ rows: fit.rows, columns });
  },
};

async function learnTerms(
  job: ExecutorJob<z.output<Catalog['vectorise-text']['params']>>,
  name: string,
): Promise<TextState['columns'][number]> {
  const fit = requireFit(job);
  const { sqlType } = requireColumn(fit.meta.columns, name, job.title);
  const { of, lowerCase, from, to, maxFeatures, minTexts } = job.params;
  const held = createTermCounts(mostHeld);
  const { counts } = held;
  let texts = 0;
  for await (const chunk of job.session.stream(`SELECT ${entrySql(name, sqlType)} AS t FROM ${fit.relation}`)) {
    job.signal.throwIfAborted();
    for (const text of chunk.getColumnValues(0)) {
      texts += 1;
      if (typeof text === 'string') held.add(termsOf(text, { of, lowerCase, from, to }), texts);
    }
    held.keepWithin();
  }
  const found = [...counts].filter(([, { texts: df }]) => df >= minTexts);
  if (found.length === 0) throw noTerms(job.title, { name, texts, different: counts.size, minTexts });
  const frequent = found.sort(([a, x], [b, y]) => y.total - x.total || compareText(a, b)).slice(0, maxFeatures);
  const terms = frequent.map(([term]) => term).sort(compareText);
  const idf = terms.map((term) => smoothIdf(texts, counts.get(term)?.texts ?? 0));
  if (held.forgotten() > 0) job.log('warning', forgottenWords(name, held.forgotten()));
  job.log('info', `Learned ${terms.length} of ${counts.size} terms of "${name}" from ${texts} texts.`);
  return { name, terms, idf };
}

function forgottenWords(name: string, forgotten: number): string {
  const [count, most] = [forgotten, mostHeld].map((value) => value.toLocaleString('en'));
  return `"${name}" has more than ${most} different terms. ${count} times a term that had come in the fewest texts was forgotten on the way: rare terms may count too low, or be missing. Words in place of characters, or shorter runs of words, give fewer.`;
}

function noTerms(
  title: string,
  seen: { name: string; texts: number; different: number; minTexts: number },
): PipelineError {
  return new PipelineError({
    code: 'no-terms',
    family: 'pipeline',
    place: `${title} › ${seen.name}`,
    seen: `${seen.different} different terms in ${seen.texts} train texts, none of them in ${seen.minTexts} texts`,
    expected: 'at least one term that is frequent enough',
    next: 'Lower "In at least", choose other terms, or another column.',
    column: seen.name,
  });
}
