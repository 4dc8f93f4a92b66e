/** The engine that computes nets on processors, and up to how many cells a hidden layer may have for it. */
export const ownKernels = { title: 'Millrace’s own kernels', widestLayer: 512 } as const;
