import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Engine } from './types';

/** Where the module that runs Terraform or OpenTofu registers itself. @public */
export interface InfrakitchenEngineExtensionPoint {
  /** @throws when an engine was set before. */
  setEngine(engine: Engine): void;
}

/** @public */
export const infrakitchenEngineExtensionPoint =
  createExtensionPoint<InfrakitchenEngineExtensionPoint>({
    id: 'infrakitchen.engine',
  });
