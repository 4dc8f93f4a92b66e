import { z } from 'zod';

export const portTypes = [
  'Table',
  'Split',
  'Transformer',
  'Model',
  'Metrics',
  'Predictions',
  'Figure',
  'Parameter',
  'File',
  'Any',
] as const;
export const portTypeSchema = z.enum(portTypes);
export type PortType = z.output<typeof portTypeSchema>;
