import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ApiErrorPanel,
  isRevisionConflict,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from './useLinks';
import { sharedTranslationRef } from './translation';

/**
 * What went wrong with a write. Where somebody else was faster it offers to
 * load the present state.
 */
export function WriteError(props: {
  error: Error | undefined;
  title: string;
  onReload?: () => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { error, title, onReload } = props;
  const links = useLinks();
  if (!error) {
    return null;
  }
  const conflict = isRevisionConflict(error);
  return (
    <ApiErrorPanel
      error={error}
      title={conflict ? t('writeError.changedBySomeoneElseMeanwhile') : title}
      culpritHref={links.culprit}
      onRetry={conflict ? onReload : undefined}
      retryLabel={t('writeError.reload')}
    />
  );
}
