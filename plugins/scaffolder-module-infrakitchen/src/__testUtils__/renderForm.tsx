import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import {
  SecretsContextProvider,
  useTemplateSecrets,
} from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import {
  infrakitchenApiRef,
  type InfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { fieldOptions } from '../fields';

/** The scaffolder's form with the fields, and what it was sent with. */
export async function renderForm(options: {
  api: InfrakitchenApi;
  steps: { title: string; schema: JsonObject }[];
  initialState?: JsonObject;
}) {
  const created = jest.fn();
  // The scaffolder's pages keep theirs as well.
  const extensions = Object.values(fieldOptions) as any;
  const manifest = { title: 'Template', steps: options.steps } as any;
  function Form() {
    const { secrets } = useTemplateSecrets();
    return (
      <Stepper
        extensions={extensions}
        manifest={manifest}
        initialState={options.initialState as any}
        onCreate={async values => created(values, secrets)}
      />
    );
  }
  await renderInTestApp(
    <TestApiProvider apis={[[infrakitchenApiRef, options.api]]}>
      <SecretsContextProvider>
        <Form />
      </SecretsContextProvider>
    </TestApiProvider>,
  );
  return created;
}
