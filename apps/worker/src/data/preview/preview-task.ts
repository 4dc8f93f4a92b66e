import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import {
  type PreviewInput,
  type PreviewRequest,
  previewInputSchema,
  previewRequestSchema,
  previewStepSchema,
} from '@millrace/pipeline-core/preview';
import { findContract } from '@millrace/pipeline-core/steps';
import { z } from 'zod';

/** An artifact by its file, or small JSON. */
const placedSchema = z.object({
  port: z.string(),
  hash: artifactHashSchema,
  kind: z.string(),
  path: z.string().optional(),
  inline: jsonSchema.optional(),
});
export type PlacedArtifact = z.output<typeof placedSchema>;

const [fromStep] = previewInputSchema.options;
const placedInputSchema = z.union([fromStep, z.object({ title: z.string(), artifacts: z.array(placedSchema) })]);
export type PlacedInput = z.output<typeof placedInputSchema>;

const placedStepSchema = previewStepSchema.extend({
  inputs: z.record(z.string(), z.array(placedInputSchema)),
  /** Artifacts of its references. */
  referenced: z.record(z.string(), z.array(placedSchema)),
});
export type PlacedStep = z.output<typeof placedStepSchema>;

/** A request for a preview with the files it names. */
export const previewTaskSchema = previewRequestSchema.extend({
  steps: z.array(placedStepSchema),
  /** All of these files: what the child may read. */
  paths: z.array(z.string()),
});
export type PreviewTask = z.output<typeof previewTaskSchema>;

/** Whether what an author wrote is executed, which gets a process of its own as in a run. */
export function needsOwnProcess({ steps }: PreviewRequest): boolean {
  return steps.some(({ type }) => findContract(type)?.flags.foreignCode === true);
}

type Find = (hash: ArtifactHash) => Promise<Omit<PlacedArtifact, 'port' | 'hash'>>;

/** A request with each artifact looked up. */
export async function previewTask(request: PreviewRequest, find: Find): Promise<PreviewTask> {
  const paths = new Set<string>();
  const place = async (artifacts: Readonly<Record<string, ArtifactHash>>) =>
    Promise.all(
      Object.entries(artifacts).map(async ([port, hash]): Promise<PlacedArtifact> => {
        const found = await find(hash);
        if (found.path !== undefined) paths.add(found.path);
        return { port, hash, ...found };
      }),
    );
  const placeInput = async (input: PreviewInput): Promise<PlacedInput> =>
    'from' in input ? input : { title: input.title, artifacts: await place(input.artifacts) };
  const steps: PlacedStep[] = [];
  for (const step of request.steps) {
    const inputs = await mapValues(step.inputs, (group) => Promise.all(group.map(placeInput)));
    const referenced = await mapValues(step.references, ({ artifacts }) => place(artifacts));
    steps.push({ ...step, inputs, referenced });
  }
  return { ...request, steps, paths: [...paths] };
}

async function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => Promise<To>,
): Promise<Record<string, To>> {
  const entries = Object.entries(record).map(async ([name, value]) => [name, await map(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
