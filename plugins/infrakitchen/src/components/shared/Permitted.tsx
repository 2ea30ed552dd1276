import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import type { CallerAccess } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Waiting } from './Loaded';
import { PageFrame } from './PageFrame';
import { sharedTranslationRef } from './translation';

/**
 * A form for those who may send it; others are told before they fill it in.
 * Where that cannot be found out, the server decides in the end.
 */
export function Permitted(props: {
  may: (access: CallerAccess) => boolean | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const api = useInfrakitchenApi();
  const data = useAsyncData(signal => api.getAccess({ signal }), [api]);
  if (!data.value && !data.error) {
    return <Waiting />;
  }
  return data.value && props.may(data.value) === false ? (
    <PageFrame title={t('permitted.youMayNotDoThis')}>
      <EmptyState
        title={t('permitted.itTakesAnotherRole')}
        description={t('permitted.askAPlatformEngineer')}
      />
    </PageFrame>
  ) : (
    props.children
  );
}
