import { useCallback } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  SOFTWARE_TEMPLATE_NAMESPACE,
  softwareTemplateName,
  softwareTemplateQuery,
  type SoftwareTemplatePrefill,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { softwareTemplateRouteRef } from '../../routes';

/**
 * Path of the form of a template's software template, filled in with what is
 * known; nothing where the app has no scaffolder.
 */
export function useSoftwareTemplateLink(): (
  templateKey: string,
  prefill?: SoftwareTemplatePrefill,
) => string | undefined {
  const path = useRouteRef(softwareTemplateRouteRef);
  return useCallback(
    (templateKey, prefill = {}) =>
      path &&
      `${path({
        namespace: SOFTWARE_TEMPLATE_NAMESPACE,
        templateName: softwareTemplateName(templateKey),
      })}${softwareTemplateQuery(prefill)}`,
    [path],
  );
}
