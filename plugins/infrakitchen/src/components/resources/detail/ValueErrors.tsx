import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { ValueError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourcesDetailTranslationRef } from './translation';

/** What keeps the values from being used in a run. */
export function ValueErrors(props: { errors: ValueError[] }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { errors } = props;
  if (errors.length === 0) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={t('valueErrors.theValuesNeedAttentionBefore')}
      description={
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {errors.map((error, index) => (
            <li key={index}>{error.message}</li>
          ))}
        </ul>
      }
    />
  );
}
