// next-env.d.ts is written by each build; this keeps `tsc` working before the first one.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
