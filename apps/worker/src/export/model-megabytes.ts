const megabyte = 2 ** 20;
/** What the workbench gives a model process unless it is told otherwise; a large file needs several times its size. */
const least = 1024;
const timesOfBundle = 4;

/** Memory cap of the process of a model that others made, in megabytes, from the bytes of its bundle. */
export function modelMegabytes(bytes: number): number {
  return Math.max(least, Math.ceil((bytes * timesOfBundle) / megabyte));
}
