import { createBackend } from '@backstage/backend-defaults';
import infrakitchenModuleTerraform from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import { infrakitchenPlugin } from '../../plugin';

// Ends with the test, however the test ends.
process.once('disconnect', () => process.exit(1));

const backend = createBackend();
backend.add(infrakitchenPlugin);
backend.add(infrakitchenModuleTerraform);
backend.start();
