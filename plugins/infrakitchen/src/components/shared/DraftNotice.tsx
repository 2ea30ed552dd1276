import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import { formatDateTime } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { FormDraft } from './useFormDraft';
import { sharedTranslationRef } from './translation';

/** Says that an unfinished form was put back, and lets go of it. */
export function DraftNotice(props: {
  draft: FormDraft;
  /** Puts the form back to where it starts. */
  onDiscard: () => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { draft, onDiscard } = props;
  const { restored, outdated } = draft;
  const found = restored ?? outdated;
  if (!found) {
    return null;
  }
  const secrets =
    found.omitted.length > 0
      ? t('draftNotice.secretValuesAreNotKept', {
          join: found.omitted.join(', '),
        })
      : undefined;
  return (
    <div role="status">
      <Alert
        status={restored ? 'info' : 'warning'}
        icon
        title={
          restored
            ? t('draftNotice.draftOfTimeOfRestored', {
                timeOf: timeOf(found.savedAt),
              })
            : t('draftNotice.thereIsADraftOf', {
                timeOf: timeOf(found.savedAt),
              })
        }
        description={
          restored
            ? secrets
            : [t('draftNotice.itHasChangedSince'), secrets]
                .filter(Boolean)
                .join(' ')
        }
        customActions={
          <Flex gap="2">
            {outdated && (
              <Button size="small" variant="secondary" onPress={draft.restore}>
                {t('draftNotice.useTheDraft')}
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
              {t('draftNotice.discardDraft')}
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
