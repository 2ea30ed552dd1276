import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResourceState,
  ResourceStatus as Status,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { describeResource } from './describeResource';
import { resourceStatusTranslationRef, type Translate } from './translation';

/**
 * State and status of a resource as one chip with icon and words.
 *
 * @public
 */
export function ResourceStatus(props: {
  state: ResourceState;
  status: Status;
}) {
  const { t } = useTranslationRef(resourceStatusTranslationRef);
  return <ResourceStatusChip {...props} t={t} />;
}

/** For many at once, whose parent has the translation for all of them. */
export function ResourceStatusChip(props: {
  state: ResourceState;
  status: Status;
  t: Translate;
}) {
  const { state, status, t } = props;
  const view = describeResource(t, state, status);
  return (
    <Chip
      tone={view.tone}
      icon={view.icon}
      spinning={view.spinning}
      title={t('resourceStatus.title', { state, status })}
    >
      {view.label}
    </Chip>
  );
}
