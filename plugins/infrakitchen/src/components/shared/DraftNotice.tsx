import { Alert, Button, Flex } from '@backstage/ui';
import { formatDateTime } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { FormDraft } from './useFormDraft';

/** Says that an unfinished form was put back, and lets go of it. */
export function DraftNotice(props: {
  draft: FormDraft;
  /** Puts the form back to where it starts. */
  onDiscard: () => void;
}) {
  const { draft, onDiscard } = props;
  const { restored, outdated } = draft;
  const found = restored ?? outdated;
  if (!found) {
    return null;
  }
  const secrets =
    found.omitted.length > 0
      ? `Secret values are not kept; type them again: ${found.omitted.join(
          ', ',
        )}.`
      : undefined;
  return (
    <div role="status">
      <Alert
        status={restored ? 'info' : 'warning'}
        icon
        title={
          restored
            ? `Draft of ${timeOf(found.savedAt)} restored`
            : `There is a draft of ${timeOf(found.savedAt)}`
        }
        description={
          restored
            ? secrets
            : [
                'The resource has changed since. The draft would take back those changes where it differs.',
                secrets,
              ]
                .filter(Boolean)
                .join(' ')
        }
        customActions={
          <Flex gap="2">
            {outdated && (
              <Button size="small" variant="secondary" onPress={draft.restore}>
                Use the draft
              </Button>
            )}
            <Button
              size="small"
              variant="secondary"
              onPress={() => {
                draft.discard();
                if (restored) {
                  onDiscard();
                }
              }}
            >
              Discard draft
            </Button>
          </Flex>
        }
      />
    </div>
  );
}

/** The time of today, and the date of any other day. */
function timeOf(savedAt: string): string {
  const at = new Date(savedAt);
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : formatDateTime(savedAt);
}
