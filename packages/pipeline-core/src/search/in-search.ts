const ending = ' in its search';

/** The name of a figure by which a search judged a model, beside one of that name from an evaluation. */
export function inSearch(metric: string): string {
  return `${metric}${ending}`;
}

/** The metric in such a name; any other name is itself. */
export function withoutSearch(name: string): string {
  return name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}
