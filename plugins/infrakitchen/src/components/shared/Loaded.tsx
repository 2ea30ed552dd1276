import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { Flex, Skeleton } from '@backstage/ui';
import {
  ApiErrorPanel,
  isNotFound,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RecordNotFound, type RecordName } from './NotFound';
import { useLinks } from './useLinks';
import { sharedTranslationRef } from './translation';

/** Shows data once it is there, and what went wrong where it is not. */
export function Loaded<T>(props: {
  data: Pick<AsyncData<T>, 'value' | 'error' | 'reload'>;
  errorTitle: string;
  /** What the page is about, where the data is that alone. */
  record?: RecordName;
  children: (value: NonNullable<T>) => ReactNode;
}) {
  const { data, errorTitle, record, children } = props;
  const links = useLinks();
  const { value, error } = data;
  if (record && value === undefined && isNotFound(error)) {
    return <RecordNotFound {...record} />;
  }
  return (
    <Flex direction="column" gap="3">
      {error && (
        <ApiErrorPanel
          error={error}
          title={errorTitle}
          culpritHref={links.culprit}
          onRetry={data.reload}
        />
      )}
      {value !== undefined && value !== null
        ? children(value)
        : !error && <Waiting />}
    </Flex>
  );
}

/** Their own colour hardly differs from that of the page. */
const visible = { backgroundColor: 'var(--bui-border-1)' };

/** Stands in for what is on its way. */
export function Waiting() {
  const { t } = useTranslationRef(sharedTranslationRef);
  return (
    <div
      role="status"
      aria-label={t('loaded.loading')}
      style={{ width: '100%' }}
    >
      <Flex direction="column" gap="2">
        <Skeleton width="40%" height={24} style={visible} />
        <Skeleton width="100%" height={64} style={visible} />
        <Skeleton width="100%" height={64} style={visible} />
      </Flex>
    </div>
  );
}
