export { analyseModule, closeAnalyser } from './analyseModule';
export type { ModuleLocation } from './moduleFiles';
