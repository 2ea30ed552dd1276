import { Checkbox, Flex, Switch, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type {
  EffectiveVariable,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { VariableMarks } from '../ValuesTable';
import { ValueWithProvenance } from '../ValueWithProvenance';
import { FieldEditor } from './FieldEditor';
import { hintsOf, unwrapNullable } from './schema';
import { SensitiveField } from './SensitiveField';
import { isInherited } from './validateVariables';
import styles from './VariablesForm.module.css';

/** Props of the row of one variable. */
export interface VariableFieldProps {
  name: string;
  property: RJSFSchema;
  variable: EffectiveVariable | undefined;
  required: boolean;
  /** The value is set on the resource itself. */
  own: boolean;
  value: JsonValue | undefined;
  storedSensitive: boolean;
  removedSensitive: boolean;
  /** Why the value cannot be edited. */
  locked: string | undefined;
  error: string | undefined;
  resourceHref?: (resource: ResourceLink) => string;
  onChange: (value: JsonValue | undefined) => void;
  onRemovedChange: (removed: boolean) => void;
}

/** One variable: what it inherits, and its own value where it has one. */
export function VariableField(props: VariableFieldProps) {
  const { name, property, variable, error } = props;
  const label = property.title || name;
  const description = property.description ?? variable?.description;
  return (
    <div className={styles.row} role="group" aria-label={`Variable ${label}`}>
      <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
        <Text weight="bold">{label}</Text>
        {label !== name && (
          <Text variant="body-small" color="secondary">
            <code>{name}</code>
          </Text>
        )}
        <Text variant="body-small" color="secondary">
          {variable?.type}
        </Text>
        {variable && (
          <VariableMarks variable={variable} required={props.required} />
        )}
      </Flex>
      {description && (
        <Text as="p" className={styles.description} color="secondary">
          {description}
        </Text>
      )}
      <VariableBody {...props} />
      {error && (
        <Text color="danger" variant="body-small" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}

function VariableBody(props: VariableFieldProps) {
  const { name, property, variable, own, value, locked, onChange } = props;
  const { schema, nullable } = unwrapNullable(property);
  const label = property.title || name;
  const inherited = isInherited(variable);

  if (locked) {
    return <InheritedValue {...props} note={locked} />;
  }
  if (variable?.sensitive) {
    return (
      <>
        <SensitiveField
          name={label}
          schema={schema}
          stored={props.storedSensitive}
          removed={props.removedSensitive}
          onChange={onChange}
          onRemovedChange={props.onRemovedChange}
        />
        {inherited && !own && !props.storedSensitive && (
          <Text variant="body-small" color="secondary">
            Inherited unless you type a value:{' '}
            <ValueWithProvenance
              sensitive
              provenance={variable.provenance}
              resourceHref={props.resourceHref}
            />
          </Text>
        )}
      </>
    );
  }
  return (
    <>
      {inherited && !own ? (
        <InheritedValue {...props} />
      ) : (
        value !== null && (
          <FieldEditor
            name={label}
            placeholder={hintsOf(property).placeholder}
            schema={schema}
            variable={variable}
            value={value}
            onChange={next =>
              // An emptied field is still an own value, until the switch is off.
              onChange(next === undefined && inherited ? '' : next)
            }
          />
        )
      )}
      {inherited && (
        <Switch
          label={`Set own value for ${label}`}
          isSelected={own}
          onChange={on => onChange(on ? startValue(variable) : undefined)}
        />
      )}
      {/* What must be filled in is hardly meant to be nothing. */}
      {nullable && own && (!props.required || value === null) && (
        <Checkbox
          isSelected={value === null}
          onChange={on => onChange(on ? null : startValue(variable) ?? '')}
        >
          {`Set ${label} to null`}
        </Checkbox>
      )}
    </>
  );
}

/** An own value starts as what was inherited, so that nothing changes by itself. */
function startValue(variable: EffectiveVariable | undefined): JsonValue {
  return (variable?.value as JsonValue | undefined) ?? null;
}

function InheritedValue(props: VariableFieldProps & { note?: string }) {
  const { variable, note } = props;
  return (
    <div>
      <ValueWithProvenance
        value={props.own ? props.value : variable?.value}
        isSet={props.own || variable?.isSet || props.storedSensitive}
        sensitive={variable?.sensitive}
        provenance={props.own ? { source: 'resource' } : variable?.provenance}
        resourceHref={props.resourceHref}
      />
      {note && (
        <Text as="p" variant="body-small" color="secondary">
          {note}
        </Text>
      )}
    </div>
  );
}
