import type { ReactNode } from 'react';
import { BgProvider } from '@backstage/ui';
import { ScaffolderField } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';

/** What every field has around it, in either theme of the scaffolder's forms. */
export function FieldFrame(props: {
  field: { rawErrors?: string[]; required?: boolean; disabled?: boolean };
  children: ReactNode;
}) {
  const { rawErrors, required, disabled } = props.field;
  return (
    <ScaffolderField {...{ rawErrors, required, disabled }}>
      {/* The scaffolder's cards are white as the first level is. */}
      <BgProvider bg="neutral-1">{props.children}</BgProvider>
    </ScaffolderField>
  );
}

/** Title and description of a field, as the template has them. */
export function textsOf(
  {
    schema,
    uiSchema,
  }: {
    schema: { title?: string; description?: string };
    uiSchema: { 'ui:title'?: string; 'ui:description'?: string };
  },
  fallback: { title: string; description?: string },
): { label: string; description?: string } {
  return {
    label: uiSchema['ui:title'] ?? schema.title ?? fallback.title,
    description:
      uiSchema['ui:description'] ?? schema.description ?? fallback.description,
  };
}

/** What other fields of the form have, whatever step they are on. */
export function formDataOf({
  formContext,
}: {
  formContext?: { formData?: JsonObject };
}): JsonObject {
  return formContext?.formData ?? {};
}
