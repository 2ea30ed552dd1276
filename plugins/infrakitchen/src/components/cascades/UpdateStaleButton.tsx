import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import {
  useInfrakitchenApi,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { StartCascadeDialog } from './StartCascadeDialog';
import { staleOf, useStaleCount } from './useStaleCount';
import { cascadesTranslationRef } from './translation';

/** As many as one cascade takes, and one answer carries. */
const MAX_RESOURCES = 500;
const PAGE = 200;

/** Updates what has stale inputs among some resources; nothing where none has. */
export function UpdateStaleButton(props: {
  /** Narrows the resources, as the list of resources takes it. */
  filter: string[];
}) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const api = useInfrakitchenApi();
  const [asked, setAsked] = useState(false);
  const filter = staleOf(props.filter);
  const count = useStaleCount(filter);
  if (count === 0) {
    return null;
  }
  const label = t('updateStaleButton.updateStaleNumber', {
    number: String(count),
  });
  return (
    <div>
      <Button
        variant="secondary"
        iconStart={<RiRefreshLine />}
        onPress={() => setAsked(true)}
      >
        {label}
      </Button>
      {asked && (
        <StartCascadeDialog
          kind="update"
          title={
            count > MAX_RESOURCES
              ? t('updateStaleButton.updateTheFirstMaxResources', {
                  maxResources: String(MAX_RESOURCES),
                  number: String(count),
                })
              : t('updateStaleButton.updateStaleResources', { count })
          }
          target={async () => ({ resourceIds: await staleIds(api, filter) })}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  );
}

async function staleIds(
  api: InfrakitchenApi,
  filter: string[],
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listResources({ filter, limit: PAGE, cursor });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor && ids.length < MAX_RESOURCES);
  return ids.slice(0, MAX_RESOURCES);
}
