import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { readableDanger } from '../../util/readableDanger';
import { ApiErrorPanel } from '../ApiErrorPanel';
import { confirmDialogTranslationRef } from './translation';

/** Props of {@link ConfirmDialog}. @public */
export interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  /** What will happen. */
  children?: ReactNode;
  confirmLabel: string;
  destructive?: boolean;
  /** Must be typed before the action is possible. */
  requiredText?: string;
  /** Asks why; `required` refuses an empty answer. */
  reason?: 'optional' | 'required';
  /** What the reason is called; `Reason` where absent. */
  reasonLabel?: string;
  /** Room for lists and tables. */
  wide?: boolean;
  /** Something that the children ask for is missing. */
  isBlocked?: boolean;
  /** Closes the dialog when it resolves; a failure is shown in it. */
  onConfirm: (reason: string | undefined) => Promise<void>;
  onClose: () => void;
}

/**
 * Asks before something happens. What destroys asks for the name as well.
 *
 * @public
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onClose } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={props.wide ? 720 : undefined}
      style={{ maxWidth: 'calc(100vw - 32px)', minWidth: 0 }}
    >
      {isOpen && <ConfirmContent {...props} />}
    </Dialog>
  );
}

function ConfirmContent(props: ConfirmDialogProps) {
  const { t } = useTranslationRef(confirmDialogTranslationRef);
  const { title, children, confirmLabel, destructive, requiredText } = props;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const blocked =
    props.isBlocked ||
    (requiredText !== undefined && typed.trim() !== requiredText) ||
    (props.reason === 'required' && reason.trim() === '');

  const confirm = async () => {
    setPending(true);
    setError(undefined);
    try {
      await props.onConfirm(reason.trim() || undefined);
      props.onClose();
    } catch (cause) {
      setError(cause as Error);
      setPending(false);
    }
  };

  return (
    <>
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          {children && <div>{children}</div>}
          {props.reason && (
            <TextAreaField
              label={props.reasonLabel ?? t('confirmDialog.reason')}
              secondaryLabel={
                props.reason === 'required'
                  ? t('confirmDialog.required')
                  : t('confirmDialog.optional')
              }
              value={reason}
              onChange={setReason}
              maxLength={2000}
            />
          )}
          {requiredText !== undefined && (
            <TextField
              label={t('confirmDialog.typeToConfirm', { text: requiredText })}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
            />
          )}
          {error && (
            <ApiErrorPanel error={error} title={t('confirmDialog.failed')} />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          {t('confirmDialog.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive={destructive}
          style={destructive ? readableDanger : undefined}
          isDisabled={blocked}
          isPending={pending}
          onPress={confirm}
        >
          {confirmLabel}
        </Button>
      </DialogFooter>
    </>
  );
}
