import { renderTestApp } from '@backstage/frontend-test-utils';
import { notificationsApiRef } from '@backstage/plugin-notifications';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { screen } from '@testing-library/react';
import { settingsModule } from '.';

describe('settingsModule', () => {
  it('lets people choose their notifications by what they are about', async () => {
    const getNotificationSettings = async () => ({
      channels: [
        {
          id: 'Web',
          enabled: true,
          origins: [
            {
              id: 'plugin:infrakitchen',
              enabled: true,
              topics: [{ id: 'infrakitchen.approvals', enabled: true }],
            },
          ],
        },
      ],
    });
    renderTestApp({
      features: [userSettingsPlugin, settingsModule],
      initialRouteEntries: ['/settings/notifications'],
      apis: [[notificationsApiRef, { getNotificationSettings } as any]],
    });
    expect(
      await screen.findByRole(
        'tab',
        { name: 'Notifications' },
        { timeout: 20_000 },
      ),
    ).toBeInTheDocument();
    expect(await screen.findByText('InfraKitchen')).toBeInTheDocument();
  }, 60_000);
});
