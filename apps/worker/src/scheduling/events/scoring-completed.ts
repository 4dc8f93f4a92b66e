/**
 * Batch scores lie in the artifacts of their run, where the run page shows them; the platform itself has nothing to add.
 * The topic is there for those who wait for it.
 */
export async function noteScores(): Promise<void> {}
