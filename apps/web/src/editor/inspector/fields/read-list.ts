/** The lines of a text that hold something; blanks around them do not count. */
export function readTexts(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Numbers with commas, semicolons or blanks between; `wrong` is the first piece that is none. */
export function readNumbers(text: string): { numbers: number[]; wrong?: string } {
  const pieces = text.split(/[,;\s]+/).filter((piece) => piece !== '');
  const wrong = pieces.find((piece) => !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(piece));
  return wrong === undefined ? { numbers: pieces.map(Number) } : { numbers: [], wrong };
}
