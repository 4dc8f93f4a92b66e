/** An image in memory: `channels` numbers from 0 to 1 for each pixel (1 grey, 3 red, green, blue), row after row from the top. */
export type Image = { height: number; width: number; channels: 1 | 3; cells: Float32Array };

/** What `decodeImage` answers for bytes it cannot read: why, as the end of a sentence ("it is …"). */
export type Unreadable = { unreadable: string };
