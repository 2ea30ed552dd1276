import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import infrakitchenPlugin from '@infrakitchen/backstage-plugin-infrakitchen/alpha';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { settingsModule } from './modules/settings';
import { signInModule } from './modules/signIn';

/** The portal, with the configuration that is there when it is called. */
export const createPortal = () =>
  createApp({
    features: [
      catalogPlugin,
      infrakitchenPlugin,
      homeModule,
      navModule,
      settingsModule,
      signInModule,
    ],
  });
