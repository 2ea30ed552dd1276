import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';
import { Button, Flex, Text, TextField } from '@backstage/ui';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  suggestName,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  placeOptions,
  readPlace,
  useVersionSchema,
  type PlacedSchema,
  type PlaceOptions,
} from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';
import { useIsRefused } from '../useIsRefused';
import { entriesIn, type VariablesFieldValue } from '../Variables';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

/** Name of a resource. */
export const nameSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      ...placeOptions(z),
      variablesField: z
        .string()
        .optional()
        .describe('Field with the variables; `variables` where absent.'),
    }),
});

interface NameOptions extends PlaceOptions {
  variablesField?: string;
}

/** The name of a resource, as the template's convention asks for it. */
export function NameField(
  props: FieldExtensionComponentProps<string, NameOptions>,
) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { formData, onChange, required, disabled, rawErrors, schema } = props;
  const isRefused = useIsRefused(rawErrors, formData);
  const options = props.uiSchema['ui:options'] ?? {};
  const form = formDataOf(props);
  const placed = useVersionSchema(readPlace(options, form));
  const variables = form[options.variablesField ?? 'variables'] as
    | VariablesFieldValue
    | undefined;
  const suggestion =
    placed.value && suggestionOf(placed.value, variables, form);
  // A name that somebody has typed, or that a link has brought, stays.
  const [isOwn, setOwn] = useState(Boolean(formData));
  const next = suggestion?.name;
  useEffect(() => {
    if (next && !isOwn && next !== formData) {
      onChange(next);
    }
  }, [next, isOwn, formData, onChange]);
  return (
    <FieldFrame field={props}>
      <Flex direction="column" gap="2">
        <TextField
          {...textsOf(props, { title: t('nameField.name') })}
          value={formData ?? ''}
          maxLength={schema.maxLength}
          autoComplete="off"
          isRequired={required}
          isDisabled={disabled}
          isInvalid={isRefused}
          onChange={text => {
            setOwn(true);
            onChange(text === '' ? undefined : text);
          }}
        />
        {suggestion?.problem && !formData && (
          <Text variant="body-small" color="secondary">
            {suggestion.problem}
          </Text>
        )}
        {next && next !== formData && (
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={() => {
                setOwn(false);
                onChange(next);
              }}
            >
              {t('nameField.useNext', { next })}
            </Button>
          </div>
        )}
      </Flex>
    </FieldFrame>
  );
}

function suggestionOf(
  { schema }: PlacedSchema,
  variables: VariablesFieldValue | undefined,
  form: Record<string, unknown>,
): { name?: string; problem?: string } | undefined {
  if (!schema.naming) {
    return undefined;
  }
  const inherited = schema.variables.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  const { name, errors } = suggestName(schema.naming, {
    values: {
      ...(Object.fromEntries(inherited) as Values),
      ...variables?.values,
    } as Values,
    tags: byName([...schema.tags, ...entriesIn(form.tags)]),
    configs: byName([...schema.configs, ...entriesIn(form.configs)]),
    labels: [],
  });
  return { name, problem: errors[0]?.message };
}

/** Later ones win. */
function byName(entries: { name: string; value: string }[]) {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
