import { z } from 'zod';
import { formatBytes } from '../../lib/format-bytes';

const memorySchema = z.object({ rss: z.number(), children: z.array(z.object({ rss: z.number() })).default([]) });

/** "212 MB + 2 children 160 MB" from what a worker reports about itself. */
export function memoryOf(memory: unknown): string | null {
  const parsed = memorySchema.safeParse(memory);
  if (!parsed.success) return null;
  const { rss, children } = parsed.data;
  if (children.length === 0) return formatBytes(rss);
  const sum = children.reduce((total, child) => total + child.rss, 0);
  return `${formatBytes(rss)} + ${children.length} children ${formatBytes(sum)}`;
}
