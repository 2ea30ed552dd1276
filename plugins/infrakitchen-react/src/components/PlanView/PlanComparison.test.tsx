import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ObjectChange,
  Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { PlanComparison } from './PlanComparison';

const summary = {
  create: 0,
  update: 0,
  delete: 0,
  replace: 0,
  read: 0,
  outputs: 0,
};

function plan(digest: string, changes: ObjectChange[]): Plan {
  return { digest, summary, changes, drift: [], outputChanges: [] };
}

function bucket(name: string, size: number): ObjectChange {
  return {
    address: `demo_bucket.${name}`,
    type: 'demo_bucket',
    name,
    action: 'create',
    attributes: [
      {
        path: 'size',
        action: 'create',
        after: size,
        sensitive: false,
        afterUnknown: false,
      },
    ],
  };
}

describe('PlanComparison', () => {
  it('shows what came, what went and which values differ', async () => {
    renderInTestApp(
      <PlanComparison
        before={plan('a', [
          bucket('kept', 1),
          bucket('other', 1),
          bucket('gone', 1),
        ])}
        after={plan('b', [
          bucket('kept', 1),
          bucket('other', 2),
          bucket('new', 1),
        ])}
      />,
    );
    const list = within(
      await screen.findByRole('list', { name: 'Differences of the plans' }),
    );
    const items = list.getAllByRole('listitem').map(item => item.textContent);
    expect(items).toEqual([
      'demo_bucket.goneOnly the earlier plan: Create',
      'demo_bucket.newOnly the later plan: Create',
      expect.stringMatching(
        /^demo_bucket\.otherCreate, with other valuessize− 1\+ 2$/,
      ),
    ]);
    expect(screen.getByText('1 alike')).toBeInTheDocument();
  });

  it('does not take what stays as it is for what goes', async () => {
    const other = bucket('other', 1);
    const [size] = other.attributes;
    renderInTestApp(
      <PlanComparison
        before={plan('a', [
          {
            ...other,
            attributes: [
              size,
              { ...size, path: 'id', after: undefined, afterUnknown: true },
            ],
          },
        ])}
        after={plan('b', [
          {
            ...other,
            action: 'update',
            attributes: [
              { ...size, path: 'id', action: 'update', after: 'b-1' },
            ],
          },
        ])}
      />,
    );
    const list = within(
      await screen.findByRole('list', { name: 'Differences of the plans' }),
    );
    expect(list.getByRole('listitem')).toHaveTextContent(
      'demo_bucket.otherCreate, then Update in placeid− known after apply+ "b-1"size− 1not changed by the later plan',
    );
  });

  it('says that equal plans are equal', async () => {
    renderInTestApp(
      <PlanComparison before={plan('a', [])} after={plan('a', [])} />,
    );
    expect(await screen.findByText('The plans are equal')).toBeInTheDocument();
  });
});
