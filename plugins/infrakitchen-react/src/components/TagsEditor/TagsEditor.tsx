import {
  Button,
  ButtonIcon,
  Checkbox,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import type {
  EffectiveEntry,
  Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { InheritedEntries } from './InheritedEntries';

const namePattern = /^[A-Za-z_][A-Za-z0-9_.:/-]*$/;

/**
 * What is wrong with entries, or nothing.
 *
 * @public
 */
export function validateEntries(
  entries: Entry[],
  required: string[] = [],
  inherited: EffectiveEntry[] = [],
): string | undefined {
  const names = entries.map(entry => entry.name);
  const bad = names.find(name => !namePattern.test(name));
  if (bad !== undefined) {
    return bad === ''
      ? 'Every entry needs a name.'
      : `"${bad}" is no valid name: letters, digits and _ . : / - are possible, beginning with a letter or _.`;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return `"${twice}" is there twice.`;
  }
  const missing = required.filter(
    name =>
      !names.includes(name) && !inherited.some(entry => entry.name === name),
  );
  return missing.length > 0
    ? `Required by the template: ${missing.join(', ')}.`
    : undefined;
}

/**
 * Edits tags or configs: name, value, and whether children inherit them.
 *
 * @public
 */
export function TagsEditor(props: {
  /** `Tag` or `Config`. */
  noun: string;
  description?: string;
  entries: Entry[];
  onChange: (entries: Entry[]) => void;
  /** What the parents hand down. */
  inherited?: EffectiveEntry[];
  /** Names that the template asks for. */
  required?: string[];
}) {
  const { noun, description, entries, onChange, inherited = [] } = props;
  const problem = validateEntries(entries, props.required, inherited);
  const update = (index: number, patch: Partial<Entry>) =>
    onChange(
      entries.map((entry, at) =>
        at === index ? { ...entry, ...patch } : entry,
      ),
    );

  return (
    <section aria-label={`${noun}s`}>
      <Flex direction="column" gap="3">
        <div>
          <Text as="h3" variant="title-x-small">
            {noun}s
          </Text>
          {description && (
            <Text as="p" color="secondary" variant="body-small">
              {description}
            </Text>
          )}
        </div>
        <InheritedEntries noun={noun} entries={inherited} own={entries} />
        {entries.map((entry, index) => (
          <Flex
            key={index}
            align="end"
            gap="2"
            role="group"
            aria-label={`${noun} ${index + 1}`}
            style={{ flexWrap: 'wrap' }}
          >
            <TextField
              label={`${noun} name`}
              value={entry.name}
              onChange={name => update(index, { name })}
              style={{ flex: '1 1 140px' }}
            />
            <TextField
              label={`${noun} value`}
              value={entry.value}
              onChange={value => update(index, { value })}
              style={{ flex: '2 1 160px' }}
            />
            <Checkbox
              isSelected={entry.inheritedByChildren ?? true}
              onChange={on => update(index, { inheritedByChildren: on })}
            >
              Inherited by children
            </Checkbox>
            <ButtonIcon
              variant="tertiary"
              aria-label={`Remove ${noun.toLowerCase()} ${
                entry.name || index + 1
              }`}
              icon={<RiDeleteBin6Line />}
              onPress={() => onChange(entries.filter((_, at) => at !== index))}
            />
          </Flex>
        ))}
        {problem && (
          <Text color="danger" variant="body-small" role="alert">
            {problem}
          </Text>
        )}
        <div>
          <Button
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() =>
              onChange([
                ...entries,
                { name: '', value: '', inheritedByChildren: true },
              ])
            }
          >
            {`Add ${noun.toLowerCase()}`}
          </Button>
        </div>
      </Flex>
    </section>
  );
}
