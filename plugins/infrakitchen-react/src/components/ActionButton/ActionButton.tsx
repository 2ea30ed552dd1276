import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useId, type ReactElement } from 'react';
import { Button, Tooltip, TooltipTrigger, VisuallyHidden } from '@backstage/ui';
import { readableDanger } from '../../util/readableDanger';
import { actionButtonTranslationRef } from './translation';

/**
 * A button for an action that may be impossible just now. It stays reachable
 * by keyboard then, and says why as tooltip and to screen readers.
 *
 * @public
 */
export function ActionButton(props: {
  children: string;
  /** Why the action is impossible; empty where it is possible. */
  reasons: string[];
  onPress: () => void;
  variant?: 'primary' | 'secondary' | 'tertiary';
  destructive?: boolean;
  icon?: ReactElement;
  isPending?: boolean;
}) {
  const { children, reasons, onPress, variant, destructive } = props;
  if (reasons.length === 0) {
    return (
      <Button
        variant={variant ?? 'secondary'}
        destructive={destructive}
        iconStart={props.icon}
        isPending={props.isPending}
        onPress={onPress}
        style={destructive ? readableDanger : undefined}
      >
        {children}
      </Button>
    );
  }
  return <ImpossibleButton {...props} />;
}

function ImpossibleButton(props: {
  children: string;
  reasons: string[];
  icon?: ReactElement;
}) {
  const { t } = useTranslationRef(actionButtonTranslationRef);
  const descriptionId = useId();
  const reasons = props.reasons.join(' ');
  // A disabled button takes no focus, so nobody could read the reason.
  return (
    <>
      <TooltipTrigger delay={200}>
        <Button
          variant="secondary"
          iconStart={props.icon}
          aria-disabled="true"
          aria-describedby={descriptionId}
          style={{ opacity: 0.5, cursor: 'not-allowed' }}
        >
          {props.children}
        </Button>
        <Tooltip>{reasons}</Tooltip>
      </TooltipTrigger>
      <VisuallyHidden id={descriptionId}>
        {t('actionButton.notPossible', { reasons })}
      </VisuallyHidden>
    </>
  );
}
