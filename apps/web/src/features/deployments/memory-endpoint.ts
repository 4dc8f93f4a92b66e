/** What the page of an endpoint knows of answers from memory. */
export type MemoryEndpoint = {
  id: string;
  name: string;
  config: {
    precomputed?: { key: string[]; maxAgeSeconds: number } | undefined;
    remember?: { seconds: number } | undefined;
  } | null;
};
