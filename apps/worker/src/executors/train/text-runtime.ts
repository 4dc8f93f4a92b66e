import { z } from 'zod';
import type { ModelRuntime } from '../../runtimes/model-runtime';
import { textLinearParamsSchema } from '../../runtimes/text/params';
import { textLinearRuntime } from '../../runtimes/text/text-runtime';
import { textNetParamsSchema } from '../../runtimes/text-net/params';
import { textNetRuntime } from '../../runtimes/text-net/runtime';

export const textParamsSchema = z.discriminatedUnion('method', [
  textLinearParamsSchema.extend({ method: z.literal('linear') }),
  textNetParamsSchema.extend({ method: z.literal('net') }),
]);
export type TextParams = z.output<typeof textParamsSchema>;

/** Two families behind one step: the settings say which of them learns, the model which of them answers. */
export const textRuntime: ModelRuntime<TextParams> = {
  format: textLinearRuntime.format,
  // Only the net keeps states; the linear one is soon done, and answers with what it has when asked to finish.
  describe: () => ({ ...textLinearRuntime.describe(), resumable: textNetRuntime.describe().resumable }),
  fit: ({ params, ...rows }) =>
    params.method === 'linear' ? textLinearRuntime.fit({ params, ...rows }) : textNetRuntime.fit({ params, ...rows }),
  load: (model) => (model.format === 'text-net' ? textNetRuntime : textLinearRuntime).load(model),
};
