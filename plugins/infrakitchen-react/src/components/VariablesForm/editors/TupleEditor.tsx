import { Text } from '@backstage/ui';
import { memberPointer } from '../pointer';
import { elementSchemas, typeName, unwrapNullable } from '../schema';
import styles from '../VariablesForm.module.css';
import type { EditorProps } from './EditorContext';
import { ValueEditor } from './ValueEditor';

/** A tuple: so many elements, each of its own type. */
export function TupleEditor(props: EditorProps) {
  const { label, schema, value, pointer, attribute, onChange } = props;
  const elements = elementSchemas(schema);
  const items = Array.isArray(value) ? value : [];
  // What an older version had more is shown until it is taken away.
  const extra = items.length > elements.length;
  return (
    <div role="group" aria-label={label} className={styles.group}>
      {elements.length === 0 && (
        <Text color="secondary">
          <em>a tuple without elements</em>
        </Text>
      )}
      <ol className={styles.entries}>
        {elements.map((element, index) => {
          const inner = unwrapNullable(element).schema;
          return (
            <li key={index} className={styles.entry}>
              <div className={styles.entryValue}>
                <Text variant="body-small" color="secondary">
                  {`Element ${index + 1}, ${typeName(inner)}`}
                </Text>
                <ValueEditor
                  label={`${label} element ${index + 1}`}
                  schema={inner}
                  value={items[index] ?? undefined}
                  pointer={memberPointer(pointer, index)}
                  attribute={attribute}
                  onChange={next =>
                    onChange(
                      elements.map((_, at) =>
                        at === index ? next ?? null : items[at] ?? null,
                      ),
                    )
                  }
                />
              </div>
            </li>
          );
        })}
      </ol>
      {extra && (
        <Text variant="body-small" color="secondary">
          {`The value has ${items.length} elements; those that the type does not have go with the next edit.`}
        </Text>
      )}
    </div>
  );
}
