// Fetching from outside meets full disks as well, and takes nothing from data/.
export { diskFull, isDiskFull, nameDiskFull } from '../disk-full';
