import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a test says of itself; of the type `figure` is what it measured. */
const annotationSchema = z.object({ type: z.string(), description: z.string().optional() });
const testSchema = z.object({
  /** `expected` is a test that passed. */
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(annotationSchema).optional(),
});
/** One test of Playwright's JSON report. */
const specSchema = z.object({ title: z.string(), tags: z.array(z.string()), tests: z.array(testSchema) });
type Spec = z.output<typeof specSchema>;

type Suite = { specs: Spec[]; suites?: Suite[] | undefined };
const suiteSchema: z.ZodType<Suite> = z.object({
  specs: z.array(specSchema),
  suites: z.lazy(() => z.array(suiteSchema)).optional(),
});
const reportSchema = z.object({ suites: z.array(suiteSchema) });

/** The tests that a run has reported; null when it wrote no report. */
export function readBrowserReport(file: string): Spec[] | null {
  if (!existsSync(file)) return null;
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).suites.flatMap(specsOf);
}

function specsOf({ specs, suites = [] }: Suite): Spec[] {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** Titles of tests; one that was skipped or that passed at the second try did not pass. */
export type TestsOfTag = { passed: string[]; failed: string[]; figures: string[] };

/** By tag, without its @. */
export function passedByTag(specs: readonly Spec[]): Map<string, TestsOfTag> {
  const found = new Map<string, TestsOfTag>();
  for (const { title, tags, tests } of specs) {
    const passed = tests.length > 0 && tests.every(({ status }) => status === 'expected');
    for (const tag of tags.map((text) => text.replace(/^@/, ''))) {
      const known = found.get(tag) ?? { passed: [], failed: [], figures: [] };
      (passed ? known.passed : known.failed).push(title);
      known.figures.push(...figuresOf(tests));
      found.set(tag, known);
    }
  }
  return found;
}

function figuresOf(tests: Spec['tests']): string[] {
  const said = tests.flatMap(({ annotations = [] }) => annotations);
  return said.flatMap(({ type, description = '' }) => (type === 'figure' ? [description] : []));
}
