import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Checkbox, Flex, Switch, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type {
  EffectiveVariable,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { VariableMarks } from '../ValuesTable';
import { ValueWithProvenance } from '../ValueWithProvenance';
import { EditorScopeProvider } from './editors/EditorContext';
import { ValueEditor } from './editors/ValueEditor';
import { splitDescription, type DescriptionParts } from './help';
import type { Problems } from './problems';
import {
  emptyValue,
  hintsOf,
  kindOf,
  optionsOf,
  startValue,
  typeName,
  unwrapNullable,
  type ValueKind,
} from './schema';
import { SensitiveField } from './SensitiveField';
import { isInherited } from './validateVariables';
import styles from './VariablesForm.module.css';
import { variablesFormTranslationRef } from './translation';

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
  problems: Problems;
  /** Shows what is wrong, also where nobody was yet. */
  showErrors: boolean;
  /** What the server refused. */
  serverError: string | undefined;
  resourceHref?: (resource: ResourceLink) => string;
  onChange: (value: JsonValue | undefined) => void;
  onRemovedChange: (removed: boolean) => void;
}

/** Beyond this the type of an object would stand in the way. */
const SHOWN_TYPE = 40;

/** One variable: what it inherits, and its own value where it has one. */
export function VariableField(props: VariableFieldProps) {
  const { t } = useTranslationRef(variablesFormTranslationRef);
  const { name, property, variable, problems, showErrors } = props;
  const label = property.title || name;
  const description = property.description ?? variable?.description;
  const help = useMemo(
    () => helpFor(property, description),
    [property, description],
  );
  const type = variable?.type.replace(/\s+/g, ' ') ?? '';
  return (
    <div
      className={styles.row}
      role="group"
      aria-label={t('variable.label', { label })}
    >
      <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
        <Text weight="bold">{label}</Text>
        {label !== name && (
          <Text variant="body-small" color="secondary">
            <code>{name}</code>
          </Text>
        )}
        <Text variant="body-small" color="secondary">
          {type.length > SHOWN_TYPE ? typeName(property) : type}
        </Text>
        {variable && (
          <VariableMarks variable={variable} required={props.required} />
        )}
      </Flex>
      {help.text && (
        <Text as="p" className={styles.description} color="secondary">
          {help.text}
        </Text>
      )}
      <EditorScopeProvider
        value={{
          problems,
          showAll: showErrors,
          masked: variable?.sensitive === true,
          help: help.attributes,
          t,
        }}
      >
        <VariableBody {...props} />
      </EditorScopeProvider>
      {props.serverError && (
        <Text color="danger" variant="body-small" role="alert">
          {props.serverError}
        </Text>
      )}
    </div>
  );
}

/** Lists in the description of anything but objects are no attributes. */
function helpFor(
  property: RJSFSchema,
  description: string | undefined,
): DescriptionParts {
  return /\bobject\b/.test(typeName(property))
    ? splitDescription(description)
    : { text: description ?? '', attributes: {} };
}

function VariableBody(props: VariableFieldProps) {
  const { t } = useTranslationRef(variablesFormTranslationRef);
  const { name, property, variable, own, value, locked, onChange } = props;
  const { schema: typed, nullable } = unwrapNullable(property);
  const options = optionsOf(typed, variable);
  const schema: RJSFSchema = options
    ? { ...typed, enum: options as RJSFSchema['enum'] }
    : typed;
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
          variable={name}
          schema={typed}
          value={value}
          stored={props.storedSensitive}
          removed={props.removedSensitive}
          onChange={onChange}
          onRemovedChange={props.onRemovedChange}
        />
        {inherited && !own && !props.storedSensitive && (
          <Text variant="body-small" color="secondary">
            {t('variable.inheritedUnlessSet', {
              value: (
                <ValueWithProvenance
                  sensitive
                  provenance={variable.provenance}
                  resourceHref={props.resourceHref}
                />
              ),
            })}
          </Text>
        )}
      </>
    );
  }

  /** An own value starts as what was inherited, so that nothing changes by itself. */
  const start = () =>
    (variable?.value as JsonValue | undefined | null) ??
    startValue(schema) ??
    '';
  const empty = inherited ? undefined : emptyValue(schema);
  const isEmpty = own && JSON.stringify(value) === JSON.stringify(empty?.value);
  return (
    <>
      {inherited && !own ? (
        <InheritedValue {...props} isUnset />
      ) : (
        value !== null && (
          <ValueEditor
            label={label}
            placeholder={hintsOf(property).placeholder}
            schema={schema}
            value={value}
            pointer=""
            // The attributes of an object begin anew; a number has its own name.
            attribute={kindOf(schema) === 'number' ? name : ''}
            onChange={next => onChange(asOwn(next, inherited, kindOf(schema)))}
          />
        )
      )}
      {inherited && (
        <Switch
          label={t('variable.setOwnValue', { label })}
          isSelected={own}
          onChange={on => onChange(on ? start() : undefined)}
        />
      )}
      {empty && (value === undefined || isEmpty) && (
        <Checkbox
          isSelected={isEmpty}
          onChange={on => onChange(on ? empty.value : undefined)}
        >
          {t(empty.key, { label })}
        </Checkbox>
      )}
      {/* What must be filled in is hardly meant to be nothing. */}
      {nullable && own && (!props.required || value === null) && (
        <Checkbox
          isSelected={value === null}
          onChange={on => onChange(on ? null : start())}
        >
          {t('variable.setToNull', { label })}
        </Checkbox>
      )}
    </>
  );
}

/**
 * An emptied field is no value, and still an own one where another would be
 * inherited, until the switch is off.
 */
function asOwn(
  next: JsonValue | undefined,
  inherited: boolean,
  kind: ValueKind,
): JsonValue | undefined {
  if (inherited) {
    return next ?? '';
  }
  return next === '' && kind === 'string' ? undefined : next;
}

function InheritedValue(
  props: VariableFieldProps & { note?: string; isUnset?: boolean },
) {
  const { t } = useTranslationRef(variablesFormTranslationRef);
  const { variable, note, isUnset } = props;
  const value = (
    <ValueWithProvenance
      value={props.own ? props.value : variable?.value}
      isSet={props.own || variable?.isSet || props.storedSensitive}
      sensitive={variable?.sensitive}
      provenance={props.own ? { source: 'resource' } : variable?.provenance}
      resourceHref={props.resourceHref}
    />
  );
  return (
    <div>
      {isUnset ? (
        <Text variant="body-small" color="secondary">
          {t('variable.inheritedValue', { value: <Text>{value}</Text> })}
        </Text>
      ) : (
        value
      )}
      {note && (
        <Text as="p" variant="body-small" color="secondary">
          {note}
        </Text>
      )}
    </div>
  );
}
