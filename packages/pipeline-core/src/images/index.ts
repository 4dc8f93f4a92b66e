export { type Image, type ImageSize, imageSizeSchema } from './image';
export { inChannels, scaleImage } from './scale-image';
