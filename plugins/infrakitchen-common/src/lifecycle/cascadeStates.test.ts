import type { CascadeState } from '../api/types';
import {
  canCascadeGo,
  cascadeDecisions,
  cascadeItemStates,
  cascadeRefusals,
  cascadeStates,
  isCascadeActive,
  isCascadeItemDone,
  isCascadeItemLost,
  isCascadeOver,
} from './cascadeStates';

const cascade = (state: CascadeState) => ({
  id: 'c1',
  name: 'prod',
  state,
  requestedBy: 'user:default/ann',
  cancelRequested: false,
});
const codes = (...given: Parameters<typeof cascadeRefusals>) =>
  cascadeRefusals(...given).map(({ code }) => code);

it('lets what is over be over, and what failed go on', () => {
  expect(cascadeStates.filter(isCascadeOver)).toEqual([
    'succeeded',
    'rejected',
    'cancelled',
  ]);
  expect(canCascadeGo('failed', 'running')).toBe(true);
  expect(canCascadeGo('succeeded', 'running')).toBe(false);
});

it('holds resources until something is decided', () => {
  expect(cascadeStates.filter(isCascadeActive)).toEqual([
    'previewing',
    'previewed',
    'awaiting_approval',
    'running',
  ]);
});

it('tells what is done from what was given up', () => {
  expect(cascadeItemStates.filter(isCascadeItemDone)).toEqual([
    'succeeded',
    'no_changes',
  ]);
  expect(cascadeItemStates.filter(isCascadeItemLost)).toEqual([
    'skipped',
    'failed',
    'cancelled',
  ]);
});

it('says what can be done by whom in each state', () => {
  const possible = (caller: string) =>
    Object.fromEntries(
      cascadeStates.map(state => [
        state,
        cascadeDecisions
          .filter(each => codes(cascade(state), each, caller).length === 0)
          .join(' '),
      ]),
    );
  expect(possible('user:default/ann')).toEqual({
    previewing: 'cancel',
    previewed: 'confirm cancel',
    awaiting_approval: 'approve reject cancel',
    running: 'cancel',
    succeeded: '',
    failed: 'resume cancel',
    rejected: '',
    cancelled: '',
  });
  expect(possible('user:default/bob')).toMatchObject({
    previewed: 'cancel',
    failed: 'cancel',
  });
});

it('lets nothing be done to one that is being cancelled', () => {
  const cancelling = { ...cascade('running'), cancelRequested: true };
  expect(codes(cancelling, 'cancel', 'user:default/ann')).toEqual([
    'cascade_cancelling',
  ]);
});
