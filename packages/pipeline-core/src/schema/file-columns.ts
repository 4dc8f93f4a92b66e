/** What a zip of files says of each file beside its bytes: how many there are, and of what kind. Nothing to see in a picture. */
export const fileFactColumns: readonly string[] = ['bytes', 'media_type'];
