import { render, screen } from '@testing-library/react';
import type {
  ResourceState,
  ResourceStatus as Status,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EnglishPortal } from '../../__testUtils__/translation';
import { ResourceStatus } from './ResourceStatus';

const cases: Array<[ResourceState, Status, string]> = [
  ['provision', 'ready', 'Not provisioned'],
  ['provision', 'in_progress', 'Provisioning'],
  ['provision', 'error', 'Provisioning failed'],
  ['provisioned', 'done', 'Provisioned'],
  ['provisioned', 'in_progress', 'Updating'],
  ['provisioned', 'unknown', 'Outcome unknown'],
  ['destroy', 'approval_pending', 'Waiting for approval'],
  ['destroyed', 'done', 'Destroyed'],
];

describe('ResourceStatus', () => {
  it.each(cases)('says in words what %s × %s means', (state, status, text) => {
    render(<ResourceStatus state={state} status={status} />, {
      wrapper: EnglishPortal,
    });
    expect(screen.getByText(text)).toBeInTheDocument();
    expect(
      screen.getByTitle(`state ${state}, status ${status}`),
    ).toBeInTheDocument();
  });
});
