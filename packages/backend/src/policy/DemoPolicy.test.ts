import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  infrakitchenPermissions,
  resourceDeletePermission,
  templateUpdatePermission,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { DemoPolicy } from './DemoPolicy';

const member = (group: string) => ({
  credentials: mockCredentials.user('user:default/ann'),
  info: {
    userEntityRef: 'user:default/ann',
    ownershipEntityRefs: ['user:default/ann', `group:default/${group}`],
  },
});

const decide = (permission: any, group: string) =>
  new DemoPolicy().handle({ permission }, member(group) as never);

it('leaves everything to the roles of platform engineers', async () => {
  const decisions = await Promise.all(
    infrakitchenPermissions.map(each => decide(each, 'platform-engineers')),
  );
  expect(decisions.map(({ result }) => result)).toEqual(
    decisions.map(() => AuthorizeResult.ALLOW),
  );
});

it('keeps templates from developers', async () => {
  await expect(decide(templateUpdatePermission, 'developers')).resolves.toEqual(
    { result: AuthorizeResult.DENY },
  );
});

it('lets developers delete what they own', async () => {
  await expect(decide(resourceDeletePermission, 'developers')).resolves.toEqual(
    {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'infrakitchen',
      resourceType: 'infrakitchen-resource',
      conditions: {
        rule: 'IS_OWNER',
        resourceType: 'infrakitchen-resource',
        params: { claims: ['user:default/ann', 'group:default/developers'] },
      },
    },
  );
});

it('lets approvers delete what others own', async () => {
  await expect(decide(resourceDeletePermission, 'approvers')).resolves.toEqual({
    result: AuthorizeResult.ALLOW,
  });
});
