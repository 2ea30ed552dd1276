import { useId, useState, type FocusEvent } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { JsonValueView } from '../../JsonValueView';
import { canShow, kindOf, startValue } from '../schema';
import { AnyEditor } from './AnyEditor';
import { useEditorScope, type EditorProps } from './EditorContext';
import { BooleanInput, NumberInput, OptionsInput, TextInput } from './inputs';
import { ListEditor } from './ListEditor';
import { MapEditor } from './MapEditor';
import { ObjectEditor } from './ObjectEditor';
import { TupleEditor } from './TupleEditor';

/**
 * The editor that fits the type of a value, with what is wrong about it. That
 * is told once the reader was there, and from then on while they type.
 */
export function ValueEditor(props: EditorProps) {
  const { pointer } = props;
  const { problems, showAll } = useEditorScope();
  const [visited, setVisited] = useState(false);
  const errorId = useId();
  const problem = showAll || visited ? problems[pointer] : undefined;
  const onBlur = (event: FocusEvent<HTMLDivElement>) => {
    // A list that opens takes the focus, and is still part of its field.
    const next = event.relatedTarget;
    const left =
      !next ||
      (!event.currentTarget.contains(next) &&
        !next.closest('[role="listbox"]'));
    if (left) {
      setVisited(true);
    }
  };
  return (
    <div onBlur={onBlur} style={{ minWidth: 0 }}>
      <KindEditor {...props} errorId={problem ? errorId : undefined} />
      {problem && (
        <Text
          as="p"
          id={errorId}
          color="danger"
          variant="body-small"
          role="alert"
          style={{ margin: 0 }}
        >
          {problem}
        </Text>
      )}
    </div>
  );
}

function KindEditor(props: EditorProps & { errorId: string | undefined }) {
  const { errorId, ...editor } = props;
  const kind = kindOf(editor.schema);
  const input = {
    ...editor,
    describedBy: errorId,
    isInvalid: errorId !== undefined,
  };
  if (!canShow(kind, editor.value)) {
    return <Misfit {...editor} />;
  }
  switch (kind) {
    case 'options':
      return <OptionsInput {...input} />;
    case 'boolean':
      return <BooleanInput {...input} />;
    case 'number':
      return <NumberInput {...input} />;
    case 'string':
      return <TextInput {...input} />;
    case 'list':
      return <ListEditor {...editor} />;
    case 'tuple':
      return <TupleEditor {...editor} />;
    case 'map':
      return <MapEditor {...editor} />;
    case 'object':
      return <ObjectEditor {...editor} />;
    default:
      return <AnyEditor {...editor} />;
  }
}

/** A value of another type, such as one that an older version took. */
function Misfit(props: EditorProps) {
  const { label, schema, value, onChange } = props;
  const { masked, t } = useEditorScope();
  return (
    <Flex direction="column" gap="1">
      {!masked && <JsonValueView value={value} />}
      <Text variant="body-small" color="secondary">
        {t('misfit.description')}
      </Text>
      <div>
        <Button
          size="small"
          variant="secondary"
          onPress={() => onChange(startValue(schema))}
        >
          {t('misfit.replace', { label })}
        </Button>
      </div>
    </Flex>
  );
}
