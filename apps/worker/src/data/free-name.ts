/** A name that no column has yet: with a number behind it where it is taken. Case makes no difference. */
export function freeName(name: string, columns: readonly { name: string }[]): string {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  let found = name;
  for (let number = 2; taken.has(found.toLowerCase()); number++) found = `${name}_${number}`;
  return found;
}
