import { screen, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import type { ImpactPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** An edit that changes nothing below. */
export const noImpact: ImpactPage = { total: 0, broken: 0, items: [] };

/** An edit that changes a tag of a resource below. */
export function anImpact(over: Partial<ImpactPage> = {}): ImpactPage {
  return {
    total: 1,
    broken: 0,
    items: [
      {
        resource: { id: 'resource-2', name: 'apps', templateName: 'Cluster' },
        state: 'provisioned',
        distance: 1,
        changes: [
          {
            kind: 'tag',
            name: 'team',
            sensitive: false,
            before: 'a',
            after: 'b',
          },
        ],
        errors: [],
      },
    ],
    ...over,
  };
}

/** Presses a button of a form, and returns the review that comes before it. */
export async function reviewOf(user: UserEvent, button: string) {
  await user.click(screen.getByRole('button', { name: button }));
  const dialog = within(await screen.findByRole('dialog'));
  return {
    dialog,
    confirm: () => user.click(dialog.getByRole('button', { name: button })),
  };
}
