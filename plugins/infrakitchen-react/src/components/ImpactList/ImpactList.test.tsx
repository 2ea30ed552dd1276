import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ImpactItem,
  ImpactPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useImpact } from '../../hooks';
import { ImpactList } from './ImpactList';

const item = (name: string, over: Partial<ImpactItem> = {}): ImpactItem => ({
  resource: { id: `id-${name}`, name, templateName: 'Network' },
  state: 'provisioned',
  distance: 1,
  changes: [
    {
      kind: 'tag',
      name: 'cost-center',
      sensitive: false,
      before: '1',
      after: '2',
      provenanceBefore: {
        source: 'config',
        resource: { id: 'a', name: 'acc' },
      },
      provenanceAfter: { source: 'config', resource: { id: 'a', name: 'acc' } },
    },
  ],
  errors: [],
  ...over,
});

type Load = jest.Mock<
  Promise<ImpactPage>,
  [{ limit: number; cursor?: string }]
>;

function Shown(props: { load: Load }) {
  const [key] = useState('edit');
  const impact = useImpact({ load: props.load, queryKey: key });
  return (
    <ImpactList
      impact={impact}
      resourceHref={resource => `/resources/${resource.id}`}
    />
  );
}

const answer = (page: ImpactPage): Load => jest.fn(async _page => page);

describe('ImpactList', () => {
  it('counts first, and shows what breaks before what only changes', async () => {
    const load = answer({
      total: 2,
      broken: 1,
      items: [
        item('calm'),
        item('cracked', {
          errors: [{ code: 'missing_tag', message: 'The tag is required.' }],
        }),
      ],
    });
    renderInTestApp(<Shown load={load} />);

    expect(await screen.findByText('2 resources change')).toBeInTheDocument();
    expect(screen.getByText('1 would break')).toBeInTheDocument();
    const rows = within(
      screen.getByRole('list', { name: 'Resources that change' }),
    ).getAllByRole('link');
    expect(rows.map(row => row.textContent)).toEqual(['cracked', 'calm']);
    expect(screen.getByText('The tag is required.')).toBeInTheDocument();
    expect(
      screen.getByRole('list', { name: 'Inputs of calm that change' }),
    ).toHaveTextContent('tag cost-center 1→2 · from acc');
  });

  it('never shows a secret, and says what only an apply can tell', async () => {
    const load = answer({
      total: 1,
      broken: 0,
      items: [
        item('net', {
          changes: [
            {
              kind: 'variable',
              name: 'token',
              sensitive: true,
              before: 'hunter2',
              after: 'hunter3',
            },
            {
              kind: 'variable',
              name: 'network_id',
              sensitive: false,
              before: 'n-1',
              unknown: true,
            },
          ],
        }),
      ],
    });
    renderInTestApp(<Shown load={load} />);

    expect(await screen.findByText('1 resource changes')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('hunter');
    expect(screen.getByText('sensitive, changes')).toBeInTheDocument();
    expect(screen.getByText('known after apply')).toBeInTheDocument();
  });

  it('says where nothing changes', async () => {
    renderInTestApp(
      <Shown load={answer({ total: 0, broken: 0, items: [] })} />,
    );
    expect(
      await screen.findByText('Nothing below changes'),
    ).toBeInTheDocument();
  });

  it('turns pages, and says where not all were counted', async () => {
    const user = userEvent.setup();
    const load: Load = jest.fn(async ({ cursor }) => ({
      total: 2_200,
      broken: 0,
      truncated: true,
      items: [item(cursor ?? 'first')],
      nextCursor: cursor ? undefined : 'second',
    }));
    renderInTestApp(<Shown load={load} />);

    expect(
      await screen.findByText('At least 2,200 resources change'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Next page' }));
    expect(
      await screen.findByRole('link', { name: 'second' }),
    ).toBeInTheDocument();
  });

  it('offers to ask again where the answer fails', async () => {
    const user = userEvent.setup();
    const load: Load = jest
      .fn()
      .mockRejectedValueOnce(new Error('out of reach'))
      .mockResolvedValue({ total: 0, broken: 0, items: [] });
    renderInTestApp(<Shown load={load} />);

    expect(await screen.findByText('out of reach')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /again/i }));
    expect(
      await screen.findByText('Nothing below changes'),
    ).toBeInTheDocument();
  });
});
