import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import { JsonValueView } from '../../JsonValueView';
import { memberPointer } from '../pointer';
import {
  isJsonObject,
  propertiesOf,
  startValue,
  typeName,
  unwrapNullable,
} from '../schema';
import styles from '../VariablesForm.module.css';
import { useEditorScope, type EditorProps } from './EditorContext';
import { ValueEditor } from './ValueEditor';

/** Objects: one row for each attribute; optional ones may stay unset. */
export function ObjectEditor(props: EditorProps) {
  const { label, schema, pointer, attribute, onChange } = props;
  const { problems, masked, t } = useEditorScope();
  const object: JsonObject = isJsonObject(props.value) ? props.value : {};
  const properties = propertiesOf(schema);
  const required = new Set(schema.required ?? []);
  const unknown = Object.keys(object).filter(
    name => !Object.hasOwn(properties, name),
  );
  const set = (name: string, value: JsonValue | undefined) => {
    const { [name]: _old, ...rest } = object;
    if (value === undefined) {
      onChange(rest);
    } else {
      onChange(
        // An attribute keeps its place.
        Object.hasOwn(object, name)
          ? { ...object, [name]: value }
          : { ...rest, [name]: value },
      );
    }
  };
  return (
    <div role="group" aria-label={label} className={styles.attributes}>
      {Object.entries(properties).map(([name, property]) => (
        <Attribute
          key={name}
          name={name}
          label={`${label} ${name}`}
          property={property}
          required={required.has(name)}
          present={Object.hasOwn(object, name)}
          value={object[name]}
          pointer={memberPointer(pointer, name)}
          attribute={attribute ? `${attribute}.${name}` : name}
          onChange={value => set(name, value)}
        />
      ))}
      {unknown.map(name => (
        <div key={name} className={styles.attribute}>
          <code>{name}</code>
          {!masked && <JsonValueView value={object[name]} />}
          <Text color="danger" variant="body-small">
            {problems[memberPointer(pointer, name)]}
          </Text>
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={() => set(name, undefined)}
            >
              {t('object.removeAttribute', { label, name })}
            </Button>
          </div>
        </div>
      ))}
    </div>
  );
}

function Attribute(
  props: Omit<EditorProps, 'schema'> & {
    name: string;
    property: RJSFSchema;
    required: boolean;
    /** The object has the attribute, with a value or with null. */
    present: boolean;
  },
) {
  const { name, label, property, required, present, value, onChange } = props;
  const { help, t } = useEditorScope();
  const { schema, nullable } = unwrapNullable(property);
  // Somebody wants to set it, but a number is not there before it is typed.
  const [opened, setOpened] = useState(false);
  const isNull = present && value === null && !opened;
  const isUnset = !required && !present && !opened;
  const text = help[props.attribute];
  const open = () => {
    setOpened(true);
    onChange(startValue(schema));
  };
  const button = (
    verb: 'set' | 'setValue' | 'unset' | 'setToNull',
    onPress: () => void,
  ) => (
    <Button
      size="small"
      variant="tertiary"
      aria-label={t(`object.${verb}Label`, { label })}
      onPress={onPress}
    >
      {t(`object.${verb}`)}
    </Button>
  );
  return (
    <div className={styles.attribute}>
      <div className={styles.attributeHead}>
        <Text weight="bold">{name}</Text>
        <Text variant="body-small" color="secondary">
          {required
            ? typeName(schema)
            : t('object.optional', { type: typeName(schema) })}
        </Text>
        {isUnset && <Unset property={property} />}
        {isNull && <JsonValueView value={null} />}
        {isUnset && button('set', open)}
        {isNull && button('setValue', open)}
        {!required &&
          !isUnset &&
          button('unset', () => {
            setOpened(false);
            onChange(undefined);
          })}
        {required &&
          nullable &&
          !isNull &&
          button('setToNull', () => {
            setOpened(false);
            onChange(null);
          })}
      </div>
      {text && (
        <Text as="p" variant="body-small" color="secondary">
          {text}
        </Text>
      )}
      {!isUnset && !isNull && (
        <ValueEditor
          label={label}
          schema={schema}
          value={value}
          pointer={props.pointer}
          attribute={props.attribute}
          onChange={next => {
            setOpened(true);
            onChange(next);
          }}
        />
      )}
    </div>
  );
}

/** What holds where an optional attribute is left out. */
function Unset(props: { property: RJSFSchema }) {
  const { t } = useEditorScope();
  const value = props.property.default as JsonValue | undefined;
  return (
    <Text variant="body-small" color="secondary">
      {value === undefined
        ? t('object.notSet')
        : t('object.defaultUsed', { value: <JsonValueView value={value} /> })}
    </Text>
  );
}
