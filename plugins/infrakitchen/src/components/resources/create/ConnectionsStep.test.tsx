import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { aTemplate, renderPage } from '../../../__testUtils__';
import { ConnectionsStep } from './ConnectionsStep';
import { emptyDraft } from './resourceDraft';

const answer = (name: string) => async () =>
  ({ items: [{ id: name, name }], totalItems: 1 } as any);

function Step() {
  const [draft, onChange] = useState(emptyDraft);
  return (
    <>
      <ConnectionsStep
        template={aTemplate()}
        draft={draft}
        onChange={onChange}
      />
      <output>{[draft.storage?.id, draft.workspace?.id].join(' ')}</output>
    </>
  );
}

it('offers the storages and workspaces that the caller may use', async () => {
  const user = userEvent.setup();
  const api = {
    listConnections: jest.fn(answer('bucket')),
    listWorkspaces: jest.fn(answer('acme/infra')),
  } satisfies Partial<InfrakitchenApi>;
  renderPage('resources', <Step />, { api });
  for (const [label, option] of [
    ['Storage of the state', 'bucket'],
    ['Workspace', 'acme/infra'],
  ]) {
    await user.click(await screen.findByRole('combobox', { name: label }));
    await user.click(
      await screen.findByRole('option', { name: new RegExp(option) }),
    );
  }
  expect(screen.getByText('bucket acme/infra')).toBeInTheDocument();
  expect(api.listConnections).toHaveBeenCalledWith(
    'storage',
    expect.objectContaining({ filter: ['enabled=true', 'usable=true'] }),
    expect.anything(),
  );
  expect(api.listWorkspaces).toHaveBeenCalledWith(
    expect.objectContaining({ filter: ['status=ok', 'usable=true'] }),
    expect.anything(),
  );
});
