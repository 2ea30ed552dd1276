import type { JsonObject } from '@backstage/types';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  integrationAliasPattern,
  parseIntegration,
  resolveConnections,
  type WrittenConnections,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findTemplate, readPlace } from '../../place';
import type { ConnectionsFieldValue } from './connectionsValue';
import type { ConnectionsOptions } from './schema';

const ALIAS = new RegExp(integrationAliasPattern);

/** What is wrong with connections for a resource of the template. */
export async function checkConnections(
  api: InfrakitchenApi,
  given: {
    written: WrittenConnections;
    options: ConnectionsOptions;
    formData: JsonObject;
  },
): Promise<string[]> {
  const { written, options, formData } = given;
  const wrong = (written.integrations ?? [])
    .map(integration => parseIntegration(integration).alias)
    .find(alias => alias !== undefined && !ALIAS.test(alias));
  if (wrong) {
    return [
      `The alias ${wrong} begins with a small letter and has small letters, digits and _ only.`,
    ];
  }
  const { template: key } = readPlace(options, formData);
  const [template, proposal] = await Promise.all([
    key && findTemplate(api, key),
    resolveConnections(api, written),
  ]);
  if (!template) {
    // What it allows is looked at once it is chosen, or by the creation.
    return [];
  }
  const errors = await api.checkTemplateConnections(template.id, proposal);
  return errors.map(({ message }) => message);
}

/** Lets a form go on once the server has nothing against what it connects. */
export function connectionsValidator<T>(
  read: (value: T) => WrittenConnections,
): CustomFieldValidator<T, ConnectionsOptions> {
  return async (value, field, { apiHolder, formData, uiSchema }) => {
    const api = apiHolder.get(infrakitchenApiRef);
    const written = value ? read(value) : {};
    if (Object.keys(written).length === 0) {
      return;
    }
    if (!api) {
      field.addError('The InfraKitchen plugin is not installed in this app');
      return;
    }
    const options = uiSchema?.['ui:options'] ?? {};
    const errors = await checkConnections(api, { written, options, formData });
    errors.forEach(message => field.addError(message));
  };
}

/** The same for the field of connections. */
export const validateConnectionsField =
  connectionsValidator<ConnectionsFieldValue>(value => value);
