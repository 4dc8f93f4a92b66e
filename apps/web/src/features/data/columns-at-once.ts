/** Columns shown, and asked for in one question, at a time. */
export const columnsAtOnce = 60;
/** Characters of their names: questions travel in addresses, where names are written twice as long and more. */
const mostCharacters = 2_400;

/** Columns in blocks, each of which fits into one question. */
export function inBlocks<C extends { name: string }>(columns: readonly C[]): C[][] {
  const blocks: C[][] = [];
  let block: C[] = [];
  let characters = 0;
  for (const column of columns) {
    const own = encodeURIComponent(column.name).length + 3; // and what parts it from the next
    if (block.length === columnsAtOnce || (block.length > 0 && characters + own > mostCharacters)) {
      blocks.push(block);
      block = [];
      characters = 0;
    }
    block.push(column);
    characters += own;
  }
  if (block.length > 0) blocks.push(block);
  return blocks;
}
