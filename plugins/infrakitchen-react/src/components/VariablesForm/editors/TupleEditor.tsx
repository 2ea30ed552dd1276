import { Text } from '@backstage/ui';
import { memberPointer } from '../pointer';
import { elementSchemas, typeName, unwrapNullable } from '../schema';
import styles from '../VariablesForm.module.css';
import { useEditorScope, type EditorProps } from './EditorContext';
import { ValueEditor } from './ValueEditor';

/** A tuple: so many elements, each of its own type. */
export function TupleEditor(props: EditorProps) {
  const { t } = useEditorScope();
  const { label, schema, value, pointer, attribute, onChange } = props;
  const elements = elementSchemas(schema);
  const items = Array.isArray(value) ? value : [];
  // What an older version had more is shown until it is taken away.
  const extra = items.length > elements.length;
  return (
    <div role="group" aria-label={label} className={styles.group}>
      {elements.length === 0 && (
        <Text color="secondary">
          <em>{t('tuple.empty')}</em>
        </Text>
      )}
      <ol className={styles.entries}>
        {elements.map((element, index) => {
          const inner = unwrapNullable(element).schema;
          return (
            <li key={index} className={styles.entry}>
              <div className={styles.entryValue}>
                <Text variant="body-small" color="secondary">
                  {t('tuple.element', {
                    number: String(index + 1),
                    type: typeName(inner),
                  })}
                </Text>
                <ValueEditor
                  label={t('tuple.elementLabel', {
                    label,
                    number: String(index + 1),
                  })}
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
          {t('tuple.tooMany', { count: items.length })}
        </Text>
      )}
    </div>
  );
}
