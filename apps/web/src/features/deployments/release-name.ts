/** "churn v2" */
export function nameOf({ modelName, number }: { modelName: string; number: number }): string {
  return `${modelName} v${number}`;
}
