import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { analyticsApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { infrakitchenApiRef, type InfrakitchenApi } from '../api';
import { useInfrakitchenApi } from './useInfrakitchenApi';

class Client {
  private readonly secret = 'hunter2';

  async createResource(input: { templateId: string }) {
    return { id: 'r1', name: this.secret, templateId: input.templateId };
  }

  async actOnResource() {
    return { run: { id: 'run-1' } };
  }

  async actOnRun(_id: string, action: string) {
    if (action === 'cancel') {
      throw new Error('Too late');
    }
    return {};
  }

  async listResources() {
    return { items: [] };
  }
}

function Page(props: { act: (api: InfrakitchenApi) => Promise<unknown> }) {
  const api = useInfrakitchenApi();
  const [error, setError] = useState<string>();
  return (
    <button onClick={() => props.act(api).catch(e => setError(e.message))}>
      Act{error && `: ${error}`}
    </button>
  );
}

async function events(act: (api: InfrakitchenApi) => Promise<unknown>) {
  const analytics = mockApis.analytics();
  renderInTestApp(<Page act={act} />, {
    apis: [
      [infrakitchenApiRef, new Client() as unknown as InfrakitchenApi],
      [analyticsApiRef, analytics],
    ],
  });
  await userEvent.click(await screen.findByRole('button', { name: /^Act/ }));
  return analytics
    .getEvents()
    .filter(({ action }) => action !== 'navigate')
    .map(({ action, subject, attributes }) => [action, subject, attributes]);
}

describe('useInfrakitchenApi', () => {
  it('tells by their ids what was done, and nothing of what was written', async () => {
    const told = await events(async api => {
      await api.createResource({
        templateId: 't1',
        name: 'shop',
        values: { password: 'hunter2' },
      } as never);
      await api.actOnResource('r1', 'provision', { reason: 'hunter2' });
      await api.actOnRun('run-1', 'approve', { reason: 'hunter2' });
    });
    expect(told).toEqual([
      ['create', 'r1', { kind: 'resource', templateId: 't1' }],
      ['provision', 'r1', { kind: 'resource', runId: 'run-1' }],
      ['approve', 'run-1', { kind: 'run' }],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/hunter2|shop/);
  });

  it('tells of nothing that did not work, and hands the error on', async () => {
    expect(await events(api => api.actOnRun('run-1', 'cancel'))).toEqual([]);
    expect(
      await screen.findByRole('button', { name: 'Act: Too late' }),
    ).toBeInTheDocument();
  });

  it('tells of a search once, however often its list is loaded', async () => {
    const told = await events(async api => {
      await api.listResources({});
      await api.listResources({ q: 'shop' });
      await api.listResources({ q: 'shop', cursor: 'next' });
      await api.listResources({});
      await api.listResources({ q: 'shop' });
    });
    expect(told).toEqual([
      ['search', 'resources', { kind: 'list' }],
      ['search', 'resources', { kind: 'list' }],
    ]);
  });
});
