import type { JsonObject } from '@backstage/types';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import type { ValueError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { readPlace, resolvePlace, type Place } from '../../place';
import { hasSecrets } from '../Connections';
import type { VariablesOptions } from './schema';
import { proposalOf, type VariablesFieldValue } from './variablesValue';

/**
 * What the server says about the values. It is not told sensitive ones: of those
 * that have a value it only sees that they are missing, which is left out. So is
 * all that is missing where it may come from a secret that the run looks into.
 */
export async function checkValues(
  api: InfrakitchenApi,
  given: {
    value: VariablesFieldValue | undefined;
    options: VariablesOptions;
    formData: JsonObject;
    place: Pick<Place, 'version' | 'parentIds' | 'projectId'>;
  },
  signal?: AbortSignal,
): Promise<ValueError[]> {
  const { value, options, formData, place } = given;
  const mayComeFromSecrets = hasSecrets(
    formData[options.connectionsField ?? 'connections'],
  );
  const errors = await api.checkVersionValues(
    place.version.id,
    proposalOf(value, options, formData, place),
    { signal },
  );
  return errors.filter(
    ({ code, variable }) =>
      code !== 'missing_value' ||
      !(
        mayComeFromSecrets ||
        (variable && value?.sensitive?.includes(variable))
      ),
  );
}

/** Lets the form go on once the server has nothing against its values. */
export const validateVariablesField: CustomFieldValidator<
  VariablesFieldValue,
  VariablesOptions
> = async (value, field, { apiHolder, formData, uiSchema }) => {
  const api = apiHolder.get(infrakitchenApiRef);
  if (!api) {
    field.addError('The InfraKitchen plugin is not installed in this app');
    return;
  }
  const options = uiSchema?.['ui:options'] ?? {};
  const place = await resolvePlace(api, readPlace(options, formData));
  if (!place) {
    field.addError('Choose a template first');
    return;
  }
  const errors = await checkValues(api, { value, options, formData, place });
  errors.forEach(({ message }) => field.addError(message));
};
