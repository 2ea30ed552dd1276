import { Content } from '@backstage/core-components';
import {
  createFrontendModule,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { UserNotificationSettingsCard } from '@backstage/plugin-notifications';

/** What the senders and topics are called where people switch them off. */
const originNames = {
  'plugin:infrakitchen': 'InfraKitchen',
  'plugin:scaffolder': 'Software templates',
};
const topicNames = {
  'infrakitchen.approvals': 'Plans that wait for my approval',
  'infrakitchen.runs': 'Runs that I started',
  'infrakitchen.subscriptions': 'Resources that I follow',
  'infrakitchen.workspaces': 'Pull requests and generated code',
};

/** Which notifications somebody wants to get. */
export const settingsModule = createFrontendModule({
  pluginId: 'user-settings',
  extensions: [
    SubPageBlueprint.make({
      name: 'notifications',
      params: {
        path: 'notifications',
        title: 'Notifications',
        loader: async () => (
          <Content>
            <UserNotificationSettingsCard
              originNames={originNames}
              topicNames={topicNames}
            />
          </Content>
        ),
      },
    }),
  ],
});
