import type {
  ActionAvailability,
  Refusal,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { refusalSentences } from '../../shared';
import { actionTexts, type OwnAction } from './actionTexts';
import { type Translate } from './translation';

/** An action as it is offered. */
export interface OfferedAction {
  action: OwnAction;
  /** Why it is impossible; empty where it is possible. */
  reasons: string[];
}

const order = (t: Translate) => Object.keys(actionTexts(t)) as OwnAction[];

/** An abstract resource has nothing to build, so they only stand in the way. */
const needsModule: ReadonlySet<OwnAction> = new Set([
  'dry-run',
  'provision',
  'update',
  'recreate',
  'destroy',
]);

/** The actions about one resource alone that make sense to show. */
export function offeredActions(
  t: Translate,
  resource: Pick<Resource, 'abstract' | 'hasPendingChange'>,
  actions: ActionAvailability[],
): OfferedAction[] {
  return (
    order(t)
      .flatMap(action =>
        actions
          .filter(other => other.action === action)
          .map(({ allowed, reasons }) => ({
            action,
            reasons: allowed ? [] : reasonTexts(t, reasons),
          })),
      )
      // Without a change there is nothing to discard, so it only confuses.
      .filter(
        ({ action }) =>
          action !== 'discard-change' || resource.hasPendingChange,
      )
      .filter(({ action }) => !resource.abstract || !needsModule.has(action))
  );
}

/** Whether the values of a resource can be edited. */
export function canEdit(resource: Pick<Resource, 'state'>): boolean {
  return resource.state === 'provision' || resource.state === 'provisioned';
}

/**
 * Why somebody may not edit; empty for those who may. An edit takes the same
 * role as an update.
 */
export function editRefusals(actions: ActionAvailability[]): string[] {
  return refusalSentences(
    actions
      .filter(({ action }) => action === 'update')
      .flatMap(({ reasons }) => reasons)
      .filter(({ code }) => code === 'role_missing'),
  );
}

/** There is always a reason. */
function reasonTexts(t: Translate, reasons: Refusal[]): string[] {
  return reasons.length > 0
    ? refusalSentences(reasons)
    : [t('offeredActions.itIsNotPossibleNow')];
}
