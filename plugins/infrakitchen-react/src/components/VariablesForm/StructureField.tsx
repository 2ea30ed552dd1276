import { useMemo, useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import validator from '@rjsf/validator-ajv8';
import type { RJSFSchema } from '@rjsf/utils';
import type { JsonValue } from '@backstage/types';
import type { FieldEditorProps } from './FieldEditor';
import { JsonField } from './JsonField';

/** Lists, maps and objects: the form of the scaffolder, or JSON. */
export function StructureField(props: FieldEditorProps) {
  const { name, schema, value, onChange } = props;
  const [asJson, setAsJson] = useState(false);
  const titled = useMemo(
    (): RJSFSchema => ({
      ...withItemTitle(schema, name),
      // The name stands above the form already.
      title: '',
      description: undefined,
      default: undefined,
    }),
    [schema, name],
  );
  return (
    <Flex direction="column" gap="2">
      {asJson ? (
        <JsonField {...props} />
      ) : (
        <div role="group" aria-label={name}>
          <Form
            EXPERIMENTAL_theme="bui"
            tagName="div"
            idPrefix={`variable_${name}`}
            schema={titled}
            formData={value}
            validator={validator}
            noHtml5Validate
            showErrorList={false}
            // Defaults of optional attributes are filled in by the engine.
            experimental_defaultFormStateBehavior={{
              emptyObjectFields: 'skipDefaults',
              arrayMinItems: { populate: 'never' },
            }}
            onChange={event => onChange(event.formData as JsonValue)}
          >
            {/* Without a child, the form would bring its own submit button. */}
            <span />
          </Form>
        </div>
      )}
      <div>
        <Button
          size="small"
          variant="tertiary"
          aria-label={asJson ? `Edit ${name} as form` : `Edit ${name} as JSON`}
          onPress={() => setAsJson(!asJson)}
        >
          {asJson ? 'Edit as form' : 'Edit as JSON'}
        </Button>
      </div>
    </Flex>
  );
}

/** Inputs of list items get a name, so that readers can tell what they are. */
function withItemTitle(schema: RJSFSchema, name: string): RJSFSchema {
  const items = schema.items;
  return typeof items === 'object' && !Array.isArray(items)
    ? { ...schema, items: { title: `${name} item`, ...items } }
    : schema;
}
