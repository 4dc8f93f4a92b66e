export type NotebookOutput = { kind: 'text' | 'error'; text: string } | { kind: 'image'; source: string };

/** A cell of a notebook as it is shown: `source` of an image is a data address. */
export type NotebookPart = { kind: 'code' | 'words'; label: string; text: string; outputs: NotebookOutput[] };
