import { mockServices } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { NotificationSender } from './NotificationSender';

const notification: NotificationSendOptions = {
  recipients: { type: 'entity', entityRef: 'user:default/ann' },
  payload: { title: 'x' },
};

describe('NotificationSender', () => {
  const logger = mockServices.logger.mock();

  it('says once that there is nothing to send with', async () => {
    const send = jest.fn(async () => {
      throw new Error(
        'Failed to send notifications: Error: Request failed with status 404',
      );
    });
    const sender = new NotificationSender({ service: { send }, logger });
    await sender.send(notification);
    await sender.send(notification);
    expect(send).toHaveBeenCalledTimes(2);
    expect(logger.info.mock.calls).toEqual([
      [expect.stringContaining('no notifications backend')],
    ]);
  });

  it('has what failed tried again', async () => {
    const send = async () => {
      throw new Error('Request failed with status 500');
    };
    const sender = new NotificationSender({ service: { send }, logger });
    await expect(sender.send(notification)).rejects.toThrow('status 500');
  });

  it('does not wait for a service that never answers', async () => {
    const service = { send: () => new Promise<void>(() => {}) };
    const sender = new NotificationSender({ service, logger, timeoutMs: 20 });
    await expect(sender.send(notification)).rejects.toThrow(
      'did not answer within 20 ms',
    );
  });
});
