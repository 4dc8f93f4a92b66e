/** Names of columns from a list in the address, each encoded once more: a name may hold a comma. */
export function namesIn(key: 'columns' | 'except', list: string | undefined): Record<string, string[]> {
  return list === undefined ? {} : { [key]: list.split(',').map(decodeURIComponent) };
}
