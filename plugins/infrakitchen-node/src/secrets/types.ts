import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ProviderContext } from '../integrations';

/** The integration whose rights something is done with. @public */
export interface UsedIntegration {
  id: string;
  name: string;
  /** Key of its provider. */
  provider: string;
  /** In clear. */
  config: JsonObject;
}

/** What a secret is fetched with. @public */
export interface SecretContext extends ProviderContext {
  /** In clear, valid by the schema. */
  config: JsonObject;
  /** Where the provider asks for one. */
  integration?: UsedIntegration;
}

/**
 * A place where secrets are kept. They are fetched when a run is prepared and
 * never stored.
 *
 * @public
 */
export interface SecretProvider {
  /** Lower-case letters, digits and dashes; stored, so it never changes. */
  key: string;
  title: string;
  description?: string;
  /** Forms, validation and masking all come from it. */
  schema: ConfigSchema;
  /** What the schema cannot say; see the same of integrations. */
  validate?(config: JsonObject): string[];
  /** Keys of the integration providers that it can use; none where absent. */
  integrationProviders?: readonly string[];
  /**
   * The payload: an object of texts, or of JSON values for variables of other
   * types. Its members reach the module as variables of the same names.
   *
   * @throws an `InfrakitchenError` that says what to do, without secrets.
   */
  fetch(context: SecretContext): Promise<JsonObject>;
}
