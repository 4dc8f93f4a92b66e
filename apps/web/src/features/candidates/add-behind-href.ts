/** The drawing of a run, where a step of this type is then added behind the one that made a model, wired. */
export function addBehindHref(pipelineHref: string, o: { type: 'evaluate' | 'explain'; model: string }): string {
  const query = new URLSearchParams({ add: o.type, model: o.model });
  return `${pipelineHref}${pipelineHref.includes('?') ? '&' : '?'}${query}`;
}
