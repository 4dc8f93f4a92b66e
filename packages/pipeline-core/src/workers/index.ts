export {
  type Capabilities,
  capabilitiesSchema,
  type Engine,
  type EngineState,
  engineSchema,
  engineStates,
  type Gpu,
  gpuSchema,
  hasGpu,
  readCapabilities,
  slotsOf,
  whyNoGpu,
} from './capabilities';
