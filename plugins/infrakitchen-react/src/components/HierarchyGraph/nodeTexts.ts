import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  resourceStatusTranslationRef,
  type Translate as TranslateStatus,
} from '../ResourceStatus/translation';
import { hierarchyGraphTranslationRef, type Translate } from './translation';

/** What nodes need to give their texts. */
export interface NodeTexts {
  t: Translate;
  tStatus: TranslateStatus;
}

/** Asked for once, so that thousands of nodes need not each listen for it. */
export function useNodeTexts(): NodeTexts {
  const { t } = useTranslationRef(hierarchyGraphTranslationRef);
  const { t: tStatus } = useTranslationRef(resourceStatusTranslationRef);
  return useMemo(() => ({ t, tStatus }), [t, tStatus]);
}
