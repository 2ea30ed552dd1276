import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  nameField,
  tokenField,
  urlField,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** A personal access token. */
export interface AzureDevopsToken {
  authentication: 'token';
  token: string;
  planToken?: string;
}

/** A service principal of Microsoft Entra ID that is a user of the organisation. */
export interface AzureDevopsPrincipal {
  authentication: 'service_principal';
  tenantId: string;
  clientId: string;
  clientSecret: string;
}

/** What an integration is stored with. */
export type AzureDevopsConfig = (AzureDevopsToken | AzureDevopsPrincipal) & {
  organizationUrl: string;
};

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    organizationUrl: {
      ...urlField('URL of the organisation'),
      description:
        'Such as https://dev.azure.com/contoso, or the collection of a server of your own',
    },
    authentication: authenticationField({
      token: 'A personal access token',
      service_principal: 'An Entra service principal',
    }),
    ...fieldsWhen(
      { authentication: ['token'] },
      {
        token: tokenField('Personal access token'),
        planToken: tokenField(
          'Personal access token for plans',
          'One that may only read; the other one where it is left out',
        ),
      },
      ['token'],
    ),
    ...fieldsWhen(
      { authentication: ['service_principal'] },
      {
        tenantId: nameField('Tenant ID'),
        clientId: nameField('Client ID'),
        clientSecret: tokenField('Client secret'),
      },
      ['tenantId', 'clientId', 'clientSecret'],
    ),
  },
  required: ['organizationUrl', 'authentication'],
  additionalProperties: false,
};

export function tokenFor(
  config: AzureDevopsToken,
  phase: CredentialPhase,
): string {
  return (phase === 'plan' ? config.planToken : undefined) ?? config.token;
}
