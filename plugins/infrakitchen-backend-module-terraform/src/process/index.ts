export { closeLauncher } from './launch';
export { SpooledProcess } from './SpooledProcess';
export { startProcess } from './startProcess';
export type { ProcessOptions } from './startProcess';
export type { SpoolLine } from './LineSplitter';
