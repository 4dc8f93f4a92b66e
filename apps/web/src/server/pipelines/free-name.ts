/** The name itself, or with the first number behind it that nobody has: "New pipeline 2". */
export function freeName(name: string, taken: readonly string[]): string {
  const names = new Set(taken);
  if (!names.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const next = `${name} ${number}`;
    if (!names.has(next)) return next;
  }
}
