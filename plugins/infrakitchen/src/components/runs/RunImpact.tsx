import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ImpactList,
  useImpact,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks } from '../shared';
import { runsTranslationRef } from './translation';

/** What the planned outputs of a run change in the resources below. */
export function RunImpact(props: { run: RunDetail }) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { run } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const impact = useImpact({
    load: (page, signal) =>
      api.previewResourceImpact(run.resourceId, { runId: run.id }, page, {
        signal,
      }),
    queryKey: run.planDigest ?? run.id,
  });
  return (
    <Section title={t('runImpact.whatTheOutputsChange')}>
      <ImpactList
        impact={impact}
        resourceHref={resource => links.resource(resource.id)}
      />
    </Section>
  );
}
